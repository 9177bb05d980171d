"""An imported assembly itself: its organisation, figures, timeline, sources and remarks.

A record is detailed, a register row fills what the record leaves empty. Both are kept, so that it does not matter
which of them was imported first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from app.assemblies.models import Assembly, Phase, Remark, Source
from app.core import clock
from app.core.db import db
from app.imports.records import PhaseRecord, Record, SourceRecord
from app.imports.register import RegisterRow
from app.imports.tally import Tally, bring_into_step, came_back, keep_row, vanished
from app.organisations.models import Organisation
from app.organisations.queries import organisation_by_name, organisation_by_slug

_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")


def organisation_for(name: str, gss_code: str | None, tally: Tally) -> Organisation:
    """The organisation of a code or, where there is none, of a name; made if it is not there."""
    known = None
    if gss_code is not None:
        query = select(Organisation).where(Organisation.gss_code == gss_code)
        known = db.session.scalar(query.order_by(Organisation.id).limit(1))
    known = known or organisation_by_name(name)
    if known is None:
        known = Organisation(slug=_free_slug(name), name=name, gss_code=gss_code)
        db.session.add(known)
        tally.note("created", known, "organisation")
    elif known.gss_code is None and gss_code is not None:
        known.gss_code = gss_code
        tally.note("changed", known, fields=["gss_code"])
    return known


def _free_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    wanted = _NOT_IN_SLUGS.sub("-", plain).strip("-")[:60].strip("-") or "organisation"
    slug, number = wanted, 2
    while organisation_by_slug(slug) is not None:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


def _values_of_record(record: Record) -> dict[str, Any]:
    of = record.assembly
    return {
        "name": record.name,
        "question": "\n".join(of.questions) or None,
        "topic": of.topic,
        "nation": of.nation,
        "region": of.region,
        "started_on": of.started_on,
        "ended_on": of.ended_on,
        "report_published_on": of.report_published_on,
        "members": of.members,
        "invitations": of.invitations,
        "volunteers": of.volunteers,
        "meetings": of.meetings,
        "hours": of.hours,
        "honorarium_pounds": of.honorarium_pounds,
        "recorded_promise": _promise(record),
    }


def _promise(record: Record) -> dict[str, Any] | None:
    if record.promise is None:
        return None
    return {
        "due_on": record.promise.due_on,
        "words": record.promise.words,
        "source_url": record.promise.source_url,
    }


def _values_of_row(row: RegisterRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "question": row.question,
        "topic": row.topic,
        "nation": row.nation,
        "region": row.region,
        "started_on": row.started_on,
        "ended_on": row.ended_on,
        "report_published_on": row.report_published_on,
        "members": row.members,
        "meetings": row.meetings,
        "hours": row.hours,
    }


def _facts(record: Record | None, row: RegisterRow | None) -> dict[str, str]:
    facts = dict(record.assembly.facts) if record else {}
    if row is not None and row.recommendations_count is not None:
        facts.setdefault("Recommendations counted in the report", str(row.recommendations_count))
    return facts


def _reading(row: RegisterRow | None) -> dict[str, Any] | None:
    """The register compiler's own reading of what came of it. It is shown as such and is no verdict."""
    if row is None:
        return None
    reading: dict[str, Any] = {
        "decision": row.follow_through,
        "summary": row.response_summary,
        "responded_on": row.council_responded_on,
    }
    if row.vanished_on is not None:
        return reading | {"vanished_on": row.vanished_on}
    return reading if any(reading.values()) else None


def _merged(record: Record | None, row: RegisterRow | None) -> dict[str, Any]:
    """The columns of an assembly: what the record says, and where it is silent, what the register says."""
    detailed = _values_of_record(record) if record else {}
    values = (_values_of_row(row) if row else {}) | {k: v for k, v in detailed.items() if v is not None}
    for key in detailed:
        values.setdefault(key, None)
    return values | {
        "is_iidp": bool((record and record.is_iidp) or (row and row.is_iidp)),
        "facts": _facts(record, row),
        "compiler_reading": _reading(row),
    }


def write_assembly(
    assembly: Assembly | None, slug: str, record: Record | None, row: RegisterRow | None, tally: Tally
) -> Assembly:
    """Make an assembly or bring it into step with what its record and its register row say together."""
    if record is not None:
        organisation = organisation_for(record.assembly.convener, record.assembly.convener_gss_code, tally)
    else:
        assert row is not None, "there is always one of the two"
        organisation = organisation_for(row.council, row.council_gss_code, tally)
    values = _merged(record, row)
    if assembly is None:
        now = clock.now()
        assembly = Assembly(
            slug=slug,
            organisation=organisation,
            is_compiled=True,
            confirms_comments=True,
            published_at=now,
            created_at=now,
            **values,
        )
        db.session.add(assembly)
        tally.note("imported", assembly, "assembly")
    else:
        db.session.flush()
        values["organisation_id"] = organisation.id
        keep_row(tally, assembly, "assembly", bring_into_step(assembly, values), is_back=False)
    _write_sources(assembly, _sources(record, row), tally)
    return assembly


