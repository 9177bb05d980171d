"""Reading recommendations; their citations are read in `citations`.

Lists take the same few queries however many recommendations there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    distinct,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import NOW, db
from app.recommendations.models import Ballot, Meaning, Recommendation, Version, VersionStage, Vote, VoteCount
from app.recommendations.outcome import Outcome, outcome_of_counts


@dataclass(frozen=True)
class PublicRecommendation:
    """A recommendation as everybody may read it: its last published version, with its clauses, and its votes."""

    recommendation: Recommendation
    version: Version
    # When its first final text was published, which closed the drafts; read where one recommendation is.
    final_since: datetime | None = None

    @property
    def vote(self) -> Vote | None:
        """The members' latest vote. Votes on other scales, and former ones, are in `recommendation.votes`."""
        votes = self.recommendation.votes
        return max(votes, key=lambda vote: (vote.held_on or "", vote.id)) if votes else None


@dataclass(frozen=True)
class ListedRecommendation:
    """A line of a list: a recommendation, its last published version without clauses, and the members' last vote."""

    recommendation: Recommendation
    version: Version
    # A list gives the vote in one sentence that names its text, so its counts are added up by the database.
    vote: Vote | None
    in_favour: int | None
    cast: int | None
    outcome: Outcome | None


@dataclass(frozen=True)
class DeskRecommendation:
    """A recommendation as its officers see it: what is published, and the draft that nobody else can see."""

    recommendation: Recommendation
    published: Version | None
    draft: Version | None


def current_number() -> ScalarSelect[int | None]:
    """The number of the last version that is public by now, of the recommendation in the query around it."""
    other = aliased(Version)
    return (
        select(func.max(other.number))
        .where(other.recommendation_id == Recommendation.id, other.published_at <= NOW)
        .correlate(Recommendation)
        .scalar_subquery()
    )


def _final_since() -> ScalarSelect[datetime | None]:
    """When the first final text of the recommendation in the query around it was published."""
    other = aliased(Version)
    return (
        select(func.min(other.published_at))
        .where(
            other.recommendation_id == Version.recommendation_id,
            other.stage == VersionStage.FINAL.value,
            other.published_at <= NOW,
        )
        .correlate(Version)
        .scalar_subquery()
    )


def _public() -> Select[Recommendation, Version]:
    return (
        select(Recommendation, Version)
        .join(Version, Version.recommendation_id == Recommendation.id)
        .where(Recommendation.assembly_id == bindparam("assembly_id"), Version.number == current_number())
        .options(joinedload(Recommendation.subject))
        .order_by(Recommendation.position, Recommendation.id)
    )


_VOTES = selectinload(Recommendation.votes).options(
    joinedload(Vote.counts),
    joinedload(Vote.minority_statements),
    joinedload(Vote.entry),
    joinedload(Vote.version),
)
_ALL = _public().options(_VOTES)
_ALL_WITH_CLAUSES = _ALL.options(selectinload(Version.clauses))
_ONE_WITHOUT_VOTES = (
    _public()
    .add_columns(_final_since())
    .where(Recommendation.reference == bindparam("reference"))
    .options(joinedload(Version.clauses))
)
_ONE = _ONE_WITHOUT_VOTES.options(_VOTES)


def public_recommendations(assembly: Assembly, with_clauses: bool = True) -> list[PublicRecommendation]:
    """All recommendations of an assembly that have a published version, in the report's order.

    Three queries; two where the list shows no clauses.
    """
    query = _ALL_WITH_CLAUSES if with_clauses else _ALL
    rows = db.session.execute(query, {"assembly_id": assembly.id})
    return [PublicRecommendation(*row) for row in rows]


_ABOUT = (
    select(Recommendation, Version)
    .join(Version, Version.recommendation_id == Recommendation.id)
    .add_columns(_final_since())
    .where(Recommendation.subject_id == bindparam("subject_id"), Version.number == current_number())
)


def public_recommendation_about(subject_id: int) -> PublicRecommendation | None:
    """The recommendation that owns a subject, without its clauses and votes; one query.

    None where another noun owns it, or nothing of it is published.
    """
    row = db.session.execute(_ABOUT, {"subject_id": subject_id}).one_or_none()
    return PublicRecommendation(*row) if row else None


