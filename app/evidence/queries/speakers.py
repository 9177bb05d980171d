"""Reading who gave evidence."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_, select

from app.core import clock
from app.core.db import db
from app.evidence.models import AssemblySession, EvidenceItem, Speaker, item_speakers


def speakers_to_ask(subject_id: int) -> Sequence[Speaker]:
    """Who can be asked about a public session or item: an item's own speakers, or else all of its session.

    In the session's order, in one query. A session that is not public keeps its speakers to itself.
    """
    about = select(EvidenceItem).where(EvidenceItem.subject_id == subject_id)
    item_id = about.with_only_columns(EvidenceItem.id).scalar_subquery()
    session_id = about.with_only_columns(EvidenceItem.session_id).scalar_subquery()
    rows = db.session.execute(
        select(Speaker, item_speakers.c.item_id)
        .join(Speaker.session)
        .outerjoin(
            item_speakers,
            and_(item_speakers.c.speaker_id == Speaker.id, item_speakers.c.item_id == item_id),
        )
        .where(
            or_(AssemblySession.subject_id == subject_id, AssemblySession.id == session_id),
            AssemblySession.published_at <= clock.now(),
            Speaker.vanished_at.is_(None),
        )
        .order_by(Speaker.position, Speaker.id)
    ).all()
    everyone, own = [row[0] for row in rows], [row[0] for row in rows if row[1] is not None]
    return own or everyone
