"""How much evidence everybody can see, counted by the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from app.assemblies.models import Assembly
from app.core import clock
from app.evidence.models import EvidenceKind, Speaker
from app.evidence.queries.figures import PublishedEvidence, openness_figures
from app.files.models import FileKind
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import add_file, make_item, make_session, make_stored
from tests.factories.openness import make_statement
from tests.factories.transcripts import paste_transcript
from tests.queries import counted

NOON = datetime(2026, 9, 12, 11, tzinfo=UTC)


def _figures(assembly: Assembly) -> PublishedEvidence:
    return openness_figures([assembly])[assembly.id][0]


def test_an_assembly_without_evidence_has_nothing_but_noughts(assembly: Assembly) -> None:
    figures = _figures(assembly)
    assert figures.next_starts_at is None
    assert {value for name, value in vars(figures).items() if name != "next_starts_at"} == {0}


def test_all_figures_and_statements_take_one_query(assembly: Assembly) -> None:
    make_session(assembly, speakers=[Speaker(position=1, name="Ada Hall")])
    for item in ("archive", "evaluation"):
        make_statement(assembly, item)
        make_statement(make_assembly(f"other-{item}"), item)
    with counted() as queries:
        figures, statements = openness_figures([assembly])[assembly.id]
    assert len(queries) == 1
    assert (figures.sessions, figures.speakers) == (1, 1)
    assert {key: said.assembly_id for key, said in statements.items()} == {
        "archive": assembly.id,
        "evaluation": assembly.id,
    }


def test_nothing_counts_before_everybody_can_see_it(assembly: Assembly) -> None:
    with clock.at(NOON):
        soon = NOON + timedelta(minutes=5)
        make_session(assembly, "Draft", published=False, speakers=[Speaker(position=1, name="Ada Hall")])
        make_session(assembly, "At a set time", published_at=soon)
        make_session(assembly, "Gone from the record", vanished_at=NOON)
        make_item(assembly, "Draft", published=False)
        scheduled = make_item(assembly, "At a set time", kind=EvidenceKind.BRIEFING.value)
        scheduled.published_at = soon
        make_session(make_assembly("second"), "Another assembly's")
        before = _figures(assembly)
    with clock.at(soon):
        after = _figures(assembly)
    assert (before.sessions, before.speakers, before.items, before.briefings) == (0, 0, 0, 0)
    assert (after.sessions, after.speakers, after.items, after.briefings) == (1, 0, 1, 1)


def test_a_session_is_over_from_the_day_after_it_on(assembly: Assembly) -> None:
    with clock.at(NOON):
        make_session(assembly, "Today", starts_at=NOON)
        make_session(assembly, "Next week", starts_at=NOON + timedelta(days=7))
        make_session(assembly, "No date")
    with clock.at(NOON + timedelta(hours=9)):
        same_evening = _figures(assembly)
    with clock.at(clock.london(NOON.date() + timedelta(days=1))):
        next_day = _figures(assembly)
    assert (same_evening.sessions, same_evening.over, same_evening.next_starts_at) == (3, 1, NOON)
    assert (next_day.over, next_day.next_starts_at) == (2, NOON + timedelta(days=7))


def test_only_sessions_that_are_over_are_asked_for_what_they_hold(assembly: Assembly) -> None:
    with clock.at(NOON):
        held: dict[str, Any] = {
            "agenda": "Welcome",
            "recording_url": "https://video.example/1",
            "summary": "In short.",
        }
        make_session(assembly, "Over", speakers=[Speaker(position=1, name="Ada Hall")], **held)
        make_session(assembly, "To come", starts_at=NOON + timedelta(days=1), **held | {"recording_url": ""})
        make_session(assembly, "Over and empty", agenda="", recording_url="", summary="")
        figures = _figures(assembly)
    assert (figures.over, figures.with_speakers, figures.with_agenda, figures.recorded) == (2, 1, 1, 1)
    assert figures.sessions_with_summary == 2


def test_a_recording_is_an_address_or_a_file_that_can_be_played_now(assembly: Assembly) -> None:
    played = make_session(assembly, "Played")
    add_file(played, "The film", make_stored(FileKind.MP4, "film"))
    add_file(make_session(assembly, "Slides alone"), "The slides")
    replaced = make_session(assembly, "Replaced by a text")
    add_file(replaced, "Film", make_stored(FileKind.WEBM, "first"), make_stored(FileKind.TXT, "second"))
    add_file(
        make_session(assembly, "Taken away"),
        "Film",
        make_stored(FileKind.MP3, "away"),
        removed_at=clock.now(),
    )
    talk = make_item(assembly, "A talk")
    add_file(talk, "The talk", make_stored(FileKind.MP3, "talk"))
    add_file(make_item(assembly, "A paper"), "The paper")
    paste_transcript(talk, "Good morning.")
    paste_transcript(replaced, "Read aloud, recorded by nobody.")
    figures = _figures(assembly)
    assert (figures.recorded, figures.items_recorded, figures.recordings) == (1, 1, 2)
    assert (figures.recorded_with_transcript, figures.items_recorded_with_transcript) == (0, 1)
    paste_transcript(played, "Good evening.")
    assert _figures(assembly).transcripts == 2


def test_whoever_spoke_twice_is_one_person_and_declares_once(assembly: Assembly) -> None:
    make_session(
        assembly,
        speakers=[
            Speaker(position=1, name="Ada Hall", organisation="Access Group", interests="Runs a shop"),
            Speaker(position=2, organisation="Fenbury Bus Company"),
        ],
    )
    make_session(
        assembly,
        speakers=[
            Speaker(position=1, name="Ada Hall", organisation="Access Group"),
            Speaker(position=2, name="Gone", vanished_at=clock.now()),
        ],
    )
    figures = _figures(assembly)
    assert (figures.speakers, figures.speakers_with_interests) == (2, 1)
