"""Sessions and items as the officers' pages show them: how each stands, and what readers will see of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.core import dates
from app.evidence.models import AssemblySession, EvidenceFile, EvidenceItem, FileVersion
from app.evidence.names import evidence_name
from app.evidence.queries import cues_of, files_beside, items_at_desk
from app.evidence.queries.wordings import count_former_wordings
from app.evidence.resting import Resting
from app.evidence.standing import Standing, Thing, standing_of
from app.evidence.transcript_wording import transcript_words
from app.evidence.transcripts import CueWords, clock_time, span_of
from app.evidence.wording import (
    Words,
    files_words,
    minutes_to_read,
    other_language,
    reading_time,
    recording_words,
    speaker_words,
    version_name,
    what_and_size,
    when_of,
)
from app.files.names import kind_name

# Captions may last a little longer than the sound.
SECONDS_PAST_THE_END = 10


@dataclass(frozen=True)
class Row:
    """One session or item in a list of the desk."""

    thing: Thing
    standing: Standing
    state: str
    note: str
    items: Sequence[Row] = ()


@dataclass(frozen=True)
class ListWords:
    """All evidence of an assembly: the sessions, each with its items, and what belongs to no session."""

    sessions: Sequence[Row]
    others: Sequence[Row]
    counts: Sequence[str]


@dataclass(frozen=True)
class ThingWords:
    """One session or item: how it stands, what belongs to it, and how readers will see it."""

    standing: Standing
    state: str
    rows: Sequence[Words]
    files: Sequence[Words]
    speakers: Sequence[Words]
    recording: Words | None
    transcript: Words | None
    former_wordings: int
    what: str = ""
    # Of a session: when it is, and what was shown there.
    when: str = ""
    items: Sequence[Row] = ()
    # Of an item: the session that must be public before it, how long it takes to read, a language unlike the page's.
    waits_for: AssemblySession | None = None
    reading_time: str = ""
    lang: str = ""


def state_of(thing: Thing) -> str:
    """How something stands, in words."""
    if thing.published_at is not None:
        if thing.is_public and thing.first_public_at not in (None, thing.published_at):
            first, again = dates.moment(thing.first_public_at), dates.moment(thing.published_at)
            return str(gettext("Published on %(day)s, and again on %(again)s", day=first, again=again))
        if thing.is_public:
            return str(gettext("Published on %(day)s", day=dates.moment(thing.published_at)))
        return str(
            gettext("Will be published on %(day)s", day=dates.moment(thing.published_at, weekday=True))
        )
    if thing.unpublished_at is not None:
        return str(gettext("Taken down on %(day)s", day=dates.moment(thing.unpublished_at)))
    return str(gettext("Draft"))


def _row(thing: Thing, items: Sequence[Row] = ()) -> Row:
    note = evidence_name(thing.kind) if isinstance(thing, EvidenceItem) else when_of(thing)
    return Row(thing, standing_of(thing), state_of(thing), note, items)


def list_words(sessions: Sequence[AssemblySession], items: Sequence[EvidenceItem]) -> ListWords:
    """The list of the desk. An item of a session that a record no longer holds stands with those of no session."""
    rows = [_row(item) for item in items]
    of_session = {
        session.id: [row for row, item in zip(rows, items, strict=True) if item.session_id == session.id]
        for session in sessions
    }
    others = [row for row, item in zip(rows, items, strict=True) if item.session_id not in of_session]
    meetings = [_row(session, of_session[session.id]) for session in sessions]
    return ListWords(meetings, others, _counts([*meetings, *rows]))


def _counts(rows: Sequence[Row]) -> list[str]:
    number = Counter(row.standing for row in rows)
    words = [
        (Standing.DRAFT, ngettext("%(num)d draft", "%(num)d drafts", number[Standing.DRAFT])),
        (Standing.SET, gettext("%(num)d waiting for a set time", num=number[Standing.SET])),
        (Standing.PUBLIC, gettext("%(num)d public", num=number[Standing.PUBLIC])),
        (Standing.TAKEN_DOWN, gettext("%(num)d taken down", num=number[Standing.TAKEN_DOWN])),
    ]
    return [str(text) for standing, text in words if number[standing]]


def thing_words(assembly: Assembly, thing: Thing) -> ThingWords:
    """One session or item with all that belongs to it, in the same few queries however much that is."""
    words = _with_belongings(assembly, thing)
    if isinstance(thing, AssemblySession):
        shown = [_row(item) for item in items_at_desk(assembly, thing)]
        when = when_of(thing)
        return replace(words, what=str(gettext("Session")), when=when[:1].upper() + when[1:], items=shown)
    return replace(
        words,
        what=evidence_name(thing.kind),
        waits_for=thing.session if thing.session is not None and not thing.session.is_public else None,
        reading_time=reading_time(minutes_to_read(thing.summary, thing.body)),
        lang=other_language(thing.language),
    )


def _with_belongings(assembly: Assembly, thing: Thing) -> ThingWords:
    files = files_beside([thing.subject_id]).get(thing.subject_id, ())
    transcript = thing.transcript
    # Readers' addresses lead nowhere before it is public; the desk has addresses of its own for the same files.
    root = f"/council/{assembly.slug}/"
    return ThingWords(
        standing=standing_of(thing),
        state=state_of(thing),
        rows=[_file_row(file, root) for file in files if file.removed_at is None],
        files=files_words(files, root, thing.language if isinstance(thing, EvidenceItem) else ""),
        speakers=[speaker_words(speaker) for speaker in thing.speakers],
        recording=recording_words(files, root),
        transcript=transcript_words(cues_of(transcript), transcript.language) if transcript else None,
        former_wordings=count_former_wordings(thing.subject_id),
    )


def _file_row(file: EvidenceFile, root: str) -> Words:
    """One file with what can be done to it, and all versions that it has had, the latest first."""
    return {
        "file": file,
        "what": what_and_size(file.current),
        "url": file.current.path_below(root),
        "versions": [
            {
                "name": version_name(version),
                "url": version.path_below(root),
                "saved_as": version.name,
                "what": what_and_size(version),
                "added_on": dates.day(version.added_at),
                "note": version.note or "",
                "is_current": version is file.current,
            }
            for version in reversed(file.versions)
        ],
    }


def replaced_words(version: FileVersion) -> str:
    """Where a new version is of another kind than the one before, both kinds: it may be the wrong file."""
    former = version.file.versions[-2]
    if former.stored.kind == version.stored.kind:
        return ""
    return str(
        gettext(
            "It was a file of the kind %(former)s. Now it is of the kind %(kind)s. If that is a mistake, replace it"
            " again.",
            former=kind_name(former.stored.kind),
            kind=kind_name(version.stored.kind),
        )
    )


def resting_words(resting: Sequence[Resting]) -> str:
    """Who rests on evidence: "Recommendations 1 and 4 rest on this."; empty where nobody does."""
    numbers = list(dict.fromkeys(each.number for each in resting))
    if not numbers:
        return ""
    *others, last = numbers
    named = gettext("%(first)s and %(last)s", first=", ".join(others), last=last) if others else last
    return str(
        ngettext(
            "Recommendation %(numbers)s rests on this.",
            "Recommendations %(numbers)s rest on this.",
            len(numbers),
            numbers=named,
        )
    )


def outlasts_recording(thing: Thing, cues: Sequence[CueWords]) -> str | None:
    """What an officer is told whose transcript goes on long after every recording beside it; else None."""
    span = span_of(cues)
    beside = files_beside([thing.subject_id]).get(thing.subject_id, ())
    lengths = [
        file.current.stored.seconds for file in beside if file.removed_at is None and file.is_recording
    ]
    seconds = max((length for length in lengths if length is not None), default=None)
    if span is None or seconds is None or span[1] // 1000 <= seconds + SECONDS_PAST_THE_END:
        return None
    return str(
        gettext(
            "Check that they belong together: the transcript goes on until %(ends)s, but the recording beside it ends"
            " at %(length)s.",
            ends=clock_time(span[1]),
            length=clock_time(seconds * 1000),
        )
    )
