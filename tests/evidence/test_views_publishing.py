"""An officer publishes at once or at a set time, calls that off, takes down, and puts things in order."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db
from app.evidence.models import AssemblySession, EvidenceItem
from app.recommendations.services import cite
from app.recommendations.words import Place
from tests.conftest import NOON, Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.forms import HOSTILE, fields_of, fields_of_page, send
from tests.factories.recommendations import make_recommendation
from tests.factories.transcripts import paste_transcript

pytestmark = pytest.mark.usefixtures("at_noon")

DESK = "/council/second/evidence/"
TOMORROW_AT_NINE = {"day__day": "19", "day__month": "11", "day__year": "2026", "time": "9am"}
NINE = datetime(2026, 11, 19, 9, tzinfo=UTC)


@pytest.fixture(params=["session", "item"])
def draft(
    request: pytest.FixtureRequest, officer: Visitor, session: Session
) -> AssemblySession | EvidenceItem:
    """A draft of each kind, in an assembly of the officer's council."""
    assembly = make_assembly("second")
    if request.param == "session":
        return make_session(assembly, "A draft", published=False)
    return make_item(assembly, "A draft", published=False, body="Text.")


def _page(thing: AssemblySession | EvidenceItem) -> str:
    return f"{DESK}{'sessions/' if isinstance(thing, AssemblySession) else ''}{thing.id}/"


def _fresh(thing: AssemblySession | EvidenceItem) -> AssemblySession | EvidenceItem:
    db.session.expire_all()
    return thing


def test_it_is_published_at_once(officer: Visitor, draft: AssemblySession | EvidenceItem) -> None:
    page = _page(draft)
    assert officer.get(draft.path).status_code == 404
    assert send(officer, page, f"{page}publish").status_code == 303
    assert "Published on" in officer.get(page).text
    assert officer.get(draft.path).status_code == 200


def test_it_is_published_at_a_set_time_without_anybody(
    officer: Visitor, draft: AssemblySession | EvidenceItem
) -> None:
    page = _page(draft)
    assert send(officer, page, f"{page}schedule", **TOMORROW_AT_NINE).status_code == 303
    assert "Will be published on Thursday 19\u00a0November 2026, 9\u00a0am" in officer.get(page).text
    before = officer.get(f"{draft.assembly.path}evidence/")
    assert draft.title not in before.text
    assert officer.get(draft.path).status_code == 404
    with clock.at(NINE):
        tag = before.headers["ETag"]
        after = officer.get(f"{draft.assembly.path}evidence/", headers={"If-None-Match": tag})
        assert (after.status_code, draft.title in after.text) == (200, True)
        assert officer.get(draft.path).status_code == 200
        assert "Published on" in officer.get(page).text


def test_the_time_is_shown_changed_and_called_off(
    officer: Visitor, draft: AssemblySession | EvidenceItem
) -> None:
    page = _page(draft)
    send(officer, page, f"{page}schedule", **TOMORROW_AT_NINE)
    shown = fields_of(officer, page, f"{page}schedule")
    assert [shown[f"day-{part}"] for part in ("day", "month", "year")] == ["19", "11", "2026"]
    assert shown["time"] == "09:00"
    send(officer, page, f"{page}schedule", day__day="20")
    assert _fresh(draft).published_at == NINE + timedelta(days=1)
    assert send(officer, page, f"{page}call-off").status_code == 303
    assert _fresh(draft).published_at is None
    assert "This is a draft" in officer.get(page).text


def test_a_time_is_not_set_for_what_a_colleague_has_published_meanwhile(
    officer: Visitor, draft: AssemblySession | EvidenceItem
) -> None:
    page = _page(draft)
    opened = fields_of(officer, page, f"{page}schedule")
    send(officer, page, f"{page}publish")
    answer = officer.post(
        f"{page}schedule",
        data=opened | {name.replace("__", "-"): value for name, value in TOMORROW_AT_NINE.items()},
    )
    assert answer.status_code == 409
    assert "It is public already" in answer.text
    assert _fresh(draft).published_at == NOON