def recommendation_about(subject_id: int) -> Recommendation | None:
    """The recommendation that owns a subject, with its assembly; None where another noun does."""
    return db.session.scalar(
        select(Recommendation)
        .where(Recommendation.subject_id == subject_id)
        .options(joinedload(Recommendation.assembly))
    )


def _sum_of_counts(*which: ColumnElement[bool]) -> ScalarSelect[int | None]:
    """The counts of the vote in the query around it, added up; none if the record does not give them all."""
    complete = func.count() == func.count(VoteCount.count)
    return (
        select(case((complete, func.sum(VoteCount.count))))
        .where(VoteCount.vote_id == Vote.id, *which)
        .correlate(Vote)
        .scalar_subquery()
    )


def counts(vote: type[Vote]) -> ColumnElement[bool]:
    """Which votes count: neither gone from their record, nor entered and not checked yet, nor corrected since."""
    is_checked = or_(vote.entered_at.is_(None), vote.checked_at.is_not(None))
    return and_(vote.vanished_at.is_(None), is_checked, vote.replaced_at.is_(None))


# What a text is called by.
_NAMING = (Version.number, Version.stage, Version.is_paraphrase, Version.published_at)


@cache
def _listed() -> Select[Recommendation, Version, Vote, int | None, int | None]:
    other = aliased(Vote)
    last_vote = (
        select(other.id)
        .where(other.recommendation_id == Recommendation.id, counts(other))
        .order_by(func.coalesce(other.held_on, "").desc(), other.id.desc())
        .limit(1)
        .correlate(Recommendation)
        .scalar_subquery()
    )
    in_favour = func.coalesce(Vote.support_count, _sum_of_counts(VoteCount.meaning == Meaning.FOR))
    by_meaning = [_sum_of_counts(VoteCount.meaning == meaning) for meaning in Meaning]
    which = Recommendation.assembly_id.in_(bindparam("assembly_ids", expanding=True))
    return (
        select(Recommendation, Version, Vote, in_favour, func.coalesce(Vote.ballots, _sum_of_counts()))
        .add_columns(_sum_of_counts(), *by_meaning)
        .join(Version, Version.recommendation_id == Recommendation.id)
        .outerjoin(Vote, Vote.id == last_vote)
        .where(which, Version.number == current_number())
        .options(joinedload(Recommendation.subject), joinedload(Vote.version).load_only(*_NAMING))
        .order_by(Recommendation.assembly_id, Recommendation.position, Recommendation.id)
    )


def listed_recommendations(assembly_ids: Sequence[int]) -> list[ListedRecommendation]:
    """The published recommendations of some assemblies for lists, in the reports' order; one query."""
    rows = db.session.execute(_listed(), {"assembly_ids": list(assembly_ids)})
    return [_as_listed(*row) for row in rows]


def _as_listed(
    recommendation: Recommendation,
    version: Version,
    vote: Vote | None,
    in_favour: int | None,
    cast: int | None,
    *sums: int | None,
) -> ListedRecommendation:
    return ListedRecommendation(recommendation, version, vote, in_favour, cast, _outcome(vote, *sums))


def _outcome(vote: Vote | None, everyone: int | None = None, *by_meaning: int | None) -> Outcome | None:
    """What a listed vote came to. The sum of everyone is none where the record does not give all counts."""
    if vote is None or everyone is None:
        return None
    return outcome_of_counts(
        {meaning: count or 0 for meaning, count in zip(Meaning, by_meaning, strict=True)}, vote.bar_percent
    )


def public_recommendation(
    assembly: Assembly, reference: str, with_votes: bool = True
) -> PublicRecommendation | None:
    """The recommendation at an address of a public assembly, with its clauses.

    One query, and one for the votes; leave those out where no vote is shown. None if there is no such
    recommendation, or nothing of it is published.
    """
    query = _ONE if with_votes else _ONE_WITHOUT_VOTES
    which = {"assembly_id": assembly.id, "reference": reference}
    row = db.session.execute(query, which).unique().one_or_none()
    return PublicRecommendation(*row) if row else None


