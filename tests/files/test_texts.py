"""Texts are decoded strictly and kept as UTF-8, with nothing else changed."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from app.files import texts
from app.files.examining import examine
from app.files.refusals import FileRefused, Reason

TABLE = "shop;price\r\nCafé “Lane”;£4.50\r\n=1+1;@SUM(A1)\r\n"


def kept(folder: Path, content: bytes, name: str) -> bytes:
    (folder / "sent").write_bytes(content)
    found = examine(folder / "sent", name)
    return (folder / (found.file or "sent")).read_bytes()


@pytest.mark.parametrize("name", ["table.csv", "notes.txt"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_what_is_utf_8_is_published_as_it_was_sent(tmp_path: Path, name: str, mark: bytes) -> None:
    sent = mark + TABLE.encode()
    assert kept(tmp_path, sent, name) == sent


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_other_ways_of_writing_become_utf_8_with_the_same_characters(tmp_path: Path, encoding: str) -> None:
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    sent = marks.get(encoding, b"") + TABLE.encode(encoding)
    assert kept(tmp_path, sent, "notes.txt") == TABLE.encode()
    assert kept(tmp_path, sent, "table.csv") == codecs.BOM_UTF8 + TABLE.encode(), "Excel needs the mark"


def test_a_character_across_two_chunks_is_one_character(tmp_path: Path) -> None:
    sent = ("x" * (texts.CHUNK - 1) + "é🚌" * 100_000).encode()
    assert kept(tmp_path, sent, "notes.txt") == sent


def test_a_wrong_byte_far_behind_is_found(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        kept(tmp_path, "é".encode() * texts.CHUNK + b"\x81\x00", "notes.txt")
    assert refused.value.reason is Reason.NOT_TEXT


def test_what_a_witness_writes_about_web_pages_is_no_web_page(tmp_path: Path) -> None:
    sent = b"The page held <script>alert(1)</script>, and we said so.\n"
    assert kept(tmp_path, sent, "statement.txt") == sent
