"""An author's private pages: changing what was sent, and withdrawing it."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.comments import services
from app.comments.events import CommentsPublished
from app.comments.models import Comment, CommentState
from app.comments.rewording import Rewording, words_mark
from app.core import clock, dates, events
from app.moderation.models import Action
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_comment, make_question
from tests.factories.evidence import make_item
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.recommendations import make_recommendation

TYPED = "Two benches,\r\n\r\nand <b>shade</b> – «שלום»"


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 7)))


def _sent(recommendation: Recommendation, state: CommentState, **columns: Any) -> Comment:
    return make_comment(
        recommendation.subject,
        "One bench.",
        state=state,
        created_at=clock.now(),
        author_name="Ada",
        **columns,
    )


def _receipt(comment: Comment) -> str:
    return f"/receipts/{comment.receipt_token}"


def _save(client: Visitor, comment: Comment, **fields: str) -> TestResponse:
    page = f"{_receipt(comment)}/edit"
    sent = {
        "csrf_token": token_in(client, page),
        "body": TYPED,
        "name": "Ada",
        "seen": words_mark(comment),
        **fields,
    }
    return client.post(page, data=sent)


def _textarea(answer: TestResponse) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)
    assert found, answer.text[:3000]
    return html.unescape(found[1]).removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")


def _words(answer: TestResponse) -> str:
    """A page without its marks, such as those around the words of a search."""
    return re.sub(r"<[^>]*>", "", answer.text)


def test_the_receipt_leads_to_both_pages_and_says_until_when(
    client: Visitor, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.AWAITING_MODERATION)
    page = client.get(_receipt(comment)).text
    assert f'href="{_receipt(comment)}/edit"' in page
    assert f'href="{_receipt(comment)}/withdraw"' in page
    assert "You can change it until" in page
    with clock.at(clock.now() + timedelta(minutes=16)):
        page = client.get(_receipt(comment)).text
    assert f'href="{_receipt(comment)}/edit"' not in page
    assert f'href="{_receipt(comment)}/withdraw"' in page


def test_a_change_leads_back_to_the_receipt_which_shows_it(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.AWAITING_MODERATION, stance="oppose")
    page = client.get(f"{_receipt(comment)}/edit").text
    assert "One bench." in page
    assert re.search(r'value="oppose"[^>]*checked', page)
    answer = _save(client, comment, stance="support")
    assert (answer.status_code, answer.location) == (303, _receipt(comment))
    session.refresh(comment)
    assert (comment.body, comment.stance) == (TYPED.replace("\r\n", "\n"), "support")
    assert "Changed by you" in client.get(_receipt(comment)).text


def test_a_comment_with_other_words_says_so_wherever_it_is_shown(
    client: Visitor, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.PUBLISHED)
    pages = (recommendation.path, f"{recommendation.path}comments/")
    assert all("Changed by its author" not in client.get(page).text for page in pages)
    _save(client, comment)
    decide_as(make_moderator(), comment, Action.PUBLISH)
    assert comment.edited_at is not None
    for page in pages:
        assert f"Changed by its author, {dates.moment_tag(comment.edited_at)}" in client.get(page).text


def test_who_was_agreed_with_is_told_why_the_words_stay(
    client: Visitor, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.PUBLISHED)
    assert "or until somebody replies to it or agrees with it" in client.get(_receipt(comment)).text
    assert "or until somebody replies to it or agrees with it" in client.get(f"{_receipt(comment)}/edit").text
    services.agree(comment, "a browser")
    assert "You can change it until" not in client.get(_receipt(comment)).text
    page = client.get(f"{_receipt(comment)}/edit").text
    assert "Somebody has agreed with it." in page
    assert "<textarea" not in page


def test_the_receipt_tells_decisions_on_the_former_words_from_those_on_the_new(
    client: Visitor, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.AWAITING_MODERATION)
    moderator, former = make_moderator(), "This was about your former words."
    decide_as(moderator, comment, Action.PUBLISH)
    assert former not in client.get(_receipt(comment)).text
    with clock.at(clock.now() + timedelta(minutes=2)):
        _save(client, comment)
        page = client.get(_receipt(comment)).text
        assert "You changed your words, so a moderator reads them again." in page
        assert page.count(former) == 1
        decide_as(moderator, comment, Action.PUBLISH)
        page = client.get(_receipt(comment)).text
    first, second = page.split("<strong>Published</strong>")[1:]
    assert former in first
    assert former not in second


def test_the_same_form_sent_twice_changes_it_once(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.AWAITING_MODERATION)
    sent = {
        "csrf_token": token_in(client, f"{_receipt(comment)}/edit"),
        "body": TYPED,
        "seen": words_mark(comment),
    }
    for _ in range(2):
        assert client.post(f"{_receipt(comment)}/edit", data=sent).status_code == 303
    session.expire_all()
    assert len(comment.former_wordings) == 1


def test_who_changes_what_is_on_show_is_told_that_it_leaves_the_page(
    client: Visitor, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.PUBLISHED)
    said = "leaves the page until a moderator has read it again"
    assert said in client.get(_receipt(comment)).text
    assert said in client.get(f"{_receipt(comment)}/edit").text
    assert _save(client, comment).status_code == 303
    page = client.get(recommendation.path).text
    assert "One bench." not in page
    assert "benches," not in page


def test_what_was_published_while_its_author_wrote_comes_back_with_the_words_and_a_warning(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.AWAITING_MODERATION)
    seen = words_mark(comment)
    decide_as(make_moderator(), comment, Action.PUBLISH)
    answer = _save(client, comment, seen=seen)
    assert answer.status_code == 409
    assert "A moderator has published it meanwhile" in answer.text
    assert _textarea(answer) == TYPED
    session.refresh(comment)
    assert comment.body == "One bench."
    assert _save(client, comment).status_code == 303


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"body": " "}, 422),
        ({"body": "x" * 5001}, 422),
        ({"csrf_token": "forged"}, 400),
        ({"stance": "x"}, 422),
    ],
)
def test_a_refused_form_comes_back_whole(
    client: Visitor, recommendation: Recommendation, fields: dict[str, str], status: int
) -> None:
    comment = _sent(recommendation, CommentState.AWAITING_MODERATION)
    answer = _save(client, comment, **fields)
    assert answer.status_code == status
    assert _textarea(answer).strip() == fields.get("body", TYPED).strip()


def test_too_late_says_since_when_gives_the_words_back_and_says_what_one_can_do(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.PUBLISHED)
    token = token_in(client, f"{_receipt(comment)}/edit")
    with clock.at(clock.now() + timedelta(minutes=15)):
        sent = {"csrf_token": token, "body": TYPED, "seen": words_mark(comment)}
        answer = client.post(f"{_receipt(comment)}/edit", data=sent)
    assert answer.status_code == 409
    assert "for 15 minutes after you sent it, until" in answer.text
    assert _textarea(answer) == TYPED
    assert f'href="{recommendation.path}comment"' in answer.text
    assert f'href="{recommendation.path}comment?reply_to={comment.id}"' in answer.text
    assert f'href="{_receipt(comment)}/withdraw"' in answer.text
    session.refresh(comment)
    assert comment.body == "One bench."


@pytest.mark.parametrize("state", [CommentState.HIDDEN, CommentState.REJECTED, CommentState.WITHDRAWN])
def test_the_page_of_what_cannot_be_changed_has_no_form(
    client: Visitor, recommendation: Recommendation, state: CommentState
) -> None:
    page = client.get(f"{_receipt(_sent(recommendation, state))}/edit").text
    assert "Your comment cannot be changed" in page
    assert "<textarea" not in page


def test_the_desk_shows_the_former_words_and_what_changed(
    client: Visitor, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.AWAITING_MODERATION, stance="oppose")
    services.edit_comment(comment, Rewording("Two benches.", None, "Ada"), words_mark(comment))
    sign_in_as(client, make_moderator())
    page = client.get(f"/moderation/comments/{comment.id}").text
    assert "What it said before" in page
    assert "One bench." in page
    assert "<del>" in page
    assert "Stance: “Oppose”, then “No stance given”." in page.replace("\u2068", "").replace("\u2069", "")


# ---- Withdrawing ----


def _withdraw(client: Visitor, comment: Comment) -> TestResponse:
    page = f"{_receipt(comment)}/withdraw"
    return client.post(page, data={"csrf_token": token_in(client, page)})


def test_the_page_with_the_button_says_what_will_happen_and_opening_it_changes_nothing(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.PUBLISHED)
    page = client.get(f"{_receipt(comment)}/withdraw").text
    assert "This cannot be undone." in page
    assert "withdrawn by its author, with the date" in page
    assert "leave every public page at once" in page
    assert "Moderators can still read them." in page
    session.refresh(comment)
    assert comment.state == CommentState.PUBLISHED


def test_what_is_withdrawn_is_gone_from_every_public_place_and_its_replies_stay(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.PUBLISHED, stance="oppose", agrees=7)
    reply = make_comment(recommendation.subject, "A reply that stays", parent_id=comment.id)
    for each in (comment, reply):
        events.announce(CommentsPublished((each.id,)))
    assert "One bench" in _words(client.get("/search?q=bench"))
    answer = _withdraw(client, comment)
    assert (answer.status_code, answer.location) == (303, _receipt(comment))
    for address in (
        recommendation.path,
        f"{recommendation.path}comments/",
        "/search?q=bench",
        "/api/v1/search?q=bench",
        "/assemblies/high-street/feed.atom",
        "/",
    ):
        seen = client.get(address)
        assert seen.status_code == 200, address
        assert "One bench" not in _words(seen)
        assert "Ada" not in _words(seen)
    page = client.get(f"{recommendation.path}comments/").text
    assert "A comment was withdrawn here" in page
    assert "Its replies stay." in page
    assert "A reply that stays" in page
    assert f"/comments/{comment.id}/agree" not in page
    assert f"reply_to={comment.id}" not in page
    assert client.get(f"/comments/{comment.id}/agree").status_code == 404
    assert client.get(f"/comments/{comment.id}/report").status_code == 404
    receipt = client.get(_receipt(comment)).text
    assert "You withdrew it on" in receipt
    assert "moderators can read them too" in receipt
    assert "Moderators can still read them." in client.get("/privacy").text
    assert "/withdraw" not in receipt


def test_who_withdraws_what_a_moderator_hid_adds_to_its_trace_and_wipes_nothing_away(
    client: Visitor, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.PUBLISHED)
    make_comment(recommendation.subject, "A reply that stays", parent_id=comment.id)
    decide_as(make_moderator(), comment, Action.HIDE, reason="private_person")
    assert "The note that a moderator hid it stays" in client.get(f"{_receipt(comment)}/withdraw").text
    assert _withdraw(client, comment).status_code == 303
    for page in (f"{recommendation.path}comments/", recommendation.path):
        words = _words(client.get(page))
        assert "A comment was hidden here" in words
        assert "by a moderator on" in words
        assert "it names a private person" in words
        assert "Its author withdrew it on" in words
        assert "was withdrawn here" not in words
        assert "One bench" not in words


def test_what_was_hidden_and_restored_before_it_was_withdrawn_is_withdrawn_only(
    client: Visitor, recommendation: Recommendation
) -> None:
    comment, moderator = _sent(recommendation, CommentState.PUBLISHED), make_moderator()
    decide_as(moderator, comment, Action.HIDE)
    decide_as(moderator, comment, Action.RESTORE)
    assert _withdraw(client, comment).status_code == 303
    words = _words(client.get(f"{recommendation.path}comments/"))
    assert "A comment was withdrawn here" in words
    assert "was hidden here" not in words


def test_what_was_never_on_show_leaves_no_trace(client: Visitor, recommendation: Recommendation) -> None:
    comment = _sent(recommendation, CommentState.AWAITING_MODERATION)
    assert (
        "It will not be shown to anybody but the moderators."
        in client.get(f"{_receipt(comment)}/withdraw").text
    )
    assert _withdraw(client, comment).status_code == 303
    assert "was withdrawn here" not in client.get(f"{recommendation.path}comments/").text


def test_a_forged_button_withdraws_nothing(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = _sent(recommendation, CommentState.PUBLISHED)
    answer = client.post(f"{_receipt(comment)}/withdraw", data={"csrf_token": "forged"})
    assert answer.status_code == 400
    session.refresh(comment)
    assert comment.state == CommentState.PUBLISHED


def test_pressing_twice_does_no_harm(client: Visitor, recommendation: Recommendation) -> None:
    comment = _sent(recommendation, CommentState.PUBLISHED)
    token = token_in(client, f"{_receipt(comment)}/withdraw")
    for _ in range(2):
        answer = client.post(f"{_receipt(comment)}/withdraw", data={"csrf_token": token})
        assert (answer.status_code, answer.location) == (303, _receipt(comment))


def test_a_question_that_was_hidden_and_then_withdrawn_says_both(client: Visitor, session: Session) -> None:
    item = make_item(make_assembly(learning=(-7, 7)))
    question = make_question(item.subject, "How many buses?")
    decide_as(make_moderator(), question, Action.HIDE)
    assert _withdraw(client, question).status_code == 303
    words = _words(client.get(f"{item.path}questions/"))
    assert "A question was hidden here" in words
    assert "Its author withdrew it on" in words
    assert "How many buses?" not in words


def test_a_withdrawn_question_leaves_its_trace_and_its_answer(client: Visitor, session: Session) -> None:
    item = make_item(make_assembly(learning=(-7, 7)))
    question = make_question(item.subject, "How many buses?")
    make_answer(question, "Two an hour.")
    assert _withdraw(client, question).status_code == 303
    page = client.get(f"{item.path}questions/").text
    assert "How many buses?" not in page
    assert "A question was withdrawn here" in page
    assert "Two an hour." in page
    assert "1 question, answered, withdrawn by its author" in page


def test_an_answer_of_the_organisers_has_neither_page(
    client: Visitor, recommendation: Recommendation
) -> None:
    official = make_comment(recommendation.subject, is_official=True)
    assert client.get(f"{_receipt(official)}/edit").status_code == 404
    assert client.get(f"{_receipt(official)}/withdraw").status_code == 404
