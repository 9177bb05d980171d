"""How open an assembly is: what is counted, and what the council says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, OpennessState, PhaseKind
from app.assemblies.openness import OPENNESS_ITEMS
from app.core import clock, dates
from app.evidence.models import EvidenceKind
from app.pages import openness_counts, openness_records
from app.pages.openness import read_openness
from app.pages.views.statements import NOT_FOR_ROBOTS
from app.recommendations.models import VersionStage
from tests.conftest import Visitor
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.openness import make_statement
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.responses import make_response
from tests.factories.transcripts import paste_transcript
from tests.pages.points import HELD, MET, NOT_APPLICABLE, NOT_MET, point_of, speakers_called, standing_of

YET = "Not applicable yet"


def _in(days: float) -> Any:
    return clock.now() + timedelta(days=days)


def _phases(assembly: Assembly, *spans: tuple[PhaseKind, int, int | None]) -> None:
    for kind, opens, closes in spans:
        add_phase(assembly, kind, _in(opens), _in(closes) if closes is not None else None)


# ---- Counted: what an open assembly publishes ----


def test_every_item_is_looked_for(session: Session) -> None:
    keys = {item.key for item in OPENNESS_ITEMS}
    assert openness_counts.FINDERS.keys() == keys
    assert openness_records.FINDERS.keys() < keys
    assert [point.item for point in read_openness(make_assembly()).points] == list(OPENNESS_ITEMS)


@pytest.mark.parametrize(
    ("key", "fact"),
    [("recruitment", "How members were chosen"), ("advisory_group", "Advisory group")],
)
def test_who_was_chosen_and_who_advises_is_met_where_the_page_says_it(
    session: Session, key: str, fact: str
) -> None:
    assert standing_of(make_assembly(), key) == (NOT_MET, "Nothing is published here about it.")
    told = make_assembly("told", facts={fact: "By lottery, from all addresses."})
    assert point_of(told, key).state is MET
    assert point_of(told, key).found.url == "/assemblies/told/"


@pytest.mark.parametrize(
    ("key", "words", "some"),
    [
        ("speakers", "Past sessions that name who spoke", {"speakers": True}),
        ("agendas", "Past sessions with an agenda", {"agenda": "Welcome"}),
        ("recordings", "Past sessions with a recording", {"recording_url": "https://video.example/1"}),
    ],
)
def test_sessions_are_counted_one_by_one(
    session: Session, key: str, words: str, some: dict[str, Any]
) -> None:
    assembly = make_assembly()
    assert standing_of(assembly, key) == (NOT_MET, "No session is published yet.")
    columns = {"speakers": speakers_called("Ada Hall")} if key == "speakers" else some
    make_session(assembly, "First", **columns)
    bare = make_session(assembly, "Second")
    assert standing_of(assembly, key) == (NOT_MET, f"{words}: 1 of 2.")
    session.delete(bare)
    session.flush()
    assert standing_of(assembly, key) == (MET, f"{words}: 1 of 1.")
    assert point_of(assembly, key).found.url.startswith("/assemblies/high-street/evidence/")


@pytest.mark.parametrize(
    "key", ["speakers", "agendas", "recordings", "briefings", "transcripts", "interests"]
)
def test_before_the_first_session_is_over_nothing_is_asked_of_it(session: Session, key: str) -> None:
    planned, dated = make_assembly("planned"), make_assembly("dated")
    _phases(planned, (PhaseKind.LEARNING, 5, 10))
    assert standing_of(planned, key) == (NOT_APPLICABLE, f"The sessions begin on {dates.day(_in(5))}.")
    make_session(dated, "First", starts_at=_in(3))
    assert standing_of(dated, key) == (NOT_APPLICABLE, f"The first session is on {dates.day(_in(3))}.")
    assert point_of(dated, key).word == YET


def test_what_is_to_be_published_at_a_set_time_counts_from_then_on(session: Session) -> None:
    assembly = make_assembly()
    with clock.at(_in(-2)):
        make_session(assembly, "First", **HELD)
    paper = make_item(assembly, "The paper", kind=EvidenceKind.BRIEFING.value)
    paper.published_at = _in(1)
    session.flush()
    assert standing_of(assembly, "briefings") == (NOT_MET, "No briefing is published.")
    with clock.at(_in(1.1)):
        assert standing_of(assembly, "briefings") == (MET, "1 briefing is published.")


def test_a_presentation_is_no_briefing(session: Session) -> None:
    assembly = make_assembly()
    make_item(assembly, kind=EvidenceKind.PRESENTATION.value)
    assert standing_of(assembly, "briefings") == (NOT_MET, "No briefing is published.")


def test_a_plan_leads_from_the_first_meeting_to_the_answer(session: Session) -> None:
    assembly = make_assembly()
    assert point_of(assembly, "process_plan").state is NOT_MET
    _phases(assembly, (PhaseKind.LEARNING, -9, -5))
    assert point_of(assembly, "process_plan").state is NOT_MET
    _phases(assembly, (PhaseKind.RESPONDING, 5, None))
    assert standing_of(assembly, "process_plan") == (
        MET,
        "The page of the assembly gives 2 phases with their dates.",
    )


def test_conclusions_are_asked_for_once_the_members_are_done(session: Session) -> None:
    assembly = make_assembly()
    assert standing_of(assembly, "conclusions") == (NOT_APPLICABLE, "The members have not finished yet.")
    _phases(assembly, (PhaseKind.FINALISING, 1, 2))
    when = dates.day(_in(2))
    assert standing_of(assembly, "conclusions") == (NOT_APPLICABLE, f"The members finish on {when}.")
    with clock.at(_in(3)):
        assert standing_of(assembly, "conclusions") == (NOT_MET, "No recommendation is published.")
    first = make_recommendation(assembly, number=1)
    make_recommendation(assembly, number=2, stage=VersionStage.FINAL)
    with clock.at(_in(3)):
        stands = standing_of(assembly, "conclusions")
    assert stands == (NOT_MET, "Recommendations in their final words: 1 of 2.")
    make_version(first, stage=VersionStage.FINAL)
    assert standing_of(assembly, "conclusions") == (MET, "Recommendations in their final words: 2 of 2.")


def test_answers_are_asked_for_once_they_are_due(session: Session) -> None:
    due_at = _in(1)
    assembly = make_assembly(answer_due_at=due_at)
    make_recommendation(assembly, number=1)
    nothing_final = (NOT_APPLICABLE, "There is no final recommendation to answer yet.")
    assert standing_of(assembly, "answers") == nothing_final
    second, third = (make_recommendation(assembly, number=n, stage=VersionStage.FINAL) for n in (2, 3))
    make_response(second)
    count = "Final recommendations with an answer: 1 of 2."
    rest_due = f"{count} The rest are due on {dates.moment(due_at)}."
    assert standing_of(assembly, "answers") == (NOT_APPLICABLE, rest_due)
    assert point_of(assembly, "answers").word == YET
    with clock.at(_in(2)):
        rest_late = f"{count} The rest were due on {dates.moment(due_at)}."
        assert standing_of(assembly, "answers") == (NOT_MET, rest_late)
    assembly.answer_due_at = None
    assert standing_of(assembly, "answers") == (NOT_MET, f"{count} No date is promised for the rest.")
    make_response(third, published=False)
    assert standing_of(assembly, "answers")[0] is NOT_MET
    make_response(third)
    assert standing_of(assembly, "answers") == (MET, "Final recommendations with an answer: 2 of 2.")


# ---- Counted: what its website owes to readers ----


def test_an_assembly_is_easy_to_find_as_soon_as_it_is_public(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    assert point_of(assembly, "findable").state is MET
    assert f'href="{assembly.path}"' in client.get("/assemblies/").text
    assert not assembly.path.startswith(NOT_FOR_ROBOTS)
    assert point_of(make_assembly("draft", published=False), "findable").word == YET


@pytest.mark.parametrize("key", ["accessible", "data_protection"])
def test_the_site_has_its_statements(client: Visitor, session: Session, key: str) -> None:
    point = point_of(make_assembly(), key)
    assert point.state is MET
    assert client.get(point.found.url).status_code == 200


def test_every_recording_needs_its_words(session: Session) -> None:
    assembly = make_assembly()
    make_session(assembly, "Not recorded")
    assert standing_of(assembly, "transcripts") == (NOT_APPLICABLE, "There is no recording to write down.")
    assert point_of(assembly, "transcripts").word == "Not applicable"
    meeting = make_session(assembly, "Recorded", **HELD)
    assert standing_of(assembly, "transcripts") == (NOT_MET, "Recordings with a transcript: 0 of 1.")
    paste_transcript(meeting, "Good morning.")
    assert standing_of(assembly, "transcripts") == (MET, "Recordings with a transcript: 1 of 1.")


def test_everything_needs_a_summary(session: Session) -> None:
    assembly = make_assembly()
    nothing = "No session and no evidence is published yet."
    assert standing_of(assembly, "plain_language") == (NOT_APPLICABLE, nothing)
    make_item(assembly)
    meeting = make_session(assembly)
    count = "Sessions and pieces of evidence with a summary"
    assert standing_of(assembly, "plain_language") == (NOT_MET, f"{count}: 1 of 2.")
    meeting.summary = "They looked at the lane."
    session.flush()
    assert standing_of(assembly, "plain_language") == (MET, f"{count}: 2 of 2.")


def test_every_speaker_declares_interests(session: Session) -> None:
    assembly = make_assembly()
    make_session(assembly, "No speakers")
    assert standing_of(assembly, "interests") == (NOT_MET, "No speaker is named.")
    make_session(assembly, speakers=speakers_called("Ada Hall", interests="None"))
    count = "Speakers who said what interests they have"
    assert standing_of(assembly, "interests") == (MET, f"{count}: 1 of 1.")
    make_session(assembly, speakers=speakers_called("Ben Orr"))
    assert standing_of(assembly, "interests") == (NOT_MET, f"{count}: 1 of 2.")


def test_who_runs_it_and_the_cost_belong_together(session: Session) -> None:
    assert point_of(make_assembly(), "organisers").state is NOT_MET
    half = make_assembly("half", facts={"Run by": "Round Table Works"})
    assert standing_of(half, "organisers") == (
        NOT_MET,
        "The page of the assembly says who runs it, but not what it costs.",
    )
    whole = make_assembly("whole", facts={"Run by": "Round Table Works", "Direct cost": "£60,000"})
    assert point_of(whole, "organisers").state is MET


@pytest.mark.parametrize("key", ["evaluation", "archive"])
def test_what_comes_after_the_end_is_not_asked_for_before(session: Session, key: str) -> None:
    assembly = make_assembly()
    _phases(assembly, (PhaseKind.LEARNING, -5, 5))
    assert standing_of(assembly, key) == (NOT_APPLICABLE, "The assembly is still at work.")
    with clock.at(_in(6)):
        assert standing_of(assembly, key) == (NOT_MET, "Nothing is published here about it.")


# ---- What the council says ----


def test_the_council_s_word_stands_where_nothing_can_be_counted(session: Session) -> None:
    assembly = make_assembly()
    make_statement(assembly, "evaluation")
    point = point_of(assembly, "evaluation")
    assert (point.state, point.is_said, point.word) == (MET, True, "Met")
    openness = read_openness(assembly)
    assert openness.met_by_word == 1
    assert openness.applicable + openness.not_applicable == len(openness.points)


@pytest.mark.parametrize("state", list(OpennessState))
def test_the_council_may_say_more_than_a_count_that_finds_it_not_met(
    session: Session, state: OpennessState
) -> None:
    assembly = make_assembly()
    make_session(assembly)
    make_statement(assembly, "agendas", state)
    point = point_of(assembly, "agendas")
    assert (point.state, point.is_said, point.shows_found) == (state, True, True)
    assert point.found.text == "Past sessions with an agenda: 0 of 1."


@pytest.mark.parametrize("state", [NOT_MET, NOT_APPLICABLE])
def test_the_council_s_word_never_overrules_a_count_that_finds_it_met(
    client: Visitor, session: Session, state: OpennessState
) -> None:
    assembly = make_assembly()
    make_session(assembly, **HELD)
    make_statement(assembly, "agendas", state, "We see it another way.", None)
    point = point_of(assembly, "agendas")
    assert (point.state, point.is_said) == (MET, False)
    page = client.get(f"{assembly.path}openness/").text
    assert "We see it another way." in page
    assert "Past sessions with an agenda: 1 of 1." in page
