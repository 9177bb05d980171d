"""The desk, the report form and the policy page, as visitors and moderators meet them."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.comments.models import Comment, CommentState
from app.core import clock, outbox
from app.core.outbox import Letter
from app.moderation.models import Action, ModerationDecision, Report
from app.moderation.policy import COMPLAINTS, PARAGRAPHS
from app.moderation.services import report_comment
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import make_recommendation
from tests.queries import counted

RTL_OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"
INJECTION = "<script>alert(1)</script> **bold** [x](javascript:alert(1))"


@pytest.fixture
def waiting(session: Session) -> Comment:
    """A comment that waits for a moderator."""
    return make_comment(
        state=CommentState.AWAITING_MODERATION, author_name="Priya N.", email="priya@example.org"
    )


@pytest.fixture
def moderator(client: Visitor, session: Session) -> Visitor:
    """A browser in which a moderator has signed in."""
    sign_in_as(client, make_moderator())
    return client


def _fields(client: Visitor, path: str) -> dict[str, str]:
    """The hidden fields of the decision form, as a browser would send them."""
    page = client.get(path).get_data(as_text=True)
    form = page[page.index("data-desk-form") :]
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    assert {name for name, _ in pairs} == {"csrf_token", "seen"}
    return {name: unescape(value) for name, value in pairs}


def _decide(client: Visitor, comment: Comment, **sent: str) -> tuple[int, str, str]:
    """Send a decision. Returns the status, the page's text and where it leads."""
    path = f"/moderation/comments/{comment.id}"
    answer = client.post(path, data={**_fields(client, path), **sent})
    return answer.status_code, answer.get_data(as_text=True), answer.headers.get("Location", "")


# ---- Who may ----


def test_whoever_has_not_signed_in_is_led_to_do_so(client: Visitor, waiting: Comment) -> None:
    for path in ("/moderation/", f"/moderation/comments/{waiting.id}"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in?next=")
    answer = client.post(f"/moderation/comments/{waiting.id}", data={"note": "Kept."})
    assert answer.status_code == 401
    assert "Kept." in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICER])
def test_other_roles_may_not_moderate(client: Visitor, waiting: Comment, role: Role) -> None:
    organisation = make_organisation("elsewhere").id if role is Role.OFFICER else None
    sign_in_as(client, make_account(role=role, organisation_id=organisation))
    assert client.get("/moderation/").status_code == 403
    assert client.get(f"/moderation/comments/{waiting.id}").status_code == 403
    assert client.post(f"/moderation/comments/{waiting.id}").status_code == 403


def test_a_moderator_of_another_council_cannot_know_of_the_comment(client: Visitor, waiting: Comment) -> None:
    sign_in_as(client, make_moderator(organisation_id=make_organisation("elsewhere").id))
    page = client.get("/moderation/")
    assert page.status_code == 200
    assert waiting.body not in page.get_data(as_text=True)
    path = f"/moderation/comments/{waiting.id}"
    assert client.get(path).status_code == 404
    assert client.post(path, data={"decision": "publish"}).status_code == 404
    assert waiting.state == CommentState.AWAITING_MODERATION


def test_an_unconfirmed_comment_is_nobody_s_business_yet(moderator: Visitor, session: Session) -> None:
    comment = make_comment(state=CommentState.AWAITING_CONFIRMATION)
    assert moderator.get(f"/moderation/comments/{comment.id}").status_code == 404
    for number in (
        "0",
        "999999999",
        "2147483647",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "x",
        "-1",
    ):
        assert moderator.get(f"/moderation/comments/{number}").status_code == 404


# ---- The desk ----


def test_the_desk_opens_on_the_comment_that_has_waited_longest(moderator: Visitor, session: Session) -> None:
    old = make_comment(state=CommentState.AWAITING_MODERATION, body="I waited longer.")
    make_comment(
        old.subject, "I came later.", state=CommentState.AWAITING_MODERATION, waiting_since=old.created_at
    )
    page = moderator.get("/moderation/").get_data(as_text=True)
    assert "2 to review" in page
    assert page.index("I came later.") < page.index("I waited longer.")
    assert 'aria-current="true"' in page
    assert "no-store" in moderator.get("/moderation/").headers["Cache-Control"]


