"""The register completes what records say in detail, and makes what they do not know."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, Source
from app.assemblies.queries import assembly_by_slug
from app.core import clock
from app.imports.jobs import import_assembly_files, import_register_file
from app.imports.reading import FileRefused, sheet_of
from app.imports.register import COLUMNS, read_register
from app.organisations.models import Organisation
from app.responses.models import Response
from app.subjects.models import Subject
from tests.factories.assemblies import make_assembly
from tests.imports.compiled import IIDP, REGISTER, differences, dump, saved, small

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(rows: list[Row], columns: tuple[str, ...] = COLUMNS) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


HILLTOWN: Row = {
    "slug": "hilltown",
    "name": "Hilltown Assembly (register)",
    "council": "Hilltown Council",
    "council_gss_code": "E07000999",
    "nation_region": "England / South West",
    "topic": "buses",
    "question": "How?",
    "iidp": "false",
    "started_on": "2019-11-02",
    "members": "41",
    "meetings": "4",
    "recommendations_count": "3",
    "council_responded_on": "2020-02",
    "response_summary": "Two more buses were promised.",
    "follow_through": "partly_accepted",
    "source_urls": "https://hilltown.example/report.pdf https://other.example/",
}


@pytest.fixture
def bring(session: Session, tmp_path: Path) -> Callable[[list[Row]], list[str]]:
    """Import a register of these rows; the lines that the command would print."""

    def import_rows(rows: list[Row]) -> list[str]:
        path = tmp_path / "register.csv"
        path.write_text(table(rows), encoding="utf-8")
        lines = import_register_file(path).lines
        session.expire_all()
        return lines

    return import_rows


Bring = Callable[[list[Row]], list[str]]


def the(slug: str) -> Assembly:
    assembly = assembly_by_slug(slug)
    assert assembly is not None
    return assembly


# The real register


def test_the_real_register_makes_thirteen_assemblies(session: Session) -> None:
    import_register_file(REGISTER)
    rows = rows_of(REGISTER)
    assert len(rows) == 13
    for row in rows:
        assembly = the(row["slug"])
        assert assembly.is_compiled
        assert assembly.is_public
        assert assembly.name == row["name"]
        assert assembly.organisation.name == row["council"]
        assert (assembly.organisation.gss_code or "") == row["council_gss_code"]
        assert f"{assembly.nation} / {assembly.region}" == row["nation_region"]
        assert assembly.is_iidp is (row["iidp"] == "true")
        for column in ("topic", "question", "started_on", "ended_on", "report_published_on"):
            assert (getattr(assembly, column) or "") == row[column], (row["slug"], column)
        for column in ("members", "meetings", "hours"):
            assert str(getattr(assembly, column) or "") == row[column], (row["slug"], column)
    assert session.scalar(select(func.count(Assembly.id))) == 13
    # Camden convened two.
    assert session.scalar(select(func.count(Organisation.id))) == 12
    assert session.scalar(select(func.count(Subject.id))) == 13


def test_follow_through_is_a_reading_and_never_a_response(session: Session) -> None:
    import_register_file(REGISTER)
    assert the("camden-climate").compiler_reading == {
        "decision": "accepted",
        "summary": "Full Council undertook to deliver the recommendations; a five-year climate plan built on all 17"
        " was approved in June 2020 and a citizen panel formed.",
        "responded_on": "2019-10",
    }
    assert the("camden-climate").facts == {"Recommendations counted in the report": "17"}
    assert session.scalar(select(func.count(Response.id))) == 0


@pytest.mark.parametrize("register_first", [True, False])
def test_records_and_register_make_thirteen_whichever_comes_first(
    session: Session, register_first: bool
) -> None:
    if register_first:
        import_register_file(REGISTER)
        import_assembly_files(IIDP)
    else:
        import_assembly_files(IIDP)
        import_register_file(REGISTER)
    session.expire_all()
    assert session.scalar(select(func.count(Assembly.id))) == 13
    dudley = the("dudley-peoples-panel")
    # The register gives both questions as one; the record's two lines stand.
    assert len(dudley.questions) == 2
    assert (dudley.invitations, dudley.honorarium_pounds) == (10000, 300)
    assert dudley.compiler_reading is not None
    assert dudley.compiler_reading["decision"] == "under_consideration"
    addresses = set(session.scalars(select(Source.url).where(Source.assembly_id == dudley.id)))
    listed = next(row for row in rows_of(REGISTER) if row["slug"] == dudley.slug)["source_urls"].split()
    assert set(listed) <= addresses


def test_a_second_import_of_the_register_writes_nothing_at_all(session: Session) -> None:
    import_assembly_files(IIDP)
    import_register_file(REGISTER)
    before = dump(session)
    assert import_register_file(REGISTER).lines == ["uk_local_assemblies.csv: 13 rows, unchanged"]
    assert differences(before, dump(session)) == {}


# Completing


@pytest.mark.parametrize("register_first", [True, False])
def test_a_row_fills_what_the_record_leaves_empty_and_overwrites_nothing(
    session: Session, tmp_path: Path, bring: Bring, register_first: bool
) -> None:
    record = saved(tmp_path, small())
    if register_first:
        bring([HILLTOWN])
        import_assembly_files([record])
    else:
        import_assembly_files([record])
        bring([HILLTOWN])
    session.expire_all()
    assembly = the("hilltown")
    assert (assembly.name, assembly.topic, assembly.started_on, assembly.members) == (
        "Hilltown Citizens' Assembly",
        "transport",
        "2019-11",
        40,
    )
    assert assembly.questions == ["How shall we get about?", "Who pays?"]
    assert assembly.meetings == 4
    assert assembly.facts["Recommendations counted in the report"] == "3"
    assert assembly.compiler_reading == {
        "decision": "partly_accepted",
        "summary": "Two more buses were promised.",
        "responded_on": "2020-02",
    }
    sources = {source.url: source.title for source in assembly.sources}
    assert sources == {
        "https://hilltown.example/report.pdf": "Report",
        "https://news.example/buses": "Two more buses",
        "https://other.example/": None,
    }


def test_what_the_register_filled_stays_when_the_record_changes(
    session: Session, tmp_path: Path, bring: Bring
) -> None:
    bring([HILLTOWN])
    import_assembly_files([saved(tmp_path, small())])
    content = small()
    content["assembly"]["members"] = None
    import_assembly_files([saved(tmp_path, content)])
    session.expire_all()
    assert (the("hilltown").members, the("hilltown").meetings) == (41, 4)


def test_a_changed_row_changes_its_assembly_alone(session: Session, bring: Bring) -> None:
    bring([HILLTOWN, HILLTOWN | {"slug": "dale", "name": "Dale"}])
    before = dump(session)
    lines = bring([HILLTOWN | {"members": "50"}, HILLTOWN | {"slug": "dale", "name": "Dale"}])
    assert lines == ["register.csv: 2 rows, 1 assembly completed or changed"]
    assert the("hilltown").members == 50
    assert differences(before, dump(session))["assemblies"] == (1, 1)


def test_a_row_that_left_the_register_marks_its_reading_and_deletes_nothing(
    session: Session, bring: Bring
) -> None:
    dale = HILLTOWN | {"slug": "dale", "name": "Dale"}
    bring([HILLTOWN, dale])
    assert bring([HILLTOWN]) == [
        "register.csv: 1 row, 1 assembly completed or changed, 1 assembly no longer listed"
    ]
    assembly = the("dale")
    assert assembly.compiler_reading is not None
    assert assembly.compiler_reading["vanished_on"] == clock.today().isoformat()
    assert (assembly.members, len(assembly.sources)) == (41, 2)
    before = dump(session)
    assert bring([HILLTOWN]) == ["register.csv: 1 row, unchanged"]
    assert differences(before, dump(session)) == {}
    bring([HILLTOWN, dale])
    assert "vanished_on" not in (the("dale").compiler_reading or {})


def test_a_row_s_order_and_line_say_nothing(session: Session, bring: Bring) -> None:
    dale = HILLTOWN | {"slug": "dale", "name": "Dale"}
    bring([HILLTOWN, dale])
    assert bring([dale, HILLTOWN]) == ["register.csv: 2 rows, unchanged"]


def test_an_assembly_that_is_run_here_is_no_row_of_the_register(session: Session, bring: Bring) -> None:
    make_assembly("hilltown")
    session.commit()
    before = dump(session)
    with pytest.raises(FileRefused, match=r"line 3, column slug: 'hilltown' is an assembly that is run here"):
        bring([HILLTOWN | {"slug": "dale"}, HILLTOWN])
    assert differences(before, dump(session)) == {}


# Refusals


def refusal_of(folder: Path, content: bytes) -> str:
    path = folder / "register.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        read_register(path, sheet_of(path))
    message = refused.value.message
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("column", "cell", "refusal"),
    [
        ("slug", "", "line 3, column 1 (slug): is missing"),
        (
            "slug",
            "Hill Town",
            "line 3, column 1 (slug): may hold small letters, figures and single hyphens alone, 60 at most",
        ),
        ("slug", "dale", "line 3, column 1 (slug): 'dale' stands in line 2 too"),
        ("name", " ", "line 3, column 2 (name): is missing"),
        ("name", "x" * 401, "line 3, column 2 (name): longer than 400 letters"),
        ("council", "", "line 3, column 3 (council): is missing"),
        ("council", "a\x01b", "line 3, column 3 (council): holds a control character"),
        (
            "council_gss_code",
            "E07",
            "line 3, column 4 (council_gss_code): must be a letter and eight figures, such as E07000008",
        ),
        ("iidp", "yes", "line 3, column 8 (iidp): 'yes' is neither true nor false"),
        (
            "started_on",
            "2019-02-29",
            "line 3, column 9 (started_on): '2019-02-29' is a day that does not exist",
        ),
        (
            "ended_on",
            "May",
            "line 3, column 10 (ended_on): 'May' is not a date like 2019, 2019-11 or 2019-11-02",
        ),
        ("members", "many", "line 3, column 11 (members): 'many' is no whole number from 0 to 2147483647"),
        ("members", "-4", "line 3, column 11 (members): '-4' is no whole number from 0 to 2147483647"),
        ("members", "２５", "line 3, column 11 (members): '２５' is no whole number from 0 to 2147483647"),
        (
            "hours",
            "9999999999",
            "line 3, column 13 (hours): '9999999999' is no whole number from 0 to 2147483647",
        ),
        (
            "follow_through",
            "rejected",
            "line 3, column 18 (follow_through): 'rejected' is none of accepted, partly_accepted,"
            " under_consideration, no_response_found, unknown",
        ),
        (
            "source_urls",
            "https://a.example javascript:alert(1)",
            "line 3, column 19 (source_urls): 'javascript:alert(1)' is no web address that begins with http://"
            " or https://",
        ),
    ],
)
def test_a_wrong_cell_is_refused_with_line_and_column(
    tmp_path: Path, column: str, cell: str, refusal: str
) -> None:
    text = table([HILLTOWN | {"slug": "dale"}, HILLTOWN | {column: cell}])
    assert refusal_of(tmp_path, text.encode()) == refusal


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "line 1: there is no header row"),
        (b"\n\n", "line 1: there is no header row"),
        (b"slug,name\n", "line 1: there is no column council"),
        (b"slug,name,council,name\n", "line 1, column 4: 'name' stands twice"),
        (b"slug,name,council\na,A\n", "line 2: has 2 cells, not 3"),
        (b"slug,name,council\n\na,A,C,d\n", "line 3: has 4 cells, not 3"),
        (b'slug,name,council\na,"A"x,C\n', "line 2: not CSV: ',' expected after '\"'"),
        (b'slug,name,council\na,"A,C\n', "line 2: not CSV: unexpected end of data"),
        (b"slug,name,council\na,\xff,C\n", "line 1: not UTF-8: byte 21 cannot be read"),
        (
            b'slug,name,council\na,"A\nB",C\na,D,E\n',
            "line 4, column 1 (slug): 'a' stands in line 2 too",
        ),
        (b"slug,name,council\na,A\x00,C\n", "line 2, column 2 (name): holds a control character"),
    ],
)
def test_what_is_no_register_is_refused_with_its_line(tmp_path: Path, content: bytes, refusal: str) -> None:
    assert refusal_of(tmp_path, content) == refusal


def test_a_register_of_200_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(FileRefused, match="line 1: larger than 10 MB"):
        read_register(path, sheet_of(path))


def test_a_cell_as_large_as_a_book_is_refused(tmp_path: Path) -> None:
    text = table([HILLTOWN | {"question": "why " * 50_000}])
    assert refusal_of(tmp_path, text.encode()) == "line 2: not CSV: field larger than field limit (131072)"


def test_unknown_columns_are_ignored_with_a_warning_each(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(table([HILLTOWN | {"mood": "fine"}], (*COLUMNS, "mood")), encoding="utf-8")
    outcome = import_register_file(path)
    assert outcome.warnings == [f"{path}: line 1, column 20: unknown column 'mood', ignored"]
    assert the("hilltown").members == 41


def test_columns_may_stand_in_any_order_and_be_left_out(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(table([{"council": "C", "name": "N", "slug": "n"}], ("council", "name", "slug")), "utf-8")
    import_register_file(path)
    assert (the("n").name, the("n").organisation.name, the("n").compiler_reading) == ("N", "C", None)


def test_line_separators_inside_a_cell_end_no_row(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("slug,name,council\nn,One\u2028Two,C\n", encoding="utf-8")
    import_register_file(path)
    assert the("n").name == "One Two"


def test_nothing_is_written_where_a_later_row_is_refused(session: Session, tmp_path: Path) -> None:
    before: dict[str, list[tuple[Any, ...]]] = dump(session)
    path = tmp_path / "register.csv"
    path.write_text(table([HILLTOWN, HILLTOWN | {"slug": "x", "members": "many"}]), encoding="utf-8")
    with pytest.raises(FileRefused):
        import_register_file(path)
    assert differences(before, dump(session)) == {}
