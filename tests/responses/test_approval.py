"""From a draft to the public: remarks, approval, handing back, a set time, calling off, deciding anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core import clock
from app.core.errors import Refused, WrongField
from app.core.outbox import OutboxRow
from app.responses import services
from app.responses.earlier import earlier_drafts
from app.responses.emails import answer_handed_back, answer_to_approve
from app.responses.models import Response, ResponseRemark, Verdict
from app.responses.queries.answers import answers_of
from app.responses.queries.drafts import remarks_on
from app.responses.wording.answers import fingerprint
from tests.factories.responses import make_response, send_and_publish
from tests.responses.council import WORDING, Council

TOMORROW = timedelta(days=1)


def kinds(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxRow.kind).order_by(OutboxRow.id)))


# ---- Asking for approval ----


def test_a_draft_is_not_published_before_it_is_sent_for_approval(council: Council) -> None:
    with pytest.raises(Refused, match="Nobody has sent"):
        services.publish_response(council.draft, council.priya)
    services.send_for_approval(council.draft, council.olu)
    services.publish_response(council.draft, council.priya)
    assert council.draft.is_public


def test_who_asked_for_approval_does_not_give_it(council: Council) -> None:
    services.send_for_approval(council.draft, council.priya)
    with pytest.raises(Refused, match="You sent this answer"):
        services.publish_response(council.draft, council.priya)


def test_a_draft_that_changed_is_to_be_sent_again(council: Council) -> None:
    services.send_for_approval(council.draft, council.olu)
    services.edit_response(council.draft, replace(WORDING, reasons="It is wide enough."), council.olu)
    with pytest.raises(Refused, match="Nobody has sent"):
        services.publish_response(council.draft, council.priya)


def test_asking_twice_writes_one_row(session: Session, council: Council) -> None:
    services.send_for_approval(council.draft, council.olu)
    services.send_for_approval(council.draft, council.olu)
    session.flush()
    assert kinds(session).count("ask_for_approval") == 1


def test_every_officer_who_may_publish_gets_a_letter_and_no_other(session: Session, council: Council) -> None:
    third = council.officer("third@fenbury.example", "Thea Third")
    services.send_for_approval(council.draft, council.olu)
    session.flush()
    payload = session.scalars(select(OutboxRow.payload).where(OutboxRow.kind == "ask_for_approval")).one()
    services.write_to_approvers(**payload)
    rows = session.scalars(select(OutboxRow.payload).where(OutboxRow.kind == "answer_to_approve")).all()
    assert {row["account_id"] for row in rows} == {council.priya.id, third.id}
    letter = answer_to_approve(rows[0])
    assert letter is not None
    assert "Olu Officer has written an answer" in letter.text
    assert f"/council/high-street/responses/{council.draft.id}/preview" in letter.text
    assert "The lane is wide." not in letter.text


@pytest.mark.parametrize("what", ["edited", "published", "disabled"])
def test_a_letter_that_has_become_needless_is_not_sent(session: Session, council: Council, what: str) -> None:
    services.send_for_approval(council.draft, council.olu)
    assert council.draft.sent_at is not None
    payload = {
        "response_id": council.draft.id,
        "account_id": council.priya.id,
        "sent_at": council.draft.sent_at.isoformat(),
    }
    if what == "edited":
        services.edit_response(council.draft, WORDING, council.olu)
    elif what == "published":
        services.publish_response(council.draft, council.priya)
    else:
        council.priya.disabled_at = clock.now()
    session.flush()
    assert answer_to_approve(payload) is None


# ---- Remarks and handing back ----


def test_a_remark_stays_and_is_for_officers_alone(session: Session, council: Council) -> None:
    services.remark_on(council.draft, "Say who pays.", council.priya)
    session.flush()
    [remark] = remarks_on(council.draft)
    assert (remark.text, remark.made_by, remark.hands_back) == ("Say who pays.", council.priya, False)


def test_who_hands_back_says_what_is_to_change_and_its_writer_gets_a_letter(
    session: Session, council: Council
) -> None:
    services.send_for_approval(council.draft, council.olu)
    with pytest.raises(WrongField):
        services.hand_back(council.draft, " ", council.priya)
    services.hand_back(council.draft, "Say who pays.", council.priya)
    assert council.draft.sent_at is None
    row = session.scalars(select(OutboxRow.payload).where(OutboxRow.kind == "answer_handed_back")).one()
    letter = answer_handed_back(row)
    assert letter is not None
    assert (letter.to, "Priya Planner" in letter.text) == (council.olu.email, True)
    services.send_for_approval(council.draft, council.olu)
    assert answer_handed_back(row) is None


def test_what_does_not_wait_is_not_handed_back(council: Council) -> None:
    with pytest.raises(Refused, match="does not wait"):
        services.hand_back(council.draft, "Say who pays.", council.priya)


def test_a_published_answer_takes_no_remarks(session: Session, council: Council) -> None:
    with pytest.raises(Refused, match="published"):
        services.remark_on(council.answer, "Say who pays.", council.priya)
    assert session.scalar(select(func.count(ResponseRemark.id))) == 0


# ---- Earlier drafts ----


def test_officers_read_who_changed_what_in_a_draft(session: Session, council: Council) -> None:
    services.edit_response(council.draft, replace(WORDING, reasons="The lane is very wide."), council.priya)
    services.edit_response(
        council.draft, replace(WORDING, reasons="The lane is very wide.", money="£400"), council.olu
    )
    session.flush()
    last, first = earlier_drafts(council.draft)
    assert (first["by"], last["by"]) == ("Olu Officer", "Priya Planner")
    assert [each["name"] for each in last["marked"]] == ["words on money"]
    [reasons] = first["marked"]
    assert [(run.change.value, run.text.strip()) for run in reasons["paragraphs"][0].runs] == [
        ("same", "The lane is"),
        ("added", "very"),
        ("same", "wide."),
    ]


def test_saving_the_same_words_keeps_no_draft_but_takes_them_over(session: Session, council: Council) -> None:
    services.edit_response(council.draft, WORDING, council.priya)
    session.flush()
    assert earlier_drafts(council.draft) == []
    assert council.draft.edited_by_id == council.priya.id


# ---- At a set time ----


def test_an_answer_is_public_from_its_moment_on_and_not_before(session: Session, council: Council) -> None:
    services.send_for_approval(council.draft, council.olu)
    moment = clock.now() + TOMORROW
    services.publish_response(council.draft, council.priya, moment)
    session.flush()
    third = council.recommendations[2]
    assert answers_of(council.assembly).to(third).response is None
    with clock.at(moment - timedelta(seconds=1)):
        assert answers_of(council.assembly).to(third).response is None
    with clock.at(moment):
        assert answers_of(council.assembly).to(third).response == council.draft


def test_a_moment_that_has_passed_is_refused(council: Council) -> None:
    services.send_for_approval(council.draft, council.olu)
    with pytest.raises(WrongField, match="has passed"):
        services.publish_response(council.draft, council.priya, clock.now())
    assert council.draft.published_at is None


def test_what_is_set_can_be_called_off_until_then_and_waits_for_approval_again(
    session: Session, council: Council
) -> None:
    services.send_for_approval(council.draft, council.olu)
    services.publish_response(council.draft, council.priya, clock.now() + TOMORROW)
    session.flush()
    with pytest.raises(Refused, match="Call that off first"):
        services.edit_response(council.draft, WORDING, council.olu)
    services.call_off(council.draft, council.priya)
    assert (council.draft.published_at, council.draft.sent_by_id) == (None, council.olu.id)
    with pytest.raises(Refused, match="No time is set"):
        services.call_off(council.draft, council.priya)
    services.publish_response(council.draft, council.priya)
    with pytest.raises(Refused, match="published by now"):
        services.call_off(council.draft, council.priya)


def test_nobody_begins_a_second_answer_beside_one_that_is_set(session: Session, council: Council) -> None:
    services.send_for_approval(council.draft, council.olu)
    services.publish_response(council.draft, council.priya, clock.now() + TOMORROW)
    session.flush()
    with pytest.raises(Refused, match="begun an answer"):
        services.draft_response([council.recommendations[2]], WORDING, council.priya)


def test_authors_are_told_when_the_moment_comes_and_not_after_it_was_called_off(
    session: Session, council: Council
) -> None:
    services.send_for_approval(council.draft, council.olu)
    moment = clock.now() + TOMORROW
    services.publish_response(council.draft, council.priya, moment)
    session.flush()
    row = session.scalars(select(OutboxRow).where(OutboxRow.kind == "tell_commenters")).one()
    assert abs(row.due_at - moment) < timedelta(seconds=10)
    assert services.write_to_commenters(council.draft.id, 0) is None
    services.call_off(council.draft, council.priya)
    services.publish_response(council.draft, council.priya, moment + TOMORROW)
    session.flush()
    assert kinds(session).count("tell_commenters") == 2


# ---- Deciding anew ----


def test_a_new_decision_says_why_and_the_former_one_stays(session: Session, council: Council) -> None:
    first = council.recommendations[0]
    declined = replace(WORDING, verdict=Verdict.NOT_ACCEPTED)
    with pytest.raises(Refused, match="is answered"):
        services.draft_response([first], declined, council.olu)
    with pytest.raises(WrongField, match="decides anew"):
        services.decide_anew([first], declined, "", council.olu)
    anew = services.decide_anew([first], declined, "The budget was cut.", council.olu)
    session.flush()
    assert answers_of(council.assembly).to(first).response == council.answer
    with clock.at(clock.now() + timedelta(minutes=1)):
        send_and_publish(anew, council.priya)
        session.flush()
        answer = answers_of(council.assembly).to(first)
    assert (answer.response, answer.former) == (anew, (council.answer,))
    assert anew.follows_id is None


def test_what_is_not_decided_is_answered_and_not_decided_anew(council: Council) -> None:
    with pytest.raises(Refused, match="not decided yet"):
        services.decide_anew([council.recommendations[1]], WORDING, "Why not.", council.olu)


def test_one_of_several_that_were_answered_together_is_decided_anew(
    session: Session, council: Council
) -> None:
    second = council.recommendations[1]
    make_response(second, drafted_by=council.olu, published_by=council.priya)
    anew = services.decide_anew([second], WORDING, "A better plan.", council.olu)
    assert [each.id for each in anew.recommendations] == [second.id]


def test_the_fingerprint_knows_every_word(council: Council) -> None:
    marks = {fingerprint(council.draft)}
    for words in (
        replace(WORDING, money="£400"),
        replace(WORDING, timescale="In May."),
        replace(WORDING, decision_minute="Item 7"),
    ):
        services.edit_response(council.draft, words, council.olu)
        marks.add(fingerprint(council.draft))
    assert len(marks) == 4


def test_an_account_that_drafted_and_one_that_edited_both_stay_out(council: Council) -> None:
    thea: Account = council.officer("thea@fenbury.example", "Thea Third")
    services.edit_response(council.draft, replace(WORDING, money="£400"), council.priya)
    services.send_for_approval(council.draft, council.olu)
    for person in (council.olu, council.priya):
        with pytest.raises(Refused, match="somebody else must publish"):
            services.publish_response(council.draft, person)
    services.publish_response(council.draft, thea)
    published: Response = council.draft
    assert published.published_by_id == thea.id
