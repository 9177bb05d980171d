"""What members and followers say of answers and of delivery: beside the council's word, never mixed into it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.assemblies.models import Assembly
from app.comments.models import Comment
from app.core import append_only
from app.core.db import Key, Line, Model, Word, reference
from app.responses.models.answers import Response
from app.responses.models.commitments import Commitment


class Side(StrEnum):
    """Who says it. The two are never added up."""

    MEMBER = "member"
    FOLLOWER = "follower"


class Finding(StrEnum):
    """Of an answer: it is what we meant, in part, or it is not. Of a commitment: it is done, in part, or it is not."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class CheckPass(Model):
    """One person's way to the counter-check of an assembly: a link, without account or name.

    A member's is made by an officer and sent to the member; a follower's is made with the follow.
    """

    __tablename__ = "check_passes"
    __table_args__ = (
        UniqueConstraint("assembly_id", "side", "email"),
        UniqueConstraint("assembly_id", "printed_number"),
        CheckConstraint("side in ('member', 'follower')", name="side"),
    )

    id: Mapped[Key]
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assemblies.id"))
    side: Mapped[Word]
    token: Mapped[Word] = mapped_column(unique=True)
    # Of a member who is written to. Never shown, not even to officers once it is kept.
    email: Mapped[Line | None]
    # Of a link that was printed, by which an officer can end it. Whoever got theirs by e-mail has no number.
    printed_number: Mapped[int | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = reference("accounts.id")
    # From then on it opens nothing any more. What was said with it stays.
    ended_at: Mapped[datetime | None]

    assembly: Mapped[Assembly] = relationship()

    @property
    def is_members(self) -> bool:
        return self.side == Side.MEMBER

    @property
    def path(self) -> str:
        """The private page that it opens."""
        return f"/counter-check/{self.token}"


class CounterCheck(Model):
    """What one member or follower says of one answer or of one commitment. Saying something else is a new row.

    It belongs to the very wording that it was said of: an answer's correction is asked about anew.
    """

    __tablename__ = "counter_checks"
    __table_args__ = (
        CheckConstraint("(response_id is null) != (commitment_id is null)", name="one_thing"),
        CheckConstraint("finding in ('yes', 'partly', 'no')", name="finding"),
        Index("ix_counter_checks_response", "response_id", "pass_id", "id"),
        Index("ix_counter_checks_commitment", "commitment_id", "pass_id", "id"),
    )

    id: Mapped[Key]
    pass_id: Mapped[int] = reference("check_passes.id")
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"))
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitments.id"))
    finding: Mapped[Word]
    # The reason, which moderators read first like any comment.
    comment_id: Mapped[int | None] = reference("comments.id")
    made_at: Mapped[datetime]

    by: Mapped[CheckPass] = relationship()
    response: Mapped[Response | None] = relationship()
    commitment: Mapped[Commitment | None] = relationship()
    comment: Mapped[Comment | None] = relationship()


append_only.keep(CounterCheck, final_when=true())
