"""Letters to authors: what they say, who gets one, and when none is sent any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.comments.queries import place_of
from app.core import clock, outbox
from app.core.outbox import Letter
from app.moderation.models import Action
from app.moderation.redaction import Redaction
from app.moderation.services import decide
from app.moderation.signals.removed import Removed
from tests.factories.comments import make_comment
from tests.factories.moderation import decide_as, make_moderator, mark_of
from tests.letters import let_letters_leave

SECRET = "Known to the police"
BODY = "The words of the comment itself"


def _posted(session: Session, state: CommentState, **more: object) -> Comment:
    comment = make_comment(body=BODY, state=state, email="priya@example.org", **more)  # type: ignore[arg-type]
    session.commit()
    return comment


def _drain(session: Session) -> int:
    session.commit()
    return let_letters_leave()


def test_a_rejected_author_reads_the_paragraph_the_note_and_where_the_text_is(
    session: Session, letters: list[Letter]
) -> None:
    comment = _posted(session, CommentState.AWAITING_MODERATION)
    decide(
        comment,
        Action.REJECT,
        by=make_moderator(),
        seen=mark_of(comment),
        reason_code="private_person",
        note_to_author="Leave out the name & the street.",
        internal_note=SECRET,
    )
    assert _drain(session) == 1
    [letter] = letters
    assert letter.to == "priya@example.org"
    assert letter.subject == f"Your comment on “{comment.subject.title}” was not published"
    assert "paragraph 3 of the moderation policy, “Private people”: Do not name or locate" in letter.text
    assert "Leave out the name & the street." in letter.text
    assert f"/receipts/{comment.receipt_token}\n" in letter.text
    assert "/moderation-policy/versions/1#private_person\n" in letter.text
    assert "http://127.0.0.1:8000/receipts/" in letter.text
    assert "Fenbury Borough Council" in letter.text


def test_a_letter_names_what_was_taken_out_shortly_before_too(
    session: Session, letters: list[Letter]
) -> None:
    """Only the last of several letters leaves; what was taken out long before had one of its own."""
    text = "Ring Doris on 01632 960001 or write to doris@example.com."
    comment = make_comment(body=text, state=CommentState.AWAITING_MODERATION, email="priya@example.org")
    sam, now = make_moderator(), clock.now()
    for minutes, words, kind in (
        (-60, "doris@example.com", Removed.EMAIL),
        (0, "01632 960001", Removed.PHONE),
        (2, "Doris", Removed.NAME),
    ):
        with clock.at(now + timedelta(minutes=minutes)):
            seen = mark_of(comment)
            redactions = [Redaction(words, kind)]
            decide(
                comment, Action.REDACT, by=sam, seen=seen, reason_code="private_person", redactions=redactions
            )
            session.commit()
    with clock.at(now + timedelta(minutes=10)):
        outbox.drain()
    [letter] = letters
    assert "We took this out of what you wrote: Name of a private person." in letter.text
    assert "Shortly before, this was taken out as well: Telephone number." in letter.text


@pytest.mark.parametrize(
    ("state", "action", "words"),
    [
        (CommentState.AWAITING_MODERATION, Action.PUBLISH, "is published"),
        (CommentState.AWAITING_MODERATION, Action.REJECT, "was not published"),
        (CommentState.PUBLISHED, Action.HIDE, "was hidden"),
        (CommentState.HIDDEN, Action.RESTORE, "is shown again"),
    ],
)
def test_each_decision_has_a_letter_without_internal_note_moderator_or_comment_text(
    session: Session, letters: list[Letter], state: CommentState, action: Action, words: str
) -> None:
    comment = _posted(session, state)
    decide(
        comment,
        action,
        by=make_moderator(),
        seen=mark_of(comment),
        reason_code="abuse" if action in (Action.REJECT, Action.HIDE) else None,
        internal_note=SECRET,
    )
    _drain(session)
    [letter] = letters
    assert words in letter.subject
    # Without words of the moderator's own, the author of what was taken away reads the policy's ready ones.
    assert ("without the insult" in letter.text) == (action in (Action.REJECT, Action.HIDE))
    assert ("The moderator writes to you" in letter.text) == (action in (Action.REJECT, Action.HIDE))
    for absent in (SECRET, BODY, "Okafor", "None"):
        assert absent not in letter.text + letter.subject


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (CommentState.AWAITING_MODERATION, Action.PUBLISH),
        (CommentState.AWAITING_MODERATION, Action.REJECT),
        (CommentState.PUBLISHED, Action.HIDE),
        (CommentState.HIDDEN, Action.RESTORE),
    ],
)
def test_whoever_replied_reads_of_their_reply_and_of_no_comment_of_theirs(
    session: Session, letters: list[Letter], state: CommentState, action: Action
) -> None:
    comment = make_comment()
    reply = _posted(session, state, subject=comment.subject, parent_id=comment.id)
    reason = "abuse" if action in (Action.REJECT, Action.HIDE) else None
    decide(reply, action, by=make_moderator(), seen=mark_of(reply), reason_code=reason)
    _drain(session)
    [letter] = letters
    assert letter.subject.startswith("Your reply about “")
    assert "your reply about" in letter.text.lower()
    assert "our comment on" not in letter.text


@pytest.mark.parametrize(
    ("state", "action"),
    [(CommentState.AWAITING_MODERATION, Action.PUBLISH), (CommentState.HIDDEN, Action.RESTORE)],
)
def test_a_letter_about_a_comment_on_show_leads_to_the_comment_itself(
    session: Session, letters: list[Letter], state: CommentState, action: Action
) -> None:
    comment = _posted(session, state)
    decide(comment, action, by=make_moderator(), seen=mark_of(comment))
    _drain(session)
    [letter] = letters
    assert f"{place_of(comment)}\n" in letter.text


def test_without_a_confirmed_address_nobody_is_written_to(session: Session, letters: list[Letter]) -> None:
    sam = make_moderator()
    nameless = make_comment(state=CommentState.AWAITING_MODERATION)
    unconfirmed = _posted(session, CommentState.AWAITING_MODERATION, confirmed=False)
    for comment in (nameless, unconfirmed):
        decide_as(sam, comment, Action.PUBLISH)
    assert _drain(session) == 0
    assert letters == []


def test_a_letter_that_waited_too_long_is_not_sent_when_the_comment_was_hidden_meanwhile(
    session: Session, letters: list[Letter]
) -> None:
    comment, sam = _posted(session, CommentState.AWAITING_MODERATION), make_moderator()
    decide_as(sam, comment, Action.PUBLISH)
    session.commit()
    decide_as(sam, comment, Action.HIDE)
    _drain(session)
    assert [letter.subject for letter in letters] == [f"Your comment on “{comment.subject.title}” was hidden"]


def test_of_a_comment_hidden_and_restored_only_the_last_letter_is_right(
    session: Session, letters: list[Letter]
) -> None:
    comment, sam = _posted(session, CommentState.AWAITING_MODERATION), make_moderator()
    for action in (Action.PUBLISH, Action.HIDE, Action.RESTORE):
        decide_as(sam, comment, action)
    _drain(session)
    assert [letter.subject for letter in letters] == [
        f"Your comment on “{comment.subject.title}” is shown again"
    ]


def test_a_letter_is_sent_once_however_often_the_worker_comes_by(
    session: Session, letters: list[Letter]
) -> None:
    decide_as(make_moderator(), _posted(session, CommentState.AWAITING_MODERATION), Action.PUBLISH)
    assert [_drain(session), _drain(session)] == [1, 0]
    assert len(letters) == 1


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (CommentState.AWAITING_MODERATION, Action.PUBLISH),
        (CommentState.AWAITING_MODERATION, Action.REJECT),
        (CommentState.PUBLISHED, Action.HIDE),
        (CommentState.HIDDEN, Action.RESTORE),
    ],
)
def test_what_takes_words_away_says_how_to_appeal_and_nothing_else_does(
    session: Session, letters: list[Letter], state: CommentState, action: Action
) -> None:
    comment = _posted(session, state)
    decide_as(make_moderator(), comment, action)
    _drain(session)
    [letter] = letters
    takes = action in (Action.REJECT, Action.HIDE)
    assert (f"http://127.0.0.1:8000/receipts/{comment.receipt_token}/appeal\n" in letter.text) == takes
    assert ("Another moderator then decides, as a rule within 1 working day." in letter.text) == takes
