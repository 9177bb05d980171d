"""Answering a theme while one of its comments is changed: the two follow each other, and neither waits in a circle."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Delete, delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments.models import Comment
from app.comments.services import hide_comment, lock_comment, withdraw_comment
from app.core import transactions
from app.dispositions.models import CommentAnswer, DispositionOutcome, Finding, Theme
from app.dispositions.queries.dispositions import last_of, progress_of
from app.dispositions.services import settling
from app.dispositions.services.dispositions import dispose
from app.recommendations.models import Recommendation
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.dispositions import make_theme
from tests.factories.recommendations import make_recommendation

NOTED = Finding(DispositionOutcome.NOTED)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "take_away", [withdraw_comment, lambda comment: hide_comment(comment, 1)], ids=["withdrawn", "hidden"]
)
def test_a_theme_is_answered_while_one_of_its_comments_leaves_the_page(
    app: Flask,
    session: Session,
    committed_database: CleanDatabase,
    monkeypatch: pytest.MonkeyPatch,
    take_away: Callable[[Comment], None],
) -> None:
    with transactions.unit_of_work():
        assembly = make_assembly()
        recommendation = make_recommendation(assembly)
        leaves, stays = (make_comment(recommendation.subject) for _ in range(2))
        theme = make_theme(assembly, "Buses", leaves, stays)
        comment_id, theme_id, recommendation_id = leaves.id, theme.id, recommendation.id
        officer_id = make_account().id
    holds_comment, holds_subject = threading.Event(), threading.Event()
    outcomes: list[str] = []

    def delete_once_the_comment_is_held(table: type[CommentAnswer]) -> Delete:
        holds_subject.set()
        assert holds_comment.wait(20)
        return delete(table)

    # What comes right after the subject is locked, and right before the answers of comments are written.
    monkeypatch.setattr(settling, "delete", delete_once_the_comment_is_held)

    def leave(own: Session) -> None:
        comment = own.get_one(Comment, comment_id)
        lock_comment(comment)
        holds_comment.set()
        assert holds_subject.wait(20)
        take_away(comment)

    def answer(own: Session) -> None:
        dispose(own.get_one(Theme, theme_id), NOTED, own.get_one(Account, officer_id))

    def do(act: Callable[[Session], None]) -> None:
        with app.app_context(), transactions.unit_of_work() as own:
            act(own)
        outcomes.append("done")

    threads = [threading.Thread(target=do, args=(act,)) for act in (leave, answer)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert outcomes == ["done", "done"]
    anew = session.execute(select(Comment.id, last_of()).where(last_of().is_not(None))).all()
    kept = session.execute(select(CommentAnswer.comment_id, CommentAnswer.disposition_id)).all()
    assert sorted(map(tuple, kept)) == sorted(map(tuple, anew))
    assert progress_of(session.get_one(Recommendation, recommendation_id)).answered == 1
