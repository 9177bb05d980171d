"""What an administrator writes about an assembly and its phases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.assemblies.forms.modes import known_after_field, leave_unused_number, mode_field, number_is_missing
from app.assemblies.models import Assembly, ModerationMode, PhaseKind
from app.assemblies.modes import USUAL_KNOWN_AFTER
from app.assemblies.names import PHASE_NAMES
from app.assemblies.words import PROMISED_MONTHS, AssemblyWords, FollowThroughPromise, PhaseSpan
from app.core.form_rendering import DateParts
from app.core.forms import Line, Prose, StaffForm, WholeNumber
from app.core.moment_fields import TimeOfDay, existing_moment, london_parts
from app.core.required import Required

EDGES = ("opens", "closes")
USUAL_PROMISE = FollowThroughPromise()
# Two years: who promises later than that promises nothing.
LONGEST_PROMISE = 24
# Most sessions begin in the morning, and deadlines are promised for the end of the working day.
USUAL_TIMES = {"opens": time(9), "closes": time(17)}


class AssemblyForm(StaffForm):
    """An assembly with the nine phases; a phase without a date is not used.

    The phases' fields are `learning_opens` (a date), `learning_opens_time`, `learning_closes` and so on.
    """

    organisation = SelectField(lazy_gettext("Organisation"), validate_choice=False)
    name = Line(
        lazy_gettext("Name"),
        [Required(lazy_gettext("Write the assembly’s name."))],
        description=lazy_gettext(
            "For example: Citizens’ Assembly on the High Street. Its address is made of it."
        ),
    )
    question = Prose(
        lazy_gettext("The question"),
        description=lazy_gettext(
            "What the members are asked. If there are several questions, write one a line."
        ),
        most=1000,
    )
    summary = Prose(
        lazy_gettext("Summary"),
        description=lazy_gettext("Two or three sentences in plain English, for lists."),
        most=1000,
    )
    remit = Prose(
        lazy_gettext("Remit"),
        description=lazy_gettext(
            "What the assembly may decide on, what not, and what the council has promised. You can use Markdown."
        ),
        most=10_000,
    )
    topic = Line(
        lazy_gettext("Topic"), description=lazy_gettext("One or two words, for example: transport."), most=80
    )
    members = WholeNumber(lazy_gettext("Number of members"), most=10_000)
    invitations = WholeNumber(lazy_gettext("Number of households invited"), most=10_000_000)
    confirms_comments = BooleanField(
        lazy_gettext("Residents confirm their email address before a comment is read"),
        description=lazy_gettext(
            "Keeps most unwanted messages away. Residents without email can phone or write."
        ),
    )
    moderation_mode = mode_field()
    known_after = known_after_field()
    answer_due = DateParts(
        lazy_gettext("The council answers by"),
        description=lazy_gettext(
            "Leave the date empty if the council has promised no day: then the months below count."
        ),
    )
    answer_due_time = TimeOfDay(lazy_gettext("Time"))
    answer_months = WholeNumber(
        lazy_gettext("Months from the final report to the answers"),
        description=lazy_gettext("3 is usual. Counts where no day is promised."),
        most=LONGEST_PROMISE,
        least=1,
    )
    first_progress_months = WholeNumber(
        lazy_gettext("Months from the answer to the first report of progress"),
        description=lazy_gettext("3 is usual."),
        most=LONGEST_PROMISE,
        least=1,
    )
    progress_months = WholeNumber(
        lazy_gettext("Months between later reports"),
        description=lazy_gettext("6 is usual."),
        most=LONGEST_PROMISE,
        least=1,
    )
    # What the person began from, so that nobody's changes are undone unread.
    seen = HiddenField()

    def __init__(self, organisations: Sequence[tuple[str, str]], **rest: Any) -> None:
        super().__init__(**rest)
        self.organisation.choices = [
            SelectChoice("", gettext("Choose one")),
            *(SelectChoice(slug, name) for slug, name in organisations),
        ]
        self._slugs = {slug for slug, _ in organisations}
        self.spans: list[PhaseSpan] = []
        self.answer_due_at: datetime | None = None

    def validate_organisation(self, field: SelectField) -> None:
        """One of those that there are."""
        if field.data not in self._slugs:
            raise ValidationError(gettext("Choose the organisation that runs the assembly."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then read the moments that pairs of them name."""
        leave_unused_number(self)
        sound = bool(super().validate(extra_validators))
        self.answer_due_at = self._moment("answer_due")
        self.spans = [span for kind in PhaseKind if (span := self._span(kind)) is not None]
        missing = number_is_missing(self)
        return sound and not missing and not any(field.errors for field in self)

    def _moment(self, name: str) -> datetime | None:
        """The moment of a date and its time. A time alone is only the usual one that stood there: no moment."""
        day, at = self[name], self[f"{name}_time"]
        if day.errors or at.errors or day.data is None:
            return None
        if at.data is None:
            at.errors = [gettext("Write a time, for example 17:00.")]
            return None
        return existing_moment(day.data, at)

    def _span(self, kind: PhaseKind) -> PhaseSpan | None:
        opens_at, closes_at = (self._moment(f"{kind.value}_{edge}") for edge in EDGES)
        opens = self[f"{kind.value}_opens"]
        if opens_at is None and closes_at is not None and not opens.errors:
            opens.errors = [gettext("Write when this phase opens, or leave its end empty too.")]
        return PhaseSpan(kind, opens_at, closes_at) if opens_at is not None else None

    def words(self) -> AssemblyWords:
        """What was typed, in the terms of the service."""
        return AssemblyWords(
            name=self.name.data or "",
            question=self.question.data or None,
            summary=self.summary.data or None,
            remit=self.remit.data or None,
            topic=self.topic.data or None,
            members=self.members.data,
            invitations=self.invitations.data,
            confirms_comments=bool(self.confirms_comments.data),
            moderation_mode=ModerationMode(self.moderation_mode.data),
            known_after=self.known_after.data or USUAL_KNOWN_AFTER,
            promise=FollowThroughPromise(
                answer_at=self.answer_due_at,
                answer_months=self.answer_months.data or USUAL_PROMISE.answer_months,
                first_progress_months=self.first_progress_months.data or USUAL_PROMISE.first_progress_months,
                progress_months=self.progress_months.data or USUAL_PROMISE.progress_months,
            ),
        )


