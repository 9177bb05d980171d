"""Keeping evidence: sessions with their speakers, and items. Staff write drafts and publish them."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import func, select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import audit, clock, events, form_tokens, revisions
from app.core.db import db
from app.core.errors import Refused
from app.evidence.events import EvidencePublished
from app.evidence.models import AssemblySession, EvidenceItem, Speaker
from app.evidence.words import ItemWords, SessionWords, SpeakerWords
from app.subjects.models import SubjectKind
from app.subjects.services import keep_subject, make_subject


def _must_be_ours(assembly: Assembly) -> None:
    if assembly.is_compiled:
        raise Refused(
            gettext("This assembly was compiled from public records. Change the record and import it again.")
        )


def _must_be_public(assembly: Assembly) -> None:
    if not assembly.is_public:
        raise Refused(
            gettext("The assembly is not published yet. An administrator publishes it; then publish this.")
        )


def fingerprint(thing: AssemblySession | EvidenceItem) -> str:
    """What a session or an item says, as a short mark: two officers who saw the same hold the same mark."""
    parts: tuple[object, ...]
    if isinstance(thing, EvidenceItem):
        parts = (
            thing.kind,
            thing.title,
            thing.summary,
            thing.body,
            thing.given_by,
            thing.source_url,
            thing.session_id,
        )
    else:
        speakers = [(s.name, s.role, s.organisation, s.interests) for s in thing.speakers]
        parts = (
            thing.title,
            thing.starts_at,
            thing.topic,
            thing.summary,
            thing.agenda,
            thing.recording_url,
            speakers,
        )
    return form_tokens.digest_of(repr(part) for part in parts)


def _refuse_unread(thing: AssemblySession | EvidenceItem, seen: str) -> None:
    """Nobody's words are overwritten unread."""
    if seen and seen != fingerprint(thing):
        raise Refused(
            gettext("A colleague changed this while you had it open. Read theirs first, then write again.")
        )


def _write_session(session: AssemblySession, words: SessionWords) -> None:
    session.title = words.title
    session.starts_at = words.starts_at
    session.held_on = words.starts_at.astimezone(clock.LONDON).date().isoformat() if words.starts_at else None
    session.topic = words.topic or None
    session.summary = words.summary or None
    session.agenda = words.agenda or None
    session.recording_url = words.recording_url or None
    now = [SpeakerWords(s.name, s.role, s.organisation, s.interests) for s in session.speakers]
    if now != list(words.speakers):
        session.speakers = [
            Speaker(
                position=position,
                name=speaker.name,
                role=speaker.role,
                organisation=speaker.organisation,
                interests=speaker.interests,
            )
            for position, speaker in enumerate(words.speakers, start=1)
        ]


def _keep_in_order_of_time(assembly: Assembly) -> None:
    """Sessions stand in the order in which they were held; those without a date keep their place at the end."""
    sessions = db.session.scalars(
        select(AssemblySession)
        .where(AssemblySession.assembly_id == assembly.id)
        .order_by(AssemblySession.starts_at.asc().nulls_last(), AssemblySession.position, AssemblySession.id)
    )
    for position, session in enumerate(sessions, start=1):
        if session.position != position:
            session.position = position


def add_session(assembly: Assembly, words: SessionWords, by: Account) -> AssemblySession:
    """Add a session that only the desk sees until it is published. Returns it. Raises Refused for a compiled record."""
    _must_be_ours(assembly)
    last = db.session.scalar(
        select(func.max(AssemblySession.position)).where(AssemblySession.assembly_id == assembly.id)
    )
    session = AssemblySession(
        assembly=assembly,
        subject=make_subject(SubjectKind.SESSION, assembly.id, words.title, assembly.path, None),
        position=(last or 0) + 1,
    )
    _write_session(session, words)
    db.session.add(session)
    db.session.flush()
    session.subject.path = session.path
    _keep_in_order_of_time(assembly)
    audit.record("added", session, actor_id=by.id)
    return session


def edit_session(session: AssemblySession, words: SessionWords, by: Account, seen: str = "") -> None:
    """Change a session, published or not.

    `seen` is the fingerprint of what the officer began from. Raises Refused where a colleague has changed it since,
    and for a compiled record.
    """
    _must_be_ours(session.assembly)
    _refuse_unread(session, seen)
    _write_session(session, words)
    db.session.flush()
    _keep_in_order_of_time(session.assembly)
    keep_subject(session.subject, session.title, session.published_at)
    audit.record("edited", session, actor_id=by.id)
    if session.is_public:
        revisions.touch(session.assembly.slug)


def publish_session(session: AssemblySession, by: Account) -> None:
    """Show a session to everybody. A second time does nothing. Raises Refused before the assembly is published."""
    _must_be_ours(session.assembly)
    _must_be_public(session.assembly)
    if session.is_public:
        return
    session.published_at = clock.now()
    keep_subject(session.subject, session.title, session.published_at)
    audit.record("published", session, actor_id=by.id)
    revisions.touch(session.assembly.slug)


def _write_item(item: EvidenceItem, words: ItemWords) -> None:
    if words.session is not None and words.session.assembly_id != item.assembly_id:
        raise Refused(gettext("This session belongs to another assembly."))
    item.kind = words.kind.value
    item.title = words.title
    item.summary = words.summary
    item.body = words.body
    item.given_by = words.given_by or None
    item.source_url = words.source_url or None
    item.session = words.session


def _session_first(item: EvidenceItem) -> None:
    if item.session is not None and not item.session.is_public:
        raise Refused(
            gettext(
                "Publish the session “%(title)s” first: this page leads readers to it.",
                title=item.session.title,
            )
        )


def add_item(assembly: Assembly, words: ItemWords, by: Account) -> EvidenceItem:
    """Add an item that only the desk sees until it is published. Returns it. Raises Refused for a compiled record."""
    _must_be_ours(assembly)
    subject = make_subject(SubjectKind.EVIDENCE, assembly.id, words.title, assembly.path, None)
    item = EvidenceItem(
        assembly=assembly,
        assembly_id=assembly.id,
        subject=subject,
        created_at=clock.now(),
        created_by_id=by.id,
    )
    _write_item(item, words)
    db.session.add(item)
    db.session.flush()
    item.subject.path = item.path
    audit.record("added", item, actor_id=by.id)
    return item


def edit_item(item: EvidenceItem, words: ItemWords, by: Account, seen: str = "") -> None:
    """Change an item, published or not.

    `seen` is the fingerprint of what the officer began from. Raises Refused where a colleague has changed it since,
    and as publishing would.
    """
    _must_be_ours(item.assembly)
    _refuse_unread(item, seen)
    _write_item(item, words)
    if item.is_public:
        _session_first(item)
        revisions.touch(item.assembly.slug)
    keep_subject(item.subject, item.title, item.published_at)
    audit.record("edited", item, actor_id=by.id)


def publish_item(item: EvidenceItem, by: Account) -> None:
    """Show an item to everybody.

    Raises Refused before the assembly, or the session at which it was given, is published. A second time does nothing.
    """
    _must_be_ours(item.assembly)
    _must_be_public(item.assembly)
    _session_first(item)
    if item.is_public:
        return
    item.published_at = clock.now()
    keep_subject(item.subject, item.title, item.published_at)
    audit.record("published", item, actor_id=by.id)
    revisions.touch(item.assembly.slug)
    events.announce(EvidencePublished(item.id))
