"""Transcripts for tests, written as rows."""

from __future__ import annotations

from app.core import clock
from app.core.db import db
from app.evidence.models import Cue, Transcript
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
