"""Where an author reads a decision and appeals: the private page, the form, and what comes back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.comments.services import withdraw_comment
from app.core import clock
from app.moderation.models import Action, Appeal
from app.moderation.policy import note_by_language
from app.moderation.queries.appeals import decision_to_appeal
from app.moderation.queries.policy import policy_in_force
from app.moderation.redaction import Redaction
from app.moderation.services import appeal, decide, decide_appeal
from app.moderation.signals.removed import Removed
from tests.conftest import Visitor
from tests.factories.accounts import token_in
from tests.factories.comments import make_answer, make_comment, make_question
from tests.factories.moderation import add_decision, decide_as, make_moderator, mark_of
from tests.queries import counted

SECRET = "Known to the police"
WHY = "It is my own address, and I want it there."
TAKEN = [
    (CommentState.REJECTED, Action.REJECT, "Not published"),
    (CommentState.HIDDEN, Action.HIDE, "Hidden"),
    (CommentState.PUBLISHED, Action.REDACT, "Words taken out"),
]


def _receipt(client: Visitor, comment: Comment) -> str:
    return unescape(client.get(f"/receipts/{comment.receipt_token}").get_data(as_text=True))


def _form(client: Visitor, comment: Comment) -> tuple[str, dict[str, str]]:
    """The address of the form and its hidden fields, as a browser would send them."""
    path = f"/receipts/{comment.receipt_token}/appeal"
    page = client.get(path).get_data(as_text=True)
    decision = page.split('name="decision" value="')[1].split('"')[0]
    return path, {"csrf_token": token_in(client, path), "decision": decision}


@pytest.mark.parametrize(("state", "action", "said"), TAKEN)
def test_what_was_taken_shows_the_paragraph_the_note_and_the_way_to_appeal(
    client: Visitor, session: Session, state: CommentState, action: Action, said: str
) -> None:
    comment = make_comment(state=state)
    add_decision(
        make_moderator(), comment, action, note_to_author="Leave out the name.", internal_note=SECRET
    )
    page = _receipt(client, comment)
    assert said in page
    assert "paragraph 1 of the policy, Abuse." in page
    assert "/moderation-policy/versions/1#abuse" in page
    assert "Leave out the name." in page
    assert f'href="/receipts/{comment.receipt_token}/appeal"' in page
    form = unescape(client.get(f"/receipts/{comment.receipt_token}/appeal").get_data(as_text=True))
    for words in (said, "paragraph 1 of the policy, Abuse.", "Leave out the name.", "Another moderator"):
        assert words in form
    for absent in (SECRET, "Okafor"):
        assert absent not in page + form


def test_who_was_rejected_is_promised_one_more_email_as_long_as_an_answer_can_come(
    client: Visitor, session: Session
) -> None:
    comment = make_comment(state=CommentState.REJECTED, email="priya@example.org")
    decision = add_decision(make_moderator(), comment, Action.REJECT)
    promise = "no more emails about it, but for the answer to an appeal."
    assert promise in _receipt(client, comment)
    made = appeal(comment, decision.id, WHY)
    assert promise in _receipt(client, comment)
    made.outcome, made.decided_at = "upheld", clock.now()
    assert "After the letter on this decision we send you no more emails about it." in _receipt(
        client, comment
    )


@pytest.mark.parametrize(("state", "action", "said"), TAKEN)
def test_an_author_appeals_once_and_reads_it_on_both_pages(
    client: Visitor, session: Session, state: CommentState, action: Action, said: str
) -> None:
    comment = make_comment(state=state)
    add_decision(make_moderator(), comment, action)
    path, hidden = _form(client, comment)
    answer = client.post(path, data={**hidden, "text": WHY})
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    page = unescape(client.get(path).get_data(as_text=True))
    assert "We have your appeal" in page
    assert WHY in page
    assert "<textarea" not in page
    receipt = _receipt(client, comment)
    assert "Your appeal waits for another moderator." in receipt
    assert WHY in receipt
    assert f'href="{path}"' not in receipt


def test_a_second_press_and_a_second_page_make_no_second_appeal(client: Visitor, session: Session) -> None:
    comment = make_comment()
    decide_as(make_moderator(), comment, Action.HIDE)
    path, hidden = _form(client, comment)
    _, other = _form(client, comment)
    first = client.post(path, data={**hidden, "text": WHY})
    second = client.post(path, data={**hidden, "text": WHY})
    assert first.headers["Location"] == second.headers["Location"] == path
    changed = client.post(path, data={**hidden, "text": "Other words."})
    again = client.post(path, data={**other, "text": "From the other page."})
    assert (changed.status_code, again.status_code) == (400, 409)
    assert "Other words." in changed.get_data(as_text=True)
    page = again.get_data(as_text=True)
    assert "You have appealed against this already." in page
    assert "From the other page." in page
    assert session.scalar(select(func.count(Appeal.id))) == 1


def test_whatever_is_refused_comes_back_with_the_words(client: Visitor, session: Session) -> None:
    comment = make_comment()
    decide_as(make_moderator(), comment, Action.HIDE)
    path, hidden = _form(client, comment)
    for text, status, message in (
        ("", 422, "Say why the decision is wrong."),
        ("  \n ", 422, "Say why the decision is wrong."),
        ("x" * 2001, 422, "This is 1 character too long."),
        ("Nul\x00here", 422, "hidden control characters"),
    ):
        answer = client.post(path, data={**hidden, "text": text})
        page = answer.get_data(as_text=True)
        assert (answer.status_code, message in page) == (status, True), text[:20]
        assert text.strip().replace("\x00", "") in page.replace("\x00", "")
    forged = client.post(path, data={**hidden, "csrf_token": "forged", "text": WHY})
    assert (forged.status_code, WHY in forged.get_data(as_text=True)) == (400, True)
    assert session.scalar(select(func.count(Appeal.id))) == 0


def test_two_thousand_characters_are_enough_whatever_they_are(client: Visitor, session: Session) -> None:
    comment = make_comment()
    decide_as(make_moderator(), comment, Action.HIDE)
    path, hidden = _form(client, comment)
    text = "🚌" * 1990 + "<script>x" + "\N{RIGHT-TO-LEFT OVERRIDE}"
    assert client.post(path, data={**hidden, "text": text}).status_code == 303
    assert session.scalars(select(Appeal.text)).one() == text
    assert "<script>x" not in client.get(path).get_data(as_text=True)


def test_a_form_about_a_decision_that_changed_is_refused_and_the_words_come_back(
    client: Visitor, session: Session
) -> None:
    comment, sam = make_comment(), make_moderator()
    decide_as(sam, comment, Action.HIDE)
    path, hidden = _form(client, comment)
    decide_as(sam, comment, Action.RESTORE)
    answer = client.post(path, data={**hidden, "text": WHY})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "This has changed since you opened the page." in page
    assert "There is nothing to appeal against" in page
    assert WHY in page
    decide_as(sam, comment, Action.HIDE, note="Another reason.")
    answer = client.post(path, data={**hidden, "text": WHY})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Another reason." in page
    fresh = page.split('name="decision" value="')[1].split('"')[0]
    assert fresh != hidden["decision"]


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999999999", "²"])
def test_a_number_that_no_decision_has_is_refused(client: Visitor, session: Session, number: str) -> None:
    comment = make_comment()
    decide_as(make_moderator(), comment, Action.HIDE)
    path, hidden = _form(client, comment)
    assert client.post(path, data={**hidden, "decision": number, "text": WHY}).status_code == 409


def test_where_nothing_was_taken_the_page_says_so(client: Visitor, session: Session) -> None:
    comment, withdrawn = make_comment(), make_comment()
    decide_as(make_moderator(), withdrawn, Action.HIDE)
    withdraw_comment(withdrawn)
    for thing, said in ((comment, "did not publish your words, hid them"), (withdrawn, "have withdrawn it")):
        answer = client.get(f"/receipts/{thing.receipt_token}/appeal")
        assert answer.status_code == 200
        assert said in answer.get_data(as_text=True)
        assert f"/receipts/{thing.receipt_token}/appeal" not in _receipt(client, thing)


def test_the_page_is_private_and_only_a_resident_s(client: Visitor, session: Session) -> None:
    comment = make_comment()
    decide_as(make_moderator(), comment, Action.HIDE)
    answer = client.get(f"/receipts/{comment.receipt_token}/appeal")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    official = make_answer(make_question(comment.subject))
    decide_as(make_moderator("ada@fenbury.example", "Ada Byron"), official, Action.HIDE)
    for path in (f"/receipts/{official.receipt_token}/appeal", "/receipts/nobody-has-this/appeal"):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


def test_an_undone_decision_is_not_shown_but_the_appeal_against_it_is(
    client: Visitor, session: Session
) -> None:
    comment, sam = make_comment(state=CommentState.HIDDEN), make_moderator()
    decision = add_decision(sam, comment, Action.HIDE)
    appeal(comment, decision.id, WHY)
    add_decision(sam, comment, Action.UNDO, undoes_id=decision.id)
    comment.state = CommentState.PUBLISHED
    page = _receipt(client, comment)
    assert "The moderator had taken the decision back." in page
    assert WHY in page
    assert "paragraph 1 of the policy" not in page


def test_what_concerns_only_the_desk_is_not_on_the_private_page(client: Visitor, session: Session) -> None:
    comment, sam = make_comment(), make_moderator()
    for action in (Action.ESCALATE, Action.HAND_BACK, Action.KEEP):
        add_decision(sam, comment, action)
    assert "What was decided" not in _receipt(client, comment)


def test_the_receipt_asks_the_database_no_more_for_many_decisions(client: Visitor, session: Session) -> None:
    comment, sam = make_comment(), make_moderator()
    ada = make_moderator("ada@fenbury.example", "Ada Byron")
    decide(comment, Action.HIDE, by=sam, seen=mark_of(comment), reason_code="abuse")
    session.commit()
    with counted() as few:
        _receipt(client, comment)
    decide_as(sam, comment, Action.RESTORE)
    others = [make_moderator(f"m{number}@fenbury.example", f"Moderator {number}") for number in range(4)]
    for other in others[:3]:
        made = appeal(comment, decide_as(other, comment, Action.HIDE).id, WHY)
        decide_appeal(made, True, by=ada, seen=mark_of(comment))
    decide_as(others[3], comment, Action.HIDE)
    session.commit()
    with counted() as many:
        _receipt(client, comment)
    assert len(many) == len(few)


def test_an_author_reads_their_own_words_beside_what_is_left_of_them(
    client: Visitor, session: Session
) -> None:
    comment = make_comment(body="Ring me on 01234 567890 about buses.")
    decide(
        comment,
        Action.REDACT,
        by=make_moderator(),
        seen=mark_of(comment),
        reason_code="private_person",
        redactions=[Redaction("01234 567890", Removed.PHONE)],
    )
    page = _receipt(client, comment)
    assert "A moderator took some words out of it." in page
    assert "Ring me on 01234 567890 about buses." in page
    assert "Ring me on [telephone number removed] about buses." in page
    assert page.index("567890") < page.index("What is left of it") < page.index("[telephone number removed]")
    made = appeal(comment, decision_to_appeal(comment).id, WHY)  # type: ignore[union-attr]
    ada = make_moderator("ada@fenbury.example", "Ada Byron")
    decide_appeal(made, True, by=ada, seen=mark_of(comment), note_to_author="It is your shop’s number.")
    page = _receipt(client, comment)
    assert "What is left of it" not in page
    assert "Words put back" in page
    assert "You were right, and the decision is taken back." in page
    assert "It is your shop’s number." in page


def test_a_welsh_note_is_marked_as_welsh_for_voices(client: Visitor, session: Session) -> None:
    [paragraph] = [each for each in policy_in_force().paragraphs if each.code == "abuse"]
    welsh = paragraph.note_cy or ""
    comment = make_comment(state=CommentState.REJECTED, email="priya@example.org")
    add_decision(make_moderator(), comment, Action.REJECT, note_to_author=f"{welsh}\n\n{paragraph.note}")
    session.commit()
    for page in (_receipt(client, comment), client.get(f"/receipts/{comment.receipt_token}/appeal").text):
        said = re.sub("</?(p|bdi)[^>]*>", "", unescape(page))
        assert f'<div lang="cy">{welsh}</div><div>{paragraph.note}</div>' in said
    assert note_by_language("Fy ngeiriau fy hun.", paragraph) == [(None, "Fy ngeiriau fy hun.")]
    assert note_by_language(welsh, None) == [(None, welsh)]
    assert note_by_language(None, paragraph) == []
