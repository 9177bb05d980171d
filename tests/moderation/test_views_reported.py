"""The private page on which a reader finds what became of a report, and the letter that says the same."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.comments.services import withdraw_comment
from app.core import clock, outbox
from app.core.outbox import Letter
from app.moderation.limits import LETTERS_WAIT
from app.moderation.models import Action, Report
from app.moderation.services import (
    decide,
    reopen_reports,
    report_comment,
    settle_reports,
)
from tests.conftest import NOON, Visitor
from tests.factories.accounts import sign_in_as
from tests.factories.comments import make_comment, make_question
from tests.factories.moderation import add_decision, decide_as, make_moderator, mark_of
from tests.queries import counted

SECRET = "Known to the police"
BODY = "The words of the comment itself"


@pytest.fixture
def comment(session: Session) -> Comment:
    return make_comment(body=BODY)


def _page(client: Visitor, report: Report) -> str:
    return unescape(client.get(f"/reports/{report.token}").get_data(as_text=True))


def _settled(comment: Comment, action: Action, state: CommentState) -> None:
    """A decision as it leaves things, whether or not the desk can do it from here."""
    settle_reports([add_decision(make_moderator(), comment, action)])
    comment.state = state


def _drain(session: Session) -> int:
    session.commit()
    with clock.at(clock.now() + LETTERS_WAIT + timedelta(seconds=1)):
        return outbox.drain()


@pytest.mark.usefixtures("at_noon")
def test_until_it_is_answered_it_says_what_was_reported_and_by_when_somebody_looks(
    client: Visitor, comment: Comment
) -> None:
    report = report_comment(comment, "private_person", "It is my address.", "reader@example.org")
    page = _page(client, report)
    assert "We have your report" in page
    assert "It is decided by 19\N{NO-BREAK SPACE}November 2026, midday, as a rule." in page
    assert "It names or locates a private person" in page
    assert "It is my address." in page
    assert "We also send you the answer by email." in page
    assert "reader@example.org" not in page
    assert BODY not in page


def test_what_waits_too_long_says_that_we_are_late(client: Visitor, comment: Comment) -> None:
    with clock.at(NOON):
        report = report_comment(comment, "abuse")
    with clock.at(NOON + timedelta(days=1)):
        page = _page(client, report)
    assert "It should have been decided by 19\N{NO-BREAK SPACE}November 2026, midday. We are late" in page


def test_it_is_private_and_kept_by_nobody(client: Visitor, comment: Comment) -> None:
    answer = client.get(f"/reports/{report_comment(comment, 'abuse').token}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Disallow: /reports/" in client.get("/robots.txt").get_data(as_text=True)
    assert client.get("/reports/nobody-has-this").status_code == 404


@pytest.mark.parametrize(
    ("action", "state", "said"),
    [
        (Action.KEEP, CommentState.PUBLISHED, "It breaks no rule of our policy, so it stays."),
        (Action.HIDE, CommentState.HIDDEN, "A moderator has read it again and has hidden it."),
        (Action.REDACT, CommentState.PUBLISHED, "has taken some words out of it."),
        (Action.PUBLISH, CommentState.PUBLISHED, "Its author has changed the words."),
        (Action.REJECT, CommentState.REJECTED, "and they are not shown."),
    ],
)
def test_each_way_in_which_it_ends_is_said_with_its_paragraph_and_nothing_more(
    client: Visitor, session: Session, comment: Comment, action: Action, state: CommentState, said: str
) -> None:
    report = report_comment(comment, "abuse")
    _settled(comment, action, state)
    page = _page(client, report)
    assert "Our answer to your report" in page
    assert said in page
    takes = action in (Action.HIDE, Action.REDACT, Action.REJECT)
    assert ("paragraph 1 of the policy, Abuse." in page) == takes
    assert ("since then" in page or "once more" in page) is False
    for absent in (BODY, "Okafor", "waits for a moderator"):
        assert absent not in page


def test_the_internal_note_and_the_note_to_the_author_are_not_for_readers(
    client: Visitor, comment: Comment
) -> None:
    report = report_comment(comment, "abuse")
    decide(
        comment,
        Action.HIDE,
        by=make_moderator(),
        seen=mark_of(comment),
        reason_code="abuse",
        note_to_author="Dear author",
        internal_note=SECRET,
    )
    page = _page(client, report)
    assert "Dear author" not in page
    assert SECRET not in page


@pytest.mark.parametrize(
    ("answered", "then", "said"),
    [
        (Action.HIDE, CommentState.PUBLISHED, "it is shown again"),
        (Action.HIDE, CommentState.WITHDRAWN, "Its author has withdrawn it since then."),
        (Action.KEEP, CommentState.HIDDEN, "A moderator has hidden it since then."),
        (Action.KEEP, CommentState.AWAITING_MODERATION, "Its author has changed it since then."),
        (Action.KEEP, CommentState.REJECTED, "It is not shown any more."),
    ],
)
def test_what_came_after_the_answer_is_said_with_it(
    client: Visitor, comment: Comment, answered: Action, then: CommentState, said: str
) -> None:
    report = report_comment(comment, "abuse")
    _settled(comment, answered, then)
    assert said in _page(client, report)


def test_words_that_came_back_on_appeal_are_told(client: Visitor, comment: Comment) -> None:
    report = report_comment(comment, "abuse")
    _settled(comment, Action.REDACT, CommentState.PUBLISHED)
    add_decision(make_moderator("ada@fenbury.example", "Ada Byron"), comment, Action.UNREDACT)
    assert "Its words are shown again." in _page(client, report)


def test_an_undone_answer_leaves_it_waiting(client: Visitor, session: Session, comment: Comment) -> None:
    report = report_comment(comment, "abuse")
    decision = decide_as(make_moderator(), comment, Action.HIDE)
    reopen_reports(decision)
    assert "We have your report" in _page(client, report)


def test_a_reader_of_a_question_reads_of_a_question(client: Visitor, comment: Comment) -> None:
    report = report_comment(make_question(comment.subject), "abuse")
    assert "Go to the question" in _page(client, report)


def test_what_was_taken_down_is_neither_named_nor_linked(client: Visitor, comment: Comment) -> None:
    report = report_comment(comment, "abuse")
    title = comment.subject.title
    comment.subject.public_from = None
    page = _page(client, report)
    assert "Something that was taken down" in page
    assert title not in page
    assert comment.subject.path not in page


def test_the_page_costs_the_same_however_much_was_decided(client: Visitor, comment: Comment) -> None:
    report, sam = report_comment(comment, "abuse"), make_moderator()
    path = f"/reports/{report.token}"
    with counted() as few:
        client.get(path)
    for _ in range(5):
        add_decision(sam, comment, Action.KEEP)
    with counted() as many:
        client.get(path)
    assert len(many) == len(few) <= 6


def test_the_answer_goes_to_the_address_once_and_names_no_moderator(
    session: Session, letters: list[Letter], comment: Comment
) -> None:
    report = report_comment(comment, "abuse", email="reader@example.org")
    report_comment(comment, "abuse")
    decide_as(make_moderator(), comment, Action.HIDE, note="Dear author")
    assert [_drain(session), _drain(session)] == [1, 0]
    [letter] = letters
    assert letter.to == "reader@example.org"
    assert letter.subject == f"Our answer to your report on “{comment.subject.title}”"
    assert "A moderator has read it again and has hidden it." in letter.text
    assert "paragraph 1 of the moderation policy, “Abuse”" in letter.text
    assert f"http://127.0.0.1:8000/reports/{report.token}\n" in letter.text
    for absent in (BODY, "Okafor", "Dear author", "None"):
        assert absent not in letter.text + letter.subject


def test_no_answer_leaves_that_was_undone_and_a_later_one_takes_its_place(
    session: Session, letters: list[Letter], comment: Comment
) -> None:
    report_comment(comment, "abuse", email="reader@example.org")
    sam = make_moderator()
    reopen_reports(decide_as(sam, comment, Action.KEEP))
    assert _drain(session) == 0
    decide_as(sam, comment, Action.HIDE)
    assert _drain(session) == 1
    assert "has hidden it" in letters[0].text


def test_a_letter_says_what_holds_when_it_leaves(
    session: Session, letters: list[Letter], comment: Comment
) -> None:
    report_comment(comment, "abuse", email="reader@example.org")
    sam = make_moderator()
    decide_as(sam, comment, Action.HIDE)
    decide_as(sam, comment, Action.RESTORE)
    assert _drain(session) == 1
    assert "it is shown again" in letters[0].text


def test_who_reported_what_its_author_withdrew_hears_that(
    session: Session, letters: list[Letter], comment: Comment
) -> None:
    report_comment(comment, "abuse", email="reader@example.org")
    withdraw_comment(comment)
    _drain(session)
    assert "Its author has withdrawn it. Its words are on no page any more." in letters[0].text


def test_the_desk_never_shows_the_address(client: Visitor, session: Session, comment: Comment) -> None:
    report_comment(comment, "abuse", "Look at it.", "reader@example.org")
    sign_in_as(client, make_moderator())
    for path in (f"/moderation/comments/{comment.id}", "/moderation/?state=reported"):
        page = client.get(path).get_data(as_text=True)
        assert "reader@example.org" not in page
    assert "email" not in session.scalars(select(Report)).one().__dict__
