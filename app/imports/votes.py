"""Votes and ballots of a record, each with its own scale and basis: they are never made into one number."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app.imports.checking import LINE, PROSE, WORD, Thing
from app.imports.facts import label_of, words_of
from app.imports.reading import member
from app.recommendations.models import Meaning

# How choices on ballots stand to a recommendation. Others have no meaning that we could know: they are shown by name.
MEANINGS: dict[str, Meaning] = {
    "strongly_support": Meaning.FOR,
    "support": Meaning.FOR,
    "strongly_agree": Meaning.FOR,
    "agree": Meaning.FOR,
    "yes": Meaning.FOR,
    "for": Meaning.FOR,
    "support_with_changes": Meaning.PARTLY,
    "partly": Meaning.PARTLY,
    "neither": Meaning.NEITHER,
    "neutral": Meaning.NEITHER,
    "abstain": Meaning.NEITHER,
    "oppose": Meaning.AGAINST,
    "strongly_oppose": Meaning.AGAINST,
    "disagree": Meaning.AGAINST,
    "strongly_disagree": Meaning.AGAINST,
    "no": Meaning.AGAINST,
    "against": Meaning.AGAINST,
    "no_response": Meaning.ABSENT,
    "did_not_vote": Meaning.ABSENT,
    "blank": Meaning.ABSENT,
    "absent": Meaning.ABSENT,
}
# The figures of a ballot across recommendations, each a column of its table.
COLUMNS = {
    "points": "Points",
    "first": "First choices",
    "second": "Second choices",
    "third": "Third choices",
    "fourth": "Fourth choices",
    "fifth": "Fifth choices",
}
# An option in this shape is a recommendation's id; anything else ("no_intervention") is an option of its own.
_LIKE_AN_ID = re.compile(r"[A-Z]+-?[0-9]+")
_WITH_THE_RECOMMENDATIONS = "recommendations[].support"


@dataclass(frozen=True)
class ChoiceRecord:
    """One choice of a vote: how many took it, or only their share."""

    label: str
    meaning: Meaning | None
    count: int | None
    percent: float | None


@dataclass(frozen=True)
class VoteRecord:
    """The members' vote on one recommendation."""

    scale: str
    basis: str
    ballots: int | None
    support_count: int | None
    support_percent: float | None
    note: str | None
    choices: tuple[ChoiceRecord, ...]


@dataclass(frozen=True)
class BallotRecord:
    """A ballot across recommendations. `rows` are options with a figure for each column."""

    id: str
    question: str
    method: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    note: str | None
    source_url: str | None
    source_page: int | None


def _label(thing: Thing, key: str) -> str:
    return label_of(thing.sound_text(member(thing.path, key), key, LINE)) or str(
        thing.refuse(key, "has no name")
    )


def _counts(thing: Thing) -> dict[str, int | None]:
    return {key: thing.number_or_none(key) for key in thing.keys()}  # noqa: SIM118 - not a dict


def _percents(thing: Thing) -> dict[str, float | None]:
    return {key: thing.percent_or_none(key) for key in thing.keys()}  # noqa: SIM118 - not a dict


def _choices(support: Thing) -> tuple[ChoiceRecord, ...]:
    """The choices of a vote in the record's order, with counts, shares or both."""
    counts_at, percents_at = support.thing_or_none("counts"), None
    if isinstance(support.value("percent"), dict):
        percents_at = support.thing_or_none("percent")
    counts = _counts(counts_at) if counts_at else {}
    percents = _percents(percents_at) if percents_at else {}
    return tuple(
        ChoiceRecord(
            _label(counts_at or percents_at or support, key),
            MEANINGS.get(key),
            counts.get(key),
            percents.get(key),
        )
        for key in {**counts, **percents}
        if counts.get(key) is not None or percents.get(key) is not None
    )


def _first_given(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def vote_of(support: Thing) -> VoteRecord:
    """Check the `support` of a recommendation: counts by choice, shares, or a single count."""
    single = None if isinstance(support.value("percent"), dict) else support.percent_or_none("percent")
    record = VoteRecord(
        scale=support.text("scale"),
        basis=support.text("basis", PROSE),
        ballots=support.number_or_none("ballots"),
        support_count=_first_given(support.number_or_none("support_count"), support.number_or_none("count")),
        support_percent=_first_given(support.percent_or_none("support_percent"), single),
        note="\n\n".join(filter(None, (support.text_or_none("note", PROSE), *support.notes().values())))
        or None,
        choices=_choices(support),
    )
    support.finish()
    return record


def ballot_of(thing: Thing, ids: Collection[str]) -> BallotRecord:
    """Check a ballot. Options that look like a recommendation's id must be one."""
    figures: dict[str, dict[str, int | None]] = {}
    for key, column in COLUMNS.items():
        column_at = thing.thing_or_none(key)
        if column_at is not None:
            figures[column] = _counts(column_at)
            for option in figures[column]:
                if _LIKE_AN_ID.fullmatch(option) and option not in ids:
                    column_at.refuse(option, f"there is no recommendation {option!r}")
                column_at.sound_text(member(column_at.path, option), option, WORD)
    options = dict.fromkeys(option for column in figures.values() for option in column)
    notes = [_see(thing.text_or_none("see")), thing.text_or_none("note", PROSE), *thing.notes().values()]
    record = BallotRecord(
        id=thing.id(),
        question=thing.text("question", PROSE),
        method=thing.text_or_none("method"),
        columns=tuple(figures),
        rows=tuple((option, tuple(column.get(option) for column in figures.values())) for option in options),
        note="\n\n".join(note for note in notes if note) or None,
        source_url=thing.address_or_none("source"),
        source_page=thing.number_or_none("source_page"),
    )
    thing.finish()
    return record


def _see(where: str | None) -> str | None:
    """Where the figures stand, if not here."""
    if where is None:
        return None
    if where == _WITH_THE_RECOMMENDATIONS:
        return "The figures stand with each recommendation."
    return f"See {words_of(where)}."
