"""Evidence in finished words: sizes, lengths, languages, files with their pasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.core import clock, dates
from app.evidence import wording
from app.evidence.models import Speaker
from app.evidence.queries import files_beside
from app.files.models import FileKind
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import add_file, add_rendition, make_item, make_stored

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (219, 1), (220, 1), (340, 2), (880, 4)])
def test_the_minutes_to_read_are_whole_and_at_least_one_for_any_words(words: int, minutes: int) -> None:
    assert wording.minutes_to_read("word " * words, None, "") == minutes


@pytest.mark.parametrize(
    ("minutes", "transcript", "words"),
    [
        (0, 0, ""),
        (1, 0, "1 minute to read"),
        (12, 40, "12 minutes to read, transcript 40 minutes"),
        (1, 1, "1 minute to read, transcript 1 minute"),
        (0, 3, "3 minutes to read"),
    ],
)
def test_reading_and_the_transcript_are_told_apart(
    session: Session, minutes: int, transcript: int, words: str
) -> None:
    assert wording.reading_time(minutes, transcript) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (45, "45 seconds"), (90, "2 minutes"), (3600, "1 hour"), (4320, "1 hour 12 minutes")],
)
def test_a_length_is_said_in_whole_words(session: Session, seconds: int, words: str) -> None:
    assert wording.duration_words(seconds) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(12, "1 KB"), (340_400, "340 KB"), (1_234_567, "1.2 MB"), (104_857_600, "105 MB")],
)
def test_a_size_is_said_as_people_say_it(size: int, words: str) -> None:
    assert wording.size_words(size) == words.replace(" ", NBSP)


def test_a_language_has_a_name_or_keeps_its_code(session: Session) -> None:
    assert [wording.language_name(code) for code in ("cy", "x-y", "en")] == ["Welsh", "x-y", "English"]
    assert [wording.other_language(code) for code in ("cy", "en")] == ["cy", ""]


def test_the_organisation_stands_for_a_speaker_without_a_name() -> None:
    speaker = Speaker(position=1, organisation="Bus users", role="Speaker of the evening")
    assert wording.speaker_words(speaker)["name"] == "Bus users"
    assert wording.speaker_words(speaker)["work"] == "Speaker of the evening"


def test_a_file_says_what_it_is_and_what_it_was(session: Session) -> None:
    assembly = make_assembly()
    item = make_item(assembly)
    old, new = make_stored(content="old"), make_stored(content="new", pages=12)
    file = add_file(item, "The slides", old, new, licence="OGL 3", language="cy")
    words = wording.files_words(files_beside([item.subject_id])[item.subject_id], assembly.path)
    today = dates.day(clock.now())
    assert words == [
        {
            "removed_on": "",
            "label": "The slides",
            "lang": "cy",
            "url": f"{assembly.path}evidence/files/{file.id}/2/file-2.pdf",
            "what": f"Version 2, PDF, 12 pages, 1.2{NBSP}MB",
            "note": f"Added {today} · in Welsh · licence: OGL 3",
            "picture": None,
            "former": [
                {
                    "url": f"{assembly.path}evidence/files/{file.id}/1/file-1.pdf",
                    "name": "Version 1",
                    "what": f"PDF, 1.2{NBSP}MB",
                    "added": f"Added on {dates.day(clock.now() - timedelta(days=1))}.",
                    "replaced_on": today,
                    "reason": "A figure was wrong",
                }
            ],
        }
    ]


def test_a_file_of_another_kind_than_before_says_so(session: Session) -> None:
    assembly = make_assembly()
    item = make_item(assembly)
    add_file(item, "The slides", make_stored(), make_stored(FileKind.TXT, "notes", size=3000))
    [words] = wording.files_words(files_beside([item.subject_id])[item.subject_id], assembly.path)
    assert words["what"] == f"Version 2, plain text, 3{NBSP}KB"
    assert "the version before was a different kind: PDF" in words["note"]


def test_a_file_that_was_taken_away_is_a_trace_only_if_it_had_been_public(session: Session) -> None:
    assembly = make_assembly()
    item = make_item(assembly)
    add_file(item, "Never public", removed_at=clock.now())
    add_file(item, "Once public", removed_at=clock.now(), removed_reason="It named a child.")
    words = wording.files_words(files_beside([item.subject_id])[item.subject_id], assembly.path)
    assert words == [{"removed_on": dates.day(clock.now()), "reason": "It named a child"}]


def test_a_picture_comes_in_several_sizes(session: Session) -> None:
    assembly = make_assembly()
    item = make_item(assembly)
    stored = make_stored(FileKind.PNG, "map", width=1600, height=900)
    add_rendition(stored, 480)
    file = add_file(item, "A map", stored)
    picture = wording.files_words(files_beside([item.subject_id])[item.subject_id], assembly.path)[0][
        "picture"
    ]
    url = f"{assembly.path}evidence/files/{file.id}/1/file-1.png"
    assert picture["srcset"] == f"{url}?width=480 480w, {url} 1600w"


def test_the_first_playable_file_is_the_recording(session: Session) -> None:
    assembly = make_assembly()
    item = make_item(assembly)
    add_file(item, "Paper")
    add_file(item, "Gone", make_stored(FileKind.MP4, "gone"), removed_at=clock.now())
    add_file(item, "Sound", make_stored(FileKind.MP3, "sound", seconds=754))
    files = files_beside([item.subject_id])[item.subject_id]
    recording = wording.recording_words(files, assembly.path, "/captions.vtt", "cy")
    assert recording is not None
    assert (recording["element"], recording["type"], recording["length"]) == (
        "audio",
        "audio/mpeg",
        "13 minutes",
    )
    assert recording["captions_label"] == "Welsh"
    assert wording.recording_words(files[:2], assembly.path) is None
