"""A meeting of the assembly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField

from app.core.form_rendering import DateParts
from app.core.forms import Line, OnceForm, Prose
from app.core.moment_fields import TimeOfDay, london_parts, moment_of
from app.core.required import Required
from app.core.web_addresses import WebAddress
from app.evidence.forms.corrections import CorrectionForm
from app.evidence.models import AssemblySession
from app.evidence.words import SessionWords

# At first every form of a session shows it, so by itself it says nothing.
USUAL_TIME = time(10)


class SessionForm(CorrectionForm):
    """A meeting of the assembly."""

    title = Line(
        lazy_gettext("Title"),
        [Required(lazy_gettext("Write a title."))],
        description=lazy_gettext("For example: First weekend, morning: how traffic moves."),
    )
    starts = DateParts(lazy_gettext("Date"))
    starts_time = TimeOfDay(lazy_gettext("Time"))
    topic = Line(lazy_gettext("Topic"), most=80)
    summary = Prose(
        lazy_gettext("Summary"),
        description=lazy_gettext("What happened, in plain English. Readers see it first."),
        most=2000,
    )
    agenda = Prose(
        lazy_gettext("Agenda"),
        description=lazy_gettext("You can use Markdown, for example lists."),
        most=5000,
    )
    recording_url = WebAddress(
        lazy_gettext("Address of the recording"),
        description=lazy_gettext("Where it can be watched. You can also upload the recording itself later."),
    )
    seen = HiddenField()

    def __init__(
        self,
        session: AssemblySession | None = None,
        seen: str = "",
        corrects: Sequence[AssemblySession] = (),
    ) -> None:
        super().__init__(self._start(session, seen), corrects)
        self.starts_at: datetime | None = None

    @staticmethod
    def _start(session: AssemblySession | None, seen: str) -> dict[str, Any]:
        if session is None:
            return {"starts_time": USUAL_TIME}
        names = ("title", "topic", "summary", "agenda", "recording_url")
        day, at = london_parts(session.starts_at)
        return {name: getattr(session, name) for name in names} | {
            "starts": day,
            "starts_time": at or USUAL_TIME,
            "seen": seen,
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then read the moment of date and time. A time without a date is only the usual one."""
        sound = bool(super().validate(extra_validators))
        if self.starts.data is not None:
            self.starts_at = moment_of(self.starts, self.starts_time)
        elif sound and self.starts_time.data not in (None, USUAL_TIME):
            self.starts.errors = [gettext("Write the date too, or leave the time empty.")]
        return sound and not self.starts.errors and not self.starts_time.errors

    def words(self) -> SessionWords:
        """What was typed, in the terms of the service."""
        return SessionWords(
            title=self.title.data or "",
            starts_at=self.starts_at,
            topic=self.topic.data or None,
            summary=self.summary.data or None,
            agenda=self.agenda.data or None,
            recording_url=self.recording_url.data or None,
        )


class NewSessionForm(OnceForm, SessionForm):
    """A meeting that is not there yet."""