@pytest.mark.parametrize(
    ("changed", "message", "link"),
    [
        ({"day__day": "18", "time": "12:00"}, "This time has passed", "#day-day"),
        ({"day__year": "1999"}, "This time has passed", "#day-day"),
        ({"day__year": "3026"}, "This year is too far ahead", "#day-year"),
        ({"day__day": "31"}, "There is no such date", "#day-day"),
        ({"day__day": "", "day__month": "", "day__year": ""}, "Write the day", "#day-day"),
        ({"time": ""}, "Write a time", "#time"),
        ({"time": "teatime"}, "Write a time", "#time"),
        (
            {"day__month": "3", "day__day": "28", "day__year": "2027", "time": "1:30am"},
            "clocks go forward",
            "#time",
        ),
    ],
)
def test_a_time_that_cannot_be_is_explained_at_its_field(
    officer: Visitor,
    draft: AssemblySession | EvidenceItem,
    changed: dict[str, str],
    message: str,
    link: str,
) -> None:
    page = _page(draft)
    answer = send(officer, page, f"{page}schedule", **{**TOMORROW_AT_NINE, **changed})
    assert answer.status_code == 422
    assert message in answer.text
    assert f'href="{link}"' in answer.text
    assert f'id="{link[1:]}"' in answer.text
    assert '<details class="stack" open>' in answer.text
    assert _fresh(draft).published_at is None


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_times_and_reasons_end_in_a_page(
    officer: Visitor, draft: AssemblySession | EvidenceItem, text: str
) -> None:
    page = _page(draft)
    answer = send(officer, page, f"{page}schedule", **dict.fromkeys(TOMORROW_AT_NINE, text))
    assert answer.status_code == 422
    draft.published_at = NOON
    answer = send(officer, f"{page}take-down", reason=text)
    assert answer.status_code in (303, 422)
    for shown in (answer, officer.get(page), officer.get(draft.path)):
        for harm in ("<script>alert", "<img src=x", 'href="javascript:', "<b>"):
            assert harm not in shown.text


def test_what_is_taken_down_says_why_and_comes_back(
    officer: Visitor, draft: AssemblySession | EvidenceItem
) -> None:
    page = _page(draft)
    send(officer, page, f"{page}publish")
    empty = send(officer, f"{page}take-down", reason=" ")
    assert (empty.status_code, "Write why." in empty.text) == (422, True)
    assert send(officer, f"{page}take-down", reason="It names a private person.").status_code == 303
    shown = officer.get(page).text
    assert "Taken down on" in shown
    assert "It names a private person." in shown
    trace = officer.get(draft.path).text
    assert "It names a private person" in trace
    assert f">{draft.title}</h1>" in trace
    assert send(officer, page, f"{page}publish").status_code == 303
    back = officer.get(draft.path)
    assert back.status_code == 200
    assert "Taken down: It names a private person." in back.text
    assert "Back on" in back.text


def test_a_title_that_names_somebody_goes_too(
    officer: Visitor, draft: AssemblySession | EvidenceItem
) -> None:
    page = _page(draft)
    send(officer, page, f"{page}publish")
    form = officer.get(f"{page}take-down").text
    assert re.search(r'value="yes"[^>]* checked', form)
    unsure = send(officer, f"{page}take-down", reason="It names a private person.", title_stays="perhaps")
    assert (unsure.status_code, "Choose whether its title may stay." in unsure.text) == (422, True)
    assert "It names a private person." in unsure.text
    send(officer, f"{page}take-down", reason="It names a private person.", title_stays="no")
    trace = officer.get(draft.path).text
    assert draft.title not in trace
    assert "This is no longer here" in trace
    assert draft.title not in officer.get(f"{draft.assembly.path}evidence/").text
    assert "They do not see its title." in officer.get(page).text


def test_what_a_colleague_changed_is_not_published_unread(
    officer: Visitor, draft: AssemblySession | EvidenceItem
) -> None:
    page = _page(draft)
    began = fields_of(officer, page, f"{page}publish")
    send(officer, f"{page}edit", title="A colleague's title")
    answer = officer.post(f"{page}publish", data=began)
    assert (answer.status_code, "A colleague changed this" in answer.text) == (409, True)
    assert _fresh(draft).published_at is None


def test_an_item_says_that_its_session_must_come_first(officer: Visitor, session: Session) -> None:
    held = make_session(make_assembly("second"), "The morning", published=False)
    item = make_item(held.assembly, published=False, session=held, body="Text.")
    page = _page(item)
    assert "Its session must be public by then:" in officer.get(page).text
    refused = send(officer, page, f"{page}publish")
    assert (refused.status_code, "The morning" in refused.text) == (409, True)
    send(officer, _page(held), f"{_page(held)}schedule", **TOMORROW_AT_NINE)
    assert send(officer, page, f"{page}schedule", **TOMORROW_AT_NINE).status_code == 303
    with clock.at(NINE):
        assert officer.get(item.path).status_code == 200
        answer = send(officer, f"{_page(held)}take-down", reason="The wrong day.")
        assert answer.status_code == 303
        assert officer.get(item.path).status_code == 200


