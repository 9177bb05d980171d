"""The comment form, as a browser without a script sees it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.comments.models import Comment, CommentState
from app.core import clock, form_tokens
from app.core.networks import limiter
from app.core.outbox import OutboxRow
from app.recommendations.models import Recommendation, VersionStage
from tests.comments.kept import comments_kept
from tests.conftest import MakeApp, Visitor
from tests.factories.accounts import token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.recommendations import make_recommendation

WORDS = "The bus must stop here.\r\n\r\nAnd <b>soon</b> & *often* – «שלום» 🚌"


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 7)))


def _form(recommendation: Recommendation) -> str:
    return f"{recommendation.path}comment"


def _send(client: Visitor, recommendation: Recommendation, **fields: object) -> TestResponse:
    sent: dict[str, object] = {
        "csrf_token": token_in(client, _form(recommendation)),
        "body": WORDS,
        "email": "resident@town.example",
        **fields,
    }
    data = {name: value for name, value in sent.items() if value is not None}
    return client.post(_form(recommendation), data=data)


def _given_back(answer: TestResponse) -> str:
    """The text in the page's textarea, as a browser would read it."""
    page = answer.get_data(as_text=True)
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found, page[:3000]
    return html.unescape(found[1]).removeprefix("\n")


def test_a_comment_is_kept_and_leads_to_its_receipt(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    answer = _send(client, recommendation, clause="1.2", stance="oppose", name="Priya N.")
    assert answer.status_code == 303
    comment = session.scalars(select(Comment)).one()
    assert answer.headers["Location"] == f"/receipts/{comment.receipt_token}"
    assert comment.body == WORDS.replace("\r\n", "\n")
    assert (comment.clause_key, comment.stance, comment.author_name) == ("1.2", "oppose", "Priya N.")
    assert comment.state == CommentState.AWAITING_CONFIRMATION
    assert "Set-Cookie" not in answer.headers


def test_the_link_beside_a_clause_chooses_it(client: Visitor, recommendation: Recommendation) -> None:
    page = client.get(_form(recommendation) + "?clause=1.3").get_data(as_text=True)
    assert re.search(r'<option value="1\.3" selected', page)


def test_the_form_page_sets_no_cookie_and_is_never_stored(
    client: Visitor, recommendation: Recommendation
) -> None:
    answer = client.get(_form(recommendation))
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_pressing_the_button_twice_sends_one_comment(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    token = token_in(client, _form(recommendation))
    first = _send(client, recommendation, csrf_token=token)
    second = _send(client, recommendation, csrf_token=token)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    assert comments_kept(session) == 1
    assert session.scalar(select(func.count(OutboxRow.id))) == 1


def test_a_used_token_with_other_words_is_refused_and_the_words_come_back(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    token = token_in(client, _form(recommendation))
    _send(client, recommendation, csrf_token=token)
    answer = _send(client, recommendation, csrf_token=token, body="Other words altogether.")
    assert answer.status_code == 400
    assert _given_back(answer) == "Other words altogether."
    assert comments_kept(session) == 1
    again = re.search(r'name="csrf_token" value="([^"]+)"', answer.get_data(as_text=True))
    assert again
    sent = _send(client, recommendation, csrf_token=again[1], body="Other words altogether.")
    assert sent.status_code == 303


@pytest.mark.parametrize("token", ["", "forged", "W10.aaaa.bbbb", None])
def test_a_forged_or_missing_token_is_refused_and_the_words_come_back(
    client: Visitor, session: Session, recommendation: Recommendation, token: str | None
) -> None:
    answer = _send(client, recommendation, csrf_token=token)
    assert answer.status_code == 400
    assert _given_back(answer) == WORDS.replace("\r\n", "\n")
    assert comments_kept(session) == 0


def test_a_token_of_another_form_is_refused(client: Visitor, recommendation: Recommendation) -> None:
    with client.application.app_context():
        foreign = form_tokens.issue("comment:999999")
    assert _send(client, recommendation, csrf_token=foreign).status_code == 400


def test_a_page_open_for_more_than_a_day_gives_the_words_back_with_a_fresh_token(
    client: Visitor, recommendation: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_in(client, _form(recommendation))
    monkeypatch.setattr(form_tokens, "LIFETIME", timedelta(seconds=-1))
    answer = _send(client, recommendation, csrf_token=token)
    assert answer.status_code == 400
    assert "more than a day" in answer.get_data(as_text=True)
    assert _given_back(answer) == WORDS.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body": ""}, "Write your comment."),
        ({"body": " \r\n\t "}, "Write your comment."),
        ({"body": None}, "Write your comment."),
        ({"body": "\u200b\u200b\u2060"}, "Write your comment."),
        ({"body": "\u202e\u3164"}, "Write your comment."),
        ({"body": "x" * 5001}, "1 character too long"),
        ({"body": "a\x00b"}, "hidden control characters"),
        ({"body": "a\x1bb"}, "hidden control characters"),
        ({"stance": "maybe"}, "Choose one of the four"),
        ({"clause": "9.9"}, "no such paragraph"),
        ({"clause": "1.1", "quote": "words that are not there"}, "not in this paragraph"),
        ({"quote": "Buses come"}, "not in this paragraph"),
        ({"name": "n" * 81}, "1 character too long"),
        ({"name": "a\x07b"}, "hidden control characters"),
        ({"email": ""}, "Enter your email address."),
        ({"email": None}, "Enter your email address."),
        ({"email": "not an address"}, "like name@example.com"),
        ({"email": "a@b@c"}, "like name@example.com"),
        ({"email": "a\x00@b.example"}, "hidden control characters"),
        ({"email": "a" * 400 + "@b.example"}, "156 characters too long"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_comes_back(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    fields: dict[str, object],
    message: str,
) -> None:
    answer = _send(client, recommendation, **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422, page[:500]
    assert message in html.unescape(page)
    assert "<title>Error" in page
    if "body" not in fields:
        assert _given_back(answer) == WORDS.replace("\r\n", "\n")
    for link in re.findall(r'govuk-error-summary.*?href="#([^"]+)"', page, re.DOTALL):
        assert f'id="{link}"' in page
    assert comments_kept(session) == 0


@pytest.mark.parametrize("name", ["\u3164", "\u2800\u115f", "\u200b\u2060", " \u202e ", "\u00ad"])
def test_a_name_that_nobody_sees_is_no_name(
    client: Visitor, session: Session, recommendation: Recommendation, name: str
) -> None:
    assert _send(client, recommendation, name=name).status_code == 303
    assert session.scalars(select(Comment.author_name)).one() is None


def test_a_stance_can_be_taken_back_before_it_is_sent(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    page = client.get(_form(recommendation)).text
    assert re.search(r'type="radio" value=""', page)
    assert "I would rather not say" in page
    for fields in ({"stance": ""}, {}):
        assert _send(client, recommendation, **fields).status_code == 303
    assert session.scalars(select(Comment.stance)).all() == [None, None]


def test_every_field_that_is_wrong_says_so_itself(client: Visitor, recommendation: Recommendation) -> None:
    page = _send(client, recommendation, body="", email="", name="n" * 81).text
    wrong = re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"[^>]* aria-invalid="true"', page)
    assert wrong == ["body", "name", "email"]
    assert "aria-invalid" not in client.get(_form(recommendation)).text


def test_exactly_five_thousand_emoji_are_kept_and_line_ends_count_once(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    body = "🚌" * 4998 + "\r\n" + "x"
    assert _send(client, recommendation, body=body).status_code == 303
    assert len(session.scalars(select(Comment.body)).one()) == 5000


def test_a_direction_override_is_accepted_and_isolated_on_the_page(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    body = "\u202egnirts desrever\u202c"
    assert _send(client, recommendation, body=body).status_code == 303
    comment = session.scalars(select(Comment)).one()
    assert comment.body == body
    comment.state = CommentState.PUBLISHED
    comment.published_at = clock.now()
    page = client.get(f"{recommendation.path}comments/").get_data(as_text=True)
    assert f"<bdi>{body}</bdi>" in page


def test_html_and_markdown_are_shown_as_they_were_typed(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    make_comment(recommendation.subject, "<script>alert(1)</script> [a](javascript:x) **b**")
    page = client.get(recommendation.path).get_data(as_text=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; [a](javascript:x) **b**" in page
    assert "<script>alert" not in page


def test_a_field_that_comes_doubled_is_asked_about_and_both_texts_come_back(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    token = token_in(client, _form(recommendation))
    data = {"csrf_token": token, "body": ["first", "second"], "email": "a@b.example"}
    answer = client.post(_form(recommendation), data=data)
    assert answer.status_code == 422
    assert "This came twice" in answer.get_data(as_text=True)
    assert _given_back(answer) == "first\n\nsecond"
    assert comments_kept(session) == 0
    same = {"csrf_token": token, "body": ["first", "first"], "email": "a@b.example"}
    assert client.post(_form(recommendation), data=same).status_code == 303


def test_a_stale_form_of_a_consultation_that_has_closed_meanwhile_gives_the_text_back(
    client: Visitor, session: Session
) -> None:
    closed = make_recommendation(make_assembly(consulting=(-14, -7)))
    answer = _send_raw(client, closed, "stale")
    assert answer.status_code == 400
    assert "The bus must stop here." in _given_back(answer)


def test_comments_that_close_while_one_writes_give_the_text_back(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    token = token_in(client, _form(recommendation))
    with clock.at(clock.now() + timedelta(days=8)):
        answer = _send_raw(client, recommendation, token)
    assert answer.status_code == 409
    assert WORDS.replace("\r\n", "\n") in _given_back(answer).replace("\r\n", "\n")
    assert comments_kept(session) == 0


def test_too_many_comments_from_one_network_are_refused_with_the_text_and_a_time_to_wait(
    make_app: MakeApp, recommendation: Recommendation
) -> None:
    client = make_app(RATE_LIMITS=True).test_client()
    limiter.reset()
    token = token_in(client, _form(recommendation))
    for _ in range(60):
        client.post(_form(recommendation), data={"csrf_token": token, "body": "x"})
    answer = client.post(_form(recommendation), data={"csrf_token": token, "body": WORDS})
    limiter.reset()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert "The bus must stop here." in _given_back(answer)


def test_a_failing_database_gives_the_words_back_on_a_page_that_needs_none(
    client: Visitor, recommendation: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_in(client, _form(recommendation))

    def fail(*_args: object, **_rest: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("app.comments.services.posting.audit.record", fail)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    answer = _send(client, recommendation, csrf_token=token)
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.get_data(as_text=True)
    assert "The bus must stop here." in _given_back(answer)


def test_the_closed_form_says_since_when_and_what_one_can_still_do(client: Visitor, session: Session) -> None:
    closed = make_recommendation(make_assembly(consulting=(-14, -7)))
    page = client.get(_form(closed)).get_data(as_text=True)
    assert "Comments closed" in page
    assert "<textarea" not in page
    assert f"{closed.assembly.path}follow" in page


def test_a_final_text_takes_no_comments(client: Visitor, session: Session) -> None:
    final = make_recommendation(make_assembly(consulting=(-7, 7)), stage=VersionStage.FINAL)
    assert "<textarea" not in client.get(_form(final)).get_data(as_text=True)
    with client.application.app_context():
        token = form_tokens.issue(f"comment:{final.id}")
    assert _send_raw(client, final, token).status_code == 409
    assert comments_kept(session) == 0


def _send_raw(client: Visitor, recommendation: Recommendation, token: str) -> TestResponse:
    data = {"csrf_token": token, "body": WORDS, "email": "resident@town.example"}
    return client.post(_form(recommendation), data=data)


def test_nobody_replies_to_what_the_organisers_said(client: Visitor, recommendation: Recommendation) -> None:
    official = make_comment(recommendation.subject, "Welcome.", is_official=True)
    assert client.get(f"{_form(recommendation)}?reply_to={official.id}").status_code == 404
    refused = _send(client, recommendation, reply_to=str(official.id), body="Thank you for that.")
    assert refused.status_code == 404
    assert "Thank you for that." in refused.text


def test_a_reply_stands_under_its_comment(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    thread = make_comment(recommendation.subject, "The first word")
    page = client.get(f"{_form(recommendation)}?reply_to={thread.id}").get_data(as_text=True)
    assert "The first word" in page
    assert 'name="stance"' not in page
    assert _send(client, recommendation, reply_to=str(thread.id)).status_code == 303
    newest = session.scalars(select(Comment).order_by(Comment.id.desc())).first()
    assert newest is not None
    assert newest.parent_id == thread.id


def test_the_form_says_whose_comment_one_replies_to(client: Visitor, recommendation: Recommendation) -> None:
    def page(comment: Comment) -> str:
        text = client.get(f"{_form(recommendation)}?reply_to={comment.id}").text
        return text.replace("\u2068", "").replace("\u2069", "")

    thread = make_comment(recommendation.subject, "The first word " + "and more " * 60, author_name="Ada")
    unnamed = make_comment(recommendation.subject)
    reply = make_comment(recommendation.subject, "A reply", parent_id=thread.id, author_name="Ben")
    assert "You reply to the comment of Ada:" in page(thread)
    assert "The first word and more" in page(thread)
    assert "and more " * 60 not in page(thread)
    assert "You reply to the comment of an unnamed person:" in page(unnamed)
    note = "Every reply goes to the comment at the top of its thread."
    assert note in page(reply)
    assert "You reply to the comment of Ada:" in page(reply)
    assert note not in page(thread)


@pytest.mark.parametrize("reply_to", ["0", "x", "-1", "9" * 40, "²"])
def test_a_reply_to_nothing_is_not_found(
    client: Visitor, recommendation: Recommendation, reply_to: str
) -> None:
    assert client.get(f"{_form(recommendation)}?reply_to={reply_to}").status_code == 404


def test_unpublished_recommendations_have_no_form(client: Visitor, session: Session) -> None:
    draft = make_recommendation(make_assembly(consulting=(-7, 7)), published=False)
    assert client.get(_form(draft)).status_code == 404
    assert client.post(_form(draft), data={"body": "x"}).status_code == 404


FIELDS = ("body", "stance", "clause", "quote", "name", "email", "reply_to", "csrf_token", "odd")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=200), max_size=8),
    sound_token=st.booleans(),
)
def test_whatever_is_sent_the_form_answers_and_writes_whole_comments_or_none(
    client: Visitor,
    session: Session,
    recommendation: Recommendation,
    sent: dict[str, str],
    sound_token: bool,
) -> None:
    before = comments_kept(session)
    data = {name: value.encode("utf-8", "surrogatepass") for name, value in sent.items()}
    if sound_token:
        data["csrf_token"] = token_in(client, _form(recommendation)).encode()
    answer = client.post(_form(recommendation), data=data)
    assert answer.status_code in (303, 400, 404, 422), answer.status_code
    assert comments_kept(session) == before + (answer.status_code == 303)
    if answer.status_code in (400, 422) and (typed := sent.get("body", "").strip()):
        assert "<textarea" in answer.get_data(as_text=True), typed


def test_a_refused_form_gives_back_every_character_that_turns_the_direction(
    client: Visitor, recommendation: Recommendation
) -> None:
    typed = "a\u2069\u202eb"
    answer = _send(client, recommendation, body=typed, name=typed, email="not an address")
    assert answer.status_code == 422
    assert f">\n{typed}</textarea>" in answer.text or f">{typed}</textarea>" in answer.text
    assert f'value="{typed}"' in answer.text


def test_the_form_says_which_emails_come_and_that_they_can_be_turned_off(
    client: Visitor, recommendation: Recommendation
) -> None:
    page = client.get(_form(recommendation)).text
    assert "one email" not in page
    assert "We first send an email to check that the comment comes from you." in page
    assert "You can turn each kind of those off." in page


def test_a_paragraph_that_the_draft_has_not_is_said_on_the_form(client: Visitor, session: Session) -> None:
    path = f"{make_recommendation(make_assembly(consulting=(-7, 7))).path}comment"
    assert "That paragraph is not in this draft" in client.get(f"{path}?clause=9.9").text
    for address in (path, f"{path}?clause=1.1", f"{path}?clause="):
        assert "That paragraph is not in this draft" not in client.get(address).text
