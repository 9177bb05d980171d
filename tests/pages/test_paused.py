"""What public pages say while comments are paused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.core import clock, dates
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import make_session
from tests.factories.pauses import pause
from tests.factories.recommendations import make_recommendation
from tests.queries import counted


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(learning=(-20, 20), consulting=(-7, 30))


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    recommendation = make_recommendation(assembly)
    make_comment(recommendation.subject, clause_key="1.1")
    return recommendation


def _until(assembly: Assembly, weekday: bool = True) -> str:
    assert assembly.paused_until is not None
    return dates.moment(assembly.paused_until, weekday=weekday)


def test_the_home_page_says_which_consultation_is_paused_and_offers_none(
    client: Visitor, recommendation: Recommendation
) -> None:
    assert "Open for comment" in client.get("/").text
    pause(recommendation.assembly)
    page = client.get("/").text
    assert "Nothing is open for comment today" in page
    assert f"Comments are paused until {_until(recommendation.assembly)}." in page
    assert "Reason: Somebody sends spam." in page
    assert "Open for comment" not in page


def test_an_open_consultation_stands_before_a_paused_one(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    other = make_assembly("parks", consulting=(-7, 60), question="What should become of the parks?")
    make_recommendation(other)
    pause(recommendation.assembly)
    page = client.get("/").text
    assert page.index("What should become of the parks?") < page.index("Comments are paused until")


def test_the_list_of_assemblies_says_so(client: Visitor, recommendation: Recommendation) -> None:
    pause(recommendation.assembly)
    page = client.get("/assemblies/").text
    assert f"Comments are paused until {_until(recommendation.assembly)}." in page
    assert 'class="flag' not in page
    assert "No assembly fits" in client.get("/assemblies/?state=open").text


def test_the_page_of_the_assembly_says_what_one_can_do_now_and_keeps_every_pause(
    client: Visitor, recommendation: Recommendation
) -> None:
    assembly = recommendation.assembly
    assembly.phases[-1].summary = "Everybody can comment now."
    assembly.summary = "They wrote drafts. Tell them what you think."
    pause(assembly, clock.now() + timedelta(days=1), reason="An election is coming.")
    pause(assembly)
    page = client.get(assembly.path).text
    now = page.split('id="now"')[1].split("</section>")[0]
    assert f"Comments are paused until {_until(assembly)}." in now
    assert f"Questions are paused until {_until(assembly)}." in now
    assert "You can comment from" not in now
    assert "Everybody can comment now." not in now
    assert "Read the drafts and comment" not in page
    journey = page.split('class="journey')[1].split("</ol>")[0]
    assert f"Comments are paused until {_until(assembly)}" in journey
    assert f"Questions are paused until {_until(assembly, weekday=False)}" in journey
    assert "Comments are paused now." in page
    assert "Comments close" not in journey
    history = page.split('id="pauses"')[1].split("</section>")[0]
    assert history.index("Somebody sends spam.") < history.index("An election is coming.")
    assert "at first planned until" in history
    assert "@" not in history


def test_a_pause_that_is_over_stays_readable(client: Visitor, recommendation: Recommendation) -> None:
    pause(recommendation.assembly)
    with clock.at(clock.now() + timedelta(days=4)):
        page = client.get(recommendation.assembly.path).text
    assert "Reason: Somebody sends spam." in page.split('id="pauses"')[1]
    assert "Read the drafts and comment" in page


def test_an_assembly_that_was_never_paused_asks_for_no_pauses(
    client: Visitor, recommendation: Recommendation
) -> None:
    with counted() as queries:
        page = client.get(recommendation.assembly.path).text
    assert "When comments were paused" not in page
    assert not [query for query in queries if "comment_pauses" in query]


def test_a_draft_says_so_above_its_text_at_each_paragraph_and_in_its_chain(
    client: Visitor, recommendation: Recommendation
) -> None:
    pause(recommendation.assembly)
    page = client.get(recommendation.path).text
    short = f"Comments are paused until {_until(recommendation.assembly)}"
    assert "Reason: Somebody sends spam." in page
    chain = page.split('class="chain"')[1].split("</ol>")[0]
    assert "Paused" in chain
    assert short in chain
    assert f'<p class="quiet">{short}</p>' in page
    assert "Comment on this paragraph" not in page
    assert "data-agree" not in page
    assert f"{short}." in client.get(f"{recommendation.path}comments/").text
    assert f"{short}." in client.get(f"{recommendation.assembly.path}recommendations/").text


def test_a_session_says_that_questions_are_paused(client: Visitor, assembly: Assembly) -> None:
    meeting = make_session(assembly)
    pause(assembly)
    for address in (meeting.path, f"{meeting.path}questions/"):
        page = client.get(address).text
        assert f"Questions are paused until {_until(assembly)}. Reason: Somebody sends spam." in page
        assert "questions/ask" not in page


def test_feed_and_calendar_know_it(client: Visitor, recommendation: Recommendation) -> None:
    assembly = recommendation.assembly
    pause(assembly)
    feed = client.get(f"{assembly.path}feed.atom").text
    assert "Comments are paused until" in feed
    assert "You can say what you think" not in feed
    calendar = Calendar.from_ical(client.get(f"{assembly.path}calendar.ics").data)
    [entry] = [each for each in calendar.walk("VEVENT") if "paused" in str(each["summary"])]
    assert assembly.paused_until is not None
    assert entry.decoded("dtend") == assembly.paused_until.replace(microsecond=0)
    assert entry["description"] == "Reason: Somebody sends spam."


def test_a_pause_costs_the_pages_no_more_than_one_query(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    pages = ("/", "/assemblies/", recommendation.assembly.path, recommendation.path)
    before = {}
    for page in pages:
        with counted() as queries:
            client.get(page)
        before[page] = len(queries)
    pause(recommendation.assembly)
    session.flush()
    for page in pages:
        with counted() as queries:
            client.get(page)
        assert len(queries) <= before[page] + (page == recommendation.assembly.path), str(queries)
