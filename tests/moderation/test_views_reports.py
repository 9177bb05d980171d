"""Readers' reports: the form, what becomes of it, and what the desk shows."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.moderation.models import Action, Report
from app.moderation.policy import complaints
from app.moderation.queries.policy import policy_in_force
from app.moderation.services import report_comment
from tests.conftest import Visitor
from tests.factories.accounts import token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.moderation import decide_as, make_moderator
from tests.moderation.desk import decide

RTL_OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
INJECTION = "<script>alert(1)</script> **bold** [x](javascript:alert(1))"


def _report(client: Visitor, comment: Comment, **sent: str) -> tuple[int, str, str]:
    path = f"/comments/{comment.id}/report"
    answer = client.post(path, data={"csrf_token": token_in(client, path), **sent})
    return answer.status_code, answer.get_data(as_text=True), answer.headers.get("Location", "")


def test_anybody_can_report_a_comment_and_ends_on_a_page_of_its_own(
    client: Visitor, session: Session
) -> None:
    comment = make_comment(email="p@example.org")
    status, _, place = _report(client, comment, reason="private_person", text="It is my address.")
    assert status == 303
    report = session.scalars(select(Report)).one()
    assert place == f"/reports/{report.token}"
    page = client.get(place)
    assert "We have your report" in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers
    assert (report.comment_id, report.reason_code, report.text) == (
        comment.id,
        "private_person",
        "It is my address.",
    )


def test_pressing_the_button_twice_is_one_report_and_other_words_need_a_new_form(
    client: Visitor, session: Session
) -> None:
    comment = make_comment()
    path = f"/comments/{comment.id}/report"
    sent = {"csrf_token": token_in(client, path), "reason": "abuse", "text": "First words."}
    first, second = client.post(path, data=sent), client.post(path, data=sent)
    assert first.headers["Location"] == second.headers["Location"]
    third = client.post(path, data={**sent, "text": "Other words."})
    assert third.status_code == 400
    assert "Other words." in third.get_data(as_text=True)
    assert session.scalar(select(func.count(Report.id))) == 1


def test_a_wrong_report_says_what_is_wrong_and_keeps_the_text(client: Visitor, session: Session) -> None:
    comment = make_comment()
    for sent, message in (
        ({"text": "Look at it."}, "Choose what is wrong with it."),
        ({"reason": "duplicate", "text": "Look at it."}, "Choose what is wrong with it."),
        ({"reason": "other"}, "Say in a few words"),
        ({"reason": "other", "text": "  "}, "Say in a few words"),
        ({"reason": "abuse", "text": "x" * 1001}, "This is 1 character too long."),
        ({"reason": "abuse", "text": "Nul\x00here"}, "hidden control characters"),
        ({"reason": "abuse", "text": "Look at it.", "email": "nonsense"}, "Enter an email address like"),
    ):
        status, page, _ = _report(client, comment, **sent)
        assert status == 422, sent
        assert message in page
        assert sent.get("text", "").strip().replace("\x00", "") in page.replace("\x00", "")
    for token in ("", "forged", "a.b.c"):
        status, page, _ = _report(client, comment, reason="abuse", text="Look at it.", csrf_token=token)
        assert status == 400
        assert "Look at it." in page
    assert session.scalar(select(func.count(Report.id))) == 0


@pytest.mark.parametrize("text", ["🚌" * 1000, RTL_OVERRIDE, INJECTION])
def test_reports_hold_whatever_people_type_and_the_desk_shows_it_harmlessly(
    moderator: Visitor, session: Session, text: str
) -> None:
    comment = make_comment()
    assert _report(moderator, comment, reason="other", text=text)[0] == 303
    assert session.scalars(select(Report.text)).one() == text
    page = moderator.get(f"/moderation/comments/{comment.id}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "1 report by a reader" in page


def test_what_is_not_public_can_neither_be_seen_nor_reported(client: Visitor, session: Session) -> None:
    for state in CommentState:
        if state not in (CommentState.PUBLISHED, CommentState.HIDDEN):
            comment = make_comment(state=state, body="Not to be seen.")
            assert client.get(f"/comments/{comment.id}/report").status_code == 404
            assert client.post(f"/comments/{comment.id}/report").status_code == 404
    unpublished = make_comment(subject_of(make_assembly("later", published=False)))
    assert client.get(f"/comments/{unpublished.id}/report").status_code == 404


def test_a_comment_hidden_while_somebody_wrote_a_report_shows_no_text_and_gives_theirs_back(
    client: Visitor, session: Session
) -> None:
    comment = make_comment(body="The hidden words.")
    path = f"/comments/{comment.id}/report"
    token = token_in(client, path)
    decide_as(make_moderator(), comment, Action.HIDE)
    answer = client.post(path, data={"csrf_token": token, "reason": "abuse", "text": "It is about me."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "It is about me." in page
    assert "The hidden words." not in page
    assert "The hidden words." not in client.get(path).get_data(as_text=True)
    assert session.scalar(select(func.count(Report.id))) == 0


def test_a_reported_comment_is_marked_in_the_queue(moderator: Visitor, session: Session) -> None:
    comment = make_comment(author_name="KeithD")
    for _ in range(2):
        report_comment(comment, "abuse")
    page = moderator.get("/moderation/?state=reported").get_data(as_text=True)
    assert "Reported 2 times" in page
    assert "Keep published" in page
    assert decide(moderator, comment, decision="keep")[0] == 303
    assert "Nothing to review" in moderator.get("/moderation/?state=reported").get_data(as_text=True)


def test_the_report_form_is_held_by_no_cache_and_sets_no_cookie(client: Visitor, session: Session) -> None:
    answer = client.get(f"/comments/{make_comment().id}/report")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    page = unescape(answer.get_data(as_text=True))
    for complaint in complaints(policy_in_force().paragraphs).values():
        assert str(complaint) in page
