"""Names that only those who run an assembly may sign with: a resident who shows one would seem to speak for them.

Refused is a name that says nothing but an office ("Assembly facilitators", "The Fenbury council team"), what the
council or the assembly is called, and any council's full name. One word that is neither makes it a person's: "Mark
Council", "Ann Moderator-Smith". An office that stands apart beside a name counts as one: "Sam Okafor (moderator)".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set
from functools import lru_cache

from flask_babel import gettext

from app.assemblies.models import Assembly
from app.core.errors import WrongField

# Words that say who runs it, in English and Welsh.
_OFFICES = """
admin admins administrator administrators administration assembly assemblies cabinet cllr cllrs council councillor
councillors councils facilitation facilitator facilitators leader mayor mod mods moderating moderation moderator
moderators officer officers official officials organiser organisers organizer organizers organising organizing
secretariat staff sysadmin webmaster
cyngor cymedrolwr cymedrolwyr cynulliad gweinyddwr gweinyddwyr hwylusydd hwyluswyr swyddog swyddogion trefnydd trefnwyr
"""
# Words that may stand beside those and make nobody a person.
_BESIDE = """
a an and at by for from in of on our the this your
answer answered message official reply response statement written
borough chief citizen citizens city comment comments communications community consultation county deputy desk digital
district engagement group head help helpdesk lead main metropolitan office parish press question questions senior
service services site support table team teams town unitary web website
tim y yr
"""
# In a name without its spaces, short words would be found within names of people: "Amod" is no "a mod".
_SHORTEST_WITHIN = 4
_LONGEST_NAME = 200
# Where a name falls into parts that are read apart. A hyphen within a name parts nothing.
_PARTED = re.compile(r"[(){}\[\],;:/|]|\s[-–—]+\s")
# What the full name of a council ends with, ours or not: "Wendshire County Council", but no "county council tenant".
_KINDS_OF_COUNCIL = "borough city community county district metropolitan parish town unitary"
# What the site itself is called, and the house that a council sits in.
_WHOLE = ("Moothall", "Town Hall", "City Hall", "County Hall")
# Letters of other alphabets, and figures, that look like Latin letters. What the decomposition knows is not repeated.
_CAPITALS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХІЈЅ", "ABEZHIKMNOPTYXABEKMHOPCTYXIJS")
_LOOK_ALIKE = str.maketrans(
    "αβεηικνορτυχавгекмнопрстухіјѕԁԛԝɑɡıøłđħŧæᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "abenikvoptuxabrekmhonpctyxijsdqwagioldhtaabcdefghijklmnoprstuvwyz",
)
_FIGURES = str.maketrans("0134578@$€|!", "oieastbaseii")
# Figures and signs that stand by themselves, or end a word, are no letters: "Admin!".
_ALONE = re.compile(r"(?<!\w)\d+(?!\w)|[!|]+(?!\w)")
# Signs that stand beside a letter and cannot be told from another one at a glance.
_PAIRS = (("rn", "m"), ("vv", "w"), ("l", "i"))


def names_of(assembly: Assembly) -> list[str]:
    """What those who run an assembly are called."""
    return [assembly.organisation.name, assembly.name]


def refuse_organisers_name(name: str | None, assembly: Assembly | None) -> None:
    """Raises WrongField, at `name`, for a name with which a resident would seem to speak for the organisers."""
    if speaks_for_organisers(name or "", names_of(assembly) if assembly else []):
        message = gettext(
            "Only those who run the assembly sign like this. Write your own name, or leave the field empty."
        )
        raise WrongField("name", message)


def speaks_for_organisers(name: str, own_names: Iterable[str]) -> bool:
    """Whether a name is one of those that only the organisers may show.

    Takes the name and what the council and the assembly are called. Case, accents, spaces, signs and letters that look
    like others make no difference.
    """
    own = [_words(each) for each in (*own_names, *_WHOLE)]
    known = _OF_OFFICE | {_skeleton(word + ending) for words in own for word in words for ending in ("", "s")}
    whole = {"".join(map(_skeleton, words)) for words in own if words}
    name = name[:_LONGEST_NAME]
    parts = [name, *_PARTED.split(name)]
    # A figure may stand for a letter, or count: "M0derator", "Moderator 2".
    read = [reading for part in parts for reading in (_lettered(part), _without_figures(part))]
    spelt = [[_skeleton(word) for word in _words(each)] for each in read]
    return any(_is_council(words) or _is_office(words, known, whole) for words in spelt)


def _is_council(words: list[str]) -> bool:
    return len(words) > 1 and words[-1] == _COUNCIL and words[-2] in _COUNCILS


def _is_office(words: list[str], known: Set[str], whole: Set[str]) -> bool:
    joined = "".join(words)
    if joined in whole:
        return True
    if any(word in _OFFICE for word in words) and all(word in known for word in words):
        return True
    return _falls_into(joined, frozenset(word for word in known if len(word) >= _SHORTEST_WITHIN))


def _falls_into(joined: str, known: Set[str]) -> bool:
    """Whether a name without its spaces is nothing but known words, an office among them."""
    # For each place: whether words end there, and whether there is an office among them.
    ends: dict[int, bool] = {0: False}
    for end in range(1, len(joined) + 1):
        for start, has_office in list(ends.items()):
            word = joined[start:end]
            if word in known:
                ends[end] = ends.get(end, False) or has_office or word in _OFFICE
    return ends.get(len(joined), False)


def _plain(text: str) -> str:
    """A text in small Latin letters without accents and without characters that nobody sees."""
    text = unicodedata.normalize("NFKD", text.translate(_CAPITALS)).translate(_CAPITALS)
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    return seen.casefold().translate(_LOOK_ALIKE)


def _lettered(text: str) -> str:
    return _ALONE.sub(" ", _plain(text)).translate(_FIGURES)


def _without_figures(text: str) -> str:
    return "".join(c for c in _plain(text) if not c.isdigit())


def _words(text: str) -> list[str]:
    # An apostrophe is part of its word; every other sign parts words.
    joined = _plain(text).replace("'", "").replace("’", "")
    return "".join(c if c.isalnum() else " " for c in joined).split()


@lru_cache(maxsize=4096)
def _skeleton(word: str) -> str:
    """A word with what looks alike written alike: "adrnin" and "admin" have one."""
    for sign, other in _PAIRS:
        word = word.replace(sign, other)
    return word


_OFFICE = frozenset(map(_skeleton, _OFFICES.split()))
_OF_OFFICE = _OFFICE | frozenset(map(_skeleton, _BESIDE.split()))
_COUNCIL = _skeleton("council")
_COUNCILS = frozenset(map(_skeleton, _KINDS_OF_COUNCIL.split()))
