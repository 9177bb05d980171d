"""Who may moderate what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.accounts.models import Account, Role
from app.assemblies.policies import is_officer_for, organisation_of, organisations_of
from app.comments.models import Comment
from app.moderation.models import TAKES_AGAIN, Action, ModerationDecision

MODERATORS = (Role.MODERATOR, Role.LEAD_MODERATOR)


def _organisation(thing: object) -> int | None:
    if thing is None:
        return None
    return organisation_of(thing.subject if isinstance(thing, Comment) else thing)


def may_moderate(actor: Account, thing: object) -> bool:
    """Is a moderator or a lead moderator, for the organisation whose assembly the comment is about, or for all."""
    return any(actor.holds(role, _organisation(thing)) for role in MODERATORS)


def may_lead(actor: Account, thing: object) -> bool:
    """Is a lead moderator, for the organisation concerned or for all."""
    return actor.holds(Role.LEAD_MODERATOR, _organisation(thing))


def may_take_again(actor: Account, action: Action, overturned: Iterable[ModerationDecision]) -> bool:
    """Has not taken from readers before what an appeal brought back to them: somebody else may take it once more.

    Takes the decisions on the comment that appeals overturned. Nobody judges their own case, so whoever lost one does
    not decide it again.
    """
    return not any(
        decision.decided_by_id == actor.id and action in TAKES_AGAIN[Action(decision.action)]
        for decision in overturned
    )


def may_pause(actor: Account, thing: object) -> bool:
    """Is a lead moderator or an officer for the organisation concerned."""
    return may_lead(actor, thing) or is_officer_for(actor, thing)


def may_edit_policy(actor: Account, thing: object) -> bool:
    """Is a lead moderator or an administrator. The policy is one for the whole site."""
    return actor.holds(Role.LEAD_MODERATOR) or actor.holds(Role.ADMINISTRATOR)


def moderated_organisations(actor: Account) -> Sequence[int] | None:
    """The organisations whose comments this person moderates, or None for all of them."""
    return organisations_of(actor, *MODERATORS)


def led_organisations(actor: Account) -> Sequence[int] | None:
    """The organisations whose moderators turn to this person, or None for all of them."""
    return organisations_of(actor, Role.LEAD_MODERATOR)
