"""Versions of the moderation policy for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.accounts.models import Account, Role
from app.moderation.models import PolicyVersion
from app.moderation.policy import Wording, wording_of
from app.moderation.queries.policy import policy_in_force
from app.moderation.services import publish_policy
from tests.factories.accounts import make_account

Change = Callable[[list[Wording]], list[Wording]]


def make_lead(email: str = "lea@fenbury.example", name: str = "Lea Lead") -> Account:
    """A lead moderator, who may edit the policy."""
    return make_account(email, name=name, role=Role.LEAD_MODERATOR)


def said(wording: Wording, **words: str) -> Wording:
    """A paragraph with other words in some of its parts."""
    return replace(wording, said={**wording.said, **words})


def new_rule(title: str, **words: str) -> Wording:
    """A paragraph that no version has yet."""
    like = wording_of(policy_in_force().paragraphs[0])
    return said(replace(like, code=""), title=title, **words)


def publish(by: Account, change: Change, note: str = "Clearer words.") -> PolicyVersion:
    """Publish the next version: what `change` makes of the paragraphs in force."""
    in_force = policy_in_force()
    wordings = [wording_of(paragraph) for paragraph in in_force.paragraphs]
    return publish_policy(change(wordings), note, opened_on=in_force.number, by=by)


def without(*codes: str) -> Change:
    """A change that takes paragraphs out."""
    return lambda wordings: [wording for wording in wordings if wording.code not in codes]
