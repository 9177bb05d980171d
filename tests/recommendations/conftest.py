"""The assembly whose recommendations are tested, and its officer."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly()


@pytest.fixture
def officer(assembly: Assembly) -> Account:
    return make_account(role=Role.OFFICER, organisation_id=assembly.organisation_id)


@pytest.fixture
def colleague(assembly: Assembly) -> Account:
    return make_account(
        "una.officer@fenbury.example",
        name="Una Officer",
        role=Role.OFFICER,
        organisation_id=assembly.organisation_id,
    )
