"""Which report cards a reader asks for. What there is none of is not asked for silently: the page says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.core.direction import isolated, joined
from app.pages.cards import Card
from app.pages.wording import sentence_case

Words = dict[str, Any]


@dataclass(frozen=True)
class Filter:
    """One choice above the table: the values under which a card is found."""

    name: str
    label: Any
    everything: Any
    values: Callable[[Card], Sequence[str]]
    # How a value is called; as it stands where nothing is said.
    names: Callable[[Card], Mapping[str, Any]] = lambda card: {}


def _places(card: Card) -> Sequence[str]:
    return [place for place in (card.assembly.nation, card.assembly.region) if place]


def _topics(card: Card) -> Sequence[str]:
    return [card.assembly.topic] if card.assembly.topic else []


_DUE = {"due": lazy_gettext("Due"), "not-due": lazy_gettext("Not due yet")}
_IIDP = {"yes": lazy_gettext("Yes"), "no": lazy_gettext("No")}

FILTERS = (
    Filter(
        "region",
        lazy_gettext("Nation or region"),
        lazy_gettext("Everywhere"),
        _places,
    ),
    Filter(
        "topic",
        lazy_gettext("Topic"),
        lazy_gettext("All topics"),
        _topics,
        lambda card: {topic: sentence_case(topic) for topic in _topics(card)},
    ),
    Filter(
        "organiser",
        lazy_gettext("Organiser"),
        lazy_gettext("All organisers"),
        lambda card: [card.assembly.organisation.slug],
        lambda card: {card.assembly.organisation.slug: card.assembly.organisation.name},
    ),
    Filter(
        "year",
        lazy_gettext("Year"),
        lazy_gettext("All years"),
        lambda card: [card.year] if card.year else [],
    ),
    Filter(
        "iidp",
        lazy_gettext("In the national programme (IiDP)"),
        lazy_gettext("Yes and no"),
        lambda card: ["yes" if card.assembly.is_iidp else "no"],
        lambda card: _IIDP,
    ),
    Filter(
        "state",
        lazy_gettext("State"),
        lazy_gettext("Due and not due yet"),
        lambda card: ["due" if card.figures.is_due else "not-due"],
        lambda card: _DUE,
    ),
)
# What can always be asked for, whether any card fits or not.
FIXED = {"iidp": _IIDP, "state": _DUE}


def _choices(filter_: Filter, cards: Sequence[Card]) -> dict[str, str]:
    """The values that can be chosen, with their names, in the order of the names."""
    if filter_.name in FIXED:
        return {value: str(name) for value, name in FIXED[filter_.name].items()}
    found: dict[str, str] = {}
    for card in cards:
        names = filter_.names(card)
        found |= {value: str(names.get(value, value)) for value in filter_.values(card)}
    return dict(sorted(found.items(), key=lambda choice: choice[1].casefold()))


def chosen_cards(cards: Sequence[Card], asked: Mapping[str, str]) -> tuple[list[Card], dict[str, str]]:
    """The cards that fit what was asked for, and what of it could be: a value that no card has narrows nothing."""
    chosen = {
        filter_.name: asked[filter_.name]
        for filter_ in FILTERS
        if asked.get(filter_.name) in _choices(filter_, cards)
    }
    fitting = [
        card for card in cards if all(chosen.get(each.name) in (None, *each.values(card)) for each in FILTERS)
    ]
    return fitting, chosen


def ignored_words(asked: Mapping[str, str], chosen: Mapping[str, str]) -> list[str]:
    """What was asked for and is not there, in words: "Topic: trams"."""
    return [
        joined(" ", (gettext("%(choice)s:", choice=filter_.label), isolated(asked[filter_.name])))
        for filter_ in FILTERS
        if asked.get(filter_.name) and filter_.name not in chosen
    ]


def filter_words(cards: Sequence[Card], chosen: Mapping[str, str]) -> list[Words]:
    """The choices above the table, with what was chosen selected."""
    return [
        {
            "name": filter_.name,
            "label": filter_.label,
            "options": [
                {"value": value, "text": text, "selected": value == chosen.get(filter_.name, "")}
                for value, text in (("", filter_.everything), *_choices(filter_, cards).items())
            ],
        }
        for filter_ in FILTERS
    ]
