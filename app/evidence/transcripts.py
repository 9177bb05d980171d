"""Reading a transcript, and giving it back: as prose with addressable moments, as captions, as a text to edit.

Officers paste what they have: WebVTT or SubRip captions from a recording, or plain text with or without times. Cues
are what those files hold, a few words each. How they become prose, app/evidence/passages.py says.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

import webvtt
from flask_babel import gettext
from webvtt.errors import MalformedCaptionError, MalformedFileError

from app.core.text import has_control_characters, tidy
from app.evidence import timed_lines
from app.evidence.timed_lines import CLOCK
from app.evidence.voices import Said
from app.files.captions import lost_line

MOST_CUES = 20_000
LONGEST_CUE = 5_000
LONGEST_NAME = 80
DAY_MS = 24 * 3600 * 1000

_ARROW = re.compile(r"-+>")
_CAPTION_CLOCK = r"((?:\d{1,3}:)?[0-5]?\d:[0-5]\d[.,]\d{3})"
_TIMING = re.compile(rf"\s*{_CAPTION_CLOCK}\s+-->\s+{_CAPTION_CLOCK}(?:\s.*)?")
_TIMED_LINE = re.compile(rf"\[?{CLOCK}(?:[.,](\d{{1,3}}))?(?!:?\d)\]?[\s,–-]*(.*)", re.DOTALL)
_THOUSANDTHS = re.compile(r"[.,](?=\d{3}(?:\s|$))")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")
_NAMED = re.compile(rf"([^:\n]{{1,{LONGEST_NAME}}}):\s+(\S.*)", re.DOTALL)


class TranscriptRefused(ValueError):
    """A text cannot be read as a transcript. The message says why, and on which line, to the person who sent it.

    `line` is the number of that line, from 1 on, where it is one line that is wrong.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class CueWords:
    """A few words said, from `starts_ms` to `ends_ms` of the recording where that is known, by `speaker`."""

    starts_ms: int | None
    ends_ms: int | None
    speaker: str | None
    text: str


# ---- Reading ----


def read_transcript(text: str) -> list[CueWords]:
    """The cues in a text, in order of time.

    Takes WebVTT, SubRip, or plain text: paragraphs parted by blank lines, or lines that begin with a time; each may
    begin with who speaks and a colon (`[12:34] Ann Reid: Good morning.`), or have a line of its own with who speaks and
    a time above it, where that is so throughout (`Ann Reid 12:34`).
    Raises TranscriptRefused for an empty text, hidden control characters, a time that cannot be read or goes back
    (with the number of its line), and for more than can be kept.
    """
    text = tidy(text.removeprefix("\ufeff"))
    if has_control_characters(text):
        raise TranscriptRefused(
            gettext("There are hidden control characters in this text. Save it as plain text and try again.")
        )
    is_captions = text.startswith("WEBVTT") or _ARROW.search(text) is not None
    cues = [cue for cue in (_captions(text) if is_captions else _plain(text)) if cue.text]
    if not cues:
        raise TranscriptRefused(gettext("There are no spoken words in this text."))
    if len(cues) > MOST_CUES:
        message = gettext(
            "This has %(number)s captions. Up to %(most)s can be kept.", number=len(cues), most=MOST_CUES
        )
        raise TranscriptRefused(message)
    return cues


def _captions(text: str) -> list[CueWords]:
    """The cues of WebVTT or SubRip. The library passes over what it cannot read, so that is looked for first."""
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        if timed_lines.is_pair_of_times(line) and not _TIMING.fullmatch(line):
            raise _unread_times(number)
        if not _ARROW.search(line):
            continue
        times = _TIMING.fullmatch(line)
        if times is None:
            raise _unread_times(number)
        if _milliseconds(times[1]) > _milliseconds(times[2]):
            message = gettext("The caption on line %(line)s ends before it begins.", line=f"{number:,}")
            raise TranscriptRefused(message, number)
        # SubRip has another sign there, and people mix them up.
        lines[number - 1] = _THOUSANDTHS.sub(".", line, count=2)
    # Below the head of the one, the other reads the same.
    head = [] if text.startswith("WEBVTT") else ["WEBVTT", ""]
    lost = lost_line("\n".join(head + lines))
    if lost:
        lost -= len(head)
        message = gettext(
            "The words on line %(number)s belong to no caption. Put their times above them, without a blank line.",
            number=lost,
        )
        raise TranscriptRefused(message, lost)
    try:
        captions = webvtt.from_buffer(StringIO("\n".join([*head, *lines]) + "\n"), format="vtt").captions
    except (MalformedFileError, MalformedCaptionError, ValueError) as error:
        raise TranscriptRefused(gettext("This cannot be read as a file of captions.")) from error
    cues = [cue for caption in captions for cue in _voices(caption)]
    return sorted(cues, key=lambda cue: cue.starts_ms or 0)


