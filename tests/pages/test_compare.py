"""What changed between two published texts, as readers see it."""

from __future__ import annotations

import html
import re
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.recommendations.models import ClauseDeparture, ClauseOrigin, Recommendation, VersionStage
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation, make_redrafted, make_version
from tests.queries import counted

FIRST = {
    "1.1": "Buses come every ten minutes.",
    "1.2": "Deliveries happen before 10 am.",
    "1.3": "Benches stand in the shade. Trees stand beside them.",
    "1.4": "Nobody parks on the pavement.",
    "1.5": "Lamps are lit all night.",
}
# 1.1 changed, 1.2 is gone, 1.3 was split, 1.4 took in 1.5 and moved to the top, 1.7 is new.
SECOND = {
    "1.4": "Nobody parks on the pavement. Lamps are lit all night.",
    "1.1": "Buses come every six minutes.",
    "1.3": "Benches stand in the shade.",
    "1.6": "Trees stand beside them.",
    "1.7": "The clock is mended.",
}
BOTH = "/assemblies/high-street/recommendations/1/versions/1/compare/2/"
TURNED = "/assemblies/high-street/recommendations/1/versions/2/compare/1/"


def origins() -> list[ClauseOrigin]:
    return [
        ClauseOrigin(clause_key="1.6", from_key="1.3", kind="split"),
        ClauseOrigin(clause_key="1.4", from_key="1.5", kind="merge"),
    ]


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    made = make_recommendation(make_assembly(), clauses=FIRST)
    make_version(made, SECOND, origins=origins(), change_note="Residents asked for more buses.")
    return made


