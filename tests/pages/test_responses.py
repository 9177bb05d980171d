"""The council's answers: to one assembly, and the latest of all."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, PhaseKind
from app.core import clock
from app.core.db import db
from app.recommendations.models import Recommendation, VersionStage
from app.responses.models import DeliveryStatus, Verdict
from tests.conftest import Visitor
from tests.factories.accounts import make_account
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.recommendations import add_vote, make_recommendation
from tests.factories.responses import (
    make_commitment,
    make_compiled_response,
    make_compiled_update,
    make_response,
    make_update,
)

NBSP = "\N{NO-BREAK SPACE}"


def _page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _answers(client: Visitor, assembly: Assembly) -> str:
    return _page(client, f"{assembly.path}responses/")


def test_an_answer_has_verdict_reasons_and_who_decided(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(), stage=VersionStage.FINAL)
    make_response(
        recommendation,
        verdict=Verdict.ACCEPTED_IN_PART,
        reasons="Six of ten streets.\n\nThe other four carry buses.",
        not_taken_up="Mill Road stays open.",
        decided_by="Cabinet",
        decided_on="2026-03-12",
        responsible_role="Head of Highways",
        decision_url="https://democracy.fenbury.example/12",
    )
    page = _answers(client, recommendation.assembly)
    assert "Accepted in part</span>" in page
    assert (
        page.index("Six of ten streets.")
        < page.index(">Why</h3>")
        < page.index("The other four carry buses.")
    )
    assert "Mill Road stays open." in page
    assert f"Cabinet, 12{NBSP}March 2026" in page
    assert "Head of Highways, Fenbury Borough Council" in page
    assert "two different officers" in page
    assert 'href="https://democracy.fenbury.example/12"' in page
    assert "<dt>recommendations are named in an answer</dt><dd>1 of 1</dd>" in page


def test_a_correction_stands_before_the_wording_it_corrects(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(), stage=VersionStage.FINAL)
    two = {"drafted_by": make_account("a@fenbury.example"), "published_by": make_account("b@fenbury.example")}
    first = make_response(recommendation, reasons="Ten streets.", **two)
    make_response(
        recommendation,
        reasons="Six streets.",
        follows_id=first.id,
        correction_reason="A slip of the pen.",
        **two,
    )
    page = _answers(client, recommendation.assembly)
    assert page.index("Six streets.") < page.index("What it answered before") < page.index("Ten streets.")
    assert "A slip of the pen." in page
    assert "1 of 1" in page


def test_a_delay_shows_both_dates_and_its_reason(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(), stage=VersionStage.FINAL)
    make_response(recommendation)
    commitment = make_commitment(recommendation, "Close six streets", due_on="2026-09-30")
    make_update(
        commitment,
        DeliveryStatus.DELAYED.value,
        new_due_on="2099-03-31",
        reason="The supplier closed.",
        reported_on="2026-05-14",
    )
    page = _answers(client, recommendation.assembly)
    assert f"formerly </span>30{NBSP}September 2026</del>" in page
    assert f"now </span>31{NBSP}March 2099</strong>" in page
    assert "The supplier closed." in page
    assert "1 commitment: 1 delayed" in page


def test_delivered_has_its_evidence_and_late_has_its_clock(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(), stage=VersionStage.FINAL)
    make_response(recommendation)
    done = make_commitment(recommendation, "Put up monitors")
    make_update(
        done,
        DeliveryStatus.DELIVERED.value,
        evidence_url="https://example.org/map",
        evidence_title="Map of all",
    )
    due_on = (clock.today() - timedelta(days=100)).isoformat()
    make_commitment(recommendation, "Show the readings", due_on=due_on)
    page = _answers(client, recommendation.assembly)
    assert '<a href="https://example.org/map">Map of all</a>' in page
    assert "This was due on " in page
    assert "That was 100 days ago." in page
    assert "<dt>commitments delivered; 1 planned</dt><dd>1 of 2</dd>" in page


def test_missing_answers_have_a_clock_with_date_and_time(client: Visitor, session: Session) -> None:
    to_come = make_assembly("to-come", answer_due_at=clock.now() + timedelta(days=30))
    make_recommendation(to_come, stage=VersionStage.FINAL)
    assert re.search(
        r"Answers are due on \w+ \d+\W\w+ \d{4}, [^.]+(am|pm|midday|midnight)\.", _answers(client, to_come)
    )
    late = make_assembly("late", answer_due_at=clock.now() - timedelta(days=3))
    make_recommendation(late, stage=VersionStage.FINAL)
    page = _answers(client, late)
    assert "1 answer is missing." in page
    assert ", 3 days ago." in page


def test_answers_to_all_as_a_whole_stand_apart_and_count_as_nobodys(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    first = make_recommendation(assembly, "One", number=1, is_compiled=True)
    make_recommendation(assembly, "Two", number=2, is_compiled=True)
    make_compiled_response(first, covers_all=True, reasons="Thank you all.")
    make_compiled_update(first, covers_all=True, text="Work goes on.")
    page = _answers(client, assembly)
    assert page.index("Answered as a whole") < page.index("Thank you all.")
    assert "<dd>0 of 2</dd>" in page
    assert "Without an answer of their own" in page
    assert "Work goes on." in page


def test_noted_and_unknown_are_shown_as_recorded_and_are_no_verdict(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    for number, word in enumerate(("noted", "unknown"), 1):
        recommendation = make_recommendation(assembly, f"Item {number}", number=number, is_compiled=True)
        make_compiled_response(recommendation, verdict=None, recorded_as=word, decided_on=None)
    page = _answers(client, assembly)
    assert page.count('class="ribbon large recorded"') == 2
    assert "The record says “noted”. That is not a verdict." in page
    assert "<dt>recorded without a verdict</dt><dd>2</dd>" in page


def test_unofficial_sources_are_marked_at_each_item(client: Visitor, session: Session) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    recommendation = make_recommendation(assembly, is_compiled=True)
    make_compiled_response(recommendation, is_official_source=False, source_url="https://example.org/a")
    make_compiled_update(
        recommendation,
        is_official_source=False,
        source_url="https://example.org/b",
        reported_on="2021",
        reported_by="A campaign group",
    )
    page = _answers(client, assembly)
    assert page.count("Unofficial source.") == 2
    for address in ("https://example.org/a", "https://example.org/b"):
        assert f'href="{address}"' in page
    assert "<dt>2021</dt>" in page
    assert "Reported by A campaign group" in page


def test_an_answer_to_several_has_one_anchor_of_its_own(client: Visitor, session: Session) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    both = [make_recommendation(assembly, f"Item {n}", number=n, is_compiled=True) for n in (1, 2)]
    response = make_compiled_response(*both)
    page = _answers(client, assembly)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert f"answer-{response.id}" in ids


def test_a_draft_answer_is_nowhere(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly())
    make_response(recommendation, published=False, reasons="A secret answer.")
    assert "secret" not in _answers(client, recommendation.assembly)
    assert "secret" not in _page(client, "/answers/")


# All councils


def test_the_latest_answers_are_paged_by_cursor_the_undated_last(client: Visitor, session: Session) -> None:
    assembly = make_assembly("old-town", is_compiled=True)
    dates = ["2020", "2020-06", "2020-06-25", "2019-11-02", None]
    for number in range(45):
        recommendation = make_recommendation(assembly, f"Item {number}.", number=number + 1, is_compiled=True)
        make_compiled_response(recommendation, decided_on=dates[number % 5])
    seen: list[str] = []
    address = "/answers/"
    for _ in range(3):
        page = _page(client, address)
        assert "45 answers" in page
        seen += re.findall(r">(Item \d+)\.<", page)
        link = re.search(r'rel="next" href="(\?[^"]+)"', page)
        address = f"/answers/{link[1]}" if link else ""
    assert address == ""
    assert len(seen) == len(set(seen)) == 45
    order = [int(item.removeprefix("Item ")) % 5 for item in seen]
    assert order == [2] * 9 + [1] * 9 + [0] * 9 + [3] * 9 + [4] * 9


def test_an_answer_of_an_assembly_that_is_not_public_is_not_among_them(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(published=False)
    make_response(make_recommendation(assembly, "A secret"))
    db.session.flush()
    page = _page(client, "/answers/")
    assert "A secret" not in page
    assert "No council has answered yet." in page


def test_a_cursor_that_cannot_be_read_begins_the_list_anew(client: Visitor, session: Session) -> None:
    make_response(make_recommendation(make_assembly(), "Buses first"))
    for cursor in ("nonsense", "WzEsMl0", "W10", "Wy0xLC0xXQ"):
        assert client.get(f"/answers/?after={cursor}").status_code == 200
    assert "Buses first" in _page(client, "/answers/?after=nonsense")


def _delivery(client: Visitor, recommendation: Recommendation) -> str:
    strip = _page(client, recommendation.path).split('<ol class="chain"')[1].split("</ol>")[0]
    return strip.split("<li")[-1]


@pytest.mark.parametrize(
    ("verdict", "says", "waits"),
    [
        (Verdict.NOT_ACCEPTED, "Nothing was promised", False),
        (Verdict.NOT_OURS, "Nothing was promised", False),
        (Verdict.ACCEPTED, "Nothing is promised yet", True),
        (Verdict.UNDER_CONSIDERATION, "Starts after the answer", True),
    ],
)
def test_nobody_waits_at_a_delivery_that_was_never_promised(
    client: Visitor, session: Session, verdict: Verdict, says: str, waits: bool
) -> None:
    assembly = make_assembly(consulting=(-30, -20))
    add_phase(assembly, PhaseKind.DELIVERING, clock.now() - timedelta(days=3), None)
    recommendation = make_recommendation(assembly, stage=VersionStage.FINAL)
    add_vote(recommendation)
    make_response(recommendation, verdict=verdict)
    delivery = _delivery(client, recommendation)
    assert says in delivery
    assert ("We are here" in delivery) is waits
    # What was promised all the same is on its way.
    make_commitment(recommendation)
    assert "Planned" in _delivery(client, recommendation)
