"""What the invented council's officers say of the openness checklist."""

from __future__ import annotations

from app.assemblies.models import OpennessStatement
from app.core import audit, clock
from app.core.db import db
from app.imports.demo_council import Scene


def load_openness(scene: Scene) -> None:
    """Make the statements with their log rows."""
    for written in scene.written["openness"]:
        statement = OpennessStatement(
            assembly_id=scene.assembly.id,
            item=written["item"],
            state=written["state"],
            reason=written["reason"],
            url=written["url"],
            said_at=written["at"],
            said_by_id=scene.account_id(written["by"]),
        )
        db.session.add(statement)
        with clock.at(written["at"]):
            audit.record(
                "stated",
                statement,
                actor_id=statement.said_by_id,
                item=statement.item,
                state=statement.state,
            )
