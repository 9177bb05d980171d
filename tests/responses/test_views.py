"""The officers' pages about answers: who may use them, and whatever is typed into them."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.recommendations.models import Recommendation
from app.responses.models import ProgressUpdate
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import (
    make_commitment,
    make_compiled_response,
    make_compiled_update,
    make_response,
    make_update,
)
from tests.queries import counted
from tests.responses.council import ANSWER, DESK, PROMISE, REPORT, Council, post, rows

READ = ("index", "new", "edit", "correct", "preview", "promise", "report")
DO = ("new", "edit", "correct", "publish", "promise", "report")


# ---- Who may ----


@pytest.mark.parametrize("name", DO)
def test_nobody_acts_without_signing_in_and_their_words_come_back(
    client: Visitor, council: Council, name: str
) -> None:
    answer = client.post(council.paths[name], data={"reasons": "My words are kept"})
    assert answer.status_code == 401
    assert "My words are kept" in answer.text


@pytest.mark.parametrize("name", READ)
def test_nobody_reads_the_desk_without_signing_in(client: Visitor, council: Council, name: str) -> None:
    assert client.get(council.paths[name]).status_code in (303, 401)


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [(Role.MODERATOR, True, 403), (Role.ADMINISTRATOR, True, 403), (Role.OFFICER, False, 404)],
)
def test_the_desk_is_for_officers_of_the_council_concerned(
    client: Visitor, session: Session, council: Council, role: Role, own: bool, status: int
) -> None:
    serves = council.assembly.organisation if own else make_organisation("elsewhere")
    organisation_id = None if role is Role.ADMINISTRATOR else serves.id
    sign_in_as(client, make_account("other@x.example", role=role, organisation_id=organisation_id))
    before = rows(session)
    for name in READ:
        assert client.get(council.paths[name]).status_code == status, name
    for name in DO:
        fields = {**ANSWER, **PROMISE, **REPORT, "reason": "x"}
        assert client.post(council.paths[name], data=fields).status_code == status, name
    assert rows(session) == before


def test_an_answer_is_found_in_its_own_assembly_only(client: Visitor, council: Council, olu: Account) -> None:
    make_assembly("another", council.assembly.organisation)
    for name in ("edit", "correct", "preview", "report"):
        assert client.get(council.paths[name].replace("high-street", "another")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "99999/edit",
        "99999999999999999999/edit",
        "0/preview",
        "x/preview",
        "commitments/new/9",
        "commitments/7777/report",
    ],
)
def test_what_is_not_there_is_not_found(client: Visitor, council: Council, olu: Account, path: str) -> None:
    assert client.get(DESK + path).status_code == 404


# ---- Bad input ----


@pytest.mark.parametrize(
    "text",
    ["😀" * 2900, "<script>alert(1)</script>", "[x](javascript:alert(1))", "\u202eevil", "a\u0301" * 900],
)
def test_strange_but_lawful_text_is_kept_and_shown_as_text(
    client: Visitor, session: Session, council: Council, olu: Account, text: str
) -> None:
    assert post(client, council.paths["report"], {**REPORT, "text": text}).status_code == 303
    assert session.scalars(select(ProgressUpdate.text)).all() == [text]
    drafted = post(client, DESK + "new", {**ANSWER, "reasons": text})
    for path in (drafted.location, "/assemblies/high-street/recommendations/1/", council.paths["report"]):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert 'href="javascript' not in page.text


@pytest.mark.parametrize("token", ["forged", None])
@pytest.mark.parametrize("name", DO)
def test_a_forged_token_changes_nothing_and_gives_the_words_back(
    client: Visitor, session: Session, council: Council, olu: Account, name: str, token: str | None
) -> None:
    before = rows(session)
    fields = {**ANSWER, **PROMISE, **REPORT, "reason": "My own words.", "seen": "x"}
    refused = client.post(
        council.paths[name], data=fields if token is None else {**fields, "csrf_token": token}
    )
    assert refused.status_code == 400
    assert "My own words." in refused.text
    assert rows(session) == before


# ---- Compiled records, weight ----


def test_a_compiled_assembly_shows_what_its_record_says(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    compiled = make_assembly("cambridge", council.assembly.organisation, is_compiled=True)
    recommendation: Recommendation = make_recommendation(compiled, is_compiled=True)
    make_compiled_response(recommendation, verdict=None, recorded_as="noted")
    make_compiled_update(recommendation)
    page = client.get("/council/cambridge/responses/")
    assert page.status_code == 200
    assert "Compiled from public records." in page.text
    assert "Noted, without a verdict" in page.text


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_takes_the_same_few_queries_however_long_it_is(
    client: Visitor, session: Session, council: Council, olu: Account, number: int
) -> None:
    for place in range(10, 10 + number):
        recommendation = make_recommendation(council.assembly, number=place)
        make_response(recommendation, drafted_by=council.olu, published_by=council.priya)
        make_update(make_commitment(recommendation), "in_progress")
    with counted() as queries:
        assert client.get(DESK).status_code == 200
    assert len(queries) <= 14, queries
