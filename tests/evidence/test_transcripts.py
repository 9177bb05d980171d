"""Transcripts: what officers paste is read, or refused with the line; readers get prose with addressable moments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.evidence.passages import moments_of, passages
from app.evidence.transcripts import (
    CueWords,
    TranscriptRefused,
    as_text,
    as_vtt,
    clock_time,
    read_clock,
    read_transcript,
    span_of,
)

pytestmark = pytest.mark.one_database

VTT = """WEBVTT - Session 2

NOTE made by hand

STYLE
::cue { color: red }

1
00:14:20.000 --> 00:14:23.500 align:start
<v Dr Helen Marchetti>Six towns went up &amp; two
went <b>down</b>.

14:24.250 --> 14:27.000
<v Dr Helen Marchetti>In three nobody measured.

01:00:00.000 --> 01:00:02.000
<v.loud A member>Why not?</v>
"""


@pytest.fixture(autouse=True)
def _messages(app: Flask) -> Iterator[None]:
    """Refusals are sentences, and sentences want a language."""
    with app.test_request_context():
        yield


def test_captions_keep_times_voices_and_words() -> None:
    assert read_transcript(VTT) == [
        CueWords(860_000, 863_500, "Dr Helen Marchetti", "Six towns went up & two went down."),
        CueWords(864_250, 867_000, "Dr Helen Marchetti", "In three nobody measured."),
        CueWords(3_600_000, 3_602_000, "A member", "Why not?"),
    ]


@pytest.mark.parametrize("head", ["WEBVTT\n\n", "1\n"])
@pytest.mark.parametrize("signs", [",,", "..", ",.", ".,"])
def test_neither_sign_before_the_thousandths_loses_words(head: str, signs: str) -> None:
    times = f"00:00:01{signs[0]}000 --> 00:00:02{signs[1]}000 line:0,start"
    text = f"{head}{times}\nOne.\n\n00:00:03.000 --> 00:00:04.000\nTwo.\n"
    assert [cue.text for cue in read_transcript(text)] == ["One.", "Two."]


def test_words_that_belong_to_no_caption_are_named_by_their_line() -> None:
    with pytest.raises(TranscriptRefused, match="The words on line 5 belong to no caption") as refused:
        read_transcript("WEBVTT\n\n00:01.000 --> 00:02.000\n\nOne.\n\n00:02.000 --> 00:03.000\nTwo.\n")
    assert refused.value.line == 5


def test_two_voices_in_one_caption_become_two_cues() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ann>Is it dear?\n<v Bob>No.\n"
    assert [(cue.speaker, cue.text) for cue in read_transcript(text)] == [
        ("Ann", "Is it dear?"),
        ("Bob", "No."),
    ]


def test_subrip_is_understood_for_many_recorders_write_nothing_else() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,500\nAnn Reid: Good morning.\n\n2\n00:00:03,000 --> 00:00:04,000\nHello.\n"
    assert read_transcript(text) == [
        CueWords(1000, 2500, "Ann Reid", "Good morning."),
        CueWords(3000, 4000, None, "Hello."),
    ]


def test_captions_out_of_order_are_put_in_order() -> None:
    text = "WEBVTT\n\n00:09.000 --> 00:10.000\nlater\n\n00:01.000 --> 00:02.000\nsooner\n"
    assert [cue.text for cue in read_transcript(text)] == ["sooner", "later"]


@pytest.mark.parametrize(
    "arrow", ["00:00:05.000 -> 00:00:06.000", "00:00:xx.000 --> 00:00:06.000", "5 --> 6"]
)
def test_a_time_that_cannot_be_read_is_named_by_its_line_and_nothing_is_dropped_in_silence(
    arrow: str,
) -> None:
    with pytest.raises(TranscriptRefused, match="line 6"):
        read_transcript(f"WEBVTT\n\n00:01.000 --> 00:02.000\nfine\n\n{arrow}\nlost\n")


def test_a_caption_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(TranscriptRefused, match="line 3 ends before"):
        read_transcript("WEBVTT\n\n00:07.000 --> 00:06.000\nX\n")


@pytest.mark.parametrize("arrow", ["--", "-", "–", "—", "  ", "=>", "→", "-- >"])
@pytest.mark.parametrize("before", ["", "1\n00:00:01,000 --> 00:00:02,000\nGood morning.\n\n"])
def test_two_times_without_an_arrow_are_no_words(before: str, arrow: str) -> None:
    text = f"{before}2\n00:00:04,000 {arrow} 00:00:06,000\nHello\n\n3\n00:00:07,000 --> 00:00:08,000\nYes\n"
    line = 2 + before.count("\n")
    for each in (text, text.split("\n\n3", maxsplit=1)[0]):
        with pytest.raises(TranscriptRefused, match=f"The times on line {line} cannot be read") as refused:
            read_transcript(each)
        assert refused.value.line == line


@pytest.mark.parametrize(
    "time", ["[12:75]", "[99:99]", "[75:30]", "[1:02:75]", "[12:5]", "[1:2:3:4]", "[ 12:75 ]"]
)
def test_what_is_written_as_a_time_and_is_none_is_named_by_its_line(time: str) -> None:
    for text in (f"{time} Bob: hi", f"Words.\n\n{time} Bob: hi", f"[0:01] Ann: hi\n\n{time} Bob: hi"):
        with pytest.raises(TranscriptRefused, match="The time on line") as refused:
            read_transcript(text)
        assert refused.value.line == text.count("\n") + 1


def test_a_time_without_brackets_that_is_none_is_refused_only_among_times() -> None:
    with pytest.raises(TranscriptRefused, match="line 2"):
        read_transcript("12:34 Ann: hi\n12:75 Bob: hi")
    [prose] = read_transcript("We mapped the town at\n1:100 and it was\n12:75 in the count.")
    assert prose.text == "We mapped the town at 1:100 and it was 12:75 in the count."


@pytest.mark.parametrize("blank", ["", "\n"])
def test_names_with_times_above_what_is_said_are_read(blank: str) -> None:
    text = (
        f"Ann Reid 12:34\n{blank}Good morning.\nAnd welcome.\n\nDr Huw Rees  [1:02:10]\n{blank}It is dark.\n"
    )
    assert read_transcript(text) == [
        CueWords(754_000, None, "Ann Reid", "Good morning. And welcome."),
        CueWords(3_730_000, None, "Dr Huw Rees", "It is dark."),
    ]
    with pytest.raises(TranscriptRefused, match="earlier than the one before"):
        read_transcript(text.replace("1:02:10", "0:10"))


def test_one_such_line_among_prose_stays_prose() -> None:
    text = "Session One 10:00\nWe met.\n\nIt rained.\n\nWe went home."
    assert [(cue.starts_ms, cue.text) for cue in read_transcript(text)] == [
        (None, "Session One 10:00 We met."),
        (None, "It rained."),
        (None, "We went home."),
    ]


def test_plain_paragraphs_are_cues_without_times() -> None:
    text = "Ann Reid: Good morning.\nAnd welcome.\n\nThere are three things: rents, rates and rain.\n\nA member: Why?"
    assert read_transcript(text) == [
        CueWords(None, None, "Ann Reid", "Good morning. And welcome."),
        CueWords(None, None, None, "There are three things: rents, rates and rain."),
        CueWords(None, None, "A member", "Why?"),
    ]


@pytest.mark.parametrize(
    "line", ["[12:34] Ann: Yes.", "12:34 Ann: Yes.", "00:12:34 - Ann: Yes.", "12:34\nAnn: Yes."]
)
def test_lines_that_begin_with_a_time_begin_a_cue(line: str) -> None:
    assert read_transcript(f"[00:10] Before.\nstill before\n{line}\n") == [
        CueWords(10_000, None, None, "Before. still before"),
        CueWords(754_000, None, "Ann", "Yes."),
    ]


def test_times_in_a_text_go_up() -> None:
    with pytest.raises(TranscriptRefused, match="line 2"):
        read_transcript("[12:34] A.\n[12:10] B.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n\n ",
        "WEBVTT",
        "WEBVTT\n\nNOTE only a note\n",
        "[12:34]",
        "a\x00b",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n",
    ],
)
def test_a_text_without_words_or_with_hidden_characters_is_refused(text: str) -> None:
    with pytest.raises(TranscriptRefused):
        read_transcript(text)


def test_a_time_past_a_day_and_a_paragraph_past_all_bounds_are_refused() -> None:
    with pytest.raises(TranscriptRefused, match="24 hours"):
        read_transcript("[100:00:00] Long.")
    with pytest.raises(TranscriptRefused, match="too long"):
        read_transcript("word " * 2000)


def test_tags_are_taken_off_and_entities_read() -> None:
    [cue] = read_transcript(
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<script>alert(1)</script> &lt;b&gt; <00:01.500>x\n"
    )
    assert cue.text == "alert(1) <b> x"


def test_moments_are_whole_seconds_and_finer_only_where_two_begin_within_one() -> None:
    cues = [
        CueWords(754_100, None, None, "a"),
        CueWords(754_800, None, None, "b"),
        CueWords(754_800, None, None, "c"),
        CueWords(None, None, None, "d"),
        CueWords(0, None, None, "e"),
    ]
    assert moments_of(cues) == ["t=754", "t=754.8", "t=754.8-3", "p=4", "t=0"]


def test_clock_times_look_as_on_a_player() -> None:
    assert [clock_time(ms) for ms in (0, 754_900, 3_730_000)] == ["00:00", "12:34", "1:02:10"]


def test_a_new_speaker_a_silence_and_a_long_speech_begin_a_passage() -> None:
    sentence = " ".join(["word"] * 29) + " end."
    cues = [
        CueWords(0, 900, "Ann", sentence),
        CueWords(1_000, 1_900, None, sentence),
        CueWords(2_000, 2_900, "Ann", "After sixty words a sentence begins anew,"),
        CueWords(3_000, 3_900, "Bob", "I disagree."),
        CueWords(9_000, 9_900, "Bob", "After a silence."),
    ]
    found = passages(cues)
    assert [(p.speaker, p.moment, len(p.cues)) for p in found] == [
        ("Ann", "t=0", 2),
        ("Ann", "t=2", 1),
        ("Bob", "t=3", 1),
        ("Bob", "t=9", 1),
    ]
    assert found[0].text[found[0].moments[1][0] :].startswith("word")
    assert found[0].moments[1][1] == "t=1"


def test_a_speech_without_sentence_ends_is_still_parted() -> None:
    cues = [CueWords(n * 1000, n * 1000 + 900, "Ann", "ten words " * 5) for n in range(40)]
    assert max(len(p.text.split()) for p in passages(cues)) <= 120


@pytest.mark.parametrize(
    "label", ["A member", "Members", "a resident", "Another member of table two", "Audience member", "Aelod"]
)
def test_each_who_is_named_anew_by_a_label_for_many_is_another_person(label: str) -> None:
    texts = ["The four hundred teas.", "The market.", "I came in", "against the road.", "Still am."]
    names = [label, label, label, label, None]
    cues = [
        CueWords(n * 1000, n * 1000 + 900, name, text)
        for n, (name, text) in enumerate(zip(names, texts, strict=True))
    ]
    found = passages(cues)
    # A sentence that goes on, and words without a name, are the same person's.
    assert [(p.text, p.begins_turn) for p in found] == [
        ("The four hundred teas.", True),
        ("The market.", True),
        ("I came in against the road. Still am.", True),
    ]
    assert [cue.moment for p in found for cue in p.cues] == moments_of(cues)


@pytest.mark.parametrize(
    "name", ["Ann Reid", "A Smith", "An Nguyen", "Another Place Ltd", "Voice of Fenbury Ltd"]
)
def test_somebody_with_a_name_stays_one_person(name: str) -> None:
    found = passages([CueWords(0, 900, name, "The teas."), CueWords(1000, 1900, name, "The market.")])
    assert [p.text for p in found] == ["The teas. The market."]


def test_captions_given_back_fill_in_ends() -> None:
    vtt = as_vtt([CueWords(1000, None, "A <b>", "x & y"), CueWords(3000, None, None, "z")])
    assert vtt == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v A &lt;b&gt;>x &amp; y\n\n00:00:03.000 --> 00:00:08.000\nz\n"
    )


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("12:34", 754),
        ("1:02:10", 3730),
        (" 754 ", 754),
        ("0:00", 0),
        *((wrong, None) for wrong in ("99:99", "-1", "", "1:2:3", "12.34", "٣", "9999999999", "later")),
    ],
)
def test_a_time_is_read_as_players_show_it(text: str, second: int | None) -> None:
    assert read_clock(text) == second


def test_a_transcript_knows_from_when_to_when_it_goes() -> None:
    timed = read_transcript("WEBVTT\n\n00:10.000 --> 00:12.500\nOne\n\n00:11.000 --> 00:12.000\nTwo")
    assert span_of(timed) == (10_000, 12_500)
    assert span_of(read_transcript("No times here.")) is None


_words = st.text(st.characters(whitelist_categories=["L", "N", "P", "S"]), min_size=1, max_size=12).filter(
    lambda word: ":" not in word and not word.startswith(("[", "-", "–"))
)
_sentences = st.lists(_words, min_size=1, max_size=8).map(lambda words: "a " + " ".join(words))
_names = st.sampled_from([None, "Ann Reid", "Dr Kwame Boateng, Public Health", "A member", "Siân ap Huw"])


@given(
    st.lists(
        st.tuples(st.integers(0, 60_000), st.integers(0, 9_000), _names, _sentences), min_size=1, max_size=6
    )
)
def test_what_an_officer_edits_reads_back_as_it_was_captions(
    rows: list[tuple[int, int, str | None, str]],
) -> None:
    cues = [
        CueWords(at, at + length, name, text) for at, length, name, text in sorted(rows, key=lambda r: r[0])
    ]
    assert read_transcript(as_text(cues)) == cues


@given(st.lists(st.tuples(st.integers(0, 80_000_000), _names, _sentences), min_size=1, max_size=6))
def test_what_an_officer_edits_reads_back_as_it_was_lines(rows: list[tuple[int, str | None, str]]) -> None:
    cues = [CueWords(at, None, name, text) for at, name, text in sorted(rows, key=lambda row: row[0])]
    assert read_transcript(as_text(cues)) == cues
    untimed = [CueWords(None, None, name, text) for _, name, text in rows]
    assert read_transcript(as_text(untimed)) == untimed


@given(st.text(max_size=400))
def test_any_text_is_read_whole_or_refused(text: str) -> None:
    try:
        cues = read_transcript(text)
    except TranscriptRefused:
        return
    assert all(cue.text.strip() == cue.text and cue.text for cue in cues)
    assert len("".join(p.text for p in passages(cues))) >= sum(len(cue.text) for cue in cues)
