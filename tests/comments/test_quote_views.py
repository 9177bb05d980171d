"""Comments on words of a clause: the very words that were chosen, or none."""

from __future__ import annotations

import html
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.comments.forms import comments
from app.comments.models import Anchor, Comment
from app.comments.quotes import Quote
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.accounts import token_in
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation

CLAUSE = "Ask the council first.\nThen the council answers by 5\u00a0pm, and the council pays."
SECOND = {"clause": "1.1", "quote": "the council", "before": "first. Then ", "after": " answers by 5 pm"}


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 7)), clauses=[CLAUSE, "Nobody pays twice."])


def _asked(client: Visitor, recommendation: Recommendation, **words: str) -> str:
    return html.unescape(
        client.get(f"{recommendation.path}comment?{urlencode(words)}").get_data(as_text=True)
    )


def _send(client: Visitor, recommendation: Recommendation, **fields: str) -> TestResponse:
    form = f"{recommendation.path}comment"
    sent = {
        "csrf_token": token_in(client, form),
        "body": "Which one?",
        "email": "resident@town.example",
        **fields,
    }
    return client.post(form, data=sent)


def test_the_second_of_the_same_words_is_the_one_commented_on(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    page = _asked(client, recommendation, **SECOND)
    assert "“the council”" in page
    assert 'name="before" value="first. Then "' in page
    assert _send(client, recommendation, **SECOND).status_code == 303
    anchor = session.scalars(select(Anchor)).one()
    assert (anchor.clause_key, anchor.exact) == ("1.1", "the council")
    assert anchor.prefix is not None
    assert anchor.prefix.endswith("first.\nThen ")
    assert anchor.suffix == " answers by 5\u00a0pm, and the council"[:32]


def test_words_are_kept_as_the_clause_has_them(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    assert (
        _send(
            client, recommendation, clause="1.1", quote="first. Then the council answers by 5 pm"
        ).status_code
        == 303
    )
    assert session.scalars(select(Anchor.exact)).one() == "first.\nThen the council answers by 5\u00a0pm"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"before": "", "after": ""}, "more than once"),
        ({"clause": "1.2"}, "not in this paragraph"),
        ({"before": "paid by"}, "not in this paragraph"),
        ({"quote": "x" * 2001}, "not in this paragraph"),
        ({"before": "x" * 7001}, "not in this paragraph"),
    ],
)
def test_words_that_do_not_stand_in_one_place_are_refused_and_can_be_left_out(
    client: Visitor, session: Session, recommendation: Recommendation, wrong: dict[str, str], message: str
) -> None:
    sent = {**SECOND, "after": " pays", **wrong}
    answer = _send(client, recommendation, **sent)
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert message in page
    assert 'href="#without_quote"' in page
    assert 'id="without_quote"' in page
    assert "Which one?" in page
    assert _send(client, recommendation, **sent, without_quote="y").status_code == 303
    anchor = session.scalars(select(Comment)).one().anchor
    assert anchor is not None
    assert anchor.exact is None


def test_endless_words_beside_a_quote_are_not_even_read(
    client: Visitor, recommendation: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[Quote] = []

    def places_of(quote: Quote, _text: str) -> list[tuple[int, int]]:
        looked_for.append(quote)
        return []

    monkeypatch.setattr(comments, "places_of", places_of)
    for place in ("before", "after"):
        assert _send(client, recommendation, **SECOND | {place: " " * 1_900_000}).status_code == 422
    assert looked_for == []


def test_a_link_to_words_that_stand_there_no_more_quotes_nothing_and_says_so(
    client: Visitor, recommendation: Recommendation
) -> None:
    for words in (SECOND | {"quote": "the parish"}, SECOND | {"before": "", "after": ""}, {"quote": "pays"}):
        page = _asked(client, recommendation, **words)
        assert "The words you chose are not quoted" in page
        assert 'name="quote" value=""' in page
    assert "are not quoted" not in _asked(client, recommendation, clause="1.1")


def test_chosen_words_can_be_changed_or_left_out_and_in_a_form_that_came_back_a_box_does_it(
    client: Visitor, recommendation: Recommendation
) -> None:
    page = _asked(client, recommendation, **SECOND)
    assert f'href="{recommendation.path}#clause-1.1">Change the words' in page
    assert f'href="{recommendation.path}comment?clause=1.1">Leave the words out' in page
    back = _send(client, recommendation, **SECOND, stance="maybe").get_data(as_text=True)
    assert "Leave the words out" not in back
    assert 'name="without_quote"' in back
