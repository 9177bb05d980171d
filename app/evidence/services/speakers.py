"""Who spoke at a session. A speaker who is edited stays the same row: items point at it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit
from app.core.db import db
from app.evidence.models import AssemblySession, EvidenceItem, Speaker
from app.evidence.said import said_by_speaker
from app.evidence.services.order import moved, renumber
from app.evidence.services.rules import must_be_ours, refuse_unread, tell_if_shown
from app.evidence.services.wordings import Kept, keep_former, withhold_same_words
from app.evidence.words import UNTOLD, Correction, SpeakerWords, speaker_as_written


def _write(speaker: Speaker, words: SpeakerWords) -> None:
    speaker.name = words.name or None
    speaker.role = words.role or None
    speaker.organisation = words.organisation or None
    speaker.interests = words.interests or None


def _in_order(session: AssemblySession) -> Sequence[Speaker]:
    """The speakers in their order as it is now, whatever a colleague has just done."""
    one_at_a_time(session.assembly_id)
    return db.session.scalars(
        select(Speaker)
        .where(Speaker.session_id == session.id, Speaker.vanished_at.is_(None))
        .order_by(Speaker.position, Speaker.id)
        .execution_options(populate_existing=True)
    ).all()


def _tell_of(session: AssemblySession, items: Sequence[EvidenceItem] = ()) -> None:
    db.session.flush()
    db.session.expire(session, ["speakers"])
    tell_if_shown(session)
    for item in items:
        tell_if_shown(item)


def add_speaker(session: AssemblySession, words: SpeakerWords, by: Account) -> Speaker:
    """Add a speaker at the end of a session's list. Returns it. Raises Refused for a compiled record."""
    must_be_ours(session.assembly)
    position = len(_in_order(session)) + 1
    speaker = Speaker(id=audit.unused_id(Speaker), session_id=session.id, position=position)
    _write(speaker, words)
    db.session.add(speaker)
    audit.record("added", speaker, actor_id=by.id)
    _tell_of(session)
    return speaker


def edit_speaker(
    speaker: Speaker, words: SpeakerWords, by: Account, seen: str = "", correction: Correction = UNTOLD
) -> None:
    """Change what is said of a speaker, here and at the items that name it.

    `seen` is the fingerprint of what the officer began from; `correction` is what readers are told of the change: the
    former wording of each of these pages that they have seen is kept. Raises WrongField where they must be told and
    are not, and Refused where a colleague has changed it since, and for a compiled record.
    """
    must_be_ours(speaker.session.assembly)
    _in_order(speaker.session)
    kept: Kept = ()
    if said_by_speaker(words) != said_by_speaker(speaker_as_written(speaker)):
        refuse_unread(seen, speaker)
        kept = keep_former([speaker.session, *speaker.items], correction, by)
    _write(speaker, words)
    audit.record("edited", speaker, actor_id=by.id)
    withhold_same_words(kept, by)
    _tell_of(speaker.session, speaker.items)


def remove_speaker(speaker: Speaker, by: Account, correction: Correction = UNTOLD) -> None:
    """Take a speaker out of a session. Items that name it stay, without the name.

    `correction` is what readers are told of it, as when a speaker is edited. Raises WrongField where they must be told
    and are not, and Refused for a compiled record.
    """
    session, items = speaker.session, list(speaker.items)
    must_be_ours(session.assembly)
    others = [each for each in _in_order(session) if each.id != speaker.id]
    kept = keep_former([session, *items], correction, by)
    audit.record("removed", speaker, actor_id=by.id)
    db.session.delete(speaker)
    db.session.flush()
    renumber(others)
    for item in items:
        db.session.expire(item, ["speakers"])
    db.session.expire(session, ["speakers"])
    withhold_same_words(kept, by)
    _tell_of(session, items)


def move_speaker(speaker: Speaker, up: bool, by: Account) -> None:
    """Swap a speaker with the one before, or after. Past the ends nothing happens.

    Raises Refused for a compiled record.
    """
    must_be_ours(speaker.session.assembly)
    if moved(_in_order(speaker.session), speaker, up):
        audit.record("moved", speaker, actor_id=by.id)
        _tell_of(speaker.session)
