"""A final text to vote on, the officer who enters its vote, signed in, and the one who checks it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.recommendations.models import Recommendation, VersionStage
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation, make_version


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    made = make_recommendation(make_assembly(members=48))
    make_version(made, stage=VersionStage.FINAL)
    return made


@pytest.fixture
def olu(recommendation: Recommendation, client: Visitor) -> Account:
    account = make_account(role=Role.OFFICER, organisation_id=recommendation.assembly.organisation_id)
    sign_in_as(client, account)
    return account


@pytest.fixture
def ann(recommendation: Recommendation) -> Account:
    return make_account(
        "ann@fenbury.example", role=Role.OFFICER, organisation_id=recommendation.assembly.organisation_id
    )
