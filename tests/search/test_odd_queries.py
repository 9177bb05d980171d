"""Whatever is typed, the page and the programs' address answer, and alike on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.search.queries import search
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item
from tests.factories.search import index_everything

ODD = (
    '"', "“" * 200, "*", "**", "AND", "OR NOT", "NEAR(", "NEAR(bus library, 5)", "{title_words}: bus", "^bus", "-bus",
    "bus:*", "bus & | ! <-> ( library", "'; DROP TABLE search_index; --", "\\", "\\'", "%", "_", "()[]{}", "::",
    "bus\x00library", "\x00", "\x07", "x" * 10_000, "bus " * 3_000, "🚌", "bus🚌library", "\u202ebus\u202c",
    "\u2067bus", "مرحبا", "שלום", "the", "to be or not to be", "a b c d e f g h i j k", "a-b-c-d-e-f", "1e308", "-1",
    "٣", "Ⅷ", "ß",
    "ﬁre", "x\u0302\u0302\u0302", "\ufeffbus", "\ufffe", "<script>", "&amp;", "NULL", "b*", "l" * 45,
    ".".join("abcdefghij"),
)  # fmt: skip


@pytest.fixture
def texts(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    make_item(
        assembly, "Written oddly", summary="The traders’ co-operative wants £3.2m, or £3,200,000.", body=""
    )
    make_item(assembly, "Dŵr a thŷ", summary="Mae’r dŵr yn y tŷ.", body="", language="cy")
    make_item(assembly, "Hyphens", summary="The li\u00adbrary is open. Write to ada@example.org!", body="")
    make_item(assembly, "Ligatures", summary="The ﬁre brigade’s ＢＵＳ; Siân O’Neill said so.", body="")
    index_everything()


def test_no_query_breaks_the_page_or_the_programs_address(client: Visitor, texts: None) -> None:
    for query in ODD:
        for asked in ({"q": query}, {"q": query, "assembly": query, "kind": query, "after": query}):
            page = client.get("/search", query_string=asked)
            answer = client.get("/api/v1/search", query_string=asked)
            assert page.status_code == 200, query
            assert answer.status_code in (200, 400), query
            assert answer.get_json(), query
    for raw in ("%ED%A0%80", "%FF%FE", "%", "%u0041", "bus;q=tram", "&q=&q=bus"):
        assert client.get(f"/search?q={raw}").status_code == 200, raw
        assert client.get(f"/api/v1/search?q={raw}").status_code in (200, 400), raw


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("traders' cooperative", "Written oddly"),
        ("traders’ co-operative", "Written oddly"),
        ("TRADERS CO‑OPERATIVES", "Written oddly"),
        ("£3.2m", "Written oddly"),
        ("3.2m", "Written oddly"),
        ("£3,200,000", "Written oddly"),
        ("3200000", "Written oddly"),
        ("dŵr", "Dŵr a thŷ"),
        ("DWR TY", "Dŵr a thŷ"),
        ("“yn y tŷ”", "Dŵr a thŷ"),
        ("w\u0302r d\u200dŵr", None),
        ("library", "Hyphens"),
        ("li\u00adbrary", "Hyphens"),
        ("ada@example.org", "Hyphens"),
        ("“ada@example.org”", "Hyphens"),
        ("ada@example.com", None),
        ("fire bus", "Ligatures"),
        ("siân o'neill’s", "Ligatures"),
        ("sian oneill", "Ligatures"),
        ("sîan o‘neill", "Ligatures"),
    ],
)
def test_words_are_found_however_they_are_typed(texts: None, query: str, title: str | None) -> None:
    assert [found.title for found in search(query).items] == ([title] if title else [])
