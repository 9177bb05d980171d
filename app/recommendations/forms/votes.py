"""The members' vote as an officer enters it, and as another one checks it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.errors import WrongField
from app.core.forms import Line, OfAnyField, OnceForm, OneDirection, Prose, WholeNumber
from app.core.partial_dates import PartialDateParts
from app.core.required import Required
from app.recommendations.counting import Choice, Counting, Known, Minority, Recount, problems_of
from app.recommendations.models import Meaning, Vote, VoteCount
from app.recommendations.wording import MEANINGS, vote_fingerprint

# Real scales have five or six choices and an absence; more rows than that would be asked for in vain.
CHOICES, STATEMENTS = range(1, 9), range(1, 5)
MOST_MEMBERS = 10_000


class Share(WholeNumber):
    """A share in whole percent, as officers write it: "75", "75%" or "75 %". A comma is no mark of thousands here."""

    def __init__(self, label: Any = None, validators: Iterable[Any] = (), **rest: Any) -> None:
        super().__init__(label, validators, most=100, least=1, **rest)

    def figures(self, typed: str) -> str:
        """The figures before the sign."""
        return typed.removesuffix("%").strip()

    def refusal(self) -> str:
        """The one range that both the field and the count ask for."""
        return str(gettext("Write a whole number from 1 to 100, or leave it empty."))


class VoteForm(OnceForm):
    """The scale, who voted and how, the counts by choice, and what a minority wants to have said."""

    correction_note = Prose(
        lazy_gettext("What was wrong with the former vote?"),
        [OneDirection()],
        description=lazy_gettext("Readers see this. The former vote stays readable below the new one."),
        most=1000,
    )
    scale = Line(
        lazy_gettext("How could they vote?"),
        [OneDirection()],
        description=lazy_gettext("The choices on the paper. For example: strongly support, support, oppose."),
    )
    basis = Prose(
        lazy_gettext("Who voted, and how?"),
        [OneDirection()],
        description=lazy_gettext("For example: Members who were present, by secret ballot."),
        most=500,
    )
    held_on = PartialDateParts(lazy_gettext("When did they vote?"))
    ballots = WholeNumber(
        lazy_gettext("How many members voted?"),
        description=lazy_gettext("Count blank papers, not those who were absent."),
        most=MOST_MEMBERS,
    )
    bar_percent = Share(
        lazy_gettext("The members’ own bar, in percent"),
        description=lazy_gettext(
            "The share that they said a text must reach: a whole number from 1 to 100."
            " Leave it empty if there is none."
        ),
    )
    seen = HiddenField()

    def __init__(self, known: Known, vote: Vote | None = None, is_correction: bool = False) -> None:
        super().__init__(data=_start(vote) if vote else {})
        self.known = known
        if vote is None or vote.checked_at is not None:
            # A correction begins from the vote that counts; nothing of it is open yet.
            self.seen.data = self.seen.data if self.is_submitted() else ""
        if not is_correction:
            del self.correction_note

    def counting(self) -> Counting:
        """What was typed, without the rows that were left empty."""
        choices = [
            Choice(n, self[f"label_{n}"].data or "", self[f"meaning_{n}"].data or "", self[f"count_{n}"].data)
            for n in CHOICES
        ]
        said = [Minority(n, self[f"minority_{n}"].data or "", self[f"members_{n}"].data) for n in STATEMENTS]
        return Counting(
            self.scale.data or "",
            self.basis.data or "",
            self.held_on.data,
            self.ballots.data,
            self.bar_percent.data,
            [each for each in choices if each.label or each.meaning or each.count is not None],
            [each for each in said if each.text or each.members is not None],
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then whether what they say agrees; what is wrong by itself keeps its own message."""
        sound = bool(super().validate(extra_validators))
        problems = dict(problems_of(self.counting(), self.known))
        if "correction_note" in self and not (self.correction_note.data or "").strip():
            problems["correction_note"] = gettext("Say what was wrong. Readers will see it.")
        for name, message in problems.items():
            if not self[name].errors:
                self[name].errors = [message]
        for field in self:
            # What is said of one row fits all the others too.
            if field.name.rpartition("_")[2].isdigit():
                field.errors = [OfAnyField(message) for message in field.errors]
        return sound and not problems


