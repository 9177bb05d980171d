"""Themes, the comments that belong to them, dispositions and the packs that were made for the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Comment
from app.core import append_only
from app.core.db import Key, Line, Model, Prose, Word, reference
from app.recommendations.models import Version


class Theme(Model):
    """A label that analysts give to comments of one assembly, and what the comments under it say.

    A theme that was merged into another keeps its row and its dispositions, and takes no more comments.
    """

    __tablename__ = "themes"

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    name: Mapped[Line]
    # For the analysts: what belongs under it and what does not.
    description: Mapped[Prose | None]
    position: Mapped[int]
    merged_into_id: Mapped[int | None] = reference("themes.id")
    # For everybody: what the comments under it say, in the analysts' words.
    summary: Mapped[Prose | None]
    summarised_at: Mapped[datetime | None]
    summarised_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    assembly: Mapped[Assembly] = relationship()
    examples: Mapped[list[ThemeExample]] = relationship(
        order_by="ThemeExample.position", cascade="all, delete-orphan"
    )


class CommentTheme(Model):
    """A comment belongs to a theme."""

    __tablename__ = "comment_themes"
    __table_args__ = (UniqueConstraint("theme_id", "comment_id"),)

    id: Mapped[Key]
    comment_id: Mapped[int] = reference("comments.id")
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"))
    labelled_at: Mapped[datetime]
    labelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    comment: Mapped[Comment] = relationship()
    theme: Mapped[Theme] = relationship()


class ThemeExample(Model):
    """A comment that shows what a theme is about. Shown for as long as the comment is published."""

    __tablename__ = "theme_examples"
    __table_args__ = (UniqueConstraint("theme_id", "comment_id"),)

    id: Mapped[Key]
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"))
    comment_id: Mapped[int] = reference("comments.id")
    position: Mapped[int]

    comment: Mapped[Comment] = relationship()


class DispositionOutcome(StrEnum):
    """What became of a comment or a theme, in the order in which they are offered."""

    CHANGED = "changed"
    NO_CHANGE = "no_change"
    OUT_OF_SCOPE = "out_of_scope"
    NOTED = "noted"


@dataclass(frozen=True)
class Finding:
    """What became of a comment or a theme, in words and, where the text changed, where."""

    outcome: DispositionOutcome
    explanation: str | None = None
    passed_to: str | None = None
    version_id: int | None = None
    clause_key: str | None = None
    others_too: bool = False


class Disposition(Model):
    """What became of one comment, or of all comments under a theme. Append-only: the last one counts.

    *Changed* points at the clause and the version in which the text changed; *no change* and *out of scope* say why,
    and the latter to whom it was passed.
    """

    __tablename__ = "dispositions"
    __table_args__ = (
        CheckConstraint("(comment_id is null) <> (theme_id is null)", name="comment_or_theme"),
        CheckConstraint("outcome in ('changed', 'no_change', 'out_of_scope', 'noted')", name="outcome"),
        CheckConstraint(
            "outcome <> 'changed' or (version_id is not null and clause_key is not null)",
            name="where_changed",
        ),
        CheckConstraint("outcome <> 'no_change' or explanation is not null", name="reason"),
        CheckConstraint("outcome <> 'out_of_scope' or passed_to is not null", name="passed"),
        Index("ix_dispositions_comment", "comment_id", "id"),
        Index("ix_dispositions_theme", "theme_id", "id"),
    )

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("themes.id"))
    outcome: Mapped[Word]
    explanation: Mapped[Prose | None]
    passed_to: Mapped[Line | None]
    version_id: Mapped[int | None] = reference("versions.id")
    clause_key: Mapped[Word | None]
    # Whether comments on other recommendations than the changed one led to the change too.
    others_too: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))

    comment: Mapped[Comment | None] = relationship()
    theme: Mapped[Theme | None] = relationship()
    version: Mapped[Version | None] = relationship()
    kept: Mapped[KeptAnswer | None] = relationship()

    @property
    def finding(self) -> Finding:
        """What it says, without who said it of what and when."""
        return Finding(
            DispositionOutcome(self.outcome),
            self.explanation,
            self.passed_to,
            self.version_id,
            self.clause_key,
            self.others_too,
        )


class KeptAnswer(Model):
    """That a disposition is no new one: it was given to a theme, and is a comment's own since it left that theme.

    While the comment is under the theme again, what is said of the theme counts, and this sleeps.
    """

    __tablename__ = "kept_answers"

    disposition_id: Mapped[int] = mapped_column(ForeignKey("dispositions.id"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("themes.id"))


class CommentAnswer(Model):
    """Which disposition counts for a comment: worked out by one definition whenever that may have changed."""

    __tablename__ = "comment_answers"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    disposition_id: Mapped[int] = reference("dispositions.id")


class AnswerTally(Model):
    """How many of a subject's published comments have an answer, counted anew whenever one gets it, comes or goes."""

    __tablename__ = "answer_tallies"

    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), primary_key=True)
    answered: Mapped[int]


class Pack(Model):
    """ "What the public said", as it was kept for a meeting of the members and, once they had it, given to them.

    `figures` holds counts, the names and summaries of themes as they were given, and the ids of comments, never what
    these say: a comment that is hidden later is hidden here too. They are frozen from the first. That the members had
    the pack is said once; until then only officers see it, and can throw it away.
    """

    __tablename__ = "packs"
    __table_args__ = (CheckConstraint("(given_on is null) = (meeting is null)", name="given"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    figures: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    # The day on which the members had it, as an ISO date, and at what meeting; neither while it is only kept.
    given_on: Mapped[Word | None]
    meeting: Mapped[Line | None]

    assembly: Mapped[Assembly] = relationship()
    made_by: Mapped[Account | None] = relationship()


class Finish(Model):
    """An officer's word that a consultation is finished: every published comment had an answer by then.

    Append-only: the last one counts. Finishing it again, after comments came back, is a new row.
    """

    __tablename__ = "consultation_finishes"

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    comments: Mapped[int]
    finished_at: Mapped[datetime]
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


append_only.keep(Disposition, final_when=Disposition.id.is_not(None))
append_only.keep(KeptAnswer, final_when=KeptAnswer.disposition_id.is_not(None))
append_only.keep(
    Pack,
    final_when=Pack.id.is_not(None),
    may_change=("given_on", "meeting"),
    may_change_when=Pack.given_on.is_(None),
    may_go_when=Pack.given_on.is_(None),
)
append_only.keep(Finish, final_when=Finish.id.is_not(None))
