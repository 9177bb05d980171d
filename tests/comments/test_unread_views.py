"""The pages and letters tell each author truly when a moderator reads their words."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.core import clock
from app.core.outbox import Letter, drain
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.accounts import token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import make_session
from tests.factories.recommendations import make_recommendation

SENT = {"body": "Buses first.", "email": "ada@town.example"}


def _recommendation(mode: str, **columns: Any) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 7), moderation_mode=mode, **columns))


@pytest.mark.parametrize(
    ("mode", "confirms", "said"),
    [
        ("before", True, "A moderator reads your comment before it is shown."),
        ("after", True, "Your comment is on show as soon as you have confirmed it."),
        ("after", False, "Your comment is on show at once."),
        ("after_for_known", True, "If 3 of yours from the same confirmed email address are published here"),
    ],
)
def test_the_form_says_when_a_moderator_reads(
    client: Visitor, session: Session, mode: str, confirms: bool, said: str
) -> None:
    recommendation = _recommendation(mode, confirms_comments=confirms)
    page = client.get(f"{recommendation.path}comment").text
    assert said in page
    assert ("before it is shown" in page) == (mode != "after")
    assert ("A moderator reads it afterwards" in page) == (mode == "after")


def test_the_form_for_questions_says_so_too(client: Visitor, session: Session) -> None:
    meeting = make_session(make_assembly(learning=(-7, 7), moderation_mode="after"))
    page = client.get(f"{meeting.path}questions/ask").text
    assert "Your question is on show as soon as you have confirmed it." in page
    assert "before it is shown" not in page


def test_from_the_form_to_the_page_without_a_moderator(
    client: Visitor, session: Session, letters: list[Letter]
) -> None:
    recommendation = _recommendation("after")
    form = f"{recommendation.path}comment"
    client.post(form, data=SENT | {"csrf_token": token_in(client, form)})
    drain()
    [letter] = letters
    assert "It is on show then, and a moderator reads it afterwards." in " ".join(letter.text.split())
    comment = session.scalars(select(Comment)).one()
    assert comment.contact is not None
    address = f"/confirm/{comment.contact.confirm_token}"
    assert "Press the button, and it is on show. A moderator reads it afterwards." in client.get(address).text
    before = client.get(recommendation.path).headers["ETag"]
    confirmed = client.post(address, data={"csrf_token": token_in(client, address)})
    page = client.get(confirmed.location).text
    assert "Your comment is on show. A moderator reads it afterwards, as a rule within" in page
    assert "Waits for a moderator" not in page
    shown = client.get(recommendation.path, headers={"If-None-Match": before})
    assert shown.status_code == 200
    assert "Buses first." in shown.text


def test_the_letter_and_the_page_of_the_usual_way_stay(
    client: Visitor, session: Session, letters: list[Letter]
) -> None:
    recommendation = _recommendation("before")
    form = f"{recommendation.path}comment"
    client.post(form, data=SENT | {"csrf_token": token_in(client, form)})
    drain()
    assert "A moderator reads it next, and we tell you what was decided." in " ".join(letters[0].text.split())
    comment = session.scalars(select(Comment)).one()
    assert comment.contact is not None
    page = client.get(f"/confirm/{comment.contact.confirm_token}").text
    assert "Press the button, and a moderator reads it next." in page


def test_who_is_not_known_yet_is_promised_nothing(client: Visitor, session: Session) -> None:
    recommendation = _recommendation("after_for_known", known_after=1)
    waits = CommentState.AWAITING_CONFIRMATION
    comment = make_comment(recommendation.subject, state=waits, email="ada@town.example", confirmed=False)
    assert comment.contact is not None
    address = f"/confirm/{comment.contact.confirm_token}"
    assert "a moderator reads it next" in client.get(address).text
    make_comment(recommendation.subject, email="ada@town.example")
    assert "and it is on show" in client.get(address).text


@pytest.mark.parametrize(
    ("mode", "on_form", "on_receipt"),
    [
        ("after", "the new words are on show at once", "The new words are then on show at once"),
        ("before", "it leaves the page until a moderator", "It then leaves the page until a moderator"),
    ],
)
def test_who_changes_it_is_told_what_becomes_of_the_new_words(
    client: Visitor, session: Session, mode: str, on_form: str, on_receipt: str
) -> None:
    comment = make_comment(_recommendation(mode).subject, created_at=clock.now())
    receipt = f"/receipts/{comment.receipt_token}"
    assert on_form in client.get(f"{receipt}/edit").text
    assert on_receipt in client.get(receipt).text


def test_the_policy_says_nothing_that_one_assembly_does_otherwise(client: Visitor, session: Session) -> None:
    page = client.get("/moderation-policy").text
    assert "before it is shown" not in page
    assert "Some assemblies show it first" in page


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("before", ""),
        ("after", "Comments are shown before a moderator has read them."),
        ("after_for_known", "Comments of authors we know are shown before a moderator has read them."),
    ],
)
def test_readers_are_told_beside_the_comments(
    client: Visitor, session: Session, mode: str, said: str
) -> None:
    recommendation = _recommendation(mode)
    make_comment(recommendation.subject)
    for address in (recommendation.path, f"{recommendation.path}comments/"):
        page = client.get(address).text
        assert said in page
        assert ("before a moderator has read them" in page) == (mode != "before")


def test_a_receipt_of_an_unread_comment_shows_that_reading_is_to_come(
    client: Visitor, session: Session
) -> None:
    recommendation = _recommendation("after")
    comment = make_comment(recommendation.subject, waiting_since=clock.now())
    way = client.get(f"/receipts/{comment.receipt_token}").text.split('class="journey')[1].split("</ol>")[0]
    assert way.index("Shown") < way.index("Read by a moderator")
    assert "Read by a moderator and shown" not in way
