"""The home page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from app.assemblies.models import PhaseKind
from app.comments.models import CommentState
from app.core import clock
from app.responses.models import DeliveryStatus, Verdict
from tests.conftest import Visitor
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.comments import make_comment
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import (
    make_commitment,
    make_compiled_response,
    make_compiled_update,
    make_response,
    make_update,
)

NBSP = "\N{NO-BREAK SPACE}"


def _home(client: Visitor) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_it_says_first_what_is_open_until_when_and_what_follows(client: Visitor, session: Session) -> None:
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        assembly = make_assembly(answer_due_at=clock.london(date(2027, 3, 31), 17))
        opens, closes = clock.now() - timedelta(days=20), clock.london(date(2026, 11, 29), 17)
        add_phase(assembly, PhaseKind.CONSULTING, opens, closes)
        first, last = clock.london(date(2026, 12, 5), 10), clock.london(date(2026, 12, 6), 16)
        add_phase(assembly, PhaseKind.FINALISING, first, last)
        recommendation = make_recommendation(assembly)
        make_comment(recommendation.subject, stance="support")
        page = _home(client)
    assert "Open for comment" in page
    assert f"Closes <strong>Sunday 29{NBSP}November 2026, 5{NBSP}pm</strong>." in page
    assert f"vote on 5 and 6{NBSP}December" in page
    assert f"31{NBSP}March 2027, 5{NBSP}pm" in page
    assert "<dt>days left</dt><dd>7</dd>" in page
    assert "<dt>draft</dt><dd>1</dd>" in page
    assert "<dt>comment</dt><dd>1</dd>" in page


def test_without_anything_open_it_says_so_and_shows_no_brass(client: Visitor, session: Session) -> None:
    make_assembly(consulting=(-14, -7))
    page = _home(client)
    assert "Nothing is open for comment today" in page
    assert 'class="flag' not in page


def test_the_drafts_with_most_comments_come_first_with_their_stances(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    for number, comments in enumerate((1, 4, 2, 3), 1):
        recommendation = make_recommendation(assembly, f"Draft with {comments}", number=number)
        for _ in range(comments):
            make_comment(recommendation.subject, stance="oppose")
        make_comment(recommendation.subject, state=CommentState.HIDDEN, stance="support")
    page = _home(client)
    places = [page.index(f"Draft with {comments}") for comments in (4, 3, 2)]
    assert places == sorted(places)
    assert "Draft with 1" not in page
    assert "4 comments: 0 support, 0 with changes, 0 neutral, 4 oppose" in page


def test_the_latest_answers_wear_their_verdict_and_say_how_delivery_goes(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly()
    delayed = make_recommendation(assembly, "Close six streets", number=1)
    make_response(delayed, verdict=Verdict.ACCEPTED_IN_PART, decided_on="2026-03-12")
    commitment = make_commitment(delayed, due_on="2026-09-30")
    make_update(
        commitment, DeliveryStatus.DELAYED.value, new_due_on="2027-03-31", reason="The supplier closed."
    )
    refused = make_recommendation(assembly, "Ban stoves", number=2)
    make_response(refused, verdict=Verdict.NOT_ACCEPTED, decided_on="2026-03-11")
    make_response(make_recommendation(assembly, "Not for anybody yet", number=3), published=False)
    page = _home(client)
    assert f"Delayed: due 30{NBSP}September 2026, now 31{NBSP}March 2027" in page
    assert f"answered 12{NBSP}March 2026" in page
    assert page.index("Close six streets") < page.index("Ban stoves")
    assert "Not for anybody yet" not in page


def test_a_compiled_answer_is_as_precise_as_its_record_and_its_source_is_marked(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    recommendation = make_recommendation(assembly, "Franchise the buses", is_compiled=True)
    make_compiled_response(
        recommendation, verdict=Verdict.NOT_OURS.value, decided_on="2020-06", is_official_source=False
    )
    noted = make_recommendation(assembly, "Be bold", number=2, is_compiled=True)
    make_compiled_response(noted, verdict=None, recorded_as="noted", decided_on="2019")
    make_compiled_update(noted, status="stopped")
    page = _home(client)
    assert "answered June 2020" in page
    assert f"1{NBSP}June" not in page
    assert "Unofficial source." in page
    assert "Delivery unknown" in page
    assert "Noted, without a verdict" in page
    assert "answered 2019" in page
    assert "Delivery: stopped" in page


def test_several_open_assemblies_are_all_named_the_first_to_close_first(
    client: Visitor, session: Session
) -> None:
    make_assembly("later", consulting=(-7, 9), question="Which comes later?")
    make_assembly("sooner", consulting=(-7, 2), question="Which comes sooner?")
    page = _home(client)
    assert page.index("Which comes sooner?") < page.index("Also open for comment")
    assert page.index("Also open for comment") < page.index("Which comes later?")


def test_the_masthead_leads_to_the_report_card_between_the_answers_and_the_search(
    client: Visitor, session: Session
) -> None:
    page = _home(client)
    assert page.index('href="/answers/"') < page.index('href="/report-card/"') < page.index('href="/search"')


def test_hours_in_a_question_never_break_across_lines(client: Visitor, session: Session) -> None:
    """Officers type a common blank; a heading once ended with "from 7" and went on with "am"."""
    question = "Should the street be closed to cars from 7 am to 7 pm until 29 November?"
    assembly = make_assembly(consulting=(-7, 7), question=question)
    recommendation = make_recommendation(assembly)
    make_comment(recommendation.subject)
    for address in ("/", assembly.path, "/assemblies/"):
        page = client.get(address).text
        assert f"from 7{NBSP}am to 7{NBSP}pm until 29{NBSP}November?" in page
