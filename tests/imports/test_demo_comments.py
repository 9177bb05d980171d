"""The comments of the demo, as if they had been posted."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments.models import Agree, Anchor, Comment, CommentState, Contact
from app.comments.services import author_key
from app.recommendations.models import Clause
from app.subjects.models import Subject
from tests.imports.counting import the
from tests.imports.fenbury import everything


@pytest.mark.one_database
def test_comments_wait_show_and_confirm_as_if_they_had_been_posted(loaded: Session) -> None:
    for comment in loaded.scalars(select(Comment)):
        state = CommentState(comment.state)
        assert (comment.waiting_since is not None) == (state is CommentState.AWAITING_MODERATION), comment.id
        was_on_show = state in (CommentState.PUBLISHED, CommentState.HIDDEN, CommentState.WITHDRAWN)
        assert (comment.published_at is not None) == was_on_show, comment.id
        if comment.contact is not None:
            confirmed = comment.contact.confirmed_at
            assert (confirmed is None) == (state is CommentState.AWAITING_CONFIRMATION)
            assert confirmed is None or comment.published_at is None or confirmed <= comment.published_at
    ids = loaded.scalars(
        select(Comment.id)
        .order_by(Comment.created_at, Comment.id)
        .join(Comment.subject)
        .where(Subject.assembly_id == the("fenbury-high-street").id)
    ).all()
    assert list(ids) == sorted(ids), "newest first is highest number first"


@pytest.mark.one_database
def test_authors_are_digests_of_their_addresses(loaded: Session, demo_app: Flask) -> None:
    with demo_app.app_context():
        for contact, key in loaded.execute(select(Contact.email, Comment.author_key).join(Contact.comment)):
            assert key == author_key(contact)
    tokens = list(loaded.scalars(select(Comment.receipt_token)))
    assert len(set(tokens)) == len(tokens)
    assert all(len(token) >= 32 for token in tokens)


@pytest.mark.one_database
def test_anchors_hold_the_quoted_words_of_their_version(loaded: Session) -> None:
    quoted = 0
    for anchor in loaded.scalars(select(Anchor)):
        clause = loaded.scalars(
            select(Clause).where(Clause.version_id == anchor.version_id, Clause.key == anchor.clause_key)
        ).one()
        assert anchor.comment.clause_key == anchor.clause_key
        if anchor.exact is not None:
            quoted += 1
            assert f"{anchor.prefix}{anchor.exact}{anchor.suffix}" in clause.text
    assert quoted == sum(bool(c["quote"]) for c in everything("comments"))


@pytest.mark.one_database
def test_each_comment_s_agrees_are_rows_too(loaded: Session) -> None:
    shown = {c.id: c.agrees for c in loaded.scalars(select(Comment)) if c.agrees and c.published_at}
    rows = dict(loaded.execute(select(Agree.comment_id, func.count()).group_by(Agree.comment_id)).all())
    assert rows == shown
