"""Where comments on former drafts stand, as residents see it: on the page, in the list, on the receipt."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.comments.models import Anchor, AnchorPlace, Comment
from app.core import clock
from app.recommendations.models import Clause, Recommendation, Version
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
    first, second = recommendation.versions
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
