"""Those who write to one assembly take turns."""

from __future__ import annotations

from sqlalchemy import select

from app.assemblies.models import Assembly
from app.core.db import db


def one_at_a_time(assembly_id: int) -> None:
    """Let two who write at once follow each other, where the database would let them in together.

    Takes the assembly's id. Who comes second sees what the first has committed. The lock ends with the transaction.
    Rows that merely point at the assembly may be written meanwhile: nobody who comments has to wait.
    """
    db.session.execute(select(Assembly.id).where(Assembly.id == assembly_id).with_for_update(key_share=True))
