"""The recommendations of an imported assembly: their texts as versions, the members' votes, and whole ballots."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.assemblies.models import Assembly
from app.core import clock, events
from app.core.db import db
from app.imports.facts import label_of
from app.imports.recommendation_records import RecommendationRecord
from app.imports.records import Record
from app.imports.tally import RECORD_CHANGED, Tally, bring_into_step, came_back, keep_row, vanished
from app.imports.votes import BallotRecord, ChoiceRecord, VoteRecord
from app.recommendations.events import VersionPublished
from app.recommendations.matching import keys_for
from app.recommendations.models import (
    Ballot,
    Clause,
    Recommendation,
    Version,
    VersionStage,
    Vote,
    VoteCount,
)
from app.subjects.models import SubjectKind
from app.subjects.services import keep_subject, make_subject

# A record gives one vote for each recommendation.
VOTE_KEY = "support"


def write_recommendations(assembly: Assembly, record: Record, tally: Tally) -> dict[str, Recommendation]:
    """Keep the recommendations of a record, known by their ids. Returns those that it holds, by id."""
    query = (
        select(Recommendation)
        .where(Recommendation.assembly_id == assembly.id)
        .options(
            joinedload(Recommendation.subject),
            selectinload(Recommendation.versions).selectinload(Version.clauses),
        )
    )
    known = {row.reference: row for row in db.session.scalars(query)}
    votes = _votes_of(assembly)
    held: dict[str, Recommendation] = {}
    for position, item in enumerate(record.recommendations, start=1):
        row = known.pop(item.reference, None)
        if row is None:
            row = _new_recommendation(assembly, item, position)
            tally.note("imported", row, "recommendation")
        else:
            changed = bring_into_step(row, _values(item, position))
            if "title" in changed:
                keep_subject(row.subject, row.title, row.subject.public_from)
            keep_row(tally, row, "recommendation", changed, came_back(row))
        version = _write_version(row, item, tally)
        _write_vote(row, version, item.vote, votes.get(row.id), tally)
        held[item.id] = row
    for row in known.values():
        if vanished(row):
            tally.note("vanished", row, "recommendation")
    return held


def _values(item: RecommendationRecord, position: int) -> dict[str, Any]:
    return {
        "record_key": item.id,
        "position": position,
        "number": item.number,
        "number_note": item.number_note,
        "kind": item.kind,
        "group": item.group,
        "title": item.title,
        "facts": item.facts,
        "source_url": item.source_url,
        "source_page": item.source_page,
    }


def _new_recommendation(assembly: Assembly, item: RecommendationRecord, position: int) -> Recommendation:
    path = f"{assembly.path}recommendations/{item.reference}/"
    row = Recommendation(
        assembly_id=assembly.id,
        subject_id=make_subject(SubjectKind.RECOMMENDATION, assembly.id, item.title, path, clock.now()).id,
        reference=item.reference,
        is_compiled=True,
        versions=[],
        **_values(item, position),
    )
    db.session.add(row)
    return row


def _write_version(row: Recommendation, item: RecommendationRecord, tally: Tally) -> Version:
    """The present text, as a new version unless it is the last one's already. A version that is out never changes."""
    last = row.versions[-1] if row.versions else None
    if last is not None and (last.title, _texts(last)) == (item.title, list(item.clauses)):
        return last
    now = clock.now()
    version = Version(
        recommendation=row,
        number=last.number + 1 if last else 1,
        stage=VersionStage.FINAL,
        is_paraphrase=True,
        title=item.title,
        change_note=RECORD_CHANGED if last else None,
        created_at=now,
        published_at=now,
        clauses=[
            Clause(key=key, position=position, text=text)
            for position, (key, text) in enumerate(zip(_keys(row, item), item.clauses, strict=True), start=1)
        ],
    )
    db.session.add(version)
    tally.note("published", version, "version")
    events.announce(VersionPublished(version.id))
    return version


