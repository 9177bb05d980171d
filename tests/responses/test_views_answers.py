"""The way of an answer through the officers' pages: one drafts it, another publishes it, and it may be corrected."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.responses import services
from app.responses.models import Response, Verdict
from app.responses.words.answers import Wording
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as, token_in
from tests.factories.comments import make_comment
from tests.factories.recommendations import CLAUSES, add_vote, make_recommendation
from tests.responses.council import ANSWER, DESK, Council, act, post, rows, seen_on


def test_one_officer_drafts_and_another_publishes(client: Visitor, council: Council, olu: Account) -> None:
    drafted = post(client, DESK + "new", ANSWER)
    assert drafted.status_code == 303
    page = client.get(drafted.location).text
    assert "This is a draft" in page
    assert "Publish the answer" not in page
    assert "The lane is wide enough." in page
    act(client, drafted.location, "send")
    assert "It waits for another officer" in client.get(drafted.location).text
    sign_in_as(client, council.priya)
    assert "Read and publish" in client.get(DESK).text
    public = "/assemblies/high-street/recommendations/2/"
    assert "The lane is wide enough." not in client.get(public).text
    published = act(client, drafted.location, "publish")
    assert (published.status_code, published.location) == (303, DESK)
    assert "The lane is wide enough." in client.get(public).text


def test_ones_own_draft_is_not_published_and_the_page_says_why(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    path = council.paths["publish"]
    refused = post(client, path, {"seen": seen_on(client, council.paths["preview"])})
    assert refused.status_code == 409
    assert "You drafted this answer" in refused.text
    session.refresh(council.draft)
    assert council.draft.published_at is None


def test_whoever_changed_it_last_does_not_publish_it(
    client: Visitor, session: Session, council: Council, priya: Account
) -> None:
    fields = {**ANSWER, "seen": seen_on(client, council.paths["edit"])}
    assert post(client, council.paths["edit"], fields).status_code == 303
    refused = post(client, council.paths["publish"], {"seen": seen_on(client, council.paths["preview"])})
    assert refused.status_code == 409
    assert "You changed this answer last" in refused.text


@pytest.mark.parametrize("seen", ["", "other", None])
def test_what_an_officer_has_not_read_is_not_published(
    client: Visitor, session: Session, council: Council, priya: Account, seen: str | None
) -> None:
    refused = post(client, council.paths["publish"], {} if seen is None else {"seen": seen})
    assert refused.status_code == 409
    session.refresh(council.draft)
    assert council.draft.published_at is None


def test_the_officer_who_writes_sees_text_vote_and_comments(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    second = council.recommendations[1]
    add_vote(second)
    make_comment(second.subject)
    page = client.get(DESK + "new?recommendation=2").text
    assert CLAUSES[1] in page
    assert "How the members voted on the final text" in page
    assert "1 comment by residents" in page
    assert 'value="2" checked' in page


def test_an_answer_to_several_recommendations_is_one_answer(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    make_recommendation(council.assembly, number=4)
    drafted = post(client, DESK + "new", {**ANSWER, "recommendations": ["2", "4"]})
    assert drafted.status_code == 303
    assert "The answer to recommendations 2, 4" in client.get(drafted.location).text


@pytest.mark.parametrize("chosen", [["1"], ["3"], ["9"], ["2", "9"], []])
def test_only_what_waits_can_be_answered(
    client: Visitor, session: Session, council: Council, olu: Account, chosen: list[str]
) -> None:
    before = rows(session)
    refused = post(client, DESK + "new", {**ANSWER, "recommendations": chosen})
    assert refused.status_code == 422
    assert "The lane is wide enough." in refused.text
    assert rows(session) == before


def test_a_published_answer_is_corrected_by_a_new_one(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    fields = {**ANSWER, "verdict": "not_accepted", "reason": "The minutes were misread."}
    drafted = post(client, council.paths["correct"], fields)
    assert drafted.status_code == 303
    act(client, drafted.location, "send")
    sign_in_as(client, council.priya)
    act(client, drafted.location, "publish")
    public = client.get("/assemblies/high-street/recommendations/1/").text
    assert "The minutes were misread." in public
    assert "The money is there, and the lane is wide enough." in public


def test_a_published_answer_leads_from_editing_to_correcting(
    client: Visitor, council: Council, olu: Account
) -> None:
    answer = client.get(f"{DESK}{council.answer.id}/edit")
    assert (answer.status_code, answer.location) == (303, council.paths["correct"])
    fields = {**ANSWER, "seen": ""}
    refused = client.post(
        f"{DESK}{council.answer.id}/edit",
        data={"csrf_token": token_in(client, council.paths["correct"]), **fields},
    )
    assert refused.status_code == 409
    assert "The lane is wide enough." in refused.text


def test_a_colleagues_words_are_not_overwritten(
    client: Visitor, session: Session, council: Council, priya: Account
) -> None:
    seen = seen_on(client, council.paths["edit"])
    services.edit_response(
        council.draft, Wording(Verdict.NOT_ACCEPTED, "Theirs.", "Council", decided_on="2026-11"), council.olu
    )
    refused = post(client, council.paths["edit"], {**ANSWER, "seen": seen})
    assert refused.status_code == 409
    assert "The lane is wide enough." in refused.text
    session.refresh(council.draft)
    assert council.draft.reasons == "Theirs."


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"verdict": ""}, "Choose the answer."),
        ({"verdict": None}, "Choose the answer."),
        ({"verdict": "maybe"}, "Choose the answer."),
        ({"reasons": ""}, "Say why."),
        ({"reasons": " \r\n "}, "Say why."),
        ({"reasons": None}, "Say why."),
        ({"reasons": "x" * 10_001}, "too long"),
        ({"reasons": "nul \x00"}, "control characters"),
        ({"responsible_body": "  "}, "Say which body"),
        ({"responsible_body": "x" * 201}, "too long"),
        ({"responsible_role": "bell \x07"}, "control characters"),
        ({"verdict": "accepted_in_part"}, "which part is not taken up"),
        ({"verdict": "not_ours"}, "to whom you have sent it"),
        ({"not_taken_up": "The trees."}, "Only “accepted in part”"),
        ({"sent_to": "The county."}, "Only “not ours to decide”"),
        ({"decided_on-year": ""}, "must have a year"),
        ({"decided_on-month": ""}, "must have a month"),
        ({"decided_on-month": "13"}, "no such date"),
        ({"decided_on-day": "31"}, "no such date"),
        ({"decided_on-year": "24"}, "four figures"),
        ({"decided_on-year": "9999"}, "too far ahead"),
        ({"decided_on-year": "2199"}, "future"),
        ({"decided_on-day": "٣"}, "in figures"),
        ({"decided_on-day": "1" * 5000}, "in figures"),
        ({"decided_on-day": "", "decided_on-month": "", "decided_on-year": ""}, "when this was decided"),
        ({"decision_url": "javascript:alert(1)"}, "web address"),
        ({"decision_url": "https://user:secret@example.org/"}, "web address"),
        ({"decision_url": "https://[::1/"}, "web address"),
        ({"decision_url": "https://example.org/" + "x" * 2000}, "too long"),
    ],
)
def test_what_an_answer_lacks_is_said_at_its_field_and_the_rest_stays(
    client: Visitor, session: Session, council: Council, olu: Account, fields: dict[str, Any], message: str
) -> None:
    before = rows(session)
    sent = {name: value for name, value in {**ANSWER, **fields}.items() if value is not None}
    refused = post(client, DESK + "new", sent)
    assert refused.status_code == 422
    assert message in refused.text
    if "reasons" not in fields:
        assert "The lane is wide enough." in refused.text
    assert rows(session) == before


@pytest.mark.parametrize("name", ["edit", "correct"])
def test_a_draft_and_a_correction_are_held_to_the_same(
    client: Visitor, session: Session, council: Council, olu: Account, name: str
) -> None:
    fields = {**ANSWER, "reason": "Misread.", "verdict": "accepted_in_part"}
    refused = post(client, council.paths[name], fields)
    assert refused.status_code == 422
    assert "which part is not taken up" in refused.text


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_a_correction_says_why(
    client: Visitor, session: Session, council: Council, olu: Account, reason: str | None
) -> None:
    fields = ANSWER if reason is None else {**ANSWER, "reason": reason}
    refused = post(client, council.paths["correct"], fields)
    assert refused.status_code == 422
    assert "Say why the answer is corrected." in refused.text


def test_of_a_doubled_field_both_wordings_come_back_and_nothing_is_kept(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    before = session.scalar(select(func.count(Response.id)))
    drafted = post(
        client, DESK + "new", {**ANSWER, "verdict": ["accepted", "not_accepted"], "reasons": ["A.", "B."]}
    )
    assert drafted.status_code == 422
    assert "A.\n\nB." in drafted.text
    assert session.scalar(select(func.count(Response.id))) == before
