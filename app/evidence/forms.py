"""What officers write about sessions and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.form_rendering import DateParts
from app.core.forms import Line, Prose, StaffForm
from app.core.moment_fields import TimeOfDay, london_parts, moment_of
from app.core.required import Required
from app.core.web_addresses import WebAddress
from app.evidence.models import AssemblySession, EvidenceItem, EvidenceKind
from app.evidence.names import EVIDENCE_NAMES
from app.evidence.words import ItemWords, SessionWords


class SessionForm(StaffForm):
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
    recording_url = WebAddress(lazy_gettext("Address of the recording"))
    seen = HiddenField()

    def __init__(self, session: AssemblySession | None = None, seen: str = "") -> None:
        super().__init__(data=self._start(session, seen))
        self.starts_at: datetime | None = None

    @staticmethod
    def _start(session: AssemblySession | None, seen: str) -> dict[str, Any]:
        if session is None:
            return {"starts_time": time(10)}
        names = ("title", "topic", "summary", "agenda", "recording_url")
        day, at = london_parts(session.starts_at)
        return {name: getattr(session, name) for name in names} | {
            "starts": day,
            "starts_time": at or time(10),
            "seen": seen,
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then read the moment of date and time. A time without a date is only the usual one."""
        sound = bool(super().validate(extra_validators))
        if self.starts.data is not None:
            self.starts_at = moment_of(self.starts, self.starts_time)
        return sound and not self.starts_time.errors

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


class ItemForm(StaffForm):
    """One piece of evidence."""

    kind = SelectField(
        lazy_gettext("Kind"),
        choices=[SelectChoice(kind.value, name) for kind, name in EVIDENCE_NAMES.items()],
        validate_choice=False,
    )
    title = Line(lazy_gettext("Title"), [Required(lazy_gettext("Write a title."))])
    session = SelectField(
        lazy_gettext("Session"),
        description=lazy_gettext("At which meeting the members saw or heard it."),
        validate_choice=False,
    )
    given_by = Line(
        lazy_gettext("Who gave it"),
        description=lazy_gettext("A person or an organisation, with what they do."),
    )
    summary = Prose(
        lazy_gettext("Summary"),
        [Required(lazy_gettext("Write a summary."))],
        description=lazy_gettext("Two or three sentences in plain English. Many people read only this."),
        most=1000,
    )
    body = Prose(
        lazy_gettext("Text"),
        [Required(lazy_gettext("Write the text."))],
        description=lazy_gettext(
            "You can use Markdown: a blank line between paragraphs, ## before a heading, - before a list item,"
            " [words](https://address) for a link."
        ),
        most=100_000,
    )
    source_url = WebAddress(
        lazy_gettext("Address of the original"),
        description=lazy_gettext("Where the slides, the paper or the data can be found."),
    )
    seen = HiddenField()

    def __init__(
        self, sessions: Sequence[AssemblySession], item: EvidenceItem | None = None, seen: str = ""
    ) -> None:
        super().__init__(data=self._start(item, seen))
        self.session.choices = [
            SelectChoice("", gettext("No session")),
            *(SelectChoice(each.address, each.title) for each in sessions),
        ]
        self._sessions = {session.address: session for session in sessions}

    @staticmethod
    def _start(item: EvidenceItem | None, seen: str) -> dict[str, Any]:
        if item is None:
            return {}
        names = ("kind", "title", "given_by", "summary", "body", "source_url")
        at = item.session.address if item.session else ""
        return {name: getattr(item, name) for name in names} | {"session": at, "seen": seen}

    def validate_kind(self, field: SelectField) -> None:
        """One of the five."""
        if field.data not in [kind.value for kind in EvidenceKind]:
            raise ValidationError(gettext("Choose what kind of evidence this is."))

    def validate_session(self, field: SelectField) -> None:
        """One of this assembly's, or none."""
        if field.data and field.data not in self._sessions:
            raise ValidationError(gettext("Choose a session from the list."))

    def words(self) -> ItemWords:
        """What was typed, in the terms of the service."""
        return ItemWords(
            kind=EvidenceKind(self.kind.data),
            title=self.title.data or "",
            summary=self.summary.data or "",
            body=self.body.data or "",
            given_by=self.given_by.data or None,
            source_url=self.source_url.data or None,
            session=self._sessions.get(self.session.data or ""),
        )
