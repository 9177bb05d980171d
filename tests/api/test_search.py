"""Search for programs."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.comments.models import CommentState
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import make_item, make_session
from tests.factories.recommendations import make_recommendation
from tests.factories.search import index_everything
from tests.factories.transcripts import make_transcript

SEARCH = "/api/v1/search"


def _asked(client: Visitor, **query: Any) -> dict[str, Any]:
    index_everything()
    answer = client.get(SEARCH, query_string=query)
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    given: dict[str, Any] = answer.get_json()
    return given


def test_a_result_says_what_it_is_where_it_stands_and_why(client: Visitor, session: Session) -> None:
    meeting = make_session(make_assembly(question="Who?"), "Getting about")
    make_transcript(meeting.subject, (754_000, "The last bus & tram leave at <seven>."))
    found = _asked(client, q="“last bus”")
    (result,) = found["results"]
    score = result.pop("score")
    assert score > 0
    assert result == {
        "kind": "transcript",
        "title": "Getting about",
        "address": f"{meeting.path}#t=754",
        "excerpt": "Ann Reid: The last bus & tram leave at <seven>.",
        "assembly": "high-street",
    }
    assert (found["query"], found["total"], found["next"]) == ("“last bus”", 1, None)
    assert found["suggestion"] is None
    assert _asked(client, q="trma")["suggestion"] == "tram"


def test_it_is_narrowed_by_assembly_and_kinds_and_leads_on(client: Visitor, session: Session) -> None:
    assembly = make_assembly("one", question="Who?")
    for number in range(25):
        make_item(assembly, f"Tram {number}")
    make_recommendation(assembly, "Tram")
    make_item(make_assembly("two", question="Who?"), "Tram")
    assert _asked(client, q="tram")["total"] == 27
    first = _asked(client, q="tram", assembly="one", kind=["evidence", "session"])
    assert (first["total"], len(first["results"])) == (25, 20)
    rest = client.get(first["next"]).get_json()
    assert (rest["total"], len(rest["results"]), rest["next"]) == (25, 5, None)
    assert not {each["address"] for each in first["results"]} & {each["address"] for each in rest["results"]}


def test_a_hidden_comment_is_not_there(client: Visitor, session: Session) -> None:
    make_comment(None, "A secretword.", state=CommentState.HIDDEN)
    assert _asked(client, q="secretword")["results"] == []


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ({}, "“q” is missing"),
        ({"q": " "}, "“q” is missing"),
        ({"q": "x" * 201}, "up to 200 characters"),
        ({"q": "?!"}, "no word"),
        ({"q": "a\x00b"}, "control characters"),
        ({"q": "bus", "assembly": "\x00"}, "control characters"),
        ({"q": "bus", "kind": "song"}, "There is no kind “song”. There are: assembly, recommendation,"),
        ({"q": "bus", "assembly": "nowhere"}, "There is no public assembly “nowhere”."),
        ({"q": "bus", "assembly": "waiting"}, "There is no public assembly “waiting”."),
        ({"q": "bus", "after": "x"}, "“after” cannot be read."),
        ({"q": "bus", "after": "Wy0xLC0xXQ"}, "“after” cannot be read."),
    ],
)
def test_what_cannot_be_read_is_said_clearly(
    client: Visitor, session: Session, asked: dict[str, str], detail: str
) -> None:
    make_assembly("waiting", published_at=None)
    answer = client.get(SEARCH, query_string=asked)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    problem = answer.get_json()
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", "Bad Request", 400)
    assert detail in problem["detail"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_one_kind_that_there_is_not_is_named_among_others(client: Visitor, session: Session) -> None:
    answer = client.get(SEARCH, query_string={"q": "bus", "kind": ["evidence", "song"]})
    assert answer.status_code == 400
    assert "“song”" in answer.get_json()["detail"]


def test_errors_under_api_are_for_programs(client: Visitor, session: Session) -> None:
    missing, wrong = client.get("/api/v1/nothing"), client.post(SEARCH)
    for answer, status in ((missing, 404), (wrong, 405)):
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert answer.get_json()["status"] == status
    assert "GET" in wrong.headers["Allow"]
    assert client.get("/nothing").mimetype == "text/html"


def test_it_is_kept_by_caches_until_something_changes(client: Visitor, session: Session) -> None:
    assembly = make_assembly(question="Who?")
    make_item(assembly, "Tram")
    index_everything()
    first = client.get(f"{SEARCH}?q=tram")
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in first.headers
    again = client.get(f"{SEARCH}?q=tram", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
