"""What officers write about sessions and evidence, as forms hand it to services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.evidence.models import AssemblySession, EvidenceKind


@dataclass(frozen=True)
class SpeakerWords:
    """One speaker as typed: at least a name or an organisation."""

    name: str | None
    role: str | None = None
    organisation: str | None = None
    interests: str | None = None


@dataclass(frozen=True)
class SessionWords:
    """What an officer writes about a session."""

    title: str
    starts_at: datetime | None = None
    topic: str | None = None
    summary: str | None = None
    agenda: str | None = None
    recording_url: str | None = None
    speakers: Sequence[SpeakerWords] = ()


@dataclass(frozen=True)
class ItemWords:
    """What an officer writes about an item of evidence. The body is Markdown."""

    kind: EvidenceKind
    title: str
    summary: str
    body: str
    given_by: str | None = None
    source_url: str | None = None
    session: AssemblySession | None = None