def _texts(version: Version) -> list[str]:
    return [clause.text for clause in version.clauses]


def _keys(row: Recommendation, item: RecommendationRecord) -> list[str]:
    """The key of each clause: the one it had where its text stays alike, else one that was never used."""
    former = row.versions[-1].texts if row.versions else {}
    used = {clause.key for version in row.versions for clause in version.clauses}
    return keys_for(item.clauses, former, row.reference, used)


def _votes_of(assembly: Assembly) -> dict[int, Vote]:
    """The imported vote of each recommendation, vanished or not."""
    query = (
        select(Vote)
        .join(Recommendation, Recommendation.id == Vote.recommendation_id)
        .where(Recommendation.assembly_id == assembly.id, Vote.record_key == VOTE_KEY)
        .options(selectinload(Vote.counts))
    )
    return {vote.recommendation_id: vote for vote in db.session.scalars(query)}


def _write_vote(
    row: Recommendation, version: Version, vote: VoteRecord | None, known: Vote | None, tally: Tally
) -> None:
    if vote is None:
        if known is not None and vanished(known):
            tally.note("vanished", known, "vote")
        return
    values, counts = _vote_values(vote), [_count(choice) for choice in vote.choices]
    if known is not None:
        if (_vote_values(known), _counts_of_row(known)) == (values, counts):
            keep_row(tally, known, "vote", [], came_back(known))
            return
        # Other figures are another row; those that were public stay in the table.
        known.record_key = None
        vanished(known)
        tally.note("vanished", known, "vote")
    follower = Vote(
        recommendation_id=row.id,
        version_id=version.id,
        record_key=VOTE_KEY,
        counts=[VoteCount(position=position, **count) for position, count in enumerate(counts, start=1)],
        **values,
    )
    db.session.add(follower)
    tally.note("imported", follower, "vote")


def _vote_values(vote: VoteRecord | Vote) -> dict[str, Any]:
    names = ("scale", "basis", "ballots", "support_count", "support_percent", "note")
    return {name: getattr(vote, name) for name in names}


def _count(choice: ChoiceRecord) -> dict[str, Any]:
    return {
        "label": choice.label,
        "meaning": choice.meaning.value if choice.meaning else None,
        "count": choice.count,
        "percent": choice.percent,
    }


def _counts_of_row(vote: Vote) -> list[dict[str, Any]]:
    return [
        {"label": row.label, "meaning": row.meaning, "count": row.count, "percent": row.percent}
        for row in vote.counts
    ]


def write_ballots(assembly: Assembly, record: Record, tally: Tally) -> None:
    """Keep the ballots across recommendations, known by their ids, as tables to show as they are."""
    rows = db.session.scalars(select(Ballot).where(Ballot.assembly_id == assembly.id))
    known = {row.record_key: row for row in rows}
    titles = {item.id: item.title for item in record.recommendations}
    for position, ballot in enumerate(record.ballots, start=1):
        values = _ballot_values(ballot, position, titles)
        row = known.pop(ballot.id, None)
        if row is None:
            row = Ballot(assembly_id=assembly.id, record_key=ballot.id, **values)
            db.session.add(row)
            tally.note("imported", row, "ballot")
        else:
            keep_row(tally, row, "ballot", bring_into_step(row, values), came_back(row))
    for row in known.values():
        if vanished(row):
            tally.note("vanished", row, "ballot")


def _ballot_values(ballot: BallotRecord, position: int, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "position": position,
        "question": ballot.question,
        "method": ballot.method,
        "columns": ["Option", *ballot.columns] if ballot.rows else [],
        "rows": [[_option(option, titles), *figures] for option, figures in ballot.rows],
        "note": ballot.note,
        "source_url": ballot.source_url,
        "source_page": ballot.source_page,
    }


def _option(option: str, titles: dict[str, str]) -> str:
    return f"{option}: {titles[option]}" if option in titles else label_of(option)
