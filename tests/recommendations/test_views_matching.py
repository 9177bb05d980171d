"""An officer sees each paragraph of a draft beside the former text, and corrects which one it is."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.recommendations import services
from app.recommendations.models import Recommendation, Version, VersionStage
from app.recommendations.queries import draft_of
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as
from tests.factories.forms import HOSTILE, fields_of, send
from tests.factories.recommendations import CLAUSES, make_recommendation
from tests.queries import counted

DESK = "/council/high-street/recommendations/"
PAGE = f"{DESK}1/match"
PUBLIC = "/assemblies/high-street/recommendations/1/"
BUSES, DELIVERIES, BENCHES = CLAUSES
TEXT = f"Buses run all night.\n\n{BENCHES}\n\nDeliveries happen before 11 am."


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    return make_recommendation(assembly)


@pytest.fixture
def draft(recommendation: Recommendation, officer: Account, client: Visitor) -> Version:
    sign_in_as(client, officer)
    return write(recommendation, officer)


def write(recommendation: Recommendation, officer: Account, text: str = TEXT) -> Version:
    return services.write_draft(recommendation, "Buses first", text, "Nights.", VersionStage.DRAFT, officer)


def keys(session: Session, recommendation: Recommendation) -> list[str]:
    session.expire_all()
    draft = draft_of(recommendation)
    assert draft is not None
    return [clause.key for clause in draft.clauses]


def test_each_paragraph_stands_beside_its_former_one(client: Visitor, draft: Version) -> None:
    page = client.get(PAGE).text
    assert "Number 1: new" in page
    assert "Number 2: moved" in page or "Number 3: changed, moved" in page
    assert "</span>10</del>" in page
    assert "</span>11</ins>" in page
    assert "Former 1.1: goes" in page
    fields = fields_of(client, PAGE)
    assert [fields[f"match_{n}"] for n in range(3)] == ["new", "is:1.3", "is:1.2"]
    assert fields["gone_0"] == ""


def test_what_was_chosen_and_noted_is_kept_previewed_and_published(
    client: Visitor, session: Session, draft: Version, recommendation: Recommendation
) -> None:
    answer = send(client, PAGE, match_0="is:1.1", note_0="Nurses <asked> for it.")
    assert (answer.status_code, answer.location) == (303, f"{DESK}1/preview")
    assert keys(session, recommendation) == ["1.1", "1.3", "1.2"]
    preview = client.get(f"{DESK}1/preview").text
    assert "The matching and the notes are saved." in preview
    assert "Paragraph 1.1: changed" in preview
    assert "Nurses &lt;asked&gt; for it." in preview
    assert send(client, f"{DESK}1/preview", f"{DESK}1/publish").status_code == 303
    assert "Nurses &lt;asked&gt; for it." in client.get(f"{PUBLIC}versions/2/").text


def test_split_and_merged_are_said_in_the_preview(client: Visitor, draft: Version) -> None:
    assert send(client, PAGE, match_0="split:1.2", gone_0="1").status_code == 303
    preview = client.get(f"{DESK}1/preview").text
    assert "Paragraph 1.4: split from 1.2" in preview
    assert "Paragraph 1.1: merged into 1.3" in preview
    fields = fields_of(client, PAGE)
    assert (fields["match_0"], fields["gone_0"]) == ("split:1.2", "1")


def test_one_former_paragraph_for_two_is_refused_at_the_field_and_all_is_kept(
    client: Visitor, session: Session, draft: Version, recommendation: Recommendation
) -> None:
    answer = send(client, PAGE, match_0="is:1.3", note_0="My long note.")
    assert answer.status_code == 422
    assert 'href="#match_1"' in answer.text
    assert "Former paragraph 1.3 is chosen here and for paragraph 1 of the new text." in answer.text
    assert "My long note." in answer.text
    assert '<option value="is:1.3" selected>' in answer.text
    assert keys(session, recommendation) == ["1.4", "1.3", "1.2"]


@pytest.mark.parametrize("field", ["match_0", "gone_0"])
@pytest.mark.parametrize("value", ["is:9.9", "99", "-1", "split:", "\x00", "is:1.1 "])
def test_what_is_not_in_the_list_is_refused(client: Visitor, draft: Version, field: str, value: str) -> None:
    answer = send(client, PAGE, **{field: value})
    assert answer.status_code == 422
    assert "Choose one from the list." in answer.text


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_whatever_is_typed_ends_in_a_message_or_a_saved_note(
    client: Visitor, draft: Version, hostile: str
) -> None:
    assert send(client, PAGE, note_0=hostile).status_code in (303, 422)


def test_a_colleagues_draft_is_not_matched_unread_and_the_notes_come_back(
    client: Visitor, session: Session, draft: Version, recommendation: Recommendation, officer: Account
) -> None:
    fields = fields_of(client, PAGE)
    write(recommendation, officer, "Theirs.")
    for seen in ({}, {"seen": ""}):
        answer = client.post(PAGE, data={**fields, "note_0": "My long note.", **seen})
        assert answer.status_code == 409
        assert "colleague changed" in answer.text
        assert "My long note." in answer.text


def test_the_same_form_twice_says_the_same(client: Visitor, draft: Version) -> None:
    fields = {**fields_of(client, PAGE), "match_0": "is:1.1", "note_0": "Nurses asked for it."}
    for _ in range(2):
        assert client.post(PAGE, data=fields).status_code == 303
    assert fields_of(client, PAGE)["note_0"] == "Nurses asked for it."


def test_without_two_texts_there_is_nothing_to_match(
    client: Visitor, assembly: Assembly, officer: Account
) -> None:
    sign_in_as(client, officer)
    services.start_recommendation(assembly, "New", "One.", officer)
    for number in (1, 3):
        assert client.get(f"{DESK}{number}/match").status_code == 404
        assert client.post(f"{DESK}{number}/match").status_code == 404


def test_the_pages_ask_the_same_few_queries_however_long_the_text_is(
    client: Visitor, session: Session, assembly: Assembly, officer: Account
) -> None:
    sign_in_as(client, officer)
    asked = {}
    for number, count in ((1, 3), (2, 60)):
        texts = [f"Paragraph {letter} is about subject {letter * 3}." for letter in range(count)]
        long = make_recommendation(assembly, number=number, clauses=texts)
        text = "\n\n".join([*texts[1:-1], "Quite another matter."])
        services.write_draft(long, "Long", text, "Shorter.", VersionStage.DRAFT, officer)
        session.flush()
        for page in ("match", "preview"):
            session.expire_all()
            with counted() as queries:
                assert client.get(f"{DESK}{number}/{page}").status_code == 200
            asked[page, count] = len(queries)
    assert asked["match", 3] == asked["match", 60]
    assert asked["preview", 3] == asked["preview", 60]
