"""Captions: what a player would pass over is told with its line, and no style of theirs fetches anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.evidence.transcripts import TranscriptRefused, read_transcript
from app.files import captions
from app.files.examining import examine
from app.files.findings import Findings
from app.files.refusals import FileRefused, Reason
from app.files.wording import sentence
from tests.factories.files import VTT

WHOLE = """WEBVTT - Session 4
Kind: captions
Language: en

NOTE What the chair asked for,
on two lines

REGION
id:left
width:40%

STYLE
::cue(.loud) { color: rgb(200, 0, 0); font-weight: bold }

1
00:01.000 --> 00:00:04.500 region:left align:start
<v Olu>Good <c.loud>morning</c>.

after the break
01:00:05.000 --> 01:00:07.000
- Two of us
- spoke here: 4 > 3, so <i>there</i>
"""


def examined(folder: Path, text: str) -> tuple[Findings, str]:
    (folder / "sent").write_bytes(text.encode())
    found = examine(folder / "sent", "talk.vtt")
    return found, (folder / (found.file or "sent")).read_bytes().decode()


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "text", [VTT, WHOLE, WHOLE.replace("NOTE", "\n\nNOTE"), VTT.replace("\n\n", "\n", 1)]
)
def test_sound_captions_are_published_to_the_byte(tmp_path: Path, text: str, ending: str) -> None:
    sent = text.replace("\n", ending)
    found, left = examined(tmp_path, sent)
    assert left == sent
    assert not found.taken_out
    assert read_transcript(sent), "what may stand beside an item can be its transcript too"


def test_a_caption_that_ends_before_it_begins_is_told_as_on_the_form(tmp_path: Path) -> None:
    found, left = examined(tmp_path, WHOLE.replace("00:00:04.500", "00:00:00.500"))
    assert found.doubt == ("backward caption", {"line": "16"})
    with pytest.raises(TranscriptRefused) as refused:
        read_transcript(left)
    assert str(refused.value) == sentence(FileRefused(Reason.BACKWARD_CAPTION, line="16"))


@pytest.mark.parametrize(
    ("was", "becomes", "line"),
    [
        ("--> 00:00:04.500", "-> 00:00:04.500", 16),
        ("00:00:04.500", "00:00:04,500", 16),
        ("00:00:04.500", "00:00:04", 16),
        ("01:00:05.000 -->", "01:60:05.000 -->", 20),
        (" --> 01:00:07.000", " 01:00:07.000", 20),
        (" --> 01:00:07.000", " -- 01:00:07.000", 20),
        ("after the break\n", "after the break\n\n", 19),
        ("- Two of us\n", "- Two of us\n\n", 23),
        ("STYLE\n", "STYLE\n\n", 14),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, was: str, becomes: str, line: int) -> None:
    text = WHOLE.replace(was, becomes)
    found, left = examined(tmp_path, text)
    words = text.split("\n")[line - 1].strip()[:60]
    assert found.doubt == ("bad caption", {"line": str(line), "words": words})
    assert left == text, "the words can still be mended on a page"


def test_a_line_with_odd_signs_is_told_as_it_is(tmp_path: Path) -> None:
    found, _left = examined(tmp_path, f"{VTT}\n100 %(words)s of it\n")
    assert found.doubt is not None
    told = sentence(FileRefused(Reason(found.doubt[0]), **found.doubt[1]))
    assert "Line 6 of this file cannot be read: “100 %(words)s of it”." in told


@pytest.mark.parametrize(
    "style",
    ["@import 'https://spy.example/x.css';", "::cue { background: url(https://spy.example/x) }",
     "::cue { background: image-set('https://spy.example/x' 1x) }", "::cue { background: u\\72l(//spy.example/x) }"],
)  # fmt: skip
def test_a_style_that_would_fetch_is_taken_out_and_told(tmp_path: Path, style: str) -> None:
    text = WHOLE.replace("STYLE\n", f"STYLE\n{style}\n")
    found, left = examined(tmp_path, text)
    assert found.taken_out == ["elsewhere"]
    assert "spy.example" not in left
    assert read_transcript(left) == read_transcript(WHOLE)
    (tmp_path / "sent").write_text(left, encoding="utf-8")
    assert not examine(tmp_path / "sent", "talk.vtt").taken_out


def test_captions_of_a_day_are_small_enough_and_larger_ones_are_not(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        examined(tmp_path, VTT + "x" * captions.LARGEST)
    assert refused.value.reason is Reason.TOO_LARGE
    assert refused.value.values == {"most": "8"}
