"""How much of an assembly's evidence everybody can see, counted by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
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

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


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
            AssemblySession.assembly_id,
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
        .group_by(AssemblySession.assembly_id)
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
        AssemblySession.assembly_id.in_(_IDS),
        AssemblySession.published_at <= NOW,
        AssemblySession.vanished_at.is_(None),
    )


def _item_figures() -> Subquery:
    is_recorded = _is_playable(EvidenceItem)
    return (
        select(
            EvidenceItem.assembly_id,
            func.count().label("items"),
            _how_many(EvidenceItem.summary != "").label("items_with_summary"),
            _how_many(EvidenceItem.kind == EvidenceKind.BRIEFING.value).label("briefings"),
            _how_many(is_recorded).label("items_recorded"),
            _how_many(is_recorded, _is_transcribed(EvidenceItem)).label("items_recorded_with_transcript"),
        )
        .where(EvidenceItem.assembly_id.in_(_IDS), EvidenceItem.published_at <= NOW)
        .group_by(EvidenceItem.assembly_id)
        .subquery()
    )


def _speaker_figures() -> Subquery:
    """Whoever spoke at several sessions is one person, and has to declare their interests once."""
    name, organisation = func.coalesce(Speaker.name, ""), func.coalesce(Speaker.organisation, "")
    assembly_id = AssemblySession.assembly_id
    people = (
        select(assembly_id, func.max(case((Speaker.interests != "", 1), else_=0)).label("declared"))
        .join(Speaker.session)
        .where(_is_public_session(), Speaker.vanished_at.is_(None))
        .group_by(assembly_id, name, organisation)
        .subquery()
    )
    return (
        select(
            people.c.assembly_id,
            func.count().label("speakers"),
            func.sum(people.c.declared).label("speakers_with_interests"),
        )
        .group_by(people.c.assembly_id)
        .subquery()
    )


def _or_nought(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """An assembly without a session has no row of sessions, and so none that begins: all else is nought."""
    return column if isinstance(column.type, Moment) else func.coalesce(column, 0)


@cache
def _figures_and_statements() -> Select[Any]:
    figures = (_session_figures(), _item_figures(), _speaker_figures())
    query = select(
        Assembly.id,
        OpennessStatement,
        *(_or_nought(column) for table in figures for column in table.c if column.key != "assembly_id"),
    ).where(Assembly.id.in_(_IDS))
    for table in figures:
        query = query.outerjoin(table, table.c.assembly_id == Assembly.id)
    return query.outerjoin(OpennessStatement, OpennessStatement.assembly_id == Assembly.id)


Counted = tuple[PublishedEvidence, Mapping[str, OpennessStatement]]


def openness_figures(assemblies: Sequence[Assembly]) -> Mapping[int, Counted]:
    """How much evidence of some assemblies is public by now, and what officers say of the openness checklist.

    Returns both by the assembly's number, what officers say by the key of the item. One query for all of it, since the
    page of an assembly asks for it too and has no room for two.
    """
    today = clock.london(clock.today())
    found: dict[int, tuple[PublishedEvidence, dict[str, OpennessStatement]]] = {}
    which = {"ids": [assembly.id for assembly in assemblies], "today": today}
    for assembly_id, statement, *figures in db.session.execute(_figures_and_statements(), which):
        _, said = found.setdefault(assembly_id, (PublishedEvidence(*figures), {}))
        if statement is not None:
            said[statement.item] = statement
    return found
