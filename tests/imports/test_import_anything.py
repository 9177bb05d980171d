"""Whatever stands in a file: it is imported, or it is refused, and never anything else or by halves."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, example, given, settings
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.imports.jobs import import_assembly_files, import_register_file
from app.imports.reading import FileRefused, Sheet, parse_object
from app.imports.records import record_of
from app.imports.register import COLUMNS
from tests.imports.compiled import IIDP, Content, differences, dump, read, saved, small
from tests.imports.test_import_register import HILLTOWN, table

Path_ = tuple[Any, ...]

# Things that files of this kind hold by mistake, and things that nobody would think of.
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False),
    st.text(st.characters(codec=None), max_size=30),
    st.sampled_from(
        [
            "",
            " ",
            "all",
            "R1",
            "r1",
            "K1",
            "ht-1",
            "ht-r1",
            "hilltown",
            "2019-02-30",
            "2019",
            "0000",
            "https://a.example/",
            "javascript:alert(1)",
            "https://[",
            "\x00",
            "\ud800",
            "\u202e",
            "x" * 401,
            "x" * 20_001,
            "_note",
        ]
    ),
)
VALUES = st.recursive(
    ODD,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | ODD.map(str), inner, max_size=3)
    ),
    max_leaves=6,
)
few = settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Every place inside a value."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in entries:
        yield (*path, key)
        yield from places(inner, (*path, key))


def at(content: Any, path: Path_) -> Any:
    for step in path:
        content = content[step]
    return content


@st.composite
def mutated(draw: st.DrawFn, original: Content) -> Content:
    """A valid record with up to four mistakes in it."""
    content = copy.deepcopy(original)
    for _ in range(draw(st.integers(1, 4))):
        paths = list(places(content))
        if not paths:
            break
        path = draw(st.sampled_from(paths))
        holder = at(content, path[:-1])
        match draw(st.sampled_from(["replace", "remove", "double", "move", "add"])):
            case "replace":
                holder[path[-1]] = draw(VALUES)
            case "remove":
                del holder[path[-1]]
            case "double" if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[path[-1]]))
            case "move":
                holder[path[-1]] = copy.deepcopy(at(content, draw(st.sampled_from(paths))))
            case _ if isinstance(holder, dict):
                holder[draw(st.text(max_size=10)) + draw(st.sampled_from(["", "_note"]))] = draw(VALUES)
    return content


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """What happens inside leaves the database as it was, so that examples do not meet each other."""
    session.rollback()
    connection = session.get_bind()
    assert isinstance(connection, Connection)
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        session.close()
        savepoint.rollback()


def refusal_of(name: str, attempt: Callable[[], object]) -> str | None:
    """Why an attempt was refused, or None if it was not: always on one line that names the file and the place."""
    try:
        attempt()
    except FileRefused as refused:
        message = refused.message
    else:
        return None
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    return message.removeprefix(f"{name}: ")


def is_imported(path: Path) -> bool:
    refusal = refusal_of(str(path), lambda: import_assembly_files([path]))
    assert refusal is None or refusal.startswith("$")
    return refusal is None


@pytest.mark.parametrize("path", IIDP, ids=[path.stem for path in IIDP])
@given(data=st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_real_record_with_mistakes_is_read_or_refused(path: Path, data: st.DataObject) -> None:
    text = json.dumps(data.draw(mutated(read(path))))
    sheet = Sheet("record.json")
    refusal = refusal_of("record.json", lambda: record_of(parse_object(text, sheet), sheet))
    assert refusal is None or refusal.startswith("$")
    assert all(warning.startswith("record.json: $") for warning in sheet.warnings)


@given(text=st.text(st.sampled_from('{}[]",:\\ \n0123456789.-eEtrufalsn\x00é\ud800'), max_size=200))
@settings(max_examples=300)
def test_any_text_is_an_object_or_refused(text: str) -> None:
    refusal = refusal_of("x", lambda: parse_object(text, Sheet("x")))
    # Python's own reader, which takes more than JSON, finds an object in everything that passes.
    assert refusal is not None or isinstance(json.loads(text), dict)


@few
@given(content=mutated(small()))
def test_a_record_with_mistakes_is_imported_whole_or_not_at_all(
    session: Session, tmp_path: Path, content: Content
) -> None:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with undone(session):
        before = dump(session)
        if not is_imported(path):
            assert differences(before, dump(session)) == {}
            return
        after = dump(session)
        assert is_imported(path)
        assert differences(after, dump(session)) == {}


@few
@given(content=mutated(small()))
@example(content={key: value for key, value in small().items() if key != "responses"})
def test_a_changed_record_updates_deletes_nothing_and_can_be_taken_back(
    session: Session, tmp_path: Path, content: Content
) -> None:
    original = saved(tmp_path, small(), "original.json")
    path = tmp_path / "record.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with undone(session):
        assert is_imported(original)
        before = dump(session)
        if not is_imported(path):
            assert differences(before, dump(session)) == {}
            return
        after = dump(session)
        fewer = {name for name in before if len(after[name]) < len(before[name])}
        # The index alone forgets: an answer that vanished from its record is marked, and is not searched for.
        assert fewer <= {"search_documents"}
        assert is_imported(path)
        assert differences(after, dump(session)) == {}
        assert is_imported(original)


@few
@given(data=st.data())
def test_a_register_with_mistakes_is_imported_whole_or_not_at_all(
    session: Session, tmp_path: Path, data: st.DataObject
) -> None:
    rows = [HILLTOWN | {"slug": slug} for slug in ("dale", "hilltown", "vale")]
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.sampled_from(COLUMNS))] = data.draw(st.text(max_size=20) | ODD.map(str))
    written = bytearray(table(rows).encode("utf-8", "surrogatepass"))
    for _ in range(data.draw(st.integers(0, 2))):
        written[data.draw(st.integers(0, len(written) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "register.csv"
    path.write_bytes(written)
    with undone(session):
        before = dump(session)
        refusal = refusal_of(str(path), lambda: import_register_file(path))
        if refusal is not None:
            assert refusal.startswith("line ")
            assert differences(before, dump(session)) == {}
            return
        after = dump(session)
        import_register_file(path)
        assert differences(after, dump(session)) == {}


@pytest.mark.parametrize("path", IIDP, ids=[path.stem for path in IIDP])
@given(data=st.data())
@settings(max_examples=25)
def test_a_record_cut_short_is_refused(path: Path, data: st.DataObject) -> None:
    content = path.read_bytes()
    cut = content[: data.draw(st.integers(0, len(content) - 3))].decode("utf-8", "ignore")
    refusal = refusal_of("cut", lambda: parse_object(cut, Sheet("cut")))
    assert refusal is not None
    assert refusal.startswith("$: not JSON: ")
