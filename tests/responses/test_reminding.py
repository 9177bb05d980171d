"""Officers hear of what falls due two weeks before, on the day after, and every 30 days from then on; each once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.core import clock
from app.core.outbox import OutboxRow
from app.recommendations.models import VersionStage
from app.responses.debts import Debt, Owed
from app.responses.emails import due
from app.responses.services.clock import pause_clock
from app.responses.services.reminding import remind_officers
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_commitment, make_response
from tests.responses.council import Council


@pytest.mark.parametrize(
    ("days", "stage"),
    [(-15, None), (-14, 0), (-1, 0), (0, 1), (29, 1), (30, 2), (95, 4)],
)
def test_each_stage_has_its_time(days: int, stage: int | None) -> None:
    now = clock.now()
    with clock.at(now):
        assert Debt(Owed.ANSWERS, now - timedelta(days=days)).stage == stage


def due_rows(session: Session) -> list[OutboxRow]:
    session.flush()
    return list(session.scalars(select(OutboxRow).where(OutboxRow.kind == "due").order_by(OutboxRow.id)))


def test_what_has_been_written_is_not_written_again(session: Session, council: Council) -> None:
    council.assembly.answer_due_at = clock.now() + timedelta(days=3)
    session.flush()
    remind_officers()
    first = len(due_rows(session))
    assert first == 2
    remind_officers()
    assert len(due_rows(session)) == first


def test_a_letter_says_what_is_missing_and_where_to_go(session: Session, council: Council) -> None:
    council.assembly.answer_due_at = clock.now() - timedelta(days=3)
    session.flush()
    remind_officers()
    letter = due(due_rows(session)[0].payload)
    assert letter is not None
    assert letter.subject == "Late: the answers to Assembly on high street"
    assert "The council’s answers to 2 recommendations" in letter.text
    assert "3 days ago" in letter.text
    assert "/council/high-street/responses/" in letter.text


def test_a_letter_that_has_become_needless_is_not_sent(session: Session, council: Council) -> None:
    council.assembly.answer_due_at = clock.now() - timedelta(days=3)
    session.flush()
    remind_officers()
    payload = due_rows(session)[0].payload
    make_response(council.recommendations[1], drafted_by=council.olu, published_by=council.priya)
    assert due(payload) is not None
    council.assembly.answer_due_at = clock.now() + timedelta(days=30)
    session.flush()
    assert due(payload) is None


def test_nobody_is_reminded_while_the_clock_stands_still(session: Session, council: Council) -> None:
    council.assembly.answer_due_at = clock.now() - timedelta(days=3)
    now = clock.now()
    pause_clock(council.assembly, "An election.", now, now + timedelta(days=20), council.olu)
    council.assembly.answer_due_at = now - timedelta(days=3)
    session.flush()
    with clock.at(now + timedelta(days=1)):
        remind_officers()
    assert due_rows(session) == []


def test_a_commitment_whose_date_is_near_is_named(session: Session) -> None:
    assembly = make_assembly("near")
    recommendation = make_recommendation(assembly, stage=VersionStage.FINAL)
    make_response(recommendation)
    near = (clock.today() + timedelta(days=5)).isoformat()
    make_commitment(recommendation, "Plant a hedge", near)
    serves = assembly.organisation_id
    make_account("olu@fenbury.example", role=Role.OFFICER, organisation_id=serves)
    remind_officers()
    letters = [due(row.payload) for row in due_rows(session)]
    assert "Due soon: “Plant a hedge”" in [letter.subject for letter in letters if letter]
