"""The second officer of the assembly whose recommendations are tested."""

from __future__ import annotations

import pytest

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from tests.factories.accounts import make_account


@pytest.fixture
def colleague(assembly: Assembly) -> Account:
    return make_account(
        "una.officer@fenbury.example",
        name="Una Officer",
        role=Role.OFFICER,
        organisation_id=assembly.organisation_id,
    )
