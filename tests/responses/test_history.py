"""Whatever officers do in whatever order, no row of history is lost and nobody publishes their own words."""

from __future__ import annotations

import itertools
from datetime import timedelta
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
from app.core import clock
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.responses import services
from app.responses.models import (
    Commitment,
    DeliveryStatus,
    ProgressUpdate,
    Response,
    ResponseRemark,
    ResponseWording,
    Verdict,
)
from app.responses.standing import ENDED, state_of
from app.responses.words.answers import Wording
from app.responses.words.progress import Promise, Report
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_response

PEOPLE = st.integers(0, 2)
SOUND_WORDINGS = st.sampled_from(
    [
        Wording(verdict, reasons, "Fenbury Borough Council", decided_on="2020-03", **extra)
        for reasons in ("The lane is wide.", "The money is there.")
        for verdict, extra in (
            (Verdict.ACCEPTED, {}),
            (Verdict.ACCEPTED_IN_PART, {"not_taken_up": "The playgrounds."}),
            (Verdict.NOT_ACCEPTED, {}),
            (Verdict.UNDER_CONSIDERATION, {}),
            (Verdict.NOT_OURS, {"sent_to": "The county council"}),
        )
    ]
)
POOR_WORDINGS = st.builds(
    Wording,
    verdict=st.sampled_from(Verdict),
    reasons=st.sampled_from(["", "The lane is wide."]),
    responsible_body=st.sampled_from(["", "Fenbury Borough Council"]),
    decided_on=st.sampled_from([None, "2199-01-01", "never"]),
)
SOUND_REPORTS = st.sampled_from(
    [
        Report(DeliveryStatus.IN_PROGRESS, "It goes on."),
        Report(DeliveryStatus.DELAYED, "It goes on.", reason="No power.", new_due_on="2150"),
        Report(DeliveryStatus.DELAYED, "It goes on.", reason="No power.", new_due_on="2160-06"),
        Report(DeliveryStatus.DELIVERED, "Done.", evidence_url="https://fenbury.example/map"),
        Report(DeliveryStatus.STOPPED, "Given up.", reason="No wall."),
    ]
)
POOR_REPORTS = st.builds(
    Report,
    status=st.sampled_from(DeliveryStatus),
    text=st.sampled_from(["", "It goes on."]),
    reason=st.sampled_from([None, "No power."]),
    new_due_on=st.sampled_from([None, "2020-01-01", "2150"]),
    evidence_url=st.sampled_from([None, "nonsense"]),
)
# Mostly acts that the rules allow, or nothing would ever be published; some that they do not.
WORDINGS = st.one_of(SOUND_WORDINGS, SOUND_WORDINGS, SOUND_WORDINGS, POOR_WORDINGS)
REPORTS = st.one_of(SOUND_REPORTS, SOUND_REPORTS, POOR_REPORTS)
KEPT: tuple[Table, ...] = tuple(
    model.metadata.tables[model.__tablename__]
    for model in (Response, ResponseRemark, ResponseWording, Commitment, ProgressUpdate, AuditEntry)
)
numbers = itertools.count()


