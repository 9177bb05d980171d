"""What a theme is needed for: one that nothing needs was made by mistake, and can be removed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.db import db
from app.dispositions.models import CommentTheme, Disposition, Pack, Theme


class Need(StrEnum):
    """Why a theme has to stay."""

    COMMENTS = "comments"
    ANSWER = "answer"
    MERGED = "merged"
    PACK = "pack"
    SUMMARY = "summary"


def needs_of(theme: Theme) -> Sequence[Need]:
    """Why this theme has to stay; nothing where it can be removed. Two queries.

    Comments that are hidden or withdrawn need it too: they may be shown again.
    """
    comments, answer, merged = db.session.execute(
        select(
            select(CommentTheme.id).where(CommentTheme.theme_id == theme.id).exists(),
            select(Disposition.id).where(Disposition.theme_id == theme.id).exists(),
            select(Theme.id).where(Theme.merged_into_id == theme.id).exists(),
        )
    ).one()
    needs = {
        Need.COMMENTS: comments,
        Need.ANSWER: answer,
        Need.MERGED: merged,
        Need.PACK: _is_in_a_pack(theme),
        Need.SUMMARY: bool(theme.summary),
    }
    return [need for need, holds in needs.items() if holds]


def _is_in_a_pack(theme: Theme) -> bool:
    """Whether it stands in a pack, given or only kept: of an assembly's few packs all are read."""
    packs = db.session.scalars(select(Pack.figures).where(Pack.assembly_id == theme.assembly_id))
    return any(one["theme"] == theme.id for figures in packs for one in figures["themes"])


def was_removed(theme_id: int) -> bool:
    """Whether there was a theme of this id that somebody removed; one query."""
    query = select(AuditEntry.id).where(
        AuditEntry.kind == Theme.__tablename__,
        AuditEntry.thing_id == theme_id,
        AuditEntry.action == "removed",
    )
    return db.session.scalar(query.limit(1)) is not None
