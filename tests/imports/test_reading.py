"""Files are told apart from nonsense before anybody looks inside, with the place and the reason on one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.imports.jobs import read_record
from app.imports.reading import DEEPEST, LARGEST_FILE, FileRefused, parse_object, sheet_of
from tests.imports.compiled import small


def refusal_of(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read_record(path)
    message = refused.value.message
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


def refusal_of_bytes(folder: Path, content: bytes) -> str:
    path = folder / "record.json"
    path.write_bytes(content)
    return refusal_of(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "$: not JSON: Expecting value at line 1, column 1"),
        (b"hello", "$: not JSON: Expecting value at line 1, column 1"),
        (b'{"slug": "x",\n "name": }', "$: not JSON: Expecting value at line 2, column 10"),
        (b'{"slug": "x"} {}', "$: not JSON: Extra data at line 1, column 15"),
        (b'{"members": NaN}', "$: not JSON: NaN is no JSON number"),
        (b'{"members": -Infinity}', "$: not JSON: -Infinity is no JSON number"),
        (b'{"members": 1e999}', "$: not JSON: 1e999 is too large a number"),
        (b'{"slug": "\xff"}', "$: not UTF-8: byte 11 cannot be read"),
        ('{"slug": "é"}'.encode("latin-1"), "$: not UTF-8: byte 11 cannot be read"),
        ('{"slug": "x"}'.encode("utf-16"), "$: not UTF-8: byte 1 cannot be read"),
        (b"[]", "$: must be an object, not a list"),
        (b'"text"', "$: must be an object, not a text"),
        (b"null", "$: must be an object, not null"),
        (b"12", "$: must be an object, not a number"),
        (b'{"slug": "a", "slug": "b"}', "$.slug: stands twice in its object"),
        (
            b'{"recommendations": [{}, {"id": "M1", "support": {"counts": {"a": 1, "a": 1}}}]}',
            "$.recommendations[1].support.counts.a: stands twice in its object",
        ),
        (b'{"odd key": {"": 1, "": 2}}', '$["odd key"][""]: stands twice in its object'),
    ],
)
def test_what_is_no_record_is_refused_with_its_place(tmp_path: Path, content: bytes, reason: str) -> None:
    assert refusal_of_bytes(tmp_path, content) == reason


def test_a_file_of_200_megabytes_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)

    def never(*_arguments: Any, **_named: Any) -> None:
        raise AssertionError("the file was opened")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", never)
        assert refusal_of(path) == "$: larger than 10 MB"


def test_a_file_that_grows_while_it_is_read_is_refused_too(tmp_path: Path) -> None:
    # A device says that it holds nothing, and never ends.
    assert refusal_of(Path("/dev/zero")) == "$: larger than 10 MB"
    exactly = tmp_path / "exactly.json"
    exactly.write_bytes(b"[" + b" " * (LARGEST_FILE - 2) + b"]")
    assert refusal_of(exactly) == "$: must be an object, not a list"


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"a":[', "[[{}],["])
def test_nesting_a_hundred_thousand_deep_is_refused_and_does_not_exhaust_the_stack(
    tmp_path: Path, opening: str
) -> None:
    assert (
        refusal_of_bytes(tmp_path, (opening * 100_000).encode()) == f"$: nested deeper than {DEEPEST} levels"
    )


def test_brackets_inside_texts_are_no_nesting() -> None:
    text = json.dumps({"note": "[" * 1000 + '\\"{' * 1000})
    assert parse_object(text, sheet_of(Path("x")))["note"].startswith("[[[")


def test_depth_is_counted_in_time_that_grows_with_the_file_alone() -> None:
    with pytest.raises(FileRefused):
        parse_object('"' + '\\"' * 2_000_000, sheet_of(Path("x")))


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "missing.json") == "$: cannot be read: No such file or directory"
    assert refusal_of(tmp_path) == "$: cannot be read: Is a directory"


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(small()), encoding="utf-8-sig")
    assert read_record(path).record.slug == "hilltown"
