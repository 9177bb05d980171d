"""What pages say of a commitment: the dates, what is late, what a pause does, what was corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core import clock
from app.core.dates import NBSP
from app.recommendations.models import Recommendation
from app.responses import services
from app.responses.due import Standstill
from app.responses.models import Commitment, DeliveryStatus
from app.responses.standing import state_of
from app.responses.wording.due import due_words
from app.responses.wording.progress import commitment_words
from app.responses.words.progress import PromiseWords, Report, Step
from tests.factories.files import make_received
from tests.factories.responses import make_commitment, make_response

MADE = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
ELECTION = Standstill(
    clock.london(date(2026, 9, 20)), clock.london(date(2026, 11, 7)), "It is the pre-election period"
)


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask, session: Session) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.fixture
def commitment(recommendation: Recommendation) -> Commitment:
    with clock.at(MADE):
        make_response(recommendation)
        return make_commitment(recommendation, due_on="2026-09-30")


def clocks(commitment: Commitment, *pauses: Standstill) -> list[str]:
    words = commitment_words(state_of(commitment, pauses), 1)
    said = [f"{each['kind']}: {each['fact']} {each['text']}".strip() for each in words["clocks"]]
    return [each.replace(NBSP, " ") for each in [*said, words["next_report"]] if each]


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        ("2027-06-30", f"on 30{NBSP}June 2027"),
        ("2027-06", "by the end of June 2027"),
        ("2027-Q2", "by the end of June 2027"),
        ("2027", "by the end of 2027"),
        (None, ""),
    ],
)
def test_a_date_is_said_as_it_was_promised(due_on: str | None, words: str) -> None:
    assert due_words(due_on) == words


def test_the_next_report_is_announced_and_a_missing_one_told(
    commitment: Commitment, officer: Account
) -> None:
    with clock.at(MADE + timedelta(days=1)):
        assert clocks(commitment) == ["The next update is due on 4 June 2026, 5 pm."]
    with clock.at(datetime(2026, 6, 5, 9, tzinfo=UTC)):
        assert clocks(commitment) == [
            "overdue: No update since the promise of 4 March 2026. One was due on 4 June 2026, 5 pm, 1 day ago."
        ]
        services.report_progress(commitment, Report(DeliveryStatus.IN_PROGRESS, "Begun."), officer)
        assert clocks(commitment) == ["The next update is due on 5 December 2026, 5 pm."]
    with clock.at(datetime(2026, 12, 15, 9, tzinfo=UTC)):
        assert clocks(commitment) == [
            "overdue: This was due on 30 September 2026. That was 76 days ago.",
            "overdue: No update since 5 June 2026. One was due on 5 December 2026, 5 pm, 10 days ago.",
        ]


def test_on_the_day_itself_no_days_are_counted(commitment: Commitment) -> None:
    with clock.at(datetime(2026, 6, 4, 16, 30, tzinfo=UTC)):
        assert clocks(commitment) == [
            "overdue: No update since the promise of 4 March 2026. One was due on 4 June 2026, 5 pm."
        ]


def test_a_pause_is_announced_where_the_date_falls_into_it_and_said_while_it_lasts(
    commitment: Commitment, officer: Account
) -> None:
    with clock.at(datetime(2026, 5, 4, 9, tzinfo=UTC)):
        services.report_progress(commitment, Report(DeliveryStatus.IN_PROGRESS, "Begun."), officer)
        assert clocks(commitment, ELECTION)[0] == (
            "paused: Clock paused 20 September 2026 to 7 November 2026: It is the pre-election period."
            " No update is due then."
        )
    with clock.at(datetime(2026, 10, 4, 9, tzinfo=UTC)):
        assert clocks(commitment, ELECTION)[0] == (
            "paused: The clock stands still until 7 November 2026, midnight as the day begins:"
            " It is the pre-election period."
        )
    with clock.at(datetime(2026, 11, 9, 9, tzinfo=UTC)):
        assert clocks(commitment, ELECTION)[0] == (
            "overdue: This was due on 30 September 2026. The clock stood still then. It is late since"
            " 7 November 2026, 5 pm."
        )


def test_after_the_end_there_is_nothing_to_wait_for(commitment: Commitment, officer: Account) -> None:
    with clock.at(MADE + timedelta(days=2)):
        done = Report(DeliveryStatus.STOPPED, "Given up.", reason="No wall.")
        services.report_progress(commitment, done, officer)
    with clock.at(datetime(2027, 12, 15, tzinfo=UTC)):
        assert clocks(commitment, ELECTION) == []
        assert commitment_words(state_of(commitment), 1)["status_text"] == f"Stopped, 6{NBSP}March 2026"


def test_what_was_corrected_says_what_it_was_before(commitment: Commitment, officer: Account) -> None:
    with clock.at(MADE + timedelta(days=2)):
        said = services.report_progress(commitment, Report(DeliveryStatus.IN_PROGRESS, "Eleven."), officer)
    with clock.at(MADE + timedelta(days=5)):
        services.correct_update(said, Report(DeliveryStatus.PLANNED, "Ten."), "I miscounted.", officer)
        services.correct_commitment(
            commitment, PromiseWords("Put up 15", "Head of Parks"), "One more.", officer
        )
    words = commitment_words(state_of(commitment), 1)
    [update] = words["updates"]
    assert (update["text"], update["correction_reason"], update["corrected_on"]) == (
        "Ten.",
        "I miscounted.",
        f"9{NBSP}March 2026",
    )
    assert update["when"] == f"6{NBSP}March 2026"
    assert [(each["status"], each["text"]) for each in update["former"]] == [("In progress", "Eleven.")]
    assert (words["title"], words["led_by"]) == ("Put up 15", "Led by Head of Parks.")
    assert [(each["title"], each["reason"]) for each in words["corrected"]] == [
        ("Put up 14 monitors", "One more.")
    ]


def test_evidence_says_what_kind_of_file_it_is(commitment: Commitment, officer: Account) -> None:
    file = make_received(name="map.pdf", pages=2)
    report = Report(
        DeliveryStatus.IN_PROGRESS,
        "Eleven.",
        evidence_url="https://fenbury.example/map",
        evidence_file=file,
        evidence_title="Map of the places",
    )
    said = services.report_progress(commitment, report, officer)
    [update] = commitment_words(state_of(commitment), 1)["updates"]
    page, download = update["links"]
    assert page == {"text": "Map of the places", "href": "https://fenbury.example/map"}
    assert download["text"].startswith("map.pdf (PDF, 2 pages, ")
    assert download["href"] == f"/assemblies/high-street/responses/evidence/{said.id}/map.pdf"


def test_steps_stand_below_with_their_own_dates(commitment: Commitment, officer: Account) -> None:
    with clock.at(MADE):
        step = services.add_milestone(commitment, Step("Choose the places", "2026-Q2"), officer)
    with clock.at(datetime(2026, 7, 2, tzinfo=UTC)):
        [words] = commitment_words(state_of(commitment), 1)["steps"]
        assert (words["status"], words["status_text"], words["due"]) == (
            "overdue",
            "Planned, overdue",
            "April to June 2026",
        )
        report = Report(DeliveryStatus.IN_PROGRESS, "Half of them.", milestone_id=step.id)
        services.report_progress(commitment, report, officer)
        assert commitment_words(state_of(commitment), 1)["updates"][0]["step"] == "Step 1"
