"""Transcripts for tests, written as rows."""

from __future__ import annotations

from app.core import clock
from app.core.db import db
from app.evidence.models import AssemblySession, Cue, EvidenceItem, Transcript
from app.evidence.transcripts import read_transcript
from app.subjects.models import Subject


def make_transcript(
    subject: Subject, *said: tuple[int | None, str], speaker: str | None = "Ann Reid", language: str = "en"
) -> Transcript:
    """What was said at a session or in a talk: each piece with its millisecond, a second long."""
    transcript = Transcript(subject_id=subject.id, language=language, added_at=clock.now())
    transcript.cues = [
        Cue(
            position=place,
            starts_ms=starts,
            ends_ms=None if starts is None else starts + 1000,
            speaker=speaker,
            text=text,
        )
        for place, (starts, text) in enumerate(said, start=1)
    ]
    db.session.add(transcript)
    db.session.flush()
    return transcript


def paste_transcript(thing: AssemblySession | EvidenceItem, text: str, language: str = "en") -> Transcript:
    """What was said, from a text as officers paste it."""
    transcript = Transcript(
        subject=thing.subject,
        language=language,
        added_at=clock.now(),
        cues=[
            Cue(
                position=position,
                starts_ms=cue.starts_ms,
                ends_ms=cue.ends_ms,
                speaker=cue.speaker,
                text=cue.text,
            )
            for position, cue in enumerate(read_transcript(text), start=1)
        ],
    )
    db.session.add(transcript)
    db.session.flush()
    db.session.expire(thing, ["transcript"])
    return transcript
