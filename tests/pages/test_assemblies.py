"""The list of assemblies, and the page of one."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, MemberGroup, Phase, PhaseKind, Remark, Source
from app.assemblies.small_numbers import shown_counts
from app.core import clock, dates
from app.core.db import db
from app.responses.models import Verdict
from tests.conftest import Visitor
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.comments import make_comment
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import add_vote, make_recommendation
from tests.factories.responses import make_compiled_response, make_response

NBSP = "\N{NO-BREAK SPACE}"


def _page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _names(page: str) -> list[str]:
    return re.findall(r'<h2 class="h3"><a href="[^"]+">([^<]+)</a>', page)


# The list


def _some_assemblies() -> None:
    hill = make_organisation("hill")
    make_assembly("open", consulting=(-7, 7), topic="transport", region="South East")
    make_assembly("over", hill, consulting=(-14, -7), topic="climate", region="London")
    make_assembly("record", hill, is_compiled=True, topic="climate", region="London", started_on="2019-11")
    make_assembly("hidden", hill, published=False, topic="secrets")


def test_the_list_holds_every_public_assembly_those_run_here_first(client: Visitor, session: Session) -> None:
    _some_assemblies()
    page = _page(client, "/assemblies/")
    assert _names(page) == ["Assembly on over", "Assembly on open", "Assembly on record"]
    assert "3 assemblies" in page
    assert "Compiled from public records." in page
    assert "Met November 2019" in page
    assert "secrets" not in page.lower()


def test_the_filters_narrow_the_list_and_stay_chosen(client: Visitor, session: Session) -> None:
    _some_assemblies()
    found = {
        query: _names(_page(client, f"/assemblies/?{query}"))
        for query in ("state=open", "state=here", "state=compiled", "topic=climate", "organisation=hill")
    }
    assert found == {
        "state=open": ["Assembly on open"],
        "state=here": ["Assembly on over", "Assembly on open"],
        "state=compiled": ["Assembly on record"],
        "topic=climate": ["Assembly on over", "Assembly on record"],
        "organisation=hill": ["Assembly on over", "Assembly on record"],
    }
    both = _page(client, "/assemblies/?region=London&state=here")
    assert _names(both) == ["Assembly on over"]
    assert '<option value="London" selected>' in both
    assert "No assembly fits these choices." in _page(client, "/assemblies/?topic=moon")
    assert "3 assemblies" in _page(client, "/assemblies/?state=nonsense")


def test_a_long_list_is_paged_by_a_cursor_that_keeps_the_filters(client: Visitor, session: Session) -> None:
    for number in range(60):
        started_on = f"20{number % 3 + 18}-0{number % 9 + 1}" if number % 4 else None
        make_assembly(f"a-{number}", is_compiled=bool(number % 5), topic="climate", started_on=started_on)
    seen: list[str] = []
    address = "/assemblies/?topic=climate"
    for _ in range(3):
        page = _page(client, address)
        assert "60 assemblies" in page
        seen += _names(page)
        link = re.search(r'rel="next" href="(\?[^"]+)"', page)
        address = "/assemblies/" + link[1].replace("&amp;", "&") if link else ""
    assert address == ""
    assert sorted(seen) == sorted(f"Assembly on a {number}" for number in range(60))


# One that is run here


def test_an_open_assembly_says_what_to_do_and_until_when(client: Visitor, session: Session) -> None:
    assembly = make_assembly(members=48, remit="## What is in\n\nThe ring road.")
    add_phase(
        assembly, PhaseKind.LEARNING, clock.now() - timedelta(days=40), clock.now() - timedelta(days=30)
    )
    add_phase(
        assembly, PhaseKind.CONSULTING, clock.now() - timedelta(days=7), clock.now() + timedelta(days=7)
    )
    add_phase(
        assembly, PhaseKind.FINALISING, clock.now() + timedelta(days=9), clock.now() + timedelta(days=10)
    )
    for number in (1, 2):
        make_recommendation(assembly, f"Draft {number}", number=number)
    page = _page(client, assembly.path)
    assert "Fenbury Borough Council asked 48 residents, chosen by lottery:" in page
    assert "2 draft recommendations are open for comment." in page
    assert "<strong>7 days left.</strong>" in page
    assert f'href="{assembly.path}recommendations/">Read the drafts and comment</a>' in page
    states = re.findall(r'<li class="(done|now|to-come)"', page)
    assert states == ["done", "now", "to-come"]
    assert page.count('aria-current="step"') == 1
    assert "<h3>What is in</h3>" in page


def test_a_phase_left_open_behind_the_present_one_says_until_when_and_we_are_only_at_one(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly()
    ago, ahead = timedelta(days=30), timedelta(days=7)
    add_phase(assembly, PhaseKind.LEARNING, clock.now() - ago, clock.now() + ahead)
    add_phase(assembly, PhaseKind.CONSULTING, clock.now() - timedelta(days=2), clock.now() + ahead)
    page = _page(client, assembly.path)
    assert re.findall(r'<li class="(done|open|now|to-come)"', page) == ["open", "now"]
    assert page.count('aria-current="step"') == 1
    assert "(still open)" in page
    assert "Questions close " in page


def test_before_and_after_the_consultation_it_says_when(client: Visitor, session: Session) -> None:
    early = make_assembly("early", consulting=(7, 14))
    late = make_assembly("late", consulting=(-14, -7))
    assert "You can comment from " in _page(client, early.path)
    assert "Comments closed on " in _page(client, late.path)
    for assembly in (early, late):
        assert "what-now" not in _page(client, assembly.path)


def test_a_recommendation_has_comments_vote_answer_and_delivery_beside_it(
    client: Visitor, session: Session
) -> None:
    due = clock.now() + timedelta(days=30)
    assembly = make_assembly(consulting=(-7, 7), answer_due_at=due)
    first = make_recommendation(assembly, "Buses first", number=1)
    add_vote(first, in_favour=37, against=11)
    for stance in ("support", "support", "oppose"):
        make_comment(first.subject, stance=stance)
    make_response(make_recommendation(assembly, "Fewer cars", number=2), verdict=Verdict.NOT_ACCEPTED)
    page = _page(client, assembly.path)
    assert "3 comments" in page
    assert "2 support, 0 with changes, 0 neutral, 1 oppose" in page
    assert "Members, first vote: 37 of 48 for" in page
    assert "Answer: not due yet" in page
    assert "Delivery: not started" in page
    assert "Answer: not accepted" in page
    assert "Delivery: nothing promised" in page
    assert "1 of 2 answered: 1 not accepted" in page


def test_what_is_still_considered_is_no_answer(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    first, second = (make_recommendation(assembly, number=number) for number in (1, 2))
    make_response(first)
    make_response(second, verdict=Verdict.UNDER_CONSIDERATION)
    page = _page(client, assembly.path)
    assert "1 of 2 answered: 1 accepted, 1 under consideration" in page


def test_an_answer_that_is_late_is_called_overdue(client: Visitor, session: Session) -> None:
    assembly = make_assembly(answer_due_at=clock.london(clock.today() - timedelta(days=2), 17))
    make_recommendation(assembly)
    assert "Answer: overdue since " in _page(client, assembly.path)


def test_a_long_list_shows_its_beginning_and_leads_to_the_rest(client: Visitor, session: Session) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    for number in range(1, 9):
        make_recommendation(assembly, f"Draft {number}.", number=number)
    page = _page(client, assembly.path)
    assert "Draft 5." in page
    assert "Draft 6." not in page
    assert "All 8 drafts" in page


# Who the members are


def _members(assembly: Assembly, **counts: int | None) -> None:
    for label, count in counts.items():
        assembly.member_groups.append(
            MemberGroup(characteristic="age", label=label, members=count, residents_percent=25.0)
        )
    db.session.flush()


def test_members_stand_beside_residents(client: Visitor, session: Session) -> None:
    assembly = make_assembly(members=48, invitations=6000, volunteers=231)
    _members(assembly, young=12, middle=20, old=16)
    page = _page(client, assembly.path)
    assert "48 members, drawn from 6,000 invitations and 231 volunteers, to match the area by age." in page
    assert "<strong>12</strong> (25%)" in page
    assert "25%</td>" in page


def test_a_group_under_five_is_not_shown_nor_any_figure_that_gives_it_away(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(members=48)
    _members(assembly, young=3, middle=25, old=20)
    page = _page(client, assembly.path)
    assert "<strong>25</strong>" in page
    assert "<strong>3</strong>" not in page
    assert "<strong>20</strong>" not in page
    assert page.count(">not shown<") == 2
    assert "A figure under 5 could point at a person" in page


def test_small_counts_are_left_out_until_subtraction_tells_nothing() -> None:
    assert shown_counts([11, 13, 14, 10]) == [11, 13, 14, 10]
    assert shown_counts([3, 25, 20]) == [None, 25, None]
    assert shown_counts([4, 4, 30]) == [None, None, 30]
    assert shown_counts([0, 0, 9, 30]) == [None, None, None, 30]
    assert shown_counts([1, 1, 1, 40]) == [None, None, None, None]
    assert shown_counts([3, None, 20]) == [None, None, None]
    assert shown_counts([]) == []


# Compiled from public records


def _record() -> Assembly:
    assembly = make_assembly(
        "old-town",
        is_compiled=True,
        members=53,
        started_on="2019-11",
        ended_on="2020",
        facts={"Run by": "Involve", "How members were chosen": "A long sentence that tells how it was done."},
        compiler_reading={
            "decision": "partly_accepted",
            "summary": "A plan draws on it.",
            "responded_on": "2020-06",
        },
    )
    assembly.phases += [
        Phase(
            position=1,
            kind=PhaseKind.FINALISING,
            title="Report",
            summary="The report came out.",
            starts_on="2019-11",
            source_label="report",
            source_url="https://example.org/report",
        ),
        Phase(
            position=2,
            kind=PhaseKind.DELIVERING,
            title="One year on",
            starts_on="2020",
            source_label="follow_up",
        ),
    ]
    assembly.sources.append(
        Source(
            url="https://example.org/report",
            title="Full report",
            publisher="Involve",
            kind="official report",
            licence="CC BY 4.0",
        )
    )
    assembly.remarks += [
        Remark(kind="discrepancy", position=1, text="Two dates are given."),
        Remark(kind="missing", position=2, text="The minutes.", vanished_at=clock.now()),
    ]
    db.session.flush()
    return assembly


def test_a_compiled_assembly_says_what_is_known_and_where_from(client: Visitor, session: Session) -> None:
    page = _page(client, _record().path)
    assert "Compiled from public records." in page
    for heading in ("Where the sources disagree", "What is missing", "Sources", "What happened, and when"):
        assert f">{heading}</h2>" in page
    assert '<a href="https://example.org/report" rel="noopener">Full report</a>' in page
    assert "Involve · official report · licence: CC BY 4.0" in page
    assert "In the source: follow up" in page
    assert "Two dates are given." in page
    assert "No longer in the record since " in page
    assert "A long sentence that tells how it was done." in page


def test_its_dates_stay_as_precise_as_they_are(client: Visitor, session: Session) -> None:
    page = _page(client, _record().path)
    page = page[page.index("<main") :]
    assert "November 2019 to 2020" in page
    assert not re.search(rf"\b1{NBSP}(November|June)", page)


def test_the_compilers_reading_is_called_a_reading_and_wears_no_ribbon(
    client: Visitor, session: Session
) -> None:
    page = _page(client, _record().path)
    assert "Read by the compiler, not a verdict." in page
    assert "without taking on all" in page
    assert "First formal decision found: <strong>June 2020</strong>" in page
    assert "ribbon" not in page


def test_its_journey_claims_nothing_about_what_was_done(client: Visitor, session: Session) -> None:
    page = _page(client, _record().path)
    assert "(done)" not in page
    assert 'aria-current="step"' not in page
    assert "what-now" not in page
    assert "/follow" not in re.sub(r"<nav.*?</nav>", "", page, flags=re.DOTALL)


def test_what_nobody_answered_is_unknown_never_no(client: Visitor, session: Session) -> None:
    assembly = _record()
    silent = make_recommendation(assembly, "Silence", number=1, is_compiled=True)
    page = _page(client, assembly.path)
    assert "Answer: none found" in page
    assert "Delivery: unknown" in page
    make_compiled_response(silent, covers_all=True)
    assert "Answer: only as a whole" in _page(client, assembly.path)


def test_after_comments_closed_early_an_assembly_stands_before_its_next_phase_and_does_not_go_back(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(learning=(-30, 7), consulting=(-20, -1), summary="Tell them what is missing.")
    assembly.phases[0].summary = "Speakers still answer questions until the consultation closes."
    add_phase(
        assembly, PhaseKind.FINALISING, clock.now() + timedelta(days=9), clock.now() + timedelta(days=10)
    )
    make_recommendation(assembly)
    opens_at, ends_at = assembly.phases[2].opens_at, assembly.phases[0].closes_at
    assert opens_at is not None
    assert ends_at is not None
    begins = f"Finalising begins on {dates.day(opens_at)}."
    page = _page(client, assembly.path)
    assert re.findall(r'<li class="(done|open|now|to-come)"', page) == ["open", "done", "to-come"]
    assert "We are here" not in page
    assert "This is how the assembly was introduced. Comments are closed now." in page
    assert "Speakers still answer" not in page
    assert f"Comments are closed. {begins}" in page
    assert f"<p>{begins}</p>" in page
    assert f"You can still ask about the evidence until {dates.moment(ends_at)}." in page
    listed = _page(client, "/assemblies/")
    assert f"Comments are closed. {begins}" in listed
    assert "Now: Learning" not in listed
