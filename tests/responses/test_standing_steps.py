"""Steps, corrections and pauses: what they change about how a commitment stands, and what they never do."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assemblies.models import Assembly
from app.core import clock
from app.recommendations.models import Recommendation
from app.responses.due import Standstill, close_of
from app.responses.models import Commitment, DeliveryStatus, Milestone, ProgressUpdate
from app.responses.standing import CommitmentState, state_of, told_of

MADE_AT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
ELECTION = Standstill(clock.london(date(2027, 3, 22)), clock.london(date(2027, 5, 7)), "An election.")
numbers = itertools.count(1)


def update(
    status: str | None = "in_progress", step: Milestone | None = None, **columns: Any
) -> ProgressUpdate:
    made_at = columns.pop("created_at", MADE_AT)
    milestone_id = step.id if step else None
    return ProgressUpdate(
        id=next(numbers),
        status=status,
        text="So it is.",
        milestone_id=milestone_id,
        created_at=made_at,
        **columns,
    )


def correction(of: ProgressUpdate, status: str | None = "in_progress", **columns: Any) -> ProgressUpdate:
    return update(status, follows_id=of.id, correction_reason="A slip.", **columns)


def step(position: int = 1, due_on: str = "2026-06-30") -> Milestone:
    return Milestone(id=next(numbers), position=position, title="Choose the places", due_on=due_on)


def commitment(*updates: ProgressUpdate, steps: tuple[Milestone, ...] = (), **assembly: object) -> Commitment:
    given_here = {"is_compiled": False, "first_progress_months": 3, "progress_months": 6} | assembly
    return Commitment(
        title="Put up monitors",
        due_on="2026-09-30",
        made_at=MADE_AT,
        updates=list(updates),
        milestones=list(steps),
        recommendation=Recommendation(assembly=Assembly(**given_here)),
    )


# ---- Steps ----


@pytest.mark.parametrize("status", list(DeliveryStatus))
def test_a_step_has_its_own_state_and_never_changes_that_of_the_whole(status: DeliveryStatus) -> None:
    first, second = step(1), step(2, "2026-08")
    state = state_of(
        commitment(update("planned"), update(status, first, new_due_on="2026-12"), steps=(first, second))
    )
    assert (state.status, state.due_on, state.delays) == (DeliveryStatus.PLANNED, "2026-09-30", ())
    assert [(each.status, each.due_on) for each in state.milestones] == [
        (status, "2026-12"),
        (DeliveryStatus.PLANNED, "2026-08"),
    ]


def test_when_every_step_is_reached_nothing_is_delivered() -> None:
    steps = step(1), step(2)
    state = state_of(commitment(*(update("delivered", each) for each in steps), steps=steps))
    assert all(each.has_ended for each in state.milestones)
    assert not state.has_ended


def test_what_was_reported_of_a_step_is_the_last_that_was_heard() -> None:
    first = step()
    said = update("delivered", first)
    assert state_of(commitment(update(), said, steps=(first,))).last_update is said


# ---- Corrections ----


def test_a_correction_takes_the_place_of_what_it_corrects_however_often() -> None:
    first, second = update("planned"), update("in_progress")
    better = correction(first, "delayed", new_due_on="2027-01")
    best = correction(better, "delayed", new_due_on="2027-02")
    told = told_of([first, second, better, best])
    assert [(each.update, each.former, each.first) for each in told] == [
        (best, (better, first), first),
        (second, (), second),
    ]
    state = state_of(commitment(first, second, better, best))
    assert (state.status, state.due_on, state.was_due_on) == (
        DeliveryStatus.IN_PROGRESS,
        "2027-02",
        "2026-09-30",
    )
    assert [delay.update for delay in state.delays] == [best]


def test_an_end_said_by_mistake_can_be_taken_back() -> None:
    end = update("delivered")
    assert state_of(commitment(end)).has_ended
    assert not state_of(commitment(end, correction(end, "in_progress"))).has_ended


def test_a_report_can_have_been_meant_of_a_step() -> None:
    first = step()
    end = update("delivered")
    state = state_of(commitment(end, correction(end, "delivered", step=first), steps=(first,)))
    assert not state.has_ended
    assert state.milestones[0].status is DeliveryStatus.DELIVERED


# ---- Dates ----


def test_every_date_that_moved_stays_known_in_its_order() -> None:
    delays = [update("delayed", new_due_on=due_on) for due_on in ("2026-12", "2027-Q1", "2027-06-30")]
    state = state_of(commitment(delays[0], update(), *delays[1:]))
    assert [(delay.was, delay.now) for delay in state.delays] == [
        ("2026-09-30", "2026-12"),
        ("2026-12", "2027-Q1"),
        ("2027-Q1", "2027-06-30"),
    ]


def test_a_date_in_a_pause_is_late_only_after_it() -> None:
    delay = update("delayed", new_due_on="2027-03-31")
    ends = close_of(date(2027, 5, 7))
    state = state_of(commitment(delay), [ELECTION])
    assert state.due_at == ends
    with clock.at(ends - timedelta(seconds=1)):
        assert not state.is_overdue
    with clock.at(ends):
        assert state.is_overdue


def test_a_date_before_a_pause_stays_late_in_it() -> None:
    delay = update("delayed", new_due_on="2027-03-21")
    with clock.at(ELECTION.starts_at + timedelta(days=1)):
        assert state_of(commitment(delay), [ELECTION]).is_overdue


# ---- Reports ----


def due_of(state: CommitmentState) -> datetime:
    report = state.report_due
    assert report is not None
    return report.due_at


def test_the_first_report_is_due_after_the_promise_and_each_other_after_the_last() -> None:
    with clock.at(MADE_AT + timedelta(days=1)):
        assert due_of(state_of(commitment())) == close_of(date(2026, 6, 4))
        said = update(created_at=datetime(2026, 5, 14, 9, tzinfo=UTC))
        assert due_of(state_of(commitment(said))) == close_of(date(2026, 11, 14))
        assert due_of(state_of(commitment(said, progress_months=3))) == close_of(date(2026, 8, 14))


def test_a_report_of_a_step_counts_as_a_report_and_a_correction_does_not() -> None:
    first = step()
    said = update(created_at=datetime(2026, 5, 14, 9, tzinfo=UTC))
    of_step = update(step=first, created_at=datetime(2026, 7, 1, 9, tzinfo=UTC))
    better = correction(said, created_at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    with clock.at(datetime(2026, 10, 2, tzinfo=UTC)):
        assert due_of(state_of(commitment(said, better))) == close_of(date(2026, 11, 14))
        state = state_of(commitment(said, of_step, better, steps=(first,)))
        assert due_of(state) == close_of(date(2027, 1, 1))


def test_a_pause_makes_the_time_to_the_next_report_longer() -> None:
    said = update(created_at=datetime(2026, 12, 1, 9, tzinfo=UTC))
    with clock.at(datetime(2026, 12, 2, tzinfo=UTC)):
        assert due_of(state_of(commitment(said), [ELECTION])) == close_of(date(2027, 7, 17))


@pytest.mark.parametrize("end", ["delivered", "stopped"])
def test_after_the_end_no_report_is_due(end: str) -> None:
    assert state_of(commitment(update(end))).report_due is None


def test_no_report_is_due_on_a_record_or_before_the_promise_holds() -> None:
    with clock.at(MADE_AT + timedelta(days=1)):
        assert state_of(commitment(is_compiled=True)).report_due is None
    with clock.at(MADE_AT - timedelta(days=1)):
        assert state_of(commitment()).report_due is None


@given(st.lists(st.tuples(st.sampled_from([*DeliveryStatus, None]), st.integers(0, 2)), max_size=8))
def test_the_whole_stands_as_if_nothing_had_been_said_of_its_steps(
    said: list[tuple[DeliveryStatus | None, int]],
) -> None:
    steps = step(1), step(2)
    about = (None, *steps)
    everything = [
        update(status, about[which], new_due_on="2027" if which else None) for status, which in said
    ]
    alone = [each for each in everything if each.milestone_id is None]
    whole, with_steps = state_of(commitment(*alone)), state_of(commitment(*everything, steps=steps))
    assert (whole.status, whole.due_on, whole.delays) == (
        with_steps.status,
        with_steps.due_on,
        with_steps.delays,
    )
    assert len(with_steps.all_told) == len(said)
