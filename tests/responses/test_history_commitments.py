"""Whatever officers promise, report and correct in whatever order, no row is lost and no step moves a commitment."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.responses import services
from app.responses.due import due_moment
from app.responses.models import (
    Commitment,
    CommitmentCorrection,
    DeliveryStatus,
    Milestone,
    ProgressUpdate,
    Response,
    Verdict,
)
from app.responses.queries.answers import answers_of
from app.responses.standing import ENDED, CommitmentState, state_of
from app.responses.words.progress import Promise, PromiseWords, Report, Step
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_response

DUE = st.sampled_from(["2140-05", "2141-Q2", "2141", "2150-06-30", "2020", "2141-Q5"])
REASONS = st.sampled_from(["A slip.", "A wrong figure.", ""])
REPORTS = st.one_of(
    st.sampled_from(
        [
            Report(DeliveryStatus.PLANNED, "Not yet."),
            Report(DeliveryStatus.IN_PROGRESS, "It goes on."),
            Report(DeliveryStatus.DELAYED, "Later.", reason="No power.", new_due_on="2150-Q3"),
            Report(DeliveryStatus.DELAYED, "Later.", reason="No power.", new_due_on="2160-06"),
            Report(DeliveryStatus.DELAYED, "Later.", reason="No power.", new_due_on="2170"),
            Report(DeliveryStatus.DELIVERED, "Done.", evidence_url="https://fenbury.example/map"),
            Report(DeliveryStatus.STOPPED, "Given up.", reason="No wall."),
        ]
    ),
    st.builds(
        Report,
        status=st.sampled_from(DeliveryStatus),
        text=st.sampled_from(["", "It goes on."]),
        reason=st.sampled_from([None, "No power."]),
        new_due_on=st.sampled_from([None, "2020-01-01", "2150", "2150-Q9"]),
        evidence_url=st.sampled_from([None, "nonsense"]),
    ),
)
KEPT: tuple[Table, ...] = tuple(
    model.metadata.tables[model.__tablename__]
    for model in (Response, Commitment, CommitmentCorrection, Milestone, ProgressUpdate, AuditEntry)
)
numbers = itertools.count()


class Delivering(RuleBasedStateMachine):
    """Two officers at work on what was promised about one recommendation; refusals are part of the game."""

    session: Session
    promises: Bundle[Commitment] = Bundle("promises")

    @initialize(target=promises)
    def a_council_that_has_promised_once(self) -> Commitment:
        self.savepoint = self.session.begin_nested()
        assembly = make_assembly(f"delivering-{next(numbers)}")
        self.recommendation = make_recommendation(assembly)
        serves = assembly.organisation_id
        self.people = [
            make_account(f"{next(numbers)}@delivering.example", role=Role.OFFICER, organisation_id=serves)
            for _ in range(2)
        ]
        self.history: dict[tuple[str, int], dict[str, Any]] = {}
        make_response(self.recommendation, drafted_by=self.people[0], published_by=self.people[1])
        steps = Step("Order the plants", "2139"), Step("Dig", "2140-Q1")
        promise = Promise("Plant a hedge", "2140", steps=steps)
        return services.make_commitment(self.recommendation, promise, self.people[0])

    def try_to(self, act: Any, *details: Any) -> Any:
        try:
            return act(*details) or True
        except Refused:
            return None

    @rule(target=promises, due_on=DUE, step_due_on=st.one_of(st.none(), DUE))
    def promise(self, due_on: str, step_due_on: str | None) -> Any:
        steps = (Step("Choose the places", step_due_on),) if step_due_on else ()
        promise = Promise("Put up monitors", due_on, steps=steps)
        return (
            self.try_to(services.make_commitment, self.recommendation, promise, self.people[0]) or multiple()
        )

    @rule(promise=promises, title=st.sampled_from(["Dig deeper", ""]), due_on=DUE)
    def add_step(self, promise: Commitment, title: str, due_on: str) -> None:
        before = self.seen(promise)
        if self.try_to(services.add_milestone, promise, Step(title, due_on), self.people[1]):
            assert not before.has_ended
        assert self.whole(promise) == self.whole_of(before)

    @rule(promise=promises, report=REPORTS, about=st.integers(0, 2), who=st.integers(0, 1))
    def report(self, promise: Commitment, report: Report, about: int, who: int) -> None:
        before, step = self.seen(promise), self.step(promise, about)
        made = self.try_to(
            services.report_progress, promise, replace(report, milestone_id=step), self.people[who]
        )
        assert not (made and (before.has_ended or before.of(step).has_ended))
        if step is not None:
            assert self.whole(promise) == self.whole_of(before)

    @rule(promise=promises, which=st.integers(0, 5), report=REPORTS, about=st.integers(0, 2), reason=REASONS)
    def correct(self, promise: Commitment, which: int, report: Report, about: int, reason: str) -> None:
        before, step = self.seen(promise), self.step(promise, about)
        if which >= len(promise.updates):
            return
        update = promise.updates[which]
        was_of, was_current = update.milestone_id, before.told_as(update.id) is not None
        made = self.try_to(
            services.correct_update, update, replace(report, milestone_id=step), reason, self.people[1]
        )
        if made:
            assert was_current
            assert reason
            assert len(self.seen(promise).all_told) == len(before.all_told)
        if not made or (was_of is not None and step is not None):
            assert self.whole(promise) == self.whole_of(before)

    @rule(promise=promises, title=st.sampled_from(["Plant two hedges", "Plant a hedge", ""]), reason=REASONS)
    def correct_words(self, promise: Commitment, title: str, reason: str) -> None:
        before = self.seen(promise)
        made = self.try_to(services.correct_commitment, promise, PromiseWords(title), reason, self.people[0])
        assert not made or (reason and title)
        assert self.whole(promise) == self.whole_of(before)

    def step(self, promise: Commitment, about: int) -> int | None:
        steps = [None, *(each.id for each in promise.milestones)]
        return steps[about % len(steps)]

    def seen(self, promise: Commitment) -> CommitmentState:
        self.session.flush()
        self.session.refresh(promise, ["updates", "milestones", "corrections"])
        return state_of(promise)

    def whole(self, promise: Commitment) -> tuple[Any, ...]:
        return self.whole_of(self.seen(promise))

    def whole_of(self, state: CommitmentState) -> tuple[Any, ...]:
        return (state.status, state.due_on, state.delays)

    @invariant()
    def what_was_public_is_as_it_was(self) -> None:
        if not hasattr(self, "history"):
            return
        self.session.flush()
        now = {
            (table.name, row["id"]): dict(row)
            for table in KEPT
            for row in self.session.execute(select(table)).mappings()
        }
        for key, row in self.history.items():
            assert now[key] == row
        self.history = now

    @invariant()
    def the_verdict_is_what_the_council_said(self) -> None:
        if hasattr(self, "recommendation"):
            answer = answers_of(self.recommendation.assembly).to(self.recommendation)
            assert answer.response is not None
            assert answer.response.verdict == Verdict.ACCEPTED

    @invariant()
    def dates_go_further_only_and_nothing_follows_an_end(self) -> None:
        for promise in self.session.scalars(select(Commitment)):
            state = self.seen(promise)
            ended = [place for place, told in enumerate(state.all_told) if _ends_the_whole(told.update)]
            assert ended in ([], [len(state.all_told) - 1])
            for course in (state, *state.milestones):
                dates = [due_moment(delay.was) for delay in course.delays] + [due_moment(course.due_on)]
                assert all(first and second and first < second for first, second in itertools.pairwise(dates))
                assert not any(told.update.status in ENDED for told in course.told[:-1])

    @invariant()
    def every_row_of_a_report_can_still_be_read(self) -> None:
        for promise in self.session.scalars(select(Commitment)):
            shown = {each.id for told in self.seen(promise).all_told for each in (told.update, *told.former)}
            assert shown == {update.id for update in promise.updates}

    @invariant()
    def every_end_has_its_evidence_or_reason(self) -> None:
        for update in self.session.scalars(select(ProgressUpdate)):
            assert update.status not in ENDED or update.evidence_url or update.reason

    def teardown(self) -> None:
        self.session.info.clear()
        if hasattr(self, "savepoint"):
            self.savepoint.rollback()
        self.session.expunge_all()


def _ends_the_whole(update: ProgressUpdate) -> bool:
    return update.milestone_id is None and update.status in ENDED


def test_no_order_of_promises_reports_and_corrections_loses_history_or_moves_a_status(
    session: Session,
) -> None:
    class Here(Delivering):
        pass

    Here.session = session
    quick = settings(
        max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Here, settings=quick)