def test_items_that_wait_are_called_off_with_their_session(officer: Visitor, session: Session) -> None:
    held = make_session(make_assembly("second"))
    item = make_item(held.assembly, published=False, session=held, body="Text.")
    send(officer, _page(item), f"{_page(item)}schedule", **TOMORROW_AT_NINE)
    page = officer.get(f"{_page(held)}take-down").text
    assert "Evidence that was shown at this session stays public." in page
    send(officer, f"{_page(held)}take-down", reason="The wrong day.")
    assert "1 item of this session was waiting for its time." in officer.get(_page(held)).text
    assert _fresh(item).published_at is None


def test_a_draft_of_an_unpublished_assembly_cannot_be_published(officer: Visitor, session: Session) -> None:
    item = make_item(make_assembly("second", published=False), published=False, body="Text.")
    page = _page(item)
    assert f'action="{page}publish"' not in officer.get(page).text
    token = fields_of(officer, f"{page}edit")["csrf_token"]
    for act in ("publish", "schedule"):
        fields = {"csrf_token": token, "day-day": "1", "day-month": "1", "day-year": "2027", "time": "9am"}
        assert officer.post(f"{page}{act}", data=fields).status_code == 409


@pytest.mark.parametrize(
    "act", ["publish", "schedule", "call-off", "take-down", "move", "edit", "transcript"]
)
def test_another_assembly_s_things_and_forged_forms_change_nothing(
    officer: Visitor, draft: AssemblySession | EvidenceItem, act: str
) -> None:
    foreign = _page(draft).replace("/second/", "/high-street/")
    assert officer.post(f"{foreign}{act}").status_code == 404
    forged = officer.post(f"{_page(draft)}{act}", data={"reason": "My words", "csrf_token": "forged"})
    assert forged.status_code == 400
    assert "My words" in forged.text
    assert _fresh(draft).published_at is None


def test_the_list_shows_how_everything_stands(officer: Visitor, session: Session) -> None:
    assembly = make_assembly("second")
    held = make_session(assembly, "The morning")
    make_item(assembly, "A public item", session=held)
    make_item(assembly, "Two", published=False)
    waits = make_item(assembly, "Three", published=False)
    waits.published_at = NINE
    gone = make_item(assembly, "Four", published=False)
    gone.unpublished_at, gone.unpublished_reason = NOON, "A mistake"
    page = officer.get(DESK).text
    assert "1 draft · 1 waiting for a set time · 2 public · 1 taken down" in page
    for words in ("Draft", "Will be published on", "Published on", "Taken down on"):
        assert words in page
    assert page.index("The morning") < page.index("A public item") < page.index("Two")


def test_sessions_and_items_are_ordered_by_hand_as_readers_see_them(
    officer: Visitor, session: Session
) -> None:
    assembly = make_assembly("second")
    morning, evening = make_session(assembly, "The morning"), make_session(assembly, "The evening")
    first, second = [make_item(assembly, title, session=morning) for title in ("One", "Another")]
    answer = send(officer, DESK, f"{DESK}sessions/{evening.id}/move", to="up")
    assert answer.location == f"{DESK}#up-assembly_sessions-{evening.id}"
    answer = send(officer, DESK, f"{DESK}{first.id}/move", to="down")
    assert answer.location == f"{DESK}#down-evidence_items-{first.id}"
    shown = officer.get(f"{assembly.path}evidence/").text
    assert shown.index("The evening") < shown.index("The morning")
    assert shown.index("Another") < shown.index(">One<")
    assert session.scalars(select(EvidenceItem).order_by(EvidenceItem.position)).all() == [second, first]


def test_a_compiled_assembly_is_looked_at_and_not_changed(officer: Visitor, session: Session) -> None:
    assembly = make_assembly("second", is_compiled=True)
    held, item = make_session(assembly), make_item(assembly)
    for page in (DESK, _page(held), _page(item)):
        shown = officer.get(page)
        assert shown.status_code == 200
        assert "<form" not in shown.text
    token = fields_of(officer, f"{_page(item)}edit")["csrf_token"]
    for act in ("move", "call-off"):
        assert officer.post(f"{_page(item)}{act}", data={"csrf_token": token}).status_code == 409


