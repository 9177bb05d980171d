"""Entering the members' vote on a final text: what agrees is taken, what does not is said at its field."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly, PhaseKind
from app.recommendations.counting import Known
from app.recommendations.models import Recommendation, VersionStage, Vote
from app.recommendations.queries.votes import known_of
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.assemblies import add_phase
from tests.factories.evidence import make_session
from tests.factories.recommendations import make_recommendation
from tests.recommendations.votes.desk import DESK, GOOD, enter, hidden


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"count_1": "38"}, "The counts add up to 47, but 46 voted."),
        ({"count_1": "30"}, "The counts add up to 39, but 46 voted."),
        ({"ballots": "49", "count_1": "40"}, "The assembly has 48 members."),
        ({"count_3": "3"}, "the counts add up to 49"),
        ({"ballots": ""}, "Write how many members voted."),
        ({"count_1": "-1"}, "Write a whole number"),
        ({"count_1": "99999999999999999999"}, "Write a whole number"),
        ({"count_1": ""}, "If none did, write 0."),
        ({"label_1": ""}, "Write what could be chosen."),
        ({"meaning_1": "perhaps"}, "Choose what this means"),
        ({"meaning_1": "against"}, "One choice at least must be for the text."),
        ({"scale": " "}, "Write how the members could vote."),
        ({"basis": ""}, "Write who voted, and how."),
        ({"held_on-year": ""}, "The date must have a year."),
        ({"held_on-year": "2199"}, "cannot be dated in the future"),
        ({"held_on-day": "31", "held_on-month": "2"}, "There is no such date."),
        ({"bar_percent": "101"}, "Write a whole number from 1 to 100, or leave it empty."),
        ({"bar_percent": "0"}, "Write a whole number from 1 to 100, or leave it empty."),
        ({"bar_percent": "66.6"}, "Write a whole number from 1 to 100, or leave it empty."),
        ({"bar_percent": "7,5"}, "Write a whole number from 1 to 100, or leave it empty."),
        ({"bar_percent": "%"}, "Write a whole number from 1 to 100, or leave it empty."),
        ({"count_2": "nine"}, "Row 2, members: Write a whole number from 0 to 10,000."),
        ({"count_2": ""}, "Row 2, members: Write how many members chose it."),
        ({"label_2": "Against\x07"}, "Row 2, choice: There are hidden control characters"),
        ({"meaning_2": ""}, "Row 2, what it means: Choose what this means"),
        ({"minority_1": ""}, "Statement 1: Write what these members want"),
        ({"members_1": "0"}, "Statement 1, members: Write a whole number from 1 to 10,000."),
        ({"ballots": "many"}, "How many members voted? Write a whole number from 0 to 10,000."),
        ({"members_1": "47"}, "No more members can stand behind it"),
        ({"minority_1": ""}, "Write what these members want to have said."),
        ({"minority_1": "nul \x00"}, "control characters"),
        ({"scale": "x" * 201}, "too long"),
    ],
)
def test_what_does_not_agree_is_said_at_its_field_and_everything_typed_stays(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    olu: Account,
    fields: dict[str, str],
    message: str,
) -> None:
    answer = enter(client, **fields)
    assert answer.status_code == 422
    assert message in answer.text
    for name in ("basis", "count_2", "label_2"):
        assert name in fields or GOOD[name] in answer.text
    assert session.scalar(select(func.count(Vote.id))) == 0


@pytest.mark.parametrize("typed", ["75", "75%", "75 %", " 75\xa0% "])
def test_the_members_bar_is_read_with_its_sign_or_without(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, typed: str
) -> None:
    assert enter(client, bar_percent=typed).status_code == 303
    assert session.scalars(select(Vote)).one().bar_percent == 75


def test_the_same_form_twice_enters_one_vote_and_a_stale_one_is_refused(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account
) -> None:
    page = client.get(f"{DESK}/write").text
    sent = {name: hidden(page, name) for name in ("csrf_token", "once", "seen")} | GOOD
    later = client.get(f"{DESK}/write").text
    assert client.post(f"{DESK}/write", data=sent).status_code == 303
    assert client.post(f"{DESK}/write", data=sent).status_code == 303
    stale = {name: hidden(later, name) for name in ("csrf_token", "once", "seen")} | GOOD
    answer = client.post(f"{DESK}/write", data={**stale, "basis": "My own words."})
    assert answer.status_code == 409
    assert "My own words." in answer.text
    assert session.scalar(select(func.count(Vote.id))) == 1


@pytest.mark.parametrize("field", ["scale", "basis", "label_1", "minority_1"])
def test_no_sign_in_a_vote_turns_the_words_around(
    client: Visitor, session: Session, recommendation: Recommendation, olu: Account, field: str
) -> None:
    answer = enter(client, **{field: "Secret \u202eballot"})
    assert answer.status_code == 422
    assert "that turn the words around" in answer.text
    assert "Secret \u202eballot" in answer.text
    assert session.scalar(select(func.count(Vote.id))) == 0


def test_there_is_no_vote_without_a_final_text_nor_on_a_record(
    client: Visitor, session: Session, olu: Account, recommendation: Recommendation
) -> None:
    make_recommendation(recommendation.assembly, number=2)
    draft = DESK.replace("/1/", "/2/")
    assert "Publish the final text first." in client.get(draft).text
    assert client.get(f"{draft}/write").status_code == 303
    token = token_in(client, f"{DESK}/write")
    make_recommendation(recommendation.assembly, number=3, stage=VersionStage.FINAL, is_compiled=True)
    once = hidden(client.get(f"{DESK}/write").text, "once")
    for number in ("2", "3"):
        answer = client.post(
            DESK.replace("/1/", f"/{number}/") + "/write", data={"csrf_token": token, "once": once, **GOOD}
        )
        assert answer.status_code in (400, 409)
        assert "secret ballot" in answer.text
    assert session.scalar(select(func.count(Vote.id))) == 0


@pytest.mark.parametrize(("role", "status"), [(Role.MODERATOR, 403), (Role.ADMINISTRATOR, 403)])
def test_only_the_councils_officers_come_here(
    client: Visitor, recommendation: Recommendation, role: Role, status: int
) -> None:
    assert client.get(DESK).status_code == 303
    organisation_id = None if role is Role.ADMINISTRATOR else recommendation.assembly.organisation_id
    sign_in_as(client, make_account("x@fenbury.example", role=role, organisation_id=organisation_id))
    assert client.get(DESK).status_code == status
    assert client.post(f"{DESK}/check", data={}).status_code == status


def _began(assembly: Assembly, kind: PhaseKind, day: str) -> None:
    add_phase(assembly, kind, datetime.fromisoformat(f"{day}T09:00+00:00"), None)


@pytest.mark.parametrize(
    "held_on", [("30", "9", "2026"), ("", "9", "2026"), ("", "", "2025"), ("5", "10", "1926")]
)
def test_a_vote_before_the_assembly_began_is_refused_at_its_date(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    olu: Account,
    held_on: tuple[str, str, str],
) -> None:
    _began(recommendation.assembly, PhaseKind.LEARNING, "2026-10-02")
    parts = {f"held_on-{part}": typed for part, typed in zip(("day", "month", "year"), held_on, strict=True)}
    answer = enter(client, **parts)
    assert answer.status_code == 422
    assert "This is before the assembly began (2\xa0October 2026). Check it." in answer.text
    assert '<a href="#held_on-day">' in answer.text
    assert session.scalar(select(func.count(Vote.id))) == 0


@pytest.mark.parametrize("held_on", [("2", "10", "2026"), ("", "10", "2026"), ("", "", "2026")])
def test_a_vote_on_the_first_day_or_in_a_month_that_holds_it_is_taken(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    olu: Account,
    held_on: tuple[str, str, str],
) -> None:
    _began(recommendation.assembly, PhaseKind.LEARNING, "2026-10-02")
    parts = {f"held_on-{part}": typed for part, typed in zip(("day", "month", "year"), held_on, strict=True)}
    assert enter(client, **parts).status_code == 303


def test_an_assembly_begins_with_its_first_meeting_not_with_its_recruiting(
    session: Session, recommendation: Recommendation
) -> None:
    assembly = recommendation.assembly
    assert known_of(assembly) == Known(48, None)
    _began(assembly, PhaseKind.RECRUITING, "2026-01-10")
    _began(assembly, PhaseKind.CONSULTING, "2026-10-20")
    assert known_of(assembly) == Known(48, "2026-10-20")
    make_session(assembly, held_on="2026-10")
    assert known_of(assembly) == Known(48, "2026-10")
    make_session(assembly, starts_at=datetime.fromisoformat("2026-09-30T23:30+00:00"))
    assert known_of(assembly) == Known(48, "2026-10")
    make_session(assembly, starts_at=datetime.fromisoformat("2026-09-30T08:30+00:00"))
    assert known_of(assembly) == Known(48, "2026-09-30")
