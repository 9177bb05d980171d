"""Reading themes: which there are, which comments belong to them, how those comments stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.comments.queries import COUNTED, IS_SILENT_REPLY, StanceCounts
from app.core.db import db
from app.dispositions.models import CommentTheme, Theme
from app.subjects.models import Subject

# A theme that was merged into another is none any more; its row stays for who follows an old link.
LIVE = Theme.merged_into_id.is_(None)


@dataclass
class ThemeCounts:
    """A theme and its published comments: how they stand, in all and by what they are about (subject id)."""

    theme: Theme
    overall: StanceCounts = field(default_factory=StanceCounts)
    by_subject: dict[int, StanceCounts] = field(default_factory=dict)

    def add(self, subject_id: int, stance: str | None, count: int, replies: int) -> None:
        self.overall.add(stance, count, replies)
        self.by_subject.setdefault(subject_id, StanceCounts()).add(stance, count, replies)


@dataclass(frozen=True)
class Coding:
    """How far the coding of an assembly is: published comments, how many have no theme, and the same by subject."""

    total: int
    without: int
    by_subject: Mapping[int, tuple[int, int]]

    @property
    def coded(self) -> int:
        return self.total - self.without


def in_theme(theme_id: int) -> ColumnElement[bool]:
    """That a comment belongs to a theme, in terms of `Comment.id`."""
    return (
        select(CommentTheme.id)
        .where(CommentTheme.comment_id == Comment.id, CommentTheme.theme_id == theme_id)
        .correlate(Comment)
        .exists()
    )


def is_thread_in_theme(theme_id: int) -> ColumnElement[bool]:
    """That a published comment or one of its published replies belongs to a theme, in terms of `Comment.id`."""
    said = aliased(Comment)
    return Comment.id.in_(
        select(func.coalesce(said.parent_id, said.id))
        .join(CommentTheme, CommentTheme.comment_id == said.id)
        .where(CommentTheme.theme_id == theme_id, said.state == CommentState.PUBLISHED)
    )


def in_any_theme() -> ColumnElement[bool]:
    """That a comment belongs to some theme, in terms of `Comment.id`."""
    return select(CommentTheme.id).where(CommentTheme.comment_id == Comment.id).correlate(Comment).exists()


def first_theme() -> ScalarSelect[int]:
    """The first theme of the comment of the query around it: so that each comment is counted once."""
    return (
        select(CommentTheme.theme_id)
        .join(CommentTheme.theme)
        .where(CommentTheme.comment_id == Comment.id, LIVE)
        .order_by(Theme.position, Theme.id)
        .limit(1)
        .correlate(Comment)
        .scalar_subquery()
    )


def of_assembly(assembly: Assembly) -> ColumnElement[bool]:
    """That a comment is one of those that are coded: published, of the public, about anything of the assembly."""
    subjects = select(Subject.id).where(Subject.assembly_id == assembly.id).scalar_subquery()
    return and_(COUNTED, Comment.subject_id.in_(subjects))


def live_themes(assembly: Assembly) -> Sequence[Theme]:
    """The themes of an assembly in their order, without those that were merged away."""
    return db.session.scalars(
        select(Theme).where(Theme.assembly_id == assembly.id, LIVE).order_by(Theme.position, Theme.id)
    ).all()


def theme_of(assembly: Assembly, theme_id: int) -> Theme | None:
    """A theme of the assembly, merged away or not."""
    return db.session.scalar(select(Theme).where(Theme.id == theme_id, Theme.assembly_id == assembly.id))


def merged_into(theme: Theme) -> Theme:
    """Where the comments of a theme went: the theme itself, or the last one that it was merged into."""
    while theme.merged_into_id is not None:
        theme = db.session.get_one(Theme, theme.merged_into_id)
    return theme


def summed_up_before(theme: Theme) -> Sequence[Theme]:
    """The themes that were merged into this one and had a summary, the first one first; one query."""
    return db.session.scalars(
        select(Theme).where(Theme.merged_into_id == theme.id, Theme.summary.is_not(None)).order_by(Theme.id)
    ).all()


def _counts(assembly: Assembly) -> Select[int, int, str | None, int, int]:
    replies = func.count().filter(IS_SILENT_REPLY)
    return (
        select(CommentTheme.theme_id, Comment.subject_id, Comment.stance, func.count(), replies)
        .join(Comment, Comment.id == CommentTheme.comment_id)
        .where(of_assembly(assembly))
        .group_by(CommentTheme.theme_id, Comment.subject_id, Comment.stance)
    )


def themes_with_counts(assembly: Assembly) -> Sequence[ThemeCounts]:
    """Every live theme of an assembly with its counts, also those without a comment; two queries."""
    counts = {theme.id: ThemeCounts(theme) for theme in live_themes(assembly)}
    if counts:
        for theme_id, subject_id, stance, number, replies in db.session.execute(_counts(assembly)):
            if theme_id in counts:
                counts[theme_id].add(subject_id, stance, number, replies)
    return list(counts.values())


def counts_of_theme(assembly: Assembly, theme: Theme) -> ThemeCounts:
    """The counts of one theme; one query."""
    counts = ThemeCounts(theme)
    of_theme = _counts(assembly).where(CommentTheme.theme_id == theme.id)
    for _, subject_id, stance, number, replies in db.session.execute(of_theme):
        counts.add(subject_id, stance, number, replies)
    return counts


def public_themes(assembly: Assembly) -> Sequence[ThemeCounts]:
    """The themes that everybody may see, in order: those that hold a published comment. Two queries."""
    return [each for each in themes_with_counts(assembly) if each.overall.total]


def themes_about(subject_id: int) -> Sequence[Theme]:
    """The live themes, in order, that hold a published comment on one subject; one query that counts nothing."""
    # Asked of each label, by its comment's key: else ten thousand comments would be read for each theme.
    about = (
        select(Comment.subject_id)
        .where(Comment.id == CommentTheme.comment_id, COUNTED)
        .correlate(CommentTheme)
        .scalar_subquery()
    )
    labelled = (
        select(CommentTheme.id)
        .where(CommentTheme.theme_id == Theme.id, about == subject_id)
        .correlate(Theme)
        .exists()
    )
    of_assembly = select(Subject.assembly_id).where(Subject.id == subject_id).scalar_subquery()
    return db.session.scalars(
        select(Theme)
        .where(Theme.assembly_id == of_assembly, LIVE, labelled)
        .order_by(Theme.position, Theme.id)
    ).all()


def themes_of(comment_ids: Iterable[int]) -> Mapping[int, Sequence[Theme]]:
    """The themes of several comments, in order, in one query. A comment without any is not in the mapping."""
    found: dict[int, list[Theme]] = {}
    ids = list(comment_ids)
    if ids:
        query = (
            select(CommentTheme)
            .join(CommentTheme.theme)
            .where(CommentTheme.comment_id.in_(ids))
            .options(joinedload(CommentTheme.theme))
            .order_by(Theme.position, Theme.id)
        )
        for label in db.session.scalars(query):
            found.setdefault(label.comment_id, []).append(label.theme)
    return found


def coding_of(assembly: Assembly) -> Coding:
    """How many published comments there are and how many have no theme, in all and by subject; one query."""
    without = func.count().filter(~in_any_theme())
    rows: Sequence[Row[int, int, int]] = db.session.execute(
        select(Comment.subject_id, func.count(), without)
        .where(of_assembly(assembly))
        .group_by(Comment.subject_id)
    ).all()
    by_subject = {subject_id: (total, bare) for subject_id, total, bare in rows}
    return Coding(
        sum(total for total, _ in by_subject.values()),
        sum(bare for _, bare in by_subject.values()),
        by_subject,
    )