def test_a_search_says_how_many_it_found_beside_how_many_wait(moderator: Visitor, session: Session) -> None:
    subject = make_recommendation(make_assembly(consulting=(-7, 7))).subject
    for _ in range(2):
        make_comment(subject, "Buses", state=CommentState.AWAITING_MODERATION, waiting_since=clock.now())
    assert "0 found, of 2 to review" in moderator.get("/moderation/?q=bandstand").text
    assert ">2 to review" in moderator.get("/moderation/?q=buses").text


def test_an_empty_desk_says_so(moderator: Visitor) -> None:
    page = moderator.get("/moderation/").get_data(as_text=True)
    assert "0 to review" in page
    assert "Nothing to review" in page
    assert "data-desk-form" not in page


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense&assembly=none&q=%00&after=x",
        "state=hidden&q=%E2%80%AE%F0%9F%9A%8C" + "a" * 500,
        "q=%25_%5C'\"<script>",
        "state=&state=hidden&after=" + "A" * 3000,
    ],
)
def test_filters_that_make_no_sense_do_no_harm(moderator: Visitor, waiting: Comment, query: str) -> None:
    answer = moderator.get(f"/moderation/?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_decided_comments_are_found_by_state_assembly_and_words(moderator: Visitor, session: Session) -> None:
    assembly = make_assembly()
    make_comment(subject_of(assembly), "The bandstand must stay.")
    make_comment(subject_of(assembly), "The fountain must go.")
    make_comment(body="The bandstand of another town.")
    page = moderator.get("/moderation/?state=published&assembly=high-street&q=BANDSTAND").get_data(
        as_text=True
    )
    assert "1 found, of " in page
    assert "The bandstand must stay." in page
    assert "fountain" not in page
    assert "another town" not in page


def test_the_desk_takes_few_queries_however_much_waits(moderator: Visitor, session: Session) -> None:
    subject = subject_of(make_assembly())
    for number in range(12):
        make_comment(
            subject, f"Number {number}", state=CommentState.AWAITING_MODERATION, email="a@example.org"
        )
    with counted() as queries:
        assert moderator.get("/moderation/").status_code == 200
    assert len(queries) <= 20, queries


def test_publishing_leads_to_the_next_comment_and_says_what_was_done(
    moderator: Visitor, waiting: Comment, session: Session, letters: list[Letter]
) -> None:
    later = make_comment(state=CommentState.AWAITING_MODERATION, waiting_since=waiting.created_at)
    status, _, place = _decide(moderator, waiting, decision="publish")
    assert (status, place) == (303, f"/moderation/comments/{later.id}")
    assert "You published the comment by Priya N." in moderator.get(place).get_data(as_text=True)
    session.expire_all()
    assert waiting.state == CommentState.PUBLISHED
    assert outbox.drain() == 1
    assert letters[0].to == "priya@example.org"
    assert _decide(moderator, later, decision="publish")[2] == "/moderation/"


def test_hiding_from_a_list_leads_back_to_the_same_comment(moderator: Visitor, session: Session) -> None:
    comment = make_comment()
    path = f"/moderation/comments/{comment.id}"
    answer = moderator.post(
        f"{path}?state=published&q=buses",
        data={**_fields(moderator, path), "decision": "hide", "reason": "threat"},
    )
    assert answer.headers["Location"] == f"{path}?state=published&q=buses"
    page = moderator.get(path).get_data(as_text=True)
    assert "Show again" in page
    assert "Sam Okafor hid it" in page
    assert "4. Threats" in page


def test_a_decision_that_is_not_complete_comes_back_with_its_notes(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    for sent, message in (
        ({}, "Choose what to do with it."),
        ({"decision": "burn"}, "Choose what to do with it."),
        ({"decision": "reject"}, "Choose the paragraph of the policy"),
        ({"decision": "reject", "reason": "taste"}, "Choose the paragraph of the policy"),
        ({"decision": "publish", "internal_note": "x" * 2001}, "This is 1 character too long."),
        ({"decision": "publish", "note": "a\x00b"}, "hidden control characters"),
    ):
        status, page, _ = _decide(moderator, waiting, **{"note": "Dear author,", **sent})
        assert status == 422, sent
        assert message in page
        assert sent.get("note", "Dear author,").replace("\x00", "") in page.replace("\x00", "")
    assert session.scalar(select(func.count(ModerationDecision.id))) == 0


@pytest.mark.parametrize(
    "text", ["🚌" * 2000, RTL_OVERRIDE + "abc", INJECTION, "a\r\nb\rc", "'; DROP TABLE x; --"]
)
def test_notes_hold_whatever_people_type(
    moderator: Visitor, waiting: Comment, session: Session, text: str
) -> None:
    status, _, _ = _decide(moderator, waiting, decision="publish", note=text, internal_note=text)
    assert status == 303
    decision = session.scalars(select(ModerationDecision)).one()
    assert decision.note_to_author == text.replace("\r\n", "\n").replace("\r", "\n")
    page = moderator.get(f"/moderation/comments/{waiting.id}").get_data(as_text=True)
    assert "<script>alert" not in page


def test_a_note_one_character_too_long_is_refused_and_kept(moderator: Visitor, waiting: Comment) -> None:
    status, page, _ = _decide(moderator, waiting, decision="publish", note="🚌" * 2001)
    assert status == 422
    assert "🚌" * 2001 in page


def test_whoever_is_refused_lands_on_the_reason(moderator: Visitor, waiting: Comment) -> None:
    """Before the queue, which on a phone comes first; and the title says so to voices."""
    status, page, _ = _decide(moderator, waiting, decision="hide")
    assert status == 422
    assert "<title>Error: " in page
    assert page.count("govuk-error-summary__title") == 1
    assert page.index("govuk-error-summary__title") < page.index('id="queue-title"')


def test_who_comes_second_is_told_what_the_first_did_and_keeps_the_notes(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    path = f"/moderation/comments/{waiting.id}"
    fields = _fields(moderator, path)
    decide_as(make_moderator("ada@fenbury.example", "Ada Byron"), waiting, Action.PUBLISH)
    answer = moderator.post(
        path, data={**fields, "decision": "reject", "reason": "abuse", "note": "Too rude."}
    )
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert re.search(r"Ada Byron published this at \d+(:\d\d)?\N{NO-BREAK SPACE}[ap]m", page)
    assert "Too rude." in page
    session.expire_all()
    assert waiting.state == CommentState.PUBLISHED
    # The page that came back shows what is so now, and can be sent again.
    assert _decide(moderator, waiting, decision="hide", reason="abuse")[0] == 303


@pytest.mark.parametrize("seen", ["", "published.0", "x", "awaiting_moderation.999", "\x00"])
def test_what_a_moderator_claims_to_have_seen_must_be_so(
    moderator: Visitor, waiting: Comment, seen: str
) -> None:
    assert _decide(moderator, waiting, decision="publish", seen=seen)[0] == 409
    assert waiting.state == CommentState.AWAITING_MODERATION


def test_a_foreign_token_decides_nothing_and_gives_the_notes_back(
    moderator: Visitor, waiting: Comment
) -> None:
    status, page, _ = _decide(moderator, waiting, decision="publish", note="Well put.", csrf_token="forged")
    assert status == 400
    assert "Well put." in page
    assert waiting.state == CommentState.AWAITING_MODERATION


def test_a_doubled_field_is_asked_about_and_both_notes_come_back(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    path = f"/moderation/comments/{waiting.id}"
    data = {**_fields(moderator, path), "decision": ["publish", "reject"], "note": ["First.", "Second."]}
    answer = moderator.post(path, data=data)
    assert answer.status_code == 422
    assert "First.\n\nSecond." in answer.text
    assert session.scalars(select(ModerationDecision)).all() == []


def test_looking_changes_nothing(moderator: Visitor, waiting: Comment, session: Session) -> None:
    for path in ("/moderation/", f"/moderation/comments/{waiting.id}"):
        moderator.get(path)
    session.expire_all()
    assert waiting.state == CommentState.AWAITING_MODERATION
    assert session.scalar(select(func.count(ModerationDecision.id))) == 0


# ---- What must never leave ----


def test_the_internal_note_never_leaves_the_desk(
    moderator: Visitor, client: Visitor, session: Session, letters: list[Letter]
) -> None:
    secret = "Known to the police since 1998"
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    comment = make_comment(recommendation.subject, email="p@example.org", receipt_token="the-receipt")
    status, _, _ = _decide(
        moderator, comment, decision="hide", reason="abuse", note="Kinder words.", internal_note=secret
    )
    assert status == 303
    assert secret in moderator.get(f"/moderation/comments/{comment.id}").get_data(as_text=True)
    outbox.drain()
    assert "Kinder words." in letters[0].text
    resident = client.application.test_client()
    pages = [
        resident.get(path).get_data(as_text=True)
        for path in (
            "/receipts/the-receipt",
            recommendation.path,
            f"{recommendation.path}comments/",
            f"/comments/{comment.id}/report",
            f"{recommendation.assembly.path}feed.atom",
            "/moderation-policy",
        )
    ]
    assert "Kinder words." in pages[0]
    assert not [page for page in [*pages, letters[0].text] if secret in page or "Okafor" in page]


def test_a_hidden_comment_s_text_is_gone_from_every_public_place(
    moderator: Visitor, client: Visitor, session: Session, letters: list[Letter]
) -> None:
    words = "Mr D. of 14 Chapel Walk"
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    comment = make_comment(
        recommendation.subject, words, state=CommentState.AWAITING_MODERATION, email="p@example.org"
    )
    reply_text = "I know the place."
    resident = client.application.test_client()
    _decide(moderator, comment, decision="publish")
    make_comment(recommendation.subject, reply_text, parent_id=comment.id)
    shown = resident.get(f"{recommendation.path}comments/")
    assert words in shown.get_data(as_text=True)
    # The letter that tells of the publishing still waits when the comment is hidden.
    _decide(moderator, comment, decision="hide", reason="private_person")
    outbox.drain()
    assert ["was hidden" in letter.subject for letter in letters] == [True]
    paths = [
        recommendation.path,
        f"{recommendation.path}comments/",
        f"/comments/{comment.id}/report",
        f"{recommendation.assembly.path}feed.atom",
        f"/comments/{comment.id}/agree",
    ]
    pages = {path: resident.get(path).get_data(as_text=True) for path in paths}
    for path, page in {**pages, "the letter": letters[0].text}.items():
        assert "Chapel Walk" not in page, path
    trace = unescape(re.sub("<[^>]+>", "", pages[f"{recommendation.path}comments/"]))
    assert "A comment was hidden here" in trace
    assert "it names a private person" in trace
    assert reply_text in trace
    # Whoever had the page before does not see the old one again.
    again = resident.get(f"{recommendation.path}comments/", headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 200


# ---- Readers' reports ----


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
    assert urlsplit(place).path == f"/comments/{comment.id}/reported"
    page = client.get(place)
    assert "We have your report" in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers
    report = session.scalars(select(Report)).one()
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
            for path in (f"/comments/{comment.id}/report", f"/comments/{comment.id}/reported"):
                assert client.get(path).status_code == 404
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
    assert _decide(moderator, comment, decision="keep")[0] == 303
    assert "Nothing to review" in moderator.get("/moderation/?state=reported").get_data(as_text=True)


def test_the_report_form_is_held_by_no_cache_and_sets_no_cookie(client: Visitor, session: Session) -> None:
    answer = client.get(f"/comments/{make_comment().id}/report")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    page = unescape(answer.get_data(as_text=True))
    for complaint in COMPLAINTS.values():
        assert str(complaint) in page


# ---- The policy ----


def test_the_policy_is_a_public_page_with_an_address_for_each_paragraph(
    client: Visitor, session: Session
) -> None:
    answer = client.get("/moderation-policy")
    page = unescape(answer.get_data(as_text=True))
    for paragraph in PARAGRAPHS:
        assert f'id="{paragraph.code}"' in page
        assert f"{paragraph.number}. {paragraph.title}" in page
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in answer.headers
    again = client.get("/moderation-policy", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_decision_that_came_too_late_keeps_its_notes_even_if_nothing_is_left_to_decide(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    path = f"/moderation/comments/{waiting.id}"
    late = {
        **_fields(moderator, path),
        "decision": "publish",
        "note": "Thank you.",
        "internal_note": "Ask Sam.",
    }
    status, _, _ = _decide(moderator, waiting, decision="reject", reason="abuse")
    assert status == 303
    answer = moderator.post(path, data=late)
    assert answer.status_code == 409
    assert "Thank you." in answer.text
    assert "Ask Sam." in answer.text
