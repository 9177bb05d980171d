"""Steps, files as evidence, and corrections: what officers do beside promising and reporting on the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core import clock, events
from app.core.append_only import NeverChanges
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.core.revisions import TurningMoment
from app.files import store
from app.files.services import sweep
from app.recommendations.models import Recommendation
from app.responses import services
from app.responses.events import ProgressReported
from app.responses.models import (
    ClockPause,
    Commitment,
    CommitmentCorrection,
    DeliveryStatus,
    Milestone,
    ProgressUpdate,
)
from app.responses.queries.answers import answers_of
from app.responses.queries.commitments import commitment_at_desk, progress_on
from app.responses.services.rules import Overtaken
from app.responses.standing import CommitmentState, state_of
from app.responses.wording.progress import fingerprint
from app.responses.words.progress import Promise, PromiseWords, Report, Step
from tests.factories.files import make_received
from tests.factories.responses import make_commitment, make_compiled_update, make_response

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GOES_ON = Report(DeliveryStatus.IN_PROGRESS, "Eleven of 14.")
LATER = Report(DeliveryStatus.DELAYED, "Later.", reason="No power supply.", new_due_on="2027-03-31")
DONE = Report(DeliveryStatus.DELIVERED, "All are up.", evidence_url="https://fenbury.example/map")


@pytest.fixture(autouse=True)
def _today(session: Session) -> object:
    with clock.at(NOW):
        yield


@pytest.fixture
def commitment(recommendation: Recommendation) -> Commitment:
    make_response(recommendation)
    return make_commitment(recommendation, due_on="2026-12-31")


@pytest.fixture
def step(commitment: Commitment, officer: Account) -> Milestone:
    return services.add_milestone(commitment, Step("Choose the places", "2026-12"), officer)


def now(commitment: Commitment) -> CommitmentState:
    state = commitment_at_desk(commitment.recommendation.assembly, commitment.id)
    assert state is not None
    return state


# ---- Steps ----


def test_a_commitment_is_made_with_its_steps(
    session: Session, recommendation: Recommendation, officer: Account
) -> None:
    make_response(recommendation)
    steps = Step("Choose the places", "2027-Q1"), Step("", None), Step("Buy the posts", "2027-05")
    made = services.make_commitment(recommendation, Promise("Put up", "2027-Q2", steps=steps), officer)
    assert [(each.position, each.title, each.due_on) for each in made.milestones] == [
        (1, "Choose the places", "2027-Q1"),
        (2, "Buy the posts", "2027-05"),
    ]
    moments = set(session.scalars(select(TurningMoment.happens_at)))
    assert {datetime(2027, 3, 31, 16, tzinfo=UTC), datetime(2027, 6, 30, 16, tzinfo=UTC)} <= moments
    logged = session.scalars(select(AuditEntry.action).where(AuditEntry.kind == "milestones")).all()
    assert logged == ["added", "added"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Step("", "2026-12"), "what this step is"),
        (Step("Choose", None), "by when"),
        (Step("Choose", "2026-11-21"), "must lie ahead"),
        (Step("Choose", "2027-Q1"), "before the whole"),
        (Step("Choose", "2027-Q5"), "no such date"),
    ],
)
def test_a_step_has_words_and_a_date_before_the_last(
    session: Session,
    recommendation: Recommendation,
    commitment: Commitment,
    officer: Account,
    wanted: Step,
    message: str,
) -> None:
    with pytest.raises(Refused, match=message):
        services.add_milestone(commitment, wanted, officer)
    with pytest.raises(Refused, match=message):
        services.make_commitment(recommendation, Promise("Put up", "2026-12-31", steps=(wanted,)), officer)
    assert session.scalars(select(Milestone)).all() == []


def test_a_report_on_a_step_is_held_to_the_same_rules(
    commitment: Commitment, step: Milestone, officer: Account
) -> None:
    for report, message in (
        (replace(DONE, evidence_url=None), "link or a file"),
        (replace(LATER, reason=None), "reason"),
        (replace(LATER, new_due_on="2026-12-31"), "after the one"),
        (Report(DeliveryStatus.STOPPED, "Given up."), "reason"),
    ):
        with pytest.raises(Refused, match=message):
            services.report_progress(commitment, replace(report, milestone_id=step.id), officer)
    services.report_progress(commitment, replace(DONE, milestone_id=step.id), officer)
    state = now(commitment)
    assert (state.status, state.milestones[0].status) == (DeliveryStatus.PLANNED, DeliveryStatus.DELIVERED)
    with pytest.raises(Refused, match="step has ended"):
        services.report_progress(commitment, replace(GOES_ON, milestone_id=step.id), officer)
    services.report_progress(commitment, GOES_ON, officer)


def test_after_the_end_nothing_is_added_and_nothing_reported_on_steps(
    commitment: Commitment, step: Milestone, officer: Account
) -> None:
    services.report_progress(commitment, DONE, officer)
    with pytest.raises(Refused, match="ended"):
        services.add_milestone(commitment, Step("Paint them", "2026-12"), officer)
    with pytest.raises(Refused, match="ended"):
        services.report_progress(commitment, replace(GOES_ON, milestone_id=step.id), officer)


def test_no_word_of_a_step_can_be_changed(session: Session, step: Milestone) -> None:
    step.title = "Choose nothing"
    with pytest.raises(NeverChanges):
        session.flush()


# ---- Evidence ----


def test_a_file_is_evidence_and_is_never_swept_away(
    session: Session, commitment: Commitment, officer: Account
) -> None:
    report = replace(DONE, evidence_url=None, evidence_file=make_received(name="Handover (final).PDF"))
    said = services.report_progress(commitment, report, officer)
    assert said.evidence_file is not None
    assert said.evidence_file_name == "handover-final.pdf"
    with clock.at(clock.now() + timedelta(days=9)):
        sweep()
    assert store.here().exists(said.evidence_file.digest)


# ---- Corrections of reports ----


def test_a_correction_stands_in_the_place_of_the_report_with_its_day(
    session: Session, commitment: Commitment, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = services.report_progress(commitment, GOES_ON, officer)
    told: list[object] = []
    monkeypatch.setattr(events, "announce", told.append)
    with clock.at(NOW + timedelta(days=3)):
        better = services.correct_update(said, replace(GOES_ON, text="Ten of 14."), "A slip.", officer)
        assert told == [ProgressReported(better.id)]
        assert (better.follows_id, better.correction_reason) == (said.id, "A slip.")
        assert (better.reported_on, better.created_at) == ("2026-11-22", clock.now())
    [place] = now(commitment).all_told
    assert (place.update, place.former) == (better, (said,))
    assert said.text == "Eleven of 14."


def test_a_corrected_delay_counts_by_its_new_date(commitment: Commitment, officer: Account) -> None:
    said = services.report_progress(commitment, LATER, officer)
    services.correct_update(said, replace(LATER, new_due_on="2027-02"), "A slip.", officer)
    assert [(delay.was, delay.now) for delay in now(commitment).delays] == [("2026-12-31", "2027-02")]


def test_an_end_by_mistake_is_taken_back_and_reports_go_on(commitment: Commitment, officer: Account) -> None:
    end = services.report_progress(commitment, DONE, officer)
    services.correct_update(end, GOES_ON, "It was said of another.", officer)
    services.report_progress(commitment, LATER, officer)
    assert now(commitment).status is DeliveryStatus.DELAYED


def test_the_correction_of_a_correction_follows_it(commitment: Commitment, officer: Account) -> None:
    said = services.report_progress(commitment, GOES_ON, officer)
    better = services.correct_update(said, replace(GOES_ON, text="Ten."), "A slip.", officer)
    with pytest.raises(Refused, match="corrected already"):
        services.correct_update(said, replace(GOES_ON, text="Nine."), "Another.", officer)
    best = services.correct_update(better, replace(GOES_ON, text="Nine."), "Another.", officer)
    assert now(commitment).all_told[0].former == (better, said)
    assert now(commitment).last_update == best


def test_a_correction_can_say_that_a_step_was_meant(
    commitment: Commitment, step: Milestone, officer: Account
) -> None:
    end = services.report_progress(commitment, DONE, officer)
    services.correct_update(end, replace(DONE, milestone_id=step.id), "Only the places are chosen.", officer)
    state = now(commitment)
    assert (state.status, state.milestones[0].status) == (DeliveryStatus.PLANNED, DeliveryStatus.DELIVERED)


def test_a_file_stays_unless_another_comes_or_it_is_left_out(
    commitment: Commitment, officer: Account
) -> None:
    file = make_received(name="map.pdf")
    said = services.report_progress(commitment, replace(DONE, evidence_url=None, evidence_file=file), officer)
    kept = services.correct_update(
        said, replace(DONE, text="All 14.", evidence_url=None, keeps_file=True), "A slip.", officer
    )
    assert (kept.evidence_file_id, kept.evidence_file_name) == (said.evidence_file_id, "map.pdf")
    with pytest.raises(Refused, match="link or a file"):
        services.correct_update(kept, replace(DONE, evidence_url=None), "The wrong map.", officer)
    left_out = services.correct_update(kept, DONE, "The wrong map.", officer)
    assert (left_out.evidence_file_id, left_out.evidence_file_name) == (None, None)


def test_what_contradicts_later_reports_is_refused(commitment: Commitment, officer: Account) -> None:
    first = services.report_progress(commitment, LATER, officer)
    services.report_progress(commitment, replace(LATER, new_due_on="2027-09"), officer)
    for report, message in (
        (DONE, "cannot be the end"),
        (replace(LATER, new_due_on="2027-12"), "A later report moved the date to September 2027"),
        (replace(LATER, new_due_on="2026-12"), "after the one that it replaces"),
    ):
        with pytest.raises(Refused, match=message):
            services.correct_update(first, report, "A slip.", officer)
    services.correct_update(first, replace(LATER, new_due_on="2027-08"), "A slip.", officer)
    assert [delay.now for delay in now(commitment).delays] == ["2027-08", "2027-09"]


def test_a_past_report_may_name_a_date_that_has_passed_since(
    commitment: Commitment, officer: Account
) -> None:
    said = services.report_progress(commitment, LATER, officer)
    with clock.at(NOW + timedelta(days=300)):
        services.correct_update(said, replace(LATER, new_due_on="2027-02-28"), "A slip.", officer)
        assert now(commitment).is_overdue


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_correction_has_a_reason_and_changes_something(
    session: Session, commitment: Commitment, officer: Account, reason: str
) -> None:
    said = services.report_progress(commitment, GOES_ON, officer)
    with pytest.raises(Refused, match="Say why"):
        services.correct_update(said, LATER, reason, officer)
    with pytest.raises(Refused, match="Nothing is changed"):
        services.correct_update(said, GOES_ON, "No reason.", officer)
    assert session.scalars(select(ProgressUpdate)).all() == [said]


def test_what_others_compiled_is_not_corrected_here(recommendation: Recommendation, officer: Account) -> None:
    with pytest.raises(Refused, match="compiled"):
        services.correct_update(make_compiled_update(recommendation), GOES_ON, "A slip.", officer)


# ---- Corrections of words ----


def test_better_words_take_the_place_of_the_former_and_the_date_stays(
    session: Session, commitment: Commitment, officer: Account
) -> None:
    services.correct_commitment(commitment, PromiseWords("Put up 15 monitors", "Parks"), "One more.", officer)
    services.correct_commitment(commitment, PromiseWords("Put up 16 monitors", "Parks"), "Two.", officer)
    state = now(commitment)
    assert state.commitment.current.title == "Put up 16 monitors"
    assert (state.commitment.title, state.due_on) == ("Put up 14 monitors", "2026-12-31")
    assert [each.title for each in commitment.corrections] == ["Put up 15 monitors", "Put up 16 monitors"]
    commitment.corrections[0].reason = "None."
    with pytest.raises(NeverChanges):
        session.flush()


def test_words_are_corrected_after_the_end_too(commitment: Commitment, officer: Account) -> None:
    services.report_progress(commitment, DONE, officer)
    services.correct_commitment(commitment, PromiseWords("Put up 13 monitors"), "A slip.", officer)
    assert now(commitment).status is DeliveryStatus.DELIVERED


@pytest.mark.parametrize(
    ("words", "reason", "message"),
    [
        (PromiseWords("Put up 15"), " ", "Say why"),
        (PromiseWords(" "), "A slip.", "Say what"),
        (PromiseWords("Put up 14 monitors"), "A slip.", "Nothing is changed"),
    ],
)
def test_words_are_corrected_for_a_reason_and_to_something(
    session: Session, commitment: Commitment, officer: Account, words: PromiseWords, reason: str, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        services.correct_commitment(commitment, words, reason, officer)
    assert session.scalars(select(CommitmentCorrection)).all() == []


# ---- Colleagues ----


def test_whoever_has_not_read_a_colleague_is_told(
    commitment: Commitment, step: Milestone, officer: Account
) -> None:
    seen = fingerprint(now(commitment))
    said = services.report_progress(commitment, GOES_ON, officer, seen)
    with pytest.raises(Overtaken):
        services.report_progress(commitment, LATER, officer, seen)
    with pytest.raises(Overtaken):
        services.correct_update(said, LATER, "A slip.", officer, seen)
    with pytest.raises(Overtaken):
        services.correct_commitment(commitment, PromiseWords("Other"), "A slip.", officer, seen)
    services.report_progress(commitment, LATER, officer, fingerprint(now(commitment)))


# ---- Reading ----


def test_every_way_to_read_a_commitment_knows_of_the_pauses(
    session: Session, commitment: Commitment, officer: Account
) -> None:
    recommendation = commitment.recommendation
    session.add(
        ClockPause(
            assembly=recommendation.assembly,
            reason="An election.",
            starts_at=NOW + timedelta(days=30),
            ends_at=NOW + timedelta(days=90),
            made_at=NOW,
            made_by_id=officer.id,
        )
    )
    session.flush()
    with clock.at(NOW + timedelta(days=60)):
        [listed] = answers_of(recommendation.assembly).to(recommendation).commitments
        [of_many] = progress_on([recommendation.id])[recommendation.id].commitments
        assert [state.is_overdue for state in (now(commitment), listed, of_many)] == [False] * 3
        assert state_of(commitment).is_overdue
