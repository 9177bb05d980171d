"""How open the assemblies of compiled records are: what is known of them, and that their silence says nothing."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import OpennessState, Source
from app.assemblies.queries import public_assembly
from app.core.loading import found
from app.imports.jobs import import_assembly_files
from app.pages.openness import read_openness
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_session
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_compiled_response
from tests.imports.compiled import IIDP
from tests.pages.points import HELD, MET, NOT_APPLICABLE, NOT_MET, point_of, speakers_called, standing_of


def _recorded(
    text: str = "Compiled from public records. This record has nothing about it.",
) -> tuple[OpennessState, str]:
    return NOT_APPLICABLE, text


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
    make_session(record, speakers=speakers_called("Ada Hall"), held_on="2019-09", **HELD)
    first, second = (make_recommendation(record, number=n, is_compiled=True) for n in (1, 2))
    make_compiled_response(first)
    more = "The record says no more."
    assert point_of(record, "advisory_group").state is MET
    assert point_of(record, "speakers").state is point_of(record, "recordings").state is MET
    assert standing_of(record, "agendas")[0] is MET
    assert standing_of(record, "interests") == _recorded()
    assert point_of(record, "interests").word == "Not known"
    assert standing_of(record, "conclusions") == _recorded(f"The report was published: November 2019. {more}")
    assert point_of(record, "conclusions").word == "Known in part"
    count = "Recommendations to which an answer was found"
    assert standing_of(record, "answers") == _recorded(f"{count}: 1 of 2. {more}")
    assert standing_of(record, "organisers") == _recorded(f"The record says who ran it. {more}")
    assert standing_of(record, "evaluation") == _recorded(f"The record says who reviewed it. {more}")

    make_session(record, held_on="2019-10")
    assert standing_of(record, "speakers") == _recorded(
        f"Recorded sessions that name who spoke: 1 of 2. {more}"
    )
    record.sources.append(Source(url="https://example.org/report.pdf", kind="official report"))
    record.facts = {**record.facts, "Direct cost": "£65,000"}
    make_compiled_response(second)
    session.flush()
    assert point_of(record, "answers").state is point_of(record, "organisers").state is MET
    report = point_of(record, "conclusions").found
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
    assert standing_of(assembly, "recordings") == (
        NOT_MET,
        "Past sessions with a recording: 0 of 2. Others only have a link to all videos of the assembly.",
    )
    assert standing_of(assembly, "transcripts") == (NOT_APPLICABLE, "There is no recording to write down.")


def test_who_is_known_to_have_drawn_the_members_is_said(session: Session) -> None:
    facts = {"Members drawn by": "Sortition Foundation"}
    record = make_assembly("old-town", is_compiled=True, facts=facts)
    assert standing_of(record, "recruitment") == _recorded(
        "The record says who drew them by lottery. The record says no more."
    )


def test_a_short_reading_of_what_came_of_it_is_no_silence(session: Session) -> None:
    reading = {"decision": "accepted", "summary": "The council adopted a plan."}
    record = make_assembly("old-town", is_compiled=True, compiler_reading=reading)
    assert standing_of(record, "answers") == _recorded(
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