def seen(page: str) -> str:
    """The words of a page, without its tags."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))
    return " ".join(text.split())


def read(client: Visitor, path: str = BOTH) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return seen(answer.text)


def test_the_summary_says_how_many_paragraphs_changed_and_how(
    client: Visitor, recommendation: Recommendation
) -> None:
    words = read(client)
    assert "What changed from draft 1 to draft 2" in words
    for fact in (
        "3 paragraphs changed",
        "1 paragraph is new",
        "1 paragraph was taken out",
        "1 paragraph moved",
        "1 paragraph was split off",
        "1 paragraph was merged into another",
    ):
        assert fact in words
    assert "Why it changed: Residents asked for more buses." in words


def test_words_are_marked_by_sight_and_by_ear(client: Visitor, recommendation: Recommendation) -> None:
    page = client.get(BOTH).text
    assert re.search(r'<del><span class="visually-hidden"> removed: </span>ten</del>', page)
    assert re.search(r'<ins><span class="visually-hidden"> added: </span>six</ins>', page)


def test_moves_splits_and_merges_are_said_in_words(client: Visitor, recommendation: Recommendation) -> None:
    words = read(client)
    assert "Paragraph 1.4: Changed and moved It was paragraph 4 from the top. Now it is paragraph 1." in words
    assert "It took in paragraph 1.5." in words
    assert "Paragraph 1.5: Merged Its words are now in paragraph 1.4." in words
    assert "Paragraph 1.6: Split off Its words were part of paragraph 1.3." in words
    assert "Some of its words are now in paragraph 1.6." in words
    assert "Paragraph 1.2: Taken out removed: Deliveries happen before 10 am." in words
    assert "Paragraph 1.7: New added: The clock is mended." in words


def test_words_that_only_went_to_another_paragraph_are_not_called_new(
    client: Visitor, recommendation: Recommendation
) -> None:
    words = read(client)
    assert "added: The clock is mended." in words
    assert "added: Lamps" not in words
    assert "added: Trees" not in words


def test_one_jumps_from_change_to_change(client: Visitor, recommendation: Recommendation) -> None:
    page = client.get(BOTH).text
    leads_to = re.findall(r'href="#(clause-[\w.]+)">Next change', page)
    assert len(leads_to) == 6
    for target in {*leads_to, *re.findall(r'href="#(clause-[\w.]+)"', page)}:
        assert page.count(f'id="{target}"') == 1
    assert 'href="#summary">Back to the summary' in page


def test_what_stayed_is_folded_and_can_be_read(client: Visitor, session: Session) -> None:
    made = make_recommendation(make_assembly(), clauses=FIRST)
    make_version(made, {**FIRST, "1.5": "Lamps are lit until midnight."})
    words = read(client)
    assert "1 paragraph changed" in words
    assert "4 paragraphs kept their words." in words
    assert "Paragraphs 1.1, 1.2, 1.3, and 1.4 stayed the same" in words
    assert "Benches stand in the shade." in words


def test_two_texts_of_the_same_words_say_so(client: Visitor, session: Session) -> None:
    made = make_recommendation(make_assembly(), clauses=FIRST)
    make_version(made, FIRST, stage=VersionStage.FINAL)
    words = read(client)
    assert "What changed from draft 1 to the final text" in words
    assert "No word changed between these two texts." in words


def test_another_title_is_a_change_too(client: Visitor, session: Session) -> None:
    made = make_recommendation(make_assembly(), "Buses first", clauses=FIRST)
    make_version(made, FIRST, title="Buses and bikes first")
    words = read(client)
    assert "The title changed" in words
    assert "Buses added: and bikes first" in words


def test_changes_over_several_versions_are_followed_with_the_notes_of_each(
    client: Visitor, recommendation: Recommendation
) -> None:
    last = {key: text for key, text in SECOND.items() if key != "1.6"}
    make_version(
        recommendation,
        {**last, "1.7": "The clock is mended. Trees stand beside them."},
        stage=VersionStage.FINAL,
        origins=[ClauseOrigin(clause_key="1.7", from_key="1.6", kind="merge")],
        change_note="Shorter.",
    )
    words = read(client, BOTH.replace("/2/", "/3/"))
    assert "What changed from draft 1 to the final text" in words
    assert "Why it changed (Draft 2): Residents asked for more buses." in words
    assert "Why it changed (Final text): Shorter." in words
    assert "Paragraph 1.7: Split off Its words were part of paragraph 1.3." in words


def test_the_note_of_a_paragraph_stands_beside_its_change(client: Visitor, session: Session) -> None:
    made = make_recommendation(make_assembly(), clauses=FIRST)
    later = make_version(made, {**FIRST, "1.5": "Lamps are lit until midnight."}, published=False)
    later.clauses[4].change_note = "<b>Bats</b> need the dark."
    later.published_at = made.versions[0].published_at
    session.flush()
    assert "Why: <b>Bats</b> need the dark." in read(client)


def test_the_later_text_first_is_turned_round_and_says_so(
    client: Visitor, recommendation: Recommendation
) -> None:
    page = client.get(TURNED).text
    assert f'href="{BOTH}">Turn it the right way round' in page
    words = seen(page)
    assert "Turned round: from draft 2 back to draft 1" in words
    assert "This page is turned round: it reads from the newer text back to the older one." in words
    assert "Paragraph 1.7: Taken out removed: The clock is mended." in words
    assert "Paragraph 1.2: New added: Deliveries happen before 10 am." in words
    assert "Paragraph 1.6: Merged Its words are now in paragraph 1.3." in words
    assert "added: Trees" not in words
    # Why it changed is said of the way that it went.
    assert "Residents asked for more buses." not in words
    assert "turned round" not in read(client)


def test_what_was_taken_in_is_not_new_wherever_it_stands_now(client: Visitor, session: Session) -> None:
    made = make_recommendation(make_assembly(), clauses=FIRST)
    text = {**FIRST, "1.4": "Lamps are lit all night, and nobody parks. Nobody parks on the pavement."}
    del text["1.5"]
    make_version(made, text, origins=[ClauseOrigin(clause_key="1.4", from_key="1.5", kind="merge")])
    words = read(client)
    assert "Lamps are lit all removed: night. added: night, and nobody parks. Nobody parks on the" in words
    assert "Paragraph 1.5: Merged Its words are now in paragraph 1.4." in words


def test_a_merge_that_dropped_the_words_is_told_as_it_is(client: Visitor, session: Session) -> None:
    made = make_recommendation(make_assembly(), clauses=FIRST)
    text = {key: words for key, words in FIRST.items() if key != "1.5"}
    make_version(made, text, origins=[ClauseOrigin(clause_key="1.4", from_key="1.5", kind="merge")])
    words = read(client)
    assert (
        "Paragraph 1.5: Merged It was merged into paragraph 1.4. None of its wording stands there. removed: Lamps are"
        " lit all night."
    ) in words
    into = "Paragraph 1.4: Same words Paragraph 1.5 was merged into it. None of that wording stands here. Nobody parks"
    assert into in words
    assert words.count("removed: Lamps") == 1
    assert "1 paragraph was merged into another" in words
    assert "Its words are now in" not in words
    assert "It took in" not in words
    # Turned round, nothing of the one comes out of the other.
    assert "Paragraph 1.5: New added: Lamps are lit all night." in read(client, TURNED)


def test_numbers_out_of_order_are_explained(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(), clauses=FIRST)
    make_version(recommendation, {**FIRST, "1.10": "Clocks."})
    make_version(recommendation, {"1.10": "Clocks.", **FIRST})
    why = "Paragraphs keep their number when they move"
    assert why not in read(client)
    assert why in read(client, BOTH.replace("/2/", "/3/"))


def test_why_a_paragraph_went_stands_beside_it(client: Visitor, session: Session) -> None:
    made = make_recommendation(make_assembly(), clauses=FIRST)
    text = {key: words for key, words in FIRST.items() if key != "1.2"}
    departure = ClauseDeparture(clause_key="1.2", note="Shops <could> not manage.")
    make_version(made, text, departures=[departure])
    words = "Paragraph 1.2: Taken out removed: Deliveries happen before 10 am. Why: Shops <could> not manage."
    assert words in read(client)
    assert "Why: Shops <could> not manage." in read(client, BOTH.replace("versions/1/compare/2", "changes"))
    assert "Shops <could>" not in read(client, TURNED)


def test_the_same_text_twice_asks_for_two(client: Visitor, recommendation: Recommendation) -> None:
    words = read(client, "/assemblies/high-street/recommendations/1/versions/2/compare/2/")
    assert "there is nothing to compare" in words
    assert "Show what changed" in words


def test_what_is_not_public_cannot_be_compared(client: Visitor, recommendation: Recommendation) -> None:
    make_version(recommendation, {"1.1": "Nobody may read this."}, published=False)
    for pair in (
        "1/compare/3",
        "3/compare/1",
        "3/compare/3",
        "0/compare/1",
        "1/compare/9",
        "1/compare/99999999999",
    ):
        assert client.get(f"/assemblies/high-street/recommendations/1/versions/{pair}/").status_code == 404


def test_any_two_are_chosen_by_a_plain_form(client: Visitor, recommendation: Recommendation) -> None:
    versions = "/assemblies/high-street/recommendations/1/versions/"
    page = client.get(versions).text
    assert f'method="get" action="{versions}"' in page
    assert f'href="{BOTH}">What changed since draft 1' in page
    chosen = client.get(f"{versions}?from=1&to=2")
    assert (chosen.status_code, chosen.location) == (302, BOTH)
    for wrong in ("?from=x&to=2", "?from=1", "?from=&to=", "?from=-1&to=x"):
        assert client.get(versions + wrong).status_code == 200
    for unknown in ("?from=1&to=7", "?from=-1&to=2", "?from=99999999999999999999&to=1"):
        assert client.get(versions + unknown, follow_redirects=True).status_code == 404


def test_the_pages_of_a_text_lead_to_what_changed(client: Visitor, recommendation: Recommendation) -> None:
    for path in ("", "versions/1/", "versions/2/"):
        assert client.get(f"/assemblies/high-street/recommendations/1/{path}").text.count("/compare/") == 1
        assert f'href="{BOTH}"' in client.get(f"/assemblies/high-street/recommendations/1/{path}").text


def test_many_versions_and_paragraphs_take_the_same_few_queries(client: Visitor, session: Session) -> None:
    made = make_recommendation(make_assembly(), clauses=FIRST)
    for number in range(8):
        make_version(made, {f"1.{n}": f"Words {n} of {number}." for n in range(1, 50)}, origins=[])
    with counted() as queries:
        assert client.get(BOTH.replace("/2/", "/9/")).status_code == 200
    assert len(queries) <= 8, queries


def test_hostile_texts_cost_no_more_than_a_page_may(client: Visitor, session: Session) -> None:
    made = make_recommendation(make_assembly(), clauses={f"1.{n}": "a b " * 400 for n in range(60)})
    make_version(made, {f"1.{n}": "b a c " * 300 for n in range(60)})
    began = time.monotonic()
    assert client.get(BOTH).status_code == 200
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\u202eevil\u202c", "😀" * 150, "%(numbers)s %s"]
)
def test_strange_texts_are_shown_as_text(client: Visitor, session: Session, text: str) -> None:
    made = make_recommendation(make_assembly(), clauses={"1.1": "Before."})
    make_version(made, {"1.1": text}, title=text)
    page = client.get(BOTH)
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_two_final_texts_of_one_day_are_told_apart_by_the_time(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly())
    for hour in (9, 15):
        at = datetime(2026, 1, 27, hour, 5, tzinfo=UTC)
        make_version(recommendation, [f"The text of {hour}."], stage=VersionStage.FINAL, published_at=at)
    page = client.get(f"{recommendation.path}versions/").text.replace("\xa0", " ")
    options = re.findall(r"<option[^>]*>([^<]*)</option>", page)
    assert {"Final text, 27 January 2026, 9:05 am", "Final text, 27 January 2026, 3:05 pm"} <= set(options)
    assert "Final text, 27 January 2026" not in options


def test_a_text_that_was_replaced_leads_to_what_changed_in_the_one_that_followed(
    client: Visitor, session: Session
) -> None:
    recommendation = make_redrafted(make_assembly(consulting=(-7, 7)))
    link = f'href="{recommendation.path}versions/1/compare/2/">What changed in the text that followed'
    assert link in client.get(f"{recommendation.path}versions/1/").text
    assert "in the text that followed" not in client.get(f"{recommendation.path}versions/2/").text
