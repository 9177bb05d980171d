"""The form for questions as a browser without a script sees it, and the officers' pages where they are answered."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Role
from app.comments.models import Comment, CommentState
from app.core import clock, form_tokens
from app.core.db import db
from app.core.networks import limiter
from app.core.outbox import Letter, drain
from app.evidence.models import AssemblySession, EvidenceItem, Speaker
from app.moderation.models import Action
from tests.conftest import MakeApp, Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_comment, make_question
from tests.factories.evidence import make_item, make_session
from tests.factories.forms import HOSTILE, fields_of, send
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.organisations import make_organisation
from tests.queries import counted

WORDS = "How many buses?\r\n\r\nAnd <b>when</b> & *why* – «שלום» 🚌"
DESK = "/council/high-street/questions/"


@pytest.fixture
def meeting(session: Session) -> AssemblySession:
    speakers = [
        Speaker(position=1, name="Dr Helen Marchetti", organisation="University of the Wolds"),
        Speaker(position=2, name=None, organisation="Bus Users"),
    ]
    return make_session(make_assembly(learning=(-7, 7)), "Who uses the lane", speakers=speakers)


@pytest.fixture
def officer(client: Visitor, session: Session) -> Visitor:
    fenbury = make_organisation("fenbury")
    sign_in_as(client, make_account(role=Role.OFFICER, organisation_id=fenbury.id))
    return client


def _form(thing: AssemblySession | EvidenceItem) -> str:
    return f"{thing.path}questions/ask"


def _send(client: Visitor, thing: AssemblySession | EvidenceItem, **fields: object) -> TestResponse:
    sent: dict[str, object] = {"body": WORDS, "email": "resident@town.example", **fields}
    if "csrf_token" not in sent:
        sent["csrf_token"] = token_in(client, _form(thing))
    return client.post(_form(thing), data={name: value for name, value in sent.items() if value is not None})


def _count(session: Session) -> int:
    return session.scalar(select(func.count(Comment.id))) or 0


def _given_back(answer: TestResponse) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.get_data(as_text=True), re.DOTALL)
    assert found, answer.get_data(as_text=True)[:3000]
    return html.unescape(found[1]).removeprefix("\n").replace("\r\n", "\n")


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
    assert (other.status_code, _given_back(other)) == (400, "Other words.")
    assert _count(session) == 1


@pytest.mark.parametrize("token", ["", "forged", None])
def test_a_stale_form_gives_the_words_back(
    client: Visitor, session: Session, meeting: AssemblySession, token: str | None
) -> None:
    answer = _send(client, meeting, csrf_token=token, asked_of="Bus Users")
    assert answer.status_code == 400
    assert _given_back(answer) == WORDS.replace("\r\n", "\n")
    assert '<option value="Bus Users" selected' in answer.text
    assert _count(session) == 0


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
        assert _given_back(answer) == WORDS.replace("\r\n", "\n")
    assert _count(session) == 0


def test_questions_that_close_while_one_writes_give_the_text_back(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    token = token_in(client, _form(meeting))
    with clock.at(clock.now() + timedelta(days=8)):
        answer = _send(client, meeting, csrf_token=token)
        closed = client.get(_form(meeting)).text
    assert answer.status_code == 409
    assert WORDS.replace("\r\n", "\n") in _given_back(answer)
    assert _count(session) == 0
    assert "Questions closed on" in closed
    assert "<textarea" not in closed


def test_a_stale_form_of_a_session_that_takes_no_questions_any_more_gives_the_text_back(
    client: Visitor, session: Session
) -> None:
    closed = make_session(make_assembly(learning=(-14, -7)))
    answer = _send(client, closed, csrf_token="stale")
    assert answer.status_code == 400
    assert "How many buses?" in _given_back(answer)


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
    assert "How many buses?" in _given_back(answer)


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


# ---- Answering ----


def test_the_desk_lists_what_waits_oldest_first_and_for_how_long(
    officer: Visitor, meeting: AssemblySession
) -> None:
    days = timedelta(days=1)
    old = make_question(meeting.subject, "The older one", created_at=clock.now() - 4 * days)
    make_question(meeting.subject, "The newer one", created_at=clock.now() - days, asked_of="Bus Users")
    make_answer(make_question(meeting.subject, "Answered already"))
    make_question(meeting.subject, "Not read by a moderator", state=CommentState.AWAITING_MODERATION)
    make_question(meeting.subject, "Hidden from all", state=CommentState.HIDDEN)
    make_comment(meeting.subject, "A comment")
    page = officer.get(DESK).text
    assert page.index("The older one") < page.index("The newer one")
    assert "has waited for 4 days" in page
    assert "asks <bdi>Bus Users</bdi>" in page
    assert "Waiting for an answer (2)" in page
    assert "Answered (1)" in page
    for absent in ("Answered already", "Not read by", "Hidden from", "A comment"):
        assert absent not in page
    answered = officer.get(f"{DESK}?show=answered").text
    assert "Answered already" in answered
    assert "The older one" not in answered
    assert f'href="{DESK}{old.id}/"' in page


def test_a_hidden_answer_sends_its_question_back_to_those_that_wait(
    officer: Visitor, meeting: AssemblySession
) -> None:
    make_answer(make_question(meeting.subject, "Once answered"), state=CommentState.HIDDEN)
    assert "Once answered" in officer.get(DESK).text


def test_each_tab_of_the_desk_counts_what_it_lists(officer: Visitor, meeting: AssemblySession) -> None:
    for number in range(2):
        make_question(meeting.subject, f"Waiting {number}")
    for number, state in enumerate([CommentState.PUBLISHED, CommentState.PUBLISHED, CommentState.HIDDEN]):
        make_answer(make_question(meeting.subject, f"Answered {number}", state=state))
    # Nobody will answer it, and nobody has.
    make_question(meeting.subject, "Hidden and never answered", state=CommentState.HIDDEN)
    for show, listed in (("", 2), ("?show=answered", 3)):
        page = officer.get(DESK + show).text
        assert "Waiting for an answer (2)" in page
        assert "Answered (3)" in page
        assert len(re.findall(rf'href="{DESK}\d+/"', page)) == listed


def test_the_desk_says_when_a_question_was_asked_and_when_it_was_published(
    officer: Visitor, meeting: AssemblySession
) -> None:
    question = make_question(meeting.subject)
    question.created_at = clock.london(date(2026, 10, 17), 10)
    question.published_at = clock.london(date(2026, 10, 19), 10)
    for address in (DESK, f"{DESK}{question.id}/"):
        page = officer.get(address).text.replace("\xa0", " ")
        assert "asked on 17 October 2026, published on 19 October 2026" in page


def test_many_questions_are_paged_at_the_same_cost(officer: Visitor, meeting: AssemblySession) -> None:
    make_question(meeting.subject)
    db.session.commit()
    with counted() as one:
        officer.get(DESK)
    for number in range(40):
        make_question(meeting.subject, f"Question {number:02d}")
    db.session.commit()
    with counted() as many:
        page = officer.get(DESK).text
    assert len(many) == len(one) <= 8, str(many)
    [after] = re.findall(r'rel="next" href="[^"]*after=([^"]+)"', page)
    assert "Question 39" in officer.get(f"{DESK}?after={after}").text


def test_the_answer_page_leads_to_the_question_where_readers_see_it(
    officer: Visitor, session: Session, meeting: AssemblySession
) -> None:
    question = make_question(meeting.subject)
    [address] = re.findall(
        r'href="([^"]+)">See it among the other questions', officer.get(f"{DESK}{question.id}/").text
    )
    assert address.endswith(f"#comment-{question.id}")
    assert f'id="comment-{question.id}"' in officer.get(address.replace("&amp;", "&")).text


def test_an_answer_stands_beside_its_question_at_once(
    officer: Visitor, session: Session, meeting: AssemblySession
) -> None:
    question = make_question(meeting.subject, asked_of="Dr Helen Marchetti")
    page = f"{DESK}{question.id}/"
    assert fields_of(officer, page)["who"] == "Dr Helen Marchetti, University of the Wolds"
    sent = send(officer, page, text="Two an hour.")
    assert (sent.status_code, sent.location) == (303, DESK)
    assert "The answer is published." in officer.get(DESK).text
    answer = session.scalars(select(Comment).where(Comment.parent_id == question.id)).one()
    assert answer.author_name == "Dr Helen Marchetti, University of the Wolds"
    public = officer.get(meeting.path).text
    assert "Two an hour." in public
    assert "1 question, answered" in public


def test_another_person_answers_by_name(officer: Visitor, session: Session, meeting: AssemblySession) -> None:
    page = f"{DESK}{make_question(meeting.subject).id}/"
    sent = send(officer, page, who="another", another="Ann Reid, Transport Team", text="Two.")
    assert sent.status_code == 303
    by = session.scalar(select(Comment.author_name).where(Comment.is_official.is_(True)))
    assert by == "Ann Reid, Transport Team"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"who": ""}, "Choose who answers."),
        ({"who": "Somebody"}, "Choose who answers."),
        ({"who": "another"}, "Write the name of the person who answers."),
        ({"who": "another", "another": "\u200b"}, "Write the name of the person who answers."),
        ({"text": " "}, "Write the answer."),
        ({"text": "x" * 5001}, "1 character too long"),
    ],
)
def test_a_refused_answer_comes_back_whole(
    officer: Visitor, session: Session, meeting: AssemblySession, fields: dict[str, str], message: str
) -> None:
    question = make_question(meeting.subject, asked_of="Bus Users")
    answer = send(officer, f"{DESK}{question.id}/", **{"text": "Kept words.", **fields})
    assert answer.status_code == 422
    assert message in answer.text
    if "text" not in fields:
        assert _given_back(answer) == "Kept words."
    assert _count(session) == 1


@pytest.mark.parametrize("kind", HOSTILE)
def test_whatever_is_sent_as_an_answer_ends_in_a_message_or_a_saved_text(
    officer: Visitor, meeting: AssemblySession, kind: str
) -> None:
    page = f"{DESK}{make_question(meeting.subject).id}/"
    hostile = HOSTILE[kind]
    for fields in ({"text": hostile}, {"another": hostile, "text": "x"}, {"who": hostile, "text": "x"}):
        answer = send(officer, page, **{"who": "another", "another": "Ann", **fields})
        assert answer.status_code in (303, 409, 422), (kind, fields)


def test_a_wrong_answer_gets_a_correction_beside_it_and_readers_see_both_in_order(
    officer: Visitor, meeting: AssemblySession
) -> None:
    page = f"{DESK}{make_question(meeting.subject, asked_of='Bus Users').id}/"
    assert "cannot be changed, only added to" in officer.get(page).text
    assert "Add a correction or a further answer" not in officer.get(page).text
    for text in ("Two buses.", "Three buses: the first figure was wrong."):
        assert officer.post(page, data=fields_of(officer, page) | {"text": text}).status_code == 303
    assert "Add a correction or a further answer" in officer.get(page).text
    shown = officer.get(meeting.path).text
    assert shown.count("Published on <time") == 2
    assert shown.index("Two buses.") < shown.index("Three buses: the first figure was wrong.")


def test_an_answer_sent_twice_is_published_once_and_one_that_crosses_another_is_given_back(
    officer: Visitor, session: Session, meeting: AssemblySession
) -> None:
    page = f"{DESK}{make_question(meeting.subject, asked_of='Bus Users').id}/"
    fields = fields_of(officer, page) | {"text": "Two."}
    assert [officer.post(page, data=fields).status_code for _ in range(2)] == [303, 303]
    assert _count(session) == 2
    crossing = officer.post(page, data=fields | {"text": "Three, I think."})
    assert crossing.status_code == 409
    assert "answered this meanwhile" in crossing.text
    assert _given_back(crossing) == "Three, I think."
    assert "1 answer so far" in crossing.text
    again = fields_of(officer, page) | {"text": "Three, I think."}
    assert officer.post(page, data=again).status_code == 303
    assert _count(session) == 3


def test_a_question_hidden_while_somebody_answers_takes_none_and_gives_the_words_back(
    officer: Visitor, session: Session, meeting: AssemblySession
) -> None:
    question = make_question(meeting.subject, asked_of="Bus Users")
    page = f"{DESK}{question.id}/"
    fields = fields_of(officer, page) | {"text": "Two an hour."}
    decide_as(make_moderator(), question, Action.HIDE)
    answer = officer.post(page, data=fields)
    assert answer.status_code == 409
    assert "Two an hour." in answer.text
    assert question.body not in answer.text
    assert _count(session) == 1


def test_officers_of_another_council_and_what_is_no_question_are_not_found(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    question = make_question(meeting.subject)
    comment, reply = make_comment(meeting.subject), make_answer(question)
    waiting = make_question(meeting.subject, state=CommentState.AWAITING_MODERATION)
    own = make_account(role=Role.OFFICER, organisation_id=meeting.assembly.organisation_id)
    sign_in_as(client, own)
    assert client.get(f"{DESK}{question.id}/").status_code == 200
    for other in (comment.id, reply.id, waiting.id, 2147483647):
        assert client.get(f"{DESK}{other}/").status_code == 404
    make_assembly("elsewhere")
    assert client.get(f"/council/elsewhere/questions/{question.id}/").status_code == 404
    stranger = make_account("x@y.example", role=Role.OFFICER, organisation_id=make_organisation("other").id)
    sign_in_as(client, stranger)
    assert client.get(f"{DESK}{question.id}/").status_code == 404
    assert client.get(DESK).status_code == 404


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
    drain()
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
