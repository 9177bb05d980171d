"""What the members of an invented assembly saw and heard: sessions, speakers, items, transcripts."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from app.core import audit, clock, dates, revisions
from app.core.db import db
from app.evidence.models import Absence, AssemblySession, Cue, EvidenceItem, Speaker, Transcript
from app.evidence.transcripts import read_transcript
from app.imports.demo_council import OFFICER, Scene, day_of
from app.subjects.models import SubjectKind
from app.subjects.services import make_subject

TRANSCRIPTS = Path(__file__).resolve().parent / "samples" / "fenbury"


def load_sessions(scene: Scene) -> None:
    """Make the sessions with their agendas, speakers and transcripts."""
    for written in scene.written["sessions"]:
        session = _session(scene, written)
        db.session.add(session)
        with clock.at(session.starts_at or clock.now()):
            audit.record("published", session, actor_id=scene.account_id(OFFICER))
        scene.sessions[written["id"]] = session
        _load_transcript(scene, session, written["transcript"], written["ends"])


def _session(scene: Scene, written: dict[str, Any]) -> AssemblySession:
    path = f"{scene.assembly.path}evidence/sessions/{written['id']}/"
    public_from = scene.assembly.published_at
    return AssemblySession(
        assembly_id=scene.assembly.id,
        subject_id=make_subject(
            SubjectKind.SESSION, scene.assembly.id, written["title"], path, public_from
        ).id,
        record_key=written["id"],
        position=written["number"],
        title=written["title"],
        held_on=day_of(written["starts"]),
        starts_at=written["starts"],
        day=written["number"],
        topic=written["topic"],
        summary=_session_summary(written),
        agenda=_agenda(written),
        recording_url=written["recording_url"],
        published_at=public_from,
        speakers=_speakers(scene, written),
    )


def _agenda(written: dict[str, Any]) -> str:
    """The points of the day, with times as everywhere on the site: "1 pm", never "13:00"."""
    points = []
    for point in written["agenda"]:
        hour, minute = (int(part) for part in point["time"].split(":"))
        begins = written["starts"].astimezone(clock.LONDON).replace(hour=hour, minute=minute)
        points.append(f"- {dates.time(begins)}: {point['title']}")
    return "\n".join(points)


def _session_summary(written: dict[str, Any]) -> str:
    parts = [written["summary"], f"Place: {written['place']}.", written["recording_note"]]
    return "\n\n".join(part for part in parts if part)


def _speakers(scene: Scene, written: dict[str, Any]) -> list[Speaker]:
    """Who spoke at a session, a row for each session at which somebody spoke."""
    known = {speaker["id"]: speaker for speaker in scene.written["speakers"]}
    rows = []
    for position, who in enumerate(written["speakers"], start=1):
        told = known[who]
        row = Speaker(
            position=position,
            name=told["name"],
            role=told["role"],
            organisation=told["organisation"],
            interests=told["interests"],
        )
        scene.speakers[written["id"], who] = row
        rows.append(row)
    return rows


def load_evidence(scene: Scene) -> None:
    """Make the items of evidence in the order of the file, each with those of its session's speakers who gave it."""
    for position, written in enumerate(scene.written["evidence"], start=1):
        item = _item(scene, written, position)
        db.session.add(item)
        _log_publishing(scene, item, written)
        if written["taken_down"]:
            db.session.add(_absence(scene, item, written))
        scene.items[written["id"]] = item
        _load_transcript(scene, item, written["transcript"], written["published_at"])


def _item(scene: Scene, written: dict[str, Any], position: int) -> EvidenceItem:
    session, taken_down = scene.sessions.get(written["session"]), written["taken_down"]
    path = f"{scene.assembly.path}evidence/{written['id']}/"
    public_from = None if taken_down else written["published_at"]
    return EvidenceItem(
        assembly_id=scene.assembly.id,
        subject_id=make_subject(
            SubjectKind.EVIDENCE, scene.assembly.id, written["title"], path, public_from
        ).id,
        session_id=session.id if session else None,
        record_key=written["id"],
        position=position,
        kind=written["kind"],
        title=written["title"],
        topic=written["topic"],
        summary=written["summary"],
        body=written["body"],
        given_by=written["source"],
        licence=written["licence"],
        language=written["language"],
        published_at=public_from,
        unpublished_at=taken_down["at"] if taken_down else None,
        unpublished_reason=taken_down["reason"] if taken_down else None,
        created_at=written["scheduled"]["at"] if written["scheduled"] else written["published_at"],
        created_by_id=scene.account_id(OFFICER),
        speakers=[scene.speakers[written["session"], who] for who in written["speakers"]],
    )


def _absence(scene: Scene, item: EvidenceItem, written: dict[str, Any]) -> Absence:
    """The time for which an item is down: since its own day, and it is not back yet."""
    taken_down = written["taken_down"]
    return Absence(
        subject_id=item.subject_id,
        public_from=written["published_at"],
        taken_down_at=taken_down["at"],
        taken_down_by_id=scene.account_id(taken_down["by"]),
        reason=taken_down["reason"],
        shows_title=taken_down["shows_title"],
    )


def _log_publishing(scene: Scene, item: EvidenceItem, written: dict[str, Any]) -> None:
    """The log rows of an item: published at once, or set to be published, and perhaps taken down again."""
    scheduled, taken_down = written["scheduled"], written["taken_down"]
    if scheduled:
        with clock.at(scheduled["at"]):
            moment, by_id = written["published_at"], scene.account_id(scheduled["by"])
            audit.record("set to be published", item, actor_id=by_id, at=moment.isoformat())
        revisions.touch(scene.assembly.slug, moment)
        return
    with clock.at(written["published_at"]):
        audit.record("published", item, actor_id=scene.account_id(OFFICER))
    if taken_down:
        with clock.at(taken_down["at"]):
            audit.record("taken down", item, actor_id=scene.account_id(taken_down["by"]))


def _load_transcript(
    scene: Scene, thing: AssemblySession | EvidenceItem, name: str | None, added_at: datetime
) -> None:
    if name is None:
        return
    cues = read_transcript((TRANSCRIPTS / name).read_text(encoding="utf-8"))
    transcript = Transcript(
        subject_id=thing.subject_id,
        added_at=added_at,
        added_by_id=scene.account_id(OFFICER),
        cues=[
            Cue(
                position=position,
                starts_ms=cue.starts_ms,
                ends_ms=cue.ends_ms,
                speaker=cue.speaker,
                text=cue.text,
            )
            for position, cue in enumerate(cues, start=1)
        ],
    )
    db.session.add(transcript)
    with clock.at(added_at):
        audit.record("added", transcript, actor_id=transcript.added_by_id)
