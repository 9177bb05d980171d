"""The page of a campaign at the desk: one text to read, decided at once or apart."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.moderation.models import Action, CampaignMember, CommentSignal, DecisionBatch
from app.moderation.services import report_comment
from app.moderation.services.campaigns import group_comment
from app.moderation.signals.kinds import SignalKind
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_recommendation_subject, subject_of
from tests.factories.forms import fields_of, send
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.organisations import make_organisation
from tests.moderation.test_campaigns import LETTER, MOVED, OWN, SWAPPED
from tests.queries import counted


@pytest.fixture
def assembly(session: Session) -> Assembly:
    """The assembly that everybody writes to."""
    return make_assembly("fenbury-high-street")


@pytest.fixture
def campaign(session: Session, assembly: Assembly) -> list[Comment]:
    """Four comments of one campaign that wait; the third adds a sentence of its own."""
    texts = (LETTER, MOVED, OWN, SWAPPED)
    comments = [
        make_comment(
            subject_of(assembly), text, state=CommentState.AWAITING_MODERATION, email=f"a{n}@example.org"
        )
        for n, text in enumerate(texts)
    ]
    for comment in comments:
        group_comment(comment)
    session.commit()
    return comments


def address(session: Session, comment: Comment) -> str:
    """The page of the group that a comment is in."""
    return f"/moderation/campaigns/{session.get_one(CampaignMember, comment.id).group_id}"


def states(session: Session, comments: list[Comment]) -> list[str]:
    session.expire_all()
    return [comment.state for comment in comments]


def test_a_word_that_one_slipped_in_is_to_be_seen(
    client: Visitor, session: Session, campaign: list[Comment], assembly: Assembly
) -> None:
    """The common text shows nothing of it: there it is only put between two words."""
    slipped = LETTER.replace("nurses", "wretched nurses")
    group_comment(
        make_comment(
            subject_of(assembly), slipped, state=CommentState.AWAITING_MODERATION, email="b@example.org"
        )
    )
    sign_in_as(client, make_moderator())
    page = client.get(address(session, campaign[0])).get_data(as_text=True)
    part = page[page.index("Words that only some of them say") :]
    said = re.findall(r"“<bdi>([^<]*)</bdi>”", part[: part.index("</section>")])
    assert said == ["doctors", "jam", "wretched"]


def test_the_page_says_what_they_are_about(
    client: Visitor, session: Session, campaign: list[Comment], assembly: Assembly
) -> None:
    """Also of those that stand elsewhere than the first."""
    elsewhere = make_comment(
        make_recommendation_subject(assembly, "Shopfronts"),
        LETTER,
        state=CommentState.AWAITING_MODERATION,
        email="b@example.org",
    )
    group_comment(elsewhere)
    sign_in_as(client, make_moderator())
    page = client.get(address(session, campaign[0])).get_data(as_text=True)
    subject = campaign[0].subject
    assert f'<a href="{subject.path}"><bdi>{subject.title}</bdi></a>, <bdi>{assembly.name}</bdi>' in page
    assert page.count("about <bdi>Shopfronts</bdi>") == 1


def test_one_text_stands_for_all_and_differing_words_are_marked(
    session: Session, moderator: Visitor, campaign: list[Comment]
) -> None:
    page = moderator.get(address(session, campaign[0])).get_data(as_text=True)
    assert "4 near-identical comments" in page
    assert "as 4 people" in page
    assert '<mark class="differs">nurses</mark>' in page
    assert "“<bdi>doctors</bdi>”, “<bdi>jam</bdi>”" in page
    assert "1 adds sentences of its own" in page
    assert "3 comments wait and say the same" in page


def test_a_button_shows_first_what_would_happen_and_then_one_press_decides(
    session: Session, moderator: Visitor, campaign: list[Comment]
) -> None:
    path = address(session, campaign[0])
    summary = f"/moderation/together?g={path.rsplit('/', 1)[1]}&act=publish"
    page = moderator.get(path).get_data(as_text=True)
    assert 'method="get" action="/moderation/together"' in page
    assert 'value="publish"' in page
    page = moderator.get(summary).get_data(as_text=True)
    assert "3 comments will change." in page
    assert "Those of a group that say more" in page
    assert states(session, campaign) == [CommentState.AWAITING_MODERATION.value] * 4
    answer = send(moderator, summary, "/moderation/together", act="publish")
    [batch] = session.scalars(select(DecisionBatch)).all()
    # From there it can be undone.
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/moderation/decisions/{batch.id}")
    published, waits = CommentState.PUBLISHED.value, CommentState.AWAITING_MODERATION.value
    assert states(session, campaign) == [published, published, waits, published]
    assert "None of those that say the same waits" in moderator.get(path).get_data(as_text=True)


def test_nothing_is_decided_on_the_page_of_a_campaign_itself(
    session: Session, moderator: Visitor, campaign: list[Comment]
) -> None:
    path = address(session, campaign[0])
    assert moderator.post(path, data={"decision": "publish"}).status_code == 405
    assert states(session, campaign) == [CommentState.AWAITING_MODERATION.value] * 4


def test_those_that_are_on_show_already_are_kept_or_hidden(
    session: Session, moderator: Visitor, campaign: list[Comment]
) -> None:
    path = address(session, campaign[0])
    for comment in campaign:
        comment.state = CommentState.PUBLISHED
        comment.published_at = comment.created_at
    session.commit()
    page = moderator.get(path).get_data(as_text=True)
    assert 'value="keep"' in page
    assert 'value="hide:abuse"' in page
    assert 'value="publish"' not in page


def test_what_holds_something_that_the_others_do_not_is_read_by_itself(
    session: Session, moderator: Visitor, campaign: list[Comment]
) -> None:
    session.add(CommentSignal(comment_id=campaign[3].id, kind=SignalKind.PHONE, starts=1, ends=5, detail={}))
    session.commit()
    path = address(session, campaign[0])
    page = moderator.get(path).get_data(as_text=True)
    assert "1 more holds something that the others do not." in page
    summary = f"/moderation/together?g={path.rsplit('/', 1)[1]}&act=publish"
    send(moderator, summary, "/moderation/together", act="publish")
    assert states(session, campaign)[3] == CommentState.AWAITING_MODERATION.value


def test_a_comment_is_taken_out_by_hand(
    session: Session, moderator: Visitor, campaign: list[Comment]
) -> None:
    path = address(session, campaign[0])
    out = f"/moderation/comments/{campaign[1].id}/ungroup"
    answer = send(moderator, path, out)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/moderation/comments/{campaign[1].id}")
    session.expire_all()
    assert session.get_one(CampaignMember, campaign[1].id).group_id is None
    assert "3 near-identical comments" in moderator.get(path).get_data(as_text=True)


def test_a_group_of_others_or_of_nobody_is_not_there(
    session: Session, client: Visitor, campaign: list[Comment]
) -> None:
    path = address(session, campaign[0])
    elsewhere = make_organisation("elsewhere")
    sign_in_as(client, make_moderator(organisation_id=elsewhere.id))
    assert client.get(path).status_code == 404
    assert client.post(f"/moderation/comments/{campaign[0].id}/ungroup").status_code == 404
    assert client.get("/moderation/campaigns/99999").status_code == 404
    assert client.get("/moderation/campaigns/99999999999").status_code == 404


def test_a_large_group_is_shown_in_pages_and_costs_as_many_queries(
    session: Session, moderator: Visitor, campaign: list[Comment], assembly: Assembly
) -> None:
    path = address(session, campaign[0])
    moderator.get(path)
    with counted() as few:
        moderator.get(path)
    for number in range(60):
        comment = make_comment(
            subject_of(assembly), f"{LETTER}\nRef {number}", state=CommentState.AWAITING_MODERATION
        )
        group_comment(comment)
    session.commit()
    with counted() as many:
        page = moderator.get(path).get_data(as_text=True)
    assert len(many) <= len(few)
    following = re.search(r'rel="next" href="(\?after=\d+)"', page)
    assert following is not None
    assert moderator.get(path + following[1]).status_code == 200


def test_in_the_queue_a_campaign_is_one_item_and_is_chosen_as_one(
    session: Session, moderator: Visitor, campaign: list[Comment]
) -> None:
    other = make_comment(campaign[0].subject, "Something else.", state=CommentState.AWAITING_MODERATION)
    path = address(session, campaign[0])
    page = moderator.get("/moderation/").get_data(as_text=True)
    assert "5 to review" in page
    assert "4 near-identical" in page
    assert page.count("data-queue-item ") + page.count("data-queue-item>") == 2
    assert f'href="{path}"' in page
    group = path.rsplit("/", 1)[1]
    assert f'name="g" value="{group}"' in page
    together = moderator.get(f"/moderation/together?act=publish&g={group}&c={other.id}").get_data(
        as_text=True
    )
    # The one that adds words of its own is read by itself.
    assert "4 comments will change." in together
    # Whoever narrows the list down sees each of them.
    assert moderator.get("/moderation/?q=kerb").status_code == 200
    assert "near-identical" not in moderator.get("/moderation/?kind=comment").get_data(as_text=True)


def test_groups_of_another_council_are_not_chosen_and_many_cost_as_many_queries_as_one(
    session: Session, client: Visitor, campaign: list[Comment]
) -> None:
    elsewhere = make_organisation("elsewhere")
    own = make_comment(
        subject_of(make_assembly("theirs", elsewhere)), "Ours.", state=CommentState.AWAITING_MODERATION
    )
    session.commit()
    group = address(session, campaign[0]).rsplit("/", 1)[1]
    sign_in_as(client, make_moderator(organisation_id=elsewhere.id))
    page = client.get(f"/moderation/together?act=publish&g={group}&c={own.id}").get_data(as_text=True)
    assert "1 comment will change." in page
    assert f'name="c" value="{campaign[0].id}"' not in page
    with counted() as one:
        client.get(f"/moderation/together?act=publish&g={group}")
    with counted() as many:
        client.get(
            f"/moderation/together?act=publish&g={group}" + "".join(f"&g={n}" for n in range(900, 940))
        )
    assert len(many) == len(one)


def test_what_is_reported_is_never_folded_away(
    session: Session, moderator: Visitor, campaign: list[Comment]
) -> None:
    decide_as(make_moderator("ada@fenbury.example", "Ada Byron"), campaign[3], Action.PUBLISH)
    report_comment(campaign[3], "abuse")
    session.commit()
    page = moderator.get("/moderation/").get_data(as_text=True)
    assert "Reported once" in page
    assert f'href="/moderation/comments/{campaign[3].id}"' in page


def test_the_next_one_is_the_next_item_of_the_list_as_it_stands(
    session: Session, moderator: Visitor, campaign: list[Comment]
) -> None:
    other = make_comment(campaign[0].subject, "Something else.", state=CommentState.AWAITING_MODERATION)
    path = address(session, campaign[0])
    going = {"csrf_token": fields_of(moderator, "/moderation/", "/moderation/next")["csrf_token"]}
    assert moderator.post("/moderation/next", data=going).headers["Location"] == path
    beside = moderator.get(f"/moderation/comments/{other.id}").get_data(as_text=True)
    assert "4 near-identical" in beside
    # Whoever looks at one of its texts alone goes through them one by one.
    narrowed = moderator.post("/moderation/next?kind=comment", data=going).headers["Location"]
    assert narrowed == f"/moderation/comments/{campaign[0].id}?kind=comment"
