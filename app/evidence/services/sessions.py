"""Sessions: written, changed, put in order."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.core import audit, clock
from app.core.db import db
from app.evidence.models import AssemblySession
from app.evidence.said import said_by_session
from app.evidence.services.order import moved, renumber
from app.evidence.services.rules import (
    must_be_ours,
    read_again,
    refuse_unread,
    tell_if_shown,
    tell_of,
)
from app.evidence.services.wordings import Kept, keep_former, withhold_same_words
from app.evidence.words import UNTOLD, Correction, SessionWords, session_as_written
from app.subjects.models import SubjectKind
from app.subjects.services import keep_subject, make_subject


def _write(session: AssemblySession, words: SessionWords) -> None:
    session.title = words.title
    session.starts_at = words.starts_at
    session.held_on = words.starts_at.astimezone(clock.LONDON).date().isoformat() if words.starts_at else None
    session.topic = words.topic or None
    session.summary = words.summary or None
    session.agenda = words.agenda or None
    session.recording_url = words.recording_url or None


def _in_order(assembly: Assembly) -> Sequence[AssemblySession]:
    """The sessions in their order as it is now, whatever a colleague has just done."""
    one_at_a_time(assembly.id)
    return db.session.scalars(
        select(AssemblySession)
        .where(AssemblySession.assembly_id == assembly.id)
        .order_by(AssemblySession.position, AssemblySession.id)
        .execution_options(populate_existing=True)
    ).all()


def _place_by_time(session: AssemblySession) -> None:
    """Put a session before the first that begins later, else behind the last with a date. One without a date: last."""
    others = [each for each in _in_order(session.assembly) if each.id != session.id]
    place = len(others)
    if session.starts_at is not None:
        dated = [number for number, each in enumerate(others) if each.starts_at is not None]
        begins_later = (
            number for number in dated if (others[number].starts_at or clock.now()) > session.starts_at
        )
        place = next(begins_later, dated[-1] + 1 if dated else 0)
    renumber([*others[:place], session, *others[place:]])


def add_session(assembly: Assembly, words: SessionWords, by: Account) -> AssemblySession:
    """Add a session that only the desk sees until it is published, at the place that its time gives it.

    Returns it. Raises Refused for a compiled record.
    """
    must_be_ours(assembly)
    session = AssemblySession(
        id=audit.unused_id(AssemblySession),
        assembly=assembly,
        assembly_id=assembly.id,
        subject=make_subject(SubjectKind.SESSION, assembly.id, words.title, assembly.path, None),
        position=0,
    )
    _write(session, words)
    db.session.add(session)
    db.session.flush()
    session.subject.path = session.path
    _place_by_time(session)
    audit.record("added", session, actor_id=by.id)
    return session


def edit_session(
    session: AssemblySession,
    words: SessionWords,
    by: Account,
    seen: str = "",
    correction: Correction = UNTOLD,
) -> None:
    """Change a session, published or not. It keeps its place unless its time changes.

    `seen` is the fingerprint of what the officer began from; `correction` is what readers are told of the change, if
    they have seen the session: its former wording is kept. Raises WrongField where they must be told and are not, and
    Refused where a colleague has changed it since, and for a compiled record.
    """
    must_be_ours(session.assembly)
    read_again(session)
    kept: Kept = ()
    if said_by_session(words) != said_by_session(session_as_written(session)):
        refuse_unread(seen, session)
        kept = keep_former([session], correction, by)
    began = session.starts_at
    _write(session, words)
    db.session.flush()
    if session.starts_at != began:
        _place_by_time(session)
    keep_subject(session.subject, session.title, session.published_at)
    audit.record("edited", session, actor_id=by.id)
    withhold_same_words(kept, by)
    tell_if_shown(session)


def move_session(session: AssemblySession, up: bool, by: Account) -> None:
    """Swap a session with the one before it, or after it. Past the ends nothing happens.

    Raises Refused for a compiled record.
    """
    must_be_ours(session.assembly)
    if moved(_in_order(session.assembly), session, up):
        audit.record("moved", session, actor_id=by.id)
        tell_of(session)
