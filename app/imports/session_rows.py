"""The sessions of an imported assembly and who spoke at them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.evidence.models import AssemblySession, Speaker
from app.imports.records import Record
from app.imports.session_records import SessionRecord, SpeakerRecord
from app.imports.tally import Tally, bring_into_step, came_back, keep_row, vanished
from app.subjects.models import SubjectKind
from app.subjects.services import keep_subject, make_subject


def write_sessions(assembly: Assembly, record: Record, tally: Tally) -> None:
    """Keep the sessions of a record, known by their ids, with their speakers."""
    query = select(AssemblySession).where(
        AssemblySession.assembly_id == assembly.id, AssemblySession.record_key.is_not(None)
    )
    rows = db.session.scalars(query.options(joinedload(AssemblySession.subject)))
    known = {row.record_key: row for row in rows}
    speakers = _speakers_of(assembly)
    for position, session in enumerate(record.sessions, start=1):
        row = known.pop(session.id, None)
        if row is None:
            row = _new_session(assembly, session, position)
            tally.note("imported", row, "session")
        else:
            changed = bring_into_step(row, _values(session, position))
            if "title" in changed:
                keep_subject(row.subject, row.title, row.published_at)
            keep_row(tally, row, "session", changed, came_back(row))
        _write_speakers(row, session.speakers, speakers[row.id], tally)
    for row in known.values():
        if vanished(row):
            tally.note("vanished", row, "session")


def _values(session: SessionRecord, position: int) -> dict[str, Any]:
    return {
        "position": position,
        "title": session.title,
        "held_on": session.held_on,
        "day": session.day,
        "topic": session.topic,
        "summary": session.summary,
        "recording_url": session.recording_url,
        "source_url": session.source_url,
        "source_page": session.source_page,
    }


def _new_session(assembly: Assembly, session: SessionRecord, position: int) -> AssemblySession:
    path = f"{assembly.path}evidence/sessions/{session.id}/"
    row = AssemblySession(
        assembly_id=assembly.id,
        subject_id=make_subject(SubjectKind.SESSION, assembly.id, session.title, path, clock.now()).id,
        record_key=session.id,
        published_at=clock.now(),
        **_values(session, position),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _speakers_of(assembly: Assembly) -> dict[int, list[Speaker]]:
    """Every speaker of the assembly by session, those who vanished last."""
    by_session: dict[int, list[Speaker]] = defaultdict(list)
    query = (
        select(Speaker)
        .join(AssemblySession, AssemblySession.id == Speaker.session_id)
        .where(AssemblySession.assembly_id == assembly.id)
        .order_by(Speaker.position, Speaker.id)
    )
    for speaker in sorted(db.session.scalars(query), key=lambda row: row.vanished_at is not None):
        by_session[speaker.session_id].append(speaker)
    return by_session


def _write_speakers(
    session: AssemblySession, speakers: tuple[SpeakerRecord, ...], known: list[Speaker], tally: Tally
) -> None:
    """Keep the speakers of a session. They have no ids: a name and an organisation say who somebody is."""
    left = list(known)
    for position, speaker in enumerate(speakers, start=1):
        values = {"position": position, "role": speaker.role}
        row = next(
            (row for row in left if (row.name, row.organisation) == (speaker.name, speaker.organisation)),
            None,
        )
        if row is None:
            row = Speaker(
                session_id=session.id, name=speaker.name, organisation=speaker.organisation, **values
            )
            db.session.add(row)
            tally.note("imported", row, "speaker")
        else:
            left.remove(row)
            keep_row(tally, row, "speaker", bring_into_step(row, values), came_back(row))
    for row in left:
        if vanished(row):
            tally.note("vanished", row, "speaker")
