"""What happens to questions: asked while they are open, moderated, answered beside."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments import services
from app.comments.models import Comment, CommentKind, CommentState, Submission
from app.core import clock, outbox
from app.core.audit import AuditEntry
from app.core.errors import Refused, TooMany
from app.core.outbox import Letter, OutboxRow
from app.core.revisions import current
from app.core.transactions import unit_of_work
from app.evidence.models import AssemblySession
from app.moderation.models import Action
from app.search.models import Kind, SearchDocument
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_comment, make_question
from tests.factories.evidence import make_item, make_session
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.recommendations import make_recommendation
from tests.letters import let_letters_leave

_numbers = count(1)


def _open_session(is_compiled: bool = False) -> AssemblySession:
    return make_session(make_assembly(learning=(-7, 7), is_compiled=is_compiled))


def _ask(session: AssemblySession, email: str | None = "a@b.example", asked_of: str | None = None) -> Comment:
    sent = Submission("How many buses?", name="Priya", email=email, asked_of=asked_of)
    return services.ask_question(session.subject, sent, receipt_token=services.new_receipt_token())


def _answer(
    question: Comment, text: str = "Two an hour.", by: str = "Dr Ann Reid", seen: str = "0"
) -> Comment:
    officer = make_account(f"officer{next(_numbers)}@fenbury.example")
    return services.answer_question(question, text, by, officer, seen)


def test_a_question_waits_for_its_author_like_a_comment_and_a_letter_is_written_down(
    session: Session,
) -> None:
    question = _ask(_open_session(), asked_of="Dr Ann Reid")
    assert (question.kind, question.state) == (CommentKind.QUESTION, CommentState.AWAITING_CONFIRMATION)
    assert (question.asked_of, question.stance, question.anchor) == ("Dr Ann Reid", None, None)
    [row] = session.scalars(select(OutboxRow)).all()
    assert (row.kind, row.payload) == ("confirm_comment", {"comment_id": question.id})
    services.confirm_comment(question)
    assert question.state == CommentState.AWAITING_MODERATION


@pytest.mark.parametrize("days", [(-14, -7), (7, 14), (None, None), None])
def test_nothing_is_asked_while_questions_are_closed(
    session: Session, days: tuple[int | None, int | None] | None
) -> None:
    # Comments are open all the while, which opens no questions.
    meeting = make_session(make_assembly(learning=days, consulting=(-7, 7)))
    with pytest.raises(Refused, match="Questions are closed"):
        _ask(meeting)
    assert session.scalar(select(func.count(Comment.id))) == 0


def test_a_compiled_record_an_unpublished_session_and_a_recommendation_take_no_questions(
    session: Session,
) -> None:
    with pytest.raises(Refused, match="closed"):
        _ask(_open_session(is_compiled=True))
    assembly = make_assembly("other", learning=(-7, 7), consulting=(-7, 7))
    with pytest.raises(Refused, match="closed"):
        _ask(make_session(assembly, published=False))
    sent = Submission("Why?", email="a@b.example")
    with pytest.raises(Refused, match="about sessions and evidence"):
        services.ask_question(make_recommendation(assembly).subject, sent, receipt_token="t")


def test_comments_and_questions_of_an_address_are_counted_together_against_floods(session: Session) -> None:
    meeting = _open_session()
    for number in range(services.MOST_UNCONFIRMED):
        make = make_question if number % 2 else make_comment
        make(
            meeting.subject,
            state=CommentState.AWAITING_CONFIRMATION,
            email="a@b.example",
            confirmed=False,
            created_at=clock.now(),
        )
    with pytest.raises(TooMany, match="wait to be confirmed"):
        _ask(meeting)


def test_an_answer_is_published_at_once_with_its_log_row_and_a_new_revision(session: Session) -> None:
    with unit_of_work():
        meeting = _open_session()
        question = make_question(meeting.subject)
        before = current(meeting.assembly.slug)[0]
    with unit_of_work():
        answer = _answer(question, by="Dr Ann Reid, University")
    assert (answer.state, answer.parent_id, answer.kind) == ("published", question.id, "question")
    assert (answer.is_official, answer.author_name) == (True, "Dr Ann Reid, University")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.action, entry.thing_id, entry.detail) == ("published", answer.id, {"answers": question.id})
    assert entry.actor_id is not None
    assert current(meeting.assembly.slug)[0] == before + 1


def test_answers_are_found_by_search_until_they_are_hidden(session: Session) -> None:
    answer = _answer(make_question(_open_session().subject))
    found = select(SearchDocument.path).where(
        SearchDocument.kind == Kind.ANSWER, SearchDocument.source_id == answer.id
    )
    [path] = session.scalars(found)
    assert "/questions/?after=" in path
    assert path.endswith(f"#comment-{answer.id}")
    services.hide_comment(answer, by=make_moderator().id)
    assert session.scalars(found).all() == []


def test_a_second_answer_stands_beside_the_first_and_a_double_press_publishes_one(session: Session) -> None:
    question = make_question(_open_session().subject)
    first = _answer(question)
    assert _answer(question).id == first.id
    with pytest.raises(Refused, match="answered this meanwhile"):
        _answer(question, "Three an hour.")
    second = _answer(question, "Three an hour.", seen=str(first.id))
    assert second.id != first.id
    assert services.answers_mark(question) == str(second.id)
    assert session.scalar(select(func.count(Comment.id)).where(Comment.parent_id == question.id)) == 2


@pytest.mark.parametrize(
    "state", [CommentState.HIDDEN, CommentState.AWAITING_MODERATION, CommentState.REJECTED]
)
def test_only_a_question_on_show_is_answered(session: Session, state: CommentState) -> None:
    meeting = _open_session()
    with pytest.raises(Refused, match="not on show"):
        _answer(make_question(meeting.subject, state=state))
    with pytest.raises(Refused, match="not on show"):
        _answer(make_comment(meeting.subject))
    with pytest.raises(Refused, match="not on show"):
        _answer(make_answer(make_question(meeting.subject)))


def test_nobody_agrees_with_a_question(session: Session) -> None:
    meeting = make_session(make_assembly(learning=(-7, 7), consulting=(-7, 7)))
    with pytest.raises(Refused, match="agree"):
        services.agree(make_question(meeting.subject), "browser")


def test_who_asked_hears_of_the_answer_without_either_text(session: Session, letters: list[Letter]) -> None:
    meeting = make_session(make_assembly(learning=(-7, 7)), "Who uses the lane")
    question = make_question(meeting.subject, email="priya@b.example")
    _answer(question, "Two an hour, says the timetable.")
    session.commit()
    assert outbox.drain() == 1
    [letter] = letters
    assert (letter.to, letter.subject) == (
        "priya@b.example",
        "Your question about “Who uses the lane” has an answer",
    )
    assert "Dr Ann Reid has answered." in letter.text
    assert "/questions/?after=" in letter.text
    assert f"/receipts/{question.receipt_token}" in letter.text
    assert question.body not in letter.text
    assert "timetable" not in letter.text


def test_nobody_is_written_to_without_a_confirmed_address_or_where_something_was_hidden_meanwhile(
    session: Session, letters: list[Letter]
) -> None:
    meeting, moderator = _open_session(), make_moderator()
    _answer(make_question(meeting.subject))
    _answer(make_question(meeting.subject, email="no@b.example", confirmed=False), "Unconfirmed.")
    hidden = make_question(meeting.subject, email="hidden@b.example")
    _answer(hidden, "To a hidden question.")
    decide_as(moderator, hidden, Action.HIDE)
    wrong = _answer(make_question(meeting.subject, email="wrong@b.example"), "Hidden answer.")
    decide_as(moderator, wrong, Action.HIDE)
    taken_down = make_item(meeting.assembly)
    _answer(make_question(taken_down.subject, email="gone@b.example"), "About what was taken down.")
    taken_down.subject.public_from = None
    session.commit()
    let_letters_leave()
    assert [letter.subject for letter in letters if "answer" in letter.subject] == []
    assert [letter.to for letter in letters] == ["hidden@b.example"]


def test_questions_close_by_the_clock(session: Session) -> None:
    meeting = _open_session()
    assert _ask(meeting).id
    with clock.at(clock.now() + timedelta(days=8)), pytest.raises(Refused, match="closed"):
        _ask(meeting)
