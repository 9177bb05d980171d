"""A resident's question, and the answer that an officer enters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.comments.forms.sender import SenderForm, address, keep_apart, shown_name
from app.comments.models import Comment, Submission
from app.core.forms import Line, Prose, StaffForm, posted
from app.core.required import Required
from app.core.text import says_something
from app.evidence.models import Speaker
from app.subjects.models import Subject

LONGEST_QUESTION = 2000
LONGEST_ANSWER = 5000
# The choice under which a name is typed.
ANOTHER = "another"


def name_of(speaker: Speaker) -> str:
    """Whom a question is asked of. Some records name only the organisation."""
    return speaker.name or speaker.organisation or ""


def title_of(speaker: Speaker) -> str:
    """How an answer is signed: the name, and for whom this person works."""
    parts = dict.fromkeys(part for part in (speaker.name, speaker.organisation) if part)
    return ", ".join(parts)


def _named(speakers: Sequence[Speaker]) -> dict[str, str]:
    """The speakers that have a name at all: whom to ask, and how their answers are signed."""
    return {name_of(speaker): title_of(speaker) for speaker in speakers if name_of(speaker)}


class QuestionForm(SenderForm):
    """A question about a session or an item, perhaps for one of the speakers."""

    checked_for = lazy_gettext(
        "We send one email to it, to check that the question comes from you, and write again when it is answered."
        " It is never shown."
    )

    asked_of = SelectField(lazy_gettext("Who is it for?"), validate_choice=False)
    body = Prose(
        lazy_gettext("Your question"),
        [Required(lazy_gettext("Write your question."))],
        most=LONGEST_QUESTION,
    )
    name = shown_name(lazy_gettext("Shown with your question. Leave it empty to show no name."))
    email = address()

    def __init__(self, subject: Subject, speakers: Sequence[Speaker], sent: bool, **rest: Any) -> None:
        super().__init__(f"question:{subject.id}", posted() if sent else None, **rest)
        self.ask_for_address(subject.assembly is None or subject.assembly.confirms_comments)
        keep_apart(self.name, subject.assembly)
        self.names = _named(speakers)
        self.asked_of.choices = [
            SelectChoice("", gettext("Whoever can answer it")),
            *(SelectChoice(name, title) for name, title in self.names.items()),
        ]

    def validate_asked_of(self, field: SelectField) -> None:
        """One of the speakers, or nobody."""
        if field.data and field.data not in self.names:
            raise ValidationError(gettext("Nobody of that name spoke here. Choose somebody from the list."))

    @property
    def submission(self) -> Submission:
        """What was sent, once the form is valid."""
        return Submission(
            self.body.data or "",
            name=self.name.data,
            email=self.email.data,
            asked_of=self.asked_of.data or None,
            coming=self.coming,
        )


class AnswerForm(StaffForm):
    """An answer, and who gives it. `seen` says which answers the officer had before their eyes."""

    who = SelectField(lazy_gettext("Who answers?"), validate_choice=False)
    another = Line(
        lazy_gettext("Name of the other person"),
        description=lazy_gettext(
            "Only if you chose “Another person”. For example: Ann Reid, Transport Team, Fenbury Borough Council."
        ),
    )
    text = Prose(
        lazy_gettext("The answer"),
        [Required(lazy_gettext("Write the answer."))],
        description=lazy_gettext("In plain English. It stands beside the question for everybody to read."),
        most=LONGEST_ANSWER,
    )
    seen = HiddenField()

    def __init__(self, question: Comment, speakers: Sequence[Speaker], seen: str = "") -> None:
        named = _named(speakers)
        super().__init__(data={"who": named.get(question.asked_of or "", ""), "seen": seen})
        self.titles = set(named.values())
        self.who.choices = [
            SelectChoice("", gettext("Choose")),
            *(SelectChoice(title, title) for title in named.values()),
            SelectChoice(ANOTHER, gettext("Another person")),
        ]

    def validate_who(self, field: SelectField) -> None:
        """One of the speakers, or another person."""
        if field.data not in self.titles | {ANOTHER}:
            raise ValidationError(gettext("Choose who answers."))

    def validate_another(self, field: Line) -> None:
        """Compulsory where no speaker answers."""
        if self.who.data == ANOTHER and not says_something(field.data or ""):
            raise ValidationError(gettext("Write the name of the person who answers."))

    @property
    def answered_by(self) -> str:
        """Who answers, once the form is valid."""
        return str(self.another.data if self.who.data == ANOTHER else self.who.data)
