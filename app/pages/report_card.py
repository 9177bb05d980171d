"""The report card across assemblies, and that of one: what councils answered and did, in the same figures for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext, lazy_gettext, ngettext
from markupsafe import Markup, escape

from app.assemblies.models import Assembly
from app.core.direction import joined
from app.pages.card_filters import chosen_cards, filter_words, ignored_words
from app.pages.card_words import (
    Group,
    accepted_cell,
    answered_cell,
    delivered_cell,
    groups_of,
    on_time_cell,
    openness_group,
    promise_of,
)
from app.pages.cards import Card, all_cards, card_of
from app.pages.overview import compilers_reading
from app.pages.wording import short_partial
from app.responses.report_card.figures import Figures, Share, Standing, together

Words = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column of the table: by what it sorts (None comes last, up or down), and how its names are said."""

    key: str
    label: Any
    by: Callable[[Card], float | str | None]
    sorted_by: Any
    short: Any = ""


def _part(share: Share | None) -> float | None:
    return share.part if share is not None else None


def _answered_part(card: Card) -> float | None:
    return _part(card.figures.answered) if card.figures.is_due else None


COLUMNS = (
    Column(
        "assembly",
        lazy_gettext("Assembly"),
        lambda card: card.assembly.name.casefold(),
        lazy_gettext("sorted by name"),
    ),
    Column("answered", lazy_gettext("Answered"), _answered_part, lazy_gettext("sorted by share answered")),
    Column(
        "accepted",
        lazy_gettext("Accepted in full or part"),
        lambda card: _part(card.figures.accepted),
        lazy_gettext("sorted by share accepted"),
    ),
    Column(
        "on-time",
        lazy_gettext("Answered on time"),
        lambda card: _part(card.figures.on_time),
        lazy_gettext("sorted by share on time"),
        lazy_gettext("On time"),
    ),
    Column(
        "delivered",
        lazy_gettext("Delivered"),
        lambda card: _part(card.figures.delivered),
        lazy_gettext("sorted by share delivered"),
    ),
    Column(
        "updated",
        lazy_gettext("Last update"),
        lambda card: card.figures.last_update,
        lazy_gettext("sorted by last update"),
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
FIRST = "answered"
UP, DOWN = "up", "down"


@dataclass(frozen=True)
class ReportCardPage:
    """Everything that the page across assemblies needs."""

    total: int
    everything: int
    headline: Sequence[Words]
    filters: Sequence[Words]
    ignored: Sequence[str]
    kept: dict[str, str]
    is_filtered: bool
    order_words: str
    columns: Sequence[Words]
    rows: Sequence[Words]
    groups: Sequence[Group]


@dataclass(frozen=True)
class OwnCardPage:
    """Everything that the page of one assembly needs."""

    groups: Sequence[Group]
    reading: Words | None


def report_card_page(asked: dict[str, str], sort: str, order: str) -> ReportCardPage:
    """Read and arrange the cards that were asked for; thirteen queries with that of the cache."""
    everything = all_cards()
    cards, chosen = chosen_cards(everything, asked)
    column = BY_KEY.get(sort, BY_KEY[FIRST])
    goes_up = order == UP if order in (UP, DOWN) and sort in BY_KEY else _begins_up(column)
    figures = together([card.figures for card in cards])
    return ReportCardPage(
        total=len(cards),
        everything=len(everything),
        headline=_headline(cards, figures),
        filters=filter_words(everything, chosen),
        ignored=ignored_words(asked, chosen),
        kept={"sort": column.key, "order": UP if goes_up else DOWN} if sort in BY_KEY else {},
        is_filtered=bool(chosen),
        order_words=_order_words(column, goes_up),
        columns=[_column(each, column, goes_up, chosen) for each in COLUMNS],
        rows=[_row(card) for card in in_order(cards, column, goes_up)],
        groups=[*groups_of(figures), openness_group(cards)],
    )


def own_card_page(assembly: Assembly) -> OwnCardPage:
    """Read and arrange the card of one assembly; at most twelve queries with those of the assembly and the cache."""
    card = card_of(assembly)
    return OwnCardPage(
        groups=[*groups_of(card.figures, promise_of(card)), openness_group([card])],
        reading=compilers_reading(assembly),
    )


def _name(card: Card) -> str:
    return card.assembly.name.casefold()


def _begins_up(column: Column) -> bool:
    """Names begin with A; figures and dates with the highest."""
    return column.key == "assembly"


def in_order(cards: Sequence[Card], column: Column, goes_up: bool) -> list[Card]:
    """Cards by a column, up or down: those of which it is unknown come last either way, and ties go by name."""
    by_name = sorted(cards, key=_name)
    known = [card for card in by_name if column.by(card) is not None]
    unknown = [card for card in by_name if column.by(card) is None]
    # Sorting keeps the order of ties, also when it goes down.
    return [*sorted(known, key=lambda card: column.by(card) or 0, reverse=not goes_up), *unknown]


def _order_words(column: Column, goes_up: bool) -> str:
    ways = {
        "assembly": (gettext("A to Z"), gettext("Z to A")),
        "updated": (gettext("earliest first"), gettext("latest first")),
    }
    up, down = ways.get(column.key, (gettext("lowest first"), gettext("highest first")))
    return joined(", ", (str(column.sorted_by), up if goes_up else down))


def _column(column: Column, sorted_by: Column, goes_up: bool, chosen: dict[str, str]) -> Words:
    """The head of a column: a link that sorts by it, or the other way round where it does already."""
    is_here = column is sorted_by
    up = not goes_up if is_here else _begins_up(column)
    query = urlencode(chosen | {"sort": column.key, "order": UP if up else DOWN})
    return {
        "key": column.key,
        "label": column.label,
        "short": column.short,
        "url": f"?{query}",
        "sort": ("ascending" if goes_up else "descending") if is_here else "",
    }


def _row(card: Card) -> Words:
    assembly, figures = card.assembly, card.figures
    return {
        "name": assembly.name,
        "url": f"{assembly.path}report-card/",
        "note": joined(" · ", (assembly.organisation.name, card.year)),
        "is_compiled": assembly.is_compiled,
        "reading": _short_reading(assembly),
        "cells": [
            answered_cell(figures),
            accepted_cell(figures),
            on_time_cell(figures, promise_of(card)),
            delivered_cell(figures),
        ],
        "updated": short_partial(figures.last_update) or _no_update(figures),
    }


def _no_update(figures: Figures) -> str:
    return str(gettext("Unknown") if figures.is_due else gettext("Not due"))


def _short_reading(assembly: Assembly) -> str:
    """The compiler's reading in a few words, which are none of the words for verdicts."""
    readings = {
        "accepted": gettext("taken on as a whole"),
        "partly_accepted": gettext("drawn on in part"),
        "under_consideration": gettext("received or passed on"),
        "no_response_found": gettext("no answer found"),
    }
    return str(readings.get(str((assembly.compiler_reading or {}).get("decision")), ""))


# ---- The four large figures ----


def _headline(cards: Sequence[Card], figures: Figures) -> list[Words]:
    return [
        _figure(figures.answered, _answered_words(cards, figures)),
        _figure(
            figures.on_time,
            joined(
                " ",
                (
                    gettext("answers on time, where a date was promised."),
                    _among(sum(card.figures.on_time is not None for card in cards), len(cards)),
                ),
            ),
        ),
        _figure(
            figures.delivered,
            joined(
                " ",
                (
                    gettext("commitments delivered, with evidence."),
                    _among(sum(card.figures.delivered is not None for card in cards), len(cards)),
                ),
            ),
        ),
        _updates(cards),
    ]


def _figure(share: Share | None, text: str) -> Words:
    if share is None or not share.of:
        return {"figure": gettext("Unknown"), "text": text}
    return {"figure": gettext("%(count)d of %(all)d", count=share.count, all=share.of), "text": text}


def _among(known: int, everything: int) -> str:
    return str(
        ngettext(
            "Known of %(known)d of %(num)d assembly.",
            "Known of %(known)d of %(num)d assemblies.",
            everything,
            known=known,
        )
    )


def _answered_words(cards: Sequence[Card], figures: Figures) -> Markup:
    """What the first figure counts, what it counts apart, and what is not due yet."""
    parts = [escape(gettext("recommendations have an answer of their own."))]
    if figures.standings is not None and (whole := figures.standings[Standing.AS_A_WHOLE]):
        link = Markup('<a href="#as-a-whole">{}</a>').format(gettext("counted apart"))
        parts.append(
            escape(gettext("%(num)d answered as a whole are %(apart)s.")) % {"num": whole, "apart": link}
        )
    waiting = figures.drafts + sum(card.figures.total or 0 for card in cards if not card.figures.is_due)
    if waiting:
        parts.append(
            escape(ngettext("%(num)d more is not due yet.", "%(num)d more are not due yet.", waiting))
        )
    return Markup(" ").join(parts)


def _updates(cards: Sequence[Card]) -> Words:
    """How many assemblies had any update since their members finished."""
    due = [card.figures for card in cards if card.figures.is_due]
    known = sum(figures.last_update is not None for figures in due)
    text = gettext("assemblies with a known answer or update.")
    early = len(cards) - len(due)
    if early:
        text += " " + ngettext("%(num)d more is not due yet.", "%(num)d more are not due yet.", early)
    return _figure(Share(known, len(due)), text)
