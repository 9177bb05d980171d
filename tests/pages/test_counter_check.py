"""The private pages of members and followers, and what everybody reads of what they say."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.moderation.models import Action
from app.moderation.redaction import Redaction
from app.moderation.services import decide
from app.moderation.signals.removed import Removed
from app.recommendations.models import Recommendation
from app.responses.models import CheckPass, Commitment, CounterCheck, Finding, Response, Side
from app.responses.queries.passes import members_asked
from app.responses.services import passes
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.counter_checks import make_check, make_pass, make_reason
from tests.factories.forms import HOSTILE, fields_of, fields_of_page, send
from tests.factories.moderation import decide_as, make_moderator, mark_of
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_commitment, make_response

ANSWERS = "/assemblies/high-street/responses/"
PLACE = "/assemblies/high-street/recommendations/1/"


class Scene:
    """One recommendation with an answer and a commitment, and a member with a link."""

    def __init__(self) -> None:
        self.assembly: Assembly = make_assembly(members=44)
        self.recommendation: Recommendation = make_recommendation(self.assembly)
        self.answer: Response = make_response(self.recommendation)
        self.commitment: Commitment = make_commitment(self.recommendation, "Put up 14 monitors")
        self.ada: CheckPass = make_pass(self.assembly, email="ada@example.org")
        self.answer_page = f"{self.ada.path}/answers/{self.answer.id}"
        self.commitment_page = f"{self.ada.path}/commitments/{self.commitment.id}"

    def statements(self, about: Response | Commitment) -> str:
        folder = "" if isinstance(about, Response) else "commitments/"
        return f"{ANSWERS}{folder}{about.id}/statements/"


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene()


def _said(session: Session) -> list[str]:
    return list(session.scalars(select(CounterCheck.finding).order_by(CounterCheck.id)))


# ---- The private pages ----


def test_the_list_holds_what_counts_now_and_what_was_said(
    client: Visitor, session: Session, scene: Scene
) -> None:
    former = scene.answer
    scene.answer = make_response(scene.recommendation, follows_id=former.id, correction_reason="A slip.")
    make_check(scene.commitment, Finding.PARTLY, by=scene.ada)
    page = client.get(scene.ada.path).text
    assert f"/answers/{scene.answer.id}" in page
    assert f"/answers/{former.id}" not in page
    assert "You said: Partly" in page
    assert "You have said a word on 1 of 2." in page
    assert "ada@example.org" not in page


@pytest.mark.parametrize("page", ["ada.path", "answer_page", "commitment_page", "leave"])
def test_private_pages_are_neither_stored_nor_indexed_nor_referred_and_set_no_cookie(
    client: Visitor, scene: Scene, page: str
) -> None:
    addresses = {"ada.path": scene.ada.path, "leave": f"{scene.ada.path}/leave"}
    answer = client.get(addresses.get(page) or getattr(scene, page))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


def test_a_member_says_it_and_everybody_reads_the_figure_at_once(
    client: Visitor, session: Session, scene: Scene
) -> None:
    before = client.get(ANSWERS)
    assert "Nobody has answered yet. Members were asked on" in before.text
    said = send(client, scene.answer_page, finding="no", reason="Four streets are missing.")
    assert (said.status_code, said.location) == (303, f"{scene.ada.path}#answer-{scene.answer.id}")
    assert _said(session) == ["no"]
    for address in (ANSWERS, PLACE):
        page = client.get(address)
        assert "1 member asked, 1 replied by" in page.text
        assert "Four streets are missing." not in page.text
    again = client.get(ANSWERS, headers={"If-None-Match": before.headers["ETag"]})
    assert again.status_code == 200
    mine = client.get(scene.ada.path).text
    assert "You said: No" in mine
    assert "Your reason waits for a moderator." in mine


def test_saying_something_else_counts_instead(client: Visitor, session: Session, scene: Scene) -> None:
    for finding in ("no", "yes"):
        assert send(client, scene.commitment_page, finding=finding).status_code == 303
    assert _said(session) == ["no", "yes"]
    assert "1 member asked, 1 replied" in client.get(ANSWERS).text


def test_pressing_the_button_twice_says_it_once(client: Visitor, session: Session, scene: Scene) -> None:
    fields = {**fields_of(client, scene.answer_page), "finding": "no", "reason": "Because."}
    first, second = (client.post(scene.answer_page, data=fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert _said(session) == ["no"]
    assert session.scalar(select(func.count(Comment.id))) == 1
    other = client.post(scene.answer_page, data={**fields, "reason": "Other words."})
    assert other.status_code == 400
    assert "Other words." in other.text


@pytest.mark.parametrize("finding", ["", "maybe", None])
def test_without_one_of_the_three_the_reason_comes_back(
    client: Visitor, session: Session, scene: Scene, finding: str | None
) -> None:
    chosen = {} if finding is None else {"finding": finding}
    refused = send(client, scene.answer_page, reason="My own words.", **chosen)
    assert refused.status_code == 422
    assert "Choose one of the three answers." in refused.text
    assert fields_of_page(refused.text, scene.answer_page)["reason"] == "My own words."
    assert _said(session) == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_is_kept_or_refused_and_never_breaks_a_page(
    client: Visitor, session: Session, scene: Scene, text: str
) -> None:
    answer = send(client, scene.answer_page, finding="no", reason=text)
    assert answer.status_code in (303, 422)
    assert len(_said(session)) == (answer.status_code == 303)
    assert "<script>alert" not in client.get(scene.answer_page).text


@pytest.mark.parametrize("token", ["forged", ""])
def test_a_forged_form_changes_nothing_and_gives_the_words_back(
    client: Visitor, session: Session, scene: Scene, token: str
) -> None:
    fields = {"csrf_token": token, "finding": "no", "reason": "My own words."}
    refused = client.post(scene.answer_page, data=fields)
    assert refused.status_code == 400
    assert "My own words." in refused.text
    assert _said(session) == []


def test_the_token_of_one_persons_form_is_no_use_to_another(
    client: Visitor, session: Session, scene: Scene
) -> None:
    bo = make_pass(scene.assembly)
    fields = {**fields_of(client, scene.answer_page), "finding": "no"}
    assert client.post(f"{bo.path}/answers/{scene.answer.id}", data=fields).status_code == 400
    assert _said(session) == []


def test_an_answer_that_was_corrected_meanwhile_takes_no_word_and_the_words_come_back(
    client: Visitor, session: Session, scene: Scene
) -> None:
    fields = {**fields_of(client, scene.answer_page), "finding": "no", "reason": "My own words."}
    make_response(scene.recommendation, follows_id=scene.answer.id, correction_reason="A slip.")
    refused = client.post(scene.answer_page, data=fields)
    assert refused.status_code == 409
    assert "My own words." in refused.text
    assert "The council has answered anew" in refused.text
    assert "<form" not in client.get(scene.answer_page).text.split("<main")[1]
    assert _said(session) == []


def test_unknown_links_and_things_of_other_assemblies_are_not_found(
    client: Visitor, session: Session, scene: Scene
) -> None:
    elsewhere = make_recommendation(make_assembly("elsewhere"))
    answer, commitment = make_response(elsewhere), make_commitment(elsewhere)
    draft = make_response(scene.recommendation, published=False)
    for path in (
        "/counter-check/unknown",
        f"/counter-check/unknown/answers/{scene.answer.id}",
        f"{scene.ada.path}/answers/{answer.id}",
        f"{scene.ada.path}/answers/{draft.id}",
        f"{scene.ada.path}/answers/99999999999999999999",
        f"{scene.ada.path}/commitments/{commitment.id}",
        f"{ANSWERS}{answer.id}/statements/",
        f"{ANSWERS}{draft.id}/statements/",
        f"{ANSWERS}commitments/{commitment.id}/statements/",
    ):
        assert client.get(path).status_code == 404, path
    scene.assembly.published_at = None
    assert client.get(scene.ada.path).status_code == 404


def test_a_link_that_has_ended_says_so_helps_and_gives_the_words_back(
    client: Visitor, session: Session, scene: Scene
) -> None:
    fields = {**fields_of(client, scene.answer_page), "finding": "no", "reason": "My own words."}
    passes.end_pass(scene.ada)
    page = client.get(scene.ada.path)
    assert page.status_code == 404
    assert "This link has ended" in page.text
    assert "Ask the council for a new link." in page.text
    assert page.headers["Cache-Control"] == "no-store"
    refused = client.post(scene.answer_page, data=fields)
    assert refused.status_code == 404
    assert "My own words." in refused.text
    assert _said(session) == []


def test_a_member_ends_the_letters_by_one_press_and_goes_on_speaking(
    client: Visitor, session: Session, scene: Scene
) -> None:
    assert client.get(f"{scene.ada.path}/leave").status_code == 200
    assert members_asked(scene.assembly).written_to == 1
    for _ in range(2):
        # A mail program's own click brings no token.
        left = client.post(f"{scene.ada.path}/leave", data={"List-Unsubscribe": "One-Click"})
        assert left.status_code == 200
        assert "We have forgotten your address." in left.text
    assert members_asked(scene.assembly).written_to == 0
    assert send(client, scene.answer_page, finding="yes").status_code == 303


def test_a_follower_is_asked_what_the_members_meant(client: Visitor, scene: Scene) -> None:
    follower = make_pass(scene.assembly, Side.FOLLOWER)
    page = client.get(follower.path).text
    assert "Is this answer what the members meant?" in page
    assert "You follow this assembly." in page


# ---- What everybody reads ----


def test_a_former_wording_keeps_what_was_said_of_it_and_the_new_one_begins_anew(
    client: Visitor, session: Session, scene: Scene
) -> None:
    make_check(scene.answer, Finding.YES, by=scene.ada)
    make_response(scene.recommendation, follows_id=scene.answer.id, correction_reason="A slip.")
    for address in (ANSWERS, PLACE):
        page = client.get(address).text
        assert "Nobody has answered yet." in page
        assert "They said this of the former wording. Of the new one they are asked anew." in page
    statements = client.get(scene.statements(scene.answer)).text
    assert "The council has answered anew since." in statements


def test_a_record_shows_nothing_where_nobody_was_asked(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly("quiet"))
    make_response(recommendation)
    page = client.get("/assemblies/quiet/responses/").text
    assert "counter-check" not in page
    assert "Use the link that we sent you" not in page


def test_a_reason_goes_its_way_from_the_desk_to_the_page_and_from_it_and_leaves_a_trace(
    client: Visitor, session: Session, scene: Scene
) -> None:
    moderator = make_moderator()
    reason = make_reason(scene.commitment, "The gate of Marmaduke is open.", by=scene.ada)
    lists = (ANSWERS, PLACE, scene.statements(scene.commitment))

    def seen(words: str) -> list[bool]:
        return [words in unescape(client.get(address).text) for address in lists]

    assert seen("Marmaduke") == [False] * 3
    decide_as(moderator, reason, Action.PUBLISH)
    assert seen("The gate of Marmaduke is open.") == [True] * 3
    assert seen("A member of the assembly") == [True] * 3
    assert "Marmaduke" not in client.get(f"{PLACE}comments/").text
    starts = reason.body.index("Marmaduke")
    decide(
        reason,
        Action.REDACT,
        by=moderator,
        seen=mark_of(reason),
        reason_code="private_person",
        redactions=[Redaction((starts, starts + len("Marmaduke")), Removed.NAME)],
    )
    assert seen("Marmaduke") == [False] * 3
    assert seen("The gate of") == [True] * 3
    decide_as(moderator, reason, Action.HIDE)
    assert seen("The gate of") == [False] * 3
    assert "A statement was hidden here" in client.get(scene.statements(scene.commitment)).text
    for address in (ANSWERS, PLACE):
        assert "1 of them taken down" in client.get(address).text
    assert "1 member asked, 1 replied" in client.get(ANSWERS).text
    decide_as(moderator, reason, Action.RESTORE)
    assert seen("The gate of") == [True] * 3


def test_a_receipt_leads_to_the_statement_in_its_place(
    client: Visitor, session: Session, scene: Scene
) -> None:
    reason = make_reason(scene.answer, "Four streets are missing.", by=scene.ada)
    receipt = f"/receipts/{reason.receipt_token}"
    waiting = client.get(receipt).text
    assert "We have kept your reason." in waiting
    assert "statements/" not in waiting
    signpost = f"{PLACE}statements/{reason.id}"
    assert client.get(signpost).status_code == 404
    decide_as(make_moderator(), reason, Action.PUBLISH)
    assert signpost in client.get(receipt).text
    led = client.get(signpost)
    assert led.status_code == 302
    check_id = session.scalars(select(CounterCheck.id)).one()
    assert led.location.startswith(scene.statements(scene.answer))
    assert led.location.endswith(f"#statement-{check_id}")
    assert f'id="statement-{check_id}"' in client.get(led.location).text
    assert client.get(f"/assemblies/high-street/recommendations/9/statements/{reason.id}").status_code == 404


def test_who_gave_a_reason_can_withdraw_it_and_appeal_and_the_finding_still_counts(
    client: Visitor, session: Session, scene: Scene
) -> None:
    reason = make_reason(scene.answer, "Four streets are missing.", by=scene.ada)
    receipt = f"/receipts/{reason.receipt_token}"
    assert "It stays as you sent it." in unescape(client.get(f"{receipt}/edit").text)
    decide_as(make_moderator(), reason, Action.REJECT)
    assert f"{receipt}/appeal" in client.get(receipt).text
    assert send(client, f"{receipt}/appeal", text="It breaks no rule.").status_code == 303
    assert send(client, f"{receipt}/withdraw").status_code == 303
    session.refresh(reason)
    assert reason.state == CommentState.WITHDRAWN
    assert "1 member asked, 1 replied" in client.get(ANSWERS).text


def test_the_desk_shows_of_what_a_reason_speaks_and_what_its_author_finds(
    client: Visitor, session: Session, scene: Scene
) -> None:
    from_answer = make_reason(scene.answer, "Four streets are missing.", by=scene.ada)
    from_promise = make_reason(scene.commitment, "Two are up.", side=Side.FOLLOWER)
    sign_in_as(client, make_moderator())
    page = unescape(client.get(f"/moderation/comments/{from_answer.id}").text)
    for words in ("Reason of a counter-check", "A member of the assembly", "says: No", "The money is there"):
        assert words in page
    page = unescape(client.get(f"/moderation/comments/{from_promise.id}").text)
    for words in ("A follower", "says: Not yet", "Put up 14 monitors: planned"):
        assert words in page


def test_statements_are_paged_and_every_page_says_how_many_there_are(
    client: Visitor, session: Session, scene: Scene
) -> None:
    moderator = make_moderator()
    for number in range(33):
        decide_as(moderator, make_reason(scene.answer, f"Reason {number}."), Action.PUBLISH)
    first = client.get(scene.statements(scene.answer)).text
    assert "33 statements" in first
    assert "Reason 32." in first
    assert "Reason 2." not in first
    older = unescape(first.split('rel="next" href="')[1].split('"')[0])
    second = client.get(older).text
    assert "33 statements" in second
    assert "Reason 2." in second
    assert client.get(f"{scene.statements(scene.answer)}?after=forged").status_code == 200
