"""What was corrected in the evidence of an invented assembly after readers had seen it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from app.core import audit, clock
from app.core.db import db
from app.evidence.events import ItemChanged, SessionChanged
from app.evidence.models import EvidenceItem, FormerWording
from app.evidence.queries import cues_of
from app.evidence.said import said_of
from app.evidence.standing import Thing
from app.evidence.transcripts import as_text
from app.imports.demo_council import Scene
from app.recommendations.services import mark_citations_at_session, mark_citations_of_item


def load_corrections(scene: Scene) -> None:
    """Make the former wordings of sessions and items, each as what stands there now with later changes undone."""
    db.session.flush()
    of_thing: dict[Thing, list[dict[str, Any]]] = defaultdict(list)
    for written in scene.written["corrections"]:
        of_thing[_thing(scene, written["of"])].append(written)
    for thing, corrections in of_thing.items():
        said: dict[str, Any] = said_of(thing)
        transcript = as_text(cues_of(thing.transcript))
        for number, written in reversed(list(enumerate(corrections, start=1))):
            is_spoken = written["field"] == "transcript"
            if is_spoken and thing.transcript is not None:
                transcript = transcript.replace(written["now"], written["was"])
                thing.transcript.changed_at = thing.transcript.changed_at or written["at"]
            else:
                said = {
                    **said,
                    written["field"]: said[written["field"]].replace(written["now"], written["was"]),
                }
            _keep(scene, thing, number, written, said, transcript if is_spoken else None)


def mark_citations(scene: Scene) -> None:
    """Say of what recommendations quote that a correction took it away, at the time of that correction."""
    db.session.flush()
    for written in scene.written["corrections"]:
        thing = _thing(scene, written["of"])
        with clock.at(written["at"]):
            if isinstance(thing, EvidenceItem):
                mark_citations_of_item(ItemChanged(thing.id))
            else:
                mark_citations_at_session(SessionChanged(thing.id))


def _thing(scene: Scene, of: dict[str, str]) -> Thing:
    return scene.sessions[of["session"]] if "session" in of else scene.items[of["evidence"]]


def _keep(
    scene: Scene,
    thing: Thing,
    number: int,
    written: dict[str, Any],
    said: dict[str, Any],
    transcript: str | None,
) -> None:
    if transcript is not None and thing.transcript is not None:
        said = {**said, "transcript_language": thing.transcript.language}
    former = FormerWording(
        subject_id=thing.subject_id,
        number=number,
        said=said,
        transcript=transcript,
        note=written["note"],
        replaced_at=written["at"],
        replaced_by_id=scene.account_id(written["by"]),
        withheld_reason=written["withheld_reason"],
    )
    db.session.add(former)
    with clock.at(written["at"]):
        audit.record("corrected", former, actor_id=former.replaced_by_id, number=number)
        if former.withheld_reason is not None:
            audit.record("withheld", former, actor_id=former.replaced_by_id, number=number)
