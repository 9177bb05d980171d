"""A transcript on a page: who speaks, where each cue is, and what rests on it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.evidence.transcript_wording import MOST_JUMPS, Mark, transcript_words
from app.evidence.transcripts import CueWords, read_transcript

TALK = """[0:10] Ann Reid: The lane is dark.
[0:14] It was not always so.
[12:34] Huw Rees: Shops closed.
[12:40] Then the lamps went out."""


@pytest.fixture(autouse=True)
def _in_a_language(session: Session) -> None:
    """Words are said in the language of an application context."""


def _shown(text: str = TALK, *marks: Mark) -> Any:
    words = transcript_words(read_transcript(text), "en", marks)
    assert words is not None
    return words


def test_nothing_said_is_no_transcript() -> None:
    assert transcript_words([], "en") is None


def test_a_speaker_is_named_where_somebody_else_begins() -> None:
    text = "Ann Reid: One.\n\nAnn Reid: Two.\n\nHuw Rees: Three.\n\nAnn Reid: Four."
    assert [row["speaker"] for row in _shown(text)["passages"]] == ["Ann Reid", "", "Huw Rees", "Ann Reid"]


def test_who_goes_on_after_a_silence_is_said_again_and_many_of_one_label_are_told_apart() -> None:
    passages = _shown(
        "WEBVTT\n\n"
        + "\n\n".join(
            f"00:{at:02}.000 --> 00:{at + 1:02}.000\n<v {name}>Words."
            for at, name in ((1, "Ann Reid"), (9, "Ann Reid"), (20, "A member"), (21, "A member"))
        )
    )["passages"]
    said = [(row["speaker"], row["goes_on"]) for row in passages]
    assert said == [("Ann Reid", ""), ("", "Ann Reid"), ("A member", ""), ("A member", "")]


def test_each_passage_has_its_time_and_each_cue_its_moment() -> None:
    passages = _shown()["passages"]
    assert [(row["time"], row["moment"]) for row in passages] == [("00:10", "t=10"), ("12:34", "t=754")]
    assert [cue[0] for row in passages for cue in row["cues"]] == ["t=10", "t=14", "t=754", "t=760"]


def test_the_end_is_that_of_the_last_words_or_about_as_long_as_they_take_to_say() -> None:
    captions = "WEBVTT\n\n00:10.000 --> 00:14.200\nThe lane is dark.\n\n00:15.000 --> 00:19.500\nIt was not."
    assert _shown(captions)["ends"] == {"second": 20, "time": "00:19"}
    # The last words begin at 12:40 and are five.
    assert _shown()["ends"] == {"second": 762, "time": "12:42"}
    assert _shown("Ann Reid: No times at all.")["ends"] is None


def test_a_citation_stands_beside_its_passage_and_its_second_leads_there() -> None:
    mark = Mark("Recommendation 4", "/4/", 757, None)
    passages = _shown(TALK, mark)["passages"]
    assert [list(row["cited"]) for row in passages] == [[], [mark]]
    # No cue begins then: the one being spoken gets the second as a further id.
    assert passages[1]["cues"][0] == ("t=754", ["t=757"], "Shops closed.")


def test_a_second_at_which_a_cue_begins_is_not_said_twice() -> None:
    passages = _shown(TALK, Mark("4", "/4/", 754, None), Mark("5", "/5/", 2, None))["passages"]
    ids = [each for row in passages for moment, further, _ in row["cues"] for each in (moment, *further)]
    assert len(ids) == len(set(ids)) == 5
    assert [mark.name for mark in passages[0]["cited"]] == ["5"]


def test_a_quote_without_a_time_is_found_over_the_parting_of_passages() -> None:
    long = "Ann Reid: " + "word " * 130 + "end.\n\nNext begins here."
    timed = "[0:01] " + long.replace("\n\n", "\n[0:59] ")
    passages = _shown(timed, Mark("4", "/4/", None, "end. Next begins"), Mark("5", "/5/", None, "elsewhere"))
    assert [mark.name for row in passages["passages"] for mark in row["cited"]] == ["4"]


def test_the_same_citation_stands_once_in_a_passage() -> None:
    mark = Mark("4", "/4/", 754, "Shops closed.")
    assert len(_shown(TALK, mark, Mark("4", "/4/", 760, None))["passages"][1]["cited"]) == 1


def test_an_untimed_transcript_has_no_times_and_no_jumps() -> None:
    words = _shown("Ann Reid: One.\n\n" + "\n\n".join("word " * 500 for _ in range(5)))
    assert not words["has_times"]
    assert words["jumps"] == []
    assert words["passages"][0]["moment"] == "p=1"


def test_a_long_transcript_has_a_few_places_to_jump_to() -> None:
    text = "ten words in each of them, no more, no less."
    cues = [CueWords(n * 4000, n * 4000 + 3900, "Ann Reid", text) for n in range(2700)]
    words = transcript_words(cues, "en")
    assert words is not None
    jumps = words["jumps"]
    assert 6 <= len(jumps) <= MOST_JUMPS + 1
    assert jumps[0]["moment"] == "t=0"
    ids = {row["moment"] for row in words["passages"]}
    assert all(jump["moment"] in ids for jump in jumps)
