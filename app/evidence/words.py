"""What officers write about sessions and evidence, as forms hand it to services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.evidence.models import AssemblySession, EvidenceItem, EvidenceKind, Speaker


@dataclass(frozen=True)
class SpeakerWords:
    """One speaker as typed: at least a name or an organisation."""

    name: str | None
    role: str | None = None
    organisation: str | None = None
    interests: str | None = None


@dataclass(frozen=True)
class SessionWords:
    """What an officer writes about a session. Its speakers are written one by one."""

    title: str
    starts_at: datetime | None = None
    topic: str | None = None
    summary: str | None = None
    agenda: str | None = None
    recording_url: str | None = None


@dataclass(frozen=True)
class ItemWords:
    """What an officer writes about an item of evidence. The body is Markdown; the speakers are the session's."""

    kind: EvidenceKind
    title: str
    summary: str
    body: str
    given_by: str | None = None
    source_url: str | None = None
    session: AssemblySession | None = None
    topic: str | None = None
    licence: str | None = None
    language: str = "en"
    speakers: Sequence[Speaker] = ()


def as_written(item: EvidenceItem) -> ItemWords:
    """An item as it is written now, to change a part of it."""
    return ItemWords(
        kind=EvidenceKind(item.kind),
        title=item.title,
        summary=item.summary,
        body=item.body,
        given_by=item.given_by,
        source_url=item.source_url,
        session=item.session,
        topic=item.topic,
        licence=item.licence,
        language=item.language,
        speakers=tuple(item.speakers),
    )


def session_as_written(session: AssemblySession) -> SessionWords:
    """A session as it is written now."""
    return SessionWords(
        title=session.title,
        starts_at=session.starts_at,
        topic=session.topic,
        summary=session.summary,
        agenda=session.agenda,
        recording_url=session.recording_url,
    )


def speaker_as_written(speaker: Speaker) -> SpeakerWords:
    """A speaker as written now."""
    return SpeakerWords(speaker.name, speaker.role, speaker.organisation, speaker.interests)


@dataclass(frozen=True)
class Correction:
    """What readers are told when something changes that they have seen: what, and why.

    `withheld_reason` says why they may not read the former wording any more; None where they may. `despite_quotes`
    says that the officer knows which recommendations quote words that it takes away.
    """

    note: str = ""
    withheld_reason: str | None = None
    despite_quotes: bool = False


# What a draft needs, since no reader has seen it.
UNTOLD = Correction()


@dataclass(frozen=True)
class FileWords:
    """What an officer says of a file: what readers see in its place, under which licence, in which language."""

    label: str
    licence: str | None = None
    language: str = "en"
