"""Questions at the moderation desk: the same queue and the same decisions, called by their name."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.core.outbox import Letter
from app.evidence.models import AssemblySession
from app.moderation.desk.history import done_words
from app.moderation.models import Action
from app.moderation.services import report_comment
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_question
from tests.factories.evidence import make_session
from tests.factories.moderation import decide_as, make_moderator
from tests.letters import let_letters_leave


@pytest.fixture
def meeting(session: Session) -> AssemblySession:
    return make_session(make_assembly(learning=(-7, 7)), "Who uses the lane")


def test_a_question_waits_in_the_queue_and_is_called_one(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    waiting = CommentState.AWAITING_MODERATION
    question = make_question(meeting.subject, state=waiting, author_name="Priya", asked_of="Dr Ann Reid")
    sign_in_as(client, make_moderator())
    assert "Choose the question by Priya" in client.get("/moderation/").text
    page = client.get(f"/moderation/comments/{question.id}").text
    assert "Question by Priya" in page
    assert "Asked of <bdi>Dr Ann Reid</bdi>" in page
    assert "To review" in page
    unnamed = make_question(meeting.subject, state=waiting)
    assert "Question, no name given" in client.get(f"/moderation/comments/{unnamed.id}").text
    assert done_words(Action.PUBLISH, question) == "You published the question by Priya."


def test_an_answer_at_the_desk_shows_the_question_and_can_be_hidden(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    question = make_question(meeting.subject, "How many buses?", author_name="Priya")
    answer = make_answer(question, "Two an hour.", by="Dr Ann Reid")
    sign_in_as(client, make_moderator())
    page = client.get(f"/moderation/comments/{answer.id}").text
    assert "Answer by Dr Ann Reid" in page
    thread = page[page.index("Where it stands") :]
    assert "<bdi>Priya</bdi>" in thread
    assert "How many buses?" in thread
    assert "you are reading this one" in thread
    assert "1 answer" in client.get(f"/moderation/comments/{question.id}").text
    decide_as(make_moderator("second@m.example", "Second"), answer, Action.HIDE)
    public = client.get(f"{meeting.path}questions/").text
    assert "An answer was hidden here" in public
    assert "Two an hour." not in public
    assert "How many buses?" in public


@pytest.mark.parametrize(
    ("state", "action", "words"),
    [
        (CommentState.AWAITING_MODERATION, Action.PUBLISH, "is published"),
        (CommentState.AWAITING_MODERATION, Action.REJECT, "was not published"),
        (CommentState.PUBLISHED, Action.HIDE, "was hidden"),
        (CommentState.HIDDEN, Action.RESTORE, "is shown again"),
    ],
)
def test_letters_call_a_question_a_question_and_lead_to_the_list_of_questions(
    session: Session,
    letters: list[Letter],
    meeting: AssemblySession,
    state: CommentState,
    action: Action,
    words: str,
) -> None:
    question = make_question(meeting.subject, state=state, email="priya@example.org")
    decide_as(make_moderator(), question, action)
    session.commit()
    let_letters_leave()
    [letter] = letters
    assert letter.subject == f"Your question about “Who uses the lane” {words}"
    assert "comment" not in letter.text.replace("#comment-", "")
    leads = f"{meeting.path}questions/?after=" in letter.text
    assert leads == (action in (Action.PUBLISH, Action.RESTORE))


def test_a_question_can_be_reported_and_the_page_leads_back_to_it(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    question = make_question(meeting.subject, "Is this allowed?")
    path = f"/comments/{question.id}/report"
    page = client.get(path).text
    assert "Report this question" in page
    assert "Is this allowed?" in page
    assert f"{meeting.path}questions/?after=" in page
    sent = client.post(path, data={"csrf_token": token_in(client, path), "reason": "abuse"})
    assert sent.status_code == 303
    assert "Go to the question" in client.get(sent.headers["Location"]).text
    decide_as(make_moderator(), question, Action.HIDE)
    hidden = client.get(path).text
    assert "has already taken this question down" in hidden
    assert "Is this allowed?" not in hidden


def test_the_policy_speaks_of_questions_too(client: Visitor) -> None:
    assert "What happens to a comment or a question" in client.get("/moderation-policy").text


def test_a_hidden_question_leaves_a_trace_and_its_answers_everywhere(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    question: Comment = make_question(meeting.subject, "Where does Mr Smith live?", author_name="Priya")
    make_answer(question, "We do not say.")
    report_comment(question, "private_person")
    decide_as(make_moderator(), question, Action.HIDE, reason="private_person")
    for address in (meeting.path, f"{meeting.path}questions/", f"{meeting.path}questions/?show=answered"):
        page = client.get(address).text
        assert "A question was hidden here" in page
        assert "names a private person" in page
        assert "Its answers stay." in page
        assert "We do not say." in page
        for gone in ("Mr Smith", "Priya"):
            assert gone not in page
    assert "A question was hidden here" not in client.get(f"{meeting.path}questions/?show=waiting").text
