"""Taking words out of a text: what goes, and what stands in its place. Plain rules, which ask nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.core.direction import isolated
from app.core.errors import Refused
from app.moderation.signals.removed import PLACEHOLDERS, Removed

Span = tuple[int, int]


@dataclass(frozen=True)
class Redaction:
    """Something to take out: all places of these words, or the characters from one place to another (the second not
    included), or, where neither is given, the author's name beside the text."""

    what: str | Span | None
    kind: Removed


@dataclass(frozen=True)
class Left:
    """What is left of a comment: its text, the name beside it, and of a question whom it is asked of."""

    body: str
    name: str | None
    asked_of: str | None = None


def redact(body: str, name: str | None, redactions: Sequence[Redaction], asked_of: str | None = None) -> Left:
    """What is left of a text once something is taken out of it.

    Takes the text, its author's name, what to take out, and whom a question is asked of, which goes as a whole where
    it holds words that are taken out of the text. Where two overlap, one placeholder stands for both, and says what
    the first one says; a placeholder that is there already is never cut. Raises Refused where nothing is taken out,
    where the words are not there, and where nothing but placeholders would be left.
    """
    of_text = [redaction for redaction in redactions if redaction.what is not None]
    takes_name = has_name(name) and len(of_text) < len(redactions)
    if not of_text and not takes_name:
        raise Refused(gettext("Choose the words to take out."))
    asked = asked_of if not _stands_in(asked_of or "", body, of_text) else None
    left = _replace(body, _merged(_places(body, of_text, asked_of or ""))) if of_text else body
    if not _says_something(left):
        raise Refused(gettext("Nothing but gaps would be left of it. Reject it or hide it instead."))
    return Left(left, str(PLACEHOLDERS[Removed.NAME]) if takes_name else name, asked)


def has_name(name: str | None) -> bool:
    """Whether there is a name beside a text that can be taken out: one that is there and was not taken out before."""
    return name is not None and _gaps().fullmatch(name) is None


def _stands_in(asked_of: str, body: str, redactions: Iterable[Redaction]) -> bool:
    """Whether words that go stand in the name of whom a question is asked of, too."""
    return any(_pattern(_words(redaction, body)).search(asked_of) for redaction in redactions)


def _words(redaction: Redaction, body: str) -> str:
    return body[slice(*redaction.what)] if isinstance(redaction.what, tuple) else redaction.what or ""


def _places(body: str, redactions: Iterable[Redaction], asked_of: str) -> Iterator[tuple[int, int, Removed]]:
    gaps = [match.span() for match in _gaps().finditer(body)]
    missing = []
    for redaction in redactions:
        found = list(_find(body, redaction, gaps))
        if not found and not _stands_in(asked_of, body, [redaction]):
            missing.append(_words(redaction, body).strip())
        yield from ((*span, redaction.kind) for span in found)
    if missing:
        raise Refused(_not_there([words for words in missing if words]))


def _not_there(missing: Sequence[str]) -> str:
    """Which words are not in the text, as they were typed. A place beyond its end has none."""
    if not missing:
        return str(gettext("The words to take out are not in the text as it stands now. Choose them again."))
    named = ", ".join(f"“{isolated(words)}”" for words in missing)
    return str(
        gettext(
            "These words are not in the text as it stands now: %(words)s. Choose them again.", words=named
        )
    )


def _find(body: str, redaction: Redaction, gaps: Sequence[Span]) -> Iterator[Span]:
    if isinstance(redaction.what, tuple):
        starts, ends = redaction.what
        if 0 <= starts < ends <= len(body) and body[starts:ends].strip():
            touched = [gap for gap in gaps if gap[0] < ends and starts < gap[1]]
            yield min([starts, *(gap[0] for gap in touched)]), max([ends, *(gap[1] for gap in touched)])
        return
    for match in _pattern(redaction.what or "").finditer(body):
        if not any(gap[0] < match.end() and match.start() < gap[1] for gap in gaps):
            yield match.span()


def _pattern(words: str) -> re.Pattern[str]:
    """These words wherever they stand by themselves, in capitals or not, and whatever space is between them."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return re.compile(r"(?!)")
    before = r"(?<!\w)" if re.match(r"\w", words.strip()) else ""
    behind = r"(?!\w)" if re.search(r"\w$", words.strip()) else ""
    return re.compile(before + r"\s+".join(parts) + behind, re.IGNORECASE)


def _merged(places: Iterable[tuple[int, int, Removed]]) -> list[tuple[int, int, Removed]]:
    merged: list[tuple[int, int, Removed]] = []
    for place in sorted(places, key=lambda place: place[:2]):
        if merged and place[0] < merged[-1][1]:
            starts, ends, kind = merged.pop()
            merged.append((starts, max(ends, place[1]), kind))
        else:
            merged.append(place)
    return merged


def _replace(body: str, places: Sequence[tuple[int, int, Removed]]) -> str:
    parts, done = [], 0
    for starts, ends, kind in places:
        parts += [body[done:starts], str(PLACEHOLDERS[kind])]
        done = ends
    return "".join([*parts, body[done:]])


def _gaps() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(str(placeholder)) for placeholder in PLACEHOLDERS.values()))


def _says_something(text: str) -> bool:
    return re.search(r"\w", _gaps().sub("", text)) is not None
