"""How open an assembly is: the checklist of two public standards, each item with what is counted and what is said.

What everybody can see here is counted. Where the count finds nothing, the council may say how it stands, with a
reason; the page says whose word it is. A count that finds an item met is never overruled. Of an assembly that was
compiled from public records only that is held which its record shows: silence of a record is nobody's failing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext

from app.assemblies.models import Assembly, OpennessState, OpennessStatement
from app.assemblies.openness import (
    OPENNESS_ITEMS,
    OPENNESS_STATES,
    SOURCE_ADDRESSES,
    SOURCE_NAMES,
    OpennessItem,
    OpennessSource,
)
from app.evidence.queries.figures import openness_figures
from app.evidence.wording import host_of
from app.pages.openness_counts import Finding, Known, Texts, found_here
from app.pages.openness_records import found_in_record
from app.recommendations.models import VersionStage
from app.recommendations.queries import ListedRecommendation, listed_recommendations
from app.responses.queries.answers import Answers, answers_of

GROUP_TITLES = {
    OpennessSource.STANDARD: lazy_gettext("What an open assembly publishes"),
    OpennessSource.GUIDE: lazy_gettext("What its website owes to readers"),
}
# The page of the assembly names a few of the items that are not met, and leads to the rest.
FEW = 4


@dataclass(frozen=True)
class Point:
    """One item as it stands: what was counted, and what the council says of it."""

    item: OpennessItem
    found: Finding
    statement: OpennessStatement | None

    @property
    def is_said(self) -> bool:
        """Whether the state is the council's word, since the count does not find the item met."""
        return self.statement is not None and self.found.state is not OpennessState.MET

    @property
    def state(self) -> OpennessState:
        if self.statement is not None and self.is_said:
            return OpennessState(self.statement.state)
        return self.found.state

    @property
    def word(self) -> str:
        return str(OPENNESS_STATES[self.state]) if self.is_said else self.found.word

    @property
    def said_word(self) -> str:
        """How the council says that it stands."""
        return str(OPENNESS_STATES[OpennessState(self.statement.state)]) if self.statement else ""

    @property
    def said_on(self) -> str:
        """The site on which the council says that everybody can see it; empty where it names none."""
        return host_of(self.statement.url) if self.statement and self.statement.url else ""

    @property
    def shows_found(self) -> bool:
        """Whether what was counted is shown. "Nothing is published about it" says nothing beside the council's word."""
        return bool(self.found.is_counted or not self.is_said)


@dataclass(frozen=True)
class Openness:
    """The whole checklist of an assembly."""

    points: Sequence[Point]

    @property
    def met(self) -> int:
        return self._count(OpennessState.MET)

    @property
    def met_by_word(self) -> int:
        """Of those met, how many rest on the council's word alone."""
        return sum(point.is_said for point in self.points if point.state is OpennessState.MET)

    @property
    def applicable(self) -> int:
        return len(self.points) - self.not_applicable

    @property
    def not_applicable(self) -> int:
        return self._count(OpennessState.NOT_APPLICABLE)

    @property
    def not_met(self) -> list[Point]:
        return [point for point in self.points if point.state is OpennessState.NOT_MET]

    @property
    def first_not_met(self) -> list[Point]:
        return self.not_met[:FEW]

    def _count(self, state: OpennessState) -> int:
        return sum(point.state is state for point in self.points)


@dataclass(frozen=True)
class Group:
    """The items that one source asks for."""

    key: str
    title: str
    source: str
    source_url: str
    points: Sequence[Point]


@dataclass(frozen=True)
class OpennessPage:
    """Everything the template needs."""

    openness: Openness
    groups: Sequence[Group]


def openness_of(assembly: Assembly, listed: Sequence[ListedRecommendation], answers: Answers) -> Openness:
    """The checklist of an assembly whose recommendations and answers have been read already; one query.

    One more for a compiled assembly, whose sources are read.
    """
    return openness_from({assembly: _texts(listed, answers)})[assembly.id]


def openness_from(texts: Mapping[Assembly, Texts]) -> Mapping[int, Openness]:
    """The checklists of assemblies of whose recommendations and answers the figures are known; one query.

    Returns them by the assembly's number. Phases and, of compiled ones, sources are read where they are not yet.
    """
    counted = openness_figures([*texts])
    return {
        assembly.id: _openness(Known(assembly, counted[assembly.id][0], of), counted[assembly.id][1])
        for assembly, of in texts.items()
    }


def _openness(known: Known, statements: Mapping[str, OpennessStatement]) -> Openness:
    return Openness([_point(item, known, statements) for item in OPENNESS_ITEMS])


def _texts(listed: Sequence[ListedRecommendation], answers: Answers) -> Texts:
    is_answered = [answers.to(each.recommendation).response is not None for each in listed]
    is_final = [each.version.stage == VersionStage.FINAL for each in listed]
    return Texts(
        total=len(listed),
        final=sum(is_final),
        answered=sum(is_answered),
        finals_answered=sum(
            final and answered for final, answered in zip(is_final, is_answered, strict=True)
        ),
        has_answer_to_all=bool(answers.as_a_whole),
    )


def _point(item: OpennessItem, known: Known, statements: Mapping[str, OpennessStatement]) -> Point:
    find = found_in_record if known.assembly.is_compiled else found_here
    return Point(item, find(item.key, known), statements.get(item.key))


def read_openness(assembly: Assembly) -> Openness:
    """Read the checklist of an assembly with all that it rests on; at most six queries."""
    return openness_of(
        assembly, listed_recommendations([assembly.id]), answers_of(assembly, with_steps=False)
    )


def openness_page(assembly: Assembly) -> OpennessPage:
    """Read and arrange the page of the checklist."""
    openness = read_openness(assembly)
    groups = [
        Group(
            source.value,
            str(GROUP_TITLES[source]),
            str(SOURCE_NAMES[source]),
            SOURCE_ADDRESSES[source],
            [point for point in openness.points if point.item.source is source],
        )
        for source in OpennessSource
    ]
    return OpennessPage(openness, groups)
