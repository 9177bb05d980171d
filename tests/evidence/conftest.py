"""What every test of the officers' verbs begins with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.core import events
from app.core.audit import AuditEntry
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.organisations import make_organisation


@pytest.fixture
def actions(session: Session) -> Callable[[], list[str]]:
    """What the log says was done, in order."""
    return lambda: list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was announced, in order; nobody hears of it."""
    heard: list[object] = []
    monkeypatch.setattr(events, "announce", heard.append)
    return heard


@pytest.fixture
def officer(client: Visitor, session: Session) -> Visitor:
    """An officer of Fenbury, signed in, whose assembly has the slug `high-street`."""
    fenbury = make_organisation("fenbury")
    sign_in_as(client, make_account("officer@fenbury.example", role=Role.OFFICER, organisation_id=fenbury.id))
    make_assembly("high-street", fenbury)
    return client
