"""Promises need dates; progress ends with evidence or a reason, and no word of it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import clock, events
from app.core.append_only import NeverChanges
from app.core.errors import Refused
from app.core.revisions import TurningMoment
from app.recommendations.models import Recommendation
from app.responses import services
from app.responses.events import ProgressReported
from app.responses.models import Commitment, DeliveryStatus, ProgressUpdate, Verdict
from app.responses.queries.answers import answers_of
from app.responses.standing import state_of
from app.responses.words.progress import Promise, Report
from tests.factories.responses import make_commitment, make_response

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(session: Session) -> object:
    with clock.at(NOW):
        yield


def test_a_commitment_has_a_date_at_which_pages_change(
    session: Session, recommendation: Recommendation, officer: Account
) -> None:
    answer = make_response(recommendation)
    commitment = services.make_commitment(
        recommendation, Promise("Put up monitors", "2027-06-30", "Parks"), officer
    )
    assert (commitment.response_id, commitment.position, commitment.due_on) == (answer.id, 1, "2027-06-30")
    scopes = session.execute(select(TurningMoment.scope, TurningMoment.happens_at)).all()
    first_report, due = datetime(2027, 2, 22, 17, 0, tzinfo=UTC), datetime(2027, 6, 30, 16, 0, tzinfo=UTC)
    assert sorted(map(tuple, scopes)) == [
        ("high-street", first_report),
        ("high-street", due),
        ("site", first_report),
        ("site", due),
    ]


def test_a_commitment_belongs_to_a_public_answer(recommendation: Recommendation, officer: Account) -> None:
    make_response(recommendation, published=False)
    with pytest.raises(Refused, match="Answer the recommendation first"):
        services.make_commitment(recommendation, Promise("Put up monitors", "2027"), officer)


@pytest.mark.parametrize("due_on", ["", "2026-11-21", "2026-10", "2025", "2027-02-30", "soon"])
def test_a_commitment_is_due_on_a_day_that_lies_ahead(
    recommendation: Recommendation, officer: Account, due_on: str
) -> None:
    make_response(recommendation)
    with pytest.raises(Refused):
        services.make_commitment(recommendation, Promise("Put up monitors", due_on), officer)


@pytest.mark.parametrize("due_on", ["2026-11-22", "2026-11", "2026", "2027-03"])
def test_a_commitment_may_be_due_to_the_month_or_the_year(
    recommendation: Recommendation, officer: Account, due_on: str
) -> None:
    make_response(recommendation)
    assert services.make_commitment(recommendation, Promise("Put up", due_on), officer).due_on == due_on


@pytest.fixture
def commitment(recommendation: Recommendation) -> Commitment:
    make_response(recommendation)
    return make_commitment(recommendation, due_on="2026-12-31")


GOOD_REPORTS = {
    DeliveryStatus.PLANNED: Report(DeliveryStatus.PLANNED, "Still to begin."),
    DeliveryStatus.IN_PROGRESS: Report(DeliveryStatus.IN_PROGRESS, "Eleven of 14."),
    DeliveryStatus.DELAYED: Report(
        DeliveryStatus.DELAYED, "Later.", reason="No power supply.", new_due_on="2027-03-31"
    ),
    DeliveryStatus.DELIVERED: Report(
        DeliveryStatus.DELIVERED, "All are up.", evidence_url="https://fenbury.example/map"
    ),
    DeliveryStatus.STOPPED: Report(DeliveryStatus.STOPPED, "Given up.", reason="The wall is not ours."),
}


@pytest.mark.parametrize("status", list(DeliveryStatus))
def test_each_status_can_be_reported_with_what_it_demands(
    session: Session, commitment: Commitment, officer: Account, status: DeliveryStatus
) -> None:
    services.report_progress(commitment, GOOD_REPORTS[status], officer)
    session.refresh(commitment)
    state = state_of(commitment)
    assert state.status is status
    assert state.has_ended is (status in (DeliveryStatus.DELIVERED, DeliveryStatus.STOPPED))
    assert state.due_on == ("2027-03-31" if status is DeliveryStatus.DELAYED else "2026-12-31")


def test_a_report_is_dated_signed_and_told(
    session: Session, commitment: Commitment, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(events, "announce", told.append)
    said = services.report_progress(commitment, GOOD_REPORTS[DeliveryStatus.DELAYED], officer)
    assert (said.reported_on, said.reported_by) == ("2026-11-22", "Fenbury Borough Council")
    assert told == [ProgressReported(said.id)]
    moments = session.scalars(select(TurningMoment.happens_at).where(TurningMoment.scope == "site")).all()
    next_report = datetime(2027, 5, 22, 16, 0, tzinfo=UTC)
    assert moments == [datetime(2027, 3, 31, 16, 0, tzinfo=UTC), next_report]


@pytest.mark.parametrize(
    ("report", "message"),
    [
        (Report(DeliveryStatus.IN_PROGRESS, "  "), "how it is going"),
        (Report(DeliveryStatus.DELAYED, "Later.", new_due_on="2027-03-31"), "reason"),
        (Report(DeliveryStatus.DELAYED, "Later.", reason="No power."), "new date"),
        (
            Report(DeliveryStatus.DELAYED, "Later.", reason="No power.", new_due_on="2027-02-30"),
            "no such date",
        ),
        (Report(DeliveryStatus.DELAYED, "Later.", reason="No power.", new_due_on="2026-12-31"), "after"),
        (Report(DeliveryStatus.DELAYED, "Later.", reason="No power.", new_due_on="2026-12"), "after"),
        (Report(DeliveryStatus.DELIVERED, "All are up."), "link"),
        (Report(DeliveryStatus.DELIVERED, "All are up.", evidence_url="see website"), "web address"),
        (Report(DeliveryStatus.STOPPED, "Given up.", reason=" "), "reason"),
        (Report(DeliveryStatus.IN_PROGRESS, "Slowly.", new_due_on="2027-03-31"), "Only a delay"),
    ],
)
def test_a_report_that_hides_something_is_refused(
    session: Session, commitment: Commitment, officer: Account, report: Report, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        services.report_progress(commitment, report, officer)
    assert session.scalars(select(ProgressUpdate)).all() == []


@pytest.mark.parametrize("end", [DeliveryStatus.DELIVERED, DeliveryStatus.STOPPED])
def test_nothing_is_reported_after_the_end(
    commitment: Commitment, officer: Account, end: DeliveryStatus
) -> None:
    services.report_progress(commitment, GOOD_REPORTS[end], officer)
    for report in GOOD_REPORTS.values():
        with pytest.raises(Refused, match="ended"):
            services.report_progress(commitment, report, officer)


def test_a_delay_of_a_delay_must_go_further_still(commitment: Commitment, officer: Account) -> None:
    delay = GOOD_REPORTS[DeliveryStatus.DELAYED]
    services.report_progress(commitment, delay, officer)
    with pytest.raises(Refused, match="after"):
        services.report_progress(commitment, delay, officer)
    with clock.at(NOW + timedelta(days=1)):
        services.report_progress(commitment, replace(delay, new_due_on="2027-06"), officer)
    assert state_of(commitment).was_due_on == "2027-03-31"


def test_progress_never_touches_the_verdict(
    assembly: Assembly, recommendation: Recommendation, commitment: Commitment, officer: Account
) -> None:
    services.report_progress(commitment, GOOD_REPORTS[DeliveryStatus.STOPPED], officer)
    answer = answers_of(assembly).to(recommendation)
    assert answer.response is not None
    assert answer.response.verdict == Verdict.ACCEPTED
    assert answer.delivery is not None
    assert answer.delivery.status == DeliveryStatus.STOPPED


@pytest.mark.parametrize("change", [{"text": "Other"}, {"status": "delivered"}, {"new_due_on": "2030"}])
def test_no_word_of_an_update_can_be_changed(
    session: Session, commitment: Commitment, officer: Account, change: dict[str, str]
) -> None:
    said = services.report_progress(commitment, GOOD_REPORTS[DeliveryStatus.IN_PROGRESS], officer)
    for attribute, value in change.items():
        setattr(said, attribute, value)
    with pytest.raises(NeverChanges):
        session.flush()


def test_a_promised_date_is_moved_by_reports_alone(session: Session, commitment: Commitment) -> None:
    commitment.due_on = "2030"
    with pytest.raises(NeverChanges):
        session.flush()
