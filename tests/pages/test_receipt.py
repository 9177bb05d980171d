"""What a receipt says of what became of a comment, and its switches for letters."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState, Contact, LetterKind
from app.comments.services import switch_letters
from app.core import outbox
from app.core.outbox import Letter
from app.dispositions.models import DispositionOutcome
from app.moderation.models import Action
from app.moderation.services import decide
from app.recommendations.models import Recommendation
from app.responses.services import write_to_commenters
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.dispositions import make_disposition, make_theme
from tests.factories.moderation import make_moderator, mark_of
from tests.factories.recommendations import make_redrafted
from tests.factories.responses import make_response
from tests.letters import let_letters_leave


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(consulting=(-14, -7))


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    return make_redrafted(assembly)


@pytest.fixture
def comment(recommendation: Recommendation) -> Comment:
    return make_comment(recommendation.subject, email="ann@example.org")


def page_of(client: Visitor, comment: Comment) -> str:
    return client.get(f"/receipts/{comment.receipt_token}").get_data(as_text=True)


def test_the_line_says_what_comes_next(client: Visitor, assembly: Assembly, comment: Comment) -> None:
    def next_stop() -> str:
        page = page_of(client, comment)
        found = re.search(r'aria-current="step">\s*<strong>([^<]*)', page)
        return found[1] if found else ""

    assert next_stop() == "The organisers say what became of it"
    make_disposition(assembly, comment)
    assert next_stop() == "The council answers"


def test_a_hidden_comment_is_promised_nothing(client: Visitor, recommendation: Recommendation) -> None:
    hidden = make_comment(recommendation.subject, email="b@example.org", state=CommentState.HIDDEN)
    page = page_of(client, hidden)
    assert "A moderator has hidden your comment." in page
    assert 'aria-current="step"' not in page


def test_the_answer_leads_to_the_changed_paragraph_and_former_ones_stay_readable(
    client: Visitor, assembly: Assembly, recommendation: Recommendation, comment: Comment
) -> None:
    theme = make_theme(assembly, "Deliveries", comment)
    make_disposition(assembly, theme, DispositionOutcome.NO_CHANGE, explanation="WE THOUGHT NOT.")
    version = recommendation.versions[1]
    make_disposition(
        assembly,
        comment,
        DispositionOutcome.CHANGED,
        explanation="Eleven it is.",
        version_id=version.id,
        clause_key="1.2",
    )
    page = page_of(client, comment)
    base = f"{recommendation.path}versions/"
    assert "The text was changed" in page
    assert "Eleven it is." in page
    assert f'href="{base}2/#clause-1.2"' in page
    assert f'href="{recommendation.path}changes/#v2-1.2"' in page
    assert "1 other answer" in page
    assert "WE THOUGHT NOT." in page
    assert page.index("Eleven it is.") < page.index("WE THOUGHT NOT.")


def test_a_reply_shows_the_answer_of_what_it_replies_to(
    client: Visitor, assembly: Assembly, comment: Comment
) -> None:
    reply = make_comment(comment.subject, parent_id=comment.id)
    make_disposition(assembly, comment)
    assert "The comment that you replied to got this answer." in page_of(client, reply)


def test_a_reply_says_what_it_replies_to_and_leads_there(client: Visitor, comment: Comment) -> None:
    comment.body = "Buses must be able to stop. " * 20
    reply = make_comment(comment.subject, "So must bicycles.", parent_id=comment.id)
    page = page_of(client, reply)
    assert "You replied to this comment:" in page
    assert "“Buses must be able to stop." in page
    assert comment.body not in page
    assert f"#comment-{comment.id}" in page


@pytest.mark.parametrize(
    ("state", "said"),
    [(CommentState.HIDDEN, "a moderator has hidden"), (CommentState.WITHDRAWN, "its author has withdrawn")],
)
def test_a_reply_never_brings_back_words_that_went(
    client: Visitor, comment: Comment, state: CommentState, said: str
) -> None:
    comment.body, comment.state = "WORDS THAT WENT", state
    page = page_of(client, make_comment(comment.subject, parent_id=comment.id))
    assert said in page
    assert "WORDS THAT WENT" not in page
    assert f"#comment-{comment.id}" in page


@pytest.mark.parametrize("state", [CommentState.REJECTED, CommentState.WITHDRAWN])
def test_what_was_rejected_or_withdrawn_offers_no_emails_that_can_never_come(
    client: Visitor, recommendation: Recommendation, state: CommentState
) -> None:
    page = page_of(client, make_comment(recommendation.subject, email="b@example.org", state=state))
    assert "Emails to you" not in page
    assert "e send you no more emails about it." in page


def test_nobody_can_reply_to_a_reply_so_its_author_is_promised_no_emails_about_that(
    client: Visitor, comment: Comment
) -> None:
    reply = make_comment(comment.subject, email="b@example.org", parent_id=comment.id)
    page = page_of(client, reply)
    assert "When it is shown" in page
    assert "When somebody replies" not in page
    assert "When somebody replies" in page_of(client, comment)


def test_the_councils_answer_stands_with_its_verdict(
    client: Visitor, recommendation: Recommendation, comment: Comment
) -> None:
    make_response(recommendation)
    page = page_of(client, comment)
    assert "Accepted" in page
    assert f'href="{recommendation.path}#answer"' in page


def test_opening_the_link_changes_nothing_and_one_click_without_a_token_turns_letters_off(
    client: Visitor, session: Session, comment: Comment
) -> None:
    path = f"/receipts/{comment.receipt_token}/letters/replied"
    assert "Turn these emails off" in client.get(path).get_data(as_text=True)
    contact = session.get_one(Contact, comment.id)
    assert contact.takes(LetterKind.REPLIED)
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "These emails are turned off" in answer.get_data(as_text=True)
    session.refresh(contact)
    assert contact.declines(LetterKind.REPLIED)
    assert "Set-Cookie" not in answer.headers
    assert client.post(f"{path}/on").status_code == 400
    [token] = re.findall(r'name="csrf_token" value="([^"]*)"', page_of(client, comment))
    assert client.post(f"{path}/on", data={"csrf_token": token}).status_code == 200
    session.refresh(contact)
    assert contact.takes(LetterKind.REPLIED)


def test_who_comments_under_somebody_elses_address_cannot_turn_that_persons_letters_off(
    client: Visitor, session: Session, comment: Comment
) -> None:
    forged = make_comment(comment.subject, email="ann@example.org", confirmed=False)
    path = f"/receipts/{forged.receipt_token}/letters/answered"
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert client.post(f"{path}/on").status_code == 404
    switch_letters(forged, LetterKind.ANSWERED, wanted=False)
    for comment_id in (comment.id, forged.id):
        assert session.get_one(Contact, comment_id, populate_existing=True).declined is None


def test_the_letter_that_asks_to_confirm_cannot_be_turned_off(client: Visitor, comment: Comment) -> None:
    assert client.get(f"/receipts/{comment.receipt_token}/letters/confirm").status_code == 404
    waiting = make_comment(comment.subject, email="c@example.org", confirmed=False)
    assert "Emails to you" not in page_of(client, waiting)
    assert "Emails to you" in page_of(client, comment)


def test_somebody_who_replies_makes_a_letter_once_and_none_to_oneself(
    session: Session, comment: Comment, letters: list[Letter]
) -> None:
    waiting = CommentState.AWAITING_MODERATION
    other = make_comment(comment.subject, "SECRET", parent_id=comment.id, state=waiting)
    own = make_comment(comment.subject, parent_id=comment.id, state=waiting, author_key=comment.author_key)
    moderator = make_moderator()
    for reply in (other, own):
        decide(reply, Action.PUBLISH, by=moderator, seen=mark_of(reply))
    session.commit()
    let_letters_leave()
    [letter] = [each for each in letters if "replied" in each.subject]
    assert letter.to == "ann@example.org"
    assert "SECRET" not in letter.text
    assert letter.headers["List-Unsubscribe"].endswith("/letters/replied>")


def test_the_councils_answer_makes_one_letter_for_each_address(
    session: Session, recommendation: Recommendation, comment: Comment, letters: list[Letter]
) -> None:
    subject = recommendation.subject
    hidden = make_comment(subject, email="bob@example.org")
    make_comment(subject, email="ann@example.org")
    make_comment(subject, email="bob@example.org")
    off = make_comment(subject, email="off@example.org")
    make_comment(subject, email="unconfirmed@example.org", confirmed=False)
    make_comment(subject, email="rejected@example.org", state=CommentState.REJECTED)
    assert off.contact is not None
    off.contact.declined = "answered"
    response = make_response(recommendation)
    for _ in range(2):
        assert write_to_commenters(response.id, 0) is None
    hidden.state = CommentState.HIDDEN.value
    session.commit()
    outbox.drain()
    assert sorted(letter.to for letter in letters) == ["ann@example.org", "bob@example.org"]
    assert {letter.subject for letter in letters} == {"The council answered “Buses first”"}


def test_the_public_pages_say_how_many_comments_are_answered(
    client: Visitor, assembly: Assembly, recommendation: Recommendation, comment: Comment
) -> None:
    make_disposition(assembly, comment)
    make_comment(recommendation.subject)
    for path in (assembly.path, recommendation.path):
        assert "1 of 2 answered" in client.get(path).get_data(as_text=True)
