"""What stands behind each change, and what became of the comments that changed nothing: counted, never listed whole.

However many comments there are, a page reads the same few rows: counts by change and theme, the reasons given most
often, and the few comments that most people agree with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentKind, CommentState
from app.comments.queries import IS_SILENT_REPLY, ON_SHOW, StanceCounts
from app.core.db import db
from app.dispositions.models import CommentAnswer, Disposition, DispositionOutcome
from app.dispositions.queries.dispositions import in_force
from app.dispositions.queries.themes import first_theme
from app.subjects.models import Subject

# How many reasons are told of each change or theme; what else was said stands with the comments themselves.
MOST_REASONS = 3
Place = tuple[int, str]


@dataclass(frozen=True)
class Reason:
    """What was said to some comments: why, to whom they were passed, and to how many it was said."""

    text: str
    passed_to: str
    comments: int


@dataclass
class Answered:
    """Comments with one answer in common: how they stand, their themes, what was said to them."""

    counts: StanceCounts = field(default_factory=StanceCounts)
    # Of the published ones, how many by theme, as far as they have one.
    themes: dict[int, int] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    hidden: int = 0
    withdrawn: int = 0
    # Of the published ones, how many by the subject on which they were made.
    subjects: dict[int, int] = field(default_factory=dict)
    # Of a change: the comments that most people agree with.
    examples: list[Comment] = field(default_factory=list)


@dataclass
class WhatBecame:
    """What became of the comments of an assembly, or on one recommendation."""

    # By version and clause: what stands behind a change.
    changes: dict[Place, Answered] = field(default_factory=dict)
    # By outcome and theme (none for comments without one): what changed no text.
    others: dict[str, dict[int | None, Answered]] = field(default_factory=dict)
    # On one recommendation: its comments that changed another one, by version and clause there.
    elsewhere: dict[Place, Answered] = field(default_factory=dict)
    answered: int = 0
    waiting: int = 0

    @property
    def published(self) -> int:
        return self.answered + self.waiting

    @property
    def theme_ids(self) -> set[int]:
        """Every theme that the page has to name."""
        behind = {key for group in self.changes.values() for key in group.themes}
        return behind | {key for groups in self.others.values() for key in groups if key is not None}

    def outcome(self, outcome: DispositionOutcome) -> Mapping[int | None, Answered]:
        return self.others.get(outcome.value, {})


def what_became(
    assembly: Assembly,
    version_ids: Collection[int],
    subject_id: int | None = None,
    examples: int = MOST_REASONS,
) -> WhatBecame:
    """Read what became of the comments of an assembly.

    Takes the assembly, the versions whose changes are told, the subject whose comments alone are counted where no
    text was changed (all of the assembly's where none is given), and how many comments are read of each change.
    Three queries, however many comments there are.
    """
    became = WhatBecame()
    answers = _answers(assembly)
    shown = _Shown(set(version_ids), subject_id)
    for row in db.session.execute(_counted(answers)):
        _add(became, row, shown)
    for row in db.session.execute(_said_most(answers)):
        group = _group(became, row, shown)
        if group is not None:
            _say(group, Reason(row.explanation or "", row.passed_to or "", row.comments))
    if any(group.counts.total for group in became.changes.values()):
        for version_id, clause_key, comment in db.session.execute(
            _agreed_most(answers, version_ids, examples)
        ):
            became.changes[version_id, clause_key].examples.append(comment)
    return became


def is_thread_behind(version_id: int, clause_key: str) -> ColumnElement[bool]:
    """That a comment or one of its replies is behind a change, in terms of `Comment.id`."""
    said = aliased(Comment)
    return (
        select(said.id)
        .join(CommentAnswer, CommentAnswer.comment_id == said.id)
        .join(Disposition, Disposition.id == CommentAnswer.disposition_id)
        .where(
            or_(said.id == Comment.id, said.parent_id == Comment.id),
            said.state == CommentState.PUBLISHED,
            Disposition.outcome == DispositionOutcome.CHANGED,
            Disposition.version_id == version_id,
            Disposition.clause_key == clause_key,
        )
        .correlate(Comment)
        .exists()
    )


@dataclass(frozen=True)
class _Shown:
    version_ids: set[int]
    subject_id: int | None


def _answers(assembly: Assembly) -> Subquery:
    """Each comment of the public that is or was on show, with the disposition that counts for it."""
    subjects = select(Subject.id).where(Subject.assembly_id == assembly.id)
    return (
        select(
            Comment.id,
            Comment.subject_id,
            Comment.state,
            Comment.stance,
            IS_SILENT_REPLY.label("is_silent_reply"),
            Comment.agrees,
            in_force().label("disposition_id"),
            first_theme().label("label_id"),
        )
        .where(
            Comment.subject_id.in_(subjects),
            Comment.kind == CommentKind.COMMENT,
            Comment.is_official.is_(False),
            ON_SHOW,
        )
        .subquery()
    )


def _theme(answers: Subquery) -> ColumnElement[int | None]:
    return func.coalesce(Disposition.theme_id, answers.c.label_id)


def _counted(answers: Subquery) -> Any:
    what = (
        answers.c.subject_id,
        Disposition.outcome,
        Disposition.version_id,
        Disposition.clause_key,
        _theme(answers).label("theme_id"),
        answers.c.state,
        answers.c.stance,
        answers.c.is_silent_reply,
    )
    return (
        select(*what, func.count().label("comments"))
        .select_from(answers)
        .outerjoin(Disposition, Disposition.id == answers.c.disposition_id)
        .group_by(*what)
    )


def _add(became: WhatBecame, row: Any, shown: _Shown) -> None:
    is_published = row.state == CommentState.PUBLISHED
    if is_published and shown.subject_id in (None, row.subject_id):
        became.answered += row.comments if row.outcome else 0
        became.waiting += 0 if row.outcome else row.comments
    group = _group(became, row, shown)
    if group is None:
        return
    group.hidden += row.comments if row.state == CommentState.HIDDEN else 0
    group.withdrawn += row.comments if row.state == CommentState.WITHDRAWN else 0
    if is_published:
        group.counts.add(row.stance, row.comments, row.comments if row.is_silent_reply else 0)
        group.subjects[row.subject_id] = group.subjects.get(row.subject_id, 0) + row.comments
        if row.theme_id is not None:
            group.themes[row.theme_id] = group.themes.get(row.theme_id, 0) + row.comments


def _group(became: WhatBecame, row: Any, shown: _Shown) -> Answered | None:
    """Where a row counts: behind a change, under a theme, or on no part of the page."""
    if row.outcome is None:
        return None
    is_here = shown.subject_id in (None, row.subject_id)
    if row.outcome == DispositionOutcome.CHANGED:
        place = row.version_id, row.clause_key
        if row.version_id in shown.version_ids:
            return became.changes.setdefault(place, Answered())
        return became.elsewhere.setdefault(place, Answered()) if is_here else None
    if not is_here:
        return None
    return became.others.setdefault(row.outcome, {}).setdefault(row.theme_id, Answered())


def _said_most(answers: Subquery) -> Any:
    """The reasons given most often, for each change and for each theme of what changed nothing."""
    where = (
        answers.c.subject_id,
        Disposition.outcome,
        Disposition.version_id,
        Disposition.clause_key,
        _theme(answers).label("theme_id"),
    )
    said = (Disposition.explanation, Disposition.passed_to)
    comments = func.count()
    ranked = (
        select(
            *where,
            *said,
            comments.label("comments"),
            func.row_number().over(partition_by=where, order_by=comments.desc()).label("number"),
        )
        .select_from(answers)
        .join(Disposition, Disposition.id == answers.c.disposition_id)
        .where(
            answers.c.state == CommentState.PUBLISHED,
            or_(*(column.is_not(None) for column in said)),
        )
        .group_by(*where, *said)
        .subquery()
    )
    return select(ranked).where(ranked.c.number <= MOST_REASONS).order_by(ranked.c.comments.desc())


def _say(group: Answered, said: Reason) -> None:
    """Add a reason to those of a group. The same one, said of another recommendation, is no second one."""
    for place, known in enumerate(group.reasons):
        if (known.text, known.passed_to) == (said.text, said.passed_to):
            group.reasons[place] = replace(known, comments=known.comments + said.comments)
            return
    if len(group.reasons) < MOST_REASONS:
        group.reasons.append(said)


def _agreed_most(answers: Subquery, version_ids: Collection[int], examples: int) -> Any:
    place = (Disposition.version_id, Disposition.clause_key)
    ranked = (
        select(
            answers.c.id,
            *place,
            func.row_number()
            .over(partition_by=place, order_by=(answers.c.agrees.desc(), answers.c.id))
            .label("number"),
        )
        .join(Disposition, Disposition.id == answers.c.disposition_id)
        .where(
            answers.c.state == CommentState.PUBLISHED,
            Disposition.outcome == DispositionOutcome.CHANGED,
            Disposition.version_id.in_(version_ids),
        )
        .subquery()
    )
    return (
        select(ranked.c.version_id, ranked.c.clause_key, Comment)
        .join(ranked, ranked.c.id == Comment.id)
        .where(ranked.c.number <= examples)
        .options(joinedload(Comment.subject))
        .order_by(ranked.c.version_id, ranked.c.clause_key, ranked.c.number)
    )