def _add_phase_fields() -> None:
    for kind in PhaseKind:
        name = PHASE_NAMES[kind]
        labels = {
            "opens": lazy_gettext("%(phase)s: opens", phase=name),
            "closes": lazy_gettext("%(phase)s: closes", phase=name),
        }
        for edge in EDGES:
            setattr(AssemblyForm, f"{kind.value}_{edge}", DateParts(labels[edge]))
            setattr(AssemblyForm, f"{kind.value}_{edge}_time", TimeOfDay(lazy_gettext("Time")))


_add_phase_fields()


def starting_values(assembly: Assembly | None) -> dict[str, Any]:
    """What the form shows at first: the assembly as it is, or the usual times and an empty rest."""
    values: dict[str, Any] = {
        "confirms_comments": True,
        "moderation_mode": ModerationMode.BEFORE.value,
        "known_after": USUAL_KNOWN_AFTER,
        "answer_due_time": USUAL_TIMES["closes"],
        **{name: getattr(USUAL_PROMISE, name) for name in PROMISED_MONTHS},
    }
    for kind in PhaseKind:
        values |= {f"{kind.value}_{edge}_time": USUAL_TIMES[edge] for edge in EDGES}
    if assembly is None:
        return values
    same = ("name", "question", "summary", "remit", "topic", "members", "invitations", "confirms_comments")
    values |= {name: getattr(assembly, name) for name in (*same, "moderation_mode", "known_after")}
    values["organisation"] = assembly.organisation.slug
    values |= {name: getattr(assembly, name) for name in PROMISED_MONTHS}
    moments = {"answer_due": assembly.promised_answer_at}
    for phase in assembly.phases:
        moments |= {f"{phase.kind}_opens": phase.opens_at, f"{phase.kind}_closes": phase.closes_at}
    for name, moment in moments.items():
        if moment is not None:
            values[name], values[f"{name}_time"] = london_parts(moment)
    return values
