"""A count of the members' ballots as an officer writes it down, and what must agree in it, for forms and services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from app.core import clock, dates
from app.core.dates import NotADate, parse_partial
from app.recommendations.models import Meaning

# What is wrong, by the field to which it belongs.
Problems = Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """What is known of the assembly that voted: how many members it has, and the day on which it began."""

    members: int | None = None
    # A partial date.
    began_on: str | None = None


@dataclass(frozen=True)
class Choice:
    """A row of the count: what could be chosen, what that means for the text, how many members took it."""

    row: int
    label: str
    meaning: str
    count: int | None


@dataclass(frozen=True)
class Minority:
    """What some members want to have said, and how many stand behind it where they said so."""

    row: int
    text: str
    members: int | None


@dataclass(frozen=True)
class Counting:
    """The members' vote as it was counted. `ballots` is how many voted, `bar_percent` the bar they set themselves."""

    scale: str
    basis: str
    held_on: str | None
    ballots: int | None
    bar_percent: int | None
    choices: Sequence[Choice]
    minority: Sequence[Minority] = ()

    @property
    def cast(self) -> int:
        """The counts of those who voted, added up: who was absent did not."""
        return sum(each.count or 0 for each in self.choices if each.meaning != Meaning.ABSENT)

    @property
    def everybody(self) -> int:
        """All counts, added up."""
        return sum(each.count or 0 for each in self.choices)

    @property
    def in_favour(self) -> int:
        """The counts for the text, added up."""
        return sum(each.count or 0 for each in self.choices if each.meaning == Meaning.FOR)


@dataclass(frozen=True)
class Recount:
    """The figures on a second person's paper: how many voted, and how many took each choice, in the entry's order."""

    ballots: int | None
    counts: Sequence[int | None]


def problems_of(counting: Counting, known: Known) -> Problems:
    """What is missing, does not agree with itself, or not with what is known of the assembly."""
    problems: dict[str, str] = {}
    if not counting.scale.strip():
        problems["scale"] = gettext("Write how the members could vote.")
    if not counting.basis.strip():
        problems["basis"] = gettext("Write who voted, and how.")
    if problem := _problem_of_date(counting.held_on, known.began_on):
        problems["held_on"] = problem
    if counting.bar_percent is not None and not 1 <= counting.bar_percent <= 100:
        problems["bar_percent"] = gettext("Write a whole number from 1 to 100, or leave it empty.")
    for each in counting.choices:
        problems |= _problems_of_choice(each)
    problems |= _problems_of_same_labels(counting.choices)
    if not any(each.meaning == Meaning.FOR for each in counting.choices):
        problems.setdefault("meaning_1", gettext("One choice at least must be for the text."))
    if not problems:
        problems |= _problems_of_sums(counting, known.members)
    return problems | _problems_of_minority(counting)


def _problems_of_minority(counting: Counting) -> dict[str, str]:
    problems = {}
    for said in counting.minority:
        if not said.text.strip():
            problems[f"minority_{said.row}"] = gettext("Write what these members want to have said.")
        elif said.members is not None and not 1 <= said.members <= max(counting.ballots or 0, 1):
            problems[f"members_{said.row}"] = gettext(
                "No more members can stand behind it than voted, and one at least."
            )
    return problems


def _problem_of_date(held_on: str | None, began_on: str | None) -> str:
    if not held_on:
        return str(gettext("Write when the members voted."))
    try:
        parse_partial(held_on)
    except NotADate:
        return str(gettext("There is no such date. Check the day and the month."))
    if held_on > clock.today().isoformat():
        return str(gettext("A vote cannot be dated in the future."))
    # Of the two dates the less precise one decides: a year that the assembly began in is not before it.
    if began_on and held_on < began_on[: len(held_on)]:
        return str(
            gettext("This is before the assembly began (%(date)s). Check it.", date=dates.partial(began_on))
        )
    return ""


def _problems_of_choice(each: Choice) -> dict[str, str]:
    problems = {}
    if not each.label.strip():
        problems[f"label_{each.row}"] = gettext("Write what could be chosen.")
    if each.meaning not in set(Meaning):
        problems[f"meaning_{each.row}"] = gettext("Choose what this means for the text.")
    if each.count is None:
        problems[f"count_{each.row}"] = gettext("Write how many members chose it. If none did, write 0.")
    return problems


def _problems_of_same_labels(choices: Sequence[Choice]) -> dict[str, str]:
    problems, taken = {}, set()
    for each in choices:
        label = " ".join(each.label.split()).casefold()
        if label and label in taken:
            problems[f"label_{each.row}"] = gettext(
                "Another row has this name already. Each choice needs its own."
            )
        taken.add(label)
    return problems


def _problems_of_sums(counting: Counting, members: int | None) -> dict[str, str]:
    if not counting.ballots:
        return {"ballots": gettext("Write how many members voted.")}
    if members is not None and counting.ballots > members:
        return {
            "ballots": ngettext(
                "The assembly has %(num)s member. No more can have voted.",
                "The assembly has %(num)s members. No more can have voted.",
                members,
            )
        }
    if counting.cast != counting.ballots:
        message = gettext(
            "The counts add up to %(sum)d, but %(voted)d voted. Check both. Blank papers need a row too.",
            sum=counting.cast,
            voted=counting.ballots,
        )
        return {"ballots": message}
    if members is not None and counting.everybody > members:
        message = gettext(
            "With those who were absent, the counts add up to %(sum)d. The assembly has %(members)d members.",
            sum=counting.everybody,
            members=members,
        )
        return {"ballots": message}
    return {}
