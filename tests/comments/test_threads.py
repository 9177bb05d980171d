"""Threads in four orders and through filters, page by page, while others write and agree."""

from __future__ import annotations

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.comments import services
from app.comments.models import Channel, Comment, CommentState, Stance
from app.comments.queries import EVERYTHING, Sort, Wanted, threads
from app.subjects.models import Subject
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_recommendation_subject


def _subject() -> Subject:
    return make_recommendation_subject(make_assembly(consulting=(-7, 7)))


def _walk(subject: Subject, sort: Sort, wanted: Wanted = EVERYTHING, size: int = 2) -> list[int]:
    """Every thread that one meets from the first page to the last."""
    met: list[int] = []
    after: str | None = None
    while True:
        page = threads(subject.id, sort, wanted, after, size)
        met += [comment.id for comment in page.items]
        after = page.after
        if after is None:
            return met


@pytest.mark.parametrize("sort", list(Sort))
def test_every_order_meets_every_thread_once(session: Session, sort: Sort) -> None:
    subject = _subject()
    made = [make_comment(subject, agrees=number % 3) for number in range(7)]
    for number in (1, 1, 4):
        make_comment(subject, parent_id=made[number].id)
    met = _walk(subject, sort)
    assert sorted(met) == [comment.id for comment in made]


def test_the_most_discussed_come_first_and_the_newest_of_equals(session: Session) -> None:
    subject = _subject()
    quiet, busy, loud = (make_comment(subject) for _ in range(3))
    for thread, replies in ((busy, 1), (loud, 2)):
        for _ in range(replies):
            make_comment(subject, parent_id=thread.id)
    make_comment(subject, parent_id=quiet.id, state=CommentState.AWAITING_MODERATION)
    assert _walk(subject, Sort.DISCUSSED) == [loud.id, busy.id, quiet.id]


def test_filters_combine_and_say_how_many_fit(session: Session) -> None:
    subject = _subject()
    wanted = make_comment(subject, clause_key="1.1", stance="oppose", channel=Channel.PAPER.value)
    make_comment(subject, clause_key="1.1", stance="oppose")
    make_comment(subject, clause_key="1.1", stance="support", channel=Channel.PAPER.value)
    make_comment(subject, clause_key="1.2", stance="oppose", channel=Channel.PAPER.value)
    page = threads(subject.id, wanted=Wanted("1.1", Stance.OPPOSE, Channel.PAPER))
    assert ([comment.id for comment in page.items], page.total) == ([wanted.id], 1)
    only = threads(subject.id, wanted=Wanted(of_thread=(Comment.id == wanted.id,)))
    assert ([comment.id for comment in only.items], only.total) == ([wanted.id], 1)


def test_what_was_taken_down_cannot_be_found_by_what_it_said(session: Session) -> None:
    subject = _subject()
    for state in (CommentState.HIDDEN, CommentState.WITHDRAWN):
        make_comment(subject, state=state, clause_key="1.1", stance="oppose", channel=Channel.PAPER.value)
    assert threads(subject.id, wanted=Wanted(clause="1.1")).total == 2
    assert threads(subject.id, wanted=Wanted(stance=Stance.OPPOSE)).total == 0
    assert threads(subject.id, wanted=Wanted(channel=Channel.PAPER)).total == 0


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.AGREED])
def test_who_pages_on_while_others_write_and_agree_meets_nobody_twice(session: Session, sort: Sort) -> None:
    subject = _subject()
    for number in range(6):
        make_comment(subject, agrees=number)
    first = threads(subject.id, sort, size=3)
    make_comment(subject, agrees=9)
    services.agree(first.items[-1], "a browser")
    services.agree(first.items[0], "a browser")
    second = threads(subject.id, sort, after=first.after, size=3)
    assert len(second.items) == 3
    assert {comment.id for comment in first.items}.isdisjoint(comment.id for comment in second.items)


def test_a_reply_that_comes_between_two_pages_of_the_most_discussed_shows_nobody_twice(
    session: Session,
) -> None:
    subject = _subject()
    made = [make_comment(subject) for _ in range(6)]
    for comment in made[3:]:
        make_comment(subject, parent_id=comment.id)
    first = threads(subject.id, Sort.DISCUSSED, size=3)
    reply = make_comment(subject, parent_id=first.items[0].id, state=CommentState.AWAITING_MODERATION)
    services.publish_comment(reply, make_account().id)
    second = threads(subject.id, Sort.DISCUSSED, after=first.after, size=3)
    assert {comment.id for comment in second.items} == {comment.id for comment in made[:3]}


# PostgreSQL plans by the size of the table, which is small here.
@pytest.mark.one_database
@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("wanted", [Wanted(), Wanted("1.1"), Wanted(None, Stance.OPPOSE, Channel.PAPER)])
def test_threads_are_found_and_counted_in_an_index_alone(
    session: Session, sort: Sort, wanted: Wanted
) -> None:
    subject = _subject()
    make_comment(subject)
    statements: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection: object, _cursor: object, sql: str, values: tuple[object, ...], *_: object) -> None:
        statements.append((sql, values))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    threads(subject.id, sort, wanted)
    event.remove(connection, "before_cursor_execute", note)
    for sql, values in [each for each in statements if "parent_id IS NULL" in each[0]]:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
        steps = [row[3] for row in plan if "subject_id=?" in row[3]]
        assert steps
        assert all("COVERING INDEX" in step for step in steps)
