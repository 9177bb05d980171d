"""Appeals at the desk: what stands there, who is told that they may not decide, and one press for either answer."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.moderation.models import Action, Appeal, ModerationDecision
from app.moderation.redaction import Redaction
from app.moderation.services import appeal, decide, decide_appeal
from app.moderation.signals.removed import Removed
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.comments import make_comment
from tests.factories.moderation import decide_as, make_moderator, mark_of
from tests.factories.organisations import make_organisation
from tests.queries import counted

BODY = "Ring me on 01234 567890 about the buses."
WHY = "It is the number of my own shop. <script>alert(1)</script>"
CASES = [
    (CommentState.AWAITING_MODERATION, Action.REJECT, "Overturn: publish it"),
    (CommentState.PUBLISHED, Action.HIDE, "Overturn: show it again"),
    (CommentState.PUBLISHED, Action.REDACT, "Overturn: put the words back"),
]


@pytest.fixture
def ada(client: Visitor, session: Session) -> Visitor:
    """A browser in which a moderator has signed in who made none of the decisions."""
    sign_in_as(client, make_moderator("ada@fenbury.example", "Ada Byron"))
    return client


def _appealed(state: CommentState, action: Action) -> Appeal:
    comment = make_comment(body=BODY, state=state, email="priya@example.org")
    decision = decide(
        comment,
        action,
        by=make_moderator(),
        seen=mark_of(comment),
        reason_code="private_person",
        note_to_author="Leave out the number.",
        internal_note="He rang twice.",
        redactions=[Redaction("01234 567890", Removed.PHONE)] if action is Action.REDACT else [],
    )
    return appeal(comment, decision.id, WHY)


def _page(client: Visitor, comment: Comment) -> str:
    return unescape(client.get(f"/moderation/comments/{comment.id}").get_data(as_text=True))


def _form(client: Visitor, made: Appeal) -> dict[str, str]:
    """The hidden fields of the form that answers an appeal, as a browser would send them."""
    page = client.get(f"/moderation/comments/{made.comment_id}").get_data(as_text=True)
    form = page[page.index(f"/moderation/appeals/{made.id}") :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)[:2])


@pytest.mark.parametrize(("state", "action", "overturn"), CASES)
def test_the_appeal_stands_beside_what_it_challenges_with_all_notes_and_two_answers(
    ada: Visitor, state: CommentState, action: Action, overturn: str
) -> None:
    made = _appealed(state, action)
    page = _page(ada, made.comment)
    for words in (
        "It is the number of my own shop.",
        "Sam Okafor",
        "Private people",
        "Leave out the number.",
        "He rang twice.",
        overturn,
        "Let it stand",
    ):
        assert words in page, words
    assert "<script>alert(1)" not in ada.get(f"/moderation/comments/{made.comment_id}").get_data(as_text=True)
    assert "There is nothing to decide" not in page
    assert "Appeal" in ada.get("/moderation/?state=appealed").get_data(as_text=True)


@pytest.mark.parametrize(("state", "action", "overturn"), CASES)
@pytest.mark.parametrize("act", ["overturn", "uphold"])
def test_one_press_decides_it(
    ada: Visitor, session: Session, state: CommentState, action: Action, overturn: str, act: str
) -> None:
    made = _appealed(state, action)
    answer = ada.post(f"/moderation/appeals/{made.id}", data={**_form(ada, made), "act": act})
    assert answer.status_code == 303
    session.refresh(made)
    assert made.outcome == {"overturn": "overturned", "uphold": "upheld"}[act]
    assert "You made this decision" not in _page(ada, made.comment)
    assert "Let it stand" not in _page(ada, made.comment)


def test_notes_go_with_the_answer(ada: Visitor, session: Session) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.HIDE)
    notes = {"answer_note": "You are right.", "answer_internal_note": "I asked Kim."}
    ada.post(f"/moderation/appeals/{made.id}", data={**_form(ada, made), "act": "overturn", **notes})
    session.refresh(made)
    decision = session.get_one(ModerationDecision, made.outcome_decision_id)
    assert (decision.note_to_author, decision.internal_note) == ("You are right.", "I asked Kim.")


def test_a_note_goes_with_what_was_chosen_beside_it(ada: Visitor, session: Session) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.HIDE)
    sent = {**_form(ada, made), "outcome": "overturn", "answer_note": "You are right."}
    assert ada.post(f"/moderation/appeals/{made.id}", data=sent).status_code == 303
    session.refresh(made)
    decision = session.get_one(ModerationDecision, made.outcome_decision_id)
    assert (made.outcome, decision.note_to_author) == ("overturned", "You are right.")


def test_a_pressed_button_counts_whatever_was_chosen_before(ada: Visitor, session: Session) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.HIDE)
    sent = {**_form(ada, made), "act": "uphold", "outcome": "overturn"}
    ada.post(f"/moderation/appeals/{made.id}", data=sent)
    session.refresh(made)
    assert made.outcome == "upheld"


def test_the_policy_stands_beside_the_answers_which_have_keys(ada: Visitor) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.HIDE)
    paragraph = made.decision.paragraph
    assert paragraph is not None
    page = _page(ada, made.comment)
    appeal_part = page[page.index('id="appeal-title"') : page.index("Write a note to go with it")]
    assert f"The policy says: {paragraph.position}. {paragraph.title}" in appeal_part
    assert paragraph.text in appeal_part
    for key, act in (("o", "overturn"), ("l", "uphold")):
        assert f'value="{act}" data-key="{key}" aria-describedby="appeal-policy"' in appeal_part
    # When it is due is not among the author's words.
    assert appeal_part.index("The answer is due") < appeal_part.index("What its author wrote to us")
    assert "appeal: overturn the decision" in page
    sign_in_as(ada, made.decision.decided_by)
    assert "appeal: overturn the decision" not in _page(ada, made.comment)


def test_where_other_words_went_since_the_page_says_why_it_can_only_stand(
    ada: Visitor, session: Session
) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.REDACT)
    hidden = _form(ada, made)
    decide(
        made.comment,
        Action.REDACT,
        by=make_moderator("kim@fenbury.example", "Kim Lee"),
        seen=mark_of(made.comment),
        reason_code="private_person",
        redactions=[Redaction("buses", Removed.OTHER)],
    )
    page = _page(ada, made.comment)
    assert "Words were taken out of it once more since." in page
    assert "Overturn" not in page
    assert "Let it stand" in page
    sent = {**hidden, "seen": mark_of(made.comment), "act": "overturn", "answer_note": "It is his own shop."}
    answer = ada.post(f"/moderation/appeals/{made.id}", data=sent)
    refused = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "They would come back too, so this cannot be done." in refused
    assert "It is his own shop.</textarea>" in refused
    session.refresh(made)
    assert made.outcome is None


def test_the_page_says_that_what_was_hidden_meanwhile_stays_so(ada: Visitor) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.REDACT)
    said = "It stays hidden, whatever you answer."
    assert said not in _page(ada, made.comment)
    decide_as(make_moderator("kim@fenbury.example", "Kim Lee"), made.comment, Action.HIDE)
    assert said in _page(ada, made.comment)


def test_who_was_overturned_reads_why_the_buttons_are_gone_and_is_refused(
    client: Visitor, session: Session
) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.HIDE)
    comment, kim = made.comment, make_moderator("kim@fenbury.example", "Kim Lee")
    decide_appeal(made, True, by=kim, seen=mark_of(comment))
    said = "Its author appealed against what you decided here, and was right."
    sign_in_as(client, made.decision.decided_by)
    page = _page(client, comment)
    assert said in page
    assert 'value="hide:abuse"' not in page
    token = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert token is not None
    sent = {"csrf_token": token[1], "seen": mark_of(comment), "policy": "1", "act": "hide:abuse"}
    answer = client.post(f"/moderation/comments/{comment.id}", data=sent)
    assert answer.status_code == 409
    assert said in unescape(answer.get_data(as_text=True))
    session.refresh(comment)
    assert comment.state == CommentState.PUBLISHED
    sign_in_as(client, kim)
    page = _page(client, comment)
    assert said not in page
    assert 'value="hide:abuse"' in page


def test_the_address_of_a_refused_answer_opened_anew_leads_to_the_comment(ada: Visitor) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.HIDE)
    answer = ada.get(f"/moderation/appeals/{made.id}?state=appealed")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/moderation/comments/{made.comment_id}?state=appealed",
    )
    assert ada.get("/moderation/appeals/999999").status_code == 404


def test_who_made_the_decision_is_told_before_and_refused_after(client: Visitor, session: Session) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.HIDE)
    sign_in_as(client, made.decision.decided_by)
    page = _page(client, made.comment)
    assert "You made this decision, so somebody else decides the appeal." in page
    assert "Let it stand" not in page
    assert "Keep it for me" not in page
    assert f"/moderation/appeals/{made.id}" not in page
    # A token of the same session, from a page that has a form.
    path = f"/moderation/comments/{make_comment(state=CommentState.AWAITING_MODERATION).id}"
    token = re.search(r'name="csrf_token" value="([^"]*)"', client.get(path).get_data(as_text=True))
    assert token is not None
    sent = {"csrf_token": token[1], "seen": mark_of(made.comment), "act": "uphold", "answer_note": "No."}
    answer = client.post(f"/moderation/appeals/{made.id}", data=sent)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "You made this decision, so somebody else decides the appeal." in page
    assert ">\nNo.</textarea>" in page
    session.refresh(made)
    assert made.outcome is None


def test_what_somebody_else_decided_meanwhile_is_said_and_the_notes_come_back(
    ada: Visitor, session: Session
) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.HIDE)
    hidden = _form(ada, made)
    kim = make_moderator("kim@fenbury.example", "Kim Lee")
    decide_appeal(made, True, by=kim, seen=mark_of(made.comment))
    sent = {**hidden, "act": "uphold", "answer_note": "We looked at it twice."}
    answer = ada.post(f"/moderation/appeals/{made.id}", data=sent)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "Kim Lee restored this" in page
    assert "We looked at it twice." in page
    assert session.scalars(select(Appeal.outcome)).one() == "overturned"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"act": ""}, "Choose what to do with it."),
        ({"act": "publish"}, "Choose what to do with it."),
        ({"act": "uphold", "answer_note": "x" * 2001}, "1 character too long"),
    ],
)
def test_a_wrong_answer_says_what_is_wrong_and_keeps_the_notes(
    ada: Visitor, sent: dict[str, str], message: str
) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.HIDE)
    data = {**_form(ada, made), "answer_internal_note": "I asked Kim.", **sent}
    answer = ada.post(f"/moderation/appeals/{made.id}", data=data)
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert message in page
    assert "I asked Kim." in page
    stale = ada.post(f"/moderation/appeals/{made.id}", data={**data, "csrf_token": "forged"})
    assert stale.status_code == 400
    assert "I asked Kim." in stale.get_data(as_text=True)


def test_an_appeal_elsewhere_is_nobody_s_business(client: Visitor, session: Session) -> None:
    made = _appealed(CommentState.PUBLISHED, Action.HIDE)
    assert client.post(f"/moderation/appeals/{made.id}").status_code in (302, 303, 401)
    sign_in_as(client, make_account("kim@elsewhere.example"))
    assert client.post(f"/moderation/appeals/{made.id}").status_code == 403
    sign_in_as(client, make_moderator("lee@dudley.example", "Lee Ray", make_organisation("dudley").id))
    assert client.post(f"/moderation/appeals/{made.id}").status_code == 404
    assert client.post("/moderation/appeals/999999").status_code == 404


def test_a_page_without_an_appeal_pays_nothing_for_it(ada: Visitor, session: Session) -> None:
    comment, appealed = make_comment(), _appealed(CommentState.PUBLISHED, Action.HIDE).comment
    decide_as(make_moderator("kim@fenbury.example", "Kim Lee"), comment, Action.HIDE)
    with counted() as with_appeal:
        _page(ada, appealed)
    with counted() as without:
        _page(ada, comment)
    assert not [query for query in without if "appeals" in query.split("FROM")[-1][:40]]
    assert len(with_appeal) <= len(without) + 3
