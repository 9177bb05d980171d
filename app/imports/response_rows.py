"""What a council answered and what was reported later. A changed statement is a new row behind the former one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.assemblies.models import Assembly
from app.core import clock, events
from app.core.db import db
from app.imports.response_records import DECISIONS, STATUSES, StatementRecord
from app.imports.tally import RECORD_CHANGED, Tally, bring_into_step, came_back, keep_row, vanished
from app.recommendations.models import Recommendation
from app.responses.events import ProgressReported, ResponsePublished
from app.responses.models import ProgressUpdate, Response

Held = Mapping[str, Recommendation]


def _targets(statement: StatementRecord, held: Held) -> list[Recommendation]:
    return [held[target] for target in statement.recommendation_ids]


def _marks(statement: StatementRecord) -> dict[str, Any]:
    """What is no wording of the council's, and may be corrected in place."""
    return {
        "is_official_source": statement.is_official_source,
        "source_url": statement.source_url,
        "date_note": statement.date_note,
    }


def _says_the_same(
    row: Response | ProgressUpdate, values: Mapping[str, Any], targets: Sequence[Recommendation]
) -> bool:
    same_targets = {target.id for target in row.recommendations} == {target.id for target in targets}
    return same_targets and all(getattr(row, name) == value for name, value in values.items())


def _step_aside(row: Response | ProgressUpdate) -> None:
    """Leave the record's key to the row that follows. What it said stays readable, marked as no longer said."""
    row.record_key = None
    vanished(row)
    db.session.flush()


def _decision(statement: StatementRecord) -> dict[str, Any]:
    verdict = DECISIONS[statement.word]
    return {
        "verdict": verdict.value if verdict else None,
        "recorded_as": statement.word,
        "covers_all": statement.covers_all,
        "reasons": statement.text,
        "decided_by": statement.said_by,
        "decided_on": statement.said_on,
    }


def write_responses(
    assembly: Assembly, statements: Sequence[StatementRecord], held: Held, tally: Tally
) -> None:
    """Keep the answers of a record, known by their ids."""
    query = (
        select(Response)
        .where(Response.assembly_id == assembly.id, Response.record_key.is_not(None))
        .options(selectinload(Response.recommendations))
    )
    known = {row.record_key: row for row in db.session.scalars(query)}
    for statement in statements:
        row = known.pop(statement.id, None)
        targets = _targets(statement, held)
        if row is not None and _says_the_same(row, _decision(statement), targets):
            keep_row(tally, row, "response", bring_into_step(row, _marks(statement)), came_back(row))
            continue
        if row is not None:
            _step_aside(row)
        now = clock.now()
        follower = Response(
            assembly_id=assembly.id,
            record_key=statement.id,
            is_compiled=True,
            follows_id=row.id if row else None,
            correction_reason=RECORD_CHANGED if row else None,
            drafted_at=now,
            published_at=now,
            recommendations=targets,
            **_decision(statement),
            **_marks(statement),
        )
        db.session.add(follower)
        tally.note("published", follower, "response", verdict=follower.verdict, recorded_as=statement.word)
        events.announce(ResponsePublished(follower.id))
    for row in known.values():
        if vanished(row):
            tally.note("vanished", row, "response")


def _report(statement: StatementRecord) -> dict[str, Any]:
    status = STATUSES[statement.word]
    return {
        "status": status.value if status else None,
        "covers_all": statement.covers_all,
        "text": statement.text,
        "reported_by": statement.said_by,
        "reported_on": statement.said_on,
    }


def write_updates(
    assembly: Assembly, statements: Sequence[StatementRecord], held: Held, tally: Tally
) -> None:
    """Keep the progress updates of a record, known by their ids."""
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.assembly_id == assembly.id, ProgressUpdate.record_key.is_not(None))
        .options(selectinload(ProgressUpdate.recommendations))
    )
    known = {row.record_key: row for row in db.session.scalars(query)}
    for statement in statements:
        row = known.pop(statement.id, None)
        targets = _targets(statement, held)
        if row is not None and _says_the_same(row, _report(statement), targets):
            keep_row(tally, row, "update", bring_into_step(row, _marks(statement)), came_back(row))
            continue
        if row is not None:
            _step_aside(row)
        follower = ProgressUpdate(
            assembly_id=assembly.id,
            record_key=statement.id,
            is_compiled=True,
            follows_id=row.id if row else None,
            created_at=clock.now(),
            recommendations=targets,
            **_report(statement),
            **_marks(statement),
        )
        db.session.add(follower)
        tally.note("reported", follower, "update", status=follower.status)
        events.announce(ProgressReported(follower.id))
    for row in known.values():
        if vanished(row):
            tally.note("vanished", row, "update")
