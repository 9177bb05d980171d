"""What a page of evidence says, as plain values: to keep it once it is changed, and to tell whether it changes at all.

The names are those of the fields that an officer writes, and they are kept for good: rows of `former_wordings` hold
them.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

from app.core.text import tidy
from app.evidence.models import AssemblySession
from app.evidence.standing import Thing
from app.evidence.words import (
    ItemWords,
    SessionWords,
    SpeakerWords,
    as_written,
    session_as_written,
    speaker_as_written,
)

Said = dict[str, Any]


def _text(words: str | None) -> str | None:
    """A form tidies what it gives back, so what it never changed must come out alike."""
    return tidy(words or "") or None


def said_by_speaker(words: SpeakerWords) -> Said:
    """What is said of one speaker."""
    return {
        "name": _text(words.name),
        "role": _text(words.role),
        "organisation": _text(words.organisation),
        "interests": _text(words.interests),
    }


def said_by_session(words: SessionWords) -> Said:
    """What an officer's words make a session say; its speakers are written one by one."""
    return {
        "title": _text(words.title),
        "starts_at": words.starts_at.astimezone(UTC).isoformat() if words.starts_at else None,
        "topic": _text(words.topic),
        "summary": _text(words.summary),
        "agenda": _text(words.agenda),
        "recording_url": words.recording_url or None,
    }


def said_by_item(words: ItemWords) -> Said:
    """What an officer's words make an item say. Of its session only the id: what that may show, it says itself."""
    speakers = sorted(words.speakers, key=lambda speaker: (speaker.position, speaker.id))
    return {
        "kind": words.kind.value,
        "title": _text(words.title),
        "topic": _text(words.topic),
        "given_by": _text(words.given_by),
        "summary": _text(words.summary),
        "body": _text(words.body),
        "source_url": words.source_url or None,
        "licence": _text(words.licence),
        "language": words.language,
        "session_id": words.session.id if words.session is not None else None,
        "speakers": [said_by_speaker(speaker_as_written(speaker)) for speaker in speakers],
    }


def said_of(thing: Thing) -> Said:
    """What the page of a session or an item says now, without its files and its transcript."""
    if isinstance(thing, AssemblySession):
        speakers = [said_by_speaker(speaker_as_written(speaker)) for speaker in thing.speakers]
        return {**said_by_session(session_as_written(thing)), "speakers": speakers}
    return said_by_item(as_written(thing))
