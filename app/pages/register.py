"""The list of all assemblies and its filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext

from app.assemblies.models import Assembly
from app.assemblies.names import phase_name
from app.assemblies.pauses import pause_end_words
from app.assemblies.phases import comments_open, comments_paused, consulting_phase, present_phase
from app.assemblies.queries import Place, Standing, Wanted, places, public_assemblies_like
from app.core import dates
from app.core.direction import joined
from app.pages.wording import between_words, sentence_case

Words = dict[str, Any]


@dataclass(frozen=True)
class AssembliesPage:
    """One page of the list: the filters as chosen, the rows, and how many there are."""

    filters: Sequence[Words]
    rows: Sequence[Words]
    is_filtered: bool
    total: int
    councils: int
    next_url: str


def wanted(organisation: str, region: str, topic: str, state: str) -> Wanted:
    """The filters that were asked for; a state that does not exist asks for all."""
    standing = next((each for each in Standing if each.value == state), None)
    return Wanted(organisation, region, topic, standing)


def assemblies_page(chosen: Wanted, after: str | None) -> AssembliesPage:
    """Read and arrange a page of the list; five queries with that of the cache."""
    known = places()
    page = public_assemblies_like(chosen, after)
    asked = {
        "organisation": chosen.organisation,
        "region": chosen.region,
        "topic": chosen.topic,
        "state": chosen.standing or "",
    }
    query = {name: value for name, value in asked.items() if value}
    return AssembliesPage(
        filters=_filters(known, asked),
        rows=[_row(assembly) for assembly in page.items],
        is_filtered=bool(query),
        total=page.total,
        councils=len({place.organisation for place in known}),
        next_url=f"?{urlencode(query | {'after': page.after})}" if page.after else "",
    )


def _filters(known: Sequence[Place], asked: dict[str, str]) -> list[Words]:
    """The four choices above the list, with what was asked for selected."""
    organisations = {place.organisation: place.organisation_name for place in known}
    return [
        _filter(
            "organisation",
            gettext("Council or partnership"),
            gettext("All"),
            sorted(organisations.items(), key=lambda item: item[1]),
            asked["organisation"],
        ),
        _filter(
            "region",
            gettext("Region"),
            gettext("Everywhere"),
            _alike(place.region for place in known),
            asked["region"],
        ),
        _filter(
            "topic",
            gettext("Topic"),
            gettext("All topics"),
            [(value, sentence_case(text)) for value, text in _alike(place.topic for place in known)],
            asked["topic"],
        ),
        _filter(
            "state",
            gettext("State"),
            gettext("All"),
            [
                (Standing.OPEN.value, gettext("Open for comment")),
                (Standing.RUN_HERE.value, gettext("Run here")),
                (Standing.COMPILED.value, gettext("Compiled from public records")),
            ],
            asked["state"],
        ),
    ]


def _alike(values: Iterable[str | None]) -> list[tuple[str, str]]:
    return [(value, value) for value in sorted({value for value in values if value})]


def _filter(name: str, label: str, everything: str, choices: Sequence[tuple[str, str]], asked: str) -> Words:
    options = [("", everything), *choices]
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "text": text, "selected": value == asked} for value, text in options],
    }


def _row(assembly: Assembly) -> Words:
    """One assembly in the list."""
    phase = consulting_phase(assembly)
    is_open = comments_open(assembly)
    closes_at = phase.closes_at if phase is not None and is_open else None
    here = present_phase(assembly)
    when = dates.partial_range(assembly.started_on, assembly.ended_on)
    met = gettext("Met %(when)s", when=when) if when else ""
    members = gettext("%(count)d members", count=assembly.members) if assembly.members else ""
    place = joined(", ", (assembly.region, assembly.nation))
    facts = [
        assembly.organisation.name,
        joined(" · ", (sentence_case(assembly.topic), place)),
        joined(" · ", (met, members)),
    ]
    return {
        "name": assembly.name,
        "url": assembly.path,
        "questions": assembly.questions,
        "facts": [fact for fact in facts if fact],
        "is_open": is_open,
        "paused": pause_end_words(assembly) if comments_paused(assembly) else "",
        "closes": dates.moment(closes_at, weekday=True) if closes_at else "",
        "now": gettext("Now: %(phase)s", phase=phase_name(here.kind))
        if here is not None
        else between_words(assembly),
        "is_compiled": assembly.is_compiled,
    }
