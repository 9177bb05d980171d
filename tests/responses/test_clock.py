"""The clock of answers: where it starts, what pauses do, and that a promise made before the assembly is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly, PhaseKind
from app.assemblies.services import edit_assembly
from app.assemblies.words import AssemblyWords, FollowThroughPromise, PhaseSpan
from app.core import clock, events
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.recommendations.events import VersionPublished
from app.recommendations.models import VersionStage
from app.recommendations.queries import listed_recommendations
from app.responses.models import ClockPause, FinalReport, Verdict
from app.responses.queries.answers import answers_of
from app.responses.queries.clocks import clock_from, clock_of
from app.responses.services import clock as services
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.responses import make_commitment, make_response, make_update

TODAY = date(2026, 3, 16)


def at(day: date, hour: int = 17) -> datetime:
    return clock.london(day, hour)


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with clock.at(at(TODAY, 10)):
        yield


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly()


@pytest.fixture
def olu(assembly: Assembly) -> Account:
    return make_account("olu@fenbury.example", role=Role.OFFICER, organisation_id=assembly.organisation_id)


# ---- Where it starts ----


def test_answers_are_due_three_months_after_the_final_report(assembly: Assembly, olu: Account) -> None:
    assert assembly.answer_due_at is None
    services.state_final_report(assembly, date(2026, 3, 2), olu, "https://fenbury.example/report")
    assert assembly.answer_due_at == at(date(2026, 6, 2))
    assert assembly.report_published_on == "2026-03-02"


def test_another_day_needs_a_reason_and_the_former_stays(
    session: Session, assembly: Assembly, olu: Account
) -> None:
    services.state_final_report(assembly, date(2026, 3, 2), olu)
    with pytest.raises(WrongField, match="another day"):
        services.state_final_report(assembly, date(2026, 3, 9), olu)
    services.state_final_report(assembly, date(2026, 3, 9), olu, reason="It was withdrawn for a week.")
    assert assembly.answer_due_at == at(date(2026, 6, 9))
    days = session.scalars(select(FinalReport.published_on).order_by(FinalReport.id)).all()
    assert days == ["2026-03-02", "2026-03-09"]


@pytest.mark.parametrize(
    ("day", "url", "field"),
    [(date(2026, 3, 17), "", "published_on"), (date(2026, 3, 2), "nonsense", "url")],
)
def test_a_day_to_come_and_an_address_that_is_none_are_told_at_their_fields(
    assembly: Assembly, olu: Account, day: date, url: str, field: str
) -> None:
    with pytest.raises(WrongField) as refusal:
        services.state_final_report(assembly, day, olu, url)
    assert refusal.value.field == field


def test_without_a_report_the_last_final_text_starts_the_clock(session: Session, assembly: Assembly) -> None:
    with clock.at(at(date(2026, 2, 10), 12)):
        first = make_recommendation(assembly, number=1, stage=VersionStage.FINAL)
        second = make_recommendation(assembly, number=2)
        events.announce(VersionPublished(first.versions[-1].id))
    assert assembly.answer_due_at is None
    last = make_version(second, stage=VersionStage.FINAL, published_at=at(date(2026, 3, 12), 9))
    session.flush()
    session.expire_all()
    events.announce(VersionPublished(last.id))
    assert assembly.answer_due_at == at(date(2026, 6, 12))


def test_a_promised_day_goes_before_the_months(session: Session) -> None:
    promised = at(date(2026, 12, 1))
    assembly = make_assembly("promised", answer_due_at=promised)
    olu = make_account("o@fenbury.example", role=Role.OFFICER, organisation_id=assembly.organisation_id)
    services.state_final_report(assembly, date(2026, 3, 2), olu)
    assert assembly.answer_due_at == promised


def test_no_clock_runs_for_a_compiled_record(session: Session, olu: Account) -> None:
    compiled = make_assembly("compiled", is_compiled=True)
    assert clock_of(compiled) is None
    with pytest.raises(Refused, match="compiled"):
        services.state_final_report(compiled, date(2026, 3, 2), olu)
    with pytest.raises(Refused, match="compiled"):
        services.pause_clock(compiled, "Why.", at(TODAY, 12), at(date(2026, 4, 1)), olu)


# ---- The promise ----


def promise_of(**months: int) -> AssemblyWords:
    return AssemblyWords("High Street", "What next?", promise=FollowThroughPromise(**months))  # type: ignore[arg-type]


def test_a_council_sets_its_own_promise_before_the_assembly(session: Session, olu: Account) -> None:
    ahead = make_assembly("ahead", learning=(7, 30))
    services.state_final_report(ahead, date(2026, 3, 2), olu)
    edit_assembly(ahead, promise_of(answer_months=2), _spans(ahead), olu)
    assert (ahead.answer_months, ahead.answer_due_at) == (2, at(date(2026, 5, 2)))


def test_once_the_members_meet_the_promise_stays(session: Session, olu: Account) -> None:
    begun = make_assembly("begun", learning=(-7, 30))
    with pytest.raises(WrongField, match="promise stays as it is"):
        edit_assembly(begun, promise_of(answer_months=6), _spans(begun), olu)
    later = AssemblyWords("Begun", "What next?", promise=FollowThroughPromise(answer_at=at(date(2027, 1, 1))))
    with pytest.raises(WrongField) as refusal:
        edit_assembly(begun, later, _spans(begun), olu)
    assert refusal.value.field == "answer_due"
    edit_assembly(begun, promise_of(), _spans(begun), olu)
    assert begun.name == "High Street"


def _spans(assembly: Assembly) -> list[PhaseSpan]:
    return [
        PhaseSpan(PhaseKind(phase.kind), phase.opens_at, phase.closes_at)
        for phase in assembly.phases
        if phase.opens_at
    ]


# ---- Pauses ----


def test_a_pause_makes_the_time_to_answer_longer_and_ending_it_early_less_so(
    session: Session, assembly: Assembly, olu: Account
) -> None:
    services.state_final_report(assembly, date(2026, 3, 2), olu)
    pause = services.pause_clock(
        assembly, "An election is coming.", at(date(2026, 3, 30), 9), at(date(2026, 5, 8), 9), olu
    )
    assert assembly.answer_due_at == at(date(2026, 7, 11))
    with clock.at(at(date(2026, 4, 9), 9)):
        services.end_clock_pause(pause, olu)
    assert assembly.answer_due_at == at(date(2026, 6, 12))
    assert pause.over_at == at(date(2026, 4, 9), 9)


def test_a_pause_called_off_before_it_began_moves_nothing(
    session: Session, assembly: Assembly, olu: Account
) -> None:
    services.state_final_report(assembly, date(2026, 3, 2), olu)
    pause = services.pause_clock(
        assembly, "An election.", at(date(2026, 3, 30), 9), at(date(2026, 5, 8), 9), olu
    )
    services.end_clock_pause(pause, olu)
    assert assembly.answer_due_at == at(date(2026, 6, 2))
    with pytest.raises(Refused, match="over"):
        services.end_clock_pause(pause, olu)


@pytest.mark.parametrize(
    ("reason", "starts", "ends", "field"),
    [
        (" ", at(date(2026, 4, 1)), at(date(2026, 5, 1)), "reason"),
        ("Why.", at(date(2026, 3, 1)), at(date(2026, 5, 1)), "starts"),
        ("Why.", at(date(2026, 4, 1)), at(date(2026, 4, 1)), "ends"),
        ("Why.", at(date(2026, 4, 1)), at(date(2026, 7, 1)), "ends"),
    ],
)
def test_a_pause_that_cannot_be_is_told_at_its_field(
    session: Session,
    assembly: Assembly,
    olu: Account,
    reason: str,
    starts: datetime,
    ends: datetime,
    field: str,
) -> None:
    with pytest.raises(WrongField) as refusal:
        services.pause_clock(assembly, reason, starts, ends, olu)
    assert refusal.value.field == field
    assert session.scalars(select(ClockPause)).all() == []


def test_two_pauses_do_not_stand_in_one_time(assembly: Assembly, olu: Account) -> None:
    services.pause_clock(assembly, "One.", at(date(2026, 4, 1)), at(date(2026, 5, 1)), olu)
    with pytest.raises(WrongField, match="stands still already"):
        services.pause_clock(assembly, "Two.", at(date(2026, 4, 20)), at(date(2026, 6, 1)), olu)
    services.pause_clock(assembly, "Two.", at(date(2026, 5, 1)), at(date(2026, 6, 1)), olu)


def test_what_moved_the_answers_day_stands_in_the_log(
    session: Session, assembly: Assembly, olu: Account
) -> None:
    services.state_final_report(assembly, date(2026, 3, 2), olu)
    services.pause_clock(assembly, "One.", at(date(2026, 4, 1)), at(date(2026, 5, 1)), olu)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [each for each in actions if "clock" in each or "due" in each or "report" in each] == [
        "stated final report",
        "answers due",
        "paused clock",
        "answers due",
    ]


# ---- How it stands ----


def test_considering_is_no_answer_and_stops_no_clock(session: Session) -> None:
    assembly = make_assembly("late", answer_due_at=at(date(2026, 3, 1)))
    recommendation = make_recommendation(assembly, stage=VersionStage.FINAL)
    make_response(recommendation, verdict=Verdict.UNDER_CONSIDERATION)
    standing = clock_of(assembly)
    assert standing is not None
    assert (standing.missing, standing.answers_are_overdue, standing.report) == (1, True, None)


def test_a_report_is_owed_until_everything_that_was_promised_has_ended(session: Session) -> None:
    assembly = make_assembly("going")
    recommendation = make_recommendation(assembly, stage=VersionStage.FINAL)
    answer = make_response(recommendation)
    assert answer.published_at is not None
    standing = clock_of(assembly)
    assert standing is not None
    assert standing.report is not None
    assert standing.report.since == answer.published_at
    commitment = make_commitment(recommendation)
    make_update(commitment, "in_progress")
    session.expire_all()
    standing = clock_of(assembly)
    assert standing is not None
    assert standing.report is not None
    assert standing.report.has_been_reported
    make_update(commitment, "delivered", evidence_url="https://fenbury.example/map")
    session.expire_all()
    standing = clock_of(assembly)
    assert standing is not None
    assert standing.report is None


def test_who_declines_owes_no_report(session: Session) -> None:
    assembly = make_assembly("declined")
    make_response(make_recommendation(assembly, stage=VersionStage.FINAL), verdict=Verdict.NOT_ACCEPTED)
    standing = clock_of(assembly)
    assert standing is not None
    assert (standing.missing, standing.report) == (0, None)


def test_pages_and_desks_read_the_same_clock(session: Session, olu: Account) -> None:
    assembly = make_assembly("both", answer_due_at=at(date(2026, 3, 1)))
    first, second, _ = (
        make_recommendation(assembly, number=number, stage=VersionStage.FINAL) for number in (1, 2, 3)
    )
    make_response(first)
    make_response(second, verdict=Verdict.UNDER_CONSIDERATION)
    make_update(make_commitment(first), "in_progress")
    services.pause_clock(assembly, "One.", at(date(2026, 4, 1)), at(date(2026, 5, 1)), olu)
    session.expire_all()
    listed = listed_recommendations([assembly.id])
    one, other = clock_of(assembly), clock_from(assembly, listed, answers_of(assembly))
    assert one is not None
    assert other is not None
    for each in (one, other):
        assert (each.total, each.missing, each.has_empty_promises) == (3, 2, False)
    assert one.report == other.report
    assert one.pauses == other.pauses
    assert [state.status for state in one.states] == [state.status for state in other.states]
    assert one.first_decision_at == other.first_decision_at
    assert one.last_report_at == other.last_report_at
    assert one.first_decision_at == clock.now() - timedelta(days=1)