def _published_versions(recommendation: Recommendation) -> Select[Version]:
    return (
        select(Version)
        .where(Version.recommendation_id == recommendation.id, Version.published_at <= clock.now())
        .options(selectinload(Version.clauses))
        .order_by(Version.number)
    )


def versions_of(recommendation: Recommendation, with_origins: bool = False) -> Sequence[Version]:
    """Every published version with its clauses, the first one first; two queries.

    With what was said of them, where they come from and why some went, two more.
    """
    query = _published_versions(recommendation)
    if with_origins:
        query = query.options(selectinload(Version.origins), selectinload(Version.departures))
    return db.session.scalars(query).all()


def version_by_number(recommendation: Recommendation, number: int) -> Version | None:
    """One published version with its clauses, or None."""
    return db.session.scalar(_published_versions(recommendation).where(Version.number == number))


def current_version(recommendation: Recommendation) -> Version | None:
    """The last published version with its clauses: the text that counts, and that comments are made on."""
    query = _published_versions(recommendation).order_by(None).order_by(Version.number.desc())
    return db.session.scalar(query.limit(1))


def draft_of(recommendation: Recommendation) -> Version | None:
    """The one version that is not published yet, with its clauses, or None."""
    return db.session.scalar(
        select(Version)
        .where(Version.recommendation_id == recommendation.id, Version.published_at.is_(None))
        .options(selectinload(Version.clauses))
    )


def ballots_of(assembly: Assembly) -> Sequence[Ballot]:
    """The ballots across several recommendations that a record holds, in its order."""
    return db.session.scalars(
        select(Ballot).where(Ballot.assembly_id == assembly.id).order_by(Ballot.position, Ballot.id)
    ).all()


def recommendations_at_desk(assembly: Assembly, with_texts: bool = False) -> list[DeskRecommendation]:
    """Every recommendation of an assembly with what is published and what is being drafted; three queries.

    With their texts, and with what was said of these, three more.
    """
    versions = selectinload(Recommendation.versions)
    said = (Version.clauses, Version.origins, Version.departures)
    texts = [versions.selectinload(each) for each in said]
    recommendations = db.session.scalars(
        select(Recommendation)
        .where(Recommendation.assembly_id == assembly.id)
        .options(joinedload(Recommendation.subject), *(texts if with_texts else [versions]))
        .order_by(Recommendation.position, Recommendation.id)
    ).all()
    return [_at_desk(recommendation) for recommendation in recommendations]


def recommendation_at_desk(assembly: Assembly, reference: str) -> DeskRecommendation | None:
    """One recommendation for its officers, published or not, its versions with clauses; None if there is none."""
    recommendation = db.session.scalar(
        select(Recommendation)
        .where(Recommendation.assembly_id == assembly.id, Recommendation.reference == reference)
        .options(
            joinedload(Recommendation.subject),
            selectinload(Recommendation.versions).selectinload(Version.clauses),
        )
    )
    return _at_desk(recommendation) if recommendation else None


def _at_desk(recommendation: Recommendation) -> DeskRecommendation:
    published = [version for version in recommendation.versions if version.published_at is not None]
    drafts = [version for version in recommendation.versions if version.published_at is None]
    return DeskRecommendation(
        recommendation, published[-1] if published else None, drafts[-1] if drafts else None
    )


@dataclass(frozen=True)
class TextsAtDesk:
    """Texts that are written and not published, and recommendations that the public can read."""

    drafts: int = 0
    published: int = 0


def texts_at_desk(assembly_ids: Sequence[int]) -> Mapping[int, TextsAtDesk]:
    """How each of these assemblies stands, in one query. Assemblies without recommendations are left out."""
    is_public = Version.published_at <= clock.now()
    query = (
        select(
            Recommendation.assembly_id,
            func.count(case((Version.published_at.is_(None), Version.id))),
            func.count(distinct(case((is_public, Recommendation.id)))),
        )
        .join(Version.recommendation)
        .where(Recommendation.assembly_id.in_(assembly_ids))
        .group_by(Recommendation.assembly_id)
    )
    return {key: TextsAtDesk(drafts, published) for key, drafts, published in db.session.execute(query)}
