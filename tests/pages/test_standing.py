"""Where comments on former drafts stand, as residents see it: on the page, in the list, on the receipt."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.comments.models import Anchor, AnchorPlace, Comment
from app.core import clock
from app.recommendations.models import Clause, ClauseOrigin, Recommendation, Version
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.recommendations import make_recommendation


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    """Two drafts; the second one has other words in the first paragraph and not the second one any more."""
    made = make_recommendation(
        make_assembly(), clauses=("Buses come at ten.", "Shops shut at six.", "Trees.")
    )
    session.add(
        Version(
            recommendation=made, number=2, stage="draft", title="Buses", created_at=clock.now(),
            published_at=clock.now(),
            clauses=[
                Clause(key="1.1", position=1, text="Buses come at nine."),
                Clause(key="1.3", position=2, text="Trees."),
            ],
        )
    )  # fmt: skip
    session.flush()
    session.refresh(made)
    return made


def commented(recommendation: Recommendation, key: str, exact: str | None, outcome: str | None) -> Comment:
    first, second = recommendation.versions[:2]
    anchor = Anchor(version_id=first.id, clause_key=key, exact=exact)
    comment = make_comment(recommendation.subject, clause_key=key, anchor=anchor)
    if outcome is not None:
        comment.places.append(
            AnchorPlace(version_id=second.id, outcome=outcome, clause_key=key, placed_at=clock.now())
        )
    return comment


NOTES = {
    "moved": "Made on draft 1. This passage was moved or reworded since.",
    "deleted": "Made on draft 1. This passage was taken out since.",
    None: "Made on draft 1. Where this passage stands now is being matched.",
}


@pytest.mark.parametrize("outcome", NOTES)
def test_a_comment_says_what_became_of_its_passage(
    client: FlaskClient, recommendation: Recommendation, outcome: str | None
) -> None:
    comment = commented(recommendation, "1.1", "Buses come at ten", outcome)
    for path in (
        recommendation.path,
        f"{recommendation.path}comments/",
        f"/receipts/{comment.receipt_token}",
    ):
        page = client.get(path).text
        assert NOTES[outcome] in page
        assert "“Buses come at ten”" in page
        assert f"{recommendation.path}versions/1/#clause-1.1" in page
        assert (f'href="{recommendation.path}#clause-1.1"' in page) == (outcome == "moved")


def test_a_comment_whose_words_moved_names_both_paragraphs_and_leads_to_them(
    client: FlaskClient, recommendation: Recommendation
) -> None:
    comment = commented(recommendation, "1.2", "Shops", "moved")
    comment.places[0].clause_key = comment.clause_key = "1.3"
    for path in (f"{recommendation.path}comments/", f"/receipts/{comment.receipt_token}"):
        page = client.get(path).text
        assert "Made on paragraph 1.2 of draft 1. This passage moved to paragraph 1.3." in page
        assert f'href="{recommendation.path}versions/1/#clause-1.2"' in page
        assert f'href="{recommendation.path}#clause-1.3"' in page


def test_a_paragraph_that_a_corrected_final_text_lost_can_be_read_in_the_former_one(
    client: FlaskClient, session: Session, recommendation: Recommendation
) -> None:
    commented(recommendation, "1.3", None, "exact")
    texts = {"1.1": "Buses come at nine.", "1.3": "Trees."}
    for number, keys in ((3, ("1.1", "1.3")), (4, ("1.1",))):
        session.add(
            Version(
                recommendation=recommendation, number=number, stage="final", title="Buses", created_at=clock.now(),
                published_at=clock.now(),
                clauses=[Clause(key=key, position=at, text=texts[key]) for at, key in enumerate(keys, 1)],
            )
        )  # fmt: skip
    session.flush()
    page = client.get(recommendation.path).text
    assert "Read it in the former final text" in page
    assert "Read it in draft" not in page


def test_a_comment_on_the_same_words_is_shown_as_ever(
    client: FlaskClient, recommendation: Recommendation
) -> None:
    commented(recommendation, "1.3", "Trees", "exact")
    page = client.get(recommendation.path).text
    assert "Made on draft" not in page
    assert f'href="{recommendation.path}#clause-1.3"' in page


def test_a_comment_on_a_whole_paragraph_shows_the_words_that_it_was_made_on(
    client: FlaskClient, recommendation: Recommendation
) -> None:
    commented(recommendation, "1.1", None, "moved")
    assert "“Buses come at ten.”" in client.get(recommendation.path).text


def test_a_paragraph_that_was_taken_out_leaves_a_line_in_its_old_place(
    client: FlaskClient, recommendation: Recommendation
) -> None:
    commented(recommendation, "1.2", None, "deleted")
    commented(recommendation, "1.2", "Shops", "deleted")
    page = client.get(recommendation.path).text
    line = page.index("A paragraph that stood here was taken out.")
    assert page.index("Buses come at nine.") < line < page.index("Trees.")
    assert "2 comments were about it" in page
    assert f"{recommendation.path}comments/?clause=1.2" in page
    assert client.get(f"{recommendation.path}comments/?clause=1.2").text.count("was taken out since") == 2


@pytest.fixture
def merged(session: Session) -> Recommendation:
    """Two drafts; the second one has taken the second paragraph into the first one, and split the third one."""
    made = make_recommendation(make_assembly(), clauses=("Buses.", "Shops shut at six.", "Trees. Parks."))
    texts = {"1.1": "Buses. Shops shut at six.", "1.4": "Trees.", "1.5": "Parks."}
    session.add(
        Version(
            recommendation=made, number=2, stage="draft", title="Buses", created_at=clock.now(),
            published_at=clock.now(),
            clauses=[Clause(key=key, position=at, text=text) for at, (key, text) in enumerate(texts.items(), 1)],
            origins=[
                ClauseOrigin(clause_key="1.1", from_key="1.2", kind="merge"),
                ClauseOrigin(clause_key="1.4", from_key="1.3", kind="split"),
                ClauseOrigin(clause_key="1.5", from_key="1.3", kind="split"),
            ],
        )
    )  # fmt: skip
    session.flush()
    session.refresh(made)
    return made


def test_a_merged_paragraph_is_not_called_taken_out_before_its_comments_have_a_place(
    client: FlaskClient, merged: Recommendation
) -> None:
    commented(merged, "1.2", None, None)
    commented(merged, "1.2", "Shops", None)
    page = client.get(merged.path).text
    assert "taken out" not in page
    assert "This paragraph went into paragraph 1.1." in page
    assert f'href="{merged.path}#clause-1.1"' in page
    assert "Where its 2 comments stand now is being matched" in page


def test_a_paragraph_that_was_split_names_all_its_parts(client: FlaskClient, merged: Recommendation) -> None:
    commented(merged, "1.3", None, None)
    page = client.get(merged.path).text
    assert "This paragraph went into paragraphs 1.4 and 1.5." in page
    assert f'href="{merged.path}#clause-1.5"' in page


def test_what_was_taken_in_by_a_paragraph_follows_it_through_later_texts(
    client: FlaskClient, session: Session, merged: Recommendation
) -> None:
    session.add(
        Version(
            recommendation=merged, number=3, stage="draft", title="Buses", created_at=clock.now(),
            published_at=clock.now(),
            clauses=[Clause(key="1.4", position=1, text="Trees. Buses. Shops shut at six.")],
            origins=[ClauseOrigin(clause_key="1.4", from_key="1.1", kind="merge")],
        )
    )  # fmt: skip
    session.flush()
    commented(merged, "1.2", None, None)
    assert "This paragraph went into paragraph 1.4." in client.get(merged.path).text


def test_words_that_a_merge_left_out_keep_their_comments_in_the_old_place(
    client: FlaskClient, merged: Recommendation
) -> None:
    commented(merged, "1.2", "at six", "deleted")
    page = client.get(merged.path).text
    assert "This paragraph went into paragraph 1.1." in page
    assert "1 comment is about words that were taken out" in page


def test_an_old_link_to_a_paragraph_leads_to_the_one_that_it_went_into(
    client: FlaskClient, merged: Recommendation
) -> None:
    make_comment(merged.subject, "About the buses", clause_key="1.1")
    make_comment(merged.subject, "About the parks", clause_key="1.5")
    page = client.get(f"{merged.path}comments/?clause=1.2").text
    assert "Paragraph 1.2 went into paragraph 1.1." in page
    assert "About the buses" in page
    assert "About the parks" not in page
    assert "went into" not in client.get(f"{merged.path}comments/?clause=9.9").text
