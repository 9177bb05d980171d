"""Pauses of comments and questions for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from app.assemblies.models import Assembly, CommentPause
from app.assemblies.pauses import pause_mark
from app.assemblies.queries import pause_in_force
from app.assemblies.services import pause_comments
from app.core import clock
from tests.factories.accounts import make_account

_numbers = count(1)


def pause(
    assembly: Assembly, until: datetime | None = None, reason: str = "Somebody sends spam."
) -> CommentPause:
    """Pause comments and questions of an assembly, for three days where no end is given."""
    by = make_account(f"pauses-{next(_numbers)}@fenbury.example")
    seen = pause_mark(pause_in_force(assembly.id))
    return pause_comments(assembly, reason, until or clock.now() + timedelta(days=3), by, seen)