def _sources(record: Record | None, row: RegisterRow | None) -> list[SourceRecord]:
    """Every source once, the record's own with their titles first."""
    sources = {source.url: source for source in (record.sources if record else ())}
    bare = [record.assembly.source_url] if record and record.assembly.source_url else []
    for url in [*bare, *(row.source_urls if row else ())]:
        sources.setdefault(url, SourceRecord(url))
    return list(sources.values())


def _write_sources(assembly: Assembly, sources: Iterable[SourceRecord], tally: Tally) -> None:
    known = {
        source.url: source
        for source in db.session.scalars(select(Source).where(Source.assembly_id == assembly.id))
    }
    for source in sources:
        values = {
            "title": source.title,
            "publisher": source.publisher,
            "kind": source.kind,
            "licence": source.licence,
            "read_as": source.read_as,
        }
        row = known.pop(source.url, None)
        if row is None:
            row = Source(assembly_id=assembly.id, url=source.url, **values)
            db.session.add(row)
            tally.note("imported", row, "source")
        else:
            keep_row(tally, row, "source", bring_into_step(row, values), came_back(row))
    for row in known.values():
        if vanished(row):
            tally.note("vanished", row, "source")


def write_timeline(assembly: Assembly, timeline: Sequence[PhaseRecord], tally: Tally) -> None:
    """Keep the phases of a record. They have no ids: the record's word and the title together say which is which."""
    known: dict[tuple[str | None, str | None], list[Phase]] = defaultdict(list)
    rows = list(
        db.session.scalars(select(Phase).where(Phase.assembly_id == assembly.id).order_by(Phase.position))
    )
    for row in sorted(rows, key=lambda row: row.vanished_at is not None):
        known[row.source_label, row.title].append(row)
    places: list[Phase] = []
    for item in timeline:
        values = {
            "kind": item.kind.value,
            "summary": item.summary,
            "starts_on": item.starts_on,
            "ends_on": item.ends_on,
            "source_url": item.source_url,
        }
        same = known[item.source_label, item.title]
        if same:
            places.append(same.pop(0))
            keep_row(tally, places[-1], "phase", bring_into_step(places[-1], values), came_back(places[-1]))
        else:
            places.append(Phase(source_label=item.source_label, title=item.title, **values))
    gone = [row for row in rows if row not in places]
    for row in gone:
        if vanished(row):
            tally.note("vanished", row, "phase")
    _put_in_order([*places, *gone], rows)
    for phase in places:
        if phase not in rows:
            phase.assembly = assembly
            db.session.add(phase)
            tally.note("imported", phase, "phase")


def _put_in_order(phases: Sequence[Phase], present: Sequence[Phase]) -> None:
    """Number the phases from 1, what vanished last. A place is free before another phase moves into it."""
    if any(phases.index(phase) + 1 != phase.position for phase in present):
        for phase in present:
            phase.position = -phase.id
        db.session.flush()
    for position, phase in enumerate(phases, start=1):
        if phase.position != position:
            phase.position = position


def write_remarks(assembly: Assembly, record: Record, tally: Tally) -> None:
    """Keep what the sources disagree on and lack. A remark is known by its words alone."""
    known: dict[tuple[str, str], list[Remark]] = defaultdict(list)
    query = select(Remark).where(Remark.assembly_id == assembly.id).order_by(Remark.position, Remark.id)
    for row in sorted(db.session.scalars(query), key=lambda row: row.vanished_at is not None):
        known[row.kind, row.text].append(row)
    said = [("discrepancy", text) for text in record.discrepancies]
    said += [("missing", text) for text in record.missing]
    for position, (kind, text) in enumerate(said, start=1):
        if known[kind, text]:
            row = known[kind, text].pop(0)
            keep_row(tally, row, "remark", bring_into_step(row, {"position": position}), came_back(row))
        else:
            row = Remark(assembly_id=assembly.id, kind=kind, position=position, text=text)
            db.session.add(row)
            tally.note("imported", row, "remark")
    for rows in known.values():
        for row in rows:
            if vanished(row):
                tally.note("vanished", row, "remark")
