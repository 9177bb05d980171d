"""The officers' pages on which questions wait and are answered."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.comments.models import Comment, CommentState
from app.core import clock
from app.core.db import db
from app.evidence.models import AssemblySession
from app.moderation.models import Action
from tests.comments.kept import comments_kept, given_back
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_comment, make_question
from tests.factories.forms import HOSTILE, fields_of, send
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.organisations import make_organisation
from tests.queries import counted

DESK = "/council/high-street/questions/"


@pytest.fixture
def officer(client: Visitor, session: Session) -> Visitor:
    fenbury = make_organisation("fenbury")
    sign_in_as(client, make_account(role=Role.OFFICER, organisation_id=fenbury.id))
    return client


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
        assert given_back(answer) == "Kept words."
    assert comments_kept(session) == 1


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
    assert comments_kept(session) == 2
    crossing = officer.post(page, data=fields | {"text": "Three, I think."})
    assert crossing.status_code == 409
    assert "answered this meanwhile" in crossing.text
    assert given_back(crossing) == "Three, I think."
    assert "1 answer so far" in crossing.text
    again = fields_of(officer, page) | {"text": "Three, I think."}
    assert officer.post(page, data=again).status_code == 303
    assert comments_kept(session) == 3


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
    assert comments_kept(session) == 1


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
