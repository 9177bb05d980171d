"""Commitments and how they go, on the officers' pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core import clock
from tests.conftest import Visitor
from tests.factories.forms import fields_of
from tests.factories.responses import make_commitment, make_update
from tests.responses.council import DESK, PROMISE, REPORT, Council, post, rows


def test_a_commitment_and_its_progress_are_public_at_once(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    assert post(client, council.paths["promise"], PROMISE).status_code == 303
    public = "/assemblies/high-street/recommendations/1/"
    assert "June 2099" in client.get(public).text
    assert post(client, council.paths["report"], REPORT).status_code == 303
    assert "Eleven of fourteen are up." in client.get(public).text
    assert "Eleven of fourteen are up." in client.get(council.paths["report"]).text


def test_a_delay_shows_both_dates(client: Visitor, council: Council, olu: Account) -> None:
    delay = {
        "status": "delayed",
        "text": "It takes longer.",
        "reason": "No power supply.",
        "new_due_on-day": "",
        "new_due_on-month": "march",
        "new_due_on-year": "2100",
    }
    assert post(client, council.paths["report"], delay).status_code == 303
    page = client.get("/assemblies/high-street/recommendations/1/").text
    assert "March 2100" in page
    assert "30\N{NO-BREAK SPACE}June 2099" in page
    assert "No power supply." in page


def test_after_the_end_there_is_no_form(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    form = fields_of(client, council.paths["report"])
    make_update(council.commitment, "stopped", reason="No wall.")
    assert "has ended" in client.get(council.paths["report"]).text
    refused = client.post(council.paths["report"], data=form | REPORT)
    assert refused.status_code == 409
    assert "Eleven of fourteen are up." in refused.text


def test_no_commitment_before_the_answer(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    refused = post(client, DESK + "commitments/new/2", PROMISE)
    assert refused.status_code == 409
    assert "Answer the recommendation first" in refused.text
    assert "Put up 14 monitors" in refused.text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Say what the council will do."),
        ({"title": None}, "Say what the council will do."),
        ({"title": "x" * 201}, "too long"),
        ({"lead": "nul \x00"}, "control characters"),
        ({"detail": "x" * 2001}, "too long"),
        ({"due_on-year": "2020"}, "must lie ahead"),
        ({"due_on-month": "", "due_on-year": ""}, "by when"),
        ({"due_on-day": "31"}, "no such date"),
    ],
)
def test_what_a_commitment_lacks_is_said_at_its_field(
    client: Visitor, session: Session, council: Council, olu: Account, fields: dict[str, Any], message: str
) -> None:
    before = rows(session)
    sent = {name: value for name, value in {**PROMISE, **fields}.items() if value is not None}
    refused = post(client, council.paths["promise"], sent)
    assert refused.status_code == 422
    assert message in refused.text
    assert rows(session) == before


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"status": None}, "Choose how it is going."),
        ({"status": "finished"}, "Choose how it is going."),
        ({"text": " "}, "Say how it is going."),
        ({"text": "x" * 3001}, "too long"),
        ({"status": "delayed"}, "Give the reason."),
        ({"status": "delayed", "reason": "No power."}, "Give the new date."),
        (
            {"status": "delayed", "reason": "No power.", "new_due_on-year": "2098"},
            "after the one that it replaces",
        ),
        ({"status": "delayed", "reason": "No power.", "new_due_on-year": "soon"}, "in figures"),
        ({"status": "delivered"}, "Give a link or a file"),
        ({"status": "delivered", "evidence_url": "on our website"}, "web address"),
        ({"status": "stopped"}, "Give the reason."),
        ({"new_due_on-year": "2100"}, "Only a delay moves the date."),
    ],
)
def test_what_a_report_hides_is_asked_for_at_its_field(
    client: Visitor, session: Session, council: Council, olu: Account, fields: dict[str, Any], message: str
) -> None:
    before = rows(session)
    sent = {name: value for name, value in {**REPORT, **fields}.items() if value is not None}
    refused = post(client, council.paths["report"], sent)
    assert refused.status_code == 422
    assert message in refused.text
    assert rows(session) == before


def test_an_overdue_commitment_is_called_so(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    make_commitment(council.recommendations[0], "Water the trees", due_on="2026-01")
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        assert "Planned, due January 2026 and overdue" in client.get(DESK).text
