"""The invented council's answers, what it has promised, and how that goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core import audit, clock, revisions
from app.core.db import db
from app.imports.demo_council import Scene, day_of
from app.responses.models import Commitment, ProgressUpdate, Response, Verdict

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


def load_commitments(scene: Scene, answers: dict[int, Response]) -> None:
    """Make the commitments and what was reported of each."""
    for position, written in enumerate(scene.written["commitments"], start=1):
        answer = answers[written["recommendation"]]
        commitment = Commitment(
            recommendation_id=scene.recommendations[written["recommendation"]].id,
            response_id=answer.id,
            position=position,
            title=written["title"],
            detail=written["detail"],
            lead=written["lead"],
            due_on=day_of(written["due"]),
            made_at=answer.published_at,
            made_by_id=answer.published_by_id,
        )
        db.session.add(commitment)
        scene.commitments[written["id"]] = commitment
        with clock.at(answer.published_at or clock.now()):
            audit.record("made", commitment, actor_id=commitment.made_by_id)
        revisions.touch(scene.assembly.slug, written["due"], written["due_now"])
        for update in written["updates"]:
            _load_update(scene, commitment, update, written["stop_reason"])


def _load_update(
    scene: Scene, commitment: Commitment, written: dict[str, Any], stop_reason: str | None
) -> None:
    evidence = written["evidence"][0] if written["evidence"] else {"url": None, "label": None}
    update = ProgressUpdate(
        assembly_id=scene.assembly.id,
        commitment_id=commitment.id,
        status=written["state"],
        text=written["text"],
        reason=stop_reason if written["state"] == "stopped" else written.get("reason"),
        new_due_on=day_of(written["new_due"]) if written["new_due"] else None,
        evidence_url=evidence["url"],
        evidence_title=evidence["label"],
        reported_on=day_of(written["at"]),
        reported_by=scene.people[written["by"]].name,
        created_at=written["at"],
        created_by_id=scene.account_id(written["by"]),
    )
    db.session.add(update)
    with clock.at(written["at"]):
        audit.record("reported", update, actor_id=update.created_by_id, status=update.status)
