"""Reading evidence. Who cites an item is asked of the recommendations, which lie above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.core.row_numbers import row_number
from app.evidence import quotes
from app.evidence.models import (
    AssemblySession,
    Cue,
    EvidenceFile,
    EvidenceItem,
    FileVersion,
    Speaker,
    Transcript,
)
from app.evidence.shared import shared_recordings
from app.evidence.transcripts import CueWords
from app.files.models import StoredFile

# The officers' order; what they never ordered stands as it was first published.
_IN_ORDER = (EvidenceItem.position, EvidenceItem.first_public_at, EvidenceItem.id)


def _has_address(table: type[AssemblySession] | type[EvidenceItem], address: str) -> ColumnElement[bool]:
    """A row goes by its record's key, and where it has none by its number."""
    return or_(
        table.record_key == address, and_(table.record_key.is_(None), table.id == (row_number(address) or 0))
    )


def _left_a_trace(table: type[AssemblySession] | type[EvidenceItem]) -> ColumnElement[bool]:
    """It was public and was taken down: its page says when and why, and nothing else."""
    not_now = or_(table.published_at.is_(None), table.published_at > clock.now())
    return and_(table.unpublished_at.is_not(None), not_now)


def public_sessions(assembly: Assembly) -> Sequence[AssemblySession]:
    """The published sessions of an assembly with their speakers, in their order, in two queries.

    Compiled sessions that a later record no longer holds are among them, marked by `vanished_at`.
    """
    return db.session.scalars(
        select(AssemblySession)
        .where(AssemblySession.assembly_id == assembly.id, AssemblySession.published_at <= clock.now())
        .options(selectinload(AssemblySession.speakers))
        .order_by(AssemblySession.position, AssemblySession.id)
    ).all()


def public_session(assembly: Assembly, address: str) -> AssemblySession | None:
    """The published session of an address (`AssemblySession.address`) with its speakers, or None."""
    return db.session.scalar(
        select(AssemblySession)
        .where(
            _has_address(AssemblySession, address),
            AssemblySession.assembly_id == assembly.id,
            AssemblySession.published_at <= clock.now(),
        )
        .options(
            selectinload(AssemblySession.speakers),
            joinedload(AssemblySession.subject),
            joinedload(AssemblySession.transcript),
        )
    )


def listed_sessions(assembly: Assembly) -> Sequence[AssemblySession]:
    """The public sessions and those that left a trace, with speakers and transcripts' heads, in their order."""
    public = AssemblySession.published_at <= clock.now()
    return db.session.scalars(
        select(AssemblySession)
        .where(AssemblySession.assembly_id == assembly.id, or_(public, _left_a_trace(AssemblySession)))
        .options(selectinload(AssemblySession.speakers), joinedload(AssemblySession.transcript))
        .order_by(AssemblySession.position, AssemblySession.id)
    ).all()


@dataclass(frozen=True)
class SessionsBeside:
    """The public sessions before and after one, and whether others have the same link to a recording."""

    earlier: AssemblySession | None
    later: AssemblySession | None
    share_recording: bool


def sessions_beside(session: AssemblySession) -> SessionsBeside:
    """The public sessions around this one, with what a link needs; one query."""
    everyone = db.session.scalars(
        select(AssemblySession)
        .where(
            AssemblySession.assembly_id == session.assembly_id, AssemblySession.published_at <= clock.now()
        )
        .options(
            load_only(
                AssemblySession.assembly_id,
                AssemblySession.record_key,
                AssemblySession.title,
                AssemblySession.recording_url,
            )
        )
        .order_by(AssemblySession.position, AssemblySession.id)
    ).all()
    place = next(number for number, each in enumerate(everyone) if each.id == session.id)
    return SessionsBeside(
        everyone[place - 1] if place else None,
        everyone[place + 1] if place + 1 < len(everyone) else None,
        session.recording_url in shared_recordings(everyone),
    )


