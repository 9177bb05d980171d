"""The list of recommendations, and every wording of one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import db
from app.pages.home import home_page
from app.recommendations.models import Ballot, RecommendationKind, VersionStage, Vote
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import add_vote, make_recommendation, make_version
from tests.factories.responses import make_commitment, make_response, make_update


def _page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_open_drafts_say_until_when_and_that_no_account_is_needed(client: Visitor, session: Session) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    make_recommendation(assembly)
    page = _page(client, f"{assembly.path}recommendations/")
    assert "<h1>Draft recommendations</h1>" in page
    assert "Open for comment." in page
    assert "You need no account." in page


def test_final_texts_are_not_called_drafts_and_are_not_open(client: Visitor, session: Session) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    make_recommendation(assembly, stage=VersionStage.FINAL)
    page = _page(client, f"{assembly.path}recommendations/")
    assert "<h1>What the members recommend</h1>" in page
    assert "Open for comment" not in page
    assert "1 recommendation<" in page


def test_delivery_is_told_with_its_figures(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(), stage=VersionStage.FINAL)
    make_response(recommendation)
    make_update(make_commitment(recommendation), "delivered", evidence_url="https://example.org/photo")
    make_commitment(recommendation, "The second", due_on="2020-06-30")
    page = _page(client, f"{recommendation.assembly.path}recommendations/")
    assert "Answer: accepted" in page
    assert "In progress: 1 of 2 commitments delivered, overdue" in page


def test_the_items_of_a_record_stand_under_its_own_headings(client: Visitor, session: Session) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    rows = [
        (RecommendationKind.CORE_MEASURE, "Demand management measures"),
        (RecommendationKind.CORE_MEASURE, "Demand management measures"),
        (RecommendationKind.KEY_MESSAGE, None),
    ]
    for number, (kind, group) in enumerate(rows, 1):
        make_recommendation(
            assembly,
            f"Item {number}",
            number=number,
            kind=kind.value,
            group=group,
            is_compiled=True,
            stage=VersionStage.FINAL,
        )
    page = _page(client, f"{assembly.path}recommendations/")
    assert re.findall(r'<h2 id="group-\d">([^<]+)</h2>', page) == [
        "Demand management measures",
        "Key messages",
    ]
    assert "2 of 3" in page
    assert "Texts are paraphrases." in page


def test_votes_keep_their_own_scales(client: Visitor, session: Session) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    add_vote(make_recommendation(assembly, number=1, is_compiled=True), in_favour=48, against=5)
    chosen = make_recommendation(assembly, number=2, is_compiled=True)
    chosen.votes.append(Vote(scale="choices among up to eight", basis="53 members", support_count=40))
    share = make_recommendation(assembly, number=3, is_compiled=True)
    share.votes.append(Vote(scale="for or against", basis="papers", support_percent=97.5))
    db.session.flush()
    page = _page(client, f"{assembly.path}recommendations/")
    assert "Members, first vote: 48 of 53 for" in page
    assert "Members: 40 (choices among up to eight)" in page
    assert "Members: 97.5% for" in page


@pytest.mark.parametrize(
    ("bar", "figures", "words"),
    [
        (75, (746, 254), "Not carried: a text that did not reach the members’ bar"),
        (75, (3, 1), ""),
        (None, (10, 30), "A text that more members voted against than for"),
        (None, (20, 20), ""),
        (None, (10, None), ""),
    ],
)
def test_a_row_says_that_the_members_vote_did_not_carry_its_text_as_the_texts_own_page_does(
    client: Visitor, session: Session, bar: int | None, figures: tuple[int, int | None], words: str
) -> None:
    assembly = make_assembly(consulting=(-14, -7))
    recommendation = make_recommendation(assembly, stage=VersionStage.FINAL)
    vote = add_vote(recommendation, figures[0], figures[1] or 0)
    vote.bar_percent, vote.counts[1].count = bar, figures[1]
    session.flush()
    not_carried = re.compile("Not carried|members voted against")
    for path in (assembly.path, f"{assembly.path}recommendations/"):
        page = _page(client, path)
        assert f"<strong>{words}</strong>" in page if words else not not_carried.search(page)
    assert words in client.get(recommendation.path).text


def test_a_row_does_not_say_of_a_text_what_the_vote_on_its_draft_came_to(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(consulting=(-14, -7))
    recommendation = make_recommendation(assembly)
    add_vote(recommendation, 10, 30)
    page = _page(client, f"{assembly.path}recommendations/")
    assert "voted against" not in page
    make_version(recommendation, stage=VersionStage.FINAL)
    page = _page(client, f"{assembly.path}recommendations/")
    assert "10 of 40 for, on draft 1" in page.replace("\u00a0", " ")
    assert "voted against" not in page


def test_ballots_are_tables_of_their_own_with_question_and_method(client: Visitor, session: Session) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    make_recommendation(assembly, is_compiled=True)
    db.session.add(
        Ballot(
            assembly_id=assembly.id,
            record_key="B1",
            position=1,
            question="What comes first?",
            method="Borda count",
            columns=["Option", "Points"],
            rows=[["M1 Close roads", 263], ["No intervention", None]],
            source_page=29,
            source_url="https://example.org/report.pdf",
            vanished_at=clock.now(),
        )
    )
    page = _page(client, f"{assembly.path}recommendations/")
    assert "<h3>What comes first?</h3>" in page
    assert "How it was counted: Borda count" in page
    assert '<th scope="row">M1 Close roads</th><td class="number">263</td>' in page
    assert '<td class="number">unknown</td>' in page
    assert "cannot be compared" in page
    assert "page 29" in page
    assert "No longer in the record since " in page


def test_what_a_record_no_longer_holds_is_marked_and_stays(client: Visitor, session: Session) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    make_recommendation(assembly, "Gone", is_compiled=True, vanished_at=clock.now())
    page = _page(client, f"{assembly.path}recommendations/")
    assert "Gone" in page
    assert "The record no longer holds this item." in page


def test_a_recommendation_without_a_published_text_is_not_listed(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    make_recommendation(assembly, "A secret", published=False)
    page = _page(client, f"{assembly.path}recommendations/")
    assert "A secret" not in page
    assert "The members have not published anything yet." in page


# Versions


def test_every_published_wording_stays_readable_and_says_which_one_counts(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(), clauses=["The first wording."])
    final = make_version(recommendation, ["The final wording."], stage=VersionStage.FINAL, published=False)
    final.change_note = "Drivers asked for it."
    final.published_at = clock.now() - timedelta(days=1)
    make_version(recommendation, ["Nobody may read this."], published=False)
    listed = _page(client, f"{recommendation.path}versions/")
    assert re.findall(r">(Final text|Draft \d): Buses first</a>", listed) == ["Final text", "Draft 1"]
    assert "Drivers asked for it." in listed
    assert listed.count("the text that counts now") == 1
    first = _page(client, f"{recommendation.path}versions/1/")
    assert "The first wording." in first
    assert "This text has been replaced" in first
    second = _page(client, f"{recommendation.path}versions/2/")
    assert "The final wording." in second
    assert "This text has been replaced" not in second
    for number in (0, 3, 4, 99999999999999999999):
        assert client.get(f"{recommendation.path}versions/{number}/").status_code == 404


def test_versions_of_what_is_not_published_are_not_known_of(client: Visitor, session: Session) -> None:
    hidden = make_recommendation(make_assembly(), published=False)
    assert client.get(f"{hidden.path}versions/").status_code == 404
    assert client.get(f"{hidden.path}versions/1/").status_code == 404


def test_the_same_number_of_drafts_is_open_on_every_page_that_gives_it(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    for number in (1, 2, 3):
        make_recommendation(assembly, number=number)
    make_recommendation(assembly, number=4, stage=VersionStage.FINAL)
    page = client.get(assembly.path).text
    assert "3 draft recommendations are open for comment." in page
    assert "All 3 drafts and 1 final text" in page
    assert "3 drafts and 1 final text" in client.get(f"{assembly.path}recommendations/").text
    [on_the_board] = home_page().open
    assert on_the_board.drafts == 3
