"""The record of one assembly, compiled from public sources: from checked JSON to frozen dataclasses.

The keys are explained in samples/README.md. Whatever does not fit is refused as a whole with its JSON path; keys that
nobody knows are ignored with a warning each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from app.assemblies.models import PhaseKind
from app.imports.checking import GSS_CODE, LONGEST_SLUG, PROSE, SLUG, WORD, Thing
from app.imports.facts import ASSEMBLY_LABELS, facts_of
from app.imports.reading import Sheet
from app.imports.recommendation_records import RecommendationRecord, recommendation_of
from app.imports.response_records import StatementRecord, response_of, update_of
from app.imports.session_records import SessionRecord, session_of
from app.imports.votes import BallotRecord, ballot_of

# The record's own words and ours. The source's word stays visible beside ours.
PHASES = {
    "setup": PhaseKind.PREPARING,
    "before": PhaseKind.PREPARING,
    "recruitment": PhaseKind.RECRUITING,
    "assembly": PhaseKind.LEARNING,
    "report": PhaseKind.FINALISING,
    "response": PhaseKind.RESPONDING,
    "follow_up": PhaseKind.DELIVERING,
}


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_HasId)


@dataclass(frozen=True)
class AssemblyRecord:
    """Who called the assembly, what it was asked, and its figures."""

    convener: str
    convener_gss_code: str | None
    nation: str | None
    region: str | None
    topic: str | None
    questions: tuple[str, ...]
    invitations: int | None
    volunteers: int | None
    members: int | None
    honorarium_pounds: int | None
    started_on: str | None
    ended_on: str | None
    meetings: int | None
    hours: int | None
    report_published_on: str | None
    facts: dict[str, str]
    source_url: str | None


@dataclass(frozen=True)
class PhaseRecord:
    """A stage of the timeline, in the record's own word and ours."""

    source_label: str
    kind: PhaseKind
    title: str | None
    summary: str | None
    starts_on: str | None
    ends_on: str | None
    source_url: str | None


@dataclass(frozen=True)
class SourceRecord:
    """A document that the record rests on."""

    url: str
    title: str | None = None
    publisher: str | None = None
    kind: str | None = None
    licence: str | None = None
    read_as: str | None = None


@dataclass(frozen=True)
class PromiseRecord:
    """When the council promised its answers, in the record's words, and as a date where they name one."""

    words: str
    due_on: str | None
    source_url: str | None


@dataclass(frozen=True)
class Record:
    """All that a file holds about one assembly."""

    slug: str
    name: str
    is_iidp: bool
    assembly: AssemblyRecord
    promise: PromiseRecord | None
    timeline: tuple[PhaseRecord, ...]
    sessions: tuple[SessionRecord, ...]
    ballots: tuple[BallotRecord, ...]
    recommendations: tuple[RecommendationRecord, ...]
    responses: tuple[StatementRecord, ...]
    updates: tuple[StatementRecord, ...]
    discrepancies: tuple[str, ...]
    missing: tuple[str, ...]
    sources: tuple[SourceRecord, ...]


def record_of(content: dict[str, Any], sheet: Sheet) -> Record:
    """Check a record.

    Takes what JSON gave and the file's sheet, which collects a warning for each unknown key. Returns the record.
    Raises FileRefused with JSON path and reason at the first thing that does not fit.
    """
    top = Thing(sheet, content, "$")
    version = top.text_or_none("schema_version", WORD)
    if version is not None and version.split(".")[0] != "1":
        top.refuse("schema_version", f"{version!r} is not known here: only 1 is")
    slug = _slug(top)
    about = top.text_or_none("note", PROSE)
    recommendations = _unlike(top, "recommendations", recommendation_of, lambda r: r.reference)
    ids = {recommendation.id for recommendation in recommendations}
    record = Record(
        slug=slug,
        name=top.text("name"),
        is_iidp=top.flag("iidp"),
        assembly=_assembly(_required(top, "assembly"), about),
        promise=_promise(top),
        timeline=tuple(_phase(thing) for thing in top.things("timeline")),
        sessions=_unlike(top, "sessions", session_of),
        ballots=_unlike(top, "ballots", lambda thing: ballot_of(thing, ids)),
        recommendations=recommendations,
        responses=_unlike(top, "responses", lambda thing: response_of(thing, ids)),
        updates=_unlike(top, "progress_updates", lambda thing: update_of(thing, ids)),
        discrepancies=top.texts("discrepancies", PROSE),
        missing=top.texts("missing", PROSE),
        sources=_sources(top),
    )
    top.finish()
    return record


