"""Recommendations, versions, clauses, citations, ballots and votes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.assemblies.models import Assembly
from app.core import append_only, clock
from app.core.db import Address, Key, Line, Model, Prose, Word, reference
from app.evidence.models import EvidenceItem
from app.subjects.models import Subject


class RecommendationKind(StrEnum):
    """What a numbered item of a report is. Report cards count these kinds apart."""

    RECOMMENDATION = "recommendation"
    CORE_MEASURE = "core_measure"
    SUPPORTING_MEASURE = "supporting_measure"
    VISION_OUTCOME = "vision_outcome"
    KEY_MESSAGE = "key_message"


class VersionStage(StrEnum):
    """A draft is open for change; the final text is what the members leave. Compiled texts are paraphrases."""

    DRAFT = "draft"
    FINAL = "final"


class Recommendation(Model):
    """One recommendation. `reference` is its address in its assembly: the record's id, else its number, lower case."""

    __tablename__ = "recommendations"
    __table_args__ = (UniqueConstraint("assembly_id", "reference"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), unique=True)
    reference: Mapped[Word]
    record_key: Mapped[Word | None]
    position: Mapped[int]
    # As the report numbers it: may be missing, may repeat. `number_note` says why.
    number: Mapped[int | None]
    number_note: Mapped[Line | None]
    kind: Mapped[Word]
    group: Mapped[Line | None]
    title: Mapped[Line]
    is_compiled: Mapped[bool] = mapped_column(default=False)
    # Figures of one assembly's own method (Borda points, order …): label → text, shown as they are.
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source_url: Mapped[Address | None]
    source_page: Mapped[int | None]
    vanished_at: Mapped[datetime | None]

    assembly: Mapped[Assembly] = relationship()
    subject: Mapped[Subject] = relationship()
    versions: Mapped[list[Version]] = relationship(back_populates="recommendation", order_by="Version.number")
    # What a record no longer holds is kept in its table, but counts no more.
    votes: Mapped[list[Vote]] = relationship(
        primaryjoin="and_(Vote.recommendation_id == Recommendation.id, Vote.vanished_at.is_(None))",
        order_by="Vote.id",
    )

    @property
    def path(self) -> str:
        return self.subject.path

    @property
    def label(self) -> str:
        """What the recommendation is called in lists: its number, else its reference in capitals."""
        return str(self.number) if self.number is not None else self.reference.upper()


class Version(Model):
    """One text of a recommendation. Once published it never changes; a draft not yet published is its authors' own."""

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("recommendation_id", "number"),
        CheckConstraint("stage in ('draft', 'final')", name="stage"),
    )

    id: Mapped[Key]
    recommendation_id: Mapped[int] = reference("recommendations.id")
    number: Mapped[int]
    stage: Mapped[Word]
    is_paraphrase: Mapped[bool] = mapped_column(default=False)
    title: Mapped[Line]
    change_note: Mapped[Prose | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = reference("accounts.id")
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    recommendation: Mapped[Recommendation] = relationship(back_populates="versions")
    clauses: Mapped[list[Clause]] = relationship(
        back_populates="version", order_by="Clause.position", cascade="all, delete-orphan"
    )

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.published_at <= clock.now()


class Clause(Model):
    """One paragraph of a version. `key` is the same in every version that keeps the clause."""

    __tablename__ = "clauses"
    __table_args__ = (UniqueConstraint("version_id", "key"), UniqueConstraint("version_id", "position"))

    id: Mapped[Key]
    version_id: Mapped[int] = reference("versions.id")
    key: Mapped[Word]
    position: Mapped[int]
    text: Mapped[Prose]

    version: Mapped[Version] = relationship(back_populates="clauses")


# A published text is kept as it was, letter by letter; the next thought is the next version.
append_only.keep(Version, final_when=Version.published_at.is_not(None))
append_only.keep(
    Clause,
    final_when=select(Version.id)
    .where(Version.id == Clause.version_id, Version.published_at.is_not(None))
    .exists(),
    part_of="version",
)


class Citation(Model):
    """A recommendation rests on a piece of evidence, perhaps in one clause, down to a quote."""

    __tablename__ = "citations"

    id: Mapped[Key]
    recommendation_id: Mapped[int] = reference("recommendations.id")
    item_id: Mapped[int] = reference("evidence_items.id")
    clause_key: Mapped[Word | None]
    # Words of the item, literally, and the second of its transcript, or of its session's, at which they were said.
    quote: Mapped[Prose | None]
    at_second: Mapped[int | None]
    note: Mapped[Prose | None]
    # Since when a correction of the evidence has taken these words, or this moment, away. The quote stays, and says so.
    quote_gone_at: Mapped[datetime | None]

    recommendation: Mapped[Recommendation] = relationship()
    item: Mapped[EvidenceItem] = relationship()

    @property
    def names_a_place(self) -> bool:
        """Whether it points into the evidence, and so can point at nothing one day."""
        return self.quote is not None or self.at_second is not None


class Meaning(StrEnum):
    """How a choice on a ballot stands to the recommendation, which decides how its squares are drawn."""

    FOR = "for"
    PARTLY = "partly"
    NEITHER = "neither"
    AGAINST = "against"
    ABSENT = "absent"


class Vote(Model):
    """The members' vote on one recommendation, with its own scale and basis. Scales differ and are never merged."""

    __tablename__ = "votes"
    __table_args__ = (UniqueConstraint("recommendation_id", "record_key"),)

    id: Mapped[Key]
    recommendation_id: Mapped[int] = reference("recommendations.id")
    version_id: Mapped[int | None] = reference("versions.id")
    record_key: Mapped[Word | None]
    title: Mapped[Line | None]
    scale: Mapped[Line]
    basis: Mapped[Prose]
    held_on: Mapped[Word | None]
    ballots: Mapped[int | None]
    # The bar that the members set themselves, in percent of those who voted.
    bar_percent: Mapped[int | None]
    support_count: Mapped[int | None]
    support_percent: Mapped[float | None]
    note: Mapped[Prose | None]
    vanished_at: Mapped[datetime | None]

    counts: Mapped[list[VoteCount]] = relationship(
        order_by="VoteCount.position", cascade="all, delete-orphan"
    )


class VoteCount(Model):
    """One choice of a vote: members who took it, or only a share where nothing else was published."""

    __tablename__ = "vote_counts"

    id: Mapped[Key]
    vote_id: Mapped[int] = reference("votes.id")
    position: Mapped[int]
    label: Mapped[Line]
    meaning: Mapped[Word | None]
    count: Mapped[int | None]
    percent: Mapped[float | None]


class Ballot(Model):
    """A ballot across several recommendations, as the record gives it; `rows` is a table to show as it is."""

    __tablename__ = "ballots"
    __table_args__ = (UniqueConstraint("assembly_id", "record_key"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    record_key: Mapped[Word]
    position: Mapped[int]
    question: Mapped[Prose]
    method: Mapped[Line | None]
    columns: Mapped[list[str]]
    rows: Mapped[list[Any]]
    note: Mapped[Prose | None]
    source_url: Mapped[Address | None]
    source_page: Mapped[int | None]
    vanished_at: Mapped[datetime | None]