def _voices(caption: webvtt.Caption) -> Iterator[CueWords]:
    """One cue for each voice of a caption. Two voices in one caption share its time."""
    starts, ends = (_milliseconds(at) for at in (caption.start, caption.end))
    before, *rest = _VOICE.split("\n".join(caption.lines))
    voices = [(None, before), *zip(rest[::2], rest[1::2], strict=True)]
    for name, said in voices:
        words = _one_line(html.unescape(_TAG.sub("", said)))
        if not words:
            continue
        if name is None:
            name, words = _named(words)  # noqa: PLW2901 - captions without voices often write the name before the words
        yield _cue(starts, ends, _one_line(html.unescape(name or "")) or None, words)


def _unread_times(number: int) -> TranscriptRefused:
    message = gettext(
        "The times on line %(number)s cannot be read. They should look like 00:12:34.000 --> 00:12:38.500.",
        number=number,
    )
    return TranscriptRefused(message, number)


def _milliseconds(at: str) -> int:
    *hours, minutes, seconds = at.replace(",", ".").split(":")
    return int(hours[0] if hours else 0) * 3_600_000 + int(minutes) * 60_000 + round(float(seconds) * 1000)


def _plain(text: str) -> list[CueWords]:
    """The cues of plain text. Where lines begin with times, each of those begins a cue; else each paragraph is one."""
    lines = text.split("\n")
    has_times = any(_time_before(line) for line in lines)
    _refuse_what_is_no_time(lines, has_times)
    if not has_times and timed_lines.are_names_above(lines):
        return _under_names(lines)
    if not has_times:
        paragraphs = re.split(r"\n[ \t]*\n", text)
        return [_cue(None, None, *_named(_one_line(paragraph))) for paragraph in paragraphs]
    cues: list[CueWords] = []
    waiting: tuple[int | None, list[str]] = (None, [])
    last = -1
    for number, line in enumerate(lines, start=1):
        timed = _time_before(line)
        if timed is None:
            waiting[1].append(line)
            continue
        cues.append(_cue(waiting[0], None, *_named(_one_line(" ".join(waiting[1])))))
        waiting = (timed[0], [timed[1]])
        if timed[0] < last:
            raise _goes_back(number)
        last = timed[0]
    cues.append(_cue(waiting[0], None, *_named(_one_line(" ".join(waiting[1])))))
    return cues


def _refuse_what_is_no_time(lines: Sequence[str], has_times: bool) -> None:
    for number, line in enumerate(lines, start=1):
        if timed_lines.is_pair_of_times(line):
            raise _unread_times(number)
        if timed_lines.is_no_time(line, among_times=has_times):
            message = gettext(
                "The time on line %(number)s cannot be read. Write it like 12:34 or 1:02:10.", number=number
            )
            raise TranscriptRefused(message, number)


def _goes_back(number: int) -> TranscriptRefused:
    message = gettext(
        "The time on line %(number)s is earlier than the one before it. Times go up in a transcript.",
        number=number,
    )
    return TranscriptRefused(message, number)


