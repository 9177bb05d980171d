"""The record of one assembly, compiled from public sources: from checked JSON to frozen dataclasses.

The keys are explained in samples/README.md. Whatever does not fit is refused as a whole with its JSON path; keys that
nobody knows are ignored with a warning each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from app.assemblies.models import PhaseKind
from app.imports.checking import GSS_CODE, LONGEST_SLUG, PROSE, SLUG, WORD, Thing
from app.imports.facts import ASSEMBLY_LABELS, RECOMMENDATION_LABELS, facts_of
from app.imports.reading import Sheet
from app.imports.votes import BallotRecord, VoteRecord, ballot_of, vote_of
from app.recommendations.models import RecommendationKind
from app.responses.models import DeliveryStatus, Verdict

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
# "noted" and "unknown" are no verdicts.
DECISIONS: dict[str, Verdict | None] = {
    "accepted": Verdict.ACCEPTED,
    "partly_accepted": Verdict.ACCEPTED_IN_PART,
    "under_consideration": Verdict.UNDER_CONSIDERATION,
    "referred": Verdict.NOT_OURS,
    "rejected": Verdict.NOT_ACCEPTED,
    "noted": None,
    "unknown": None,
}
# Context says nothing about how far things have got.
STATUSES: dict[str, DeliveryStatus | None] = {
    "not_started": DeliveryStatus.PLANNED,
    "in_progress": DeliveryStatus.IN_PROGRESS,
    "delivered": DeliveryStatus.DELIVERED,
    "stopped": DeliveryStatus.STOPPED,
    "context": None,
}
KINDS = [kind.value for kind in RecommendationKind]
# Beyond this it is no recommendation, and matching clauses from version to version costs the square of their number.
MOST_CLAUSES = 100


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
class SpeakerRecord:
    """Who spoke; some records name the organisation alone."""

    name: str | None
    role: str | None
    organisation: str | None


@dataclass(frozen=True)
class SessionRecord:
    """A meeting or a part of one."""

    id: str
    held_on: str | None
    day: int | None
    title: str
    topic: str | None
    summary: str | None
    speakers: tuple[SpeakerRecord, ...]
    recording_url: str | None
    source_url: str | None
    source_page: int | None


@dataclass(frozen=True)
class RecommendationRecord:
    """An item of the report, in the compiler's words."""

    id: str
    number: int | None
    number_note: str | None
    kind: str
    group: str | None
    title: str
    clauses: tuple[str, ...]
    vote: VoteRecord | None
    facts: dict[str, str]
    source_url: str | None
    source_page: int | None

    @property
    def reference(self) -> str:
        """Its address in its assembly."""
        return self.id.lower()


