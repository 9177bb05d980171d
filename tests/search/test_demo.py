"""The whole demo: in step as it was loaded, and searched as people search."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.imports import demo, demo_council
from app.search.queries import search
from app.search.services import out_of_step
from tests.conftest import MakeApp
from tests.search.forty_queries import MISSES, QUERIES

FIRST = 3


@pytest.fixture
def loaded(make_app: MakeApp, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    # Hashing is slow on purpose, and nobody signs in here.
    monkeypatch.setattr(demo_council, "hash_password", lambda password: f"hash of {password}")
    application = make_app(DEMO=True)
    with application.app_context():
        demo.load_demo()
    session.expire_all()


def _place(query: str, address: str) -> str:
    """Where the text at an address stands among the results, in words, or nothing where it is among the first."""
    found = search(query)
    addresses = [result.path for result in found.items]
    if any(each.startswith(address) for each in addresses[:FIRST]):
        return ""
    return f"{query}: {address} is not among {addresses[:FIRST]} of {found.total}"


def test_each_query_finds_its_text_among_the_first_three_and_what_is_not_there_is_not_found(
    loaded: None,
) -> None:
    assert out_of_step() == []
    assert len(QUERIES) >= 40
    assert [place for query, address in QUERIES.items() if (place := _place(query, address))] == []
    assert {query: search(query).total for query in MISSES} == dict.fromkeys(MISSES, 0)
