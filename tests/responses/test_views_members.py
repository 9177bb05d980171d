"""The officers' page about members: invite, print, remind, end; and never a link or an address to see."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.responses.models import CheckPass
from app.responses.services import passes
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.forms import HOSTILE, fields_of, send
from tests.factories.organisations import make_organisation

DESK = "/council/high-street/responses/members"
DO = ("invite", "print", "remind", "again", "end-sent", "end-printed", "replace-sent", "replace-printed")


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(members=5)


@pytest.fixture
def olu(assembly: Assembly, client: Visitor) -> Account:
    officer = make_account(role=Role.OFFICER, organisation_id=assembly.organisation_id)
    sign_in_as(client, officer)
    return officer


def _emails(session: Session) -> set[str | None]:
    return set(session.scalars(select(CheckPass.email)))


@pytest.mark.parametrize(
    ("role", "own"), [(Role.MODERATOR, True), (Role.ADMINISTRATOR, True), (Role.OFFICER, False)]
)
def test_the_page_is_for_officers_of_the_council_concerned(
    client: Visitor, assembly: Assembly, role: Role, own: bool
) -> None:
    serves = assembly.organisation if own else make_organisation("elsewhere")
    organisation_id = None if role is Role.ADMINISTRATOR else serves.id
    sign_in_as(client, make_account("other@x.example", role=role, organisation_id=organisation_id))
    refused = 404 if role is Role.OFFICER else 403
    assert client.get(DESK).status_code == refused
    for name in DO:
        assert client.post(f"{DESK}/{name}", data={"addresses": "ada@example.org"}).status_code == refused


def test_addresses_are_tidied_invited_and_never_shown_again(
    client: Visitor, session: Session, olu: Account
) -> None:
    typed = " Ada@Example.org \n\n Bo Reid <bo@example.org>,\r\ncy@example.org;\n"
    sent = send(client, DESK, f"{DESK}/invite", addresses=typed)
    assert (sent.status_code, sent.location) == (303, DESK)
    assert _emails(session) == {"ada@example.org", "bo@example.org", "cy@example.org"}
    page = client.get(DESK).text
    assert "3 links are on their way." in page
    assert "3 of 5" in page
    assert "example.org" not in page
    assert not any(token in page for token in session.scalars(select(CheckPass.token)))


def test_wrong_and_doubled_addresses_are_told_in_place_and_all_that_was_typed_comes_back(
    client: Visitor, session: Session, olu: Account
) -> None:
    typed = "ada@example.org\nnot an address\nbo@example\nADA@example.org"
    refused = send(client, DESK, f"{DESK}/invite", addresses=typed)
    page = unescape(refused.text)
    assert refused.status_code == 422
    for told in ("Line 2 is not an email address.", "Line 3 is not", "Line 4 is the same as line 1."):
        assert told in page
    assert typed in page.replace("\r\n", "\n")
    assert _emails(session) == set()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_as_addresses_is_refused_and_never_breaks_the_page(
    client: Visitor, session: Session, olu: Account, text: str
) -> None:
    assert send(client, DESK, f"{DESK}/invite", addresses=text).status_code == 422
    assert _emails(session) == set()


def test_more_addresses_than_members_come_back_with_the_reason(
    client: Visitor, session: Session, olu: Account
) -> None:
    typed = "\n".join(f"member{number}@example.org" for number in range(6))
    refused = send(client, DESK, f"{DESK}/invite", addresses=typed)
    assert refused.status_code == 422
    assert "This assembly has 5 members" in refused.text
    assert "member5@example.org" in refused.text
    assert _emails(session) == set()


def test_who_has_a_link_is_said_in_figures(client: Visitor, assembly: Assembly, olu: Account) -> None:
    passes.invite_members(assembly, ["ada@example.org"], olu)
    send(client, DESK, f"{DESK}/invite", addresses="ada@example.org\nbo@example.org")
    page = client.get(DESK).text
    assert "1 link is on its way. 1 address had a link already. No second one was made." in page


def test_printed_links_are_shown_once_and_a_second_press_makes_none(
    client: Visitor, session: Session, olu: Account
) -> None:
    fields = {**fields_of(client, DESK, f"{DESK}/print"), "links": "2"}
    shown = client.post(f"{DESK}/print", data=fields)
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "no-store")
    tokens = session.scalars(select(CheckPass.token)).all()
    assert all(f"/counter-check/{token}" in shown.text for token in tokens)
    again = client.post(f"{DESK}/print", data=fields)
    assert (again.status_code, again.location) == (303, DESK)
    assert session.scalar(select(func.count(CheckPass.id))) == 2
    page = client.get(DESK).text
    assert "shown only once" in page
    assert not any(token in page for token in tokens)


@pytest.mark.parametrize("number", ["", "0", "-1", "two", "9999999", "6"])
def test_a_number_of_links_that_cannot_be_is_refused(
    client: Visitor, session: Session, olu: Account, number: str
) -> None:
    assert send(client, DESK, f"{DESK}/print", links=number).status_code == 422
    assert session.scalar(select(func.count(CheckPass.id))) == 0


def test_a_printed_link_is_ended_and_replaced_by_its_number(
    client: Visitor, session: Session, assembly: Assembly, olu: Account
) -> None:
    _, second = passes.print_links(assembly, 2, olu)
    before = second.token
    fields = {**fields_of(client, DESK, f"{DESK}/replace-printed"), "number": "2"}
    assert client.post(f"{DESK}/end-printed", data=fields).status_code == 303
    page = client.get(DESK).text
    assert "Link 2 has ended." in page
    assert "ended" in page.split("Link 2, made")[1][:80]
    assert client.post(f"{DESK}/end-printed", data=fields).status_code == 422
    shown = client.post(f"{DESK}/replace-printed", data=fields)
    session.refresh(second)
    assert shown.status_code == 200
    assert second.token in shown.text
    assert before not in shown.text
    assert client.post(f"{DESK}/replace-printed", data=fields).status_code == 303
    assert send(client, DESK, f"{DESK}/replace-printed", number="7").status_code == 422


def test_one_members_link_is_sent_again_and_ended_by_the_address(
    client: Visitor, session: Session, assembly: Assembly, olu: Account
) -> None:
    passes.invite_members(assembly, ["ada@example.org", "bo@example.org"], olu)
    for address, status in (("ada@example.org", 303), ("nobody@example.org", 422), ("nothing", 422)):
        answer = send(client, DESK, f"{DESK}/again", email=address)
        assert answer.status_code == status
        assert status == 303 or address in answer.text
    fields = fields_of(client, DESK, f"{DESK}/again") | {"email": "ada@example.org"}
    assert client.post(f"{DESK}/end-sent", data=fields).status_code == 303
    assert _emails(session) == {None, "bo@example.org"}
    fields |= {"email": "bo@example.org", "right_email": "Cy@example.org"}
    assert client.post(f"{DESK}/replace-sent", data=fields).status_code == 303
    assert _emails(session) == {None, "cy@example.org"}
    fields |= {"email": "cy@example.org", "right_email": "nothing"}
    refused = client.post(f"{DESK}/replace-sent", data=fields)
    assert refused.status_code == 422
    assert "nothing" in refused.text


def test_who_has_said_nothing_is_reminded_with_one_press(
    client: Visitor, assembly: Assembly, olu: Account
) -> None:
    assert f"{DESK}/remind" not in client.get(DESK).text
    passes.invite_members(assembly, ["ada@example.org"], olu)
    assert send(client, DESK, f"{DESK}/remind").status_code == 303
    assert "The link goes to 1 member again" in client.get(DESK).text


def test_a_record_has_nobody_to_invite(client: Visitor, session: Session, olu: Account) -> None:
    make_assembly("compiled", is_compiled=True)
    page = client.get("/council/compiled/responses/members")
    assert page.status_code == 200
    assert "nobody here knows its members" in page.text
    assert "<form" not in page.text.split("<main")[1]
