"""Citing evidence at the officers' desk: once, at its place, and only what is the assembly's own."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.recommendations import services
from app.recommendations.models import Citation, Recommendation
from app.recommendations.words import Place
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.transcripts import paste_transcript
from tests.recommendations.desk import DESK, post


@pytest.fixture
def recommendation(recommendation: Recommendation) -> Recommendation:
    """Draft 1 is published, draft 2 is being written."""
    make_version(recommendation, published=False)
    return recommendation


@pytest.fixture
def officer(officer: Account, client: Visitor) -> Account:
    """The same, signed in."""
    sign_in_as(client, officer)
    return officer


def test_evidence_is_cited_once(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    item = make_item(recommendation.assembly)
    fields = {"item": str(item.id), "clause": "1.2", "note": "The count of buses."}
    assert post(client, "1/evidence", **fields).status_code == 303
    assert "The count of buses." in client.get(DESK + "1/evidence").text
    again = post(client, "1/evidence", **fields)
    assert again.status_code == 422
    assert "cited there already" in again.text
    assert session.scalar(select(func.count(Citation.id))) == 1


def test_a_citation_shows_its_words_and_its_moment_and_can_be_taken_away(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    item = make_item(recommendation.assembly, summary="Takings rose.")
    paste_transcript(item, "[12:34] Ann Reid: They rose again.")
    fields = {"item": str(item.id), "clause": "1.2", "quote": "They rose again.", "at": "12:34"}
    assert post(client, "1/evidence", **fields).status_code == 303
    page = client.get(DESK + "1/evidence").text
    assert "paragraph 1.2, at 12:34" in page
    assert "“They rose again.”" in page
    citation = session.scalars(select(Citation)).one()
    remove = f"1/evidence/{citation.id}/remove"
    assert f'action="{DESK}{remove}"' in page
    token = token_in(client, DESK + "1/evidence")
    assert client.post(DESK + remove, data={"csrf_token": token}).status_code == 303
    assert "No evidence is cited yet." in client.get(DESK + "1/evidence").text
    assert client.post(DESK + remove, data={"csrf_token": token}).status_code == 404


def test_a_citation_is_taken_away_only_where_it_belongs_and_by_whom_it_concerns(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    item = make_item(recommendation.assembly)
    other = make_recommendation(recommendation.assembly, number=2)
    citation = services.cite(other, item, None, None)
    token = token_in(client, DESK + "1/evidence")
    remove = f"evidence/{citation.id}/remove"
    assert client.post(f"{DESK}1/{remove}", data={"csrf_token": token}).status_code == 404
    assert client.post(f"{DESK}2/{remove}", data={"csrf_token": "none"}).status_code == 400
    assert session.scalar(select(func.count(Citation.id))) == 1


def test_a_quote_that_the_evidence_no_longer_holds_is_noticed(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    item = make_item(recommendation.assembly, summary="Takings rose.")
    services.cite(recommendation, item, None, None, officer, Place("Takings rose."))
    assert "no longer holds these words" not in client.get(DESK + "1/evidence").text
    item.summary = "Takings fell."
    session.flush()
    assert "no longer holds these words" in client.get(DESK + "1/evidence").text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"quote": "takings ROSE <b>"}, "Copy them from there, letter by letter."),
        ({"at": "half past"}, "Write the time like 12:34"),
        ({"at": "99:00:00"}, "no transcript with times"),
        ({"quote": "x" * 1001}, "1 character too long"),
        ({"quote": "a\x00b"}, "hidden control characters"),
    ],
)
def test_a_wrong_place_is_refused_at_its_field_and_nothing_is_lost(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    officer: Account,
    fields: dict[str, str],
    message: str,
) -> None:
    item = make_item(recommendation.assembly, summary="Takings rose.")
    sent = {"item": str(item.id), "clause": "1.2", "note": "My own long note.", **fields}
    answer = post(client, "1/evidence", **sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert "My own long note." in answer.text
    assert f'value="{item.id}" selected' in answer.text
    if "at" in fields:
        assert f'value="{fields["at"]}"' in answer.text
    assert session.scalar(select(func.count(Citation.id))) == 0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"item": ""}, "Choose a piece of evidence"),
        ({"item": "999999999999999999999"}, "Choose a piece of evidence"),
        ({"clause": "9.9"}, "no such paragraph"),
        ({"note": "x" * 501}, "too long"),
    ],
)
def test_a_wrong_citation_is_refused_at_its_field(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    officer: Account,
    fields: dict[str, str],
    message: str,
) -> None:
    item = make_item(recommendation.assembly)
    answer = post(client, "1/evidence", **{"item": str(item.id), "clause": "", "note": "So it is.", **fields})
    assert answer.status_code == 422
    assert message in answer.text


def test_another_assemblys_evidence_cannot_be_cited(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    make_item(recommendation.assembly)
    foreign = make_item(make_assembly("elsewhere"))
    assert post(client, "1/evidence", item=str(foreign.id)).status_code == 422
