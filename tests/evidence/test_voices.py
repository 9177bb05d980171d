"""Nobody is given words that somebody else may have said."""

from __future__ import annotations

import pytest

from app.evidence.passages import passages
from app.evidence.transcript_wording import transcript_words
from app.evidence.transcripts import CueWords, read_transcript
from app.evidence.voices import speakers_of


def captions(*cues: tuple[str, str, str]) -> list[CueWords]:
    return read_transcript(
        "WEBVTT\n\n" + "\n\n".join(f"{starts} --> {ends}\n{words}" for starts, ends, words in cues)
    )


LATER = captions(
    ("00:12:00.000", "00:12:04.000", "<v Mrs Jane Doe>Parking is dear."),
    ("01:00:00.000", "01:00:04.000", "Thank you all."),
)


def test_after_a_silence_an_unnamed_voice_is_nobodys() -> None:
    assert [(passage.speaker, passage.text) for passage in passages(LATER)] == [
        ("Mrs Jane Doe", "Parking is dear."),
        (None, "Thank you all."),
    ]


def test_the_page_says_that_nobody_is_named_there_and_names_the_next_one_again() -> None:
    again = [*LATER, CueWords(3_610_000, 3_611_000, "Mrs Jane Doe", "Goodbye.")]
    page = transcript_words(again, "en")
    assert page is not None
    assert [(row["speaker"], row["is_unnamed"]) for row in page["passages"]] == [
        ("Mrs Jane Doe", False),
        (None, True),
        ("Mrs Jane Doe", False),
    ]


def test_paragraphs_without_times_go_on_without_a_word() -> None:
    page = transcript_words(read_transcript("Ann Reid: Good morning.\n\nIt is dark."), "en")
    assert page is not None
    assert [row["is_unnamed"] for row in page["passages"]] == [False, False]


def test_where_names_stand_at_changes_the_speaker_goes_on_directly() -> None:
    cues = captions(
        ("00:01.000", "00:04.000", "<v Ann>The lane"),
        ("00:04.000", "00:06.000", "is dark."),
        ("00:06.500", "00:08.000", "<v Bob>It is."),
        ("00:08.000", "00:09.000", "Very."),
    )
    assert speakers_of(cues) == ["Ann", "Ann", "Bob", "Bob"]


def test_where_names_are_repeated_a_cue_without_one_is_nobodys() -> None:
    cues = captions(
        ("00:01.000", "00:02.000", "<v Ann>The lane"),
        ("00:02.000", "00:03.000", "<v Ann>is dark."),
        ("00:03.000", "00:04.000", "<v Ann>So I say."),
        ("00:04.000", "00:05.000", "Hear, hear!"),
    )
    assert speakers_of(cues) == ["Ann", "Ann", "Ann", None]


def test_one_of_many_goes_on_without_a_name_where_others_are_named_again_and_again() -> None:
    cues = [
        CueWords(0, 2_000, "Ann Reid", "Good morning."),
        CueWords(2_100, 4_000, "Ann Reid", "Two people will read."),
        CueWords(4_100, 6_000, "Ann Reid", "Here they are."),
        CueWords(6_100, 8_000, "A young person", "Where do you go at nine?"),
        CueWords(8_100, 10_000, None, "The last bus has gone."),
    ]
    assert speakers_of(cues)[-2:] == ["A young person", "A young person"]


@pytest.mark.parametrize(("at", "speaker"), [("0:20", "Ann Reid"), ("58:00", None)])
def test_where_ends_are_not_known_a_long_gap_is_a_silence(at: str, speaker: str | None) -> None:
    cues = read_transcript(f"[0:10] Ann Reid: It was dark.\n[{at}] Thank you all.")
    assert speakers_of(cues) == ["Ann Reid", speaker]
