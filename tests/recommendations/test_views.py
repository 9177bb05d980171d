"""The officers' pages: who may use them, and what becomes of whatever is typed into them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.core import dates
from app.recommendations import services
from app.recommendations.models import Citation, Recommendation, Version, VersionStage
from app.recommendations.queries import draft_of
from app.recommendations.wording import fingerprint
from app.recommendations.words import Place
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item
from tests.factories.forms import fields_of
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import CLAUSES, make_recommendation, make_version
from tests.factories.transcripts import paste_transcript
from tests.queries import counted

DESK = "/council/high-street/recommendations/"
PAGES = ["", "new", "report", "1/write", "1/match", "1/preview", "1/discard", "1/evidence"]
ACTS = ["new", "report", "report/save", "1/write", "1/match", "1/publish", "1/discard", "1/evidence"]
TEXT = "Buses come every five minutes.\n\nBenches stand in the shade."


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    """Draft 1 is published, draft 2 is being written."""
    recommendation = make_recommendation(assembly)
    make_version(recommendation, published=False)
    return recommendation


@pytest.fixture
def officer(assembly: Assembly, client: Visitor) -> Account:
    account = make_account(role=Role.OFFICER, organisation_id=assembly.organisation_id)
    sign_in_as(client, account)
    return account


def post(client: Visitor, path: str, **fields: Any) -> Any:
    page = DESK + ("1/preview" if path == "1/publish" else path)
    fields.setdefault("csrf_token", token_in(client, page))
    if path == "new":
        fields.setdefault("once", fields_of(client, page)["once"])
    return client.post(DESK + path, data=fields)


# ---- Who may ----


@pytest.mark.parametrize("path", PAGES)
def test_nobody_reads_the_desk_without_signing_in(
    client: Visitor, recommendation: Recommendation, path: str
) -> None:
    assert client.get(DESK + path).status_code in (303, 401)


@pytest.mark.parametrize("path", ACTS)
def test_nobody_acts_at_the_desk_without_signing_in(
    client: Visitor, recommendation: Recommendation, path: str
) -> None:
    answer = client.post(DESK + path, data={"title": "Mine", "paragraphs": "My words are kept"})
    assert answer.status_code == 401
    assert "My words are kept" in answer.text


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (Role.MODERATOR, True, 403),
        (Role.ADMINISTRATOR, True, 403),
        (Role.OFFICER, False, 404),
    ],
)
def test_the_desk_is_for_officers_of_the_council_concerned(
    client: Visitor, recommendation: Recommendation, role: Role, own: bool, status: int
) -> None:
    council = recommendation.assembly.organisation if own else make_organisation("elsewhere")
    organisation_id = None if role is Role.ADMINISTRATOR else council.id
    sign_in_as(client, make_account("other@fenbury.example", role=role, organisation_id=organisation_id))
    for path in PAGES:
        assert client.get(DESK + path).status_code == status, path
    for path in ACTS:
        assert client.post(DESK + path, data={"title": "Mine"}).status_code == status, path


def test_what_is_not_there_is_not_found(
    client: Visitor, recommendation: Recommendation, officer: Account
) -> None:
    for path in ("9/write", "9/preview", "9/evidence", "1%00/write", "%F0%9F%98%80/write"):
        assert client.get(DESK + path).status_code == 404
    assert client.get("/council/nowhere/recommendations/").status_code == 404


@pytest.mark.parametrize("page", ["1/preview", "1/match"])
def test_a_draft_that_was_just_published_is_said_to_be_so(
    client: Visitor, assembly: Assembly, officer: Account, page: str
) -> None:
    make_recommendation(assembly)
    answer = client.get(DESK + page)
    assert (answer.status_code, answer.location) == (303, DESK)
    assert "Draft 1 of recommendation 1 is published already." in client.get(DESK).text


# ---- The way of a text ----


def test_an_officer_writes_looks_and_publishes(
    client: Visitor, session: Session, assembly: Assembly, officer: Account
) -> None:
    written = post(client, "new", title="Buses first", paragraphs=TEXT)
    assert (written.status_code, written.location) == (303, DESK + "1/preview")
    page = client.get(written.location).text
    assert "saved as a draft" in page
    assert "Buses come every five minutes." in page
    assert "Publish draft 1 of recommendation 1" in page
    assert client.get("/assemblies/high-street/recommendations/1/").status_code == 404
    seen = page.split('name="seen" value="')[1].split('"')[0]
    published = post(client, "1/publish", seen=seen)
    assert (published.status_code, published.location) == (303, DESK)
    assert "Draft 1 of recommendation 1 is published." in client.get(DESK).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    again = client.post(DESK + "1/publish", data={"csrf_token": token, "seen": seen})
    assert (again.status_code, again.location) == (303, DESK)
    assert "Draft 1 of recommendation 1 is published already." in client.get(DESK).text
    assert "Buses come every five minutes." in client.get("/assemblies/high-street/recommendations/1/").text


def test_a_form_that_is_sent_twice_makes_one_thing(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    new = {**fields_of(client, DESK + "new"), "title": "Trees", "paragraphs": "Plant trees."}
    places = {client.post(DESK + "new", data=new).location for _ in range(2)}
    assert places == {DESK + "2/preview"}
    assert session.scalar(select(func.count(Recommendation.id))) == 2
    other = client.post(DESK + "new", data={**new, "title": "Other"})
    assert other.status_code == 400
    assert "You sent this form before" in other.text
    write = {**fields_of(client, DESK + "1/write"), "paragraphs": "Plant trees.", "change_note": "All new."}
    for _ in range(2):
        assert client.post(DESK + "1/write", data=write).status_code == 303
    assert client.post(DESK + "1/write", data={**write, "title": "Other"}).status_code == 409


def test_the_next_version_says_what_changed(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    form = client.get(DESK + "1/write").text
    assert CLAUSES[0] in form
    text = f"{CLAUSES[0]}\n\nBenches stand in the shade of trees."
    saved = post(
        client, "1/write", title="Buses first", paragraphs=text, change_note="Shorter.", stage="final"
    )
    assert saved.status_code == 303
    page = client.get(saved.location).text
    assert "Shorter." in page
    assert "Paragraph 1.3: changed" in page
    assert "Paragraph 1.2: goes" in page
    assert "Publish the final text of recommendation 1" in page


def test_a_text_that_changed_after_the_preview_is_not_published(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    officer: Account,
    colleague: Account,
) -> None:
    token = token_in(client, DESK + "1/preview")
    draft = draft_of(recommendation)
    assert draft is not None
    seen = fingerprint(draft)
    services.write_draft(recommendation, "Other", TEXT, "Other.", VersionStage.DRAFT, colleague)
    for fields in ({"seen": seen}, {}, {"seen": "x" * 5000}):
        answer = client.post(DESK + "1/publish", data={"csrf_token": token, **fields})
        assert answer.status_code == 409
        assert "colleague changed" in answer.text
        # The desk's own page, with the way on to what they wrote.
        assert "Sign out" in answer.text
        assert "Staff sign-in" not in answer.text
        assert f'href="{DESK}1/preview"' in answer.text
    session.refresh(draft)
    assert draft.published_at is None


def test_a_colleagues_words_are_not_overwritten_and_ones_own_come_back(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    page = client.get(DESK + "1/write").text
    seen = page.split(
        'name="seen" type="hidden" value="' if 'name="seen" type' in page else 'name="seen" value="'
    )[1]
    services.write_draft(recommendation, "Theirs", "Their words.", "Other.", VersionStage.DRAFT, officer)
    answer = post(
        client,
        "1/write",
        title="Mine",
        paragraphs="My own long words.",
        change_note="Mine.",
        stage="draft",
        seen=seen.split('"')[0],
    )
    assert answer.status_code == 409
    assert "My own long words." in answer.text
    assert f'href="{DESK}1/write" target="_blank"' in answer.text
    assert "Sign out" in answer.text


def test_a_compiled_record_offers_no_pen(client: Visitor, session: Session, officer: Account) -> None:
    compiled = make_assembly("cambridge", is_compiled=True)
    make_recommendation(compiled, is_compiled=True)
    page = client.get("/council/cambridge/recommendations/").text
    assert "compiled from public records" in page
    assert "/write" not in page
    fields = fields_of(client, "/council/cambridge/recommendations/new")
    answer = client.post(
        "/council/cambridge/recommendations/new",
        data={**fields, "title": "Mine", "paragraphs": "My words."},
    )
    assert answer.status_code == 409
    assert "My words." in answer.text


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


# ---- Bad input ----

GOOD = {"title": "Buses first", "paragraphs": TEXT, "change_note": "Shorter.", "stage": "draft"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Write the title."),
        ({"title": " \t "}, "Write the title."),
        ({"title": None}, "Write the title."),
        ({"title": "x" * 201}, "too long"),
        ({"title": "nul \x00"}, "control characters"),
        ({"paragraphs": ""}, "Write the text"),
        ({"paragraphs": "\n \n"}, "Write the text"),
        ({"paragraphs": None}, "Write the text"),
        ({"paragraphs": "x" * 20_001}, "too long"),
        ({"paragraphs": "\r\n\r\n".join(["word"] * 61)}, "Use up to 60"),
        ({"paragraphs": "bell \x07"}, "control characters"),
        ({"change_note": ""}, "Say what changed"),
        ({"change_note": "x" * 2001}, "too long"),
        ({"stage": "carved in stone"}, "Choose whether"),
        ({"stage": ""}, "Choose whether"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_the_rest_stays(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    officer: Account,
    fields: dict[str, Any],
    message: str,
) -> None:
    before = session.scalar(select(func.count(Version.id)))
    sent = {name: value for name, value in {**GOOD, **fields}.items() if value is not None}
    answer = post(client, "1/write", **sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert "Error: " in answer.text
    kept = {
        name: value for name, value in sent.items() if name in ("title", "paragraphs") and name not in fields
    }
    assert all(value.split("\n")[0] in answer.text for value in kept.values())
    assert session.scalar(select(func.count(Version.id))) == before


@pytest.mark.parametrize(
    "text",
    [
        "😀" * 5000,
        "<script>alert(1)</script>",
        "bold [x](javascript:alert(1))",
        "a\u0301" * 900,
    ],
)
def test_strange_but_lawful_text_is_kept_and_shown_as_text(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account, text: str
) -> None:
    saved = post(client, "1/write", **{**GOOD, "paragraphs": text})
    assert saved.status_code == 303
    draft = draft_of(recommendation)
    assert draft is not None
    session.refresh(draft, ["clauses"])
    assert draft.clauses[0].text == text
    page = client.get(saved.location).text
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("field", ["title", "paragraphs", "change_note"])
def test_a_sign_that_turns_the_words_around_is_refused_at_its_field_with_the_words_kept(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account, field: str
) -> None:
    answer = post(client, "1/write", **{**GOOD, field: "Words \u202ethat turn\u202c"})
    assert answer.status_code == 422
    assert "hidden signs in this text that turn the words around" in answer.text
    assert "Words \u202ethat turn\u202c" in answer.text
    draft = draft_of(recommendation)
    assert draft is not None
    assert "turn" not in f"{draft.title}{draft.change_note}{list(draft.texts.values())}"


def test_of_a_doubled_field_both_wordings_come_back_and_nothing_is_kept(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    token = token_in(client, DESK + "1/write")
    answer = client.post(
        DESK + "1/write", data={**GOOD, "csrf_token": [token, "other"], "title": ["First", "Second"]}
    )
    assert answer.status_code == 422
    assert "First" in answer.text
    assert "Second" in answer.text
    draft = draft_of(recommendation)
    assert draft is not None
    session.refresh(draft)
    assert "First" not in draft.title


@pytest.mark.parametrize("token", ["", "forged", None])
@pytest.mark.parametrize("path", ACTS)
def test_a_forged_token_changes_nothing_and_gives_the_words_back(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    officer: Account,
    path: str,
    token: str | None,
) -> None:
    data = {**GOOD, "note": "My words.", "seen": "x"}
    answer = client.post(DESK + path, data=data if token is None else {**data, "csrf_token": token})
    assert answer.status_code == 400
    assert "My words." in answer.text
    assert draft_of(recommendation) is not None
    assert session.scalar(select(func.count(Recommendation.id))) == 1


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


# ---- Weight ----


@pytest.mark.parametrize("number", [2, 20])
def test_the_list_takes_the_same_few_queries_however_long_it_is(
    client: Visitor, session: Session, assembly: Assembly, officer: Account, number: int
) -> None:
    for place in range(1, number + 1):
        make_recommendation(assembly, number=place)
    with counted() as queries:
        assert client.get(DESK).status_code == 200
    assert len(queries) <= 8, queries


@pytest.mark.parametrize(
    ("days", "published", "is_warned"),
    [
        ((-7, 7), VersionStage.DRAFT, True),
        ((-7, 7), VersionStage.FINAL, False),
        ((-14, -7), VersionStage.DRAFT, False),
    ],
)
def test_the_preview_of_a_final_text_warns_that_it_closes_comments_which_are_open(
    client: Visitor, session: Session, days: tuple[int, int], published: VersionStage, is_warned: bool
) -> None:
    assembly = make_assembly(consulting=days)
    make_version(make_recommendation(assembly, stage=published), stage=VersionStage.FINAL, published=False)
    sign_in_as(client, make_account(role=Role.OFFICER, organisation_id=assembly.organisation_id))
    page = client.get(DESK + "1/preview").text
    closes_at = assembly.phases[-1].closes_at
    assert closes_at is not None
    assert (f"They close {dates.moment(closes_at, weekday=True)}." in page) is is_warned
    assert ("comments on this recommendation close at once" in page) is is_warned
