"""The queue is in step with what makes comments wait, and its pages are read by an index however long it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from app.comments.models import Channel, Comment, CommentKind, CommentState, Submission
from app.comments.rewording import Rewording, words_mark
from app.comments.services import (
    confirm_comment,
    edit_comment,
    new_receipt_token,
    post_comment,
    withdraw_comment,
)
from app.core import clock
from app.core.db import db
from app.moderation.models import Action, CommentSignal, QueueEntry
from app.moderation.queries.queue import Listing, Order, Scope, desk_counts, in_turn, list_page, waiting
from app.moderation.services import appeal, claim, keep_in_queue, report_comment, requeue_everything
from app.moderation.signals.kinds import SignalKind
from tests.conftest import NOON
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_question, make_recommendation_subject, subject_of
from tests.factories.moderation import decide_as, make_lead, make_moderator
from tests.moderation.pressing import many_waiting
from tests.queries import counted

ALL = Scope(None)


def _entry(comment: Comment) -> QueueEntry | None:
    return db.session.get(QueueEntry, comment.id, populate_existing=True)


def _ids(scope: Scope, listing: Listing = Listing.QUEUE) -> list[int]:
    return [item.comment.id for item in list_page(listing, scope).items]


@pytest.mark.parametrize("confirms", [True, False])
def test_a_comment_waits_once_its_author_has_said_that_it_is_theirs(session: Session, confirms: bool) -> None:
    assembly = make_assembly(consulting=(-7, 7), confirms_comments=confirms)
    subject = subject_of(assembly)
    token = new_receipt_token()
    comment = post_comment(subject, Submission("Hello", email="a@example.org"), receipt_token=token)
    assert (_entry(comment) is None) == confirms
    confirm_comment(comment)
    entry = _entry(comment)
    assert entry is not None
    assert (entry.is_new, entry.since, entry.assembly_id) == (True, comment.waiting_since, assembly.id)
    withdraw_comment(comment)
    assert _entry(comment) is None


def test_who_changes_a_published_comment_lets_it_wait_again(session: Session) -> None:
    comment = make_comment(
        make_recommendation_subject(make_assembly(consulting=(-7, 7))), created_at=clock.now()
    )
    assert _entry(comment) is None
    edit_comment(comment, Rewording("Other words."), words_mark(comment))
    entry = _entry(comment)
    assert entry is not None
    assert (entry.is_new, entry.since) == (True, comment.edited_at)


def test_one_shown_unread_waits_until_somebody_keeps_it(session: Session) -> None:
    comment = make_comment(waiting_since=NOON)
    entry = _entry(comment)
    assert entry is not None
    assert (entry.is_new, entry.since) == (True, NOON)
    decide_as(make_moderator(), comment, Action.KEEP)
    assert _entry(comment) is None
    assert comment.waiting_since is None


def test_it_waits_since_the_oldest_of_its_reasons(session: Session) -> None:
    comment, sam = make_comment(email="a@example.org"), make_moderator()
    with clock.at(NOON):
        decision = decide_as(sam, comment, Action.HIDE)
        decide_as(sam, comment, Action.RESTORE)
    with clock.at(NOON + timedelta(hours=1)):
        report_comment(comment, "abuse")
    with clock.at(NOON + timedelta(hours=2)):
        report_comment(comment, "threat")
    entry = _entry(comment)
    assert entry is not None
    assert (entry.since, entry.reports, entry.is_appealed) == (NOON + timedelta(hours=1), 2, False)
    hidden = decide_as(sam, comment, Action.HIDE)
    assert _entry(comment) is None
    appeal(comment, hidden.id, "It is true.")
    entry = _entry(comment)
    assert entry is not None
    assert (entry.is_appealed, entry.reports, decision.id < hidden.id) == (True, 0, True)


def test_made_anew_the_queue_is_as_it_was(session: Session) -> None:
    make_lead()
    sam, comments = make_moderator(), many_waiting(4)
    decide_as(sam, comments[0], Action.ESCALATE)
    report_comment(make_comment(comments[0].subject), "abuse")
    columns = [column for column, _ in QueueEntry.__mapper__.columns.items()]

    def rows() -> list[list[Any]]:
        session.flush()
        entries = session.scalars(
            select(QueueEntry).order_by(QueueEntry.comment_id), execution_options={"populate_existing": True}
        )
        return [[getattr(entry, column) for column in columns] for entry in entries]

    before = rows()
    assert len(before) == 5
    session.execute(delete(QueueEntry).where(QueueEntry.comment_id != comments[1].id))
    session.expire_all()
    comments[1].state = CommentState.REJECTED
    requeue_everything()
    assert rows() == [row for row in before if row[0] != comments[1].id]


def test_the_list_is_narrowed_down(session: Session) -> None:
    sam = make_moderator()
    first, second = many_waiting(2, channel=Channel.PAPER.value)
    question = make_question(first.subject, state=CommentState.AWAITING_MODERATION)
    elsewhere = make_comment(state=CommentState.AWAITING_MODERATION)
    reported = make_comment(first.subject)
    report_comment(reported, "abuse")
    session.add(CommentSignal(comment_id=second.id, kind=SignalKind.PHONE.value, detail={}))
    claim(question, sam)
    assert _ids(Scope(None, kind=CommentKind.QUESTION)) == [question.id]
    assert _ids(Scope(None, channel=Channel.PAPER)) == [first.id, second.id]
    assert _ids(Scope(None, subject_id=elsewhere.subject_id)) == [elsewhere.id]
    assert _ids(Scope(None, is_reported=True)) == [reported.id]
    assert _ids(Scope(None, signal=SignalKind.PHONE)) == [second.id]
    assert _ids(Scope(None, signal=SignalKind.CARD)) == []
    assert _ids(Scope(None, claimed_by_id=sam.id)) == [question.id]
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert _ids(Scope(None, claimed_by_id=sam.id)) == []


def test_by_signals_the_heaviest_come_first_and_then_the_oldest_page_by_page(session: Session) -> None:
    comments = many_waiting(5)
    for place, kind in ((1, SignalKind.LINK), (3, SignalKind.CARD)):
        session.add(CommentSignal(comment_id=comments[place].id, kind=kind.value, detail={}))
        keep_in_queue(comments[place])
    scope, found, after = Scope(None, order=Order.SIGNALS), [], None
    while True:
        page = waiting(Listing.QUEUE, scope, after, size=2)
        found += [item.comment for item in page.items]
        after = page.after
        if after is None:
            break
    assert found == [comments[place] for place in (3, 1, 0, 2, 4)]
    # A cursor of the other order begins the list anew.
    assert (
        waiting(Listing.QUEUE, ALL, waiting(Listing.QUEUE, scope, size=2).after).items[0].comment
        == comments[0]
    )


def _plan(session: Session, statement: str) -> str:
    rows = session.execute(text(statement)).all()
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize(
    ("scope", "index"),
    [
        (ALL, "ix_queue_entries_oldest"),
        (Scope(None, led_ids=None), "ix_queue_entries_oldest"),
        (Scope([1]), "ix_queue_entries_of_organisation"),
        (Scope(None, 1), "ix_queue_entries_of_assembly"),
        (Scope(None, order=Order.SIGNALS), "ix_queue_entries_signals"),
    ],
)
def test_a_page_is_read_along_an_index_in_the_order_of_the_list(
    session: Session, scope: Scope, index: str
) -> None:
    many_waiting(30)
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    if is_postgresql:
        # So few rows would be read and sorted as a whole.
        for other in ("seqscan", "bitmapscan", "sort", "incremental_sort", "hashjoin", "mergejoin"):
            session.execute(text(f"SET LOCAL enable_{other} = off"))
    session.execute(text("ANALYZE queue_entries"))
    page = waiting(Listing.QUEUE, scope, size=5)
    ids = in_turn(Listing.QUEUE, scope).limit(5)
    explain = "EXPLAIN " if is_postgresql else "EXPLAIN QUERY PLAN "
    statement = str(ids.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
    plan = _plan(session, explain + statement)
    assert index in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
    assert len(page.items) in (0, 5)


def test_counting_what_waits_reads_no_comment(session: Session) -> None:
    many_waiting(3)
    session.flush()
    with counted() as queries:
        counts = desk_counts(ALL)
        waiting(Listing.NEW, ALL, size=2)
    assert counts.by_listing[Listing.NEW] == 3
    counting = [query for query in queries if "count(" in query.lower()]
    assert counting
    assert not [query for query in counting if "comments" in query]
    assert len(queries) <= 4, queries
