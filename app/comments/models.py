"""Comments, anchors, agrees and the authors' contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Key, Line, Model, Prose, Word, reference
from app.recommendations.models import Clause
from app.subjects.models import Subject


class CommentState(StrEnum):
    """awaiting confirmation → awaiting moderation → published or rejected; published ↔ hidden; any → withdrawn."""

    AWAITING_CONFIRMATION = "awaiting_confirmation"
    AWAITING_MODERATION = "awaiting_moderation"
    PUBLISHED = "published"
    REJECTED = "rejected"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class CommentKind(StrEnum):
    """What a comment is. Moderation knows them all as one thing."""

    COMMENT = "comment"
    QUESTION = "question"
    COUNTER_CHECK = "counter_check"


class Stance(StrEnum):
    """How a comment stands to its subject, in the order in which bars show it."""

    SUPPORT = "support"
    SUPPORT_WITH_CHANGES = "support_with_changes"
    NEUTRAL = "neutral"
    OPPOSE = "oppose"


class NoStance(StrEnum):
    """What a list can ask for beside the four stances: comments that gave none. It is never stored."""

    NONE = "none"


class Channel(StrEnum):
    """How a comment reached the assembly."""

    ONLINE = "online"
    PAPER = "paper"
    EMAIL = "email"
    PHONE = "phone"
    EVENT = "event"


# Partial indexes over the threads that readers see: first comments that are published, and the traces of hidden and
# withdrawn ones. A comment that goes back to the moderators loses its moment of publication with its place. They
# hold every column that a filter asks for, so that a filter reads the index alone, however few it lets through. (SQLite
# wants even those of the condition itself.)
_THREAD_SEEN = text("published_at is not null and parent_id is null")
THREAD_ON_SHOW: dict[str, Any] = {"sqlite_where": _THREAD_SEEN, "postgresql_where": _THREAD_SEEN}
FILTERED_BY = ("clause_key", "stance", "channel", "state", "parent_id", "published_at")


@dataclass(frozen=True)
class Passage:
    """Where a comment is to stand: a clause of a published version, perhaps words of it.

    What stands before and after the words tells them from the same words elsewhere in the clause.
    """

    clause: Clause
    quote: str | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Coming:
    """How something was sent: for how many seconds the form was open, and from which network; None where unknown."""

    seconds: int | None = None
    network: str | None = None


@dataclass(frozen=True)
class Submission:
    """What a person sends: the tidied words, and what belongs to them."""

    body: str
    stance: Stance | None = None
    passage: Passage | None = None
    name: str | None = None
    email: str | None = None
    # Of a question, for which speaker it is.
    asked_of: str | None = None
    coming: Coming = Coming()


class Comment(Model):
    """What a person says about a subject. The body is gone from every public place unless the state is published."""

    __tablename__ = "comments"
    __table_args__ = (
        # Reading the threads of a subject: newest first, most agreed first, most discussed first.
        Index("ix_comments_newest", "subject_id", "kind", "id", *FILTERED_BY, **THREAD_ON_SHOW),
        Index("ix_comments_agreed", "subject_id", "kind", "agrees", "id", *FILTERED_BY, **THREAD_ON_SHOW),
        Index(
            "ix_comments_discussed",
            "subject_id",
            "kind",
            "replies_on_show",
            "id",
            *FILTERED_BY,
            **THREAD_ON_SHOW,
        ),
        # Counting them by clause and stance, and the people who wrote them, without reading a row.
        Index("ix_comments_counts", "subject_id", "kind", "state", "is_official", "clause_key", "stance"),
        Index("ix_comments_people", "subject_id", "kind", "state", "is_official", "author_key"),
        # The desk's queue, oldest first.
        Index("ix_comments_waiting", "state", "waiting_since", "id"),
        CheckConstraint("kind in ('comment', 'question', 'counter_check')", name="kind"),
    )

    id: Mapped[Key]
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"))
    # A reply is of the same kind as what it replies to: the answer to a question is an official reply to it.
    kind: Mapped[Word] = mapped_column(default="comment")
    # Of a question, for whom it is: a speaker's name as the session had it then.
    asked_of: Mapped[Line | None]
    parent_id: Mapped[int | None] = reference("comments.id")
    state: Mapped[Word]
    channel: Mapped[Word]
    body: Mapped[Prose]
    stance: Mapped[Word | None]
    author_name: Mapped[Line | None]
    # A salted digest of the author's address, or a word of its own: counts people without knowing them.
    author_key: Mapped[Word] = mapped_column(index=True)
    # Written for the assembly (facilitators, officers), not by a resident.
    is_official: Mapped[bool] = mapped_column(default=False)
    # The clause under which an anchored comment stands in the current text, so that counting needs no join. Its
    # anchor keeps the one that it was made on.
    clause_key: Mapped[Word | None]
    agrees: Mapped[int] = mapped_column(default=0)
    # How many replies of the public and of the organisers are published.
    replies_on_show: Mapped[int] = mapped_column(default=0, server_default="0")
    receipt_token: Mapped[Word] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    # Since when it waits for a moderator to look at it; of one that was published without, since when it is on show.
    waiting_since: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    # How long its author had the form open, and from which network it came: a salted digest whose salt is soon thrown
    # away, and which is forgotten itself some days later.
    seconds_to_write: Mapped[int | None]
    network_mark: Mapped[Word | None] = mapped_column(index=True)

    subject: Mapped[Subject] = relationship()
    parent: Mapped[Comment | None] = relationship(remote_side="Comment.id", back_populates="replies")
    replies: Mapped[list[Comment]] = relationship(back_populates="parent", order_by="Comment.id")
    anchor: Mapped[Anchor | None] = relationship(back_populates="comment", cascade="all, delete-orphan")
    contact: Mapped[Contact | None] = relationship(back_populates="comment", cascade="all, delete-orphan")
    places: Mapped[list[AnchorPlace]] = relationship(order_by="AnchorPlace.version_id")
    former_wordings: Mapped[list[CommentWording]] = relationship(order_by="CommentWording.id")

    @property
    def is_question(self) -> bool:
        """Whether somebody asks here. An answer is of the same kind, but answers a question."""
        return self.kind == CommentKind.QUESTION and self.parent_id is None

    @property
    def is_answer(self) -> bool:
        """Whether it answers a question."""
        return self.kind == CommentKind.QUESTION and self.parent_id is not None


class Anchor(Model):
    """Where in a version a comment stands: a clause, perhaps words of it (W3C text-quote selector)."""

    __tablename__ = "anchors"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    version_id: Mapped[int] = reference("versions.id")
    clause_key: Mapped[Word]
    exact: Mapped[Prose | None]
    prefix: Mapped[Prose | None]
    suffix: Mapped[Prose | None]

    comment: Mapped[Comment] = relationship(back_populates="anchor")


class PlaceOutcome(StrEnum):
    """What became of an anchor in a later version. Without a row for it, it is being matched."""

    EXACT = "exact"
    MOVED = "moved"
    DELETED = "deleted"


class AnchorPlace(Model):
    """Where an anchor stands in a later version than the one it was made on; never guessed, and never taken back.

    Exact: the same words in the same clause. Moved: in `clause_key`, from character `starts` to `ends` of its text
    (none of both for an anchor on a whole clause), with other words or in another place. Deleted: the passage is gone;
    `clause_key` is the clause under whose old place the comment is listed.
    """

    __tablename__ = "anchor_places"
    __table_args__ = (
        UniqueConstraint("comment_id", "version_id"),
        CheckConstraint("outcome in ('exact', 'moved', 'deleted')", name="outcome"),
    )

    id: Mapped[Key]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    version_id: Mapped[int] = reference("versions.id")
    outcome: Mapped[Word]
    clause_key: Mapped[Word]
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    placed_at: Mapped[datetime]


class CommentWording(Model):
    """What a comment said before its author changed it, or before a moderator took words out. For moderators alone."""

    __tablename__ = "comment_wordings"

    id: Mapped[Key]
    comment_id: Mapped[int] = reference("comments.id")
    body: Mapped[Prose]
    stance: Mapped[Word | None]
    author_name: Mapped[Line | None]
    # Of a question, whom it was asked of: that goes where it holds words that a moderator takes out.
    asked_of: Mapped[Line | None]
    replaced_at: Mapped[datetime]
    # Who took words out of it; none where its author changed it.
    redacted_by_id: Mapped[int | None] = reference("accounts.id")
    # When the author's own words came back after all, in place of what a moderator had left of them.
    put_back_at: Mapped[datetime | None]

    @classmethod
    def of(cls, comment: Comment, replaced_at: datetime, redacted_by_id: int | None = None) -> CommentWording:
        """What a comment says until a moment, before other words take its place; by which moderator, if by one."""
        return cls(
            comment_id=comment.id,
            body=comment.body,
            stance=comment.stance,
            author_name=comment.author_name,
            asked_of=comment.asked_of,
            replaced_at=replaced_at,
            redacted_by_id=redacted_by_id,
        )


class CommentTally(Model):
    """How many published comments a subject has, by clause and stance, added up anew whenever one comes or goes.

    Reading them costs the same for 10,000 comments as for 50. What has no clause, or no stance, counts under none.
    """

    __tablename__ = "comment_tallies"
    __table_args__ = (UniqueConstraint("subject_id", "clause_key", "stance"),)

    id: Mapped[Key]
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"))
    clause_key: Mapped[Word | None]
    stance: Mapped[Word | None]
    comments: Mapped[int]
    # How many of those without a stance are replies, whose authors are not asked for one.
    replies: Mapped[int] = mapped_column(default=0, server_default="0")


class SubjectTally(Model):
    """How many people wrote published comments on a subject, and how many threads stand on its page."""

    __tablename__ = "subject_tallies"

    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    people: Mapped[int]
    threads: Mapped[int]


class LetterKind(StrEnum):
    """The letters that an author can turn off, each by itself. The one that asks to confirm cannot be."""

    PUBLISHED = "published"
    REJECTED = "rejected"
    REPLIED = "replied"
    DISPOSED = "disposed"
    ANSWERED = "answered"


class Contact(Model):
    """How to reach a comment's author. Never shown; kept apart so that no page can load it by accident."""

    __tablename__ = "contacts"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    email: Mapped[Line]
    confirm_token: Mapped[Word] = mapped_column(unique=True)
    confirmed_at: Mapped[datetime | None]
    # The kinds of letter (LetterKind) that the author wants no more of for this comment, parted by spaces.
    declined: Mapped[Line | None]

    comment: Mapped[Comment] = relationship(back_populates="contact")

    def declines(self, kind: LetterKind) -> bool:
        """Whether the author has turned this kind of letter off."""
        return kind.value in (self.declined or "").split()

    def takes(self, kind: LetterKind) -> bool:
        """Whether such a letter may go there: the address is confirmed and the kind is not turned off."""
        return self.confirmed_at is not None and not self.declines(kind)


class Agree(Model):
    """One browser's agreement with a comment. The browser is a digest of a random cookie."""

    __tablename__ = "agrees"
    __table_args__ = (UniqueConstraint("comment_id", "browser"),)

    id: Mapped[Key]
    comment_id: Mapped[int] = reference("comments.id")
    browser: Mapped[Word]
    made_at: Mapped[datetime]
