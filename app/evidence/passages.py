"""A transcript as prose: cues gathered into passages, and who speaks in each.

Each cue keeps a *moment*, which is its id on the page and the fragment of its address: `t=754` for what is said 754
seconds in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.evidence.voices import ONE_OF_MANY, Said, follows_directly, speakers_of

# A passage is closed at the end of a sentence once it has so many words, and in any case at the second number.
WORDS_OF_A_PASSAGE, MOST_WORDS_OF_A_PASSAGE = 60, 120

_SENTENCE_END = re.compile(r"[.?!…][\"'”’)]*$")


@dataclass(frozen=True)
class Spoken:
    """One cue as readers see it."""

    text: str
    moment: str
    starts_ms: int | None


@dataclass(frozen=True)
class Passage:
    """Some sentences of one speaker, as a paragraph.

    `begins_turn`: whether somebody else spoke before, as far as is known. Two members in a row are two people, though
    both may be called "A member".
    """

    speaker: str | None
    cues: Sequence[Spoken]
    begins_turn: bool = True

    @property
    def moment(self) -> str:
        return self.cues[0].moment

    @property
    def starts_ms(self) -> int | None:
        return self.cues[0].starts_ms

    @property
    def text(self) -> str:
        return " ".join(cue.text for cue in self.cues)

    @property
    def moments(self) -> list[tuple[int, str]]:
        """Where in `text` which moment begins."""
        places, offset = [], 0
        for cue in self.cues:
            places.append((offset, cue.moment))
            offset += len(cue.text) + 1
        return places


def moments_of(cues: Sequence[Said]) -> list[str]:
    """The moment of each cue: its second, more finely where two begin within one, its place where it has no time."""
    taken: set[str] = set()
    moments = []
    for place, cue in enumerate(cues, start=1):
        moment = f"p={place}" if cue.starts_ms is None else f"t={cue.starts_ms // 1000}"
        if moment in taken and cue.starts_ms is not None:
            moment = f"t={cue.starts_ms / 1000:g}"
        if moment in taken:
            moment = f"{moment}-{place}"
        taken.add(moment)
        moments.append(moment)
    return moments


def passages(cues: Sequence[Said]) -> list[Passage]:
    """Cues as prose: a new paragraph for a new speaker, after a silence, and where one grows long."""
    gathered: list[Passage] = []
    here: list[Spoken] = []
    speaker: str | None = None
    begins_turn = True
    words, last = 0, None
    for cue, by, moment in zip(cues, speakers_of(cues), moments_of(cues), strict=True):
        is_another = last is None or by != speaker or _is_one_more(cue, last)
        if here and last is not None and (is_another or _begins_passage(cue, last, words)):
            gathered.append(Passage(speaker, tuple(here), begins_turn))
            here, words = [], 0
        if not here:
            begins_turn = is_another
        speaker = by
        here.append(Spoken(cue.text, moment, cue.starts_ms))
        words += len(cue.text.split())
        last = cue
    if here:
        gathered.append(Passage(speaker, tuple(here), begins_turn))
    return gathered


def _is_one_more(cue: Said, last: Said) -> bool:
    """Whether this is another of those whom one label names, such as "A member".

    The transcript names each of them anew. Where a sentence runs on, a caption has only been parted within it.
    """
    if cue.speaker is None or not ONE_OF_MANY.fullmatch(cue.speaker):
        return False
    runs_on = _SENTENCE_END.search(last.text) is None and cue.text[:1].islower()
    return not runs_on


def _begins_passage(cue: Said, last: Said, words: int) -> bool:
    # Without times, whoever wrote the text has made its paragraphs.
    if not follows_directly(cue, last):
        return True
    ends_sentence = _SENTENCE_END.search(last.text) is not None
    return words >= MOST_WORDS_OF_A_PASSAGE or (words >= WORDS_OF_A_PASSAGE and ends_sentence)