for _n in CHOICES:
    setattr(
        VoteForm,
        f"label_{_n}",
        Line(lazy_gettext("Row %(number)d, choice", number=_n), [OneDirection()], most=120),
    )
    setattr(
        VoteForm,
        f"meaning_{_n}",
        SelectField(
            lazy_gettext("Row %(number)d, what it means", number=_n),
            choices=[
                SelectChoice("", lazy_gettext("Choose one")),
                *(SelectChoice(meaning.value, words) for meaning, words in MEANINGS.items()),
            ],
            validate_choice=False,
        ),
    )
    setattr(
        VoteForm,
        f"count_{_n}",
        WholeNumber(lazy_gettext("Row %(number)d, members", number=_n), most=MOST_MEMBERS),
    )
for _n in STATEMENTS:
    setattr(
        VoteForm,
        f"minority_{_n}",
        Prose(lazy_gettext("Statement %(number)d", number=_n), [OneDirection()], most=2000),
    )
    setattr(
        VoteForm,
        f"members_{_n}",
        WholeNumber(lazy_gettext("Statement %(number)d, members", number=_n), most=MOST_MEMBERS, least=1),
    )


def _start(vote: Vote) -> dict[str, Any]:
    names = ("scale", "basis", "held_on", "ballots", "bar_percent")
    begun: dict[str, Any] = {name: getattr(vote, name) for name in names}
    for n, row in enumerate(vote.counts, 1):
        begun |= {f"label_{n}": row.label, f"meaning_{n}": row.meaning, f"count_{n}": row.count}
    for n, said in enumerate(vote.minority_statements, 1):
        begun |= {f"minority_{n}": said.text, f"members_{n}": said.members}
    if vote.entry is not None and vote.checked_at is None:
        begun["correction_note"] = vote.entry.correction_note
    return begun | {"seen": vote_fingerprint(vote)}


class CheckForm(OnceForm):
    """Every figure as it stands on the checker's own paper: how many voted, and how many took each choice.

    Asked for are all of them, not the total and those in favour alone: votes that went into the wrong row leave these
    two as they are.
    """

    ballots = WholeNumber(
        lazy_gettext("How many members voted, by your paper?"),
        [Required(lazy_gettext("Write how many members voted, by your paper."))],
        most=MOST_MEMBERS,
    )
    seen = HiddenField()

    def __init__(self, vote: Vote | None, **rest: Any) -> None:
        rows = vote.counts if vote else []
        self.rows = [f"count_{row.position}" for row in rows]
        super().__init__(also={f"count_{row.position}": _recounted(row) for row in rows}, **rest)

    def show(self, refusal: WrongField) -> None:
        """Say of which figure it is: all of them are refused in the same words."""
        self[refusal.field].errors = [OfAnyField(refusal.message)]

    @property
    def recount(self) -> Recount:
        """What was typed."""
        return Recount(self.ballots.data, [self[name].data for name in self.rows])


def _recounted(row: VoteCount) -> WholeNumber:
    return WholeNumber(
        gettext("How many chose “%(choice)s”?", choice=row.label),
        [Required(gettext("Write how many chose “%(choice)s”. If none did, write 0.", choice=row.label))],
        description=gettext("It counts as: %(meaning)s.", meaning=MEANINGS[Meaning(row.meaning)])
        if row.meaning
        else "",
        most=MOST_MEMBERS,
    )


class SendBackForm(OnceForm):
    """What is not right with an entry."""

    reason = Prose(
        lazy_gettext("What is not right?"),
        [Required(lazy_gettext("Say what is not right, so that your colleague can mend it."))],
        description=lazy_gettext("Only officers see this."),
        most=1000,
    )
    seen = HiddenField()


class TakeAwayForm(OnceForm):
    """A button that takes away exactly the entry that was looked at."""

    seen = HiddenField()