def withdrawn_session(assembly: Assembly, address: str) -> AssemblySession | None:
    """The session of an address that was public and was taken down, or None."""
    return db.session.scalar(
        select(AssemblySession).where(
            _has_address(AssemblySession, address),
            AssemblySession.assembly_id == assembly.id,
            _left_a_trace(AssemblySession),
        )
    )


def listed_items(assembly: Assembly, session: AssemblySession | None = None) -> Sequence[EvidenceItem]:
    """The public items of an assembly, or of one session, and those that left a trace, in the order of pages.

    Each with its session, its transcript's head and its speakers, in two queries.
    """
    query = (
        select(EvidenceItem)
        .outerjoin(EvidenceItem.session)
        .where(
            EvidenceItem.assembly_id == assembly.id,
            or_(EvidenceItem.published_at <= clock.now(), _left_a_trace(EvidenceItem)),
        )
        .options(
            contains_eager(EvidenceItem.session),
            joinedload(EvidenceItem.transcript),
            selectinload(EvidenceItem.speakers),
        )
        .order_by(AssemblySession.position.asc().nulls_last(), *_IN_ORDER)
    )
    if session is not None:
        query = query.where(EvidenceItem.session_id == session.id)
    return db.session.scalars(query).all()


def public_item(assembly: Assembly, address: str) -> EvidenceItem | None:
    """The published item of an address (`EvidenceItem.address`) with its session and the speakers there, or None."""
    return db.session.scalar(
        select(EvidenceItem)
        .where(
            _has_address(EvidenceItem, address),
            EvidenceItem.assembly_id == assembly.id,
            EvidenceItem.published_at <= clock.now(),
        )
        .options(
            joinedload(EvidenceItem.session).selectinload(AssemblySession.speakers),
            joinedload(EvidenceItem.session).joinedload(AssemblySession.transcript),
            joinedload(EvidenceItem.subject),
            joinedload(EvidenceItem.transcript),
            selectinload(EvidenceItem.speakers),
        )
    )


def withdrawn_item(assembly: Assembly, address: str) -> EvidenceItem | None:
    """The item of an address that was public and was taken down, or None."""
    return db.session.scalar(
        select(EvidenceItem).where(
            _has_address(EvidenceItem, address),
            EvidenceItem.assembly_id == assembly.id,
            _left_a_trace(EvidenceItem),
        )
    )


def files_beside(subject_ids: Sequence[int]) -> Mapping[int, Sequence[EvidenceFile]]:
    """The files of these subjects with all versions and smaller pictures, those taken away too; one query."""
    if not subject_ids:
        return {}
    versions = joinedload(EvidenceFile.versions, innerjoin=True).joinedload(FileVersion.stored)
    files = db.session.scalars(
        select(EvidenceFile)
        .where(EvidenceFile.subject_id.in_(subject_ids))
        .options(versions.joinedload(StoredFile.renditions))
        .order_by(EvidenceFile.position, EvidenceFile.id)
    ).unique()
    beside: dict[int, list[EvidenceFile]] = defaultdict(list)
    for file in files:
        beside[file.subject_id].append(file)
    return beside


def cues_of(transcript: Transcript | None) -> list[CueWords]:
    """What was said, in order; nothing where there is no transcript. A long one has thousands of cues: no models."""
    if transcript is None:
        return []
    rows = db.session.execute(
        select(Cue.starts_ms, Cue.ends_ms, Cue.speaker, Cue.text)
        .where(Cue.transcript_id == transcript.id)
        .order_by(Cue.position)
    )
    return [CueWords(*row) for row in rows]


def spoken_at(item: EvidenceItem) -> list[CueWords]:
    """The transcript that belongs to an item: its own or, where it has none, that of the session it was given at."""
    return spoken_with(item, item.session)


def spoken_with(item: EvidenceItem, session: AssemblySession | None) -> list[CueWords]:
    """The same, were the item given at this session."""
    if item.transcript is not None:
        return cues_of(item.transcript)
    return cues_of(session.transcript) if session is not None else []


