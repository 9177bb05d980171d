"""One comment at the desk: in its place, with what is known of it, and the decisions that are one press."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.comments.models import Comment, CommentState
from app.core.outbox import Letter
from app.moderation.models import Action, Escalation, ModerationDecision
from app.moderation.queries.policy import policy_in_force
from app.moderation.services import claim, report_comment
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.moderation import decide_as, make_lead, make_moderator
from tests.factories.organisations import make_organisation
from tests.factories.policy import publish, said
from tests.letters import let_letters_leave
from tests.moderation.desk import decide, hidden_fields
from tests.queries import counted


def words_of(page: str) -> str:
    """The words of a page as a reader sees them, on one line."""
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(text).split())


def the_page(client: Visitor, comment: Comment) -> str:
    return client.get(f"/moderation/comments/{comment.id}").get_data(as_text=True)


# ---- In its place ----


def test_a_reply_stands_in_its_thread_and_is_marked(moderator: Visitor, session: Session) -> None:
    first = make_comment(body="The kerb is too high.", author_name="Ada")
    before = make_comment(first.subject, "I fell over it.", parent_id=first.id)
    here = make_comment(
        first.subject, "So did I.", parent_id=first.id, state=CommentState.AWAITING_MODERATION
    )
    after = make_comment(first.subject, "And I.", parent_id=first.id, state=CommentState.HIDDEN)
    page = the_page(moderator, here)
    thread = page[page.index("Where it stands") :]
    places = [
        thread.index(words) for words in (first.body, before.body, "you are reading this one", after.body)
    ]
    assert places == sorted(places)
    assert "hidden" in thread[: thread.index(after.body)]
    assert f'href="/moderation/comments/{before.id}"' in thread


def test_a_long_thread_says_how_much_of_it_is_not_shown(moderator: Visitor, session: Session) -> None:
    first = make_comment()
    replies = [make_comment(first.subject, f"Reply {n:02}", parent_id=first.id) for n in range(40)]
    page = the_page(moderator, replies[20])
    assert "Reply 10" in page
    assert "Reply 39" in page
    assert "Reply 09" not in page
    assert "10 more replies are not shown here." in page


def test_an_author_s_earlier_texts_stand_beside_with_what_became_of_them(
    moderator: Visitor, session: Session
) -> None:
    sam = make_moderator("ada@fenbury.example", "Ada Byron")
    for number in range(12):
        text = make_comment(body=f"Before {number:02}", email="p@example.org")
        if number == 11:
            decide_as(sam, text, Action.HIDE, reason="threat")
    others = make_comment(body="Somebody else’s", email="q@example.org")
    here = make_comment(others.subject, "Now.", email="p@example.org", state=CommentState.AWAITING_MODERATION)
    page = the_page(moderator, here)
    assert "12 earlier texts by the same author" in page
    assert "Before 02" in page
    assert "Before 01" not in page
    assert "These are the last 10." in page
    assert "hidden: 4. Threats" in words_of(page)
    section = page[page.index('id="author-title"') :]
    assert "Somebody else" not in section


def test_who_gave_no_address_has_written_nothing_before(moderator: Visitor, session: Session) -> None:
    here = [make_comment() for _ in range(3)][-1]
    assert "by the same author" not in the_page(moderator, here)


def test_texts_sent_to_another_council_are_not_told_of(client: Visitor, session: Session) -> None:
    ours, theirs = make_organisation("ours"), make_organisation("theirs")
    make_comment(subject_of(make_assembly("theirs", theirs)), "Told to them.", email="p@example.org")
    here = make_comment(subject_of(make_assembly("ours", ours)), "Told to us.", email="p@example.org")
    sign_in_as(client, make_moderator(organisation_id=ours.id))
    page = the_page(client, here)
    assert "Told to us." in page
    assert "Told to them." not in page


def test_the_policy_stands_beside_the_buttons_with_its_text(moderator: Visitor, waiting: Comment) -> None:
    page = words_of(the_page(moderator, waiting))
    for paragraph in policy_in_force().paragraphs:
        assert f"Reject: {paragraph.position}. {paragraph.title}" in page
        assert paragraph.text in page


def test_reports_stand_in_full_and_the_text_can_be_kept(moderator: Visitor, session: Session) -> None:
    comment = make_comment()
    report_comment(comment, "abuse", "It calls my son a thief.")
    page = words_of(the_page(moderator, comment))
    assert "1 report by a reader" in page
    assert "It calls my son a thief." in page
    assert decide(moderator, comment, act="keep")[0] == 303


# ---- One press ----


def test_one_press_publishes(moderator: Visitor, waiting: Comment, session: Session) -> None:
    status, _, place = decide(moderator, waiting, act="publish")
    assert (status, place) == (303, "/moderation/")
    assert waiting.state == CommentState.PUBLISHED


def test_one_press_rejects_for_a_paragraph_and_its_ready_note_is_sent(
    moderator: Visitor, waiting: Comment, session: Session, letters: list[Letter]
) -> None:
    assert decide(moderator, waiting, act="reject:advertising")[0] == 303
    decision = session.scalars(select(ModerationDecision)).one()
    assert (decision.action, decision.reason_code) == ("reject", "advertising")
    let_letters_leave()
    assert "What you wrote advertises something." in letters[0].text


@pytest.mark.parametrize(
    "act",
    [
        "reject",
        "reject:taste",
        "hide:",
        "redact",
        "undo",
        "escalate",
        "escalate:boredom",
        "x:y",
        ":",
        "publish:",
    ],
)
def test_a_press_that_makes_no_sense_decides_nothing(
    moderator: Visitor, waiting: Comment, session: Session, act: str
) -> None:
    expected = 303 if act == "publish:" else 422
    assert decide(moderator, waiting, act=act)[0] == expected
    assert len(session.scalars(select(ModerationDecision)).all()) == (expected == 303)


def test_no_english_words_are_sent_for_welsh_ones_that_nobody_has_written(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    publish(make_lead("lea@fenbury.example"), lambda old: [said(old[0], note_cy=""), *old[1:]])
    session.commit()
    for language in ("cy", "both"):
        status, page, _ = decide(moderator, waiting, decision="reject", reason="abuse", language=language)
        assert status == 422
        assert "This paragraph has no ready note in Welsh." in page
        assert 'id="own-note" open' in page
    sent = {"decision": "reject", "reason": "abuse", "language": "cy", "note": "Geiriau fy hun."}
    assert decide(moderator, waiting, **sent)[0] == 303


def test_the_note_is_sent_in_the_language_that_was_chosen(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    paragraph = next(each for each in policy_in_force().paragraphs if each.code == "abuse")
    decide(moderator, waiting, decision="reject", reason="abuse", language="both")
    decision = session.scalars(select(ModerationDecision)).one()
    assert decision.note_to_author is not None
    assert paragraph.note in decision.note_to_author
    assert (paragraph.note_cy or "") in decision.note_to_author


def test_after_a_decision_the_next_one_is_claimed_and_the_last_can_be_undone(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    later = make_comment(state=CommentState.AWAITING_MODERATION, waiting_since=waiting.created_at)
    _, _, place = decide(moderator, waiting, act="publish")
    page = moderator.get(place).get_data(as_text=True)
    assert place == f"/moderation/comments/{later.id}"
    assert "You are reading this until" in page
    assert "The letter to the author leaves at" in page
    [path] = re.findall(r'action="(/moderation/decisions/\d+/undo)"', page)
    answer = moderator.post(path, data={"csrf_token": hidden_fields(moderator, place)["csrf_token"]})
    assert answer.headers["Location"] == f"/moderation/comments/{waiting.id}"
    session.expire_all()
    assert waiting.state == CommentState.AWAITING_MODERATION
    again = moderator.post(path, data={"csrf_token": hidden_fields(moderator, place)["csrf_token"]})
    assert again.status_code == 409
    assert "taken back" in again.text


def test_who_undoes_goes_on_in_the_list_that_they_work_through(moderator: Visitor, waiting: Comment) -> None:
    address = f"/moderation/comments/{waiting.id}?state=new"
    page = moderator.post(
        address, data=hidden_fields(moderator, address) | {"act": "publish"}, follow_redirects=True
    ).get_data(as_text=True)
    [path] = re.findall(r'action="(/moderation/decisions/\d+/undo[^"]*)"', page)
    assert path.endswith("/undo?state=new")
    answer = moderator.post(path, data={"csrf_token": hidden_fields(moderator, address)["csrf_token"]})
    assert answer.headers["Location"] == address


def test_somebody_else_s_decisions_cannot_be_undone_or_seen(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    decision = decide_as(make_moderator("ada@fenbury.example", "Ada Byron"), waiting, Action.REJECT)
    path = f"/moderation/decisions/{decision.batch_id}"
    token = hidden_fields(moderator, f"/moderation/comments/{make_comment().id}")["csrf_token"]
    assert moderator.get(path).status_code == 404
    assert moderator.post(f"{path}/undo", data={"csrf_token": token}).status_code == 404


# ---- A lead ----


def test_a_lead_is_asked_with_the_council_s_contact_beside(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    assert waiting.subject.assembly is not None
    waiting.subject.assembly.organisation.phone = "01632 960210"
    make_account("lead@fenbury.example", role=Role.LEAD_MODERATOR, name="Morag Lister")
    page = words_of(the_page(moderator, waiting))
    assert "If somebody is in danger now, call 999." in page
    assert "01632 960210" in page
    status, _, _ = decide(moderator, waiting, act="escalate:danger", internal_note="Names a school.")
    assert status == 303
    decision = session.scalars(select(ModerationDecision)).one()
    assert decision.detail == {"escalation": Escalation.DANGER.value}
    assert decision.internal_note == "Names a school."
    page = words_of(the_page(moderator, waiting))
    assert "A lead moderator has been asked about this, and decides it." in page
    assert "Names a school." in page


def test_a_lead_reads_whom_to_call_and_asks_nobody_but_the_leads(client: Visitor, waiting: Comment) -> None:
    sign_in_as(client, make_lead())
    path = f"/moderation/comments/{waiting.id}"
    page = client.get(path).get_data(as_text=True)
    assert "Leave it to the leads" in page
    assert "Why do you ask?" not in page
    client.post(path, data={**hidden_fields(client, path), "act": "escalate:danger"})
    page = client.get(path).get_data(as_text=True)
    assert "A lead is asked: " in page
    assert "call 999" in page


def test_a_question_for_nobody_comes_back_with_its_note(moderator: Visitor, waiting: Comment) -> None:
    """Nobody leads here yet, so nobody can be asked."""
    status, page, _ = decide(moderator, waiting, act="escalate:unsure", internal_note="Is this fair?")
    assert status == 409
    assert "Nobody leads the moderators here yet." in page
    ask = page[page.index('id="ask"') :]
    assert ask.startswith('id="ask" open')
    assert "Is this fair?" in ask[: ask.index("</details>")]


# ---- Who reads it ----


def test_a_comment_is_kept_for_who_reads_it_and_left_again(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    path = f"/moderation/comments/{waiting.id}"
    token = {"csrf_token": hidden_fields(moderator, path)["csrf_token"]}
    assert "Keep it for me for 10 minutes" in the_page(moderator, waiting)
    assert moderator.post(f"{path}/claim", data=token).status_code == 303
    assert "You are reading this until" in the_page(moderator, waiting)
    assert "You are reading this" in moderator.get("/moderation/").text
    assert moderator.post(f"{path}/release", data=token).headers["Location"] == "/moderation/"
    assert "Keep it for me for 10 minutes" in the_page(moderator, waiting)


def test_what_somebody_else_reads_says_so_and_is_not_decided(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    opened = hidden_fields(moderator, f"/moderation/comments/{waiting.id}")
    claim(waiting, make_moderator("ada@fenbury.example", "Ada Byron"))
    session.commit()
    assert "Ada Byron is reading this" in moderator.get("/moderation/").text
    page = words_of(the_page(moderator, waiting))
    assert "Ada Byron is reading this until" in page
    assert "Keep it for me" not in page
    path = f"/moderation/comments/{waiting.id}"
    refused = moderator.post(f"{path}/claim", data=opened)
    assert refused.status_code == 409
    assert "Ada Byron has been reading this since" in refused.text
    # Nor are there buttons that would be refused; who opened the page before is told, and keeps the words.
    assert 'name="act"' not in refused.text
    late = moderator.post(path, data={**opened, "decision": "publish", "note": "Well put."})
    assert late.status_code == 409
    assert "Well put." in late.text
    assert waiting.state == CommentState.AWAITING_MODERATION


def test_reading_the_next_one_leads_past_what_others_read(moderator: Visitor, session: Session) -> None:
    first = make_comment(state=CommentState.AWAITING_MODERATION)
    second = make_comment(
        first.subject, state=CommentState.AWAITING_MODERATION, waiting_since=first.created_at
    )
    ada = make_moderator("ada@fenbury.example", "Ada Byron")
    oldest = min((first, second), key=lambda one: (one.waiting_since or one.created_at, one.id))
    other = second if oldest is first else first
    claim(oldest, ada)
    token = {"csrf_token": hidden_fields(moderator, f"/moderation/comments/{other.id}")["csrf_token"]}
    assert (
        moderator.post("/moderation/next", data=token).headers["Location"]
        == f"/moderation/comments/{other.id}"
    )
    moderator.post(f"/moderation/comments/{other.id}/release", data=token)
    claim(other, make_moderator("bea@fenbury.example", "Bea Potter"))
    nothing = moderator.post("/moderation/next", data=token)
    assert nothing.headers["Location"] == "/moderation/"
    assert "Others are reading all that waits here." in moderator.get("/moderation/").text


# ---- Taking words out ----


def test_the_page_of_a_comment_costs_the_same_however_much_stands_around_it(
    moderator: Visitor, session: Session
) -> None:
    first = make_comment(email="p@example.org")
    here = make_comment(
        first.subject, parent_id=first.id, email="p@example.org", state=CommentState.AWAITING_MODERATION
    )

    def cost() -> int:
        session.expire_all()
        with counted() as queries:
            the_page(moderator, here)
        return len(queries)

    few = cost()
    ada = make_moderator("ada@fenbury.example", "Ada Byron")
    for number in range(12):
        reply = make_comment(first.subject, f"{number}", parent_id=first.id, email="p@example.org")
        make_comment(first.subject, f"Waits {number}", state=CommentState.AWAITING_MODERATION)
        decide_as(ada, reply, Action.HIDE)
    # The authors' texts are read once there are any more.
    assert cost() <= few + 1
