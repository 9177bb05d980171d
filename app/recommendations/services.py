"""Writing and publishing recommendations. A published version never changes; what comes next is a new version."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import func, select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import audit, clock, events, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.evidence import quotes
from app.evidence.events import ItemChanged, SessionChanged
from app.evidence.models import EvidenceItem
from app.evidence.queries import quotable_in, spoken_at
from app.evidence.transcripts import clock_time, span_of
from app.recommendations import matching
from app.recommendations.events import VersionPublished
from app.recommendations.models import (
    Citation,
    Clause,
    Recommendation,
    RecommendationKind,
    Version,
    VersionStage,
)
from app.recommendations.queries import current_version, draft_of
from app.recommendations.queries.citations import citations_with_a_place, places_gone
from app.recommendations.wording import fingerprint
from app.recommendations.words import NOWHERE, Place
from app.subjects.models import SubjectKind
from app.subjects.services import keep_subject, make_subject


def one_at_a_time(assembly: Assembly) -> None:
    """Let two officers who press a button at once follow each other, where the database would let them in together."""
    db.session.execute(select(Assembly.id).where(Assembly.id == assembly.id).with_for_update())


def _next_number(assembly: Assembly) -> int:
    """The number after the highest; also past every address that an imported record may hold already."""
    here = Recommendation.assembly_id == assembly.id
    number = 1 + (db.session.scalar(select(func.max(Recommendation.number)).where(here)) or 0)
    taken = set(db.session.scalars(select(Recommendation.reference).where(here)))
    while str(number) in taken:
        number += 1
    return number


def start_recommendation(assembly: Assembly, title: str, paragraphs: str, by: Account) -> Recommendation:
    """Begin a recommendation with its first draft, which nobody but the officers sees yet.

    Takes the title and the text, whose paragraphs are parted by blank lines. The recommendation gets the assembly's
    next number, which is its address too. Returns it.
    Raises Refused as `write_draft` does.
    """
    if assembly.is_compiled:
        raise Refused(gettext("This assembly was compiled from public records. Its text is the record’s."))
    one_at_a_time(assembly)
    number = _next_number(assembly)
    place = db.session.scalar(
        select(func.max(Recommendation.position)).where(Recommendation.assembly_id == assembly.id)
    )
    path = f"{assembly.path}recommendations/{number}/"
    recommendation = Recommendation(
        assembly=assembly,
        subject=make_subject(SubjectKind.RECOMMENDATION, assembly.id, title, path, None),
        reference=str(number),
        position=(place or 0) + 1,
        number=number,
        kind=RecommendationKind.RECOMMENDATION.value,
        title=title,
    )
    db.session.add(recommendation)
    audit.record("started", recommendation, actor_id=by.id, reference=recommendation.reference)
    write_draft(recommendation, title, paragraphs, change_note=None, stage=VersionStage.DRAFT, by=by)
    return recommendation


def _used_keys(recommendation: Recommendation, draft: Version) -> set[str]:
    """Every key that a version other than the open draft has used, and so may be known by to readers."""
    query = select(Clause.key).join(Clause.version)
    return set(
        db.session.scalars(
            query.where(Version.recommendation_id == recommendation.id, Version.id != draft.id)
        )
    )


def _parted(text: str) -> list[str]:
    paragraphs = matching.part(text)
    if not paragraphs:
        raise WrongField("paragraphs", gettext("Write the text of the recommendation."))
    if len(paragraphs) > matching.MOST_CLAUSES:
        message = gettext("A recommendation can have up to %(most)s paragraphs.", most=matching.MOST_CLAUSES)
        raise WrongField("paragraphs", message)
    return paragraphs


def _open_draft(recommendation: Recommendation, stage: VersionStage, by: Account) -> Version:
    """The unpublished version, made now if there is none."""
    published = current_version(recommendation)
    if published is not None and published.stage == VersionStage.FINAL and stage is VersionStage.DRAFT:
        raise Refused(gettext("The members’ final text is published. What follows it can only be final too."))
    draft = draft_of(recommendation)
    if draft is not None:
        return draft
    last = select(func.max(Version.number)).where(Version.recommendation_id == recommendation.id)
    draft = Version(
        recommendation=recommendation,
        number=(db.session.scalar(last) or 0) + 1,
        stage=stage.value,
        title=recommendation.title,
        created_at=clock.now(),
        created_by_id=by.id,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def write_draft(
    recommendation: Recommendation,
    title: str,
    paragraphs: str,
    change_note: str | None,
    stage: VersionStage,
    by: Account,
    seen: str | None = None,
) -> Version:
    """Make or change the one version that is not published yet.

    Takes the title, the text with paragraphs parted by blank lines, what changed against the former version and why
    (for readers; none for the first), and whether this is to be a draft or the final text; `seen` is the fingerprint
    of the draft that the officer began from, so that a colleague's words are not overwritten unread. Each paragraph
    becomes a clause; it keeps its key if the former published version has the same or a similar one. Returns the
    version. Raises Refused for a record that others compiled, for no text, for too many paragraphs, for a draft after
    the final text, and where a colleague changed the draft meanwhile.
    """
    if recommendation.is_compiled:
        raise Refused(gettext("This was compiled from public records. Its text is the record’s."))
    texts = _parted(paragraphs)
    one_at_a_time(recommendation.assembly)
    draft = _open_draft(recommendation, stage, by)
    _refuse_unread(draft, seen)
    former = current_version(recommendation)
    keys = matching.keys_for(
        texts,
        {clause.key: clause.text for clause in former.clauses} if former else {},
        recommendation.reference,
        _used_keys(recommendation, draft),
    )
    draft.stage, draft.title, draft.change_note = stage.value, title, change_note or None
    draft.clauses.clear()
    # The old rows must be gone before new ones may take their keys and places.
    db.session.flush()
    draft.clauses.extend(
        Clause(key=key, position=place, text=text)
        for place, (key, text) in enumerate(zip(keys, texts, strict=True), 1)
    )
    if former is None:
        recommendation.title = title
        keep_subject(recommendation.subject, title, None)
    audit.record("drafted", draft, actor_id=by.id, number=draft.number, stage=draft.stage)
    return draft


def _refuse_unread(version: Version, seen: str | None) -> None:
    """Read the version anew, now that nobody else can write, and compare it with what the officer saw."""
    db.session.flush()
    db.session.refresh(version, ["stage", "title", "change_note", "published_at", "clauses"])
    if seen and seen != fingerprint(version):
        raise Refused(gettext("A colleague changed this draft while you had it open. Read theirs first."))


def publish_version(version: Version, by: Account, seen: str | None = None) -> None:
    """Make a version public. From then on it never changes.

    `seen` is the fingerprint of what the officer looked at: words that a colleague changed meanwhile are not
    published unread. Raises Refused if they differ, if the version is public already, or if the assembly is not.
    """
    recommendation = version.recommendation
    assembly = recommendation.assembly
    one_at_a_time(assembly)
    _refuse_unread(version, seen)
    if version.published_at is not None:
        raise Refused(gettext("This version is published already."))
    if not assembly.is_public:
        raise Refused(gettext("The assembly itself is not public yet. Publish the assembly first."))
    version.published_at, version.published_by_id = clock.now(), by.id
    recommendation.title = version.title
    keep_subject(
        recommendation.subject, version.title, recommendation.subject.public_from or version.published_at
    )
    audit.record("published", version, actor_id=by.id, number=version.number, stage=version.stage)
    revisions.touch(assembly.slug)
    events.announce(VersionPublished(version.id))


def cite(
    recommendation: Recommendation,
    item: EvidenceItem,
    clause_key: str | None,
    note: str | None,
    by: Account | None = None,
    place: Place = NOWHERE,
) -> Citation:
    """Say that a recommendation, or one clause of it, rests on a piece of evidence, down to a quote or a moment.

    Takes the item, the clause's key (None for the whole), a note for readers and the place. Returns the citation.
    Raises WrongField for another assembly's evidence, a clause that no current text has, a quote that does not stand
    in the evidence, a time outside of its transcript or at which the quote is not said, and the same citation twice.
    """
    if item.assembly_id != recommendation.assembly_id:
        raise WrongField("item", gettext("This evidence belongs to another assembly."))
    versions = (current_version(recommendation), draft_of(recommendation))
    keys = {clause.key for version in versions if version is not None for clause in version.clauses}
    if clause_key and clause_key not in keys:
        raise WrongField("clause", gettext("There is no such paragraph in this recommendation."))
    quote = quotes.folded(place.quote or "") or None
    one_at_a_time(recommendation.assembly)
    _read_again(item)
    _must_stand_there(item, quote, place.at_second)
    same = select(Citation.id).where(
        Citation.recommendation_id == recommendation.id,
        Citation.item_id == item.id,
        func.coalesce(Citation.clause_key, "") == (clause_key or ""),
        func.coalesce(Citation.quote, "") == (quote or ""),
        func.coalesce(Citation.at_second, -1) == (-1 if place.at_second is None else place.at_second),
    )
    if db.session.scalar(same) is not None:
        raise WrongField("item", gettext("This evidence is cited there already."))
    citation = Citation(
        recommendation=recommendation,
        item=item,
        clause_key=clause_key or None,
        note=note or None,
        quote=quote,
        at_second=place.at_second,
    )
    db.session.add(citation)
    audit.record("cited", citation, actor_id=by.id if by else None, item_id=item.id)
    revisions.touch(recommendation.assembly.slug)
    return citation


def _read_again(item: EvidenceItem) -> None:
    """See what a colleague who changed the evidence has just written: nobody cites words that are going."""
    query = select(EvidenceItem).where(EvidenceItem.id == item.id).execution_options(populate_existing=True)
    if db.session.scalar(query) is None:
        raise WrongField("item", gettext("A colleague has taken this away while you had it open."))


def _must_stand_there(item: EvidenceItem, quote: str | None, at_second: int | None) -> None:
    says = quotable_in(item)
    if quote and not says.has(quote, None):
        message = gettext(
            "These words are not in the summary, the text or the transcript. Copy them from there, letter by letter."
        )
        raise WrongField("quote", message)
    if at_second is None:
        return
    span = span_of(spoken_at(item))
    if span is None:
        raise WrongField("at", gettext("There is no transcript with times, so no moment of it can be cited."))
    first_ms, last_ms = span
    if not first_ms // 1000 <= at_second <= last_ms // 1000:
        message = gettext(
            "The transcript goes from %(first)s to %(last)s. Choose a time between.",
            first=clock_time(first_ms),
            last=clock_time(last_ms),
        )
        raise WrongField("at", message)
    if quote and not says.is_spoken(quote):
        message = gettext("These words stand in the text, not in the transcript. Leave the time empty.")
        raise WrongField("at", message)
    if quote and not says.is_said_at(quote, at_second):
        raise WrongField("at", _said_elsewhere(says.seconds_of(quote), at_second))


def _said_elsewhere(seconds: Sequence[int], at_second: int) -> str:
    given = clock_time(at_second * 1000)
    if not seconds:
        return str(gettext("The transcript does not tell when these words are said. Leave the time empty."))
    nearest = min(seconds, key=lambda second: abs(second - at_second))
    return str(
        gettext(
            "These words are said at %(right)s, not at %(given)s.",
            right=clock_time(nearest * 1000),
            given=given,
        )
    )


def remove_citation(citation: Citation, by: Account) -> None:
    """Take a citation away. It is no statement of the members or the council, so it need not stay."""
    recommendation = citation.recommendation
    audit.record(
        "removed",
        citation,
        actor_id=by.id,
        recommendation_id=recommendation.id,
        item_id=citation.item_id,
        clause_key=citation.clause_key,
        at_second=citation.at_second,
    )
    db.session.delete(citation)
    db.session.flush()
    revisions.touch(recommendation.assembly.slug)


def mark_citations_of_item(event: ItemChanged) -> None:
    """Say of each citation of this item whether the words, or the moment, that it names are still there."""
    _mark(citations_with_a_place(event.item_id, at_session=False))


def mark_citations_at_session(event: SessionChanged) -> None:
    """The same for citations whose words are in the transcript of this session."""
    _mark(citations_with_a_place(event.session_id, at_session=True))


def _mark(citations: Sequence[Citation]) -> None:
    gone = places_gone(citations)
    for citation in citations:
        is_gone = citation.id in gone
        if is_gone == (citation.quote_gone_at is not None):
            continue
        citation.quote_gone_at = clock.now() if is_gone else None
        audit.record("lost its words" if is_gone else "found its words", citation, item_id=citation.item_id)
        revisions.touch(citation.recommendation.assembly.slug)