def quotable_in(item: EvidenceItem) -> quotes.Quotable:
    """All that an item says, as readers see it: summary, text, and what was said, to look for a quote in it."""
    return quotes.quotable(item.summary, item.body, spoken_at(item))


def sessions_at_desk(assembly: Assembly) -> Sequence[AssemblySession]:
    """Every session of an assembly, drafts too, with speakers, in their order."""
    return db.session.scalars(
        select(AssemblySession)
        .where(AssemblySession.assembly_id == assembly.id, AssemblySession.vanished_at.is_(None))
        .options(selectinload(AssemblySession.speakers))
        .order_by(AssemblySession.position, AssemblySession.id)
    ).all()


def session_at_desk(assembly: Assembly, address: str) -> AssemblySession | None:
    """One session of an assembly, draft or not, with its speakers, subject and transcript's head."""
    return db.session.scalar(
        select(AssemblySession)
        .where(_has_address(AssemblySession, address), AssemblySession.assembly_id == assembly.id)
        .options(
            selectinload(AssemblySession.speakers),
            joinedload(AssemblySession.subject),
            joinedload(AssemblySession.transcript),
        )
    )


def speaker_at_desk(session: AssemblySession, number: int) -> Speaker | None:
    """One speaker of a session with the items that name it, or None."""
    return db.session.scalar(
        select(Speaker)
        .where(Speaker.id == number, Speaker.session_id == session.id, Speaker.vanished_at.is_(None))
        .options(selectinload(Speaker.items))
    )


def items_at_desk(assembly: Assembly, session: AssemblySession | None = None) -> Sequence[EvidenceItem]:
    """Every item of an assembly, or of one session, drafts too: session by session, in the order of pages."""
    query = (
        select(EvidenceItem)
        .outerjoin(EvidenceItem.session)
        .where(EvidenceItem.assembly_id == assembly.id)
        .options(joinedload(EvidenceItem.session))
        .order_by(
            AssemblySession.position.asc().nulls_last(),
            EvidenceItem.position,
            EvidenceItem.first_public_at.asc().nulls_last(),
            EvidenceItem.id,
        )
    )
    if session is not None:
        query = query.where(EvidenceItem.session_id == session.id)
    return db.session.scalars(query).all()


def item_at_desk(assembly: Assembly, address: str) -> EvidenceItem | None:
    """One item of an assembly, draft or not, with its session, speakers, subject and transcript's head."""
    return db.session.scalar(
        select(EvidenceItem)
        .where(_has_address(EvidenceItem, address), EvidenceItem.assembly_id == assembly.id)
        .options(
            joinedload(EvidenceItem.session),
            joinedload(EvidenceItem.subject),
            joinedload(EvidenceItem.transcript),
            selectinload(EvidenceItem.speakers),
        )
    )


def file_at_desk(thing: AssemblySession | EvidenceItem, number: int) -> EvidenceFile | None:
    """One file beside a session or an item, with its versions; None where it was taken away."""
    return db.session.scalar(
        select(EvidenceFile)
        .where(
            EvidenceFile.id == number,
            EvidenceFile.subject_id == thing.subject_id,
            EvidenceFile.removed_at.is_(None),
        )
        .options(selectinload(EvidenceFile.versions))
    )


def drafts_waiting(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """How many drafts of items and sessions each of these assemblies has; those without any are left out."""
    drafts = union_all(
        *(
            select(table.assembly_id.label("assembly_id")).where(
                table.assembly_id.in_(assembly_ids),
                table.published_at.is_(None),
                table.unpublished_at.is_(None),
            )
            for table in (EvidenceItem, AssemblySession)
        )
    ).subquery()
    query = select(drafts.c.assembly_id, func.count()).group_by(drafts.c.assembly_id)
    return dict(db.session.execute(query).all())
