"""How the database reads what the public pages ask: over indexes, so that they stay quick where there is much."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_response

# There are a few hundred of these at most, and every page reads them once.
SMALL = {"assemblies", "organisations", "CONSTANT"}
PAGES = [
    "/",
    "/answers/",
    "/answers/?after=WzIwMjYwMzEyLDEyXQ",
    "/assemblies/?state=open",
    "/assemblies/high-street/",
    "/assemblies/high-street/evidence/",
    "/assemblies/high-street/recommendations/",
    "/assemblies/high-street/moderation-report/",
    "/assemblies/high-street/recommendations/1/versions/",
    "/assemblies/high-street/responses/",
]


@pytest.mark.one_database
@pytest.mark.parametrize("page", PAGES)
def test_a_list_is_read_over_an_index(page: str, client: Visitor, session: Session) -> None:
    make_response(make_recommendation(make_assembly("high-street", consulting=(-7, 7))))
    session.commit()
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert client.get(page).status_code == 200
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    scans = []
    for statement, parameters in asked:
        if statement.lstrip().upper().startswith("SELECT"):
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [str(row[3]) for row in plan]
            # What stands in brackets is no table: a part of the statement, whose own steps are listed too.
            whole = [step for step in steps if re.match(r"SCAN (?!\(|.* USING .*INDEX)", step)]
            scans += [step for step in whole if step.split()[1] not in SMALL and "anon_" not in step]
    assert scans == []
