"""Whoever keeps the machine asks two questions: is the process up, and can it serve?"""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.core.migrations import upgrade_database
from tests.conftest import MakeApp, Visitor
from tests.databases import CleanDatabase


def test_the_process_answers_without_asking_the_database(make_app: MakeApp) -> None:
    nowhere = make_app(DATABASE_URL="sqlite:////nowhere/at/all.sqlite3").test_client()
    assert nowhere.get("/healthz").json == {"status": "ok"}


def test_a_site_whose_database_is_gone_is_not_ready(client: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_rest: object) -> None:
        raise OperationalError("SELECT", None, Exception("it is gone"))

    monkeypatch.setattr(Session, "execute", fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "not ready", "waiting_for": ["the database does not answer"]}


def test_a_site_whose_migrations_have_not_run_is_not_ready(
    client: Visitor, session: Session, committed_database: CleanDatabase
) -> None:
    session.execute(text("DELETE FROM alembic_version"))
    session.commit()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert "0001" in answer.json["waiting_for"]


def test_a_database_that_is_up_to_date_is_left_alone(session: Session) -> None:
    assert upgrade_database() == []


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_answers_are_for_machines_and_never_stored(client: Visitor, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "application/json"
    assert "Set-Cookie" not in headers
