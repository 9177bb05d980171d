"""Visitors are counted by their network, staff at work by their account."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.core import networks
from tests.conftest import MakeApp
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.organisations import make_organisation

NEW = "/council/high-street/evidence/sessions/new"


def test_officers_behind_one_address_do_not_use_up_each_other_s_sends(
    make_app: MakeApp, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(networks, "STAFFS_WRITES", "3 per minute")
    monkeypatch.setattr(networks, "VISITORS_WRITES", "1 per minute")
    app, fenbury = make_app(RATE_LIMITS=True), make_organisation("fenbury")
    make_assembly("high-street", fenbury)
    networks.limiter.reset()
    for name in ("ann", "ben"):
        officer = app.test_client()
        account = make_account(f"{name}@fenbury.example", role=Role.OFFICER, organisation_id=fenbury.id)
        sign_in_as(officer, account)
        answers = [officer.post(NEW, data={"title": "My words"}) for _ in range(4)]
        assert [answer.status_code == 429 for answer in answers] == [False, False, False, True]
        assert "My words" in answers[-1].get_data(as_text=True)
    networks.limiter.reset()


def test_an_officer_who_is_busy_never_meets_the_limit() -> None:
    assert int(networks.STAFFS_WRITES.split()[0]) >= 4 * 60
