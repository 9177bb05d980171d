"""A council at work on its answers, and two of its officers, each signed in."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as
from tests.responses.council import Council


@pytest.fixture
def council(session: Session) -> Council:
    return Council()


@pytest.fixture
def olu(council: Council, client: Visitor) -> Account:
    sign_in_as(client, council.olu)
    return council.olu


@pytest.fixture
def priya(council: Council, client: Visitor) -> Account:
    sign_in_as(client, council.priya)
    return council.priya
