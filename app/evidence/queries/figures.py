"""How much of an assembly's evidence everybody can see, counted by the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, case, func, or_, select, true
from sqlalchemy.orm import aliased

from app.assemblies.models import Assembly, OpennessStatement
from app.core import clock
from app.core.db import NOW, Moment, db
from app.evidence.models import (
    PLAYABLE,
    AssemblySession,
    EvidenceFile,
    EvidenceItem,
    EvidenceKind,
    FileVersion,
    Speaker,
    Transcript,
)
from app.files.models import StoredFile


@dataclass(frozen=True)
class PublishedEvidence:
    """How much of an assembly's evidence everybody can see, in figures.

    A session is over from the day after it on, so that its recording may come out the same evening. One without a
    date counts as over. Only sessions that are over are asked for speakers, agenda and recording.
    """

    sessions: int
    over: int
    # When the first session that is still to come begins.
    next_starts_at: datetime | None
    with_speakers: int
    with_agenda: int
    # Each has a recording of its own.
    recorded: int
    # They only have a link that leads to the videos of several sessions, such as a channel.
    with_shared_recording: int
    # Of those recorded.
    recorded_with_transcript: int
    sessions_with_summary: int
    items: int
    items_with_summary: int
    briefings: int
    items_recorded: int
    items_recorded_with_transcript: int
    # Everybody who spoke, once.
    speakers: int
    speakers_with_interests: int

    @property
    def recordings(self) -> int:
        return self.recorded + self.items_recorded

    @property
    def transcripts(self) -> int:
        return self.recorded_with_transcript + self.items_recorded_with_transcript


def _is_playable(thing: type[AssemblySession] | type[EvidenceItem]) -> ColumnElement[bool]:
    """It has a file that a browser can play: the same as `AssemblySession.recording`, in SQL."""
    later = aliased(FileVersion)
    return (
        select(EvidenceFile.id)
        .join(FileVersion, FileVersion.file_id == EvidenceFile.id)
        .join(StoredFile, StoredFile.id == FileVersion.stored_file_id)
        .where(
            EvidenceFile.subject_id == thing.subject_id,
            EvidenceFile.removed_at.is_(None),
            StoredFile.kind.in_(PLAYABLE),
            ~select(later.id)
            .where(later.file_id == FileVersion.file_id, later.number > FileVersion.number)
            .exists(),
        )
        .correlate(thing)
        .exists()
    )


def _is_transcribed(thing: type[AssemblySession] | type[EvidenceItem]) -> ColumnElement[bool]:
    return select(Transcript.id).where(Transcript.subject_id == thing.subject_id).correlate(thing).exists()


def _how_many(*which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((and_(*which), 1)))


def _session_figures() -> Subquery:
    starts_at, today = AssemblySession.starts_at, bindparam("today", type_=Moment())
    is_over = or_(starts_at.is_(None), starts_at < today)
    has_speakers = (
        select(Speaker.id)
        # A record may hold "two residents, not named": that names nobody.
        .where(Speaker.session_id == AssemblySession.id, Speaker.vanished_at.is_(None), Speaker.name != "")
        .correlate(AssemblySession)
        .exists()
    )
    is_linked, is_shared = AssemblySession.recording_url != "", _shares_recording()
    is_recorded = or_(and_(is_linked, ~is_shared), _is_playable(AssemblySession))
    return (
        select(
            func.count().label("sessions"),
            _how_many(is_over).label("over"),
            func.min(case((starts_at >= today, starts_at)), type_=Moment()).label("next_starts_at"),
            _how_many(is_over, has_speakers).label("with_speakers"),
            _how_many(is_over, AssemblySession.agenda != "").label("with_agenda"),
            _how_many(is_over, is_recorded).label("recorded"),
            _how_many(is_over, is_shared, ~_is_playable(AssemblySession)).label("with_shared_recording"),
            _how_many(is_over, is_recorded, _is_transcribed(AssemblySession)).label(
                "recorded_with_transcript"
            ),
            _how_many(AssemblySession.summary != "").label("sessions_with_summary"),
        )
        .where(_is_public_session())
        .subquery()
    )


def _shares_recording() -> ColumnElement[bool]:
    """Another public session has the same link: the same as `shared_recordings`, in SQL."""
    other = aliased(AssemblySession)
    return (
        select(other.id)
        .where(
            other.assembly_id == AssemblySession.assembly_id,
            other.id != AssemblySession.id,
            other.recording_url == AssemblySession.recording_url,
            other.recording_url != "",
            other.published_at <= NOW,
        )
        .correlate(AssemblySession)
        .exists()
    )


def _is_public_session() -> ColumnElement[bool]:
    return and_(
        AssemblySession.assembly_id == bindparam("assembly_id"),
        AssemblySession.published_at <= NOW,
        AssemblySession.vanished_at.is_(None),
    )


def _item_figures() -> Subquery:
    is_recorded = _is_playable(EvidenceItem)
    return (
        select(
            func.count().label("items"),
            _how_many(EvidenceItem.summary != "").label("items_with_summary"),
            _how_many(EvidenceItem.kind == EvidenceKind.BRIEFING.value).label("briefings"),
            _how_many(is_recorded).label("items_recorded"),
            _how_many(is_recorded, _is_transcribed(EvidenceItem)).label("items_recorded_with_transcript"),
        )
        .where(EvidenceItem.assembly_id == bindparam("assembly_id"), EvidenceItem.published_at <= NOW)
        .subquery()
    )


def _speaker_figures() -> Subquery:
    """Whoever spoke at several sessions is one person, and has to declare their interests once."""
    name, organisation = func.coalesce(Speaker.name, ""), func.coalesce(Speaker.organisation, "")
    people = (
        select(func.max(case((Speaker.interests != "", 1), else_=0)).label("declared"))
        .join(Speaker.session)
        .where(_is_public_session(), Speaker.vanished_at.is_(None))
        .group_by(name, organisation)
        .subquery()
    )
    return select(
        func.count().label("speakers"),
        func.coalesce(func.sum(people.c.declared), 0).label("speakers_with_interests"),
    ).subquery()


@cache
def _figures_and_statements() -> Select[Any]:
    sessions, items, speakers = _session_figures(), _item_figures(), _speaker_figures()
    said = OpennessStatement.assembly_id == bindparam("assembly_id")
    return (
        select(OpennessStatement, *sessions.c, *items.c, *speakers.c)
        .select_from(sessions)
        .join(items, true())
        .join(speakers, true())
        .outerjoin(OpennessStatement, said)
    )


def openness_figures(assembly: Assembly) -> tuple[PublishedEvidence, Mapping[str, OpennessStatement]]:
    """How much evidence is public by now, and what officers say of the openness checklist by the item's key.

    One query for both, since the page of an assembly asks for them too and has no room for two.
    """
    today = clock.london(clock.today())
    rows = db.session.execute(_figures_and_statements(), {"assembly_id": assembly.id, "today": today}).all()
    statements = {row[0].item: row[0] for row in rows if row[0] is not None}
    return PublishedEvidence(*rows[0][1:]), statements
