"""The report card as files: each figure by its name, with its meaning and what an empty value says.

The names stay as they are: whoever reads the files by program relies on them. An empty value is unknown, never nought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext

from app.core import clock
from app.core.spreadsheets import as_text
from app.pages.cards import Card
from app.recommendations.models import RecommendationKind
from app.responses.models import DeliveryStatus, Finding, Side, Verdict
from app.responses.report_card.facts import About
from app.responses.report_card.figures import Share, Standing

Value = str | int | float | bool | None


@dataclass(frozen=True)
class Field:
    """One column: its name, its type, what it means, and what it says where it is empty."""

    name: str
    type: str
    meaning: Any
    unknown: Any
    of: Callable[[Card], Value]


_NOT_SAID = lazy_gettext("The sources do not say.")
_NOT_LISTED = lazy_gettext("The record lists no recommendations one by one.")
_NONE_PROMISED = lazy_gettext("No date was promised, or not as a date.")
_NO_COMMITMENTS = lazy_gettext("The record knows of no commitments.")
_NEVER_ASKED = lazy_gettext("Nobody on this side was asked.")
_NO_CHECKLIST = lazy_gettext("A record cannot tell, or nothing applies yet.")
_NEVER = lazy_gettext("Never empty.")


def _standing(standing: Standing) -> Callable[[Card], Value]:
    def value(card: Card) -> Value:
        standings = card.figures.standings
        return None if standings is None else standings[standing]

    return value


def _verdict(verdict: Verdict) -> Callable[[Card], Value]:
    return lambda card: None if card.figures.standings is None else card.figures.verdicts[verdict]


def _commitments(status: DeliveryStatus) -> Callable[[Card], Value]:
    return lambda card: None if card.figures.commitments is None else card.figures.commitments[status]


def _checks(about: About, side: Side, finding: Finding) -> Callable[[Card], Value]:
    def value(card: Card) -> Value:
        counts = card.figures.checks.get((about, side))
        return None if counts is None else counts[finding]

    return value


def _apart(kind: RecommendationKind, standing: Standing | None = None) -> Callable[[Card], Value]:
    def value(card: Card) -> Value:
        standings = card.figures.apart.get(kind, Counter())
        if card.figures.standings is None and not standings:
            return None
        return standings.total() if standing is None else standings[standing]

    return value


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _on_time(card: Card, which: str) -> Value:
    share = card.figures.on_time
    return getattr(share, which) if share is not None and share.of else None


def _counted(name: str) -> Callable[[Card], Value]:
    def value(card: Card) -> Value:
        share: Share | None = getattr(card.figures, name)
        return None if share is None else share.count

    return value


def _recorded(status: DeliveryStatus) -> Callable[[Card], Value]:
    """What a record knows is counted; what it is silent about is unknown."""
    return lambda card: card.figures.delivery[status] or None


# The kinds of values, as the data dictionary calls them. They are the same in every language.
TEXT, NUMBER, DECIMAL, FLAG, MOMENT, DATE = (
    "text",
    "integer",
    "number",
    "boolean",
    "date-time",
    "partial-date",
)

_ABOUT = (
    Field("slug", TEXT, lazy_gettext("Its key, as in its address."), _NEVER, lambda card: card.assembly.slug),
    Field(
        "register_id",
        TEXT,
        lazy_gettext("Its key in mySociety’s register of citizens’ assemblies."),
        _NOT_SAID,
        lambda card: card.assembly.register_id,
    ),
    Field("name", TEXT, lazy_gettext("What it is called."), _NEVER, lambda card: card.assembly.name),
    Field(
        "organiser",
        TEXT,
        lazy_gettext("The council or partnership that ran it."),
        _NEVER,
        lambda card: card.assembly.organisation.name,
    ),
    Field("nation", TEXT, lazy_gettext("The nation."), _NOT_SAID, lambda card: card.assembly.nation),
    Field("region", TEXT, lazy_gettext("The region."), _NOT_SAID, lambda card: card.assembly.region),
    Field("topic", TEXT, lazy_gettext("The topic."), _NOT_SAID, lambda card: card.assembly.topic),
    Field(
        "year", TEXT, lazy_gettext("The year in which it began."), _NOT_SAID, lambda card: card.year or None
    ),
    Field(
        "iidp",
        FLAG,
        lazy_gettext("It was part of the Innovation in Democracy Programme."),
        _NEVER,
        lambda card: card.assembly.is_iidp,
    ),
    Field(
        "compiled",
        FLAG,
        lazy_gettext("It was not run here. Its record was put together from public sources."),
        _NEVER,
        lambda card: card.assembly.is_compiled,
    ),
    Field(
        "due",
        FLAG,
        lazy_gettext("The time for its answers has come, or there is an answer."),
        _NEVER,
        lambda card: card.figures.is_due,
    ),
)
_STANDINGS = {
    Standing.ANSWERED: lazy_gettext("Recommendations with a final answer that names them."),
    Standing.AS_A_WHOLE: lazy_gettext("Recommendations answered only by an answer to all of them."),
    Standing.ELSEWHERE: lazy_gettext("Recommendations of whose final answer only others tell."),
    Standing.ACKNOWLEDGED: lazy_gettext("Recommendations that are under consideration."),
    Standing.NO_VERDICT: lazy_gettext("Recommendations that were spoken of, without a verdict."),
    Standing.UNANSWERED: lazy_gettext("Recommendations without a known answer."),
}
_VERDICTS = {
    Verdict.ACCEPTED: lazy_gettext("Of those answered: accepted."),
    Verdict.ACCEPTED_IN_PART: lazy_gettext("Of those answered: accepted in part."),
    Verdict.NOT_ACCEPTED: lazy_gettext("Of those answered: not accepted."),
    Verdict.NOT_OURS: lazy_gettext("Of those answered: not the council’s to decide."),
}
_ANSWERS = (
    Field(
        "recommendations",
        NUMBER,
        lazy_gettext("Recommendations, core and supporting measures whose final words are public."),
        _NOT_LISTED,
        lambda card: card.figures.total,
    ),
    Field(
        "drafts",
        NUMBER,
        lazy_gettext("Recommendations that are drafts so far. They are not counted elsewhere."),
        _NOT_LISTED,
        lambda card: None if card.figures.standings is None else card.figures.drafts,
    ),
    *(
        Field(standing.value, NUMBER, meaning, _NOT_LISTED, _standing(standing))
        for standing, meaning in _STANDINGS.items()
    ),
    *(
        Field(verdict.value, NUMBER, meaning, _NOT_LISTED, _verdict(verdict))
        for verdict, meaning in _VERDICTS.items()
    ),
)
_TIME = (
    Field(
        "answers_due_at",
        MOMENT,
        lazy_gettext("When its answers are due, in UTC. Pauses of the clock are counted in."),
        _NONE_PROMISED,
        lambda card: _moment(card.figures.due_at),
    ),
    Field(
        "answers_promised",
        TEXT,
        lazy_gettext("What a record says was promised, in its words."),
        _NOT_SAID,
        lambda card: (card.assembly.recorded_promise or {}).get("words"),
    ),
    Field(
        "on_time",
        NUMBER,
        lazy_gettext("Recommendations answered by that time."),
        lazy_gettext("No date was promised, it lies ahead, or the dates of the answers do not tell."),
        lambda card: _on_time(card, "count"),
    ),
    Field(
        "on_time_of",
        NUMBER,
        lazy_gettext("Out of how many: those answered, and those whose time has passed."),
        lazy_gettext("The same."),
        lambda card: _on_time(card, "of"),
    ),
    Field(
        "on_time_left_out",
        NUMBER,
        lazy_gettext("Answers left out because their dates are not precise enough."),
        lazy_gettext("No date was promised, or it lies ahead."),
        lambda card: card.figures.on_time.left_out if card.figures.on_time else None,
    ),
    Field(
        "answers_overdue",
        NUMBER,
        lazy_gettext("Recommendations without a final answer from anybody, after that time."),
        _NONE_PROMISED,
        _counted("overdue_answers"),
    ),
    Field(
        "median_days",
        DECIMAL,
        lazy_gettext("Days from the final report to the answer: the middle one."),
        lazy_gettext("No answer by name, or no precise dates."),
        lambda card: card.figures.median_days,
    ),
    Field(
        "median_days_of",
        NUMBER,
        lazy_gettext("Of how many answers that is the middle one."),
        _NOT_LISTED,
        lambda card: len(card.figures.days) if card.figures.standings is not None else None,
    ),
    Field(
        "median_days_left_out",
        NUMBER,
        lazy_gettext("Answers left out because their dates, or that of the report, are not precise."),
        _NOT_LISTED,
        lambda card: card.figures.undated if card.figures.standings is not None else None,
    ),
    Field(
        "last_update",
        DATE,
        lazy_gettext("The last day of an answer or of a report of progress, as precise as it is known."),
        lazy_gettext("No dated update is known."),
        lambda card: card.figures.last_update,
    ),
)
_STATES = {
    DeliveryStatus.PLANNED: lazy_gettext("Commitments that are planned."),
    DeliveryStatus.IN_PROGRESS: lazy_gettext("Commitments in progress."),
    DeliveryStatus.DELAYED: lazy_gettext("Commitments that are delayed."),
    DeliveryStatus.DELIVERED: lazy_gettext("Commitments that are delivered, with evidence."),
    DeliveryStatus.STOPPED: lazy_gettext("Commitments that were stopped, with a reason."),
}
_KNOWN = {
    DeliveryStatus.PLANNED: lazy_gettext("Items that a record says are planned."),
    DeliveryStatus.IN_PROGRESS: lazy_gettext("Items that a record says are in progress."),
    DeliveryStatus.DELIVERED: lazy_gettext("Items that a record says are delivered."),
    DeliveryStatus.STOPPED: lazy_gettext("Items that a record says were stopped."),
}
_DELIVERY = (
    Field(
        "commitments",
        NUMBER,
        lazy_gettext("What the council promised to do."),
        _NO_COMMITMENTS,
        lambda card: None if card.figures.commitments is None else card.figures.commitments.total(),
    ),
    *(
        Field(f"commitments_{state.value}", NUMBER, meaning, _NO_COMMITMENTS, _commitments(state))
        for state, meaning in _STATES.items()
    ),
    Field(
        "commitments_overdue",
        NUMBER,
        lazy_gettext("Commitments whose date has passed and that have not ended."),
        _NO_COMMITMENTS,
        _counted("overdue_commitments"),
    ),
    Field(
        "reports_late",
        NUMBER,
        lazy_gettext("Commitments of which a report of progress was due and did not come."),
        _NO_COMMITMENTS,
        _counted("late_reports"),
    ),
    *(
        Field(
            f"recorded_{state.value}",
            NUMBER,
            meaning,
            lazy_gettext("No record says so."),
            _recorded(state),
        )
        for state, meaning in _KNOWN.items()
    ),
)
_SIDES = {Side.MEMBER: "members", Side.FOLLOWER: "followers"}
_SAID = {
    (Side.MEMBER, About.ANSWER): lazy_gettext("Members on the answers: is it what was meant?"),
    (Side.MEMBER, About.COMMITMENT): lazy_gettext("Members on the commitments: is it done?"),
    (Side.FOLLOWER, About.ANSWER): lazy_gettext("Followers on the answers: is it what was meant?"),
    (Side.FOLLOWER, About.COMMITMENT): lazy_gettext("Followers on the commitments: is it done?"),
}
_COUNTER_CHECKS = tuple(
    Field(
        f"{_SIDES[side]}_on_{about.value}s_{finding.value}",
        NUMBER,
        meaning,
        _NEVER_ASKED,
        _checks(about, side, finding),
    )
    for (side, about), meaning in _SAID.items()
    for finding in Finding
)
_REST = (
    Field(
        "openness_met",
        NUMBER,
        lazy_gettext("Points of the openness checklist that are met."),
        _NO_CHECKLIST,
        lambda card: card.openness_met.count if card.openness_met else None,
    ),
    Field(
        "openness_of",
        NUMBER,
        lazy_gettext("Out of how many that apply."),
        _NO_CHECKLIST,
        lambda card: card.openness_met.of if card.openness_met else None,
    ),
    Field(
        "openness_shown",
        NUMBER,
        lazy_gettext("Of a record: how many points it shows. More may have been met."),
        lazy_gettext("The record shows none, or it was run here."),
        lambda card: card.openness_shown.count if card.openness_shown else None,
    ),
    *(
        Field(f"{name}{ending}", NUMBER, meaning, _NOT_LISTED, _apart(kind, standing))
        for kind, name in (
            (RecommendationKind.VISION_OUTCOME, "vision_outcomes"),
            (RecommendationKind.KEY_MESSAGE, "key_messages"),
        )
        for ending, standing, meaning in (
            ("", None, lazy_gettext("Items of this kind. They are no recommendations.")),
            ("_answered", Standing.ANSWERED, lazy_gettext("Of these, with a final answer that names them.")),
        )
    ),
    Field(
        "compilers_reading",
        TEXT,
        lazy_gettext("What the compiler of the register reads out of the sources. It is no verdict."),
        _NOT_SAID,
        lambda card: (card.assembly.compiler_reading or {}).get("decision"),
    ),
)
FIELDS: tuple[Field, ...] = (*_ABOUT, *_ANSWERS, *_TIME, *_DELIVERY, *_COUNTER_CHECKS, *_REST)


def csv_rows(cards: Sequence[Card]) -> Iterator[Sequence[str]]:
    """One line for each assembly, under the names of the fields."""
    yield [field.name for field in FIELDS]
    for card in cards:
        yield [_cell(field.of(card)) for field in FIELDS]


def _cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return as_text(value)
        case _:
            return f"{value:g}"


def as_json(cards: Sequence[Card]) -> dict[str, Any]:
    """The same with its dictionary: what each field means, and what it says where it is null."""
    return {
        "generated_at": _moment(clock.now()),
        "fields": [
            {
                "name": field.name,
                "type": field.type,
                "meaning": str(field.meaning),
                "unknown": str(field.unknown),
            }
            for field in FIELDS
        ],
        "assemblies": [{field.name: field.of(card) for field in FIELDS} for card in cards],
    }
