"""The council desk: what waits, and opening and closing the consultation in the browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly, PhaseKind
from app.assemblies.phases import comments_open
from app.assemblies.queries import assembly_by_slug
from app.comments.models import CommentState
from app.core import clock
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.comments import make_answer, make_comment, make_question, subject_of
from tests.factories.dispositions import make_disposition, make_theme
from tests.factories.evidence import make_item, make_session
from tests.factories.forms import HOSTILE, fields_of, send
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import make_recommendation
from tests.queries import counted

DESK = "/council/high-street/"
OPEN, MOVE, CLOSE = (f"{DESK}consultation/{act}" for act in ("open", "move", "close"))


@pytest.fixture
def account(session: Session) -> Account:
    fenbury = make_organisation("fenbury")
    return make_account("officer@fenbury.example", role=Role.OFFICER, organisation_id=fenbury.id)


@pytest.fixture
def officer(client: Visitor, account: Account) -> Visitor:
    sign_in_as(client, account)
    return client


def _assembly(session: Session) -> Assembly:
    session.expire_all()
    assembly = assembly_by_slug("high-street")
    assert assembly is not None
    return assembly


def _in(days: int) -> dict[str, str]:
    day = (clock.now() + timedelta(days=days)).astimezone(clock.LONDON)
    return {
        "closes__day": str(day.day),
        "closes__month": str(day.month),
        "closes__year": str(day.year),
        "closes_time": "17:00",
    }


def test_the_desk_says_what_waits_and_how_the_consultation_stands(officer: Visitor) -> None:
    assembly = make_assembly(
        "high-street", consulting=(-7, 7), answer_due_at=clock.now() + timedelta(days=90)
    )
    make_item(assembly, published=False)
    make_recommendation(assembly, published=False)
    meeting = make_session(assembly)
    make_question(meeting.subject)
    make_question(meeting.subject)
    make_answer(make_question(meeting.subject))
    page = officer.get("/council/").text
    assert f'<a href="{DESK}questions/">2 questions wait for an answer</a>' in page
    assert "1 draft of evidence to publish" in page
    assert "1 text of a recommendation to publish" in page
    assert "Comments are open until" in page
    assert f'href="{DESK}recommendations/"' in page
    assert f'href="{DESK}responses/"' in page


def test_a_desk_without_work_says_so(officer: Visitor) -> None:
    assert "Your council has no assembly here yet." in officer.get("/council/").text
    make_assembly("high-street")
    assert "Nothing waits for you here." in officer.get("/council/").text


def test_the_desk_says_how_many_comments_wait_for_a_theme_and_for_an_answer(officer: Visitor) -> None:
    assembly = make_assembly("high-street", consulting=(-20, -6))
    subject = make_recommendation(assembly).subject
    first, second, third = (make_comment(subject, f"Comment {n}") for n in range(3))
    make_comment(subject, state=CommentState.AWAITING_MODERATION)
    make_comment(subject, is_official=True)
    make_comment(subject, parent_id=second.id)
    theme = make_theme(assembly, "Vans", first)
    # The answer to a theme counts for its comments, and one's own for its replies.
    make_disposition(assembly, theme)
    make_disposition(assembly, second)
    quiet = make_assembly("clean-air")
    make_comment(make_recommendation(quiet, reference="q1").subject)
    for page in (officer.get("/council/").text, officer.get(DESK).text):
        assert f'<a href="{DESK}themes/label/?theme=none">3 comments to sort into themes</a>' in page
        assert f'<a href="{DESK}answers/">1 comment without an answer</a>' in page
    front = officer.get("/council/").text
    assert '<a href="/council/clean-air/themes/label/?theme=none">1 comment to sort into themes</a>' in front
    # Both links lead to as many comments as they say.
    assert "3 comments are in this list." in officer.get(f"{DESK}themes/label/?theme=none").text
    make_disposition(assembly, third)
    assert "without an answer</a>" not in officer.get(DESK).text


def test_between_two_phases_the_desk_says_what_comes_next_and_after_the_last_since_when_it_is_over(
    officer: Visitor,
) -> None:
    assembly = make_assembly("high-street")
    assert "No phase has a date yet." in officer.get("/council/").text
    opens, closes = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 30, 17, tzinfo=UTC)
    add_phase(assembly, PhaseKind.CONSULTING, opens, closes)
    add_phase(
        assembly,
        PhaseKind.FINALISING,
        datetime(2026, 12, 1, 9, tzinfo=UTC),
        datetime(2026, 12, 7, tzinfo=UTC),
    )
    for day, words in (
        (datetime(2026, 10, 1, tzinfo=UTC), "Next: Consulting, from 2 November 2026, 9 am"),
        (datetime(2026, 11, 3, tzinfo=UTC), "Phase now: Consulting"),
        (datetime(2026, 12, 1, tzinfo=UTC), "Next: Finalising, from 1 December 2026, 9 am"),
        (datetime(2026, 12, 8, tzinfo=UTC), "Last phase: Finalising, over since 7 December 2026, midnight"),
    ):
        with clock.at(day):
            sign_in_as(
                officer,
                make_account(
                    f"{day:%m%d}@fenbury.example", role=Role.OFFICER, organisation_id=assembly.organisation_id
                ),
            )
            assert words in officer.get("/council/").text.replace("\u00a0", " ")


def test_many_assemblies_need_no_more_queries_than_one(officer: Visitor, session: Session) -> None:
    make_assembly("first", consulting=(-7, 7))
    session.commit()
    with counted() as one:
        officer.get("/council/")
    for number in range(8):
        assembly = make_assembly(f"number-{number}", consulting=(-7, 7))
        make_item(assembly, published=False)
        make_comment(subject_of(assembly))
    # What the test has prepared is written before the count begins.
    session.commit()
    with counted() as many:
        officer.get("/council/")
    assert len(many) == len(one) <= 16, str(many)


def test_comments_open_when_a_draft_is_published_and_close_at_the_moment_given(
    officer: Visitor, session: Session
) -> None:
    make_recommendation(make_assembly("high-street"))
    answer = send(officer, DESK, OPEN, **_in(10))
    assert (answer.status_code, answer.location) == (303, DESK)
    assembly = _assembly(session)
    assert comments_open(assembly)
    closes_at = assembly.phases[0].closes_at
    assert closes_at is not None
    assert closes_at.astimezone(clock.LONDON).hour == 17
    page = officer.get(DESK).text
    assert "Comments are open until" in page
    assert f'action="{OPEN}"' not in page


@pytest.mark.parametrize("begins_in", [timedelta(days=3), timedelta(hours=2), timedelta(days=60), None])
def test_a_closing_time_that_is_offered_is_one_that_is_allowed(
    officer: Visitor, session: Session, begins_in: timedelta | None
) -> None:
    assembly = make_assembly("high-street", consulting=(-7, -1))
    make_recommendation(assembly)
    if begins_in is not None:
        add_phase(assembly, PhaseKind.FINALISING, clock.now() + begins_in, clock.now() + timedelta(days=90))
    answer = send(officer, DESK, OPEN)
    assert (answer.status_code, answer.location) == (303, DESK)
    assert comments_open(_assembly(session))


def test_without_a_published_draft_there_is_nothing_to_open(officer: Visitor, session: Session) -> None:
    make_recommendation(make_assembly("high-street", consulting=(1, 7)), published=False)
    assert f'action="{OPEN}"' not in officer.get(DESK).text
    token = fields_of(officer, "/council/high-street/evidence/new")["csrf_token"]
    forced = {name.replace("__", "-"): value for name, value in _in(10).items()}
    answer = officer.post(OPEN, data={"csrf_token": token, **forced})
    assert answer.status_code == 409
    assert "at least one draft recommendation" in answer.text
    assert not comments_open(_assembly(session))


def test_the_closing_is_moved_and_comments_are_closed(officer: Visitor, session: Session) -> None:
    make_assembly("high-street", consulting=(-7, 7))
    assert send(officer, DESK, MOVE, **_in(3)).status_code == 303
    closes_at = _assembly(session).phases[0].closes_at
    assert closes_at is not None
    assert closes_at < clock.now() + timedelta(days=4)
    assert send(officer, DESK, CLOSE).status_code == 303
    assert not comments_open(_assembly(session))
    assert "Comments closed on" in officer.get(DESK).text


def test_of_two_officers_who_close_the_second_is_told(officer: Visitor, session: Session) -> None:
    make_assembly("high-street", consulting=(-7, 7))
    token = fields_of(officer, DESK, CLOSE)["csrf_token"]
    assert officer.post(CLOSE, data={"csrf_token": token}).status_code == 303
    again = officer.post(CLOSE, data={"csrf_token": token})
    assert again.status_code == 409
    assert "The consultation is not open." in again.text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"closes__day": "", "closes__month": "", "closes__year": ""},
            "Write the day on which comments close.",
        ),
        ({"closes__day": "31", "closes__month": "2"}, "There is no such date."),
        ({"closes_time": ""}, "Write a time, for example 17:00."),
        ({"closes_time": "later"}, "Write a time such as 17:30"),
        ({"closes__year": "2020"}, "Choose a closing time that is still to come."),
        ({"closes__year": "2199"}, "Comments must close by then."),
    ],
)
@pytest.mark.parametrize("act", [OPEN, MOVE])
def test_a_wrong_closing_time_is_explained_and_kept(
    officer: Visitor, session: Session, act: str, changed: dict[str, str], message: str
) -> None:
    assembly = make_assembly("high-street", consulting=(-7, 7) if act == MOVE else (-14, -7))
    add_phase(assembly, PhaseKind.FINALISING, clock.now() + timedelta(days=30), None)
    make_recommendation(assembly)
    before = assembly.phases[0].closes_at
    answer = send(officer, DESK, act, **{**_in(10), **changed})
    assert answer.status_code == 422
    assert message in answer.text
    assert _assembly(session).phases[0].closes_at == before


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_dates_end_in_a_page(officer: Visitor, session: Session, text: str) -> None:
    make_recommendation(make_assembly("high-street"))
    for field in _in(10):
        answer = send(officer, DESK, OPEN, **{**_in(10), field: text})
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text
    assert not comments_open(_assembly(session))


def test_a_concluded_assembly_offers_no_consultation(officer: Visitor) -> None:
    assembly = make_assembly("high-street", consulting=(-14, -7))
    add_phase(assembly, PhaseKind.DELIVERING, clock.now() - timedelta(days=1), None)
    make_recommendation(assembly)
    page = officer.get(DESK).text
    assert "Comments stay closed." in page
    assert f'action="{OPEN}"' not in page


def test_a_compiled_record_is_shown_without_forms(officer: Visitor) -> None:
    make_assembly("high-street", is_compiled=True)
    assert "<form" not in officer.get(DESK).text
    assert 'href="/assemblies/high-street/"' in officer.get("/council/").text
