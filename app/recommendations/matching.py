"""Which paragraph of a new text is which clause of the former one. Pure: texts and keys in, keys out.

A clause keeps its key from version to version, so that comments stay where they were made. The same words are the
same clause; then the most similar words are, if they are similar enough; then the largest part of a clause that was
split, or the clause that was the largest part of one that took others in. Everything else is new. What officers said
by hand goes before all of this.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType

# A recommendation is a page, not a book; and matching clauses costs the square of their number.
MOST_CLAUSES = 60
# Below this, two paragraphs have less in common than not.
SIMILAR_ENOUGH = 0.6
# How much of a paragraph must stand in another one, to say that it was split from it or was taken in by it. Words count
# that stand there in runs; what is shorter than this could stand anywhere.
MOST_OF_IT = 0.6
RUN = 3
SHORTEST_PART = 5
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_TOKENS = re.compile(r"\w+|[^\w\s]")


def part(text: str) -> list[str]:
    """The paragraphs of a text, which are parted by blank lines. A single line end stays inside its paragraph."""
    return [paragraph.strip() for paragraph in _BLANK_LINES.split(text) if paragraph.strip()]


def join(paragraphs: Sequence[str]) -> str:
    """The text that `part` would take apart into these paragraphs."""
    return "\n\n".join(paragraphs)


def tokens(text: str) -> list[str]:
    """Its words and signs, in small letters."""
    return _TOKENS.findall(text.casefold())


def similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two lists of words are, from 0 to 1; 0 where it is certain without counting that they are not alike.

    difflib's rule of thumb against very common words stays on: it keeps a page of one repeated word from taking
    minutes.
    """
    matcher = SequenceMatcher(None, one, other)
    if matcher.real_quick_ratio() < SIMILAR_ENOUGH or matcher.quick_ratio() < SIMILAR_ENOUGH:
        return 0.0
    return matcher.ratio()


def _new_keys(reference: str, used: Collection[str], number: int) -> list[str]:
    """Keys that no version of the recommendation has ever used, going on from the highest."""
    endings = [key.rpartition(".")[2] for key in used]
    highest = max((int(ending) for ending in endings if ending.isascii() and ending.isdigit()), default=0)
    return [f"{reference}.{highest + step}" for step in range(1, number + 1)]


def share_of(part: Sequence[str], whole: Sequence[str]) -> float:
    """How much of one list of words stands in another one, in runs of `RUN` words or more, from 0 to 1."""
    if len(part) < SHORTEST_PART:
        return 0.0
    runs = {tuple(whole[place : place + RUN]) for place in range(len(whole) - RUN + 1)}
    found = {
        place + step
        for place in range(len(part) - RUN + 1)
        if tuple(part[place : place + RUN]) in runs
        for step in range(RUN)
    }
    return len(found) / len(part)


def alike(
    paragraphs: Sequence[str], texts: Mapping[str, str], among: Collection[int] | None = None
) -> dict[int, str]:
    """Which of these paragraphs is which of the texts: the same words first, then the most similar ones.

    Takes the paragraphs, the texts by key in their order, and the places of the paragraphs that are asked about (all
    where none are given). Returns the key by place; each is given at most once.
    """
    words = {place: tokens(text) for place, text in enumerate(paragraphs) if among is None or place in among}
    left = {key: tokens(text) for key, text in texts.items()}
    chosen: dict[int, str] = {}
    for place, these in words.items():
        same = next((key for key in left if left[key] == these), None)
        if same is not None:
            chosen[place] = same
            del left[same]
    pairs = [
        (similarity(these, those), place, key)
        for place, these in words.items()
        if place not in chosen
        for key, those in left.items()
    ]
    return _best_first([pair for pair in pairs if pair[0] >= SIMILAR_ENOUGH], list(texts), chosen)


def _parts(paragraphs: Sequence[str], texts: Mapping[str, str], chosen: dict[int, str]) -> dict[int, str]:
    """The same for what is left: a paragraph that is most of a text's part, or that holds most of a text."""
    left = {key: tokens(text) for key, text in texts.items() if key not in chosen.values()}
    pairs = []
    for place, text in enumerate(paragraphs):
        if place in chosen:
            continue
        these = tokens(text)
        for key, those in left.items():
            here, there = share_of(these, those), share_of(those, these)
            if max(here, there) >= MOST_OF_IT:
                pairs.append((max(here * len(these), there * len(those)), place, key))
    return _best_first(pairs, list(texts), chosen)


def _best_first(
    pairs: Sequence[tuple[float, int, str]], order: Sequence[str], chosen: dict[int, str]
) -> dict[int, str]:
    """Give each place and each key away once, to the best pair; of equal ones, to the one that moved least."""
    places = {key: place for place, key in enumerate(order)}
    given = dict(chosen)
    taken = set(chosen.values())
    for _, place, key in sorted(pairs, key=lambda pair: (-pair[0], abs(pair[1] - places[pair[2]]), pair[1])):
        if place not in given and key not in taken:
            given[place] = key
            taken.add(key)
    return given


def keys_for(
    paragraphs: Sequence[str],
    former: Mapping[str, str],
    reference: str,
    used: Collection[str],
    settled: Mapping[int, str] = MappingProxyType({}),
    own: Mapping[int, str] = MappingProxyType({}),
) -> list[str]:
    """The key of each paragraph.

    Takes the new paragraphs, the former version's text by key in its order, the recommendation's reference and every
    key that any of its versions has used; `settled` are the keys that officers gave by hand, by place; `own` the keys
    under which new paragraphs of this draft are known already. Each former key is given at most once; a new one is
    `<reference>.<n>` and never one that was used before, even if its clause was deleted long ago.
    """
    given = set(settled.values())
    left = {key: text for key, text in former.items() if key not in given}
    among = [place for place in range(len(paragraphs)) if place not in settled]
    chosen = _parts(paragraphs, left, {**settled, **alike(paragraphs, left, among)})
    never = {*used, *former}
    for place, key in own.items():
        if place not in chosen and key not in never and key not in chosen.values():
            chosen[place] = key
    fresh = iter(_new_keys(reference, {*never, *chosen.values()}, len(paragraphs) - len(chosen)))
    return [chosen[place] if place in chosen else next(fresh) for place in range(len(paragraphs))]
