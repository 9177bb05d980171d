"""An officer sees each paragraph of a draft beside the former text, and corrects which one it is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.recommendations import services
from app.recommendations.models import Recommendation, Version, VersionStage
from app.recommendations.queries import draft_of
from app.recommendations.words import ClauseMatch
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as
from tests.factories.forms import HOSTILE, fields_of, fields_of_page, send
from tests.factories.recommendations import CLAUSES, make_recommendation
from tests.queries import counted

DESK = "/council/high-street/recommendations/"
PAGE = f"{DESK}1/match"
PUBLIC = "/assemblies/high-street/recommendations/1/"
BUSES, DELIVERIES, BENCHES = CLAUSES
TEXT = f"Buses run all night.\n\n{BENCHES}\n\nDeliveries happen before 11 am."


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
    # What was said stays said, and nothing more is claimed of the words.
    assert "None of its wording stands in paragraph 1.3." in preview
    assert "words are now in" not in preview
    assert "1.1 merged into it</strong>" in preview
    assert "took in" not in preview
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
    client: Visitor, session: Session, draft: Version, recommendation: Recommendation, colleague: Account
) -> None:
    fields = {**fields_of(client, PAGE), "note_0": "My long note.", "gone_note_0": "My reason."}
    write(recommendation, colleague, "Theirs.")
    for seen in ({}, {"seen": ""}, {"shown": ""}, {"shown": "x y z 1:2 :"}):
        answer = client.post(PAGE, data={**fields, **seen})
        assert answer.status_code == 409
        assert "A colleague changed this draft" in answer.text
        assert "Your notes to paragraphs that are there no more" in answer.text
        assert "My long note." in answer.text
        assert "My reason." in answer.text


@pytest.mark.parametrize("act", ["discard", "publish", "sign out"])
def test_where_there_is_no_draft_any_more_what_was_chosen_comes_back_as_it_was_read(
    client: Visitor, draft: Version, recommendation: Recommendation, colleague: Account, act: str
) -> None:
    fields = {
        **fields_of(client, PAGE),
        "match_0": "split:1.2",
        "note_0": "My long note.",
        "also_1": ["1.1", "1.3"],
        "gone_0": "1",
        "gone_note_0": "My reason.",
        "note_²": "strange",
        "match_9999": "x",
    }
    if act == "discard":
        services.discard_draft(recommendation, colleague)
    elif act == "publish":
        services.publish_version(draft, colleague)
    else:
        client.delete_cookie("moothall_session")
    answer = client.post(PAGE, data=fields)
    assert answer.status_code == (401 if act == "sign out" else 409)
    told = {
        "discard": "The draft was discarded while you had it open.",
        "publish": "This version is published already.",
        "sign out": "sign",
    }
    assert told[act] in answer.text
    kept = re.sub("<[^>]+>|[\u2066-\u2069]", " ", answer.text.partition("<h1")[2])
    kept = " ".join(kept.split())
    for label, words in (
        ("Which paragraph is number 1?", "New, split from 1.2"),
        ("Which paragraph is number 2?", "Former 1.3"),
        ("Why number 1 changed", "My long note."),
        ("Number 2 also holds words of", "Former 1.1 Former 1.3"),
        ("What becomes of number 1 of the former text?", "Its words are in number 2"),
        ("Why number 1 of the former text goes", "My reason."),
    ):
        assert f"{label} {words}" in kept
    assert "is:1" not in kept
    assert "Match 0" not in kept


def test_what_was_chosen_goes_with_the_paragraphs_of_a_colleagues_draft(
    client: Visitor, session: Session, draft: Version, recommendation: Recommendation, colleague: Account
) -> None:
    fields = {**fields_of(client, PAGE), "match_0": "is:1.1", "note_0": "Nights.", "gone_0": "1"}
    paragraphs = TEXT.split("\n\n")
    write(recommendation, colleague, "\n\n".join(["Mend the clock.", paragraphs[1], paragraphs[0]]))
    answer = client.post(PAGE, data=fields)
    assert answer.status_code == 409
    back = fields_of_page(answer.text, PAGE)
    assert (back["match_2"], back["note_2"], back["match_0"]) == ("is:1.1", "Nights.", "new")
    # Sent again after a look, it is saved.
    assert client.post(PAGE, data=back).status_code == 422
    assert client.post(PAGE, data={**back, "gone_0": ""}).status_code == 303
    assert keys(session, recommendation)[2] == "1.1"


def test_after_the_back_button_the_form_comes_back_filled_in_and_says_what_happened(
    client: Visitor, session: Session, draft: Version, recommendation: Recommendation
) -> None:
    old = fields_of(client, PAGE)
    assert send(client, PAGE, match_0="is:1.1", note_0="First thought.").status_code == 303
    answer = client.post(
        PAGE, data={**old, "note_1": "Second thought.", "gone_0": "1", "gone_note_0": "Why."}
    )
    assert answer.status_code == 409
    assert "You have saved this draft since you opened this page." in answer.text
    assert "colleague" not in answer.text
    back = fields_of_page(answer.text, PAGE)
    assert (back["match_0"], back["note_1"]) == ("new", "Second thought.")
    assert (back["gone_0"], back["gone_note_0"]) == ("1", "Why.")
    assert client.post(PAGE, data=back).status_code == 303
    assert keys(session, recommendation) == ["1.4", "1.3", "1.2"]
    assert fields_of(client, PAGE)["gone_note_0"] == "Why."


def test_a_draft_that_was_published_meanwhile_gives_the_notes_back(
    client: Visitor, draft: Version, colleague: Account
) -> None:
    fields = {**fields_of(client, PAGE), "note_0": "My long note."}
    services.publish_version(draft, colleague)
    answer = client.post(PAGE, data=fields)
    assert answer.status_code == 409
    assert "published already" in answer.text
    assert "My long note." in answer.text


# ---- Splits and merges ----


def test_all_that_a_paragraph_took_in_is_shown_and_kept(
    client: Visitor, session: Session, draft: Version, recommendation: Recommendation, officer: Account
) -> None:
    write(recommendation, officer, f"{DELIVERIES}\n\nQuite another matter.")
    send(client, PAGE, gone_0="1", gone_2="1")
    page = client.get(PAGE).text
    assert "split from 1.1, 1.3" in page
    assert page.count(f"<bdi>{BENCHES}</bdi>") == 1
    fields = fields_of(client, PAGE)
    assert (fields["match_1"], fields["gone_0"], fields["gone_2"]) == ("split:1.1", "above", "1")
    assert send(client, PAGE, note_1="Shorter.").status_code == 303
    draft_now = draft_of(recommendation)
    assert draft_now is not None
    session.expire_all()
    assert draft_now.sources == [("1.4", "1.1"), ("1.4", "1.3")]


def test_a_second_source_that_goes_on_is_ticked_and_can_be_denied(
    client: Visitor, session: Session, draft: Version, officer: Account
) -> None:
    said = [ClauseMatch(None, "1.2", also=("1.3",)), ClauseMatch("1.3"), ClauseMatch("1.2")]
    services.match_clauses(draft, said, {}, officer)
    fields = fields_of(client, PAGE)
    assert (fields["match_0"], fields["also_0"]) == ("split:1.2", "1.3")
    assert send(client, PAGE, note_0="Kept.").status_code == 303
    session.expire_all()
    assert draft.sources == [("1.4", "1.2"), ("1.4", "1.3")]
    without = {name: value for name, value in fields_of(client, PAGE).items() if name != "also_0"}
    assert client.post(PAGE, data=without).status_code == 303
    session.expire_all()
    assert draft.sources == [("1.4", "1.2")]


@pytest.mark.parametrize(
    ("chosen", "field", "words"),
    [
        ({"match_0": "is:1.1", "gone_0": "1"}, "gone_0", "1.1 goes on as number 1"),
        ({"match_0": "is:1.3", "gone_0": "1"}, "match_1", "It can only be one of them"),
        ({"gone_0": "above"}, "gone_0", "No paragraph above is said to hold its words."),
        (
            {"match_0": "is:1.1", "gone_note_0": "Costs."},
            "gone_note_0",
            "Former 1.1 goes on, as you say above.",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_field(
    client: Visitor, draft: Version, chosen: dict[str, str], field: str, words: str
) -> None:
    answer = send(client, PAGE, note_1="My long note.", **chosen)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert words in answer.text
    back = fields_of_page(answer.text, PAGE)
    assert back["note_1"] == "My long note."
    assert {name: back[name] for name in chosen} == chosen


def test_a_choice_is_not_folded_away_when_the_form_comes_back(
    client: Visitor, draft: Version, recommendation: Recommendation, officer: Account
) -> None:
    write(recommendation, officer, f"{BUSES}\n\n{DELIVERIES}")
    assert client.get(PAGE).text.count("This is wrong") == 2
    answer = send(client, PAGE, match_1="new", note_1="Another one.", gone_2="above")
    assert answer.status_code == 422
    assert answer.text.count("This is wrong") == 1


def test_what_is_split_does_not_just_go(client: Visitor, draft: Version) -> None:
    send(client, PAGE, match_0="split:1.1", gone_0="above")
    answer = send(client, PAGE, gone_0="")
    assert answer.status_code == 422
    assert "You say that it just goes, and that number 1 holds words of it." in answer.text
    assert send(client, PAGE, gone_0="", match_0="new").status_code == 303


def test_what_was_freed_by_a_refused_choice_can_be_told_at_once(client: Visitor, draft: Version) -> None:
    answer = send(client, PAGE, match_0="is:1.2", match_2="new", gone_0="above")
    assert answer.status_code == 422
    assert "What becomes of former 1.1?" in answer.text
    answer = send(client, PAGE, match_1="new", gone_0="above")
    assert "What becomes of former 1.3?" in answer.text


def test_where_words_went_and_why_a_paragraph_goes_is_said_before_publishing(
    client: Visitor, draft: Version, recommendation: Recommendation, officer: Account
) -> None:
    write(recommendation, officer, f"Deliveries happen at night.\n\n{BENCHES}\n\n{DELIVERIES}")
    send(client, PAGE, match_0="split:1.2", match_2="is:1.2", gone_note_0="It <cost> too much.")
    for page in (PAGE, f"{DESK}1/preview"):
        assert "Some of its words are now in paragraph 1.4." in client.get(page).text
    preview = client.get(f"{DESK}1/preview").text
    assert "Why it goes:</strong> <bdi>It &lt;cost&gt; too much." in preview
    assert fields_of(client, PAGE)["gone_note_0"] == "It <cost> too much."
    assert send(client, f"{DESK}1/preview", f"{DESK}1/publish").status_code == 303
    for page in ("versions/1/compare/2/", "changes/"):
        assert "It &lt;cost&gt; too much." in client.get(PUBLIC + page).text


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
