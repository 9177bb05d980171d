"""What the members saw and heard, in a list: by session, by speaker, by topic, by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext

from app.assemblies.models import Assembly
from app.core import dates
from app.core.direction import joined
from app.evidence.models import AssemblySession, EvidenceFile, EvidenceItem, EvidenceKind
from app.evidence.names import EVIDENCE_HEADINGS, evidence_name
from app.evidence.queries import files_beside, listed_items, listed_sessions
from app.evidence.shared import shared_recordings
from app.evidence.wording import (
    Words,
    minutes_to_read,
    other_language,
    reading_time,
    recording_of,
    speaker_name,
    speaker_words,
    what_file,
    when_of,
)
from app.pages.wording import sentence_case

Files = Mapping[int, Sequence[EvidenceFile]]
# Under what an item stands in a list.
Heading = AssemblySession | EvidenceKind | None


class Order(StrEnum):
    """The ways into the evidence."""

    SESSION = "session"
    SPEAKER = "speaker"
    TOPIC = "topic"
    KIND = "kind"


@dataclass(frozen=True)
class Group:
    """A heading with the sessions and items below it."""

    title: str
    sessions: Sequence[Words]
    items: Sequence[Words]

    @property
    def items_total(self) -> int:
        """How many can be read; traces do not count."""
        return sum(not item["taken_down"] for item in self.items)


@dataclass(frozen=True)
class EvidencePage:
    """All evidence of an assembly, in the order asked for."""

    order: Order
    sessions: Sequence[Words]
    other_items: Sequence[Words]
    speakers: Sequence[Words]
    groups: Sequence[Group]
    sessions_total: int
    items_total: int
    # Whether there is anything to arrange by kind, a trace included.
    has_kinds: bool

    @property
    def is_empty(self) -> bool:
        return not (self.sessions or self.other_items)


def evidence_page(assembly: Assembly, order: Order) -> EvidencePage:
    """Read and arrange the list of evidence. Its queries are the same few however much there is."""
    sessions, items = listed_sessions(assembly), listed_items(assembly)
    public = [session for session in sessions if session.is_public]
    shown = [item for item in items if item.is_public]
    files = files_beside([each.subject_id for each in public] + [each.subject_id for each in shown])
    of_session: dict[int | None, list[EvidenceItem]] = defaultdict(list)
    known, shared = {session.id for session in public}, shared_recordings(public)
    for item in items:
        of_session[item.session_id if item.session_id in known else None].append(item)
    return EvidencePage(
        order=order,
        sessions=[_session_line(session, of_session[session.id], files, shared) for session in sessions],
        other_items=_item_lines(of_session[None], files),
        speakers=_speakers(public, shown) if order is Order.SPEAKER else (),
        groups=_groups(order, public, items, files, shared),
        sessions_total=len(public),
        items_total=len(shown),
        has_kinds=bool(items),
    )


def _item_lines(items: Iterable[EvidenceItem], files: Files, below: Heading = None) -> list[Words]:
    return [item_line(item, files.get(item.subject_id, ()), below) for item in items]


def trace_line(thing: AssemblySession | EvidenceItem) -> Words:
    """What is left in a list of something that was taken down: what it was, when and why.

    Its title is left only where the officer said that it may be.
    """
    title = thing.title if thing.title_may_stand else ""
    return {
        "taken_down": True,
        "title": title,
        "lang": other_language(thing.language) if isinstance(thing, EvidenceItem) else "",
        "kind": evidence_name(thing.kind) if isinstance(thing, EvidenceItem) else gettext("Session"),
        "url": thing.path,
        "date": dates.day(thing.unpublished_at) if thing.unpublished_at else "",
        "reason": (thing.unpublished_reason or "").rstrip("."),
    }


def file_trace_line(file: EvidenceFile) -> Words:
    """What is left of a file that was taken away after readers had seen it: when and why, without its name."""
    return {
        "taken_down": True,
        "title": "",
        "kind": gettext("File"),
        "url": "",
        "beside": {"title": file.subject.title, "url": file.subject.path},
        "date": dates.day(file.removed_at) if file.removed_at else "",
        "reason": (file.removed_reason or "").rstrip("."),
    }


def item_line(item: EvidenceItem, files: Sequence[EvidenceFile], below: Heading = None) -> Words:
    """One item in a list: what it is, from whom, when, how long it takes to read, and its files.

    Below its session the day is not said again, nor the kind below that.
    """
    if not item.is_public:
        return trace_line(item)
    session = item.session if item.session is not None and item.session.is_public else None
    held = session.starts_at if session is not None and session is not below else None
    parts = (
        evidence_name(item.kind) if item.kind != below else "",
        joined(", ", (speaker_name(speaker) for speaker in item.speakers)) or item.given_by,
        dates.day(held) if held else "",
        reading_time(minutes_to_read(item.summary, item.body)),
    )
    return {
        "taken_down": False,
        "title": item.title,
        "url": item.path,
        "lang": other_language(item.language),
        "note": joined(" · ", parts),
        "files": [what_file(file.current.stored) for file in files if file.removed_at is None],
        "has_transcript": item.transcript is not None,
        "cited": (),
    }


def _session_line(
    session: AssemblySession, items: Sequence[EvidenceItem], files: Files, shared: Collection[str]
) -> Words:
    if not session.is_public:
        return trace_line(session)
    recording = recording_of(files.get(session.subject_id, ()))
    return {
        "taken_down": False,
        "title": session.title,
        "url": session.path,
        "when": when_of(session),
        "topic": sentence_case(session.topic),
        "summary": session.summary or "",
        "speakers": [speaker_name(speaker) for speaker in session.speakers],
        "items": _item_lines(items, files, session),
        "recording": what_file(recording.current.stored) if recording else "",
        "recording_url": session.recording_url or "",
        "shares_recording": session.recording_url in shared,
        "has_transcript": session.transcript is not None,
        "has_vanished": session.vanished_at is not None,
    }


def _speakers(sessions: Sequence[AssemblySession], items: Sequence[EvidenceItem]) -> list[Words]:
    """Everybody who spoke, once, with the sessions at which they did and what they gave, by name."""
    people: dict[tuple[str, str], Words] = {}
    given: dict[int, list[EvidenceItem]] = defaultdict(list)
    for item in items:
        for speaker in item.speakers:
            given[speaker.id].append(item)
    for session in sessions:
        for speaker in session.speakers:
            words = speaker_words(speaker)
            person = people.setdefault((words["name"], words["work"]), words | {"sessions": [], "items": []})
            person["interests"] = person["interests"] or words["interests"]
            person["sessions"].append({"title": session.title, "url": session.path})
            person["items"] += [_short_line(item) for item in given[speaker.id]]
    return [people[key] for key in sorted(people, key=lambda key: (key[0].casefold(), key[1]))]


def _short_line(item: EvidenceItem) -> Words:
    return {"kind": evidence_name(item.kind), "title": item.title, "url": item.path}


def _groups(
    order: Order,
    sessions: Sequence[AssemblySession],
    items: Sequence[EvidenceItem],
    files: Files,
    shared: Collection[str],
) -> list[Group]:
    if order is Order.TOPIC:
        return _by_topic(sessions, [item for item in items if item.is_public], files, shared)
    if order is Order.KIND:
        of_kind = {kind: [item for item in items if item.kind == kind] for kind in EvidenceKind}
        return [
            Group(str(EVIDENCE_HEADINGS[kind]), (), _item_lines(some, files, kind))
            for kind, some in of_kind.items()
            if some
        ]
    return []


def _by_topic(
    sessions: Sequence[AssemblySession],
    items: Sequence[EvidenceItem],
    files: Files,
    shared: Collection[str],
) -> list[Group]:
    """Sessions by topic, each with the items that share it; an item with a topic of its own stands below that."""
    topics = {session.id: sentence_case(session.topic) for session in sessions}
    below: dict[int, list[EvidenceItem]] = defaultdict(list)
    apart: dict[str, list[EvidenceItem]] = defaultdict(list)
    for item in items:
        of_session = topics.get(item.session_id) if item.session_id is not None else None
        topic = sentence_case(item.topic) or of_session or ""
        if item.session_id is not None and topic == of_session:
            below[item.session_id].append(item)
        else:
            apart[topic].append(item)
    return [
        Group(
            topic or gettext("No topic recorded"),
            [
                _session_line(session, below[session.id], files, shared) | {"topic": ""}
                for session in sessions
                if topics[session.id] == topic
            ],
            _item_lines(apart[topic], files),
        )
        # What has no topic stands last.
        for topic in sorted({*topics.values(), *apart}, key=lambda topic: (not topic, topic.casefold()))
    ]
