"""A transcript as pages show it: prose by speaker, each cue addressable, with what cites it beside the passage."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.evidence.passages import Passage, Spoken, passages
from app.evidence.transcripts import CueWords, clock_time
from app.evidence.wording import Words, minutes_for, other_language, reading_time

# From so many words on, a transcript has a list of places to jump to.
WORDS_WITHOUT_JUMPS = 2_000
MOST_JUMPS = 12
# How long a word takes to say, where a transcript does not tell when its last words end.
MS_A_WORD = 400
STEPS_MS = tuple(minutes * 60_000 for minutes in (1, 2, 5, 10, 15, 20, 30, 60, 120))


@dataclass(frozen=True)
class Mark:
    """Something that rests on a place of a transcript: its second, or else words that occur there."""

    name: str
    url: str
    at_second: int | None
    quote: str | None


def transcript_words(cues: Sequence[CueWords], language: str, marks: Sequence[Mark] = ()) -> Words | None:
    """The transcript for the component of the same name; None where nothing was said."""
    if not cues:
        return None
    prose = passages(cues)
    places = [(place, spoken) for place, passage in enumerate(prose) for spoken in passage.cues]
    further_ids, cited = _placed(prose, places, marks)
    words = sum(len(passage.text.split()) for passage in prose)
    rows: list[Words] = []
    speaker: str | None = None
    for place, passage in enumerate(prose):
        # What follows a silence may be said by somebody else: readers see that nobody is named.
        is_unnamed = passage.speaker is None and passage.starts_ms is not None and speaker is not None
        rows.append(
            {
                "speaker": passage.speaker if passage.begins_turn else "",
                # Who lands in the middle of a long speech wants to know whose it is.
                "goes_on": "" if passage.begins_turn else passage.speaker,
                "is_unnamed": is_unnamed,
                "moment": passage.moment,
                "time": clock_time(passage.starts_ms) if passage.starts_ms is not None else "",
                "cues": [
                    (spoken.moment, further_ids.get(spoken.moment, ()), spoken.text)
                    for spoken in passage.cues
                ],
                "cited": cited.get(place, ()),
            }
        )
        speaker = None if is_unnamed else passage.speaker or speaker
    return {
        "passages": rows,
        "lang": other_language(language),
        "words": words,
        "reading_time": reading_time(minutes_for(words)),
        "minutes": minutes_for(words),
        "ends": _end(cues),
        "has_times": any(cue.starts_ms is not None for cue in cues),
        "jumps": _jumps(prose) if words >= WORDS_WITHOUT_JUMPS else [],
    }


def _end(cues: Sequence[CueWords]) -> Words | None:
    """The second after the last words, as far as it is known, so that no later moment is taken for them."""
    ends_ms = max((cue.ends_ms if cue.ends_ms is not None else cue.starts_ms or 0 for cue in cues), default=0)
    last = cues[-1]
    if not ends_ms:
        return None
    if last.ends_ms is None:
        ends_ms = max(ends_ms, (last.starts_ms or 0) + MS_A_WORD * len(last.text.split()))
    return {"second": -(-ends_ms // 1000), "time": clock_time(ends_ms)}


def _placed(
    prose: Sequence[Passage], places: Sequence[tuple[int, Spoken]], marks: Sequence[Mark]
) -> tuple[dict[str, list[str]], dict[int, list[Mark]]]:
    """Where each mark belongs: ids that a cue needs beside its own, and the marks of each passage.

    A citation's link names its second. Where no cue begins at that second, the cue that is being spoken then gets
    the second as a further id, so that the link leads there although the transcript was corrected meanwhile.
    """
    timed = [(spoken.starts_ms, place, spoken) for place, spoken in places if spoken.starts_ms is not None]
    taken = {spoken.moment for _, spoken in places}
    starts = [starts_ms for starts_ms, _, _ in timed]
    further_ids: dict[str, list[str]] = defaultdict(list)
    cited: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.at_second is not None and timed:
            _, place, spoken = timed[max(0, bisect_right(starts, mark.at_second * 1000 + 999) - 1)]
            moment = f"t={mark.at_second}"
            if moment not in taken:
                taken.add(moment)
                further_ids[spoken.moment].append(moment)
        else:
            found = _passage_of(prose, mark.quote)
            if found is None:
                continue
            place = found
        if (mark.name, mark.url) not in {(other.name, other.url) for other in cited[place]}:
            cited[place].append(mark)
    return further_ids, cited


def _passage_of(prose: Sequence[Passage], quote: str | None) -> int | None:
    """The passage in which a quote begins. It may go on into the next, since passages are our own parting."""
    words = " ".join((quote or "").split())
    if not words:
        return None
    for place, passage in enumerate(prose):
        text = passage.text
        goes_on = place + 1 < len(prose) and not prose[place + 1].begins_turn
        following = prose[place + 1].text if goes_on else ""
        found = f"{text} {following}".find(words)
        if 0 <= found < len(text):
            return place
    return None


def _jumps(prose: Sequence[Passage]) -> list[Words]:
    """A few places, evenly apart, with who speaks there."""
    timed = [passage for passage in prose if passage.starts_ms is not None]
    if not timed:
        return []
    length = (timed[-1].starts_ms or 0) - (timed[0].starts_ms or 0)
    step = next((step for step in STEPS_MS if length / step <= MOST_JUMPS), STEPS_MS[-1])
    jumps: list[Words] = []
    due = 0
    for passage in timed:
        starts_ms = passage.starts_ms or 0
        if starts_ms < due:
            continue
        jumps.append(
            {"moment": passage.moment, "time": clock_time(starts_ms), "speaker": passage.speaker or ""}
        )
        due = (starts_ms // step + 1) * step
    return jumps
