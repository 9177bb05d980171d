"""The desk with its lists and the policy page, as visitors and moderators meet them."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.comments.models import Comment, CommentState
from app.core import clock
from app.moderation.queries.policy import policy_in_force
from app.moderation.services import claim, report_comment
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.moderation import make_moderator
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import make_recommendation
from tests.moderation.desk import decide
from tests.queries import counted

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
    assert ">1 found<" in page
    assert "The bandstand must stay." in page
    assert "fountain" not in page
    assert "another town" not in page


@pytest.mark.parametrize(
    "query", ["", "?assembly=high-street", "?signal=link&order=signals", "?state=published"]
)
def test_a_page_of_the_desk_takes_eight_queries_however_much_waits(
    moderator: Visitor, session: Session, query: str
) -> None:
    subject = subject_of(make_assembly())

    def cost() -> list[str]:
        with counted() as queries:
            assert moderator.get(f"/moderation/{query}").status_code == 200
        return queries

    few = cost()
    for number in range(60):
        waits = number % 3
        comment = make_comment(
            subject,
            f"Number {number}",
            state=CommentState.AWAITING_MODERATION if waits else CommentState.PUBLISHED,
            email=f"a{number}@example.org",
        )
        if not waits:
            report_comment(comment, "abuse")
        elif number % 2:
            claim(comment, make_moderator(f"m{number}@fenbury.example", f"Moderator {number}"))
    session.expire_all()
    many = cost()
    assert len(few) <= 8, few
    assert len(many) <= 8, many


# ---- The policy ----


def test_the_policy_is_a_public_page_with_an_address_for_each_paragraph(
    client: Visitor, session: Session
) -> None:
    answer = client.get("/moderation-policy")
    page = unescape(answer.get_data(as_text=True))
    for paragraph in policy_in_force().paragraphs:
        assert f'id="{paragraph.code}"' in page
        assert f"{paragraph.position}. {paragraph.title}" in page
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in answer.headers
    again = client.get("/moderation-policy", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_what_one_looks_for_stays_while_one_works_through_it(moderator: Visitor, session: Session) -> None:
    subject = subject_of(make_assembly())
    trees = [
        make_comment(subject, f"Trees {number}", state=CommentState.AWAITING_MODERATION)
        for number in range(2)
    ]
    make_comment(subject, "Benches", state=CommentState.AWAITING_MODERATION)
    page = moderator.get(f"/moderation/comments/{trees[0].id}?q=trees").get_data(as_text=True)
    assert "Some of 3 to review" in page
    assert "Trees 1" in page
    assert "Benches" not in page
    assert 'href="/moderation/?q=trees" data-back-to-list>Back to the list' in page
    _, _, place = decide(moderator, trees[0], query="?q=trees", decision="publish")
    assert place == f"/moderation/comments/{trees[1].id}?q=trees"
    _, _, place = decide(moderator, trees[1], query="?q=trees", decision="publish")
    assert place == "/moderation/?q=trees"


def test_the_desk_leads_to_what_the_public_reads_of_it(moderator: Visitor, session: Session) -> None:
    assembly = make_assembly("fenbury-high-street")
    make_comment(subject_of(assembly), state=CommentState.AWAITING_MODERATION)
    page = moderator.get("/moderation/").get_data(as_text=True)
    assert 'href="/assemblies/fenbury-high-street/moderation-report/"' in page
    assert 'href="/moderation-policy"' in page
