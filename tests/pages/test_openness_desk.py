"""An officer says how the assembly stands to the openness checklist."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.assemblies.models import Assembly, OpennessState, OpennessStatement
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_session
from tests.factories.forms import HOSTILE, fields_of, send
from tests.factories.openness import make_statement
from tests.factories.organisations import make_organisation
from tests.queries import counted

DESK = "/council/high-street/openness/"
ITEM = f"{DESK}evaluation"
WITHDRAW = f"{ITEM}/withdraw"
PUBLIC = "/assemblies/high-street/openness/"
SAID = {"state": "met", "reason": "The university wrote it.", "url": "https://www.fenbury.example/review"}


@pytest.fixture
def officer(client: Visitor, session: Session) -> Visitor:
    fenbury = make_organisation("fenbury")
    sign_in_as(client, make_account("officer@fenbury.example", role=Role.OFFICER, organisation_id=fenbury.id))
    make_assembly("high-street", fenbury)
    return client


def _assembly(session: Session) -> Assembly:
    return session.scalars(select(Assembly).where(Assembly.slug == "high-street")).one()


def _said(session: Session) -> list[tuple[str, str, str | None]]:
    session.expire_all()
    return [(each.state, each.reason, each.url) for each in session.scalars(select(OpennessStatement))]


def test_a_statement_is_made_shown_to_everybody_and_taken_back(officer: Visitor, session: Session) -> None:
    tag = officer.get(PUBLIC).headers["ETag"]
    answer = send(officer, ITEM, **SAID)
    assert (answer.status_code, answer.location) == (303, DESK)
    assert _said(session) == [("met", SAID["reason"], SAID["url"])]
    public = officer.get(PUBLIC, headers={"If-None-Match": tag})
    assert (public.status_code, SAID["reason"] in public.text) == (200, True)
    desk = officer.get(DESK).text
    assert "It is saved, and on the public page." in desk
    assert "Met, said on" in desk
    answer = send(officer, ITEM, WITHDRAW)
    assert (answer.status_code, answer.location) == (303, DESK)
    assert _said(session) == []
    assert SAID["reason"] not in officer.get(PUBLIC).text


def test_the_form_shows_what_was_said(officer: Visitor, session: Session) -> None:
    make_statement(_assembly(session), state=OpennessState.NOT_APPLICABLE, reason="We are at work.", url=None)
    session.commit()
    fields = fields_of(officer, ITEM)
    assert (fields["state"], fields["reason"], fields["url"]) == ("not_applicable", "We are at work.", "")


def test_the_desk_says_of_each_point_how_it_is_counted(officer: Visitor, session: Session) -> None:
    make_session(_assembly(session), agenda="Welcome")
    session.commit()
    page = officer.get(f"{DESK}agendas").text
    assert "Counted from what is published: <strong>Met</strong>." in page
    assert "You need not say anything." in page
    assert "You need not say anything." not in officer.get(ITEM).text
    assert "Take back what you said" not in page
    assert f'href="{DESK}"' in officer.get("/council/high-street/").text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"state": ""}, "Choose how the assembly stands to this."),
        ({"state": "excellent"}, "Choose how the assembly stands to this."),
        ({"reason": ""}, "Write why. Readers see it as the council’s word."),
        ({"reason": " \u00a0\n"}, "Write why. Readers see it as the council’s word."),
        ({"reason": "x" * 1001}, "This is 1 character too long."),
        ({"url": ""}, "Write the web address where everybody can see it."),
        ({"url": "javascript:alert(1)"}, "Write a whole web address"),
        ({"url": "the website"}, "Write a whole web address"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    officer: Visitor, session: Session, changed: dict[str, str], message: str
) -> None:
    words = {**SAID, "reason": "Read by nobody but us & them.", **changed}
    answer = send(officer, ITEM, **words)
    assert answer.status_code == 422
    assert message in answer.text
    if changed.get("reason") is None:
        assert "Read by nobody but us &amp; them." in answer.text
    assert _said(session) == []


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_end_in_a_message_or_in_saved_text(
    officer: Visitor, session: Session, hostile: str
) -> None:
    answer = send(officer, ITEM, **{**SAID, "reason": hostile, "url": hostile})
    assert answer.status_code == 422
    answer = send(officer, ITEM, **{**SAID, "reason": hostile})
    assert answer.status_code in (303, 422)
    public = officer.get(PUBLIC)
    assert public.status_code == 200
    assert "<script>alert" not in public.text


def test_of_two_officers_the_second_gets_the_words_back(officer: Visitor, session: Session) -> None:
    began = fields_of(officer, ITEM)
    send(officer, ITEM, **SAID)
    answer = officer.post(ITEM, data={**began, **SAID, "reason": "My hour of work"})
    assert answer.status_code == 409
    assert "A colleague said something else" in answer.text
    assert "My hour of work" in answer.text
    assert [reason for _, reason, _ in _said(session)] == [SAID["reason"]]


def test_a_foreign_token_gives_the_words_back(officer: Visitor, session: Session) -> None:
    answer = officer.post(ITEM, data={**SAID, "csrf_token": "forged"})
    assert (answer.status_code, SAID["reason"] in answer.text) == (400, True)
    assert officer.post(WITHDRAW, data={"csrf_token": "forged"}).status_code == 400
    assert _said(session) == []


def test_what_there_is_not_is_not_found(officer: Visitor, session: Session) -> None:
    other = make_assembly("elsewhere", make_organisation("wendshire"))
    form = fields_of(officer, ITEM)
    for address in (
        f"{DESK}weather",
        "/council/nowhere/openness/",
        f"/council/{other.slug}/openness/archive",
    ):
        assert officer.get(address).status_code == 404
    for address in (
        f"{DESK}weather",
        f"{DESK}weather/withdraw",
        f"/council/{other.slug}/openness/archive",
        f"/council/{other.slug}/openness/archive/withdraw",
    ):
        assert officer.post(address, data={**form, **SAID}).status_code == 404
    assert _said(session) == []


def test_nobody_but_officers_says_anything(client: Visitor, session: Session) -> None:
    make_assembly("high-street")
    assert client.get(DESK).status_code in (302, 303, 401)
    assert client.post(ITEM, data=SAID).status_code in (302, 303, 401)
    sign_in_as(client, make_account("moderator@fenbury.example", role=Role.MODERATOR))
    assert client.get(DESK).status_code == 403
    assert client.post(ITEM, data=SAID).status_code == 403


def test_of_a_compiled_record_the_desk_shows_the_points_and_takes_no_word(
    officer: Visitor, session: Session
) -> None:
    form = fields_of(officer, ITEM)
    _assembly(session).is_compiled = True
    session.commit()
    desk, item = officer.get(DESK).text, officer.get(ITEM).text
    assert "It is changed by importing the record again, not here." in desk
    assert f'href="{ITEM}"' not in desk
    assert "<form method" not in item.split("<h1>")[1]
    answer = officer.post(ITEM, data={**form, **SAID})
    assert (answer.status_code, SAID["reason"] in answer.text) == (409, True)
    assert _said(session) == []


def test_before_an_assembly_is_public_its_officers_may_say_how_it_stands(
    officer: Visitor, session: Session
) -> None:
    _assembly(session).published_at = None
    session.commit()
    assert send(officer, ITEM, **SAID).status_code == 303
    assert officer.get(PUBLIC).status_code == 404
    assert "See the public page" not in officer.get(DESK).text


def test_the_desk_takes_few_queries(officer: Visitor, session: Session) -> None:
    make_statement(_assembly(session))
    session.commit()
    with counted() as queries:
        assert officer.get(DESK).status_code == 200
    assert len(queries) <= 10, str(queries)
