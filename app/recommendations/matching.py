"""Which paragraph of a new text is which clause of the former one. Pure: texts and keys in, keys out.

A clause keeps its key from version to version, so that comments stay where they were made. The same words are the
same clause; then the most similar words are, if they are similar enough; then the largest part of a clause that was
split, or the clause that was the largest part of one that took others in. Everything else is new. What officers said
by hand goes before all of this.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

from app.recommendations.likeness import MOST_OF_IT, SIMILAR_ENOUGH, Paragraph, Work, share_of, similarity

# A recommendation is a page, not a book; and matching clauses costs the square of their number.
MOST_CLAUSES = 60
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def part(text: str) -> list[str]:
    """The paragraphs of a text, which are parted by blank lines. A single line end stays inside its paragraph."""
    return [paragraph.strip() for paragraph in _BLANK_LINES.split(text) if paragraph.strip()]


def join(paragraphs: Sequence[str]) -> str:
    """The text that `part` would take apart into these paragraphs."""
    return "\n\n".join(paragraphs)


def _new_keys(reference: str, used: Collection[str], number: int) -> list[str]:
    """Keys that no version of the recommendation has ever used, going on from the highest."""
    endings = [key.rpartition(".")[2] for key in used]
    highest = max((int(ending) for ending in endings if ending.isascii() and ending.isdigit()), default=0)
    return [f"{reference}.{highest + step}" for step in range(1, number + 1)]


def alike(
    paragraphs: Sequence[str],
    texts: Mapping[str, str],
    among: Collection[int] | None = None,
    work: Work | None = None,
) -> dict[int, str]:
    """Which of these paragraphs is which of the texts: the same words first, then the most similar ones.

    Takes the paragraphs, the texts by key in their order, the places of the paragraphs that are asked about (all where
    none are given), and what work is left. Returns the key by place; each is given at most once.
    """
    words = {
        place: Paragraph(text) for place, text in enumerate(paragraphs) if among is None or place in among
    }
    left = {key: Paragraph(text) for key, text in texts.items()}
    by_words: dict[tuple[str, ...], list[str]] = {}
    for key, those in left.items():
        by_words.setdefault(tuple(those.words), []).append(key)
    chosen: dict[int, str] = {}
    for place, these in words.items():
        same = by_words.get(tuple(these.words))
        if same:
            chosen[place] = same.pop(0)
            del left[chosen[place]]
    work = work or Work()
    open_places = {place: these for place, these in words.items() if place not in chosen}
    pairs = [
        (similarity(these, left[key], work), place, key)
        for place, these, key in _nearest_first(open_places, left, texts)
    ]
    return _best_first([pair for pair in pairs if pair[0] >= SIMILAR_ENOUGH], list(texts), chosen)


def _parts(
    paragraphs: Sequence[str], texts: Mapping[str, str], chosen: dict[int, str], work: Work
) -> dict[int, str]:
    """The same for what is left: a paragraph that is most of a text's part, or that holds most of a text."""
    given = set(chosen.values())
    left = {key: Paragraph(text) for key, text in texts.items() if key not in given}
    open_places = {place: Paragraph(text) for place, text in enumerate(paragraphs) if place not in chosen}
    pairs = []
    for place, these, key in _nearest_first(open_places, left, texts):
        those = left[key]
        here, there = share_of(these, those, work), share_of(those, these, work)
        if max(here, there) >= MOST_OF_IT:
            pairs.append((max(here * len(these.words), there * len(those.words)), place, key))
    return _best_first(pairs, list(texts), chosen)


def _nearest_first(
    paragraphs: Mapping[int, Paragraph], left: Collection[str], order: Iterable[str]
) -> list[tuple[int, Paragraph, str]]:
    """Every pair of a paragraph and a text, those first that moved least: work that ends is spent on the likely."""
    places = {key: place for place, key in enumerate(order)}
    pairs = [(place, these, key) for place, these in paragraphs.items() for key in left]
    return sorted(pairs, key=lambda pair: abs(pair[0] - places[pair[2]]))


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
    work: Work | None = None,
) -> list[str]:
    """The key of each paragraph.

    Takes the new paragraphs, the former version's text by key in its order, the recommendation's reference and every
    key that any of its versions has used; `settled` are the keys that officers gave by hand, by place; `own` the keys
    under which new paragraphs of this draft are known already; `work` is what may still be looked at. Each former key
    is given at most once; a new one is `<reference>.<n>` and never one that was used before, even if its clause was
    deleted long ago.
    """
    work = work or Work()
    given = set(settled.values())
    left = {key: text for key, text in former.items() if key not in given}
    among = [place for place in range(len(paragraphs)) if place not in settled]
    chosen = _parts(paragraphs, left, {**settled, **alike(paragraphs, left, among, work)}, work)
    never = {*used, *former}
    for place, key in own.items():
        if place not in chosen and key not in never and key not in chosen.values():
            chosen[place] = key
    fresh = iter(_new_keys(reference, {*never, *chosen.values()}, len(paragraphs) - len(chosen)))
    return [chosen[place] if place in chosen else next(fresh) for place in range(len(paragraphs))]