def _slug(top: Thing) -> str:
    slug = top.text("slug")
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        top.refuse(
            "slug", f"may hold small letters, figures and single hyphens alone, {LONGEST_SLUG} at most"
        )
    return slug


def _required(top: Thing, key: str) -> Thing:
    thing = top.thing_or_none(key)
    return thing if thing is not None else top.refuse(key, "is missing")


def _unlike(
    top: Thing, key: str, read: Callable[[Thing], T], known_by: Callable[[T], str] = lambda item: item.id
) -> tuple[T, ...]:
    """The objects of a list, whose ids must differ."""
    found: dict[str, T] = {}
    for thing in top.things(key):
        item = read(thing)
        if known_by(item) in found:
            thing.refuse("id", f"{item.id!r} stands twice in {key}")
        found[known_by(item)] = item
    return tuple(found.values())


def _assembly(thing: Thing, about: str | None) -> AssemblyRecord:
    gss_code = thing.text_or_none("convener_gss_code")
    if gss_code is not None and not GSS_CODE.fullmatch(gss_code):
        thing.refuse("convener_gss_code", "must be a letter and eight figures, such as E07000008")
    record = AssemblyRecord(
        convener=thing.text("convener"),
        convener_gss_code=gss_code,
        nation=thing.text_or_none("nation", WORD),
        region=thing.text_or_none("region", WORD),
        topic=thing.text_or_none("topic", WORD),
        questions=thing.texts("questions", PROSE - 1),
        invitations=thing.number_or_none("invitations_sent"),
        volunteers=thing.number_or_none("expressions_of_interest"),
        members=thing.number_or_none("members"),
        honorarium_pounds=thing.number_or_none("honorarium_gbp"),
        started_on=thing.date_or_none("started_on"),
        ended_on=thing.date_or_none("ended_on"),
        meetings=thing.number_or_none("meeting_days"),
        hours=thing.number_or_none("hours"),
        report_published_on=thing.date_or_none("report_published_on"),
        facts=facts_of(thing, ASSEMBLY_LABELS) | ({"About this record": about} if about else {}),
        source_url=thing.address_or_none("source"),
    )
    thing.finish()
    return record


def _promise(top: Thing) -> PromiseRecord | None:
    """What was promised about the answers. Of two promises nobody could say which one is kept."""
    found: PromiseRecord | None = None
    for thing in top.things("promises"):
        if found is not None:
            thing.refuse(None, "is a second promise: a record holds one at most")
        found = PromiseRecord(
            thing.text("words"), thing.date_or_none("due_on"), thing.address_or_none("source")
        )
        thing.finish()
    return found


def _phase(thing: Thing) -> PhaseRecord:
    label = thing.choice("phase", PHASES)
    record = PhaseRecord(
        source_label=label,
        kind=PHASES[label],
        title=thing.text_or_none("title"),
        summary=thing.with_notes(thing.text_or_none("summary", PROSE)),
        starts_on=thing.date_or_none("starts_on"),
        ends_on=thing.date_or_none("ends_on"),
        source_url=thing.address_or_none("source"),
    )
    thing.finish()
    return record


def _source(thing: Thing) -> SourceRecord:
    url = thing.address_or_none("url")
    record = SourceRecord(
        url=url or str(thing.refuse("url", "is missing")),
        title=thing.text_or_none("title", PROSE),
        publisher=thing.text_or_none("publisher"),
        kind=thing.text_or_none("kind"),
        licence=thing.text_or_none("licence"),
        read_as=thing.text_or_none("read_as", PROSE),
    )
    thing.finish()
    return record


def _sources(top: Thing) -> tuple[SourceRecord, ...]:
    found: dict[str, SourceRecord] = {}
    for thing in top.things("sources"):
        source = _source(thing)
        if source.url in found:
            thing.refuse("url", "stands twice in sources")
        found[source.url] = source
    return tuple(found.values())
