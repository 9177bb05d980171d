"""The openness checklist: what two public standards ask of every assembly, in our own words.

Involve's standard says what an open assembly publishes; mySociety's guide says what its website owes to readers.
Whether an item is met is counted from what is published wherever that can be; the council speaks for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext

from app.assemblies.models import OpennessState


class OpennessSource(StrEnum):
    """Who asks for it."""

    STANDARD = "standard"
    GUIDE = "guide"


@dataclass(frozen=True)
class OpennessItem:
    """One item of the checklist. Its sentence is true where the item is met."""

    key: str
    source: OpennessSource
    sentence: Any


SOURCE_NAMES = {
    OpennessSource.STANDARD: lazy_gettext("Standards for citizens’ assemblies, by Involve"),
    OpennessSource.GUIDE: lazy_gettext("A guide to assembly websites, by mySociety"),
}
SOURCE_ADDRESSES = {
    OpennessSource.STANDARD: "https://www.involve.org.uk/resources/knowledge-base/how-do-i-setup-citizens-assembly/6-open",
    OpennessSource.GUIDE: "https://research.mysociety.org/publications/citizens-assembly-websites",
}

OPENNESS_STATES = {
    OpennessState.MET: lazy_gettext("Met"),
    OpennessState.NOT_MET: lazy_gettext("Not met"),
    OpennessState.NOT_APPLICABLE: lazy_gettext("Not applicable"),
}

_STANDARD = (
    ("recruitment", lazy_gettext("It is public how the members were chosen.")),
    ("advisory_group", lazy_gettext("It is public who sits on the advisory group.")),
    ("speakers", lazy_gettext("Every session names its speakers.")),
    ("agendas", lazy_gettext("Every session has its agenda.")),
    ("briefings", lazy_gettext("The papers that the members read are public.")),
    ("process_plan", lazy_gettext("The plan of the whole assembly is public.")),
    ("conclusions", lazy_gettext("What the members decided is public in full.")),
    ("answers", lazy_gettext("The council answers every recommendation in public.")),
    ("recordings", lazy_gettext("Every session can be watched or heard.")),
)
_GUIDE = (
    ("findable", lazy_gettext("The assembly is easy to find.")),
    ("accessible", lazy_gettext("The site says how accessible it is.")),
    ("transcripts", lazy_gettext("Every recording can also be read.")),
    ("plain_language", lazy_gettext("Everything has a summary in plain words.")),
    ("interests", lazy_gettext("Every speaker says what interests they have.")),
    ("organisers", lazy_gettext("It is public who runs the assembly and what it costs.")),
    ("evaluation", lazy_gettext("A review of how the assembly went is public.")),
    ("data_protection", lazy_gettext("The site says what it does with people’s data.")),
    ("archive", lazy_gettext("An archive keeps a copy of these pages.")),
)

OPENNESS_ITEMS = tuple(
    OpennessItem(key, source, sentence)
    for source, items in ((OpennessSource.STANDARD, _STANDARD), (OpennessSource.GUIDE, _GUIDE))
    for key, sentence in items
)
_BY_KEY = {item.key: item for item in OPENNESS_ITEMS}


def openness_item(key: str) -> OpennessItem | None:
    """The item of a key, or None."""
    return _BY_KEY.get(key)
