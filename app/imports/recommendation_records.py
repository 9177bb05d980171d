"""Recommendations of a record: items of a report in the compiler's words."""

from __future__ import annotations

from dataclasses import dataclass

from app.imports.checking import PROSE, Thing
from app.imports.facts import RECOMMENDATION_LABELS, facts_of
from app.imports.votes import VoteRecord, vote_of
from app.recommendations.models import RecommendationKind

KINDS = [kind.value for kind in RecommendationKind]
# Beyond this it is no recommendation, and matching clauses from version to version costs the square of their number.
MOST_CLAUSES = 100


@dataclass(frozen=True)
class RecommendationRecord:
    """An item of the report, in the compiler's words."""

    id: str
    number: int | None
    number_note: str | None
    kind: str
    group: str | None
    title: str
    clauses: tuple[str, ...]
    vote: VoteRecord | None
    facts: dict[str, str]
    source_url: str | None
    source_page: int | None

    @property
    def reference(self) -> str:
        """Its address in its assembly."""
        return self.id.lower()


def recommendation_of(thing: Thing) -> RecommendationRecord:
    """An item of the report, with the members' vote on it."""
    support = thing.thing_or_none("support")
    number_note = thing.text_or_none("number_note")
    clauses = (thing.text("paraphrase", PROSE), *thing.texts("actions", PROSE))
    if len(clauses) > MOST_CLAUSES:
        thing.refuse("actions", f"may hold {MOST_CLAUSES - 1} texts at most")
    record = RecommendationRecord(
        id=thing.id(),
        number=thing.number_or_none("number"),
        number_note=number_note,
        kind=thing.choice("kind", KINDS, default=RecommendationKind.RECOMMENDATION.value),
        group=thing.text_or_none("group"),
        title=thing.text("title"),
        clauses=clauses,
        vote=vote_of(support) if support is not None else None,
        facts=facts_of(thing, RECOMMENDATION_LABELS),
        source_url=thing.address_or_none("source"),
        source_page=thing.number_or_none("source_page"),
    )
    thing.finish()
    return record
