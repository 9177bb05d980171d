"""Recommendations, versions, clauses, citations, ballots and votes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
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
    # What counts: neither what a record no longer holds, nor what nobody has checked, nor what was corrected since.
    votes: Mapped[list[Vote]] = relationship(
        primaryjoin="and_(Vote.recommendation_id == Recommendation.id, Vote.vanished_at.is_(None),"
        " or_(Vote.entered_at.is_(None), Vote.checked_at.is_not(None)), Vote.replaced_at.is_(None))",
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
    """One text of a recommendation. Once published it never changes; a draft not yet published is its authors' own.

    Versions are numbered from one without a gap: the next one is begun once the last is published, and only one that
    was not published is ever discarded. So the text before number 3 is number 2.
    """

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
    origins: Mapped[list[ClauseOrigin]] = relationship(
        back_populates="version", order_by="ClauseOrigin.id", cascade="all, delete-orphan"
    )
    departures: Mapped[list[ClauseDeparture]] = relationship(
        back_populates="version", order_by="ClauseDeparture.id", cascade="all, delete-orphan"
    )

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.published_at <= clock.now()

    @property
    def news_path(self) -> str:
        """Where readers are told of it: what it changed against the text before, or the first text itself."""
        path, before = self.recommendation.path, self.number_before
        return f"{path}versions/{before}/compare/{self.number}/" if before else path

    @property
    def number_before(self) -> int | None:
        """The number of the text that this one followed; none of the first."""
        return self.number - 1 or None

    @property
    def texts(self) -> dict[str, str]:
        """The text of each clause by its key, in order."""
        return {clause.key: clause.text for clause in self.clauses}

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Which clause holds words of which one of the version before, by their keys."""
        return [(origin.clause_key, origin.from_key) for origin in self.origins]

    @property
    def notes(self) -> dict[str, str]:
        """Why clauses changed or went, by their keys, as far as it is said."""
        stayed = {clause.key: clause.change_note for clause in self.clauses if clause.change_note}
        return stayed | {each.clause_key: each.note for each in self.departures}


class Clause(Model):
    """One paragraph of a version. `key` is the same in every version that keeps the clause."""

    __tablename__ = "clauses"
    __table_args__ = (UniqueConstraint("version_id", "key"), UniqueConstraint("version_id", "position"))

    id: Mapped[Key]
    version_id: Mapped[int] = reference("versions.id")
    key: Mapped[Word]
    position: Mapped[int]
    text: Mapped[Prose]
    # For readers: what changed in this clause against the former version, and why.
    change_note: Mapped[Prose | None]
    # Whether an officer said which former clause this is, so that saving the draft again does not guess anew.
    is_matched_by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())

    version: Mapped[Version] = relationship(back_populates="clauses")


class OriginKind(StrEnum):
    """How a clause comes from another one than the one whose key it keeps."""

    SPLIT = "split"
    MERGE = "merge"


class ClauseOrigin(Model):
    """In this version, the clause `clause_key` holds words of the former version's clause `from_key`.

    Split: `clause_key` is new, and `from_key` goes on under its own key or is gone. Merge: `clause_key` goes on and
    has taken in `from_key`, which is gone.
    """

    __tablename__ = "clause_origins"
    __table_args__ = (
        UniqueConstraint("version_id", "clause_key", "from_key"),
        CheckConstraint("kind in ('split', 'merge')", name="kind"),
    )

    id: Mapped[Key]
    version_id: Mapped[int] = reference("versions.id")
    clause_key: Mapped[Word]
    from_key: Mapped[Word]
    kind: Mapped[Word]

    version: Mapped[Version] = relationship(back_populates="origins")


class ClauseDeparture(Model):
    """For readers: why this version has the former version's clause `clause_key` no more."""

    __tablename__ = "clause_departures"
    __table_args__ = (UniqueConstraint("version_id", "clause_key"),)

    id: Mapped[Key]
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"))
    clause_key: Mapped[Word]
    note: Mapped[Prose]

    version: Mapped[Version] = relationship(back_populates="departures")


# A published text is kept as it was, letter by letter; the next thought is the next version.
append_only.keep(Version, final_when=Version.published_at.is_not(None))
for _part in (Clause, ClauseOrigin, ClauseDeparture):
    append_only.keep(
        _part,
        final_when=select(Version.id)
        .where(Version.id == _part.version_id, Version.published_at.is_not(None))
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
    """The members' vote on one recommendation, with its own scale and basis. Scales differ and are never merged.

    A vote of a record came with it. One that an officer entered counts once a second person has checked its sums.
    """

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
    # Of a vote that an officer entered: since when, when its sums were checked, when a correction took its place.
    entered_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]

    recommendation: Mapped[Recommendation] = relationship(viewonly=True)
    version: Mapped[Version | None] = relationship(viewonly=True)
    counts: Mapped[list[VoteCount]] = relationship(
        back_populates="vote", order_by="VoteCount.position", cascade="all, delete-orphan"
    )
    minority_statements: Mapped[list[MinorityStatement]] = relationship(
        back_populates="vote", order_by="MinorityStatement.position", cascade="all, delete-orphan"
    )
    entry: Mapped[VoteEntry | None] = relationship(
        foreign_keys="VoteEntry.vote_id", back_populates="vote", cascade="all, delete-orphan"
    )


class VoteEntry(Model):
    """Who entered a vote and who checked its sums, two different people; and what it corrects.

    A checked vote is corrected by another one, which says why. The former one stays readable.
    """

    __tablename__ = "vote_entries"

    vote_id: Mapped[int] = mapped_column(ForeignKey("votes.id"), primary_key=True)
    entered_by_id: Mapped[int] = reference("accounts.id")
    checked_by_id: Mapped[int | None] = reference("accounts.id")
    replaces_id: Mapped[int | None] = reference("votes.id")
    correction_note: Mapped[Prose | None]
    # Why whoever was to check it sent it back. Gone once it is entered again.
    sent_back_note: Mapped[Prose | None]

    vote: Mapped[Vote] = relationship(foreign_keys=[vote_id], back_populates="entry")
    replaces: Mapped[Vote | None] = relationship(foreign_keys=[replaces_id])
    entered_by: Mapped[Account] = relationship(foreign_keys=[entered_by_id])
    checked_by: Mapped[Account | None] = relationship(foreign_keys=[checked_by_id])


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

    vote: Mapped[Vote] = relationship(back_populates="counts")


class MinorityStatement(Model):
    """What members who did not agree with the result want to have said, in their own words."""

    __tablename__ = "minority_statements"

    id: Mapped[Key]
    vote_id: Mapped[int] = reference("votes.id")
    position: Mapped[int]
    # How many members stand behind it, where they said so.
    members: Mapped[int | None]
    text: Mapped[Prose]

    vote: Mapped[Vote] = relationship(back_populates="minority_statements")


# A checked vote is what the members decided, with its figures and what the few said; a correction is another vote.
append_only.keep(Vote, final_when=Vote.checked_at.is_not(None), may_change=("replaced_at", "vanished_at"))
for _share in (VoteEntry, VoteCount, MinorityStatement):
    append_only.keep(
        _share,
        final_when=select(Vote.id).where(Vote.id == _share.vote_id, Vote.checked_at.is_not(None)).exists(),
        part_of="vote",
    )


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
