"""The officer's desk at which comments are coded and answered."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from tests.factories.accounts import sign_in_as


@pytest.fixture
def desk(client: FlaskClient, officer: Account) -> FlaskClient:
    sign_in_as(client, officer)
    return client
