"""What readers learn of evidence that is down, or was: the first date stays, nothing is new, questions are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import clock
from app.evidence import services
from app.evidence.models import Absence, EvidenceItem
from app.evidence.standing import Thing
from app.evidence.words import as_written
from app.recommendations.models import Citation
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_question
from tests.factories.evidence import NOTE, TOLD, make_item, make_session
from tests.factories.recommendations import make_recommendation

FIRST = datetime(2026, 9, 12, 10, tzinfo=UTC)
DOWN = datetime(2026, 10, 3, 10, tzinfo=UTC)
BACK = datetime(2026, 10, 20, 10, tzinfo=UTC)


@pytest.fixture
def assembly(session: Session) -> Assembly:
    with clock.at(FIRST):
        return make_assembly()


@pytest.fixture(params=["session", "item"])
def thing(request: pytest.FixtureRequest, session: Session, assembly: Assembly) -> Thing:
    with clock.at(FIRST + timedelta(days=1)):
        held = make_session(assembly, "Who uses the lane")
        return held if request.param == "session" else make_item(assembly, "Bus times", body="Text.")


def _take_down(thing: Thing, by: Account, shows_title: bool = True) -> None:
    with clock.at(DOWN):
        services.unpublish(thing, "A table was wrong.", by, shows_title)


def test_what_came_back_keeps_its_first_date_and_says_that_it_was_down(
    client: Visitor, thing: Thing, by: Account, session: Session
) -> None:
    _take_down(thing, by)
    with clock.at(BACK):
        services.publish(thing, by)
    session.commit()
    page = client.get(thing.path).text.replace("\N{NO-BREAK SPACE}", " ")
    changes = page[page.index("Changes to this page") :]
    assert changes.index("3 October 2026") < changes.index("Taken down: A table was wrong.")
    assert "Back on 20 October 2026." in changes
    assert "Last corrected" not in page
    if isinstance(thing, EvidenceItem):
        assert "12 September 2026" in page
        feed = client.get(f"{thing.assembly.path}feed.atom").text
        assert f"<updated>{FIRST:%Y-%m-%d}" in feed
        assert f"{BACK:%Y-%m-%d}" not in feed


def test_absences_stand_among_the_corrections_by_their_dates(
    client: Visitor, assembly: Assembly, by: Account, session: Session
) -> None:
    with clock.at(FIRST + timedelta(days=1)):
        from_then = make_item(assembly, "Bus times", body="Text.")
    for number, day in enumerate((1, 11, 21)):
        with clock.at(DOWN + timedelta(days=day)):
            session.add(
                Absence(
                    subject_id=from_then.subject_id,
                    public_from=FIRST,
                    taken_down_at=clock.now(),
                    reason=f"Reason {number}",
                    shows_title=False,
                    back_at=clock.now() + timedelta(days=1),
                )
            )
    with clock.at(DOWN + timedelta(days=15)):
        services.edit_item(from_then, replace(as_written(from_then), body="New."), by, correction=TOLD)
    session.commit()
    page = client.get(from_then.path).text
    places = [page.index(words) for words in ("Reason 2", NOTE, "Reason 1", "Reason 0")]
    assert places == sorted(places)
    assert "Last corrected" in page


def test_what_was_down_before_this_was_kept_claims_no_first_date(
    client: Visitor, assembly: Assembly, session: Session
) -> None:
    item = make_item(assembly, "Bus times", body="Text.")
    row = {"public_from": DOWN, "taken_down_at": DOWN, "back_at": BACK, "shows_title": False}
    session.add(Absence(subject_id=item.subject_id, reason="A mistake.", **row))
    session.commit()
    assert "before 3 October 2026" in client.get(item.path).text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("shows_title", [True, False])
def test_the_title_stands_in_every_trace_where_it_may_and_in_none_where_not(
    client: Visitor, assembly: Assembly, by: Account, session: Session, shows_title: bool
) -> None:
    recommendation = make_recommendation(assembly)
    item = make_item(assembly, "Bus times", body="Text.")
    session.add(Citation(recommendation=recommendation, item=item, clause_key="1.1"))
    services.unpublish_item(item, "A table was wrong.", by, shows_title)
    session.commit()
    for path in (item.path, f"{assembly.path}evidence/", recommendation.path):
        assert ("Bus times" in client.get(path).text) is shows_title, path


def test_the_page_of_what_is_down_counts_its_questions_and_shows_none(
    client: Visitor, thing: Thing, by: Account, session: Session
) -> None:
    asked = [make_question(thing.subject, f"Secret {number}") for number in range(2)]
    make_answer(asked[0])
    _take_down(thing, by)
    session.commit()
    page = client.get(f"{thing.path}questions/", follow_redirects=True).text
    assert "Asked about it: 2 questions, 1 with an answer." in page
    assert "Secret" not in page
    receipt = client.get(f"/receipts/{asked[0].receipt_token}").text
    assert "What you asked about was taken down." in receipt
    assert thing.title not in receipt
    assert "See it among the other questions" not in receipt


def test_the_page_of_what_is_down_without_questions_says_nothing_of_them(
    client: Visitor, thing: Thing, by: Account, session: Session
) -> None:
    _take_down(thing, by)
    session.commit()
    assert "Asked about it" not in client.get(thing.path).text
