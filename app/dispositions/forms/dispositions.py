"""What an officer fills in to say what became of comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Line, OnceForm, Prose
from app.core.row_numbers import row_number
from app.core.text import excerpt
from app.dispositions.models import Disposition, DispositionOutcome, Finding
from app.dispositions.queries.changed_clauses import ChangedClause, ClauseFate
from app.recommendations.wording import version_name

OUTCOMES = {
    DispositionOutcome.CHANGED: lazy_gettext("Changed the text"),
    DispositionOutcome.NO_CHANGE: lazy_gettext("Considered, no change"),
    DispositionOutcome.OUT_OF_SCOPE: lazy_gettext("Out of scope, passed on"),
    DispositionOutcome.NOTED: lazy_gettext("Noted"),
}
FATES = {
    ClauseFate.NEW: lazy_gettext("new"),
    ClauseFate.CHANGED: lazy_gettext("changed"),
    ClauseFate.MOVED: lazy_gettext("moved"),
    ClauseFate.SPLIT: lazy_gettext("split"),
    ClauseFate.MERGED: lazy_gettext("merged"),
    ClauseFate.DELETED: lazy_gettext("taken out"),
}


def _key(change: ChangedClause) -> str:
    return f"{change.version.id}:{change.key}"


def _label(change: ChangedClause) -> str:
    """One line of the list of changes: "Recommendation 4, draft 2: 4.3 changed – Deliveries …"."""
    return str(
        gettext(
            "Recommendation %(name)s, %(version)s: %(clause)s %(fate)s – %(words)s",
            name=change.version.recommendation.label,
            version=version_name(change.version),
            clause=change.key,
            fate=str(FATES[change.fate]),
            words=excerpt(change.text, 50),
        )
    )


class DispositionForm(OnceForm):
    """What became of some comments or of a theme. The service asks for what each outcome needs."""

    outcome = RadioField(
        lazy_gettext("What became of it?"),
        choices=[SelectChoice(outcome.value, label) for outcome, label in OUTCOMES.items()],
        validate_choice=False,
    )
    change = SelectField(
        lazy_gettext("Where the text changed"),
        description=lazy_gettext(
            "Only for “Changed the text”. The list holds every change that is published."
        ),
        validate_choice=False,
    )
    others_too = BooleanField(
        lazy_gettext("Comments on other recommendations led to this change too"),
        description=lazy_gettext(
            "Only for “Changed the text”. Without a tick, they keep waiting for an answer of their own."
        ),
    )
    explanation = Prose(
        lazy_gettext("Why, in your words"),
        description=lazy_gettext(
            "Needed for “Considered, no change”. Authors and readers see it, so write as you would to a neighbour."
        ),
        most=2000,
    )
    passed_to = Line(
        lazy_gettext("To whom it was passed"),
        description=lazy_gettext("Only for “Out of scope”. Name the team or the office."),
    )
    # Which comments, and how they stood when the officer began.
    comments = HiddenField()
    seen = HiddenField()

    def __init__(self, changes: Sequence[ChangedClause], first: int | None = None, **rest: Any) -> None:
        super().__init__(**rest)
        ordered = sorted(changes, key=lambda each: each.version.recommendation.subject_id != first)
        nothing = (
            gettext("Choose a change") if ordered else gettext("No published draft has changed a text yet")
        )
        self.change.choices = [
            SelectChoice("", nothing),
            *(SelectChoice(_key(each), _label(each)) for each in ordered),
        ]

    def begin_from(self, answer: Disposition) -> None:
        """Fill in the answer in force, for whoever corrects it."""
        self.outcome.data = answer.outcome
        self.change.data = f"{answer.version_id}:{answer.clause_key}" if answer.version_id else ""
        self.others_too.data = answer.others_too
        self.explanation.data, self.passed_to.data = answer.explanation, answer.passed_to

    def validate_outcome(self, field: RadioField) -> None:
        """One of the four."""
        if field.data not in set(DispositionOutcome):
            raise ValidationError(gettext("Choose what became of it."))

    @property
    def finding(self) -> Finding:
        """What was said, once the form is valid."""
        version, _, clause = (self.change.data or "").partition(":")
        return Finding(
            DispositionOutcome(self.outcome.data),
            self.explanation.data,
            self.passed_to.data,
            row_number(version),
            clause[:80] or None,
            bool(self.others_too.data),
        )

    @property
    def comment_ids(self) -> list[int]:
        """The comments that the form is about."""
        return ids_in(self.comments.data)


def ids_in(text: str | None) -> list[int]:
    """The ids in what a browser sent: "17 18 19". What is no id is left out."""
    numbers = (row_number(word) for word in (text or "").split())
    return [number for number in numbers if number is not None]
