"""Writing what was read: the record of an assembly, and the rows of the register."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from app.assemblies.events import AssemblyChanged
from app.assemblies.models import Assembly, ImportedRecord
from app.assemblies.queries import assembly_by_slug
from app.core import clock, events, revisions
from app.core.db import db
from app.imports.assembly_rows import write_assembly, write_remarks, write_timeline
from app.imports.reading import Sheet
from app.imports.recommendation_rows import write_ballots, write_recommendations
from app.imports.records import Record, record_of
from app.imports.register import RegisterRow
from app.imports.response_rows import write_responses, write_updates
from app.imports.session_rows import write_sessions
from app.imports.tally import Tally
from app.search import services as search

RECORD = "assembly"
ROW = "register"
# Raise it when the same file is to be written differently: the next import then looks at every row again.
MAPPING = 1


@dataclass(frozen=True)
class Reading:
    """A file's record, checked, with what it was made from."""

    sheet: Sheet
    content: dict[str, Any]
    record: Record


def _digest(content: Mapping[str, Any]) -> str:
    """Of the content, not of the bytes: another indent is no change."""
    plain = json.dumps([MAPPING, content], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _imported(kind: str, slug: str) -> ImportedRecord | None:
    return db.session.scalar(select(ImportedRecord).where(ImportedRecord.key == f"{kind}:{slug}"))


def _remember(
    known: ImportedRecord | None, kind: str, slug: str, content: dict[str, Any], digest: str
) -> None:
    if known is None:
        known = ImportedRecord(kind=kind, key=f"{kind}:{slug}")
        db.session.add(known)
    known.digest, known.content, known.imported_at = digest, content, clock.now()
    db.session.flush()


def _record_from(known: ImportedRecord | None) -> Record | None:
    """The record as it was last imported. It was checked then, so it passes now."""
    return record_of(known.content, Sheet(known.key)) if known is not None else None


def _row_from(known: ImportedRecord | None) -> RegisterRow | None:
    """The register's row as it was last imported. What vanished from the register still fills in what it filled."""
    if known is None:
        return None
    values = known.content | {"source_urls": tuple(known.content["source_urls"])}
    return RegisterRow(line=0, **values)


def _content_of(row: RegisterRow) -> dict[str, Any]:
    """A row without its line, which says nothing about the assembly."""
    content = asdict(row) | {"source_urls": list(row.source_urls)}
    del content["line"]
    return content


def _tell(assembly: Assembly, tally: Tally) -> None:
    """Say that an assembly has changed, if it has."""
    if not tally.is_empty:
        events.announce(AssemblyChanged(assembly.id))
        revisions.touch(assembly.slug)


def import_record(reading: Reading) -> Tally | None:
    """Write the record of one assembly.

    Takes a checked record. Returns what was done, or None where the same content was imported before: then nothing
    is written at all. What changed is updated, a changed public text becomes a new version or row, what vanished is
    marked, and what came back loses its mark. Raises FileRefused where its address belongs to an assembly that is
    run here.
    """
    record, digest = reading.record, _digest(reading.content)
    known = _imported(RECORD, record.slug)
    if known is not None and known.digest == digest:
        return None
    assembly = assembly_by_slug(record.slug)
    if assembly is not None and not assembly.is_compiled:
        reading.sheet.refuse("$.slug", f"{record.slug!r} is an assembly that is run here, not a record")
    tally = Tally()
    assembly = write_assembly(assembly, record.slug, record, _row_from(_imported(ROW, record.slug)), tally)
    # At once, for its subject must be there when others hear of its recommendations.
    _tell(assembly, tally)
    write_timeline(assembly, record.timeline, tally)
    write_remarks(assembly, record, tally)
    write_sessions(assembly, record, tally)
    held = write_recommendations(assembly, record, tally)
    write_ballots(assembly, record, tally)
    write_responses(assembly, record.responses, held, tally)
    write_updates(assembly, record.updates, held, tally)
    if not tally.is_empty:
        revisions.touch(assembly.slug)
        search.keep_whole_assembly(assembly.id)
    _remember(known, RECORD, record.slug, reading.content, digest)
    return tally


def import_register(sheet: Sheet, rows: Iterable[RegisterRow]) -> Tally:
    """Write the rows of the register.

    Takes the file's sheet and its checked rows. A row completes the assembly of its slug and never overwrites what
    a record says in detail; where there is none, it makes a compiled assembly. A row that a later register lacks
    leaves its assembly standing, with the reading marked. Returns what was done; nothing is written for rows that
    are as before. Raises FileRefused where a row's slug belongs to an assembly that is run here.
    """
    tally = Tally()
    gone = {
        known.key: known
        for known in db.session.scalars(select(ImportedRecord).where(ImportedRecord.kind == ROW))
    }
    for row in rows:
        known = gone.pop(f"{ROW}:{row.slug}", None)
        content = _content_of(row)
        digest = _digest(content)
        if known is None or known.digest != digest:
            _write_row(sheet, row, tally)
            _remember(known, ROW, row.slug, content, digest)
    for known in gone.values():
        if known.content["vanished_on"] is None:
            _mark_gone(known, tally)
    return tally


def _write_row(sheet: Sheet, row: RegisterRow, tally: Tally) -> None:
    assembly = assembly_by_slug(row.slug)
    if assembly is not None and not assembly.is_compiled:
        reason = f"{row.slug!r} is an assembly that is run here, not a record"
        sheet.refuse(f"line {row.line}, column slug", reason)
    record = _record_from(_imported(RECORD, row.slug))
    _tell(write_assembly(assembly, row.slug, record, row, tally), tally)


def _mark_gone(known: ImportedRecord, tally: Tally) -> None:
    """The register no longer holds a row. Its reading stays, marked with the day; so does all that it filled in."""
    slug = known.key.partition(":")[2]
    assembly = assembly_by_slug(slug)
    assert assembly is not None, "assemblies are never deleted"
    _remember(known, ROW, slug, known.content | {"vanished_on": clock.today().isoformat()}, "")
    tally.note("vanished", assembly, "register row")
    record = _record_from(_imported(RECORD, slug))
    _tell(write_assembly(assembly, slug, record, _row_from(known), tally), tally)


def summary_of(slug: str, tally: Tally | None) -> str:
    """The outcome of importing a record, in a line for whoever runs the command."""
    if tally is None:
        return f"{slug}: unchanged"
    if tally.number("imported", "assembly"):
        figures = (
            ("imported", "session"),
            ("imported", "recommendation"),
            ("published", "response"),
            ("reported", "update"),
        )
        parts = [counted(tally.number(action, noun), noun) for action, noun in figures]
        return f"{slug}: imported, {', '.join(parts)}"
    done = [f"{counted(count, noun)} {action}" for (action, noun), count in sorted(tally.counts.items())]
    return f"{slug}: changed, {', '.join(done) or 'in nothing that shows'}"


def counted(number: int, noun: str) -> str:
    """A number and its noun: "1 session", "2 sessions"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") else f"{number:,} {noun}s"
