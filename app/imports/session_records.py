"""Sessions of a record, and who spoke at them."""

from __future__ import annotations

from dataclasses import dataclass

from app.imports.checking import PROSE, WORD, Thing


@dataclass(frozen=True)
class SpeakerRecord:
    """Who spoke; some records name the organisation alone."""

    name: str | None
    role: str | None
    organisation: str | None


@dataclass(frozen=True)
class SessionRecord:
    """A meeting or a part of one."""

    id: str
    held_on: str | None
    day: int | None
    title: str
    topic: str | None
    summary: str | None
    speakers: tuple[SpeakerRecord, ...]
    recording_url: str | None
    source_url: str | None
    source_page: int | None


def session_of(thing: Thing) -> SessionRecord:
    """A meeting, as a record tells of it."""
    record = SessionRecord(
        id=thing.id(),
        held_on=thing.date_or_none("date"),
        day=thing.number_or_none("day"),
        title=thing.text("title"),
        topic=thing.text_or_none("topic", WORD),
        summary=thing.with_notes(thing.text_or_none("summary", PROSE)),
        speakers=tuple(_speaker(speaker) for speaker in thing.things("speakers")),
        recording_url=thing.address_or_none("recording_url"),
        source_url=thing.address_or_none("source"),
        source_page=thing.number_or_none("source_page"),
    )
    thing.finish()
    return record


def _speaker(thing: Thing) -> SpeakerRecord:
    record = SpeakerRecord(
        name=thing.text_or_none("name"),
        role=thing.text_or_none("role"),
        organisation=thing.text_or_none("organisation"),
    )
    thing.finish()
    if record == SpeakerRecord(None, None, None):
        thing.refuse(None, "names nobody")
    return record
