"""Appeals where words were taken out twice, or the rest was hidden meanwhile: each decision is judged by itself."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments.models import Comment, CommentState
from app.comments.queries.wordings import is_redacted
from app.core.errors import Refused
from app.core.outbox import Letter
from app.moderation.models import Action, Appeal, AppealOutcome, ModerationDecision
from app.moderation.queries.appeals import decision_to_appeal, last_redaction, open_appeal
from app.moderation.queries.figures import report_figures
from app.moderation.redaction import Redaction
from app.moderation.services import (
    appeal,
    decide,
    decide_appeal,
    possible_actions,
    report_comment,
    undo,
    why_not_appeal,
)
from app.moderation.signals.removed import Removed
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_recommendation_subject
from tests.factories.moderation import decide_as, make_lead, make_moderator, mark_of
from tests.letters import let_letters_leave

BODY = "Ring Ann Lee on 01234 567890 about the buses."
WITHOUT_NUMBER = "Ring Ann Lee on [telephone number removed] about the buses."
WITHOUT_BOTH = "Ring [name removed] on [telephone number removed] about the buses."
NUMBER, NAME = Redaction("01234 567890", Removed.PHONE), Redaction("Ann Lee", Removed.NAME)
WHY = "She has agreed to it."


@pytest.fixture
def kim(session: Session) -> Account:
    """Who has taken nothing out."""
    return make_moderator("kim@fenbury.example", "Kim Lee")


@pytest.fixture
def comment(session: Session) -> Comment:
    """A comment on show that holds a name and a number."""
    return make_comment(
        make_recommendation_subject(make_assembly(consulting=(-7, 7))), BODY, email="priya@example.org"
    )


def _redact(comment: Comment, by: Account, gone: Redaction) -> ModerationDecision:
    return decide(
        comment,
        Action.REDACT,
        by=by,
        seen=mark_of(comment),
        reason_code="private_person",
        redactions=[gone],
    )


def _appealed(comment: Comment, by: Account, gone: Redaction) -> Appeal:
    return appeal(comment, _redact(comment, by, gone).id, WHY)


def _overturn(made: Appeal, by: Account) -> ModerationDecision:
    return decide_appeal(made, True, by=by, seen=mark_of(made.comment))


def test_an_appeal_puts_back_what_that_decision_took_out_and_nothing_else(
    session: Session, comment: Comment, sam: Account, ada: Account, kim: Account
) -> None:
    first = _redact(comment, sam, NUMBER)
    made = _appealed(comment, ada, NAME)
    decision = _overturn(made, kim)
    session.refresh(comment)
    assert (comment.body, is_redacted(comment.id)) == (WITHOUT_NUMBER, True)
    assert last_redaction(comment.id) is first
    assert decision.batch is not None
    undo(decision.batch, kim)
    session.refresh(comment)
    assert comment.body == WITHOUT_BOTH
    assert last_redaction(comment.id) is made.decision
    assert open_appeal(comment.id) is made
    _overturn(made, kim)
    assert comment.body == WITHOUT_NUMBER


def test_of_two_appeals_the_later_one_is_decided_first_and_each_gives_back_its_own_words(
    session: Session, comment: Comment, sam: Account, ada: Account, kim: Account
) -> None:
    earlier = _appealed(comment, sam, NUMBER)
    later = _appealed(comment, ada, NAME)
    assert open_appeal(comment.id) is later
    _overturn(later, sam)
    assert comment.body == WITHOUT_NUMBER
    assert open_appeal(comment.id) is earlier
    _overturn(earlier, kim)
    assert (comment.body, is_redacted(comment.id)) == (BODY, False)
    assert last_redaction(comment.id) is None


def test_what_another_decision_took_out_since_keeps_an_earlier_one_from_being_overturned(
    session: Session, comment: Comment, sam: Account, ada: Account, kim: Account
) -> None:
    made = _appealed(comment, sam, NUMBER)
    _redact(comment, ada, NAME)
    with pytest.raises(Refused, match="Words were taken out of it once more since"):
        _overturn(made, kim)
    assert (comment.body, made.outcome) == (WITHOUT_BOTH, None)
    decide_appeal(made, False, by=kim, seen=mark_of(comment))
    assert (comment.body, made.outcome) == (WITHOUT_BOTH, AppealOutcome.UPHELD)


def test_nobody_decides_the_appeal_by_which_words_come_back_that_they_took_out(
    session: Session, comment: Comment, sam: Account, ada: Account
) -> None:
    earlier = _appealed(comment, sam, NUMBER)
    later = _appealed(comment, ada, NAME)
    own = "You made this decision, so somebody else decides the appeal."
    assert (why_not_appeal(later, ada), why_not_appeal(earlier, sam)) == (own, own)
    # The other's case is open to each, but brings back nothing of their own.
    assert why_not_appeal(later, sam) is None
    _overturn(later, sam)
    assert comment.body == WITHOUT_NUMBER
    with pytest.raises(Refused, match=own):
        _overturn(earlier, sam)


def test_once_the_last_words_are_back_their_author_appeals_against_the_decision_before(
    session: Session, comment: Comment, sam: Account, ada: Account, kim: Account
) -> None:
    first = _redact(comment, sam, NUMBER)
    _overturn(_appealed(comment, ada, NAME), kim)
    assert decision_to_appeal(comment) is first
    _overturn(appeal(comment, first.id, WHY), kim)
    assert (comment.body, decision_to_appeal(comment)) == (BODY, None)


def test_a_moderator_who_puts_words_back_without_an_appeal_puts_all_of_them_back(
    session: Session, comment: Comment, sam: Account, ada: Account, kim: Account
) -> None:
    _redact(comment, sam, NUMBER)
    _redact(comment, ada, NAME)
    decide_as(kim, comment, Action.UNREDACT)
    assert (comment.body, last_redaction(comment.id), decision_to_appeal(comment)) == (BODY, None, None)


def test_an_undone_redaction_is_not_the_last_one(
    session: Session, comment: Comment, sam: Account, ada: Account, kim: Account
) -> None:
    made = _appealed(comment, sam, NUMBER)
    batch = _redact(comment, ada, NAME).batch
    assert batch is not None
    undo(batch, ada)
    assert last_redaction(comment.id) is made.decision
    _overturn(made, kim)
    assert comment.body == BODY


def test_the_report_still_counts_what_another_decision_took_out(
    session: Session, comment: Comment, sam: Account, ada: Account, kim: Account
) -> None:
    assembly = comment.subject.assembly
    assert assembly is not None
    first = _redact(comment, sam, NUMBER)
    _overturn(_appealed(comment, ada, NAME), kim)
    assert report_figures(assembly).redacted == 1
    _overturn(appeal(comment, first.id, WHY), kim)
    assert report_figures(assembly).redacted == 0


def test_a_reader_who_reported_the_first_words_is_not_told_that_they_are_back(
    client: Visitor, session: Session, comment: Comment, sam: Account, ada: Account, kim: Account
) -> None:
    report = report_comment(comment, "private_person")
    first = _redact(comment, sam, NUMBER)
    _overturn(_appealed(comment, ada, NAME), kim)
    session.commit()
    page = client.get(f"/reports/{report.token}").get_data(as_text=True)
    assert "has taken some words out of it" in page
    assert "Its words are shown again" not in page
    _overturn(appeal(comment, first.id, WHY), kim)
    session.commit()
    assert "Its words are shown again" in client.get(f"/reports/{report.token}").get_data(as_text=True)


def test_the_letter_says_where_other_words_are_still_out(
    session: Session, letters: list[Letter], comment: Comment, sam: Account, ada: Account, kim: Account
) -> None:
    _redact(comment, sam, NUMBER)
    made = _appealed(comment, ada, NAME)
    session.commit()
    let_letters_leave()
    letters.clear()
    _overturn(made, kim)
    session.commit()
    let_letters_leave()
    [letter] = letters
    assert "The words are back. What another decision took out is still out." in letter.text
    assert "Your own words are shown" not in letter.text


# ---- Hidden meanwhile ----


@pytest.fixture
def hidden(comment: Comment, sam: Account, ada: Account) -> Appeal:
    """An appeal about words that were taken out of what somebody else has hidden since."""
    made = _appealed(comment, sam, NUMBER)
    decide_as(ada, comment, Action.HIDE)
    return made


def test_words_come_back_to_what_stays_hidden_and_its_author_reads_just_that(
    client: Visitor, session: Session, letters: list[Letter], hidden: Appeal, kim: Account
) -> None:
    session.commit()
    let_letters_leave()
    letters.clear()
    _overturn(hidden, kim)
    session.commit()
    assert (hidden.comment.state, hidden.comment.body) == (CommentState.HIDDEN, BODY)
    page = client.get(f"/receipts/{hidden.comment.receipt_token}").get_data(as_text=True)
    assert (
        "You were right, and the decision is taken back. Another decision still hides the whole text." in page
    )
    assert "own words shown" not in page
    let_letters_leave()
    [letter] = letters
    assert letter.subject.endswith("you were right")
    assert "The words are back, but nobody sees them yet." in letter.text
    assert "Your own words are shown" not in letter.text


def test_the_answer_on_what_is_hidden_can_be_taken_back(
    session: Session, hidden: Appeal, kim: Account
) -> None:
    batch = _overturn(hidden, kim).batch
    assert batch is not None
    assert undo(batch, kim).left == []
    comment = hidden.comment
    session.refresh(comment)
    assert (comment.state, comment.body, hidden.outcome) == (
        CommentState.HIDDEN,
        "Ring Ann Lee on [telephone number removed] about the buses.",
        None,
    )


def test_words_that_come_back_do_not_swallow_the_letter_about_the_hiding(
    session: Session, letters: list[Letter], hidden: Appeal, kim: Account
) -> None:
    _overturn(hidden, kim)
    session.commit()
    let_letters_leave()
    assert sum("the reason is" in letter.text.lower() for letter in letters) == 1
    assert [letter.subject.endswith("you were right") for letter in letters].count(True) == 1
    assert len(letters) == 2


# ---- Whoever was overturned does not do it again ----


@pytest.mark.parametrize(
    ("taken", "barred", "left"),
    [
        (Action.HIDE, {Action.HIDE}, {Action.REDACT}),
        (Action.REJECT, {Action.HIDE}, {Action.REDACT}),
        (Action.REDACT, {Action.REDACT, Action.HIDE}, {Action.ESCALATE}),
    ],
)
def test_whose_decision_was_overturned_does_not_take_the_same_away_again_and_somebody_else_may(
    session: Session,
    sam: Account,
    ada: Account,
    kim: Account,
    taken: Action,
    barred: set[Action],
    left: set[Action],
) -> None:
    state = CommentState.AWAITING_MODERATION if taken is Action.REJECT else CommentState.PUBLISHED
    comment = make_comment(body=BODY, state=state)
    first = _redact(comment, sam, NUMBER) if taken is Action.REDACT else decide_as(sam, comment, taken)
    _overturn(appeal(comment, first.id, WHY), ada)
    assert barred.isdisjoint(possible_actions(comment, sam))
    assert left <= set(possible_actions(comment, sam))
    for action in barred:
        with pytest.raises(Refused, match="Only another moderator can hide it"):
            _redact(comment, sam, NAME) if action is Action.REDACT else decide_as(sam, comment, action)
    assert comment.state == CommentState.PUBLISHED
    assert barred <= set(possible_actions(comment, kim))
    decide_as(kim, comment, Action.HIDE)
    assert comment.state == CommentState.HIDDEN


def test_a_lead_whose_decision_was_overturned_is_bound_by_it_too(session: Session, ada: Account) -> None:
    comment, lead = make_comment(), make_lead()
    _overturn(appeal(comment, decide_as(lead, comment, Action.HIDE).id, WHY), ada)
    assert Action.HIDE not in possible_actions(comment, lead)


def test_a_decision_that_was_let_stand_or_came_back_when_its_answer_was_undone_binds_nobody(
    session: Session, sam: Account, ada: Account
) -> None:
    upheld, undone = make_comment(), make_comment()
    made = appeal(upheld, decide_as(sam, upheld, Action.HIDE).id, WHY)
    decide_appeal(made, False, by=ada, seen=mark_of(upheld))
    decide_as(ada, upheld, Action.RESTORE)
    assert Action.HIDE in possible_actions(upheld, sam)
    batch = _overturn(appeal(undone, decide_as(sam, undone, Action.HIDE).id, WHY), ada).batch
    assert batch is not None
    undo(batch, ada)
    decide_appeal(open_appeal(undone.id), False, by=ada, seen=mark_of(undone))  # type: ignore[arg-type]
    decide_as(ada, undone, Action.RESTORE)
    assert Action.HIDE in possible_actions(undone, sam)
