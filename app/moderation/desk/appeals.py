"""An appeal that waits, in words for whoever decides it: what is challenged, why, and what the two answers would do."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.comments.models import CommentState
from app.core import clock, dates
from app.moderation.desk.choices import paragraph_name
from app.moderation.due import due_at
from app.moderation.models import Action, Appeal

Words = dict[str, Any]


def appeal_words(appeal: Appeal, why_not: str | None, why_not_overturn: str | None) -> Words:
    """The appeal with the decision that it challenges, and what the policy says there.

    Takes why this moderator may not decide it, and why nobody can overturn it, where that is so.
    """
    decision, due = appeal.decision, due_at(appeal.made_at)
    action = Action(decision.action)
    challenged = {"name": decision.decided_by.name, "when": dates.moment(decision.decided_at)}
    against = {
        Action.REJECT: gettext("%(name)s rejected it, %(when)s.", **challenged),
        Action.HIDE: gettext("%(name)s hid it, %(when)s.", **challenged),
        Action.REDACT: gettext("%(name)s took words out of it, %(when)s.", **challenged),
    }
    overturn = {
        Action.REJECT: gettext("Overturn: publish it"),
        Action.HIDE: gettext("Overturn: show it again"),
        Action.REDACT: gettext("Overturn: put the words back"),
    }
    return {
        "id": appeal.id,
        "text": appeal.text,
        "when": dates.moment(appeal.made_at),
        "due": dates.moment(due),
        "late": due <= clock.now(),
        "against": str(against[action]),
        "paragraph": paragraph_name(decision.paragraph) if decision.paragraph else "",
        "policy": decision.paragraph.text if decision.paragraph else "",
        "note_to_author": decision.note_to_author,
        "internal_note": decision.internal_note,
        "overturn": str(overturn[action]),
        # Nothing of the other decision changes with this one.
        "stays_hidden": action is Action.REDACT and appeal.comment.state == CommentState.HIDDEN,
        "why_not_overturn": why_not_overturn,
        "why_not": why_not,
    }


def answers(appeal: Words, chosen: str | None) -> list[Words]:
    """The answers that there can be, each with its key and what the solid button then says."""
    both = [
        {"value": "overturn", "text": appeal["overturn"], "key": "O"},
        {"value": "uphold", "text": str(gettext("Let it stand")), "key": "L"},
    ]
    return [
        {**one, "button": one["text"], "checked": chosen == one["value"]}
        for one in both
        if one["value"] != "overturn" or not appeal["why_not_overturn"]
    ]
