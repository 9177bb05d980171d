"""The form for questions as a browser without a script sees it, and the whole way to the answer."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Role
from app.comments.models import Comment
from app.core import clock, form_tokens
from app.core.networks import limiter
from app.core.outbox import Letter, drain
from app.evidence.models import AssemblySession, EvidenceItem, Speaker
from app.moderation.models import Action
from tests.comments.kept import comments_kept, given_back
from tests.conftest import MakeApp, Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_question
from tests.factories.evidence import make_item, make_session
from tests.factories.forms import send
from tests.factories.moderation import decide_as, make_moderator
from tests.letters import let_letters_leave

WORDS = "How many buses?\r\n\r\nAnd <b>when</b> & *why* – «שלום» 🚌"
DESK = "/council/high-street/questions/"


def _form(thing: AssemblySession | EvidenceItem) -> str:
    return f"{thing.path}questions/ask"


def _send(client: Visitor, thing: AssemblySession | EvidenceItem, **fields: object) -> TestResponse:
    sent: dict[str, object] = {"body": WORDS, "email": "resident@town.example", **fields}
    if "csrf_token" not in sent:
        sent["csrf_token"] = token_in(client, _form(thing))
    return client.post(_form(thing), data={name: value for name, value in sent.items() if value is not None})


# ---- Asking ----


def test_a_question_is_kept_and_leads_to_its_receipt(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    answer = _send(client, meeting, asked_of="Dr Helen Marchetti", name="Priya N.")
    assert answer.status_code == 303
    question = session.scalars(select(Comment)).one()
    assert answer.location == f"/receipts/{question.receipt_token}"
    assert (question.kind, question.asked_of) == ("question", "Dr Helen Marchetti")
    assert question.body == WORDS.replace("\r\n", "\n")
    assert "Set-Cookie" not in answer.headers


def test_the_form_offers_the_speakers_and_nobody_in_particular(
    client: Visitor, meeting: AssemblySession
) -> None:
    answer = client.get(_form(meeting))
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    options = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)</option>', answer.text)
    assert options == [
        ("", "Whoever can answer it"),
        ("Dr Helen Marchetti", "Dr Helen Marchetti, University of the Wolds"),
        ("Bus Users", "Bus Users"),
    ]
    assert "Questions close on" in answer.text


def test_an_item_offers_its_own_speakers_or_else_all_of_a_public_session(
    client: Visitor, meeting: AssemblySession
) -> None:
    own = make_item(meeting.assembly, session=meeting, speakers=[meeting.speakers[1]])
    without = make_item(meeting.assembly, "A letter", session=meeting)
    secret = make_session(
        meeting.assembly, published=False, speakers=[Speaker(position=1, name="Nobody yet")]
    )
    early = make_item(meeting.assembly, "Early", session=secret)
    assert "Marchetti" not in client.get(_form(own)).text
    assert "Bus Users" in client.get(_form(own)).text
    assert "Marchetti" in client.get(_form(without)).text
    page = client.get(_form(early)).text
    assert "Nobody yet" not in page
    assert "<select" not in page


def test_pressing_the_button_twice_sends_one_question(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    token = token_in(client, _form(meeting))
    first, second = (_send(client, meeting, csrf_token=token) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    other = _send(client, meeting, csrf_token=token, body="Other words.")
    assert (other.status_code, given_back(other)) == (400, "Other words.")
    assert comments_kept(session) == 1


@pytest.mark.parametrize("token", ["", "forged", None])
def test_a_stale_form_gives_the_words_back(
    client: Visitor, session: Session, meeting: AssemblySession, token: str | None
) -> None:
    answer = _send(client, meeting, csrf_token=token, asked_of="Bus Users")
    assert answer.status_code == 400
    assert given_back(answer) == WORDS.replace("\r\n", "\n")
    assert '<option value="Bus Users" selected' in answer.text
    assert comments_kept(session) == 0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body": ""}, "Write your question."),
        ({"body": None}, "Write your question."),
        ({"body": "\u200b\u2060 "}, "Write your question."),
        ({"body": "x" * 2001}, "1 character too long"),
        ({"body": "a\x00b"}, "hidden control characters"),
        ({"asked_of": "Somebody else"}, "Nobody of that name spoke here"),
        ({"name": "n" * 81}, "1 character too long"),
        ({"email": ""}, "Enter your email address."),
        ({"email": "not an address"}, "like name@example.com"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_comes_back(
    client: Visitor, session: Session, meeting: AssemblySession, fields: dict[str, object], message: str
) -> None:
    answer = _send(client, meeting, **fields)
    assert answer.status_code == 422
    assert message in html.unescape(answer.text)
    assert "<title>Error" in answer.text
    if "body" not in fields:
        assert given_back(answer) == WORDS.replace("\r\n", "\n")
    assert comments_kept(session) == 0


def test_questions_that_close_while_one_writes_give_the_text_back(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    token = token_in(client, _form(meeting))
    with clock.at(clock.now() + timedelta(days=8)):
        answer = _send(client, meeting, csrf_token=token)
        closed = client.get(_form(meeting)).text
    assert answer.status_code == 409
    assert WORDS.replace("\r\n", "\n") in given_back(answer)
    assert comments_kept(session) == 0
    assert "Questions closed on" in closed
    assert "<textarea" not in closed


def test_a_stale_form_of_a_session_that_takes_no_questions_any_more_gives_the_text_back(
    client: Visitor, session: Session
) -> None:
    closed = make_session(make_assembly(learning=(-14, -7)))
    answer = _send(client, closed, csrf_token="stale")
    assert answer.status_code == 400
    assert "How many buses?" in given_back(answer)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((7, 14), "when the learning phase begins"),
        ((None, None), "They open when the learning phase begins."),
        (None, "This assembly takes no questions here."),
    ],
)
def test_the_closed_form_says_why(
    client: Visitor, session: Session, days: tuple[int | None, int | None] | None, said: str
) -> None:
    closed = make_session(make_assembly(learning=days))
    page = client.get(_form(closed)).text
    assert said in page
    assert "<textarea" not in page


def test_too_many_questions_from_one_network_are_refused_with_the_text(
    make_app: MakeApp, meeting: AssemblySession
) -> None:
    client = make_app(RATE_LIMITS=True).test_client()
    assert isinstance(client, Visitor)
    limiter.reset()
    token = token_in(client, _form(meeting))
    for _ in range(60):
        _send(client, meeting, csrf_token=token, body="")
    answer = _send(client, meeting, csrf_token=token)
    limiter.reset()
    assert answer.status_code == 429
    assert "How many buses?" in given_back(answer)


def test_what_is_not_public_has_no_form(client: Visitor, meeting: AssemblySession) -> None:
    draft = make_item(meeting.assembly, published=False)
    for address in (_form(draft), f"{meeting.assembly.path}evidence/sessions/none/questions/ask"):
        assert client.get(address).status_code == 404
        assert client.post(address, data={"body": "x"}).status_code == 404


def test_a_token_of_the_comment_form_is_refused(client: Visitor, meeting: AssemblySession) -> None:
    with client.application.app_context():
        foreign = form_tokens.issue(f"comment:{meeting.subject_id}")
    assert _send(client, meeting, csrf_token=foreign).status_code == 400


def test_nobody_agrees_with_or_replies_to_a_question(client: Visitor, meeting: AssemblySession) -> None:
    question = make_question(meeting.subject)
    answer = make_answer(question)
    for comment in (question, answer):
        assert client.get(f"/comments/{comment.id}/agree").status_code == 404
        assert client.post(f"/comments/{comment.id}/agree", data={}).status_code == 404
        assert client.get(f"/comments/{comment.id}/agreed").status_code == 404


# ---- The whole way ----


def test_from_the_question_to_its_answer_without_a_script(
    client: Visitor, session: Session, meeting: AssemblySession, letters: list[Letter]
) -> None:
    page = client.get(meeting.path).text
    assert f'href="{_form(meeting)}"' in page
    receipt = _send(client, meeting, body="How many buses?", asked_of="Dr Helen Marchetti").location
    assert receipt is not None
    assert "sent you an email" in client.get(receipt).text
    drain()
    assert letters[0].subject == "Confirm your question about “Who uses the lane”"
    found = re.search(r"/confirm/\S+", letters[0].text)
    assert found
    confirm = found[0]
    assert "Is this your question?" in client.get(confirm).text
    assert client.post(confirm, data={"csrf_token": token_in(client, confirm)}).location == receipt
    question = session.scalars(select(Comment)).one()
    assert "How many buses?" not in client.get(meeting.path).text
    decide_as(make_moderator(), question, Action.PUBLISH)
    session.commit()
    let_letters_leave()
    assert letters[1].subject == "Your question about “Who uses the lane” is published"
    place = re.search(r"/assemblies/\S+", letters[1].text)
    assert place
    listed = client.get(place[0].partition("#")[0]).text
    assert f'id="comment-{question.id}"' in listed
    assert "No answer yet." in listed
    assert "It has no answer yet." in client.get(receipt).text
    staff = client.application.test_client()
    sign_in_as(staff, make_account(role=Role.OFFICER, organisation_id=meeting.assembly.organisation_id))
    session.commit()
    assert send(staff, f"{DESK}{question.id}/", text="Two an hour.").status_code == 303
    drain()
    assert letters[2].subject == "Your question about “Who uses the lane” has an answer"
    assert "Two an hour." in client.get(place[0].partition("#")[0]).text
    assert "Two an hour." in client.get(receipt).text
