"""The command `moderation group` as somebody types it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import moothall

LETTER = (
    "Please keep the bus lane on Mill Road open for nurses and carers who start before six in the morning. "
    "Without it the number nine sits in the queue behind the station and everybody misses the train."
)


def ran(path: Path) -> Result:
    return CliRunner().invoke(moothall, ["moderation", "group", str(path)])


def grouped(folder: Path, content: bytes | str) -> Result:
    path = folder / "texts.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return ran(path)


def table(*rows: tuple[str, str]) -> str:
    sheet = io.StringIO()
    csv.writer(sheet).writerows([("id", "text"), *rows])
    return sheet.getvalue()


def test_each_text_gets_a_line_with_the_first_of_its_group(tmp_path: Path) -> None:
    rows = [
        ("z9", LETTER),
        ("b", "Plant trees."),
        ("a1", f"Dear council,\n{LETTER}\nYours, Ann"),
        ("c, d", "Plant trees."),
    ]
    done = grouped(tmp_path, table(*rows))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == 'id,group\nz9,z9\nb,b\na1,z9\n"c, d","c, d"\n'


@pytest.mark.parametrize("head", ["id,text", "\ufeffid,text", "text,id,date", " id , text ", "ID,Text"])
def test_columns_are_found_by_their_name(tmp_path: Path, head: str) -> None:
    row = ["plant trees", "7", "today"] if head.startswith("text") else ["7", "plant trees"]
    done = grouped(tmp_path, f"{head}\r\n{','.join(row)}\r\n\r\n")
    assert (done.exit_code, done.stdout) == (0, "id,group\n7,7\n")


def test_no_texts_are_no_mistake(tmp_path: Path) -> None:
    assert grouped(tmp_path, "id,text\n").stdout == "id,group\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "needs one column 'id'"),
        ("id,words\n1,a\n", "needs one column 'text'"),
        ("id;text\n1;a\n", "separated by semicolons: save it with commas"),
        ("id\ttext\n1\ta\n", "separated by tabs"),
        ("id,text,id\n1,a,2\n", "needs one column 'id'"),
        ("id,text\n1,a\n2,b\n1,c\n", "Line 4 of"),
        ("id,text\n1,a\n1,c\n", "'1' has been given before"),
        ("id,text\n,a\n", "it has no id"),
        ("id,text\n1\n", "1 column, and the first line has 2"),
        ("id,text\n1,a,b\n", "Line 2 of"),
        ('id,text\n1,"never closed\n', "is no CSV"),
        ("id,text\n1," + "a" * 200_000 + "\n", "is no CSV"),
        (b"id,text\n1,caf\xe9\n", "is not a text in UTF-8"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_a_bad_file_is_refused_on_one_line(tmp_path: Path, content: bytes | str, why: str) -> None:
    refused = grouped(tmp_path, content)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("moothall: ")
    assert why in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path):
        refused = ran(path)
        assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
        assert str(path) in refused.stderr


@pytest.mark.parametrize("words", [["group"], ["group", "a", "b"], ["gather"]])
def test_wrong_usage_is_two(words: list[str]) -> None:
    assert CliRunner().invoke(moothall, ["moderation", *words]).exit_code == 2
