"""What the invented council's officers have on their desk: an answer that waits for approval, the report, a pause."""

from __future__ import annotations

from typing import Any

from app.core import audit, clock, revisions
from app.core.db import db
from app.imports.demo_council import Scene
from app.responses.models import ClockPause, FinalReport, Response, ResponseRemark, ResponseWording
from app.responses.wording.answers import words_of


def load_clock(scene: Scene) -> None:
    """State when the final report was published, and when the clock stood still. Files without either have neither."""
    report = scene.written.get("final_report")
    if report is not None:
        stated = FinalReport(
            assembly_id=scene.assembly.id,
            published_on=report["published_on"],
            url=report["url"],
            stated_at=report["stated_at"],
            stated_by_id=scene.account_id(report["stated_by"]),
        )
        scene.assembly.report_published_on = stated.published_on
        db.session.add(stated)
        with clock.at(report["stated_at"]):
            audit.record("stated final report", stated, actor_id=stated.stated_by_id)
    for written in scene.written.get("clock_pauses", ()):
        pause = ClockPause(
            assembly_id=scene.assembly.id,
            reason=written["reason"],
            starts_at=written["starts_at"],
            ends_at=written["ends_at"],
            made_at=written["made_at"],
            made_by_id=scene.account_id(written["made_by"]),
        )
        db.session.add(pause)
        with clock.at(written["made_at"]):
            audit.record("paused clock", pause, actor_id=pause.made_by_id)
        revisions.touch(scene.assembly.slug, pause.starts_at, pause.ends_at)


def load_drafts(scene: Scene) -> None:
    """Make the answers that wait for approval, each with what it said before and what colleagues remarked."""
    for written in scene.written.get("answer_drafts", ()):
        _load_draft(scene, written)


def _load_draft(scene: Scene, written: dict[str, Any]) -> None:
    by = scene.account_id(written["drafted_by"])
    response = Response(
        assembly_id=scene.assembly.id,
        recommendations=[scene.recommendations[written["recommendation"]]],
        reasons=f"{written['summary']}\n\n{written['former_reasons']}",
        **{name: written[name] for name in _AS_WRITTEN},
        drafted_by_id=by,
        drafted_at=written["drafted_at"],
    )
    db.session.add(response)
    with clock.at(written["drafted_at"]):
        audit.record("drafted", response, actor_id=by, verdict=response.verdict)
    for remark in written["remarks"]:
        _load_remark(scene, response, remark)
    db.session.add(
        ResponseWording(
            response_id=response.id,
            words=words_of(response),
            written_by_id=by,
            written_at=response.drafted_at,
            replaced_at=written["edited_at"],
        )
    )
    response.reasons = f"{written['summary']}\n\n{written['reasons']}"
    response.edited_by_id, response.edited_at = by, written["edited_at"]
    with clock.at(written["edited_at"]):
        audit.record("edited", response, actor_id=by, verdict=response.verdict)
    response.sent_by_id, response.sent_at = by, written["sent_at"]
    with clock.at(written["sent_at"]):
        audit.record("sent for approval", response, actor_id=by)


_AS_WRITTEN = (
    "verdict",
    "not_taken_up",
    "responsible_body",
    "responsible_role",
    "money",
    "timescale",
    "decided_by",
    "decided_on",
    "decision_minute",
    "decision_url",
)


def _load_remark(scene: Scene, response: Response, written: dict[str, Any]) -> None:
    by = scene.account_id(written["made_by"])
    db.session.add(
        ResponseRemark(
            response_id=response.id, text=written["text"], made_by_id=by, made_at=written["made_at"]
        )
    )
    with clock.at(written["made_at"]):
        audit.record("remarked", response, actor_id=by)
