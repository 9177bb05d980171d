"""How open an assembly is: what is counted, what the council says, and how the pages show both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, OpennessState, PhaseKind, Source
from app.assemblies.openness import OPENNESS_ITEMS
from app.assemblies.queries import public_assembly
from app.core import clock, dates, revisions
from app.core.loading import found
from app.evidence.models import EvidenceKind, Speaker
from app.imports.jobs import import_assembly_files
from app.pages import openness_counts, openness_records
from app.pages.openness import Point, read_openness
from app.pages.views.statements import NOT_FOR_ROBOTS
from app.recommendations.models import VersionStage
from tests.conftest import Visitor
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.openness import make_statement
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.responses import make_compiled_response, make_response
from tests.factories.transcripts import paste_transcript
from tests.imports.compiled import IIDP
from tests.queries import counted

MET, NOT_MET, NOT_APPLICABLE = OpennessState
YET = "Not applicable yet"
HELD: dict[str, Any] = {
    "agenda": "Welcome",
    "recording_url": "https://video.example/1",
    "summary": "In short.",
}


def _point(assembly: Assembly, key: str) -> Point:
    return next(point for point in read_openness(assembly).points if point.item.key == key)


def _stands(assembly: Assembly, key: str) -> tuple[OpennessState, str]:
    point = _point(assembly, key)
    return point.state, point.found.text


def _in(days: float) -> Any:
    return clock.now() + timedelta(days=days)


def _phases(assembly: Assembly, *spans: tuple[PhaseKind, int, int | None]) -> None:
    for kind, opens, closes in spans:
        add_phase(assembly, kind, _in(opens), _in(closes) if closes is not None else None)


def _speakers(*names: str, interests: str | None = None) -> Sequence[Speaker]:
    return [Speaker(position=n, name=name, interests=interests) for n, name in enumerate(names, 1)]


def _recorded(
    text: str = "Compiled from public records. This record has nothing about it.",
) -> tuple[OpennessState, str]:
    return NOT_APPLICABLE, text


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
    assert _stands(make_assembly(), key) == (NOT_MET, "Nothing is published here about it.")
    told = make_assembly("told", facts={fact: "By lottery, from all addresses."})
    assert _point(told, key).state is MET
    assert _point(told, key).found.url == "/assemblies/told/"


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
    assert _stands(assembly, key) == (NOT_MET, "No session is published yet.")
    columns = {"speakers": _speakers("Ada Hall")} if key == "speakers" else some
    make_session(assembly, "First", **columns)
    bare = make_session(assembly, "Second")
    assert _stands(assembly, key) == (NOT_MET, f"{words}: 1 of 2.")
    session.delete(bare)
    session.flush()
    assert _stands(assembly, key) == (MET, f"{words}: 1 of 1.")
    assert _point(assembly, key).found.url.startswith("/assemblies/high-street/evidence/")


@pytest.mark.parametrize(
    "key", ["speakers", "agendas", "recordings", "briefings", "transcripts", "interests"]
)
def test_before_the_first_session_is_over_nothing_is_asked_of_it(session: Session, key: str) -> None:
    planned, dated = make_assembly("planned"), make_assembly("dated")
    _phases(planned, (PhaseKind.LEARNING, 5, 10))
    assert _stands(planned, key) == (NOT_APPLICABLE, f"The sessions begin on {dates.day(_in(5))}.")
    make_session(dated, "First", starts_at=_in(3))
    assert _stands(dated, key) == (NOT_APPLICABLE, f"The first session is on {dates.day(_in(3))}.")
    assert _point(dated, key).word == YET


def test_what_is_to_be_published_at_a_set_time_counts_from_then_on(session: Session) -> None:
    assembly = make_assembly()
    with clock.at(_in(-2)):
        make_session(assembly, "First", **HELD)
    paper = make_item(assembly, "The paper", kind=EvidenceKind.BRIEFING.value)
    paper.published_at = _in(1)
    session.flush()
    assert _stands(assembly, "briefings") == (NOT_MET, "No briefing is published.")
    with clock.at(_in(1.1)):
        assert _stands(assembly, "briefings") == (MET, "1 briefing is published.")


def test_a_presentation_is_no_briefing(session: Session) -> None:
    assembly = make_assembly()
    make_item(assembly, kind=EvidenceKind.PRESENTATION.value)
    assert _stands(assembly, "briefings") == (NOT_MET, "No briefing is published.")


def test_a_plan_leads_from_the_first_meeting_to_the_answer(session: Session) -> None:
    assembly = make_assembly()
    assert _point(assembly, "process_plan").state is NOT_MET
    _phases(assembly, (PhaseKind.LEARNING, -9, -5))
    assert _point(assembly, "process_plan").state is NOT_MET
    _phases(assembly, (PhaseKind.RESPONDING, 5, None))
    assert _stands(assembly, "process_plan") == (
        MET,
        "The page of the assembly gives 2 phases with their dates.",
    )


def test_conclusions_are_asked_for_once_the_members_are_done(session: Session) -> None:
    assembly = make_assembly()
    assert _stands(assembly, "conclusions") == (NOT_APPLICABLE, "The members have not finished yet.")
    _phases(assembly, (PhaseKind.FINALISING, 1, 2))
    when = dates.day(_in(2))
    assert _stands(assembly, "conclusions") == (NOT_APPLICABLE, f"The members finish on {when}.")
    with clock.at(_in(3)):
        assert _stands(assembly, "conclusions") == (NOT_MET, "No recommendation is published.")
    first = make_recommendation(assembly, number=1)
    make_recommendation(assembly, number=2, stage=VersionStage.FINAL)
    with clock.at(_in(3)):
        stands = _stands(assembly, "conclusions")
    assert stands == (NOT_MET, "Recommendations in their final words: 1 of 2.")
    make_version(first, stage=VersionStage.FINAL)
    assert _stands(assembly, "conclusions") == (MET, "Recommendations in their final words: 2 of 2.")


def test_answers_are_asked_for_once_they_are_due(session: Session) -> None:
    due_at = _in(1)
    assembly = make_assembly(answer_due_at=due_at)
    make_recommendation(assembly, number=1)
    nothing_final = (NOT_APPLICABLE, "There is no final recommendation to answer yet.")
    assert _stands(assembly, "answers") == nothing_final
    second, third = (make_recommendation(assembly, number=n, stage=VersionStage.FINAL) for n in (2, 3))
    make_response(second)
    count = "Final recommendations with an answer: 1 of 2."
    rest_due = f"{count} The rest are due on {dates.moment(due_at)}."
    assert _stands(assembly, "answers") == (NOT_APPLICABLE, rest_due)
    assert _point(assembly, "answers").word == YET
    with clock.at(_in(2)):
        rest_late = f"{count} The rest were due on {dates.moment(due_at)}."
        assert _stands(assembly, "answers") == (NOT_MET, rest_late)
    assembly.answer_due_at = None
    assert _stands(assembly, "answers") == (NOT_MET, f"{count} No date is promised for the rest.")
    make_response(third, published=False)
    assert _stands(assembly, "answers")[0] is NOT_MET
    make_response(third)
    assert _stands(assembly, "answers") == (MET, "Final recommendations with an answer: 2 of 2.")


# ---- Counted: what its website owes to readers ----


def test_an_assembly_is_easy_to_find_as_soon_as_it_is_public(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    assert _point(assembly, "findable").state is MET
    assert f'href="{assembly.path}"' in client.get("/assemblies/").text
    assert not assembly.path.startswith(NOT_FOR_ROBOTS)
    assert _point(make_assembly("draft", published=False), "findable").word == YET


@pytest.mark.parametrize("key", ["accessible", "data_protection"])
def test_the_site_has_its_statements(client: Visitor, session: Session, key: str) -> None:
    point = _point(make_assembly(), key)
    assert point.state is MET
    assert client.get(point.found.url).status_code == 200


def test_every_recording_needs_its_words(session: Session) -> None:
    assembly = make_assembly()
    make_session(assembly, "Not recorded")
    assert _stands(assembly, "transcripts") == (NOT_APPLICABLE, "There is no recording to write down.")
    assert _point(assembly, "transcripts").word == "Not applicable"
    meeting = make_session(assembly, "Recorded", **HELD)
    assert _stands(assembly, "transcripts") == (NOT_MET, "Recordings with a transcript: 0 of 1.")
    paste_transcript(meeting, "Good morning.")
    assert _stands(assembly, "transcripts") == (MET, "Recordings with a transcript: 1 of 1.")


def test_everything_needs_a_summary(session: Session) -> None:
    assembly = make_assembly()
    nothing = "No session and no evidence is published yet."
    assert _stands(assembly, "plain_language") == (NOT_APPLICABLE, nothing)
    make_item(assembly)
    meeting = make_session(assembly)
    count = "Sessions and pieces of evidence with a summary"
    assert _stands(assembly, "plain_language") == (NOT_MET, f"{count}: 1 of 2.")
    meeting.summary = "They looked at the lane."
    session.flush()
    assert _stands(assembly, "plain_language") == (MET, f"{count}: 2 of 2.")


def test_every_speaker_declares_interests(session: Session) -> None:
    assembly = make_assembly()
    make_session(assembly, "No speakers")
    assert _stands(assembly, "interests") == (NOT_MET, "No speaker is named.")
    make_session(assembly, speakers=_speakers("Ada Hall", interests="None"))
    count = "Speakers who said what interests they have"
    assert _stands(assembly, "interests") == (MET, f"{count}: 1 of 1.")
    make_session(assembly, speakers=_speakers("Ben Orr"))
    assert _stands(assembly, "interests") == (NOT_MET, f"{count}: 1 of 2.")


def test_who_runs_it_and_the_cost_belong_together(session: Session) -> None:
    assert _point(make_assembly(), "organisers").state is NOT_MET
    half = make_assembly("half", facts={"Run by": "Round Table Works"})
    assert _stands(half, "organisers") == (
        NOT_MET,
        "The page of the assembly says who runs it, but not what it costs.",
    )
    whole = make_assembly("whole", facts={"Run by": "Round Table Works", "Direct cost": "£60,000"})
    assert _point(whole, "organisers").state is MET


@pytest.mark.parametrize("key", ["evaluation", "archive"])
def test_what_comes_after_the_end_is_not_asked_for_before(session: Session, key: str) -> None:
    assembly = make_assembly()
    _phases(assembly, (PhaseKind.LEARNING, -5, 5))
    assert _stands(assembly, key) == (NOT_APPLICABLE, "The assembly is still at work.")
    with clock.at(_in(6)):
        assert _stands(assembly, key) == (NOT_MET, "Nothing is published here about it.")


# ---- What the council says ----


def test_the_council_s_word_stands_where_nothing_can_be_counted(session: Session) -> None:
    assembly = make_assembly()
    make_statement(assembly, "evaluation")
    point = _point(assembly, "evaluation")
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
    point = _point(assembly, "agendas")
    assert (point.state, point.is_said, point.shows_found) == (state, True, True)
    assert point.found.text == "Past sessions with an agenda: 0 of 1."


@pytest.mark.parametrize("state", [NOT_MET, NOT_APPLICABLE])
def test_the_council_s_word_never_overrules_a_count_that_finds_it_met(
    client: Visitor, session: Session, state: OpennessState
) -> None:
    assembly = make_assembly()
    make_session(assembly, **HELD)
    make_statement(assembly, "agendas", state, "We see it another way.", None)
    point = _point(assembly, "agendas")
    assert (point.state, point.is_said) == (MET, False)
    page = client.get(f"{assembly.path}openness/").text
    assert "We see it another way." in page
    assert "Past sessions with an agenda: 1 of 1." in page


# ---- Compiled records ----


def test_a_record_that_is_silent_says_nothing_against_an_assembly(session: Session) -> None:
    record = make_assembly("old-town", is_compiled=True, question=None)
    points = read_openness(record).points
    assert {(point.state, point.found.text) for point in points} == {_recorded()}
    assert read_openness(record).not_met == []


def test_a_record_is_met_where_it_shows_all_and_known_in_part_where_it_shows_a_part(session: Session) -> None:
    record = make_assembly(
        "old-town",
        is_compiled=True,
        report_published_on="2019-11",
        facts={"Advisory group": "Ada Hall", "Run by": "Involve", "Evaluated by": "Renaisi"},
    )
    record.sources.append(Source(url="https://example.org/mirror", kind="official report, mirror"))
    make_session(record, speakers=_speakers("Ada Hall"), held_on="2019-09", **HELD)
    first, second = (make_recommendation(record, number=n, is_compiled=True) for n in (1, 2))
    make_compiled_response(first)
    more = "The record says no more."
    assert _point(record, "advisory_group").state is MET
    assert _point(record, "speakers").state is _point(record, "recordings").state is MET
    assert _stands(record, "agendas")[0] is MET
    assert _stands(record, "interests") == _recorded()
    assert _point(record, "interests").word == "Not known"
    assert _stands(record, "conclusions") == _recorded(f"The report was published: November 2019. {more}")
    assert _point(record, "conclusions").word == "Known in part"
    count = "Recommendations to which an answer was found"
    assert _stands(record, "answers") == _recorded(f"{count}: 1 of 2. {more}")
    assert _stands(record, "organisers") == _recorded(f"The record says who ran it. {more}")
    assert _stands(record, "evaluation") == _recorded(f"The record says who reviewed it. {more}")

    make_session(record, held_on="2019-10")
    assert _stands(record, "speakers") == _recorded(f"Recorded sessions that name who spoke: 1 of 2. {more}")
    record.sources.append(Source(url="https://example.org/report.pdf", kind="official report"))
    record.facts = {**record.facts, "Direct cost": "£65,000"}
    make_compiled_response(second)
    session.flush()
    assert _point(record, "answers").state is _point(record, "organisers").state is MET
    report = _point(record, "conclusions").found
    assert (report.state, report.url) == (MET, "https://example.org/report.pdf")


# What each record holds, read from its file by hand: the state in word, and words of what is said.
MET_THERE, PART, NONE = "Met", "Known in part", "Not known"
OF_RECORDS: dict[str, dict[str, tuple[str, str]]] = {
    "greater-cambridge": {
        "recruitment": (MET_THERE, "The record says how."),
        "advisory_group": (MET_THERE, "The record names them."),
        # The young people in a video are not named.
        "speakers": (PART, "Recorded sessions that name who spoke: 11 of 12."),
        "agendas": (NONE, "nothing about it"),
        "briefings": (NONE, "nothing about it"),
        "process_plan": (PART, "The record says what happened, and when."),
        "conclusions": (MET_THERE, "The report was published: November 2019."),
        "answers": (PART, "Recommendations to which an answer was found:"),
        "recordings": (PART, "2 of 12. Others only have a link to all videos of the assembly."),
        "organisers": (MET_THERE, "The record says who ran it and what it cost."),
        "evaluation": (PART, "The record says who reviewed it."),
    },
    "dudley-peoples-panel": {
        "recruitment": (MET_THERE, "The record says how."),
        "advisory_group": (MET_THERE, "The record names them."),
        "speakers": (PART, "Recorded sessions that name who spoke: 10 of 11."),
        "agendas": (NONE, "nothing about it"),
        "briefings": (NONE, "nothing about it"),
        "process_plan": (PART, "The record says what happened, and when."),
        "conclusions": (MET_THERE, "The report was published: December 2019."),
        "answers": (PART, ""),
        "recordings": (PART, "0 of 11. Others only have a link to all videos of the assembly."),
        "organisers": (MET_THERE, "The record says who ran it and what it cost."),
        "evaluation": (PART, "The record says who reviewed it."),
    },
    "romsey": {
        "recruitment": (MET_THERE, "The record says how."),
        "advisory_group": (NONE, "nothing about it"),
        # Two organisations are recorded, and the record itself misses the names.
        "speakers": (PART, "It holds some who spoke, but not by name."),
        "agendas": (NONE, "nothing about it"),
        "briefings": (NONE, "nothing about it"),
        "process_plan": (PART, "The record says what happened, and when."),
        "conclusions": (PART, "The report was published: December 2019."),
        "answers": (PART, "Recommendations to which an answer was found:"),
        "recordings": (NONE, "This record leads to no recording."),
        "organisers": (PART, "The record says who ran it."),
        "evaluation": (MET_THERE, "The record leads to a review."),
    },
}


@pytest.mark.parametrize("slug", OF_RECORDS)
def test_what_is_said_of_a_real_record_is_what_it_holds(session: Session, slug: str) -> None:
    import_assembly_files(IIDP)
    session.expire_all()
    record = found(public_assembly(slug))
    points = {point.item.key: point for point in read_openness(record).points}
    expected = OF_RECORDS[slug]
    assert {key: points[key].word for key in expected} == {key: word for key, (word, _) in expected.items()}
    assert [key for key, (_, text) in expected.items() if text not in points[key].found.text] == []
    # Nothing is said of what no record holds.
    assert {points[key].word for key in points.keys() - expected.keys()} == {NONE}


def test_a_record_that_misses_recordings_is_not_said_to_have_them(client: Visitor, session: Session) -> None:
    """The overview lists under "What is missing" what the list of sessions must not call a recording."""
    import_assembly_files(IIDP)
    session.expire_all()
    page = client.get("/assemblies/greater-cambridge/openness/").text
    assert "See the whole record, its sources and what is noted as missing" in page
    overview = client.get("/assemblies/greater-cambridge/").text
    assert "Individual recording URLs per session (only the playlist)." in overview
    assert 'id="missing"' in overview
    assert 'id="timeline"' in overview
    sessions = client.get("/assemblies/greater-cambridge/evidence/").text
    assert sessions.count(">All videos of the assembly</a>") == 10
    one = client.get("/assemblies/greater-cambridge/evidence/sessions/gc-1a/").text
    assert "All videos of the assembly, on www.youtube.com" in one
    assert "Several sessions have this link. Look there for this one." in one
    assert "Watch the recording" not in one
    own = client.get("/assemblies/greater-cambridge/evidence/sessions/gc-3c/").text
    assert "Watch the recording on www.youtube.com" in own


def test_a_link_that_sessions_share_is_nobodys_recording(session: Session) -> None:
    assembly = make_assembly()
    for title in ("One", "Two"):
        make_session(assembly, title, recording_url="https://video.example/channel")
    assert _stands(assembly, "recordings") == (
        NOT_MET,
        "Past sessions with a recording: 0 of 2. Others only have a link to all videos of the assembly.",
    )
    assert _stands(assembly, "transcripts") == (NOT_APPLICABLE, "There is no recording to write down.")


def test_who_is_known_to_have_drawn_the_members_is_said(session: Session) -> None:
    facts = {"Members drawn by": "Sortition Foundation"}
    record = make_assembly("old-town", is_compiled=True, facts=facts)
    assert _stands(record, "recruitment") == _recorded(
        "The record says who drew them by lottery. The record says no more."
    )


def test_a_short_reading_of_what_came_of_it_is_no_silence(session: Session) -> None:
    reading = {"decision": "accepted", "summary": "The council adopted a plan."}
    record = make_assembly("old-town", is_compiled=True, compiler_reading=reading)
    assert _stands(record, "answers") == _recorded(
        "The record says in short what came of it. The record says no more."
    )


def test_the_page_of_a_record_gives_no_mark(client: Visitor, session: Session) -> None:
    record = make_assembly("old-town", is_compiled=True)
    page = client.get(f"{record.path}openness/").text
    assert "The record shows 0 of 18 points." in page
    assert "That does not mean that they were not met." in page
    assert "Not met" not in page
    overview = client.get(record.path).text
    assert f'href="{record.path}openness/"' in overview
    assert "points of the openness checklist met" not in overview


# ---- The pages ----


def test_the_page_says_each_point_in_words_and_whose_word_it_is(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    make_session(assembly)
    make_statement(assembly, "evaluation", said_at=clock.now())
    page = client.get(f"{assembly.path}openness/").text
    openness = read_openness(assembly)
    assert f"{openness.met} of {openness.applicable} points are met." in page
    assert "For 1 of them we have the council’s word only." in page
    assert "Past sessions with an agenda: 0 of 1." in page
    assert "<strong>Fenbury Borough Council says:</strong> Met. <bdi>Two people" in page
    assert f"Said on {dates.day(clock.now())}." in page
    assert 'href="https://www.fenbury.example/review" rel="noopener"' in page
    assert 'href="https://research.mysociety.org/publications/citizens-assembly-websites"' in page
    assert "Nothing is published here about it." in page


def test_the_assembly_s_page_gives_the_figure_and_some_of_what_is_missing(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly()
    make_session(assembly)
    openness = read_openness(assembly)
    page = client.get(assembly.path).text
    assert f"{openness.met} of {openness.applicable}" in page
    assert len(openness.not_met) > len(openness.first_not_met)
    assert page.count("<strong>Not met:</strong>") == len(openness.first_not_met) == 4
    assert f'href="{assembly.path}openness/">All 18 points' in page


def test_words_of_the_council_are_words_and_not_markup(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    make_statement(assembly, reason="<script>alert(1)</script>", url='https://x.example/"onclick="a')
    page = client.get(f"{assembly.path}openness/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert '"onclick=' not in page


def test_more_of_everything_takes_no_more_queries(client: Visitor, session: Session) -> None:
    assembly = make_assembly()
    pages = (assembly.path, f"{assembly.path}openness/")

    def cost() -> list[int]:
        revisions.touch(assembly.slug)
        revisions.bump_touched(session)
        session.commit()
        numbers = []
        for page in pages:
            with counted() as queries:
                assert client.get(page).status_code == 200
            numbers.append(len(queries))
        return numbers

    before = cost()
    for item in OPENNESS_ITEMS:
        make_statement(assembly, item.key)
    for number in range(5):
        make_session(assembly, f"Meeting {number}", speakers=_speakers("Ada Hall", "Ben Orr"), **HELD)
        make_item(assembly, f"Item {number}")
        make_response(make_recommendation(assembly, number=number + 1, stage=VersionStage.FINAL))
    after = cost()
    # Comments are asked for where there are recommendations.
    assert [late - early for early, late in zip(before, after, strict=True)] in ([1, 0], [0, 0])
    assert max(after) <= 10
