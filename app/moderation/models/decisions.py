"""What moderators decide: one row for each decision, each chained to the one before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.comments.models import Comment, CommentState
from app.core import append_only
from app.core.db import Key, Model, Prose, Word, reference
from app.moderation.models.policy import PolicyParagraph


class Action(StrEnum):
    """What a moderator may do with a comment."""

    PUBLISH = "publish"
    REJECT = "reject"
    # Parts of the text are taken out, the rest is shown.
    REDACT = "redact"
    HIDE = "hide"
    RESTORE = "restore"
    # A published comment was looked at, because of reports or because nobody had yet, and stays as it is.
    KEEP = "keep"
    # A lead moderator is asked; and hands it back to the others.
    ESCALATE = "escalate"
    HAND_BACK = "hand_back"
    # An appeal: the decision stands; or, of a redaction, the author's own words come back.
    UPHOLD = "uphold"
    UNREDACT = "unredact"
    # A decision is taken back within the first minutes, before anybody is told of it.
    UNDO = "undo"


NEEDS_REASON = (Action.REJECT, Action.HIDE, Action.REDACT)
# What an appeal can challenge, and what takes each back.
OVERTURNS = {
    Action.REJECT: Action.PUBLISH,
    Action.HIDE: Action.RESTORE,
    Action.REDACT: Action.UNREDACT,
}
# Where an appeal took back what somebody decided: what would take the same words from readers once more.
TAKES_AGAIN = {
    Action.REJECT: (Action.REJECT, Action.HIDE),
    Action.HIDE: (Action.REJECT, Action.HIDE),
    Action.REDACT: (Action.REDACT, Action.REJECT, Action.HIDE),
}
# What tells a reader who reported a comment how that ended.
ANSWERS_REPORTS = (Action.PUBLISH, Action.REJECT, Action.REDACT, Action.HIDE, Action.KEEP)
# The state in which a decision leaves a comment, as long as nothing else happens to it. Any other leaves it as it was:
# words that come back to a comment that was hidden meanwhile do not show it.
LEAVES: Mapping[Action, CommentState] = {
    Action.PUBLISH: CommentState.PUBLISHED,
    Action.REJECT: CommentState.REJECTED,
    Action.HIDE: CommentState.HIDDEN,
    Action.RESTORE: CommentState.PUBLISHED,
    Action.REDACT: CommentState.PUBLISHED,
}
_ACTIONS = ", ".join(f"'{action}'" for action in Action)
_WITH_REASON = ", ".join(f"'{action}'" for action in NEEDS_REASON)


class DecisionBatch(Model):
    """Decisions that were made with one press, on one comment or on many, and can be taken back with one."""

    __tablename__ = "decision_batches"

    id: Mapped[Key]
    action: Mapped[Word]
    reason_code: Mapped[Word | None]
    made_by_id: Mapped[int] = reference("accounts.id")
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = reference("accounts.id")

    made_by: Mapped[Account] = relationship(foreign_keys="DecisionBatch.made_by_id")


class ModerationDecision(Model):
    """One decision on one comment. Append-only: a new decision never changes an old one.

    `former_hash` and `hash` chain it to the decision before it, in the order of `position`, which has no gaps. The
    notes enter the chain as salted digests, so that erasing their text later leaves the chain whole.
    """

    __tablename__ = "moderation_decisions"
    __table_args__ = (
        CheckConstraint(f"action in ({_ACTIONS})", name="action"),
        CheckConstraint(f"action not in ({_WITH_REASON}) or reason_code is not null", name="reason"),
        # The figures of the week, and of the public report.
        Index("ix_moderation_decisions_decided_at", "decided_at"),
    )

    id: Mapped[Key]
    position: Mapped[int] = mapped_column(unique=True)
    comment_id: Mapped[int] = reference("comments.id")
    action: Mapped[Word]
    reason_code: Mapped[Word | None]
    # The version of the policy that was in force.
    policy_version_id: Mapped[int] = reference("policy_versions.id")
    note_to_author: Mapped[Prose | None]
    internal_note: Mapped[Prose | None]
    # Codes worth keeping: which kinds of words were taken out, for what a lead was asked. Never a person's words.
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # How the comment stood before, and since when it had waited.
    former_state: Mapped[Word | None]
    waited_since: Mapped[datetime | None]
    batch_id: Mapped[int | None] = reference("decision_batches.id")
    undoes_id: Mapped[int | None] = reference("moderation_decisions.id")
    decided_by_id: Mapped[int] = reference("accounts.id")
    decided_at: Mapped[datetime]
    note_salt: Mapped[Word]
    note_digest: Mapped[Word | None]
    internal_note_digest: Mapped[Word | None]
    former_hash: Mapped[Word]
    hash: Mapped[Word]

    comment: Mapped[Comment] = relationship()
    decided_by: Mapped[Account] = relationship()
    batch: Mapped[DecisionBatch | None] = relationship()
    # The paragraph that it cites, as the version had it that was in force then. Lists load it with their decisions.
    paragraph: Mapped[PolicyParagraph | None] = relationship(
        primaryjoin="and_(foreign(ModerationDecision.policy_version_id) == PolicyParagraph.version_id,"
        " foreign(ModerationDecision.reason_code) == PolicyParagraph.code)",
        viewonly=True,
    )


append_only.keep(ModerationDecision, final_when=true())


class DecisionLogHead(Model):
    """The end of the chain: one row, which every decision locks, so that two never follow the same one."""

    __tablename__ = "decision_log_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[Key]
    length: Mapped[int]
    hash: Mapped[Word]
