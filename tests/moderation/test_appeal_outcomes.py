"""Deciding appeals: never by who made the decision, in place, once, and told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments.models import Comment, CommentState
from app.comments.services import withdraw_comment
from app.core import clock, transactions
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.core.outbox import Letter
from app.moderation.models import Action, Appeal, AppealOutcome, ModerationDecision, QueueEntry
from app.moderation.queries.appeals import open_appeal
from app.moderation.queries.queue import Listing, Scope
from app.moderation.redaction import Redaction
from app.moderation.services import (
    appeal,
    claim,
    claim_next,
    decide,
    decide_appeal,
    possible_actions,
    report_comment,
    undo,
    why_not_appeal,
)
from app.moderation.signals.removed import Removed
from tests.at_once import Act, at_once
from tests.databases import CleanDatabase
from tests.factories.comments import make_comment
from tests.factories.moderation import decide_as, make_lead, make_moderator, mark_of
from tests.letters import let_letters_leave

BODY = "Ring me on 01234 567890 about the buses."
WHY = "It is the number of my own shop."
SECRET = "He rang twice"
# What was decided, on a comment in which state, what takes it back, and how the comment then stands.
CASES = [
    (CommentState.AWAITING_MODERATION, Action.REJECT, Action.PUBLISH),
    (CommentState.PUBLISHED, Action.HIDE, Action.RESTORE),
    (CommentState.PUBLISHED, Action.REDACT, Action.UNREDACT),
]


def _appealed(by: Account, state: CommentState, action: Action) -> Appeal:
    """A comment with an address whose author appeals against what was decided on it."""
    comment = make_comment(body=BODY, state=state, email="priya@example.org")
    decision = decide(
        comment,
        action,
        by=by,
        seen=mark_of(comment),
        reason_code="private_person",
        redactions=[Redaction("01234 567890", Removed.PHONE)] if action is Action.REDACT else [],
    )
    return appeal(comment, decision.id, WHY)


def _decide(made: Appeal, overturn: bool, by: Account, note: str | None = None) -> ModerationDecision:
    seen = mark_of(made.comment)
    return decide_appeal(made, overturn, by=by, seen=seen, note_to_author=note, internal_note=SECRET)


@pytest.mark.parametrize(("state", "action", "back"), CASES)
def test_an_overturned_decision_is_taken_back_in_place(
    session: Session, sam: Account, ada: Account, state: CommentState, action: Action, back: Action
) -> None:
    made = _appealed(sam, state, action)
    comment, replies = made.comment, [make_comment(made.comment.subject, parent_id=made.comment.id)]
    before = (comment.id, comment.parent_id, comment.clause_key, comment.created_at)
    decision = _decide(made, True, ada, "You were right.")
    session.refresh(comment)
    assert (comment.state, comment.body) == (CommentState.PUBLISHED, BODY)
    assert (comment.id, comment.parent_id, comment.clause_key, comment.created_at) == before
    assert [reply.parent_id for reply in replies] == [comment.id]
    assert (decision.action, decision.note_to_author, decision.decided_by_id) == (
        back,
        "You were right.",
        ada.id,
    )
    assert (made.outcome, made.decided_by_id, made.outcome_decision_id) == (
        AppealOutcome.OVERTURNED,
        ada.id,
        decision.id,
    )
    assert session.get(QueueEntry, comment.id) is None


@pytest.mark.parametrize(("state", "action", "back"), CASES)
def test_an_upheld_decision_stands_and_nothing_changes(
    session: Session, sam: Account, ada: Account, state: CommentState, action: Action, back: Action
) -> None:
    made = _appealed(sam, state, action)
    before = (made.comment.state, made.comment.body)
    decision = _decide(made, False, ada)
    session.refresh(made.comment)
    assert (made.comment.state, made.comment.body) == before
    assert (decision.action, made.outcome) == (Action.UPHOLD, AppealOutcome.UPHELD)
    assert open_appeal(made.comment_id) is None
    assert session.get(QueueEntry, made.comment_id) is None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "answered")).one()
    assert (entry.kind, entry.thing_id, entry.actor_id, entry.detail) == (
        "appeals",
        made.id,
        ada.id,
        {"outcome": "upheld"},
    )


@pytest.mark.parametrize(("state", "action", "back"), CASES)
@pytest.mark.parametrize("overturn", [True, False])
def test_nobody_decides_about_their_own_decision(
    session: Session, sam: Account, state: CommentState, action: Action, back: Action, overturn: bool
) -> None:
    made = _appealed(sam, state, action)
    with pytest.raises(Refused, match="You made this decision, so somebody else"):
        _decide(made, overturn, sam)
    assert made.outcome is None
    assert session.scalar(select(func.count(ModerationDecision.id))) == 1


@pytest.mark.parametrize(("state", "action", "back"), CASES)
def test_there_is_no_way_round_the_appeal(
    session: Session, sam: Account, ada: Account, state: CommentState, action: Action, back: Action
) -> None:
    made = _appealed(sam, state, action)
    for person in (sam, ada):
        assert back not in possible_actions(made.comment, person)
        with pytest.raises(Refused, match="Decide the appeal"):
            decide_as(person, made.comment, back)
    _decide(made, False, ada)
    assert back in possible_actions(made.comment, sam)


def test_who_may_decide_is_known_before_anybody_tries(session: Session, sam: Account, ada: Account) -> None:
    made = _appealed(sam, CommentState.PUBLISHED, Action.HIDE)
    assert why_not_appeal(made, sam) == "You made this decision, so somebody else decides the appeal."
    assert why_not_appeal(made, ada) is None


def test_an_appeal_waits_in_the_queue_since_it_was_made(session: Session, sam: Account) -> None:
    with clock.at(datetime(2026, 11, 18, 12, tzinfo=UTC)):
        made = _appealed(sam, CommentState.PUBLISHED, Action.HIDE)
    entry = session.get_one(QueueEntry, made.comment_id)
    assert (entry.is_appealed, entry.since) == (True, made.made_at)


def test_a_second_decision_says_who_was_first(session: Session, sam: Account, ada: Account) -> None:
    made = _appealed(sam, CommentState.PUBLISHED, Action.HIDE)
    kim, seen = make_moderator("kim@fenbury.example", "Kim Lee"), mark_of(made.comment)
    decide_appeal(made, False, by=ada, seen=seen)
    with pytest.raises(Refused, match="Ada Byron decided the appeal"):
        decide_appeal(made, True, by=kim, seen=seen)
    with pytest.raises(Refused, match="This appeal does not wait any more"):
        _decide(made, True, kim)


def test_what_somebody_else_reads_just_now_is_theirs_to_decide(
    session: Session, sam: Account, ada: Account
) -> None:
    made = _appealed(sam, CommentState.PUBLISHED, Action.HIDE)
    claim(made.comment, make_moderator("kim@fenbury.example", "Kim Lee"))
    with pytest.raises(Refused, match="Kim Lee has been reading this"):
        _decide(made, True, ada)


def test_who_may_not_decide_an_appeal_cannot_keep_it_from_those_who_may(
    session: Session, sam: Account, ada: Account
) -> None:
    made, waiting = _appealed(sam, CommentState.PUBLISHED, Action.HIDE), Scope(None)
    assert claim(made.comment, sam) is None
    assert claim_next(Listing.QUEUE, waiting, sam) is None
    assert claim_next(Listing.QUEUE, waiting, ada) is made.comment
    with pytest.raises(Refused, match="Ada Byron has been reading this"):
        claim(made.comment, sam)
    _decide(made, False, ada)
    reported = decide_as(sam, make_comment(), Action.HIDE).comment
    decide_as(sam, reported, Action.RESTORE)
    report_comment(reported, "abuse")
    assert claim(reported, sam) is not None


def test_a_withdrawn_comment_has_no_appeal_to_decide(session: Session, sam: Account, ada: Account) -> None:
    made = _appealed(sam, CommentState.PUBLISHED, Action.HIDE)
    withdraw_comment(made.comment)
    assert session.get(QueueEntry, made.comment_id) is None
    with pytest.raises(Refused):
        _decide(made, True, ada)
    assert made.outcome is None


def test_what_is_reported_meanwhile_still_waits_once_the_appeal_is_decided(
    session: Session, sam: Account, ada: Account
) -> None:
    made = _appealed(sam, CommentState.PUBLISHED, Action.REDACT)
    report = report_comment(made.comment, "abuse")
    _decide(made, True, ada)
    session.refresh(report)
    assert report.settled_at is None
    entry = session.get_one(QueueEntry, made.comment_id)
    assert (entry.is_appealed, entry.reports) == (False, 1)


@pytest.mark.parametrize(("state", "action", "back"), CASES)
@pytest.mark.parametrize("overturn", [True, False])
def test_the_author_gets_one_letter_that_says_how_it_ended(
    session: Session,
    letters: list[Letter],
    sam: Account,
    ada: Account,
    state: CommentState,
    action: Action,
    back: Action,
    overturn: bool,
) -> None:
    made = _appealed(sam, state, action)
    session.commit()
    let_letters_leave()
    [told] = letters
    assert f"/receipts/{made.comment.receipt_token}/appeal\n" in told.text
    letters.clear()
    _decide(made, overturn, ada, "We looked twice.")
    session.commit()
    let_letters_leave()
    [letter] = letters
    ending = "you were right" if overturn else "the decision stands"
    assert letter.subject == f"Your appeal about “{made.comment.subject.title}”: {ending}"
    assert "We looked twice." in letter.text
    assert ("Your own words are shown." in letter.text) == overturn
    assert ("paragraph 3 of the moderation policy" in letter.text) == (not overturn)
    for absent in (SECRET, "Byron", "Okafor", BODY, WHY, "None"):
        assert absent not in letter.text + letter.subject


def test_two_moderators_who_decide_one_appeal_at_once_leave_one_outcome(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        made = _appealed(make_moderator(), CommentState.PUBLISHED, Action.HIDE)
        appeal_id, comment_id, seen = made.id, made.comment_id, mark_of(made.comment)
        people = [make_moderator(f"m{n}@fenbury.example", f"Moderator {n}").id for n in range(2)]

    def act(person: int, overturn: bool) -> Act:
        def press(own: Session) -> None:
            decide_appeal(
                own.get_one(Appeal, appeal_id), overturn, by=own.get_one(Account, person), seen=seen
            )

        return press

    outcomes = at_once(app, act(people[0], True), act(people[1], False))
    assert outcomes.count("done") == 1
    [refusal] = [outcome for outcome in outcomes if outcome != "done"]
    assert refusal.startswith("Moderator ")
    session.expire_all()
    made = session.get_one(Appeal, appeal_id)
    state = session.get_one(Comment, comment_id).state
    assert (made.outcome, state) in (("overturned", "published"), ("upheld", "hidden"))
    assert session.scalar(select(func.count(ModerationDecision.id))) == 2


def test_the_maker_who_tries_at_the_same_moment_is_refused_whoever_comes_first(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        maker = make_moderator()
        made = _appealed(maker, CommentState.PUBLISHED, Action.HIDE)
        appeal_id, maker_id, seen = made.id, maker.id, mark_of(made.comment)
        other_id = make_moderator("ada@fenbury.example", "Ada Byron").id

    def by(person: int, overturn: bool) -> Act:
        def press(own: Session) -> None:
            decide_appeal(
                own.get_one(Appeal, appeal_id), overturn, by=own.get_one(Account, person), seen=seen
            )

        return press

    outcomes = at_once(app, by(maker_id, False), by(other_id, True))
    assert outcomes[1] == "done"
    assert outcomes[0] == "You made this decision, so somebody else decides the appeal."
    session.expire_all()
    assert session.get_one(Appeal, appeal_id).decided_by_id == other_id


@pytest.mark.parametrize(("state", "action", "back"), CASES)
@pytest.mark.parametrize("overturn", [True, False])
def test_an_outcome_that_is_taken_back_leaves_the_appeal_waiting_and_nobody_told(
    session: Session,
    letters: list[Letter],
    sam: Account,
    ada: Account,
    state: CommentState,
    action: Action,
    back: Action,
    overturn: bool,
) -> None:
    made = _appealed(sam, state, action)
    session.commit()
    let_letters_leave()
    letters.clear()
    before = (made.comment.state, made.comment.body, made.comment.published_at is None)
    decision = _decide(made, overturn, ada)
    assert decision.batch is not None
    undo(decision.batch, ada)
    session.expire_all()
    assert (made.comment.state, made.comment.body, made.comment.published_at is None) == before
    assert open_appeal(made.comment_id) is made
    assert session.get_one(QueueEntry, made.comment_id).is_appealed
    session.commit()
    let_letters_leave()
    assert letters == []
    assert _decide(made, True, ada).action == back


def test_who_made_the_decision_does_not_take_its_overturning_back_either(
    session: Session, ada: Account
) -> None:
    lead = make_lead()
    made = _appealed(lead, CommentState.PUBLISHED, Action.HIDE)
    batch = _decide(made, True, ada).batch
    assert batch is not None
    with pytest.raises(Refused, match="an appeal against your own decision"):
        undo(batch, lead)
    assert undo(batch, ada).left == []
