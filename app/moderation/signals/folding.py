"""Letters as they look: a text brought into plain small letters, each with its place in the text.

Whoever wants to slip a word past a list writes it with a Cyrillic "о", a full-width "ｉ", an accent or a character that
nobody sees. To a reader it looks the same, so it is compared as it looks.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Marks above and below letters, and what has no width: joiners, soft hyphens, signs of direction.
_UNSEEN = ("Mn", "Me", "Cf")
_BLANK = "\u115f\u1160\u3164\uffa0\u2800"
_ALIKE = (
    # Cyrillic and Greek; capitals stand by themselves where they look like another letter than the small one.
    ("АаӐӒ", "a"), ("ВвЬьБ", "b"), ("СсҪҫ", "c"), ("ԁԀ", "d"), ("ЕеЄє", "e"), ("Ғғ", "f"), ("Ԍԍ", "g"), ("НнҺһҢ", "h"),
    ("ІіӀ", "i"), ("ЈјЙ", "j"), ("КкҚқ", "k"), ("ӏ", "l"), ("Мм", "m"), ("Пп", "n"), ("ОоӨө", "o"), ("Рр", "p"),
    ("Ԛԛ", "q"), ("Яг", "r"), ("Ѕѕ", "s"), ("ТтҬ", "t"), ("Цц", "u"), ("Ѵѵ", "v"), ("ШшԜԝ", "w"), ("ХхҲ", "x"),
    ("УуҮү", "y"),
    ("Αα", "a"), ("Ββ", "b"), ("Ϲϲς", "c"), ("δ", "d"), ("Εε", "e"), ("Η", "h"), ("Ιι", "i"), ("Ϳϳ", "j"), ("Κκ", "k"),
    ("Μ", "m"), ("Νη", "n"), ("Οοσ", "o"), ("Ρρ", "p"), ("Ττ", "t"), ("υμ", "u"), ("ν", "v"), ("ωϖ", "w"), ("Χχ", "x"),
    ("Υγ", "y"), ("Ζ", "z"),
    # Armenian and Cherokee letters that look exactly like ours.
    ("օ", "o"), ("ս", "u"), ("ո", "n"), ("հ", "h"), ("Ꭺ", "a"), ("Ᏼ", "b"), ("Ꮯ", "c"), ("Ꭰ", "d"), ("Ꭼ", "e"),
    ("Ꮋ", "h"), ("Ꭵ", "i"), ("Ꭻ", "j"), ("Ꮶ", "k"), ("Ꮮ", "l"), ("Ꮇ", "m"), ("Ꮲ", "p"), ("Ꮪ", "s"),
    ("Ꭲ", "t"), ("Ꮤ", "w"),
)  # fmt: skip
_OTHER_SCRIPTS = {character: letter for characters, letter in _ALIKE for character in characters}
# Latin letters that are drawn in another way, but not made of a plain one and a mark.
_DRAWN_OTHERWISE = dict(
    zip("ıłøđħŧƒɡɑɩʟɪɴᴀʙᴄᴅᴇꜰɢʜᴊᴋᴍᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "ilodhtfgailinabcdefghjkmoprstuvwyz", strict=True)
) | {"æ": "ae", "œ": "oe"}


@dataclass(frozen=True)
class Folded:
    """A text as it looks. `places` has the place of each of its characters in the text that people see; `foreign` says
    which of them stand for a letter of another script."""

    text: str
    places: list[int]
    foreign: list[bool]
    is_mostly_latin: bool


def fold(text: str) -> Folded:
    """Bring a text into plain small letters, without what nobody sees."""
    kept: list[str] = []
    places: list[int] = []
    foreign: list[bool] = []
    for place, character in enumerate(text):
        plain, is_foreign = _as_it_looks(character)
        kept.append(plain)
        places += [place] * len(plain)
        foreign += [is_foreign] * len(plain)
    folded = "".join(kept)
    letters = sum(character.isalpha() for character in folded)
    latin = sum(
        "a" <= character <= "z" and not other for character, other in zip(folded, foreign, strict=True)
    )
    return Folded(folded, places, foreign, latin * 2 > letters)


@lru_cache(maxsize=4096)
def _as_it_looks(character: str) -> tuple[str, bool]:
    if character.isascii():
        return character.lower(), False
    plain, is_foreign = "", False
    for part in unicodedata.normalize("NFKD", character):
        if unicodedata.category(part) in _UNSEEN or part in _BLANK:
            continue
        small = part.casefold()
        alike = _OTHER_SCRIPTS.get(part) or _OTHER_SCRIPTS.get(small)
        is_foreign = is_foreign or alike is not None
        plain += alike or _DRAWN_OTHERWISE.get(small, small)
    return plain, is_foreign


def end_in(text: str, last: int) -> int:
    """Where a word ends whose last character stands at this place: behind the marks and unseen signs that follow it."""
    end = last + 1
    while end < len(text) and unicodedata.category(text[end]) in _UNSEEN:
        end += 1
    return end