def _under_names(lines: Sequence[str]) -> list[CueWords]:
    """The cues of a text that has a line with a name and a time above what each person says."""
    cues: list[CueWords] = []
    head: tuple[str, int] | None = None
    waiting: list[str] = []
    for number, line in enumerate([*lines, None], start=1):
        found = timed_lines.name_and_time(line) if line is not None else None
        if line is not None and found is None:
            waiting.append(line)
            continue
        if head is not None:
            cues.append(_cue(head[1], None, head[0], _one_line(" ".join(waiting))))
        if head is not None and found is not None and found[1] < head[1]:
            raise _goes_back(number)
        head, waiting = found, []
    return cues


def _time_before(line: str) -> tuple[int, str] | None:
    """The time at the beginning of a line, in milliseconds, and what follows it; or None."""
    match = _TIMED_LINE.fullmatch(line.strip())
    if match is None:
        return None
    hours, minutes, seconds, part, rest = match.groups()
    whole = (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000
    return whole + int((part or "0").ljust(3, "0")), rest


def _named(words: str) -> tuple[str | None, str]:
    """Who speaks, where a text begins with a name and a colon, and the words."""
    match = _NAMED.fullmatch(words)
    if match is None:
        return None, words
    name = match[1].strip()
    return (name, match[2]) if timed_lines.is_name(name) else (None, words)


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _cue(starts_ms: int | None, ends_ms: int | None, speaker: str | None, text: str) -> CueWords:
    if (starts_ms or 0) >= DAY_MS or (ends_ms or 0) >= DAY_MS:
        raise TranscriptRefused(gettext("There is a time of more than 24 hours in this text."))
    if len(text) > LONGEST_CUE:
        message = gettext(
            "The paragraph that begins “%(words)s” is too long. Put blank lines between paragraphs.",
            words=text[:40],
        )
        raise TranscriptRefused(message)
    return CueWords(starts_ms, ends_ms, speaker[:LONGEST_NAME] if speaker else None, text)


# ---- Giving it back ----


def clock_time(ms: int) -> str:
    """A moment of a recording as players show it: `12:34`, or `1:02:10` from an hour on."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def span_of(cues: Sequence[Said]) -> tuple[int, int] | None:
    """From when to when in the recording something is said, in milliseconds; None where nothing has a time."""
    timed = [(cue.starts_ms, cue.ends_ms) for cue in cues if cue.starts_ms is not None]
    if not timed:
        return None
    return min(starts for starts, _ in timed), max(max(starts, ends or 0) for starts, ends in timed)


def read_clock(text: str) -> int | None:
    """The second that a person types as players show it, `12:34` or `1:02:10`, or as a bare number of seconds."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) < 6:
        return int(text)
    match = re.fullmatch(CLOCK, text)
    if match is None:
        return None
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)


def as_vtt(cues: Sequence[Said]) -> str:
    """The timed cues as WebVTT, with voices. A cue without an end lasts until the next begins, or five seconds."""
    timed = [cue for cue in cues if cue.starts_ms is not None]
    blocks = ["WEBVTT"]
    for cue, following in zip(timed, [*timed[1:], None], strict=True):
        starts = cue.starts_ms or 0
        until = following.starts_ms if following is not None else None
        ends = cue.ends_ms if cue.ends_ms is not None else until if until is not None else starts + 5_000
        voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
        blocks.append(
            f"{_caption_time(starts)} --> {_caption_time(max(ends, starts))}\n{voice}{_escaped(cue.text)}"
        )
    return "\n\n".join(blocks) + "\n"


def _caption_time(ms: int) -> str:
    hours, rest = divmod(ms, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_text(cues: Sequence[Said]) -> str:
    """The transcript as an officer edits it; `read_transcript` reads the same cues from it again.

    Captions, which know when they end, come back as WebVTT, the rest as plain text.
    """
    if any(cue.ends_ms is not None for cue in cues):
        return as_vtt(cues)
    return "\n\n".join(_as_line(cue) for cue in cues)


def _as_line(cue: Said) -> str:
    parts: Iterable[str] = (
        f"[{_precise_time(cue.starts_ms)}]" if cue.starts_ms is not None else "",
        f"{cue.speaker}:" if cue.speaker else "",
        cue.text,
    )
    return " ".join(part for part in parts if part)


def _precise_time(ms: int) -> str:
    return clock_time(ms) + (f".{ms % 1000:03}" if ms % 1000 else "")