@dataclass(frozen=True)
class StatementRecord:
    """What somebody said about recommendations later: an answer (`decision`) or an update (`status`)."""

    id: str
    # The record's own word: a key of DECISIONS or of STATUSES.
    word: str
    said_on: str | None
    said_by: str | None
    # Empty where it speaks of all of them as a whole.
    recommendation_ids: tuple[str, ...]
    text: str
    is_official_source: bool
    source_url: str | None
    date_note: str | None

    @property
    def covers_all(self) -> bool:
        return not self.recommendation_ids


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
class Record:
    """All that a file holds about one assembly."""

    slug: str
    name: str
    is_iidp: bool
    assembly: AssemblyRecord
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
    recommendations = _unlike(top, "recommendations", _recommendation, lambda r: r.reference)
    ids = {recommendation.id for recommendation in recommendations}
    record = Record(
        slug=slug,
        name=top.text("name"),
        is_iidp=top.flag("iidp"),
        assembly=_assembly(_required(top, "assembly"), about),
        timeline=tuple(_phase(thing) for thing in top.things("timeline")),
        sessions=_unlike(top, "sessions", _session),
        ballots=_unlike(top, "ballots", lambda thing: ballot_of(thing, ids)),
        recommendations=recommendations,
        responses=_unlike(top, "responses", lambda thing: _statement(thing, "decision", DECISIONS, ids)),
        updates=_unlike(top, "progress_updates", lambda thing: _statement(thing, "status", STATUSES, ids)),
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


def _with_notes(text: str | None, thing: Thing) -> str | None:
    """A text, and after it whatever notes explain a value that has no room for its own."""
    parts = [part for part in (text, *thing.notes().values()) if part]
    return "\n\n".join(parts) or None


def _phase(thing: Thing) -> PhaseRecord:
    label = thing.choice("phase", PHASES)
    record = PhaseRecord(
        source_label=label,
        kind=PHASES[label],
        title=thing.text_or_none("title"),
        summary=_with_notes(thing.text_or_none("summary", PROSE), thing),
        starts_on=thing.date_or_none("starts_on"),
        ends_on=thing.date_or_none("ends_on"),
        source_url=thing.address_or_none("source"),
    )
    thing.finish()
    return record


def _speaker(thing: Thing) -> SpeakerRecord:
    record = SpeakerRecord(
        name=thing.text_or_none("name"),
        role=thing.text_or_none("role"),
        organisation=thing.text_or_none("organisation"),
    )
    thing.finish()
    if record == SpeakerRecord(None, None, None):
        thing.refuse(None, "names nobody")
    return record


def _session(thing: Thing) -> SessionRecord:
    record = SessionRecord(
        id=thing.id(),
        held_on=thing.date_or_none("date"),
        day=thing.number_or_none("day"),
        title=thing.text("title"),
        topic=thing.text_or_none("topic", WORD),
        summary=_with_notes(thing.text_or_none("summary", PROSE), thing),
        speakers=tuple(_speaker(speaker) for speaker in thing.things("speakers")),
        recording_url=thing.address_or_none("recording_url"),
        source_url=thing.address_or_none("source"),
        source_page=thing.number_or_none("source_page"),
    )
    thing.finish()
    return record


def _recommendation(thing: Thing) -> RecommendationRecord:
    support = thing.thing_or_none("support")
    number_note = thing.text_or_none("number_note")
    clauses = (thing.text("paraphrase", PROSE), *thing.texts("actions", PROSE))
    if len(clauses) > MOST_CLAUSES:
        thing.refuse("actions", f"may hold {MOST_CLAUSES - 1} texts at most")
    record = RecommendationRecord(
        id=thing.id(),
        number=thing.number_or_none("number"),
        number_note=number_note,
        kind=thing.choice("kind", KINDS, default=RecommendationKind.RECOMMENDATION.value),
        group=thing.text_or_none("group"),
        title=thing.text("title"),
        clauses=clauses,
        vote=vote_of(support) if support is not None else None,
        facts=facts_of(thing, RECOMMENDATION_LABELS),
        source_url=thing.address_or_none("source"),
        source_page=thing.number_or_none("source_page"),
    )
    thing.finish()
    return record


def _targets(thing: Thing, ids: Collection[str]) -> tuple[str, ...]:
    """The recommendations that a statement names; none where it speaks of all of them."""
    key = "recommendation_ids"
    found: list[str] = []
    for path, value in thing.values(key):
        target = thing.sound_text(path, value, WORD)
        if target in found:
            thing.sheet.refuse(path, f"{target!r} stands twice")
        if target != "all" and target not in ids:
            thing.sheet.refuse(path, f"there is no recommendation {target!r}")
        found.append(target)
    if not found:
        thing.refuse(key, "names no recommendation")
    if "all" in found and len(found) > 1:
        thing.refuse(key, "names all, and others besides")
    return () if found == ["all"] else tuple(found)


def _statement(thing: Thing, key: str, words: Iterable[str], ids: Collection[str]) -> StatementRecord:
    date_note = thing.text_or_none("date_note", PROSE)
    record = StatementRecord(
        id=thing.id(),
        word=thing.choice(key, list(words)),
        said_on=thing.date_or_none("date"),
        said_by=thing.text_or_none("by"),
        recommendation_ids=_targets(thing, ids),
        text=_with_notes(thing.text("paraphrase", PROSE), thing) or "",
        # Where nobody says that a source is official, it is not taken for one.
        is_official_source=thing.flag("official_source"),
        source_url=thing.address_or_none("source"),
        date_note=date_note,
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
