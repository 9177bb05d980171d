"""Whether a consultation was marked finished."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, or_, select

from app.assemblies.models import Assembly
from app.assemblies.phases import comments_closed_at
from app.comments.models import Comment
from app.core.db import db
from app.dispositions.models import Disposition, Finish
from app.dispositions.queries.dispositions import Progress, progress, progress_of
from app.dispositions.queries.themes import of_assembly
from app.recommendations.models import Recommendation


@dataclass(frozen=True)
class Standing:
    """How far a consultation is answered, and whether it was marked finished."""

    progress: Progress
    finish: Finish | None
    is_closed: bool

    @property
    def is_worth_saying(self) -> bool:
        """While comments are open and nobody has answered any, there is nothing to say."""
        return bool(self.progress.published and (self.is_closed or self.progress.answered))


def is_finished(assembly: Assembly) -> ColumnElement[bool]:
    """That the consultation was marked finished and not opened again since, for a query that asks more than that."""
    closed_at = comments_closed_at(assembly)
    if closed_at is None:
        return false()
    finish = select(Finish.id).where(Finish.assembly_id == assembly.id, Finish.finished_at >= closed_at)
    return finish.exists()


def last_finish(assembly: Assembly) -> Finish | None:
    """The last word that the consultation is finished. None if it was opened again since."""
    closed_at = comments_closed_at(assembly)
    if closed_at is None:
        return None
    return db.session.scalar(
        select(Finish)
        .where(Finish.assembly_id == assembly.id, Finish.finished_at >= closed_at)
        .order_by(Finish.id.desc())
        .limit(1)
    )


def is_as_finished(assembly: Assembly, finish: Finish, published: int) -> bool:
    """Whether the comments and their answers are those of that day; one query, none where there are more or fewer.

    Their number alone does not say so: while one was hidden, another may have been published and answered.
    """
    if finish.comments != published:
        return False
    shown = select(Comment.id).where(of_assembly(assembly), Comment.published_at > finish.finished_at)
    answered = select(Disposition.id).where(
        Disposition.assembly_id == assembly.id, Disposition.made_at > finish.finished_at
    )
    return not db.session.scalar(select(or_(shown.exists(), answered.exists())))


def standing_of(assembly: Assembly) -> Standing:
    """How the answering of an assembly's comments stands; one query, and another once comments are closed."""
    return Standing(progress(assembly), last_finish(assembly), comments_closed_at(assembly) is not None)


def standing_on(recommendation: Recommendation) -> Standing:
    """The same for the comments on one recommendation; one query, and another once comments are closed."""
    assembly = recommendation.assembly
    return Standing(
        progress_of(recommendation), last_finish(assembly), comments_closed_at(assembly) is not None
    )
