"""Pausing comments in the browser: at the council desk, and at the desk of lead moderators."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies import services
from app.assemblies.models import Assembly
from app.assemblies.pauses import pause_mark
from app.assemblies.queries import pause_in_force, pauses_of
from app.core import clock, dates
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.forms import HOSTILE, fields_of, fields_of_page, send
from tests.factories.organisations import make_organisation
from tests.queries import counted

AT_COUNCIL, AT_MODERATION = "/council/high-street/pause", "/moderation/pause/high-street"


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(consulting=(-7, 30))


def _account(assembly: Assembly, role: Role) -> Account:
    email = f"{role.value}@fenbury.example"
    return make_account(email, role=role, organisation_id=assembly.organisation_id)


@pytest.fixture
def officer(client: Visitor, assembly: Assembly) -> Visitor:
    sign_in_as(client, _account(assembly, Role.OFFICER))
    return client


@pytest.fixture
def lead(client: Visitor, assembly: Assembly) -> Visitor:
    sign_in_as(client, _account(assembly, Role.LEAD_MODERATOR))
    return client


def _until(days: int) -> dict[str, str]:
    day = (clock.now() + timedelta(days=days)).astimezone(clock.LONDON)
    return {
        "until__day": str(day.day),
        "until__month": str(day.month),
        "until__year": str(day.year),
        "until_time": "9am",
    }


def _pause(assembly: Assembly, session: Session) -> None:
    by = make_account("colleague@fenbury.example")
    until = clock.now() + timedelta(days=3)
    services.pause_comments(assembly, "Spam.", until, by, pause_mark(pause_in_force(assembly.id)))
    session.commit()


@pytest.mark.parametrize("address", [AT_COUNCIL, AT_MODERATION])
def test_comments_are_paused_changed_and_opened_again(
    client: Visitor, session: Session, assembly: Assembly, address: str
) -> None:
    role = Role.OFFICER if address == AT_COUNCIL else Role.LEAD_MODERATOR
    sign_in_as(client, _account(assembly, role))
    assert "nothing to pause" not in client.get(address).text
    answer = send(client, address, reason="Somebody sends spam.", **_until(3))
    assert (answer.status_code, answer.location) == (303, address)
    page = client.get(address).text
    pause = pause_in_force(assembly.id)
    assert pause is not None
    assert f"Paused until {dates.moment(pause.ends_at, weekday=True)}." in page
    assert "Reason: Somebody sends spam." in page
    assert "Comments and questions are paused until" in page
    assert send(client, address, reason="An election is coming.", **_until(10)).status_code == 303
    page = client.get(address).text
    assert "Reason: An election is coming." in page
    assert len(pauses_of(assembly.id)) == 2
    assert send(client, address, f"{address}/end").status_code == 303
    assert "The pause is over." in client.get(address).text
    assert pause_in_force(assembly.id) is None


def test_ready_words_can_be_begun_from(officer: Visitor) -> None:
    page = officer.get(AT_COUNCIL).text
    assert f'href="{AT_COUNCIL}?reason=election" data-ready="An election is coming.' in page
    ready = officer.get(f"{AT_COUNCIL}?reason=election").text
    assert "An election is coming." in ready
    assert officer.get(f"{AT_COUNCIL}?reason=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reason": ""}, "Write why comments are paused."),
        ({"until__day": ""}, "The pause ends on"),
        ({"until_time": "soon"}, "Write a time such as"),
        (_until(-3), "Choose a moment that is still to come."),
        (_until(95), "A pause lasts 90 days at most."),
        ({"reason": HOSTILE["control characters"]}, "hidden control characters"),
        ({"reason": HOSTILE["right-to-left override"]}, "hidden signs"),
    ],
)
def test_a_refused_form_says_what_is_wrong_and_keeps_what_was_typed(
    officer: Visitor, assembly: Assembly, sent: dict[str, str], said: str
) -> None:
    words = {"reason": "Somebody sends spam.", **_until(3), **sent}
    answer = send(officer, AT_COUNCIL, **words)
    assert answer.status_code == 422
    assert said in answer.text
    assert "There is a problem" in answer.text
    if "reason" not in sent:
        assert "Somebody sends spam." in answer.text
    assert pause_in_force(assembly.id) is None


def test_who_is_late_is_told_and_keeps_the_words(
    officer: Visitor, session: Session, assembly: Assembly
) -> None:
    fields = fields_of(officer, AT_COUNCIL)
    _pause(assembly, session)
    until = {name.replace("__", "-"): value for name, value in _until(5).items()}
    answer = officer.post(AT_COUNCIL, data=fields | until | {"reason": "A mistake in draft 4."})
    assert answer.status_code == 409
    assert "meanwhile" in answer.text
    assert "A mistake in draft 4." in answer.text
    assert "Reason: Spam." in answer.text
    # Who has read what happened may end that pause, or send their own on.
    ending = fields_of_page(answer.text, f"{AT_COUNCIL}/end")
    assert ending["seen"] == pause_mark(pause_in_force(assembly.id))
    again = officer.post(AT_COUNCIL, data=fields_of_page(answer.text, AT_COUNCIL))
    assert again.status_code == 303


def test_a_pause_that_is_over_cannot_be_ended_from_an_old_page(
    officer: Visitor, session: Session, assembly: Assembly
) -> None:
    _pause(assembly, session)
    fields = fields_of(officer, AT_COUNCIL, f"{AT_COUNCIL}/end")
    pause = pause_in_force(assembly.id)
    services.end_pause(assembly, make_account("third@fenbury.example"), pause_mark(pause))
    session.commit()
    answer = officer.post(f"{AT_COUNCIL}/end", data=fields)
    assert answer.status_code == 409
    assert "meanwhile" in answer.text


def test_where_nothing_is_open_there_is_no_form_and_what_was_typed_before_is_kept(
    officer: Visitor, session: Session
) -> None:
    closed = make_assembly("closed", consulting=(-14, 7))
    address = f"/council/{closed.slug}/pause"
    fields = fields_of(officer, address)
    with clock.at(clock.now() + timedelta(days=8)):
        page = officer.get(address).text
        assert "nothing to pause" in page
        assert "The pause ends on" not in page
        answer = officer.post(address, data=fields | {"reason": "Spam, and more spam."})
        assert (answer.status_code, "Spam, and more spam." in answer.text) == (422, True)
        until = {name.replace("__", "-"): value for name, value in _until(12).items()}
        answer = officer.post(address, data=fields | until | {"reason": "Spam, and more spam."})
        assert answer.status_code == 409
        assert "nothing to pause" in answer.text
        assert "Spam, and more spam." in answer.text


def test_the_desk_of_the_council_leads_to_it_and_says_how_it_stands(
    officer: Visitor, session: Session, assembly: Assembly
) -> None:
    assert f'href="{AT_COUNCIL}">Pause comments</a>' in officer.get("/council/high-street/").text
    _pause(assembly, session)
    for address in ("/council/", "/council/high-street/"):
        page = officer.get(address).text
        assert "Comments are paused until" in page
        assert "Open for comment" not in page
    assert f'href="{AT_COUNCIL}">Change or end the pause</a>' in officer.get("/council/high-street/").text


def test_questions_alone_can_be_paused_too(officer: Visitor, session: Session) -> None:
    learning = make_assembly("parks", learning=(-7, 7))
    assert 'href="/council/parks/pause">Pause comments</a>' in officer.get("/council/parks/").text
    _pause(learning, session)
    assert "Questions are paused until" in officer.get("/council/parks/").text
    make_assembly("quiet")
    assert "/council/quiet/pause" not in officer.get("/council/quiet/").text


def test_a_lead_moderator_chooses_the_assembly(lead: Visitor, session: Session, assembly: Assembly) -> None:
    make_assembly("elsewhere", make_organisation("elsewhere"), consulting=(-7, 7))
    assert 'href="/moderation/pause/"' in lead.get("/moderation/").text
    page = lead.get("/moderation/pause/").text
    assert f'href="{AT_MODERATION}"' in page
    assert "elsewhere" not in page
    _pause(assembly, session)
    assert "Paused until" in lead.get("/moderation/pause/").text
    assert lead.get("/moderation/pause/elsewhere").status_code == 404


def test_a_compiled_record_takes_no_comments_and_cannot_be_paused(
    client: Visitor, session: Session, assembly: Assembly
) -> None:
    for role, address in ((Role.LEAD_MODERATOR, AT_MODERATION), (Role.OFFICER, AT_COUNCIL)):
        sign_in_as(client, _account(assembly, role))
        answers = []
        for is_compiled in (False, True):
            assembly.is_compiled = is_compiled
            session.commit()
            answers.append(client.get(address).status_code)
        assert answers == [200, 404]


def test_nobody_else_pauses_anything(client: Visitor, session: Session, assembly: Assembly) -> None:
    make_assembly("elsewhere", make_organisation("elsewhere"), consulting=(-7, 7))
    for role, addresses in {
        Role.MODERATOR: ("/moderation/pause/", AT_MODERATION, AT_COUNCIL),
        Role.OFFICER: (AT_MODERATION, "/council/elsewhere/pause"),
        Role.LEAD_MODERATOR: (AT_COUNCIL,),
    }.items():
        sign_in_as(client, _account(assembly, role))
        for address in addresses:
            assert client.get(address).status_code in (403, 404), (role, address)


def test_the_page_takes_as_many_queries_for_many_pauses_as_for_one(
    officer: Visitor, session: Session, assembly: Assembly
) -> None:
    _pause(assembly, session)
    _pause_again(assembly, session)
    with counted() as few:
        officer.get(AT_COUNCIL)
    for _ in range(4):
        _pause_again(assembly, session)
    with counted() as many:
        officer.get(AT_COUNCIL)
    assert len(many) == len(few)


def _pause_again(assembly: Assembly, session: Session) -> None:
    pause = pause_in_force(assembly.id)
    by = make_account(f"officer{pause_mark(pause)}@fenbury.example")
    services.pause_comments(assembly, "Spam.", clock.now() + timedelta(days=4), by, pause_mark(pause))
    session.commit()
