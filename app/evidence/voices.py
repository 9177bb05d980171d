"""Who says each cue: captions and minutes often name a speaker only where the speaker changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

# A silence of this length begins a new passage, and whoever speaks after it is not known unless named.
SILENCE_MS = 4_000
# Where a transcript does not tell when words end: so long a slow speaker takes for a word, and then is silent.
SLOW_MS_A_WORD, LONG_SILENCE_MS = 1_000, 60_000
# A label that names nobody in particular: "A member", "Members", "Another resident". "A Smith", "An Nguyen" are names.
_CROWD = r"members?|residents?|participants?|audience(?: members?)?|voices?|aelod(?:au)?|preswyl(?:ydd|wyr)"
ONE_OF_MANY = re.compile(
    rf"(?:An?|Another|One|Some|Several) [a-z].*|(?i:(?:(?:an?|another) )?(?:{_CROWD}))(?: of [a-z].*)?"
)


class Said(Protocol):
    """What is asked of a cue, be it a row of the database or one just read."""

    @property
    def starts_ms(self) -> int | None: ...
    @property
    def ends_ms(self) -> int | None: ...
    @property
    def speaker(self) -> str | None: ...
    @property
    def text(self) -> str: ...


def follows_directly(cue: Said, last: Said) -> bool:
    """Whether a cue goes on where the last one ended, as far as their times tell; without times nothing does."""
    if cue.starts_ms is None or last.starts_ms is None:
        return False
    if last.ends_ms is not None:
        return cue.starts_ms - last.ends_ms < SILENCE_MS
    spoken_ms = SLOW_MS_A_WORD * len(last.text.split())
    return cue.starts_ms - last.starts_ms - spoken_ms < LONG_SILENCE_MS


def speakers_of(cues: Sequence[Said]) -> list[str | None]:
    """Who says each of these cues; None where nobody is named.

    A cue without a name goes on with the speaker before it only where it follows directly, and where the transcript
    names speakers at changes. One that names them again and again means something by leaving a name out. So nobody is
    given words that somebody else may have said. "A member" cannot be named again, or it would be another member: who
    is called so goes on without a name.
    """
    goes_on = [False, *(follows_directly(cue, last) for last, cue in pairwise(cues))]
    named_again = left_out = 0
    for (last, cue), directly in zip(pairwise(cues), goes_on[1:], strict=True):
        is_again = cue.speaker is not None and cue.speaker == last.speaker
        # Two members in a row are two people, so each of them is a change.
        named_again += directly and is_again and not ONE_OF_MANY.fullmatch(cue.speaker or "")
        left_out += directly and cue.speaker is None
    speakers: list[str | None] = []
    for cue, directly in zip(cues, goes_on, strict=False):
        before = speakers[-1] if directly else None
        goes_on_unnamed = named_again <= left_out or ONE_OF_MANY.fullmatch(before or "") is not None
        speakers.append(cue.speaker or (before if goes_on_unnamed else None))
    return speakers
