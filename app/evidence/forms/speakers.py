"""Who spoke at a session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, ValidationError

from app.core.forms import Line, OnceForm, Prose
from app.core.text import says_something
from app.evidence.forms.corrections import CorrectionForm
from app.evidence.models import Speaker
from app.evidence.standing import Thing
from app.evidence.words import SpeakerWords


class SpeakerForm(CorrectionForm):
    """One speaker."""

    name = Line(
        lazy_gettext("Name"), description=lazy_gettext("As it should be read, for example: Dr Ann Reid.")
    )
    role = Line(
        lazy_gettext("Role"), description=lazy_gettext("What they do, for example: transport planner.")
    )
    organisation = Line(lazy_gettext("Organisation"))
    interests = Prose(
        lazy_gettext("Declared interests"),
        description=lazy_gettext(
            "What could make them take a side, for example: advises the bus company. Write “None declared” if they"
            " said so."
        ),
        most=1000,
    )
    seen = HiddenField()

    def __init__(
        self, speaker: Speaker | None = None, seen: str = "", corrects: Sequence[Thing] = ()
    ) -> None:
        super().__init__(self._start(speaker, seen), corrects)

    @staticmethod
    def _start(speaker: Speaker | None, seen: str) -> dict[str, Any]:
        if speaker is None:
            return {}
        names = ("name", "role", "organisation", "interests")
        return {name: getattr(speaker, name) for name in names} | {"seen": seen}

    def validate_name(self, field: Line) -> None:
        """A person or an organisation."""
        if not says_something(field.data or "") and not says_something(self.organisation.data or ""):
            raise ValidationError(gettext("Write a name, or at least an organisation."))

    def words(self) -> SpeakerWords:
        """What was typed, in the terms of the service."""
        return SpeakerWords(
            self.name.data or None,
            self.role.data or None,
            self.organisation.data or None,
            self.interests.data or None,
        )


class NewSpeakerForm(OnceForm, SpeakerForm):
    """A speaker who is not in the list yet."""
