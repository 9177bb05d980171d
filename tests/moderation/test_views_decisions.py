"""Deciding at the desk: what a moderator sends, what comes back, and what must never leave."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.core.db import db
from app.core.outbox import Letter
from app.moderation.models import Action, ModerationDecision
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.policy import make_lead, publish, said
from tests.factories.recommendations import make_recommendation
from tests.letters import let_letters_leave
from tests.moderation.desk import decide, hidden_fields

RTL_OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
INJECTION = "<script>alert(1)</script> **bold** [x](javascript:alert(1))"


def test_publishing_leads_to_the_next_comment_and_says_what_was_done(
    moderator: Visitor, waiting: Comment, session: Session, letters: list[Letter]
) -> None:
    later = make_comment(state=CommentState.AWAITING_MODERATION, waiting_since=waiting.created_at)
    status, _, place = decide(moderator, waiting, decision="publish")
    assert (status, place) == (303, f"/moderation/comments/{later.id}")
    assert "You published the comment by Priya N." in moderator.get(place).get_data(as_text=True)
    session.expire_all()
    assert waiting.state == CommentState.PUBLISHED
    assert let_letters_leave() == 1
    assert letters[0].to == "priya@example.org"
    assert decide(moderator, later, decision="publish")[2] == "/moderation/"


def test_hiding_from_a_list_leads_back_to_the_same_comment(moderator: Visitor, session: Session) -> None:
    comment = make_comment()
    path = f"/moderation/comments/{comment.id}"
    answer = moderator.post(
        f"{path}?state=published&q=buses",
        data={**hidden_fields(moderator, path), "decision": "hide", "reason": "threat"},
    )
    assert answer.headers["Location"] == f"{path}?state=published&q=buses"
    page = moderator.get(path).get_data(as_text=True)
    assert "Show again" in page
    assert "Sam Okafor hid it" in page
    assert "4. Threats" in page


def test_a_decision_that_is_not_complete_comes_back_with_its_notes(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    for sent, message in (
        ({}, "Choose what to do with it."),
        ({"decision": "burn"}, "Choose what to do with it."),
        ({"decision": "reject"}, "Choose the paragraph of the policy"),
        ({"decision": "reject", "reason": "taste"}, "The policy has changed"),
        ({"decision": "publish", "internal_note": "x" * 2001}, "This is 1 character too long."),
        ({"decision": "publish", "note": "a\x00b"}, "hidden control characters"),
    ):
        status, page, _ = decide(moderator, waiting, **{"note": "Dear author,", **sent})
        assert status == 422, sent
        assert message in page
        assert sent.get("note", "Dear author,").replace("\x00", "") in page.replace("\x00", "")
    assert session.scalar(select(func.count(ModerationDecision.id))) == 0


@pytest.mark.parametrize(
    "text", ["🚌" * 2000, RTL_OVERRIDE + "abc", INJECTION, "a\r\nb\rc", "'; DROP TABLE x; --"]
)
def test_notes_hold_whatever_people_type(
    moderator: Visitor, waiting: Comment, session: Session, text: str
) -> None:
    status, _, _ = decide(moderator, waiting, decision="publish", note=text, internal_note=text)
    assert status == 303
    decision = session.scalars(select(ModerationDecision)).one()
    assert decision.note_to_author == text.replace("\r\n", "\n").replace("\r", "\n")
    page = moderator.get(f"/moderation/comments/{waiting.id}").get_data(as_text=True)
    assert "<script>alert" not in page


def test_a_note_one_character_too_long_is_refused_and_kept(moderator: Visitor, waiting: Comment) -> None:
    status, page, _ = decide(moderator, waiting, decision="publish", note="🚌" * 2001)
    assert status == 422
    assert "🚌" * 2001 in page


def test_whoever_is_refused_lands_on_the_reason(moderator: Visitor, waiting: Comment) -> None:
    """Before the queue, which on a phone comes first; and the title says so to voices."""
    status, page, _ = decide(moderator, waiting, decision="hide")
    assert status == 422
    assert "<title>Error: " in page
    assert page.count("govuk-error-summary__title") == 1
    assert page.index("govuk-error-summary__title") < page.index('id="queue-title"')


def test_who_comes_second_is_told_what_the_first_did_and_keeps_the_notes(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    path = f"/moderation/comments/{waiting.id}"
    fields = hidden_fields(moderator, path)
    decide_as(make_moderator("ada@fenbury.example", "Ada Byron"), waiting, Action.PUBLISH)
    answer = moderator.post(
        path, data={**fields, "decision": "reject", "reason": "abuse", "note": "Too rude."}
    )
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert re.search(r"Ada Byron published this at \d+(:\d\d)?\N{NO-BREAK SPACE}[ap]m", page)
    assert "Too rude." in page
    session.expire_all()
    assert waiting.state == CommentState.PUBLISHED
    # The page that came back shows what is so now, and can be sent again.
    assert decide(moderator, waiting, decision="hide", reason="abuse")[0] == 303


@pytest.mark.parametrize("seen", ["", "published.0", "x", "awaiting_moderation.999", "\x00"])
def test_what_a_moderator_claims_to_have_seen_must_be_so(
    moderator: Visitor, waiting: Comment, seen: str
) -> None:
    assert decide(moderator, waiting, decision="publish", seen=seen)[0] == 409
    assert waiting.state == CommentState.AWAITING_MODERATION


def test_a_foreign_token_decides_nothing_and_gives_the_notes_back(
    moderator: Visitor, waiting: Comment
) -> None:
    status, page, _ = decide(moderator, waiting, decision="publish", note="Well put.", csrf_token="forged")
    assert status == 400
    assert "Well put." in page
    assert waiting.state == CommentState.AWAITING_MODERATION


def test_a_doubled_field_is_asked_about_and_both_notes_come_back(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    path = f"/moderation/comments/{waiting.id}"
    data = {
        **hidden_fields(moderator, path),
        "decision": ["publish", "reject"],
        "note": ["First.", "Second."],
    }
    answer = moderator.post(path, data=data)
    assert answer.status_code == 422
    assert "First.\n\nSecond." in answer.text
    assert session.scalars(select(ModerationDecision)).all() == []


def test_looking_changes_nothing(moderator: Visitor, waiting: Comment, session: Session) -> None:
    for path in ("/moderation/", f"/moderation/comments/{waiting.id}"):
        moderator.get(path)
    session.expire_all()
    assert waiting.state == CommentState.AWAITING_MODERATION
    assert session.scalar(select(func.count(ModerationDecision.id))) == 0


def test_the_internal_note_never_leaves_the_desk(
    moderator: Visitor, client: Visitor, session: Session, letters: list[Letter]
) -> None:
    secret = "Known to the police since 1998"
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    comment = make_comment(recommendation.subject, email="p@example.org", receipt_token="the-receipt")
    status, _, _ = decide(
        moderator, comment, decision="hide", reason="abuse", note="Kinder words.", internal_note=secret
    )
    assert status == 303
    assert secret in moderator.get(f"/moderation/comments/{comment.id}").get_data(as_text=True)
    let_letters_leave()
    assert "Kinder words." in letters[0].text
    resident = client.application.test_client()
    pages = [
        resident.get(path).get_data(as_text=True)
        for path in (
            "/receipts/the-receipt",
            recommendation.path,
            f"{recommendation.path}comments/",
            f"/comments/{comment.id}/report",
            f"{recommendation.assembly.path}feed.atom",
            "/moderation-policy",
        )
    ]
    assert "Kinder words." in pages[0]
    assert not [page for page in [*pages, letters[0].text] if secret in page or "Okafor" in page]


def test_a_hidden_comment_s_text_is_gone_from_every_public_place(
    moderator: Visitor, client: Visitor, session: Session, letters: list[Letter]
) -> None:
    words = "Mr D. of 14 Chapel Walk"
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    comment = make_comment(
        recommendation.subject, words, state=CommentState.AWAITING_MODERATION, email="p@example.org"
    )
    reply_text = "I know the place."
    resident = client.application.test_client()
    decide(moderator, comment, decision="publish")
    make_comment(recommendation.subject, reply_text, parent_id=comment.id)
    shown = resident.get(f"{recommendation.path}comments/")
    assert words in shown.get_data(as_text=True)
    # The letter that tells of the publishing still waits when the comment is hidden.
    decide(moderator, comment, decision="hide", reason="private_person")
    let_letters_leave()
    assert ["was hidden" in letter.subject for letter in letters] == [True]
    paths = [
        recommendation.path,
        f"{recommendation.path}comments/",
        f"/comments/{comment.id}/report",
        f"{recommendation.assembly.path}feed.atom",
        f"/comments/{comment.id}/agree",
    ]
    pages = {path: resident.get(path).get_data(as_text=True) for path in paths}
    for path, page in {**pages, "the letter": letters[0].text}.items():
        assert "Chapel Walk" not in page, path
    trace = unescape(re.sub("<[^>]+>", "", pages[f"{recommendation.path}comments/"]))
    assert "A comment was hidden here" in trace
    assert "it names a private person" in trace
    assert reply_text in trace
    # Whoever had the page before does not see the old one again.
    again = resident.get(f"{recommendation.path}comments/", headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 200


def test_a_decision_that_came_too_late_keeps_its_notes_even_if_nothing_is_left_to_decide(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    path = f"/moderation/comments/{waiting.id}"
    late = {
        **hidden_fields(moderator, path),
        "decision": "publish",
        "note": "Thank you.",
        "internal_note": "Ask Sam.",
    }
    status, _, _ = decide(moderator, waiting, decision="reject", reason="abuse")
    assert status == 303
    answer = moderator.post(path, data=late)
    assert answer.status_code == 409
    assert "Thank you." in answer.text
    assert "Ask Sam." in answer.text


def test_a_foreign_token_is_told_in_words_for_people(moderator: Visitor, waiting: Comment) -> None:
    path = f"/moderation/comments/{waiting.id}"
    sent = {**hidden_fields(moderator, path), "csrf_token": "bad", "act": "publish", "internal_note": "Mine."}
    answer = moderator.post(path, data=sent)
    assert answer.status_code == 400
    words = unescape(answer.text)
    assert "this page was open too long" in words
    assert "CSRF" not in words
    assert "Mine." in words


def _opened_before_the_policy_changed(moderator: Visitor, waiting: Comment) -> tuple[str, dict[str, str]]:
    """The address of a comment's page and its hidden fields, from before a paragraph got another ready note."""
    path = f"/moderation/comments/{waiting.id}"
    opened = hidden_fields(moderator, path)
    publish(make_lead(), lambda old: [said(old[0], note="Quite another note."), *old[1:]])
    db.session.commit()
    return path, opened


