"""A resident cannot sign as the organisers, and no person's name is taken for theirs."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState, Submission
from app.comments.organisers_names import speaks_for_organisers
from app.comments.rewording import Rewording, words_mark
from app.comments.services.posting import post_comment
from app.comments.services.rewording import edit_comment
from app.core import clock
from app.core.errors import WrongField
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.accounts import token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import make_session
from tests.factories.recommendations import make_recommendation

OWN = ("Fenbury Borough Council", "Fenbury High Street Citizens’ Assembly")


@pytest.mark.parametrize(
    "name",
    [
        "Assembly facilitators",
        "Fenbury Borough Council",
        "fenbury   BOROUGH council",
        "Fenbury Council",
        "FenburyBoroughCouncil",
        "Moderator",
        "The moderators",
        "Moderator 2",
        "moderator1",
        "M0derat0r",
        "Mοdеrаtor",
        "Ｍｏｄｅｒａｔｏｒ",
        "M o d e r a t o r",
        "Mod\u200berator",
        "Módérator",
        "m.o.d.e.r.a.t.o.r",
        "A mod",
        "Admin",
        "Adrnin",
        "Admln",
        "Adm1n!",
        "0fficer 2",
        "@dmin",
        "site-admin",
        "Administrator",
        "Organiser",
        "The organizers",
        "Council officer",
        "Officer",
        "Council team",
        "The Fenbury council team",
        "Fenbury’s moderators",
        "Lead facilitator",
        "Assembly staff",
        "Citizens’ Assembly",
        "Fenbury High Street Citizens' Assembly",
        "High Street moderator",
        "МОДERATOR".replace("Д", "D"),
        "Cyngor Fenbury",
        "Cymedrolwr",
        "Written by the organisers",
        "Reply from the council",
        "Sam Okafor (moderator)",
        "Sam Okafor, moderator",
        "Sam – council officer",
        "Ann Reid, Fenbury Borough Council",
        "Cllr Jane Smith, Leader of the Council",
        "Leader of Fenbury Borough Council",
        "Mayor of Fenbury",
        "Cabinet",
        "Moothall",
        "Town Hall",
        "Wendshire County Council",
        "wendshire county counciI",
    ],
)
def test_names_of_the_organisers_are_refused(name: str) -> None:
    assert speaks_for_organisers(name, OWN)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Mark Council",
        "Ann Moderator-Smith",
        "Amod",
        "Amod Desai",
        "Fenbury",
        "Fenbury resident",
        "Retired council officer",
        "Council tenant",
        "Wendshire county council tenant",
        "Cllr Jane Smith",
        "Jane Leader",
        "Ann (resident)",
        "Dai, Mill Lane",
        "Hall of Fame",
        "Police officer",
        "Officer Dibble",
        "Rev. Tunde Alabi",
        "first time commenting",
        "High Street",
        "A mother of two",
        "Citizen",
        "Head of table",
        "Modesty Blaise",
        "Stafford",
        "Staffan Lind",
        "Olu",
        "Lincoln",
        "Tim Head",
        "李雷",
        "Влад",
        "Μαρία",
        "123",
        "!!!",
        "x" * 5000,
    ],
)
def test_names_of_people_are_not(name: str) -> None:
    assert not speaks_for_organisers(name, OWN)


def test_a_partnership_without_the_word_council_is_known_by_its_whole_name() -> None:
    own = ("Clear Water Partnership",)
    assert speaks_for_organisers("clear water partnership", own)
    assert speaks_for_organisers("Clear Water facilitators", own)
    assert not speaks_for_organisers("Clear Water", own)
    assert not speaks_for_organisers("Clear Water partnership fan", own)


MESSAGE = "Only those who run the assembly sign like this. Write your own name, or leave the field empty."
TYPED = "Buses must be free, and so must I."


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    return make_recommendation(make_assembly(learning=(-7, 7), consulting=(-7, 7)))


def _page(recommendation: Recommendation, which: str) -> str:
    """The address of one of the forms in which a resident gives a name."""
    if which == "comment":
        return f"{recommendation.path}comment"
    if which == "question":
        return f"{make_session(recommendation.assembly).path}questions/ask"
    if which == "reply":
        return f"{recommendation.path}comment?reply_to={make_comment(recommendation.subject, 'First').id}"
    waiting = make_comment(
        recommendation.subject, "First", state=CommentState.AWAITING_MODERATION, created_at=clock.now()
    )
    return f"/receipts/{waiting.receipt_token}/edit"


@pytest.mark.parametrize("which", ["comment", "reply", "question", "edit"])
def test_every_form_refuses_such_a_name_at_its_field_and_gives_the_text_back(
    client: Visitor, session: Session, recommendation: Recommendation, which: str
) -> None:
    page = _page(recommendation, which)
    before = session.scalar(select(func.count(Comment.id)))
    sent = {"body": TYPED, "name": "Fenbury Borough Council", "email": "resident@town.example"}
    form = client.get(page)
    assert form.status_code == 200
    extra = dict(re.findall(r'<input type="hidden" name="(seen|reply_to)" value="([^"]*)"', form.text))
    answer = client.post(page, data={"csrf_token": token_in(client, page), **extra, **sent})
    assert answer.status_code == 422
    assert f'<a href="#name">{MESSAGE}</a>' in answer.text
    assert TYPED in answer.text
    assert 'value="Fenbury Borough Council"' in answer.text
    assert session.scalar(select(func.count(Comment.id))) == before
    sent["name"] = "Mark Council"
    assert client.post(page, data={"csrf_token": token_in(client, page), **extra, **sent}).status_code == 303


def test_the_services_refuse_it_too_whatever_form_or_program_asks(
    session: Session, recommendation: Recommendation
) -> None:
    with pytest.raises(WrongField) as refusal:
        post_comment(
            recommendation.subject,
            Submission(TYPED, name="Moderator", email="a@town.example"),
            receipt_token="t" * 32,
            text=recommendation.versions[0],
        )
    assert refusal.value.field == "name"
    waiting = make_comment(
        recommendation.subject, state=CommentState.AWAITING_MODERATION, created_at=clock.now()
    )
    with pytest.raises(WrongField):
        edit_comment(waiting, Rewording(TYPED, None, "Council team"), words_mark(waiting))
