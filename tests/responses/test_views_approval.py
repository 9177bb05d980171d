"""The page on which an answer goes from draft to public: each officer finds what they can do, and why not more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core import clock
from app.core.moment_fields import london_parts
from app.responses.models import Verdict
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as, token_in
from tests.factories.comments import make_comment
from tests.factories.dispositions import make_theme
from tests.responses.council import ANSWER, DESK, Council, act, post, seen_on

PUBLIC = "/assemblies/high-street/recommendations/3/"


def later(days: int = 2) -> dict[str, str]:
    day, _ = london_parts(clock.now() + timedelta(days=days))
    assert day is not None
    return {
        "day-day": str(day.day),
        "day-month": str(day.month),
        "day-year": str(day.year),
        "time": "17:00",
    }


def test_a_draft_is_sent_handed_back_sent_again_and_published(
    client: Visitor, council: Council, olu: Account
) -> None:
    page = council.paths["preview"]
    assert act(client, page, "send").status_code == 303
    assert "It waits for another officer" in client.get(page).text
    sign_in_as(client, council.priya)
    assert "It waits for your approval" in client.get(DESK).text
    back = client.post(
        page.replace("preview", "hand-back"),
        data={"csrf_token": token_in(client, page), "text": "Say who pays for it."},
    )
    assert (back.status_code, back.location) == (303, DESK)
    sign_in_as(client, council.olu)
    text = client.get(page).text
    assert "Say who pays for it." in text
    assert "handed back" in text
    assert "Say who pays for it." in client.get(council.paths["edit"]).text
    act(client, page, "send")
    sign_in_as(client, council.priya)
    assert act(client, page, "publish").status_code == 303
    assert "The lane is wide." in client.get(PUBLIC).text


def test_a_remark_without_words_gets_the_page_back_with_a_message(
    client: Visitor, council: Council, olu: Account
) -> None:
    refused = act(client, council.paths["preview"], "remarks", text="  ")
    assert refused.status_code == 422
    assert "Write what you want to say to your colleagues." in refused.text


def test_a_remark_pressed_twice_is_made_once(client: Visitor, council: Council, olu: Account) -> None:
    page = council.paths["preview"]
    form = {
        "csrf_token": token_in(client, page),
        "once": client.get(page).text.split('name="once" value="')[1].split('"')[0],
        "text": "Say who pays.",
    }
    where = page.replace("preview", "remarks")
    assert {client.post(where, data=form).status_code for _ in range(2)} == {303}
    assert client.get(page).text.count("Say who pays.") == 1


def test_an_answer_is_set_for_a_time_and_called_off(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    page = council.paths["preview"]
    act(client, page, "send")
    sign_in_as(client, council.priya)
    assert act(client, page, "schedule", **later()).location == page
    text = client.get(page).text
    assert "Approved: published on" in text
    assert "The lane is wide." not in client.get(PUBLIC).text
    with clock.at(clock.now() + timedelta(days=4)):
        assert "The lane is wide." in client.get(PUBLIC).text
    assert client.get(council.paths["edit"]).location == page
    assert act(client, page, "call-off").status_code == 303
    session.refresh(council.draft)
    assert council.draft.published_at is None
    assert "It waits for your approval" in client.get(page).text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (later(-3), "This time has passed."),
        ({**later(), "time": ""}, "Write a time, for example 17:00."),
        ({**later(), "day-day": "40"}, "There is no such"),
    ],
)
def test_a_time_that_cannot_be_is_told_at_its_field(
    client: Visitor, council: Council, olu: Account, fields: dict[str, str], message: str
) -> None:
    page = council.paths["preview"]
    act(client, page, "send")
    sign_in_as(client, council.priya)
    refused = act(client, page, "schedule", **fields)
    assert refused.status_code == 422
    assert message in refused.text
    assert '<details class="stack" open>' in refused.text


def test_what_was_not_read_is_not_set_either(client: Visitor, council: Council, olu: Account) -> None:
    page = council.paths["preview"]
    act(client, page, "send")
    sign_in_as(client, council.priya)
    refused = act(client, page, "schedule", **{**later(), "seen": "other"})
    assert refused.status_code == 409


def test_officers_see_earlier_drafts_and_residents_do_not(
    client: Visitor, council: Council, olu: Account
) -> None:
    edit = {**ANSWER, "reasons": "The lane is wide, and new.", "seen": seen_on(client, council.paths["edit"])}
    post(client, council.paths["edit"], edit)
    text = client.get(council.paths["preview"]).text
    assert "1 earlier draft of this answer" in text
    act(client, council.paths["preview"], "send")
    sign_in_as(client, council.priya)
    act(client, council.paths["preview"], "publish")
    assert "earlier draft" not in client.get(PUBLIC).text


def test_money_time_and_minutes_stand_beside_the_answer(
    client: Visitor, council: Council, olu: Account
) -> None:
    facts = {
        "money": "£40,000 from the highways budget.",
        "timescale": "In 2027.",
        "decision_minute": "Item 7",
    }
    drafted = post(client, DESK + "new", {**ANSWER, **facts})
    act(client, drafted.location, "send")
    sign_in_as(client, council.priya)
    act(client, drafted.location, "publish")
    text = client.get("/assemblies/high-street/recommendations/2/").text
    for words in facts.values():
        assert words in text


def test_a_council_decides_anew_and_the_page_tells_both(
    client: Visitor, council: Council, olu: Account
) -> None:
    fields = {
        **ANSWER,
        "recommendations": "1",
        "verdict": Verdict.NOT_ACCEPTED.value,
        "reason": "The budget was cut.",
    }
    page = client.get(council.paths["anew"]).text
    assert "Why the council decides anew" in page
    without = post(client, council.paths["anew"], {**fields, "reason": ""})
    assert without.status_code == 422
    drafted = post(client, council.paths["anew"], fields)
    act(client, drafted.location, "send")
    sign_in_as(client, council.priya)
    act(client, drafted.location, "publish")
    for address in ("/assemblies/high-street/recommendations/1/", "/assemblies/high-street/responses/"):
        public = client.get(address).text
        assert "How the answer came about" in public
        assert "Decided anew: The budget was cut." in public
        assert "The money is there, and the lane is wide enough." in public


def test_whoever_answers_sees_themes_what_became_of_comments_and_earlier_drafts(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    second = council.recommendations[1]
    comment = make_comment(second.subject)
    make_theme(council.assembly, "Cycling", comment)
    page = client.get(DESK + "new?recommendation=2").text
    assert "By theme" in page
    assert "Cycling</bdi></a>: 1" in page
    assert "1 has no answer yet" in page


def test_an_answer_on_time_and_a_late_one_say_so(client: Visitor, session: Session, council: Council) -> None:
    published = council.answer.published_at
    assert published is not None
    council.assembly.answer_due_at = published + timedelta(days=3)
    session.flush()
    address = "/assemblies/high-street/recommendations/1/"
    assert ". On time" in client.get(address).text
    council.assembly.answer_due_at = published - timedelta(days=3)
    session.flush()
    assert ". 3 days late" in client.get(f"{address}?sort=agreed").text
