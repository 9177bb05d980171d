"""The report cards of assemblies: each with its figures and its openness, read for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.assemblies.models import Assembly
from app.assemblies.queries import public_assemblies_with_records
from app.pages.openness import Openness, openness_from
from app.pages.openness_counts import Texts
from app.responses.queries.report_card import facts_of
from app.responses.report_card.facts import Facts
from app.responses.report_card.figures import Figures, Share, figures_of
from app.responses.standing import counting_now, not_corrected


@dataclass(frozen=True)
class Card:
    """What came of one assembly."""

    assembly: Assembly
    figures: Figures
    openness: Openness

    @property
    def year(self) -> str:
        """The year in which it began, as far as it is known."""
        opened = [phase.opens_at for phase in self.assembly.phases if phase.opens_at is not None]
        return (self.assembly.started_on or (str(min(opened).year) if opened else ""))[:4]

    @property
    def openness_met(self) -> Share | None:
        """Points of the checklist that are met, of those that apply; None of a record, which cannot tell."""
        applicable = self.openness.applicable
        return None if self.assembly.is_compiled or not applicable else Share(self.openness.met, applicable)

    @property
    def openness_shown(self) -> Share | None:
        """Of a record: the points that it shows, of all; None where it shows none, for silence is no nought."""
        met = self.openness.met
        return Share(met, len(self.openness.points)) if self.assembly.is_compiled and met else None


def all_cards() -> list[Card]:
    """The cards of all public assemblies, by name; twelve queries, however many they are."""
    return _cards(public_assemblies_with_records())


def card_of(assembly: Assembly) -> Card:
    """The card of one assembly; nine queries, and one more for the sources of a compiled one."""
    return _cards([assembly])[0]


def _cards(assemblies: Sequence[Assembly]) -> list[Card]:
    facts = facts_of(assemblies)
    openness = openness_from({assembly: _texts(facts[assembly.id]) for assembly in assemblies})
    return [Card(assembly, figures_of(facts[assembly.id]), openness[assembly.id]) for assembly in assemblies]


def _texts(facts: Facts) -> Texts:
    """What the checklist asks of recommendations and answers, as its own page counts it."""
    answered = {item_id for item_id, answers in facts.by_item.items() if counting_now(answers) is not None}
    finals = {item.id for item in facts.items if item.is_final}
    return Texts(
        total=len(facts.items),
        final=len(finals),
        answered=len(answered & {item.id for item in facts.items}),
        finals_answered=len(answered & finals),
        has_answer_to_all=bool(not_corrected(facts.to_all)),
    )
