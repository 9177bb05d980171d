"""The analysts’ list: published comments of an assembly, narrowed as they wish, with the text that each is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import joinedload

from app.assemblies.models import Assembly
from app.comments.models import Anchor, Channel, Comment, CommentState, Stance
from app.comments.queries import COUNTED
from app.core.db import db
from app.core.pagination import Slice, slice_after
from app.core.row_numbers import row_number
from app.dispositions.models import Theme, ThemeExample
from app.dispositions.queries.themes import in_any_theme, in_theme, of_assembly
from app.recommendations.models import Clause, Recommendation
from app.subjects.models import Subject

PAGE = 50
# In a filter: what has none.
NONE = "none"


@dataclass(frozen=True)
class Filters:
    """How the list is narrowed. Empty words narrow nothing; NONE asks for what has no stance, or no theme."""

    subject_id: int | None = None
    clause: str = ""
    stance: str = ""
    channel: str = ""
    theme: str = ""
    words: str = ""

    @property
    def theme_id(self) -> int | None:
        """The one theme that the list keeps to, if it does."""
        return row_number(self.theme)

    def as_query(self) -> dict[str, str]:
        """The filters as an address holds them."""
        asked = {
            "about": str(self.subject_id or ""),
            "clause": self.clause,
            "stance": self.stance,
            "channel": self.channel,
            "theme": self.theme,
            "q": self.words,
        }
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True)
class About:
    """Something of the assembly that has comments: its subject, and the recommendation where it is one."""

    subject_id: int
    title: str
    path: str
    recommendation: Recommendation | None

    @property
    def name(self) -> str:
        return f"{self.recommendation.label}. {self.title}" if self.recommendation else self.title


@dataclass(frozen=True)
class Coded:
    """A comment in the list, the clause that it is about as it read then, and what it replies to, if that is shown."""

    comment: Comment
    clause: Clause | None
    replies_to: Comment | None


def narrowed(assembly: Assembly, filters: Filters) -> ColumnElement[bool]:
    """The condition on `Comment` that the filters stand for, among the comments that are coded."""
    wanted = [of_assembly(assembly)]
    if filters.subject_id is not None:
        wanted.append(Comment.subject_id == filters.subject_id)
    if filters.clause:
        wanted.append(Comment.clause_key == filters.clause)
    if filters.stance:
        wanted.append(
            Comment.stance.is_(None) if filters.stance == NONE else Comment.stance == filters.stance
        )
    if filters.channel:
        wanted.append(Comment.channel == filters.channel)
    if filters.theme_id is not None:
        wanted.append(in_theme(filters.theme_id))
    elif filters.theme == NONE:
        wanted.append(~in_any_theme())
    if filters.words:
        wanted.append(Comment.body.icontains(filters.words, autoescape=True))
    return and_(*wanted)


def comments_to_code(
    assembly: Assembly, filters: Filters, after: str | None, size: int = PAGE
) -> Slice[Comment]:
    """A page of the list, the oldest first, with how many there are; two queries."""
    wanted = narrowed(assembly, filters)
    query = (
        select(Comment)
        .where(wanted)
        .options(joinedload(Comment.subject), joinedload(Comment.anchor), joinedload(Comment.parent))
    )
    return slice_after(
        query,
        [Comment.id.expression],
        lambda comment: (comment.id,),
        after,
        size,
        count_matching(assembly, filters),
        descending=False,
    )


def count_matching(assembly: Assembly, filters: Filters, theme: Theme | None = None) -> int:
    """How many comments the filters leave; of these, how many have a theme, if one is given."""
    query = select(func.count(Comment.id)).where(narrowed(assembly, filters))
    return db.session.scalar(query.where(in_theme(theme.id)) if theme is not None else query) or 0


def with_texts(comments: Sequence[Comment]) -> Sequence[Coded]:
    """Comments with the clauses that they were made on; one query."""
    clauses = _clauses_of([comment.anchor for comment in comments if comment.anchor is not None])
    return [
        Coded(
            comment,
            clauses.get((comment.anchor.version_id, comment.anchor.clause_key)) if comment.anchor else None,
            comment.parent
            if comment.parent is not None and comment.parent.state == CommentState.PUBLISHED
            else None,
        )
        for comment in comments
    ]


def _clauses_of(anchors: Sequence[Anchor]) -> Mapping[tuple[int, str], Clause]:
    places = {(anchor.version_id, anchor.clause_key) for anchor in anchors}
    if not places:
        return {}
    query = select(Clause).where(tuple_(Clause.version_id, Clause.key).in_(places))
    return {(clause.version_id, clause.key): clause for clause in db.session.scalars(query)}


def commented_on(assembly: Assembly) -> Sequence[About]:
    """Everything of an assembly that has comments to code, the recommendations first, in order; one query."""
    has_comments = select(Comment.id).where(COUNTED, Comment.subject_id == Subject.id).exists()
    rows = db.session.execute(
        select(Subject, Recommendation)
        .outerjoin(Recommendation, Recommendation.subject_id == Subject.id)
        .where(Subject.assembly_id == assembly.id, has_comments)
        .order_by(Recommendation.position.nulls_last(), Subject.id)
    )
    return [
        About(subject.id, subject.title, subject.path, recommendation) for subject, recommendation in rows
    ]


def clauses_commented_on(subject_id: int) -> Sequence[str]:
    """The clauses of a recommendation that have comments to code, by their keys; one query."""
    query = select(Comment.clause_key).where(
        COUNTED, Comment.subject_id == subject_id, Comment.clause_key.is_not(None)
    )
    return [key for key in db.session.scalars(query.distinct().order_by(Comment.clause_key)) if key]


def examples_of(theme_ids: Sequence[int]) -> Mapping[int, Sequence[Comment]]:
    """The example comments of several themes, in order; one query.

    Only published ones: what was hidden or withdrawn since shows its trace in its own place, and nothing here.
    """
    found: dict[int, list[Comment]] = {}
    rows = db.session.execute(
        select(ThemeExample.theme_id, Comment)
        .join(Comment, Comment.id == ThemeExample.comment_id)
        .where(ThemeExample.theme_id.in_(theme_ids), Comment.state == CommentState.PUBLISHED)
        .options(joinedload(Comment.subject))
        .order_by(ThemeExample.theme_id, ThemeExample.position, ThemeExample.id)
    )
    for theme_id, comment in rows:
        found.setdefault(theme_id, []).append(comment)
    return found


STANCES = (*Stance, NONE)
CHANNELS = tuple(Channel)
