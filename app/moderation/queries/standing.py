"""Which decisions still stand: those that nobody has taken back."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased

from app.moderation.models import Action, ModerationDecision

# What changes how a comment stands on the page. A redaction shows a comment that waited, so it is among them.
CHANGES_STATE = (Action.PUBLISH, Action.REJECT, Action.REDACT, Action.HIDE, Action.RESTORE)

_undo = aliased(ModerationDecision)


def stands(decision: type[ModerationDecision] = ModerationDecision) -> ColumnElement[bool]:
    """The condition under which a decision stands: it takes none back, and none takes it back."""
    taken_back = select(_undo.id).where(_undo.undoes_id == decision.id).correlate(decision).exists()
    return and_(decision.action != Action.UNDO, ~taken_back)
