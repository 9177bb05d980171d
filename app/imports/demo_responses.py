"""The invented council's answers, what it has promised, and how that goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.core import audit, clock, revisions
from app.core.db import db
from app.files.received import Received
from app.files.services import keep
from app.imports.demo_council import Scene, day_of
from app.imports.demo_files import Named, proof_of
from app.responses.models import (
    Commitment,
    CommitmentCorrection,
    Milestone,
    ProgressUpdate,
    Response,
    Verdict,
)
from app.responses.queries.clock import standstills_of
from app.responses.standing import state_of

# The file spells this verdict out.
_VERDICTS = {"not_ours_to_decide": Verdict.NOT_OURS.value}
DRAFTED_BEFORE = timedelta(days=6)


def load_responses(scene: Scene) -> dict[int, Response]:
    """Make the answers, corrections behind what they correct. Returns the last one to each recommendation."""
    by_id: dict[str, Response] = {}
    last: dict[int, Response] = {}
    for written in scene.written["responses"]:
        former = by_id.get(written["supersedes"] or "")
        reasons = [written["summary"], written["reasons"]]
        response = Response(
            assembly_id=scene.assembly.id,
            verdict=_VERDICTS.get(written["verdict"], written["verdict"]),
            reasons="\n\n".join(reason for reason in reasons if reason),
            not_taken_up=written["not_taken_up"],
            responsible_body=written["responsible_body"],
            responsible_role=written["responsible_role"],
            sent_to=written["sent_to"],
            decided_by=written["decided_by"],
            decided_on=written["decided_on"],
            decision_url=written["decision_url"],
            follows_id=former.id if former else None,
            correction_reason=written["correction_reason"],
            drafted_by_id=scene.account_id(written["drafted_by"]),
            drafted_at=written["published_at"] - DRAFTED_BEFORE,
            published_by_id=scene.account_id(written["published_by"]),
            published_at=written["published_at"],
            recommendations=[scene.recommendations[written["recommendation"]]],
        )
        db.session.add(response)
        with clock.at(written["published_at"]):
            audit.record("published", response, actor_id=response.published_by_id, verdict=response.verdict)
        by_id[written["id"]] = last[written["recommendation"]] = response
        scene.answers[written["id"]] = response
    return last


def load_commitments(scene: Scene, answers: dict[int, Response], received: Mapping[Named, Received]) -> None:
    """Make the commitments with their steps, and what was reported of each. `received` are the files, looked into."""
    for position, written in enumerate(scene.written["commitments"], start=1):
        answer = answers[written["recommendation"]]
        # A file gives the words of today; what they were before stands beside them.
        former = written.get("formerly")
        commitment = Commitment(
            recommendation_id=scene.recommendations[written["recommendation"]].id,
            response_id=answer.id,
            position=position,
            title=former["title"] if former else written["title"],
            detail=written["detail"],
            lead=written["lead"],
            due_on=day_of(written["due"]),
            made_at=answer.published_at,
            made_by_id=answer.published_by_id,
        )
        db.session.add(commitment)
        scene.commitments[written["id"]] = commitment
        with clock.at(answer.published_at or clock.now()):
            audit.record("promised", commitment, actor_id=commitment.made_by_id, due_on=commitment.due_on)
        if former:
            _correct_words(commitment, written)
        for update in written["updates"]:
            _load_update(scene, commitment, None, update | {"stop_reason": written["stop_reason"]}, received)
        for step in written.get("steps", ()):
            _load_step(scene, commitment, step, received)


def _correct_words(commitment: Commitment, written: dict[str, Any]) -> None:
    former = written["formerly"]
    correction = CommitmentCorrection(
        commitment_id=commitment.id,
        title=written["title"],
        detail=written["detail"],
        lead=written["lead"],
        reason=former["why"],
        made_at=former["corrected_at"],
        made_by_id=commitment.made_by_id,
    )
    db.session.add(correction)
    with clock.at(former["corrected_at"]):
        audit.record("corrected", commitment, actor_id=correction.made_by_id)


def _load_step(
    scene: Scene, commitment: Commitment, written: dict[str, Any], received: Mapping[Named, Received]
) -> None:
    steps = select(func.count(Milestone.id)).where(Milestone.commitment_id == commitment.id)
    step = Milestone(
        commitment_id=commitment.id,
        position=1 + (db.session.scalar(steps) or 0),
        title=written["title"],
        due_on=day_of(written["due"]),
        made_at=commitment.made_at,
        made_by_id=commitment.made_by_id,
    )
    db.session.add(step)
    with clock.at(commitment.made_at):
        audit.record("added", step, actor_id=step.made_by_id, due_on=step.due_on)
    for update in written["updates"]:
        _load_update(scene, commitment, step, update, received)


def _load_update(
    scene: Scene,
    commitment: Commitment,
    step: Milestone | None,
    written: dict[str, Any],
    received: Mapping[Named, Received],
) -> None:
    """Make one report, and its correction if it was corrected: a row of its own, with today's words."""
    evidence = written["evidence"][0] if written["evidence"] else {"url": None, "label": None}
    file, by_id = proof_of(written, received), scene.account_id(written["by"])
    said = {
        "assembly_id": scene.assembly.id,
        "commitment_id": commitment.id,
        "milestone_id": step.id if step is not None else None,
        "status": written["state"],
        "reason": written.get("stop_reason") if written["state"] == "stopped" else written.get("reason"),
        "new_due_on": day_of(written["new_due"]) if written["new_due"] else None,
        "evidence_url": evidence["url"],
        "evidence_title": evidence["label"],
        "evidence_file_id": keep(file, by_id).id if file else None,
        "evidence_file_name": file.safe_name if file else None,
        "reported_on": day_of(written["at"]),
        "reported_by": scene.people[written["by"]].name,
        "created_by_id": by_id,
    }
    former = written.get("formerly")
    first = ProgressUpdate(
        **said, text=former["text"] if former else written["text"], created_at=written["at"]
    )
    _put("reported", first)
    if former:
        follows = {"follows_id": first.id, "correction_reason": former["why"]}
        _put(
            "corrected",
            ProgressUpdate(**said, **follows, text=written["text"], created_at=former["corrected_at"]),
        )


def _put(action: str, update: ProgressUpdate) -> None:
    db.session.add(update)
    with clock.at(update.created_at):
        audit.record(action, update, actor_id=update.created_by_id, status=update.status)


def turn_with_commitments(scene: Scene) -> None:
    """Let pages know when something of what was promised falls due, the pauses of the clock counted in."""
    pauses = standstills_of(scene.assembly)
    for commitment in scene.commitments.values():
        db.session.refresh(commitment)
        revisions.touch(scene.assembly.slug, *state_of(commitment, pauses).turning_moments)
