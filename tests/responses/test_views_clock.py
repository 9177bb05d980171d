"""The page on which officers state the final report and let the clock stand still, and the administrator's list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.core import clock
from app.recommendations.models import VersionStage
from app.responses.models import ClockPause, FinalReport
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation
from tests.queries import counted
from tests.responses.council import Council

CLOCK = "/council/high-street/responses/clock"
PUBLIC = "/assemblies/high-street/responses/"


def day_fields(name: str, days: int) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def pause_fields(starts: int = 1, ends: int = 30, reason: str = "An election is coming.") -> dict[str, str]:
    return {
        "reason": reason,
        **day_fields("starts", starts),
        "starts_time": "9am",
        **day_fields("ends", ends),
        "ends_time": "9am",
    }


def test_an_officer_states_the_report_and_everybody_reads_when_answers_are_due(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    answer = client.post(
        f"{CLOCK}/report",
        data={"csrf_token": token_in(client, CLOCK), **day_fields("published_on", -3)},
    )
    assert (answer.status_code, answer.location) == (303, CLOCK)
    assert "Answers are due on" in client.get(PUBLIC).text
    assert "2 are to come." in client.get(PUBLIC).text
    again = client.post(
        f"{CLOCK}/report",
        data={"csrf_token": token_in(client, CLOCK), **day_fields("published_on", -4), "reason": ""},
    )
    assert again.status_code == 422
    assert "Say why this is another day" in again.text
    assert session.query(FinalReport).count() == 1


def test_an_officer_pauses_the_clock_and_ends_the_pause(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    assert (
        client.post(
            f"{CLOCK}/pauses", data={"csrf_token": token_in(client, CLOCK), **pause_fields()}
        ).status_code
        == 303
    )
    pause = session.query(ClockPause).one()
    with clock.at(clock.now() + timedelta(days=2)):
        text = client.get(PUBLIC).text
        assert "The clock stands still until" in text
        assert "An election is coming." in text
        assert "End this pause now" in client.get(CLOCK).text
    assert "Call this pause off" in client.get(CLOCK).text
    ended = client.post(f"{CLOCK}/pauses/{pause.id}/end", data={"csrf_token": token_in(client, CLOCK)})
    assert ended.status_code == 303
    assert "called off" in client.get(CLOCK).text
    again = client.post(f"{CLOCK}/pauses/{pause.id}/end", data={"csrf_token": token_in(client, CLOCK)})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (pause_fields(reason=" "), "Say why nothing falls due in this time."),
        (pause_fields(starts=-2), "A pause begins now or later."),
        (pause_fields(starts=10, ends=5), "The pause must end after it begins."),
        (pause_fields(ends=200), "A pause lasts 90 days at most."),
        ({**pause_fields(), "ends_time": "late"}, "Write a time such as 17:30 or 5:30pm."),
    ],
)
def test_a_pause_that_cannot_be_gets_its_words_back_with_a_message(
    client: Visitor, session: Session, council: Council, olu: Account, fields: dict[str, str], message: str
) -> None:
    refused = client.post(f"{CLOCK}/pauses", data={"csrf_token": token_in(client, CLOCK), **fields})
    assert refused.status_code == 422
    assert message in refused.text
    if fields["reason"].strip():
        assert "An election is coming." in refused.text
    assert session.query(ClockPause).count() == 0


def test_ready_words_for_an_election_are_offered(client: Visitor, council: Council, olu: Account) -> None:
    assert "councils by law take special care" in client.get(f"{CLOCK}?reason=election").text


def test_another_councils_clock_and_a_records_are_not_found(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    make_assembly("compiled", council.assembly.organisation, is_compiled=True)
    assert client.get("/council/compiled/responses/clock").status_code == 404
    other = make_account("moderator@fenbury.example", role=Role.MODERATOR)
    sign_in_as(client, other)
    assert client.get(CLOCK).status_code in (403, 404)


def test_the_administrator_sees_what_is_overdue_in_as_many_queries_for_many(
    client: Visitor, session: Session, council: Council
) -> None:
    sign_in_as(client, make_account("admin@fenbury.example", role=Role.ADMINISTRATOR))
    council.assembly.answer_due_at = clock.now() - timedelta(days=5)
    session.flush()
    with counted() as few:
        page = client.get("/admin/overdue/").text
    assert "2 answers" in page
    assert "5 days ago" in page
    for number in range(4):
        more = make_assembly(f"more-{number}", council.assembly.organisation)
        more.answer_due_at = clock.now() + timedelta(days=number)
        make_recommendation(more, stage=VersionStage.FINAL)
    session.flush()
    with counted() as many:
        page = client.get("/admin/overdue/").text
    assert page.count("1 answer<") == 4
    assert len(many) <= len(few) + 1


def test_an_officer_has_no_business_with_the_administrators_list(
    client: Visitor, council: Council, olu: Account
) -> None:
    assert client.get("/admin/overdue/").status_code == 403
