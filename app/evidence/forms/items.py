"""One piece of evidence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import Line, OnceForm, Prose
from app.core.required import Required
from app.core.web_addresses import WebAddress
from app.evidence.forms.corrections import CorrectionForm
from app.evidence.forms.fields import LanguageForm, Licence
from app.evidence.models import AssemblySession, EvidenceItem, EvidenceKind, Speaker
from app.evidence.names import EVIDENCE_NAMES
from app.evidence.wording import speaker_name
from app.evidence.words import ItemWords


class ItemForm(CorrectionForm, LanguageForm):
    """One piece of evidence. The speakers of every session stand there; those of the chosen one count."""

    title = Line(lazy_gettext("Title"), [Required(lazy_gettext("Write a title."))])
    kind = SelectField(
        lazy_gettext("Kind"),
        choices=[SelectChoice(kind.value, name) for kind, name in EVIDENCE_NAMES.items()],
        validate_choice=False,
    )
    session = SelectField(
        lazy_gettext("Session"),
        description=lazy_gettext("At which meeting the members saw or heard it."),
        validate_choice=False,
    )
    speakers = SelectMultipleField(
        lazy_gettext("Who of the speakers gave it"),
        description=lazy_gettext("Choose speakers of that session only."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    given_by = Line(
        lazy_gettext("Who gave it"),
        description=lazy_gettext(
            "A person or an organisation who is not in a list of speakers, with what they do."
        ),
    )
    topic = Line(
        lazy_gettext("Topic"),
        description=lazy_gettext("One or two words. Leave it empty if the session’s topic says it."),
        most=80,
    )
    summary = Prose(
        lazy_gettext("Summary"),
        [Required(lazy_gettext("Write a summary."))],
        description=lazy_gettext("Two or three sentences in plain English. Many people read only this."),
        most=1000,
    )
    body = Prose(
        lazy_gettext("Text"),
        description=lazy_gettext(
            "You can use Markdown: a blank line between paragraphs, ## before a heading, - before a list item,"
            " [words](https://address) for a link. Once this is saved, you can also take the text from a Word file."
        ),
        most=100_000,
    )
    source_url = WebAddress(
        lazy_gettext("Address of the original"),
        description=lazy_gettext("Where the slides, the paper or the data can be found."),
    )
    licence = Licence()
    seen = HiddenField()

    def __init__(
        self,
        sessions: Sequence[AssemblySession],
        item: EvidenceItem | None = None,
        seen: str = "",
        session: str = "",
        corrects: Sequence[EvidenceItem] = (),
    ) -> None:
        super().__init__(self._start(item, seen, session), corrects)
        self.session.choices = [
            SelectChoice("", gettext("No session")),
            *(SelectChoice(each.address, each.title) for each in sessions),
        ]
        self._sessions = {each.address: each for each in sessions}
        self._speakers = {str(speaker.id): speaker for each in sessions for speaker in each.speakers}
        self.speakers.choices = [
            SelectChoice(number, speaker_name(speaker)) for number, speaker in self._speakers.items()
        ]

    @staticmethod
    def _start(item: EvidenceItem | None, seen: str, session: str) -> dict[str, Any]:
        if item is None:
            return {"session": session}
        names = ("kind", "title", "topic", "given_by", "summary", "body", "source_url", "licence", "language")
        return {name: getattr(item, name) for name in names} | {
            "session": item.session.address if item.session else "",
            "speakers": [str(speaker.id) for speaker in item.speakers],
            "seen": seen,
        }

    @property
    def people(self) -> list[tuple[AssemblySession, list[Any]]]:
        """The boxes of each session that has speakers, for the page."""
        boxes = {option.data: option for option in self.speakers}
        return [
            (each, [boxes[str(speaker.id)] for speaker in each.speakers])
            for each in self._sessions.values()
            if each.speakers
        ]

    def validate_kind(self, field: SelectField) -> None:
        """One of the five."""
        if field.data not in [kind.value for kind in EvidenceKind]:
            raise ValidationError(gettext("Choose what kind of evidence this is."))

    def validate_session(self, field: SelectField) -> None:
        """One of this assembly's, or none."""
        if field.data and field.data not in self._sessions:
            raise ValidationError(gettext("Choose a session from the list."))

    def validate_speakers(self, field: SelectMultipleField) -> None:
        """People who spoke at the chosen session."""
        if any(number not in self._speakers for number in field.data or ()):
            raise ValidationError(gettext("Choose speakers from the list."))
        session = self._sessions.get(self.session.data or "")
        if session is None and self._chosen():
            raise ValidationError(
                gettext("Choose the session at which these people spoke, or choose nobody.")
            )
        for speaker in self._chosen():
            if session is not None and speaker not in session.speakers:
                message = gettext("%(name)s did not speak at this session.", name=speaker_name(speaker))
                raise ValidationError(message)

    def _chosen(self) -> list[Speaker]:
        return [self._speakers[number] for number in dict.fromkeys(self.speakers.data or ())]

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
            topic=self.topic.data or None,
            licence=self.licence.data or None,
            language=self.language.data,
            speakers=self._chosen(),
        )


class NewItemForm(OnceForm, ItemForm):
    """One piece of evidence that is not there yet."""
