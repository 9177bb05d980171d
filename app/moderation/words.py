"""What the desk calls things, within a sentence and by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from app.moderation.models import Escalation

# Why a lead moderator is asked.
ESCALATIONS: Mapping[Escalation, LazyString] = {
    Escalation.DANGER: lazy_gettext("Somebody’s life or safety may be at risk"),
    Escalation.THREAT: lazy_gettext("It threatens somebody"),
    Escalation.LEGAL: lazy_gettext("It raises a question of law"),
    Escalation.UNSURE: lazy_gettext("I am not sure what the policy says"),
}


def escalation_words(kind: str | None) -> str:
    """Why a lead moderator is asked, as a sentence without its full stop; nothing where none is."""
    return str(ESCALATIONS[Escalation(kind)]) if kind else ""