def test_nobody_cites_a_paragraph_in_words_that_they_have_not_read(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    """A page may stay open while a lead publishes another version of the policy."""
    path, opened = _opened_before_the_policy_changed(moderator, waiting)
    refused = moderator.post(path, data={**opened, "act": "reject:abuse"})
    assert refused.status_code == 422
    assert "The policy has changed since you opened this page." in unescape(refused.text)
    cut = {**opened, "words_1": waiting.body.split()[0], "kind_1": "name", "cited": "private_person"}
    assert moderator.post(f"{path}/redact", data=cut).status_code == 422
    session.refresh(waiting)
    assert waiting.state == CommentState.AWAITING_MODERATION
    # The page that came back shows the version in force, and who reads no paragraph is not held up.
    again = moderator.post(path, data={**hidden_fields(moderator, path), "act": "reject:abuse"})
    assert again.status_code == 303
    decision = session.scalars(select(ModerationDecision)).one()
    assert decision.note_to_author == "Quite another note."


def test_publishing_cites_nothing_and_goes_on_whatever_the_policy_says_now(
    moderator: Visitor, waiting: Comment
) -> None:
    path, opened = _opened_before_the_policy_changed(moderator, waiting)
    assert moderator.post(path, data={**opened, "act": "publish"}).status_code == 303
