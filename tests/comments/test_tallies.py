"""What the comments of a subject add up to is kept beside them, and never differs from counting them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments import services
from app.comments.models import Comment, CommentKind, CommentState, CommentTally, Stance, SubjectTally
from app.comments.queries import counts_of, figures_of
from app.comments.rewording import Rewording, words_mark
from app.core import clock
from app.core.errors import Refused
from app.subjects.models import Subject
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_comment, make_question, make_recommendation_subject

NEW = Rewording("Say it in another way.", Stance.NEUTRAL)


def _edit(comment: Comment, by: Account) -> None:
    """Other words, where they are still allowed."""
    with suppress(Refused):
        services.edit_comment(comment, NEW, words_mark(comment))


def _withdraw(comment: Comment, by: Account) -> None:
    if not comment.is_official:
        services.withdraw_comment(comment)


Verb = Callable[[Comment, Account], None]
VERBS: dict[CommentState, list[Verb]] = {
    CommentState.AWAITING_CONFIRMATION: [lambda c, by: services.confirm_comment(c), _edit],
    CommentState.AWAITING_MODERATION: [
        lambda c, by: services.publish_comment(c, by.id),
        lambda c, by: services.reject_comment(c, by.id),
        _edit,
    ],
    CommentState.PUBLISHED: [lambda c, by: services.hide_comment(c, by.id), _edit, _edit, _withdraw],
    CommentState.HIDDEN: [lambda c, by: services.restore_comment(c, by.id)],
    CommentState.REJECTED: [_withdraw],
}


Place = tuple[str | None, str | None]


def _from_scratch(session: Session, subject_id: int) -> tuple[Counter[Place], Counter[Place], int, int]:
    """The same figures, counted comment by comment."""
    session.flush()
    everything = session.execute(
        select(
            Comment.clause_key,
            Comment.stance,
            Comment.author_key,
            Comment.state,
            Comment.is_official,
            Comment.parent_id,
            Comment.published_at,
        ).where(Comment.subject_id == subject_id, Comment.kind == CommentKind.COMMENT)
    ).all()
    counted = [each for each in everything if each.state == "published" and not each.is_official]
    threads = [each for each in everything if each.parent_id is None and each.published_at is not None]
    places = Counter((each.clause_key, each.stance) for each in counted)
    silent: Counter[Place] = Counter(
        (each.clause_key, None) for each in counted if each.parent_id is not None and each.stance is None
    )
    return places, silent, len({each.author_key for each in counted}), len(threads)


def check_tallies(session: Session, subject_id: int) -> None:
    """Compare what is kept with what is there."""
    places, silent, people, threads = _from_scratch(session, subject_id)
    kept = session.execute(
        select(
            CommentTally.clause_key, CommentTally.stance, CommentTally.comments, CommentTally.replies
        ).where(CommentTally.subject_id == subject_id)
    ).all()
    assert {(clause, stance): number for clause, stance, number, _ in kept} == places
    assert {(clause, stance): replies for clause, stance, _, replies in kept if replies} == silent
    assert len(kept) == len(places)
    figures = session.execute(
        select(SubjectTally.people, SubjectTally.threads).where(SubjectTally.subject_id == subject_id)
    ).one()
    assert tuple(figures) == (people, threads)
    replies = Counter(
        session.scalars(
            select(Comment.parent_id).where(
                Comment.subject_id == subject_id, Comment.parent_id.is_not(None), Comment.state == "published"
            )
        )
    )
    for thread_id, number in session.execute(
        select(Comment.id, Comment.replies_on_show).where(
            Comment.subject_id == subject_id, Comment.parent_id.is_(None)
        )
    ):
        assert number == replies[thread_id]


def _subject() -> Subject:
    return make_recommendation_subject(make_assembly(consulting=(-7, 7)))


def _some_comments(chance: random.Random, subject: Subject) -> list[Comment]:
    threads = [
        make_comment(
            subject,
            state=chance.choice([*CommentState]),
            stance=chance.choice([*Stance, None]),
            clause_key=chance.choice(["1.1", "1.2", None]),
            email=f"{chance.randint(1, 4)}@b.example",
            is_official=chance.random() < 0.1,
            created_at=clock.now(),
        )
        for _ in range(6)
    ]
    replies = [
        make_comment(
            subject,
            state=chance.choice([*CommentState]),
            parent_id=chance.choice(threads).id,
            is_official=chance.random() < 0.3,
            created_at=clock.now(),
        )
        for _ in range(8)
    ]
    return [*threads, *replies]


@pytest.mark.parametrize("seed", range(4))
def test_the_tallies_are_what_counting_gives_after_every_verb(session: Session, seed: int) -> None:
    chance = random.Random(seed)
    subject, moderator = _subject(), make_account()
    comments = _some_comments(chance, subject)
    check_tallies(session, subject.id)
    for _ in range(40):
        comment = chance.choice(comments)
        verbs = VERBS.get(CommentState(comment.state), [])
        if verbs:
            chance.choice(verbs)(comment, moderator)
            check_tallies(session, subject.id)


def test_comments_written_in_bulk_are_added_up_in_one_go(session: Session) -> None:
    subject = _subject()
    thread = make_comment(subject)
    columns = {c.key: getattr(thread, c.key) for c in Comment.__table__.columns if c.key != "id"}
    replies = [
        columns | {"receipt_token": f"reply {number}", "parent_id": thread.id, "stance": "oppose"}
        for number in range(5)
    ]
    session.execute(insert(Comment), replies)
    services.recount_everything(subject.id)
    check_tallies(session, subject.id)
    assert thread.replies_on_show == 5
    assert counts_of([subject.id])[subject.id].overall.oppose == 5


def test_comments_that_moved_to_another_clause_are_counted_there(session: Session) -> None:
    subject = _subject()
    make_comment(subject, clause_key="1.1", stance="support")
    make_comment(subject, clause_key="1.2")
    session.execute(update(Comment).where(Comment.clause_key == "1.1").values(clause_key="1.3"))
    services.recount(subject.id)
    check_tallies(session, subject.id)
    assert figures_of(subject.id).counts.clause("1.1").total == 0
    assert figures_of(subject.id).counts.clause("1.3").support == 1


def test_a_page_of_traces_alone_has_threads_and_no_counts(session: Session) -> None:
    subject = _subject()
    make_comment(subject, state=CommentState.HIDDEN)
    figures = figures_of(subject.id)
    assert (figures.threads, figures.people, figures.counts.overall.total) == (1, 0, 0)


def test_a_subject_on_which_nobody_wrote_adds_up_to_nothing(session: Session) -> None:
    figures = figures_of(_subject().id)
    assert (figures.threads, figures.people, figures.counts.overall.total) == (0, 0, 0)


def test_questions_and_their_answers_are_not_added_up(session: Session) -> None:
    subject = _subject()
    make_comment(subject)
    question = make_question(subject)
    make_answer(question)
    assert figures_of(subject.id).threads == 1
    assert figures_of(subject.id).counts.overall.total == 1
