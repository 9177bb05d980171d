"""What was decided on the comments of a page: which disposition counts for each, and what hid it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import aliased

from app.comments.models import Comment, CommentState
from app.core import clock
from app.core.db import db
from app.dispositions.models import Disposition, DispositionOutcome, Theme
from app.dispositions.queries.dispositions import LOADED, in_force, is_of_parent
from app.moderation.models import Action, ModerationDecision
from app.moderation.queries import CITED
from app.moderation.queries.standing import CHANGES_STATE, stands
from app.recommendations.models import Version


@dataclass
class Decided:
    """By comment: what became of it, as far as it was answered, and what hid it, as far as it is hidden."""

    dispositions: dict[int, Disposition] = field(default_factory=dict)
    # The replies among them whose answer was given to the comment that they reply to.
    of_parent: set[int] = field(default_factory=set)
    hidden_by: dict[int, ModerationDecision] = field(default_factory=dict)
    # Of the recommendation asked about: how many paragraphs changed after comments, as answers that still hold say.
    paragraphs_changed: int = 0


def decided_on(comment_ids: Iterable[int], recommendation_id: int | None = None) -> Decided:
    """What was decided on these comments and, because of any, on a recommendation; one query (none for no ids)."""
    ids, decided = list(comment_ids), Decided()
    if not ids:
        return decided
    # What its author withdrew once it was hidden stays hidden, so that nobody can wipe a hiding away.
    last_decision = (
        select(func.max(ModerationDecision.id))
        .where(
            ModerationDecision.comment_id == Comment.id,
            ModerationDecision.action.in_(CHANGES_STATE),
            stands(),
            Comment.state.in_((CommentState.HIDDEN, CommentState.WITHDRAWN)),
        )
        .correlate(Comment)
        .scalar_subquery()
    )
    query = (
        select(
            Comment.id,
            Disposition,
            is_of_parent(),
            ModerationDecision,
            _paragraphs_changed(recommendation_id),
        )
        .select_from(Comment)
        .outerjoin(Disposition, Disposition.id == in_force())
        .outerjoin(
            ModerationDecision,
            and_(ModerationDecision.id == last_decision, ModerationDecision.action == Action.HIDE),
        )
        .where(Comment.id.in_(ids))
        .options(*LOADED, CITED)
    )
    for comment_id, disposition, of_parent, decision, changed in db.session.execute(query):
        decided.paragraphs_changed = changed
        if disposition is not None:
            decided.dispositions[comment_id] = disposition
            if of_parent:
                decided.of_parent.add(comment_id)
        if decision is not None:
            decided.hidden_by[comment_id] = decision
    return decided


def _paragraphs_changed(recommendation_id: int | None) -> ScalarSelect[int]:
    made, later = aliased(Disposition), aliased(Disposition)
    same = or_(later.comment_id == made.comment_id, later.theme_id == made.theme_id)
    places = (
        select(made.version_id, made.clause_key)
        .join(Version, Version.id == made.version_id)
        .outerjoin(Theme, Theme.id == made.theme_id)
        .where(
            Version.recommendation_id == recommendation_id,
            Version.published_at <= clock.now(),
            made.outcome == DispositionOutcome.CHANGED,
            Theme.merged_into_id.is_(None),
            ~select(later.id).where(same, later.id > made.id).exists(),
        )
        .distinct()
        .subquery()
    )
    return select(func.count()).select_from(places).scalar_subquery()
