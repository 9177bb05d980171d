"""Whom to write to about what they commented on: one address, one letter, however many comments it wrote."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.comments.models import Comment, Contact, LetterKind
from app.comments.queries import COUNTED
from app.core.db import db
from app.subjects.models import Subject


def _takes(subject_ids: Sequence[int], kind: LetterKind) -> ColumnElement[bool]:
    """That a published comment on one of these subjects has an author who takes letters of this kind."""
    declined = func.coalesce(Contact.declined, "")
    return and_(
        COUNTED,
        Comment.subject_id.in_(subject_ids),
        Contact.confirmed_at.is_not(None),
        (" " + declined + " ").not_like(f"% {kind.value} %"),
    )


def _with_contact(columns: Select[int]) -> Select[int]:
    return columns.join(Contact, Contact.comment_id == Comment.id)


def first_of_each_address(
    subject_ids: Sequence[int], kind: LetterKind, after: int, size: int
) -> Sequence[int]:
    """The first comment of each address on these subjects, those with a higher id than `after`; one query."""
    first = func.min(Comment.id)
    return db.session.scalars(
        _with_contact(select(first))
        .where(_takes(subject_ids, kind))
        .group_by(Contact.email)
        .having(first > after)
        .order_by(first)
        .limit(size)
    ).all()


def first_of_same_address(subject_ids: Sequence[int], kind: LetterKind, comment_id: int) -> Comment | None:
    """Of whoever wrote this comment, the first one on these subjects that is published now; None where there is none
    or such letters are turned off."""
    address = select(Contact.email).where(Contact.comment_id == comment_id).scalar_subquery()
    return db.session.scalar(
        select(Comment)
        .join(Comment.contact)
        .join(Comment.subject)
        .where(_takes(subject_ids, kind), Contact.email == address, Subject.is_public)
        .options(contains_eager(Comment.contact), joinedload(Comment.subject).joinedload(Subject.assembly))
        .order_by(Comment.id)
        .limit(1)
    )
