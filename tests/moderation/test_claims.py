"""Two moderators at one queue: what one reads, the other does not decide."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments.models import Comment, CommentState
from app.core import clock, transactions
from app.core.db import db
from app.core.errors import Refused
from app.moderation.limits import CLAIM_LASTS
from app.moderation.models import Action, ModerationDecision, QueueEntry
from app.moderation.queries.queue import Listing, Scope
from app.moderation.services import Chosen, claim, claim_next, decide, decide_all, release
from tests.at_once import Act, at_once
from tests.conftest import NOON
from tests.databases import CleanDatabase
from tests.factories.comments import make_comment
from tests.factories.moderation import decide_as, make_lead, make_moderator, mark_of
from tests.moderation.pressing import many_waiting

ALL = Scope(None)


@pytest.fixture
def morag(session: Session) -> Account:
    return make_moderator("morag@fenbury.example", "Morag Lister")


def _entry(comment: Comment) -> QueueEntry:
    return db.session.get_one(QueueEntry, comment.id, populate_existing=True)


@pytest.mark.usefixtures("at_noon")
def test_who_reads_a_comment_has_it_for_ten_minutes(session: Session, sam: Account, morag: Account) -> None:
    comment = make_comment(state=CommentState.AWAITING_MODERATION)
    assert claim(comment, morag) == NOON + CLAIM_LASTS
    said = r"Morag Lister has been reading this since midday, until 12:10.pm\."
    with pytest.raises(Refused, match=said):
        claim(comment, sam)
    with pytest.raises(Refused, match=said):
        decide_as(sam, comment, Action.PUBLISH)
    with clock.at(NOON + CLAIM_LASTS):
        assert claim(comment, sam) == NOON + 2 * CLAIM_LASTS
        with pytest.raises(Refused, match="Sam Okafor has been reading this"):
            decide_as(morag, comment, Action.PUBLISH)


@pytest.mark.usefixtures("at_noon")
def test_a_claim_that_is_over_hinders_nobody_from_deciding(
    session: Session, sam: Account, morag: Account
) -> None:
    comment = make_comment(state=CommentState.AWAITING_MODERATION)
    claim(comment, morag)
    with clock.at(NOON + CLAIM_LASTS):
        decide_as(sam, comment, Action.PUBLISH)
    assert comment.state == CommentState.PUBLISHED


@pytest.mark.usefixtures("at_noon")
def test_who_goes_on_reading_has_it_for_longer_and_who_lets_go_leaves_it_to_others(
    session: Session, sam: Account, morag: Account
) -> None:
    comment = make_comment(state=CommentState.AWAITING_MODERATION)
    claim(comment, morag)
    with clock.at(NOON + timedelta(minutes=9)):
        claim(comment, morag)
    assert _entry(comment).claimed_until == NOON + timedelta(minutes=19)
    release(comment, sam)
    assert _entry(comment).claimed_by_id == morag.id
    release(comment, morag)
    entry = _entry(comment)
    assert (entry.claimed_by_id, entry.claimed_until) == (None, None)
    claim(comment, sam)


def test_who_goes_on_to_another_lets_others_have_the_one_before(
    session: Session, sam: Account, morag: Account
) -> None:
    first, second, third = (make_comment(state=CommentState.AWAITING_MODERATION) for _ in range(3))
    claim(first, sam)
    claim(third, morag)
    claim(second, sam)
    assert _entry(first).claimed_by_id is None
    assert _entry(second).claimed_by_id == sam.id
    assert _entry(third).claimed_by_id == morag.id
    decide_as(morag, first, Action.PUBLISH)
    assert claim_next(Listing.QUEUE, ALL, morag) == third
    # Nobody else is left to read, so that it is the same one again.
    assert claim_next(Listing.QUEUE, ALL, sam) == second
    assert _entry(second).claimed_by_id == sam.id


def test_what_one_has_just_handed_back_is_left_to_others(session: Session, sam: Account) -> None:
    first, second = many_waiting(2)
    assert claim_next(Listing.QUEUE, ALL, sam, but_for=first) == second
    assert claim_next(Listing.QUEUE, Scope(None, subject_id=first.subject_id), sam, but_for=second) == first


def test_what_does_not_wait_cannot_be_claimed(session: Session, sam: Account) -> None:
    assert claim(make_comment(), sam) is None


def test_a_decision_lets_go_of_the_comment(session: Session, sam: Account) -> None:
    make_lead()
    comment = make_comment(state=CommentState.AWAITING_MODERATION)
    claim(comment, sam)
    decide_as(sam, comment, Action.ESCALATE)
    assert _entry(comment).claimed_by_id is None


def test_the_next_one_is_the_oldest_that_nobody_else_reads(
    session: Session, sam: Account, morag: Account
) -> None:
    first, second, third = many_waiting(3)
    assert claim_next(Listing.QUEUE, ALL, sam) == first
    assert claim_next(Listing.QUEUE, ALL, morag) == second
    # Who has one already comes back to it, and who passed over the first does so too, since it waits longest.
    assert claim_next(Listing.QUEUE, ALL, sam) == first
    claim(third, sam)
    assert claim_next(Listing.QUEUE, ALL, sam) == first
    assert (_entry(first).claimed_by_id, _entry(third).claimed_by_id) == (sam.id, None)
    assert claim_next(Listing.REPORTED, ALL, sam) is None


def _take_until_empty(person: int) -> list[int]:
    """What a moderator does: takes the next one and decides it, each in a transaction of its own."""
    decided: list[int] = []
    while True:
        with transactions.unit_of_work() as own:
            comment = claim_next(Listing.QUEUE, ALL, own.get_one(Account, person))
            if comment is None:
                return decided
            number, seen = comment.id, mark_of(comment)
        with transactions.unit_of_work() as own:
            by = own.get_one(Account, person)
            decide(own.get_one(Comment, number), Action.PUBLISH, by=by, seen=seen)
        decided.append(number)


def test_two_moderators_who_empty_one_queue_decide_nothing_twice_and_leave_nothing(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        waiting = [comment.id for comment in many_waiting(40)]
        people = [make_moderator(f"m{n}@fenbury.example", f"Moderator {n}").id for n in range(2)]
    decided: dict[int, list[int]] = {}

    def work(person: int) -> None:
        with app.app_context():
            together.wait()
            decided[person] = _take_until_empty(person)

    together = threading.Barrier(2, timeout=20)
    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(decided[people[0]] + decided[people[1]]) == waiting
    rows = session.execute(
        select(ModerationDecision.comment_id, ModerationDecision.decided_by_id, ModerationDecision.action)
    ).all()
    assert {(row.comment_id, row.decided_by_id) for row in rows} == {
        (comment, person) for person in people for comment in decided[person]
    }
    assert len(rows) == 40
    assert session.scalar(select(func.count(QueueEntry.comment_id))) == 0


def test_of_two_who_claim_the_same_one_at_once_one_has_it_and_the_other_hears_who(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        number = make_comment(state=CommentState.AWAITING_MODERATION).id
        people = [make_moderator(f"m{n}@fenbury.example", f"Moderator {n}").id for n in range(2)]

    def act(person: int) -> Act:
        return lambda own: claim(own.get_one(Comment, number), own.get_one(Account, person))

    outcomes = at_once(app, *(act(person) for person in people))
    assert outcomes.count("done") == 1
    [other] = [outcome for outcome in outcomes if outcome != "done"]
    winner = session.scalars(select(QueueEntry)).one().claimed_by
    assert winner is not None
    assert other.startswith(f"{winner.name} has been reading this since ")


def test_of_two_who_decide_many_and_one_of_them_at_once_each_is_decided_once(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        comments = many_waiting(20)
        thread = make_comment(comments[0].subject)
        comments += many_waiting(10, thread.subject, parent_id=thread.id)
        marks = {comment.id: mark_of(comment) for comment in comments}
        people = [make_moderator(f"m{n}@fenbury.example", f"Moderator {n}").id for n in range(2)]

    def all_of_them(person: int) -> Act:
        return lambda own: decide_all(
            [Chosen(number, mark) for number, mark in marks.items()],
            Action.PUBLISH,
            by=own.get_one(Account, person),
        )

    assert at_once(app, *(all_of_them(person) for person in people)) == ["done", "done"]
    assert session.scalar(select(func.count(ModerationDecision.id))) == 30
    session.refresh(thread)
    assert thread.replies_on_show == 10
