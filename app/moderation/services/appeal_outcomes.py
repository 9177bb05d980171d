"""Deciding appeals: nobody judges their own case, and what is overturned stands again where it stood."""

from __future__ import annotations

from flask_babel import gettext

from app.accounts.models import Account
from app.comments import services as comments
from app.core.errors import Refused
from app.moderation.models import OVERTURNS, Action, Appeal, ModerationDecision
from app.moderation.queries.appeals import last_redaction, open_appeal
from app.moderation.queries.at_desk import at_desk
from app.moderation.queries.policy import policy_in_force
from app.moderation.services.allowed import Verdict, what_hinders
from app.moderation.services.decisions import carry_out


def decide_appeal(
    appeal: Appeal,
    overturn: bool,
    *,
    by: Account,
    seen: str,
    note_to_author: str | None = None,
    internal_note: str | None = None,
) -> ModerationDecision:
    """Decide an appeal: take the decision back that it challenges, or let that stand. Its author is told.

    Takes the appeal, whether the decision is overturned, who decides, the mark (`queries.seen_mark`) of what that
    person saw, and the notes as `decide` does. Returns the decision that answers the appeal. It is made with a press
    of its own, so it can be undone, and the appeal then waits again. Raises Refused for who made the decision that is
    challenged, and, saying what happened, where somebody else decided meanwhile or reads it just now, or has taken
    other words out since.
    """
    comment = appeal.comment
    comments.lock_comment(comment)
    thing = at_desk([comment])[comment.id]
    why = why_not_appeal(appeal, by) or what_hinders(thing, by, seen)
    if why is not None:
        raise Refused(why)
    if open_appeal(comment.id) is not appeal:
        raise Refused(gettext("This appeal does not wait any more."))
    why = why_not_overturn(appeal) if overturn else None
    if why is not None:
        raise Refused(why)
    action = OVERTURNS[Action(appeal.decision.action)] if overturn else Action.UPHOLD
    verdict = Verdict(action, by, note_to_author=note_to_author, internal_note=internal_note, answers=appeal)
    _, [decision] = carry_out([thing], verdict, policy_in_force())
    return decision


def why_not_appeal(appeal: Appeal, by: Account) -> str | None:
    """Why somebody may never decide an appeal; None where they may. The desk says it before they try."""
    if appeal.decision.decided_by_id != by.id:
        return None
    return str(gettext("You made this decision, so somebody else decides the appeal."))


def why_not_overturn(appeal: Appeal) -> str | None:
    """Why nobody can take back just now what an appeal challenges; None where it can be. It can stand all the same.

    Words come back as they went: the last ones first. So nobody puts back what another decision took out.
    """
    if appeal.decision.action != Action.REDACT:
        return None
    last = last_redaction(appeal.comment_id)
    if last is not None and last.id == appeal.decision_id:
        return None
    return str(
        gettext(
            "Words were taken out of it once more since. They would come back too, so this cannot be done."
        )
    )
