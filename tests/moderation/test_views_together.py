"""Deciding on many at once: the summary before, the one button, and what was done and left."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.moderation.models import Action, DecisionBatch, ModerationDecision
from app.moderation.services import claim
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.forms import send
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.organisations import make_organisation
from tests.factories.policy import make_lead, publish, said, without
from tests.moderation.desk import decide
from tests.queries import counted

WAITS = CommentState.AWAITING_MODERATION


@pytest.fixture
def spam(session: Session) -> list[Comment]:
    """Three comments that wait."""
    subject = subject_of(make_assembly())
    return [
        make_comment(subject, f"Cheap pills {n}", state=WAITS, email=f"s{n}@example.org") for n in range(3)
    ]


def address(comments: list[Comment], act: str) -> str:
    return f"/moderation/together?act={act}&" + "&".join(f"c={comment.id}" for comment in comments)


def hidden_of(page: str) -> dict[str, str]:
    """The hidden fields of the form with the one button."""
    form = page[page.index('method="post"', page.index("Change what happens")) :]
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in pairs}


def test_nothing_is_done_before_the_summary_says_what(moderator: Visitor, spam: list[Comment]) -> None:
    published = make_comment(spam[0].subject, "All is well.")
    page = moderator.get(address([*spam, published], "reject:advertising")).get_data(as_text=True)
    for words in (
        "3 comments will change.",
        "1 stays as it is",
        "This cannot be done as it stands now: it is published.",
        "5. Advertising",
        "What you wrote advertises something.",
        "Reject 3 comments",
        "Cheap pills 2",
    ):
        assert words in unescape(page), words
    assert all(comment.state == WAITS for comment in spam)


def test_one_button_decides_on_all_and_one_undoes_it(
    moderator: Visitor, spam: list[Comment], session: Session
) -> None:
    page = moderator.get(address(spam, "reject:advertising")).get_data(as_text=True)
    answer = moderator.post("/moderation/together", data={**hidden_of(page), "internal_note": "A wave."})
    assert answer.status_code == 303
    session.expire_all()
    assert {comment.state for comment in spam} == {CommentState.REJECTED}
    done = moderator.get(answer.headers["Location"]).get_data(as_text=True)
    assert "3 comments rejected" in done
    assert "This can be undone until" in done
    notes = session.scalars(select(ModerationDecision.internal_note)).all()
    assert notes == ["A wave."] * 3
    [path] = re.findall(r'action="(/moderation/decisions/\d+/undo)"', done)
    token = re.findall(r'name="csrf_token" value="([^"]*)"', done)[0]
    assert moderator.post(path, data={"csrf_token": token}).status_code == 303
    session.expire_all()
    assert {comment.state for comment in spam} == {WAITS}
    listed = moderator.get("/moderation/decisions").get_data(as_text=True)
    assert "3 comments rejected" in listed
    assert "undone at" in listed


def test_what_changed_since_the_summary_is_left_and_named(
    moderator: Visitor, spam: list[Comment], session: Session
) -> None:
    page = moderator.get(address(spam, "publish")).get_data(as_text=True)
    ada = make_moderator("ada@fenbury.example", "Ada Byron")
    decide_as(ada, spam[0], Action.REJECT)
    claim(spam[1], ada)
    answer = moderator.post("/moderation/together", data=hidden_of(page))
    assert answer.status_code == 200
    words = unescape(answer.text)
    assert "1 comment published" in words
    assert "2 stay as they were" in words
    assert "Ada Byron rejected this" in words
    assert "Ada Byron has been reading this since" in words
    session.expire_all()
    assert [comment.state for comment in spam] == [CommentState.REJECTED, WAITS, CommentState.PUBLISHED]


def test_who_presses_twice_hears_that_it_is_done_already(moderator: Visitor, spam: list[Comment]) -> None:
    sent = hidden_of(moderator.get(address(spam, "publish")).get_data(as_text=True))
    assert moderator.post("/moderation/together", data=sent).status_code == 303
    words = unescape(moderator.post("/moderation/together", data=sent).text)
    assert words.count("You published this at ") == 3
    assert "rejected this" not in words


def test_an_undo_that_takes_nothing_back_says_so_and_is_offered_no_more(
    moderator: Visitor, spam: list[Comment]
) -> None:
    page = moderator.get(address(spam, "publish")).get_data(as_text=True)
    done = moderator.post("/moderation/together", data=hidden_of(page)).headers["Location"]
    shown = moderator.get(done).get_data(as_text=True)
    [path] = re.findall(r'action="(/moderation/decisions/\d+/undo)"', shown)
    token = re.findall(r'name="csrf_token" value="([^"]*)"', shown)[0]
    ada = make_moderator("ada@fenbury.example", "Ada Byron")
    for comment in spam:
        decide_as(ada, comment, Action.HIDE)
    words = moderator.post(path, data={"csrf_token": token}).text
    assert "Nothing was taken back." in words
    assert "This can be undone until" not in words


def test_a_note_that_is_too_long_comes_back_with_the_summary(moderator: Visitor, spam: list[Comment]) -> None:
    page = moderator.get(address(spam, "hide:abuse")).get_data(as_text=True)
    assert "None of them can be decided so." in page
    page = moderator.get(address(spam, "reject:abuse")).get_data(as_text=True)
    answer = moderator.post("/moderation/together", data={**hidden_of(page), "note": "x" * 2001})
    assert answer.status_code == 422
    assert "x" * 2001 in answer.text
    assert "Reject 3 comments" in answer.text


@pytest.mark.parametrize(
    "query", ["", "c=", "c=x&c=-1&act=burn", "c=99999999999999999999", "act=reject:taste&c=1"]
)
def test_what_makes_no_sense_chooses_nothing(moderator: Visitor, query: str) -> None:
    answer = moderator.get(f"/moderation/together?{query}")
    assert answer.status_code == 200
    assert "Nothing was chosen." in answer.text


@pytest.mark.parametrize("chosen", ["", "x", "1", "=", "1=published", "99999999999=x y=z", "\x00"])
def test_a_forged_choice_decides_nothing(
    moderator: Visitor, spam: list[Comment], session: Session, chosen: str
) -> None:
    page = moderator.get(address(spam, "publish")).get_data(as_text=True)
    answer = moderator.post("/moderation/together", data={**hidden_of(page), "chosen": chosen})
    assert answer.status_code < 500
    assert session.scalar(select(func.count(ModerationDecision.id))) == 0
    assert session.scalar(select(func.count(DecisionBatch.id))) == 0


def test_another_council_s_comments_are_neither_shown_nor_decided(client: Visitor, session: Session) -> None:
    ours, theirs = make_organisation("ours"), make_organisation("theirs")
    mine = make_comment(subject_of(make_assembly("ours", ours)), "Ours.", state=WAITS)
    other = make_comment(subject_of(make_assembly("theirs", theirs)), "Theirs.", state=WAITS)
    sign_in_as(client, make_moderator(organisation_id=ours.id))
    page = client.get(address([mine, other], "publish")).get_data(as_text=True)
    assert "Theirs." not in page
    fields = hidden_of(page)
    client.post(
        "/moderation/together", data={**fields, "chosen": f"{fields['chosen']} {other.id}={WAITS}.0.0"}
    )
    session.expire_all()
    assert (mine.state, other.state) == (CommentState.PUBLISHED, WAITS)


def test_the_summary_costs_the_same_for_many(moderator: Visitor, session: Session) -> None:
    subject = subject_of(make_assembly())
    comments = [make_comment(subject, f"{n}", state=WAITS, email=f"s{n}@example.org") for n in range(30)]

    def cost(number: int) -> int:
        path = address(comments[:number], "reject:abuse")
        session.expire_all()
        with counted() as queries:
            assert moderator.get(path).status_code == 200
        return len(queries)

    assert cost(30) == cost(2)


def test_ones_decisions_say_whose_each_was_and_an_undo_offers_none(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    decide(moderator, waiting, decision="publish")
    [batch] = session.scalars(select(DecisionBatch)).all()
    page = moderator.get("/moderation/decisions").get_data(as_text=True)
    assert "<bdi>Priya N.</bdi>" in page
    assert waiting.body[:40] in page
    send(moderator, "/moderation/decisions", f"/moderation/decisions/{batch.id}/undo")
    page = moderator.get("/moderation/decisions").get_data(as_text=True)
    assert "1 decision undone" in page
    assert "/undo" not in page


def test_many_are_not_rejected_for_a_paragraph_that_has_changed_meanwhile(
    moderator: Visitor, spam: list[Comment], session: Session
) -> None:
    page = moderator.get(address(spam, "reject:advertising")).get_data(as_text=True)
    publish(make_lead(), lambda old: [said(each, note="Quite another note.") for each in old])
    session.commit()
    refused = moderator.post("/moderation/together", data=hidden_of(page))
    assert refused.status_code == 422
    assert "The policy has changed since you opened this page." in unescape(refused.text)
    assert "Quite another note." in refused.text
    assert all(comment.state == WAITS for comment in spam)
    publish(make_lead("leo@fenbury.example"), without("advertising"))
    session.commit()
    gone = moderator.post("/moderation/together", data=hidden_of(refused.text))
    assert gone.status_code == 422
    assert "that paragraph is no longer in it" in gone.text
