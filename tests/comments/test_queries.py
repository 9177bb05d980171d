"""Reading comments."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.comments.models import CommentState, Stance
from app.comments.queries import (
    Sort,
    Wanted,
    comment_by_receipt,
    comment_on_show,
    comment_to_agree_with,
    counts_and_people,
    counts_of,
    figures_of,
    place_of,
    threads,
)
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_comment, make_question
from tests.factories.evidence import make_session
from tests.factories.recommendations import make_recommendation


def test_counts_hold_published_comments_of_residents_alone(session: Session) -> None:
    subject = make_recommendation(make_assembly()).subject
    make_comment(subject, stance="support", clause_key="1.1")
    make_comment(subject, stance="oppose", clause_key="1.1")
    make_comment(subject, stance=None)
    make_comment(subject, stance="support", is_official=True)
    for state in set(CommentState) - {CommentState.PUBLISHED}:
        make_comment(subject, stance="support", clause_key="1.1", state=state)
    counts = counts_of([subject.id])[subject.id]
    stances = {"support": 1, "support_with_changes": 0, "neutral": 0, "oppose": 1, "replies": 0}
    assert counts.overall.as_dict() == stances
    assert (counts.overall.total, counts.overall.without_stance) == (3, 1)
    assert (counts.clause("1.1").total, counts.clause("1.2").total) == (2, 0)


def test_a_reply_is_none_of_those_that_gave_no_stance(session: Session) -> None:
    assembly = make_assembly()
    subject, other = (make_recommendation(assembly, number=number).subject for number in (1, 2))
    silent = make_comment(subject, stance=None, clause_key="1.1")
    make_comment(subject, stance="oppose")
    for words in ({}, {"is_official": True}, {"state": CommentState.HIDDEN}):
        make_comment(subject, parent_id=silent.id, **words)
    make_comment(other, stance=None)
    several = counts_of([subject.id, other.id])
    for counts in (several[subject.id], figures_of(subject.id).counts):
        assert (counts.overall.total, counts.overall.without_stance, counts.overall.replies) == (3, 1, 1)
        assert (counts.clause("1.1").total, counts.clause("1.1").replies) == (1, 0)
    assert several[other.id].overall.without_stance == 1


def test_people_are_counted_once_however_often_they_write(session: Session) -> None:
    subject = make_recommendation(make_assembly()).subject
    for address in ("a@b.example", "A@b.example", "c@b.example"):
        make_comment(subject, email=address)
    assert counts_and_people(subject.id)[1] == 2


def test_threads_page_by_cursor_stays_right_while_comments_arrive(session: Session) -> None:
    subject = make_recommendation(make_assembly()).subject
    ids = [make_comment(subject).id for _ in range(7)]
    first = threads(subject.id, size=3)
    assert [c.id for c in first.items] == ids[:3:-1]
    make_comment(subject)
    second = threads(subject.id, after=first.after, size=3)
    assert [c.id for c in second.items] == ids[3:0:-1]
    last = threads(subject.id, after=second.after, size=3)
    assert [c.id for c in last.items] == ids[:1]
    assert last.after is None
    assert last.total == 8


def test_the_most_agreed_come_first_and_equals_by_age(session: Session) -> None:
    subject = make_recommendation(make_assembly()).subject
    comments = [make_comment(subject, agrees=agrees) for agrees in (3, 9, 3, 0)]
    page = threads(subject.id, Sort.AGREED, size=2)
    assert [c.id for c in page.items] == [comments[1].id, comments[2].id]
    rest = threads(subject.id, Sort.AGREED, after=page.after, size=2)
    assert [c.id for c in rest.items] == [comments[0].id, comments[3].id]
    oldest = threads(subject.id, Sort.OLDEST, size=10)
    assert [c.id for c in oldest.items] == [c.id for c in comments]


def test_threads_narrow_to_a_clause_and_a_stance(session: Session) -> None:
    subject = make_recommendation(make_assembly()).subject
    wanted = make_comment(subject, clause_key="1.2", stance="oppose")
    make_comment(subject, clause_key="1.1", stance="oppose")
    make_comment(subject, clause_key="1.2", stance="support")
    make_comment(subject, clause_key="1.2", stance="oppose", state=CommentState.HIDDEN)
    page = threads(subject.id, wanted=Wanted(clause="1.2", stance=Stance.OPPOSE))
    assert [c.id for c in page.items] == [wanted.id]
    assert page.total == 1


def test_a_hidden_comment_keeps_its_place_and_its_published_replies(session: Session) -> None:
    subject = make_recommendation(make_assembly()).subject
    hidden = make_comment(subject, state=CommentState.HIDDEN)
    reply = make_comment(subject, parent_id=hidden.id)
    make_comment(subject, parent_id=hidden.id, state=CommentState.REJECTED)
    make_comment(subject, state=CommentState.AWAITING_MODERATION)
    page = threads(subject.id)
    assert [c.id for c in page.items] == [hidden.id]
    assert [r.id for r in page.items[0].replies] == [reply.id]


def test_a_cursor_that_cannot_be_read_begins_anew(session: Session) -> None:
    subject = make_recommendation(make_assembly()).subject
    comment = make_comment(subject)
    for cursor in ("", "x", "W10", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OV0", "WyJhIl0", "bnVsbA", "é" * 300):
        assert [c.id for c in threads(subject.id, after=cursor).items] == [comment.id]


def test_a_comments_place_is_a_page_that_begins_with_its_thread(session: Session) -> None:
    subject = make_recommendation(make_assembly()).subject
    thread = make_comment(subject)
    reply = make_comment(subject, parent_id=thread.id)
    make_comment(subject)
    cursor = place_of(reply).split("after=")[1].split("#")[0]
    assert threads(subject.id, after=cursor).items[0].id == thread.id
    assert place_of(reply).endswith(f"#comment-{reply.id}")


def test_only_published_comments_are_public_but_a_receipt_shows_every_state(session: Session) -> None:
    subject = make_recommendation(make_assembly()).subject
    for state in CommentState:
        comment = make_comment(subject, state=state)
        assert (comment_to_agree_with(comment.id) is not None) is (state is CommentState.PUBLISHED)
        assert comment_by_receipt(comment.receipt_token) is comment


def test_questions_and_their_answers_never_count_as_comments(session: Session) -> None:
    subject = make_recommendation(make_assembly(consulting=(-7, 7))).subject
    make_comment(subject, stance=Stance.SUPPORT.value)
    question = make_question(subject, email="other@b.example")
    make_answer(question)
    counts, people = counts_and_people(subject.id)
    assert (counts.overall.total, people) == (1, 1)
    assert counts_of([subject.id])[subject.id].overall.total == 1
    assert threads(subject.id).total == 1
    assert comment_to_agree_with(question.id) is None
    assert comment_on_show(subject.id, question.id) is None


def test_a_question_and_its_answer_have_their_place_in_the_list_of_questions(session: Session) -> None:
    subject = make_session(make_assembly()).subject
    question = make_question(subject)
    answer = make_answer(question)
    place, of_answer = place_of(question), place_of(answer)
    assert place.startswith(f"{subject.path}questions/?after=")
    assert place.endswith(f"#comment-{question.id}")
    assert of_answer.partition("#")[0] == place.partition("#")[0]
