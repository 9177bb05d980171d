"""An appeal that waits, in words for whoever decides it: what is challenged, why, and what the two answers would do."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.core import clock, dates
from app.moderation.desk.choices import paragraph_name
from app.moderation.due import due_at
from app.moderation.models import Action, Appeal

Words = dict[str, Any]


def appeal_words(appeal: Appeal, why_not: str | None) -> Words:
    """The appeal with the decision that it challenges. Takes why this moderator may not decide it, if they may not."""
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
        Action.REDACT: gettext("Overturn: show the author’s own words"),
    }
    return {
        "id": appeal.id,
        "text": appeal.text,
        "when": dates.moment(appeal.made_at),
        "due": dates.moment(due),
        "late": due <= clock.now(),
        "against": str(against[action]),
        "paragraph": paragraph_name(decision.paragraph) if decision.paragraph else "",
        "note_to_author": decision.note_to_author,
        "internal_note": decision.internal_note,
        "overturn": str(overturn[action]),
        "why_not": why_not,
    }
