"""The officers' pages: who may use them, and what becomes of whatever is typed into them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.core import dates
from app.recommendations import services
from app.recommendations.models import Recommendation, Version, VersionStage
from app.recommendations.queries import draft_of
from app.recommendations.wording import fingerprint
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.forms import fields_of
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import CLAUSES, make_recommendation, make_version
from tests.queries import counted
from tests.recommendations.desk import DESK, post

PAGES = ["", "new", "report", "1/write", "1/match", "1/preview", "1/discard", "1/evidence"]
ACTS = ["new", "report", "report/save", "1/write", "1/match", "1/publish", "1/discard", "1/evidence"]
TEXT = "Buses come every five minutes.\n\nBenches stand in the shade."


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


def test_where_nothing_is_new_the_preview_offers_to_write_on_or_to_discard_and_no_button_that_publishes(
    client: Visitor, session: Session, recommendation: Recommendation, officer: Account
) -> None:
    page = client.get(DESK + "1/preview").text
    assert "This draft says the same as draft 1, which is published." in page
    assert f'action="{DESK}1/publish"' not in page
    assert "stays as it is for ever" not in page
    for way_on in ("write", "discard"):
        assert f'href="{DESK}1/{way_on}"' in page
    draft = draft_of(recommendation)
    assert draft is not None
    sent = {"csrf_token": token_in(client, DESK + "1/write"), "seen": fingerprint(draft)}
    answer = client.post(DESK + "1/publish", data=sent)
    assert answer.status_code == 409
    assert "This says the same as the published text." in answer.text
    assert f'href="{DESK}1/preview"' in answer.text
    services.write_draft(recommendation, "Trams first", TEXT, "Why.", VersionStage.DRAFT, officer)
    assert f'action="{DESK}1/publish"' in client.get(DESK + "1/preview").text


def test_the_list_shows_the_published_title_and_says_what_the_draft_is_called(
    client: Visitor, recommendation: Recommendation, officer: Account
) -> None:
    assert "Its title is" not in client.get(DESK).text
    services.write_draft(recommendation, "Trams first", TEXT, "Why.", VersionStage.DRAFT, officer)
    page = re.sub("<[^>]+>|[\u2066-\u2069]", "", client.get(DESK).text)
    assert f"1. {recommendation.title}" in page
    assert "1. Trams first" not in page
    assert "Draft 2 is being written. Only officers see it. Its title is: Trams first" in page


def test_a_text_that_changed_after_the_preview_is_not_published(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    officer: Account,
    colleague: Account,
) -> None:
    token = token_in(client, DESK + "1/write")
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


def test_two_fields_with_one_fault_are_told_apart_above_the_form(
    client: Visitor, recommendation: Recommendation, officer: Account
) -> None:
    page = post(client, "1/write", **{**GOOD, "title": "Bell \x07", "paragraphs": "Bell \x07"}).text
    for field in ("title", "paragraphs"):
        label = re.search(rf'<label[^>]*for="{field}">\s*([^<]*?)\s*</label>', page)
        assert label
        mark = "" if label[1].endswith("?") else ":"
        assert f'href="#{field}">{label[1]}{mark} There are hidden control characters' in page


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
