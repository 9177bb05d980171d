"""What officers say of the openness checklist, for tests."""

from __future__ import annotations

from datetime import datetime

from app.assemblies.models import Assembly, OpennessState, OpennessStatement
from app.core import clock
from app.core.db import db


def make_statement(
    assembly: Assembly,
    item: str = "evaluation",
    state: OpennessState = OpennessState.MET,
    reason: str = "Two people from the university sat in and wrote a report.",
    url: str | None = "https://www.fenbury.example/review",
    said_at: datetime | None = None,
) -> OpennessStatement:
    """A statement, said now."""
    statement = OpennessStatement(
        assembly_id=assembly.id,
        item=item,
        state=state.value,
        reason=reason,
        url=url,
        said_at=said_at or clock.now(),
    )
    db.session.add(statement)
    db.session.flush()
    return statement
