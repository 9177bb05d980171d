"""A session whose members are learning, so that questions may be asked."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.evidence.models import AssemblySession, Speaker
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_session


@pytest.fixture
def meeting(session: Session) -> AssemblySession:
    speakers = [
        Speaker(position=1, name="Dr Helen Marchetti", organisation="University of the Wolds"),
        Speaker(position=2, name=None, organisation="Bus Users"),
    ]
    return make_session(make_assembly(learning=(-7, 7)), "Who uses the lane", speakers=speakers)
