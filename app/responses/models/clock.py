"""What the clock of answers and progress runs by, beside what the assembly promised: its start, and its pauses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, true
from sqlalchemy.orm import Mapped, relationship

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import append_only
from app.core.db import Address, Key, Model, Prose, Word, reference


class FinalReport(Model):
    """The day on which an assembly's final report was published: from then on the council owes its answers.

    Append-only: another day is a new row with a reason, and the last one counts.
    """

    __tablename__ = "final_reports"

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    # An ISO day.
    published_on: Mapped[Word]
    url: Mapped[Address | None]
    # Why it is another day than was said before; none for the first.
    reason: Mapped[Prose | None]
    stated_at: Mapped[datetime]
    stated_by_id: Mapped[int] = reference("accounts.id")

    stated_by: Mapped[Account] = relationship()


class ClockPause(Model):
    """A time in which nothing falls due, with its public reason. One that was ended early says by whom.

    Append-only: another end or another reason is a new row, and ends this one.
    """

    __tablename__ = "clock_pauses"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    reason: Mapped[Prose]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = reference("accounts.id")
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = reference("accounts.id")

    assembly: Mapped[Assembly] = relationship()
    made_by: Mapped[Account] = relationship(foreign_keys="ClockPause.made_by_id")
    ended_by: Mapped[Account | None] = relationship(foreign_keys="ClockPause.ended_by_id")

    @property
    def over_at(self) -> datetime:
        """When it was over, or will be. One that was called off before it began never lasted."""
        return max(self.starts_at, min(self.ends_at, self.ended_at or self.ends_at))


append_only.keep(FinalReport, final_when=true())
append_only.keep(
    ClockPause,
    final_when=true(),
    may_change=("ended_at", "ended_by_id"),
    may_change_when=ClockPause.ended_at.is_(None),
)
