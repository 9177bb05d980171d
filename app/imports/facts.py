"""What a record says beside the columns that all assemblies share: readable labels and texts, shown as they are."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from app.imports.checking import PROSE, Thing
from app.imports.reading import kind_of, member

ASSEMBLY_LABELS = {
    "facilitator": "Run by",
    "recruiter": "Members drawn by",
    "evaluator": "Evaluated by",
    "format": "How members met",
    "partners": "Partners",
    "advisory_group": "Advisory group",
    "members_recruited": "Members recruited",
    "direct_cost_gbp": "Direct cost",
    "recommendations_count": "Recommendations counted in the report",
    "demographics_published": "Make-up of the members published",
    "area_gss_codes": "Codes of the area",
}
# Figures of one assembly's own method. They are never compared with another's.
RECOMMENDATION_LABELS = {
    "support_percent_of_members": "Support as a share of all members",
    "borda_points": "Borda points",
    "ballot_5_preferences": "Preferences in ballot 5",
    "preferential_votes": "Preferential votes",
    "presented_to_council": "Presented to the council",
    "prioritised": "Among the members’ priorities",
    "extra_vote": "Extra vote",
    "order": "Order",
}
# What a note explains that has a column of its own.
NOTED_COLUMNS = {
    "hours": "Hours",
    "members": "Members",
    "started_on": "First meeting",
    "ended_on": "Last meeting",
    "meeting_days": "Meetings",
    "invitations_sent": "Invitations",
    "expressions_of_interest": "Volunteers",
    "honorarium_gbp": "Thanks in pounds",
    "report_published_on": "Report published",
}
HIGHEST_SHOWN = 10**15


def words_of(key: str) -> str:
    """A key as words: `ballot_1_road_space` is "ballot 1 road space"."""
    return " ".join(key.replace("_", " ").split())


def label_of(key: str) -> str:
    """A key as a label: `strongly_support` is "Strongly support"."""
    words = words_of(key)
    return words[:1].upper() + words[1:]


def _number(thing: Thing, path: str, value: float) -> str:
    if not math.isfinite(value) or abs(value) >= HIGHEST_SHOWN:
        thing.sheet.refuse(path, "is too large")
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _list(thing: Thing, path: str, entries: Iterable[str]) -> str:
    return thing.sound_text(path, "; ".join(entry for entry in entries if entry), PROSE)


def _text(thing: Thing, path: str, value: Any) -> str:
    """A value of any simple kind as text; empty where there is nothing to say."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return _number(thing, path, value)
        case dict():
            inner = ((key, _text(thing, member(path, key), entry)) for key, entry in value.items())
            return _list(thing, path, (f"{words_of(key)}: {text}" for key, text in inner if text))
        case list():
            return _list(thing, path, (_text(thing, f"{path}[{n}]", entry) for n, entry in enumerate(value)))
        case _:
            return thing.sound_text(path, value, PROSE)


def _person(path: str, thing: Thing) -> str:
    """Somebody of an advisory group: "Iain Walker (newDemocracy Foundation)"."""
    name, role = thing.text_or_none("name"), thing.text_or_none("role")
    organisation = thing.text_or_none("organisation")
    thing.finish()
    said = ", ".join(part for part in (role, organisation) if part)
    if name and said:
        return f"{name} ({said})"
    return name or said or str(thing.sheet.refuse(path, "names nobody"))


def _fact(thing: Thing, key: str) -> str:
    if key == "advisory_group":
        return "; ".join(_person(person.path, person) for person in thing.things(key))
    path, value = member(thing.path, key), thing.value(key)
    if key == "direct_cost_gbp":
        amount = thing.number_or_none(key)
        return "" if amount is None else f"£{amount:,}"
    if key == "support_percent_of_members":
        percent = thing.percent_or_none(key)
        return "" if percent is None else f"{percent:g}%"
    if key in ("partners", "area_gss_codes") and value is not None and not isinstance(value, list):
        thing.refuse(key, f"must be a list, not {kind_of(value)}")
    return _text(thing, path, value)


def facts_of(thing: Thing, labels: dict[str, str]) -> dict[str, str]:
    """The facts of an object: its keys that have a label here, and the notes that explain any other key."""
    facts = {label: text for key, label in labels.items() if (text := _fact(thing, key))}
    for key, note in thing.notes().items():
        label = labels.get(key) or NOTED_COLUMNS.get(key) or label_of(key)
        facts[f"{label} (note)"] = note
    return facts