def test_who_rests_on_it_is_said_before_it_is_taken_down(
    officer: Visitor, draft: AssemblySession | EvidenceItem
) -> None:
    page = _page(draft)
    send(officer, page, f"{page}publish")
    assert "on this.</strong>" not in officer.get(f"{page}take-down").text
    item = draft if isinstance(draft, EvidenceItem) else make_item(draft.assembly, session=draft)
    paste_transcript(draft, "[0:10] Ann Reid: It was dark.")
    for number in (4, 1):
        recommendation = make_recommendation(draft.assembly, number=number)
        cite(recommendation, item, None, None, None, Place("It was dark."))
        cite(recommendation, item, None, None, None, Place(None, 10))
    assert "Recommendations 1 and 4 rest on this." in officer.get(f"{page}take-down").text
    assert "Recommendations 1 and 4 rest on this." in send(officer, f"{page}take-down", reason="").text


def test_an_item_that_would_come_before_its_session_is_told_when_that_comes(
    officer: Visitor, session: Session
) -> None:
    assembly = make_assembly("second")
    held = make_session(assembly, "The morning", published=False)
    item = make_item(assembly, published=False, body="Text.", session=held)
    page = _page(item)
    too_early = send(officer, page, f"{page}publish")
    assert (too_early.status_code, "Publish the session “The morning” first" in too_early.text) == (409, True)
    send(officer, _page(held), f"{_page(held)}schedule", **TOMORROW_AT_NINE)
    for button, typed in (("publish", {}), ("schedule", {**TOMORROW_AT_NINE, "time": "8am"})):
        refused = send(officer, page, f"{page}{button}", **typed)
        assert refused.status_code == 409
        assert "That becomes public on Thursday 19\u00a0November 2026, 9\u00a0am." in refused.text
        assert "<h1" in refused.text
        assert f'action="{page}schedule"' in refused.text
        assert f'value="{typed.get("time", "17:00")}"' in refused.text
        assert _fresh(item).published_at is None
    assert send(officer, page, f"{page}schedule", **TOMORROW_AT_NINE).status_code == 303


def test_a_session_that_would_come_after_its_item_is_told_when_that_comes(
    officer: Visitor, session: Session
) -> None:
    assembly = make_assembly("second")
    held = make_session(assembly, "The morning", published=False)
    item = make_item(assembly, "Bus times", published=False, body="Text.", session=held)
    for thing in (held, item):
        send(officer, _page(thing), f"{_page(thing)}schedule", **TOMORROW_AT_NINE)
    later = send(officer, _page(held), f"{_page(held)}schedule", **{**TOMORROW_AT_NINE, "time": "10am"})
    off = send(officer, _page(held), f"{_page(held)}call-off")
    for refused in (later, off):
        assert refused.status_code == 409
        assert "It will be public on Thursday 19\u00a0November 2026, 9\u00a0am." in refused.text
    assert _fresh(held).published_at == NINE


def test_an_hour_that_comes_twice_is_asked_for(
    officer: Visitor, draft: AssemblySession | EvidenceItem
) -> None:
    page = _page(draft)
    night = {"day__day": "31", "day__month": "10", "day__year": "2027"}
    answer = send(officer, page, f"{page}schedule", **night, time="1:30")
    assert (answer.status_code, "01:30 comes twice that night" in answer.text) == (422, True)
    assert send(officer, page, f"{page}schedule", **night, time="1:30 GMT").status_code == 303
    assert _fresh(draft).published_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    assert fields_of(officer, page, f"{page}schedule")["time"] == "01:30 GMT"
    assert "1:30\u00a0am\u00a0GMT" in officer.get(page).text


def test_whoever_publishes_what_a_colleague_changed_reads_that_and_presses_again(
    officer: Visitor, draft: AssemblySession | EvidenceItem
) -> None:
    page = _page(draft)
    for button, typed in (("schedule", TOMORROW_AT_NINE), ("publish", {})):
        began = fields_of(officer, page, f"{page}{button}")
        draft.title = f"Changed before {button}"
        db.session.flush()
        answer = officer.post(
            f"{page}{button}", data={**began, **{k.replace("__", "-"): v for k, v in typed.items()}}
        )
        assert (answer.status_code, "A colleague changed this" in answer.text) == (409, True)
        assert draft.title in answer.text
        again = fields_of_page(answer.text, page, f"{page}{button}")
        assert officer.post(f"{page}{button}", data=again).status_code == 303
    assert _fresh(draft).is_public
