"""An administrator makes, dates and publishes an assembly in the browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.assemblies import services
from app.assemblies.models import Assembly
from app.assemblies.phases import comments_open
from app.assemblies.queries import assembly_by_slug
from app.core import clock
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.forms import HOSTILE, fields_of, send
from tests.factories.organisations import make_organisation

NEW = "/admin/assemblies/new"
LEARNING = {
    "learning_opens__day": "1",
    "learning_opens__month": "7",
    "learning_opens__year": "2026",
    "learning_closes__day": "31",
    "learning_closes__month": "July",
    "learning_closes__year": "2026",
}
WORDS = {
    "organisation": "fenbury",
    "name": "Citizens’ Assembly on Trees",
    "question": "Where should trees grow?",
}


@pytest.fixture
def admin(client: Visitor, session: Session) -> Visitor:
    make_organisation("fenbury")
    sign_in_as(client, make_account("admin@fenbury.example", role=Role.ADMINISTRATOR))
    return client


def _made(session: Session, slug: str = "citizens-assembly-on-trees") -> Assembly:
    session.expire_all()
    assembly = assembly_by_slug(slug)
    assert assembly is not None
    return assembly


def _all(session: Session) -> list[Assembly]:
    session.expire_all()
    return list(session.scalars(select(Assembly)))


def test_an_assembly_is_made_dated_published_and_read(admin: Visitor, session: Session) -> None:
    answer = send(admin, NEW, **WORDS, **LEARNING, members="48", remit="## What it may decide")
    page = "/admin/assemblies/citizens-assembly-on-trees/"
    assert (answer.status_code, answer.location) == (303, page)
    [phase] = _made(session).phases
    # British summer time: nine in the morning in London is eight in UTC.
    assert (phase.kind, phase.opens_at, phase.closes_at) == (
        "learning",
        datetime(2026, 7, 1, 8, tzinfo=UTC),
        datetime(2026, 7, 31, 16, tzinfo=UTC),
    )
    assert admin.get("/assemblies/citizens-assembly-on-trees/").status_code == 404
    assert "Only staff can see this assembly" in admin.get(page).text
    assert send(admin, page, f"{page}publish").status_code == 303
    public = admin.get("/assemblies/citizens-assembly-on-trees/")
    assert public.status_code == 200
    assert "Where should trees grow?" in public.text


def test_an_assembly_may_begin_with_a_name_alone_and_cannot_be_published_so(
    admin: Visitor, session: Session
) -> None:
    assert send(admin, NEW, organisation="fenbury", name="Trees").status_code == 303
    assert _made(session, "trees").phases == []
    page = admin.get("/admin/assemblies/trees/").text
    assert "first write the question and date at least one phase" in page
    fields = fields_of(admin, "/admin/assemblies/trees/")
    answer = admin.post("/admin/assemblies/trees/publish", data={"csrf_token": fields["csrf_token"]})
    assert answer.status_code == 409
    assert not _made(session, "trees").is_public


def test_the_form_shows_what_is_saved_and_saving_it_again_changes_nothing(
    admin: Visitor, session: Session
) -> None:
    send(
        admin, NEW, **WORDS, **LEARNING, answer_due__day="1", answer_due__month="12", answer_due__year="2026"
    )
    page = "/admin/assemblies/citizens-assembly-on-trees/"
    before = fields_of(admin, page)
    assert (before["learning_opens-day"], before["learning_opens_time"]) == ("1", "09:00")
    assert (before["answer_due-month"], before["answer_due_time"]) == ("12", "17:00")
    assert before["confirms_comments"] == "y"
    assert send(admin, page).status_code == 303
    after = fields_of(admin, page)
    assert {**after, "csrf_token": ""} == {**before, "csrf_token": ""}
    [phase] = _made(session).phases
    assert phase.opens_at == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_a_phase_whose_dates_are_emptied_goes(admin: Visitor, session: Session) -> None:
    send(admin, NEW, **WORDS, **LEARNING)
    emptied = dict.fromkeys(LEARNING, "")
    assert send(admin, "/admin/assemblies/citizens-assembly-on-trees/", **emptied).status_code == 303
    assert _made(session).phases == []


@pytest.mark.parametrize(
    ("changed", "message", "link"),
    [
        ({"name": ""}, "Write the assembly’s name.", "#name"),
        ({"organisation": ""}, "Choose the organisation", "#organisation"),
        ({"organisation": "atlantis"}, "Choose the organisation", "#organisation"),
        ({"members": "some"}, "Write a whole number", "#members"),
        ({"learning_opens__day": "32"}, "There is no such date", "#learning_opens-day"),
        ({"learning_opens__month": ""}, "The date must have a month", "#learning_opens-month"),
        ({"learning_opens_time": "teatime"}, "Write a time such as 17:30", "#learning_opens_time"),
        ({"learning_opens_time": ""}, "Write a time", "#learning_opens_time"),
        (
            {"learning_closes__day": "30", "learning_closes__month": "6"},
            "must close after it opens",
            "#learning_closes-day",
        ),
        (
            {"learning_opens__day": "", "learning_opens__month": "", "learning_opens__year": ""},
            "Write when this phase opens",
            "#learning_opens-day",
        ),
        (
            {
                "consulting_opens__day": "30",
                "consulting_opens__month": "7",
                "consulting_opens__year": "2026",
            },
            "“Learning” is not over then: it ends on 31\u00a0July 2026, 5\u00a0pm.",
            "#consulting_opens-day",
        ),
        ({"answer_due__day": "1"}, "The date must have a month", "#answer_due-month"),
    ],
)
def test_what_is_wrong_is_explained_at_its_field_and_all_is_kept(
    admin: Visitor, session: Session, changed: dict[str, str], message: str, link: str
) -> None:
    answer = send(admin, NEW, **{**WORDS, **LEARNING, "summary": "Kept words", **changed})
    assert answer.status_code == 422
    assert message in answer.text
    assert f'href="{link}"' in answer.text
    assert f'id="{link[1:]}"' in answer.text
    assert "Kept words" in answer.text
    assert _all(session) == []


FIELDS = ["name", "question", "summary", "remit", "topic", "members", "invitations", "learning_opens_time"]
DATES = ["learning_opens__day", "learning_opens__month", "learning_opens__year", "learning_closes__day"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(
    "fields", [FIELDS + DATES, ["name"], ["remit", "topic"]], ids=["all", "name", "remit"]
)
def test_hostile_input_ends_in_a_page(admin: Visitor, session: Session, fields: list[str], text: str) -> None:
    answer = send(admin, NEW, **{**WORDS, **LEARNING, **dict.fromkeys(fields, text)})
    assert answer.status_code in (303, 422)
    assert len(_all(session)) == (answer.status_code == 303)
    assert "<script>alert" not in answer.text
    if answer.status_code == 303:
        shown = admin.get(answer.location)
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text


def test_missing_and_doubled_fields_end_in_a_page(admin: Visitor, session: Session) -> None:
    token = fields_of(admin, NEW)["csrf_token"]
    assert admin.post(NEW, data={"csrf_token": token}).status_code == 422
    doubled = admin.post(
        NEW,
        data={
            "csrf_token": token,
            "organisation": ["fenbury", "atlantis"],
            "name": ["First", "Second"],
            "learning_opens-day": ["1", "2"],
            "learning_opens-month": ["7", "8"],
            "learning_opens-year": ["2026", "x"],
            "learning_opens_time": ["9:00", "x"],
        },
    )
    assert doubled.status_code == 422
    assert "This came twice" in doubled.text
    assert "Second" in doubled.text
    assert session.scalar(select(func.count(Assembly.id))) == 0


def test_a_published_assembly_cannot_lose_its_question(admin: Visitor, session: Session) -> None:
    send(admin, NEW, **WORDS, **LEARNING)
    page = "/admin/assemblies/citizens-assembly-on-trees/"
    send(admin, page, f"{page}publish")
    answer = send(admin, page, question="")
    assert answer.status_code == 422
    assert "A published assembly needs its question." in answer.text
    assert _made(session).question == "Where should trees grow?"


def test_a_change_is_seen_on_the_public_page_at_the_next_request(admin: Visitor, session: Session) -> None:
    send(admin, NEW, **WORDS, **LEARNING)
    page = "/admin/assemblies/citizens-assembly-on-trees/"
    send(admin, page, f"{page}publish")
    before = admin.get("/assemblies/citizens-assembly-on-trees/").headers["ETag"]
    send(admin, page, question="Where should no trees grow?")
    after = admin.get("/assemblies/citizens-assembly-on-trees/", headers={"If-None-Match": before})
    assert (after.status_code, "no trees" in after.text) == (200, True)


def test_a_consultation_opened_meanwhile_is_not_dated_back_unread(admin: Visitor, session: Session) -> None:
    assembly = make_assembly("high-street")
    page = "/admin/assemblies/high-street/"
    began = fields_of(admin, page)
    officer = make_account("officer@fenbury.example")
    services.open_consultation(assembly, clock.now() + timedelta(days=7), officer)
    answer = admin.post(page, data={**began, "summary": "An hour of work"})
    assert answer.status_code == 409
    assert "An hour of work" in answer.text
    assert comments_open(_made(session, "high-street"))


def test_a_compiled_record_is_shown_without_a_form(admin: Visitor, session: Session) -> None:
    make_assembly("record", is_compiled=True)
    page = admin.get("/admin/assemblies/record/").text
    assert "compiled from public records" in page
    assert 'name="question"' not in page
    token = fields_of(admin, NEW)["csrf_token"]
    forced = admin.post("/admin/assemblies/record/", data={"csrf_token": token, "name": "Mine now"})
    assert forced.status_code == 409
    assert _made(session, "record").name == "Assembly on record"
