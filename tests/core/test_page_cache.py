"""Finished pages in memory: never another page than the one that would be made."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.core import revisions
from app.core.page_cache import LARGEST_PAGE, PageCache
from tests.conftest import MakeApp
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.recommendations import make_recommendation
from tests.queries import counted


def test_the_pages_used_last_stay_and_the_others_make_room() -> None:
    cache = PageCache(10)
    cache.put("a", b"12345", "text/html")
    cache.put("b", b"12345", "text/html")
    assert cache.get("a") == (b"12345", "text/html")
    cache.put("c", b"123", "text/html")
    assert cache.get("b") is None
    assert cache.get("a") is not None
    assert cache.bytes == 8
    cache.put("huge", b"x" * 11, "text/html")
    assert cache.get("huge") is None
    big = PageCache(10 * LARGEST_PAGE)
    big.put("huge", b"x" * (LARGEST_PAGE + 1), "text/html")
    assert big.bytes == 0


@pytest.mark.one_database
def test_a_page_comes_from_memory_until_something_changes(make_app: MakeApp, session: Session) -> None:
    client = make_app(PAGE_CACHE_MB=1).test_client()
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    path = recommendation.path
    make_comment(recommendation.subject)
    made = client.get(path)
    with counted() as queries:
        kept = client.get(path)
    assert kept.get_data() == made.get_data()
    assert (kept.headers["ETag"], kept.content_type) == (made.headers["ETag"], made.content_type)
    assert len(queries) == 1
    assert client.get(recommendation.path + "?sort=agreed").get_data() != made.get_data()
    make_comment(recommendation.subject, "Something new")
    revisions.touch(recommendation.assembly.slug)
    revisions.bump_touched(session)
    assert b"Something new" in client.get(recommendation.path).get_data()


@pytest.mark.one_database
def test_pages_that_are_not_found_are_not_kept(make_app: MakeApp, session: Session) -> None:
    client = make_app(PAGE_CACHE_MB=1).test_client()
    assembly = make_assembly(consulting=(-7, 7))
    path = f"{assembly.path}recommendations/1/"
    assert client.get(path).status_code == 404
    make_recommendation(assembly)
    assert client.get(path).status_code == 200