class Council(RuleBasedStateMachine):
    """Three officers, three recommendations, every act in any order; refusals are part of the game."""

    session: Session
    drafts: Bundle[Response] = Bundle("drafts")
    promises: Bundle[Commitment] = Bundle("promises")

    @initialize(target=promises)
    def a_council_that_has_answered_once(self) -> Commitment:
        self.savepoint = self.session.begin_nested()
        assembly = make_assembly(f"assembly-{next(numbers)}")
        self.recommendations = [make_recommendation(assembly, number=number) for number in (1, 2, 3)]
        self.people = [
            make_account(
                f"{next(numbers)}@fenbury.example",
                role=Role.OFFICER,
                organisation_id=assembly.organisation_id,
            )
            for _ in range(3)
        ]
        self.history: dict[tuple[str, int], dict[str, Any]] = {}
        first, second, _ = self.people
        make_response(self.recommendations[0], drafted_by=first, published_by=second)
        return services.make_commitment(self.recommendations[0], Promise("Plant a hedge", "2140"), first)

    def try_to(self, act: Any, *details: Any) -> Any:
        try:
            return act(*details) or True
        except Refused:
            return None

    @rule(target=drafts, chosen=st.sampled_from([(1,), (2,), (1, 2), (0,), ()]), wording=WORDINGS, who=PEOPLE)
    def draft(self, chosen: tuple[int, ...], wording: Wording, who: int) -> Any:
        some = [self.recommendations[number] for number in chosen]
        made = self.try_to(services.draft_response, some, wording, self.people[who])
        return made or multiple()

    @rule(draft=drafts, wording=WORDINGS, who=PEOPLE)
    def edit(self, draft: Response, wording: Wording, who: int) -> None:
        self.try_to(services.edit_response, draft, wording, self.people[who])

    @rule(draft=drafts, who=PEOPLE)
    def send(self, draft: Response, who: int) -> None:
        self.try_to(services.send_for_approval, draft, self.people[who])

    @rule(draft=drafts, text=st.sampled_from(["", "Say who pays."]), who=PEOPLE)
    def hand_back(self, draft: Response, text: str, who: int) -> None:
        self.try_to(services.hand_back, draft, text, self.people[who])

    @rule(draft=drafts, text=st.sampled_from(["", "Say who pays."]), who=PEOPLE)
    def remark(self, draft: Response, text: str, who: int) -> None:
        self.try_to(services.remark_on, draft, text, self.people[who])

    @rule(draft=drafts, who=PEOPLE, days=st.sampled_from([-1, 1, 400]))
    def set_a_time(self, draft: Response, who: int, days: int) -> None:
        at = clock.now() + timedelta(days=days)
        wrote = {draft.drafted_by_id, draft.edited_by_id, draft.sent_by_id}
        if self.try_to(services.publish_response, draft, self.people[who], at):
            assert days > 0
            assert self.people[who].id not in wrote
            assert not draft.is_public

    @rule(draft=drafts, who=PEOPLE)
    def call_off(self, draft: Response, who: int) -> None:
        was_public = draft.is_public
        if self.try_to(services.call_off, draft, self.people[who]):
            assert not was_public

    @rule(
        target=drafts,
        number=st.integers(0, 2),
        wording=WORDINGS,
        reason=st.sampled_from(["The budget changed.", ""]),
        who=PEOPLE,
    )
    def decide_anew(self, number: int, wording: Wording, reason: str, who: int) -> Any:
        some = [self.recommendations[number]]
        made = self.try_to(services.decide_anew, some, wording, reason, self.people[who])
        return made or multiple()

    @rule(draft=drafts, who=PEOPLE)
    def publish(self, draft: Response, who: int) -> None:
        wrote = {draft.drafted_by_id, draft.edited_by_id}
        was_public = draft.is_public
        was_sent = draft.sent_at is not None
        if self.try_to(services.publish_response, draft, self.people[who]):
            assert not was_public
            assert was_sent
            assert self.people[who].id not in wrote

    @rule(
        target=drafts,
        draft=drafts,
        wording=WORDINGS,
        reason=st.sampled_from(["A slip.", "A wrong figure.", ""]),
        who=PEOPLE,
    )
    def correct(self, draft: Response, wording: Wording, reason: str, who: int) -> Any:
        made = self.try_to(services.correct_response, draft, wording, reason, self.people[who])
        return made or multiple()

    @rule(
        target=promises,
        number=st.integers(0, 2),
        due_on=st.sampled_from(["2140-05", "2141", "2020"]),
        who=PEOPLE,
    )
    def promise(self, number: int, due_on: str, who: int) -> Any:
        of = self.recommendations[number]
        made = self.try_to(services.make_commitment, of, Promise("Put up monitors", due_on), self.people[who])
        return made or multiple()

    @rule(promise=promises, report=REPORTS, who=PEOPLE)
    def report(self, promise: Commitment, report: Report, who: int) -> None:
        had_ended = state_of(promise).has_ended
        if self.try_to(services.report_progress, promise, report, self.people[who]):
            assert not had_ended

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
        self.history = {
            key: row
            for key, row in now.items()
            if key[0] != "responses"
            or (row["published_at"] is not None and row["published_at"] <= clock.now())
        }

    @invariant()
    def every_public_answer_was_read_by_somebody_who_did_not_write_it(self) -> None:
        for response in self.session.scalars(select(Response).where(Response.published_at.is_not(None))):
            wrote = (response.drafted_by_id, response.edited_by_id, response.sent_by_id)
            assert response.published_by_id not in (None, *wrote)
            assert response.reasons
            assert response.responsible_body

    @invariant()
    def every_end_has_its_evidence_or_reason(self) -> None:
        for update in self.session.scalars(select(ProgressUpdate)):
            assert update.status not in ENDED or update.evidence_url or update.reason

    def teardown(self) -> None:
        self.session.info.clear()
        if hasattr(self, "savepoint"):
            self.savepoint.rollback()
        self.session.expunge_all()


def test_no_order_of_acts_loses_history_or_lets_a_writer_publish(session: Session) -> None:
    class Here(Council):
        pass

    Here.session = session
    quick = settings(
        max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Here, settings=quick)
