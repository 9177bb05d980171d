"""Which paragraph of a new text is which clause of the former one. Pure: texts and keys in, keys out.

A clause keeps its key from version to version, so that comments stay where they were made. The same words are the
same clause; then the most similar words are, if they are similar enough; everything else is new.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A recommendation is a page, not a book; and matching clauses costs the square of their number.
MOST_CLAUSES = 60
# Below this, two paragraphs have less in common than not.
SIMILAR_ENOUGH = 0.6
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_TOKENS = re.compile(r"\w+|[^\w\s]")


def part(text: str) -> list[str]:
    """The paragraphs of a text, which are parted by blank lines. A single line end stays inside its paragraph."""
    return [paragraph.strip() for paragraph in _BLANK_LINES.split(text) if paragraph.strip()]


def join(paragraphs: Sequence[str]) -> str:
    """The text that `part` would take apart into these paragraphs."""
    return "\n\n".join(paragraphs)


def _tokens(text: str) -> list[str]:
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


def keys_for(
    paragraphs: Sequence[str], former: Mapping[str, str], reference: str, used: Collection[str]
) -> list[str]:
    """The key of each paragraph.

    Takes the new paragraphs, the former version's text by key in its order, the recommendation's reference and every
    key that any of its versions has used. Each former key is given at most once; a new one is `<reference>.<n>` and
    never one that was used before, even if its clause was deleted long ago.
    """
    chosen: dict[int, str] = {}
    left = dict(former)
    words = [_tokens(paragraph) for paragraph in paragraphs]
    former_words = {key: _tokens(text) for key, text in former.items()}
    for place, these in enumerate(words):
        same = next((key for key in left if former_words[key] == these), None)
        if same is not None:
            chosen[place] = same
            del left[same]
    pairs = [
        (similarity(these, former_words[key]), place, key)
        for place, these in enumerate(words)
        if place not in chosen
        for key in left
    ]
    order = {key: place for place, key in enumerate(former)}
    for ratio, place, key in sorted(
        pairs, key=lambda pair: (-pair[0], abs(pair[1] - order[pair[2]]), pair[1])
    ):
        if ratio >= SIMILAR_ENOUGH and place not in chosen and key in left:
            chosen[place] = key
            del left[key]
    fresh = iter(_new_keys(reference, {*used, *former}, len(paragraphs) - len(chosen)))
    return [chosen[place] if place in chosen else next(fresh) for place in range(len(paragraphs))]


class Change(StrEnum):
    """What became of a clause between two versions."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    DELETED = "deleted"


@dataclass(frozen=True)
class ClauseChange:
    """One clause in the new text (`now`), in the former one (`before`), or in both."""

    key: str
    change: Change
    before: str | None
    now: str | None
    # Whether it stands elsewhere in the order of the clauses that both versions have.
    is_moved: bool = False


def changes_between(former: Mapping[str, str], new: Mapping[str, str]) -> list[ClauseChange]:
    """What changed, clause by clause in the order of the new text; deleted clauses last, in their old order."""
    kept_before = [key for key in former if key in new]
    kept_now = [key for key in new if key in former]
    stayed = {
        kept_now[block.b + step]
        for block in SequenceMatcher(None, kept_before, kept_now, autojunk=False).get_matching_blocks()
        for step in range(block.size)
    }
    changes = [
        ClauseChange(key, Change.NEW, None, text)
        if key not in former
        else ClauseChange(
            key, Change.SAME if former[key] == text else Change.CHANGED, former[key], text, key not in stayed
        )
        for key, text in new.items()
    ]
    gone = [ClauseChange(key, Change.DELETED, text, None) for key, text in former.items() if key not in new]
    return changes + gone
