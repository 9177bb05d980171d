"""Reindexing: what differs is mended, what is right stays, and nothing that was taken down comes back."""

from __future__ import annotations

import threading

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from app.cli import moothall
from app.comments import services as comments
from app.comments.models import Comment, CommentState
from app.core import clock, transactions
from app.core.db import db
from app.search import index
from app.search.models import SearchDocument
from app.search.queries import search
from app.search.services import build_if_empty, out_of_step, reindex
from app.search.words import IndexedWords
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_recommendation_subject
from tests.factories.evidence import make_item


@pytest.fixture
def texts(session: Session) -> None:
    """A few things to find, of which the index knows nothing yet but the assembly."""
    assembly = make_assembly(question="Who?")
    make_item(assembly, "Zebras")
    make_comment(make_recommendation_subject(assembly), "My zebra.")
    session.commit()


def test_it_writes_what_is_missing_and_a_second_time_nothing(session: Session, texts: None) -> None:
    first, second = reindex(), reindex()
    assert (first.documents, first.written, first.removed) == (3, 2, 0)
    assert (second.documents, second.written, second.removed) == (3, 0, 0)
    assert search("zebra").total == 2


def test_it_mends_what_was_scrambled(session: Session, texts: None) -> None:
    reindex()
    ids = session.scalars(select(SearchDocument.id).order_by(SearchDocument.id)).all()
    session.execute(update(SearchDocument).where(SearchDocument.id == ids[0]).values(title="Nonsense"))
    words = {ids[1]: IndexedWords("", "", "wrong", "wrong")}
    index.engine().write(words)
    session.execute(text("DELETE FROM search_index WHERE rowid = :id"), {"id": ids[2]})
    session.execute(
        insert(SearchDocument).values(
            kind="comment",
            source_id=999_999,
            assembly_id=session.scalar(select(SearchDocument.assembly_id)),
            title="Stray",
            text="stray zebra",
            path="/nowhere",
            language="en",
            visible_from=clock.now(),
        )
    )
    session.commit()
    assert len(out_of_step()) == 4
    done = reindex()
    assert (done.written, done.removed) == (3, 1)
    assert out_of_step() == []
    assert (search("zebra").total, search("nonsense").total, search("wrong").total) == (2, 0, 0)


def test_words_without_a_document_are_dropped(session: Session, texts: None) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO search_index (rowid, text_words) VALUES (4711, 'stray')"))
        session.commit()
        assert reindex().removed == 1
    left = session.scalar(text("SELECT count(*) FROM search_index WHERE rowid = 4711"))
    assert left == 0


def test_an_upgrade_makes_the_index_where_there_is_none(session: Session, texts: None) -> None:
    assert build_if_empty() is None
    session.execute(delete(SearchDocument))
    session.commit()
    built = build_if_empty()
    assert built is not None
    assert built.written == 3
    session.execute(delete(SearchDocument))
    assert session.scalar(text("SELECT count(*) FROM search_index")) == 0


def test_the_command_says_what_was_done(app: Flask, session: Session, texts: None) -> None:
    said = CliRunner().invoke(moothall, ["search", "reindex"], obj=app)
    assert (said.exit_code, said.output) == (0, "3 documents in the index: 2 written, 0 removed.\n")


def test_what_is_hidden_during_a_reindex_does_not_come_back(
    app: Flask, session: Session, committed_database: CleanDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moderator decides while the reindexing has read the comment as published but has not written it yet."""
    with transactions.unit_of_work():
        subject = make_recommendation_subject(make_assembly(question="Who?"))
        hidden_id = make_comment(subject, "A secretword.").id
        moderator_id = make_account("moderator@fenbury.example").id
    has_read, decides = threading.Event(), threading.Event()
    as_before = index.apply

    def hide() -> None:
        with app.app_context():
            has_read.wait(20)
            decides.set()
            with transactions.unit_of_work() as own:
                comments.hide_comment(own.get_one(Comment, hidden_id), moderator_id)

    def apply_late(found: index.Difference) -> None:
        if any("secretword" in document.text for document in found.new):
            has_read.set()
            decides.wait(20)
        as_before(found)

    monkeypatch.setattr(index, "apply", apply_late)
    moderator = threading.Thread(target=hide)
    moderator.start()
    reindex()
    moderator.join(30)
    session.expire_all()
    assert session.get_one(Comment, hidden_id).state == CommentState.HIDDEN
    assert search("secretword").total == 0
    assert out_of_step() == []


def test_a_reindex_waits_for_a_decision_that_is_not_committed_yet(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        subject = make_recommendation_subject(make_assembly(question="Who?"))
        ids = [make_comment(subject, f"A secretword {number}.").id for number in range(30)]
        moderator_id = make_account("moderator@fenbury.example").id
    together = threading.Barrier(2, timeout=20)

    def hide_all() -> None:
        with app.app_context():
            together.wait()
            for comment_id in ids:
                with transactions.unit_of_work() as own:
                    comments.hide_comment(own.get_one(Comment, comment_id), moderator_id)

    moderator = threading.Thread(target=hide_all)
    moderator.start()
    together.wait()
    for _ in range(5):
        reindex()
    moderator.join(60)
    db.session.rollback()
    assert search("secretword").total == 0
    assert out_of_step() == []
