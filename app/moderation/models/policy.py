"""The moderation policy, version by version, and the council's list of words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core import append_only
from app.core.db import Key, Line, Model, Prose, Word, reference


class PolicyVersion(Model):
    """One published text of the policy. Append-only: a correction is the next version.

    The first one comes with the program, so nobody published it.
    """

    __tablename__ = "policy_versions"

    id: Mapped[Key]
    number: Mapped[int] = mapped_column(unique=True)
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = reference("accounts.id")
    # What changed and why, for the public page.
    change_note: Mapped[Prose | None]

    published_by: Mapped[Account | None] = relationship()
    paragraphs: Mapped[list[PolicyParagraph]] = relationship(
        back_populates="version", order_by="PolicyParagraph.position"
    )

    def paragraph(self, code: str | None) -> PolicyParagraph | None:
        """The paragraph of a code in this version, or None where it has none."""
        return next((paragraph for paragraph in self.paragraphs if paragraph.code == code), None)


class PolicyParagraph(Model):
    """One paragraph of one version: what may not be written, and the words that it gives to notes and traces.

    `code` names the paragraph for ever, from version to version. `trace` ends the sentence "A comment was hidden here
    by a moderator: …". `note` is ready to send to the author. `complaint` says the same as a sentence, for readers who
    report. Each stands in English and, where somebody has written it, in Welsh.
    """

    __tablename__ = "policy_paragraphs"
    __table_args__ = (UniqueConstraint("version_id", "code"), UniqueConstraint("version_id", "position"))

    id: Mapped[Key]
    version_id: Mapped[int] = mapped_column(ForeignKey("policy_versions.id"))
    # Its number on the page, counted from 1.
    position: Mapped[int]
    code: Mapped[Word]
    title: Mapped[Line]
    text: Mapped[Prose]
    trace: Mapped[Line]
    note: Mapped[Prose]
    complaint: Mapped[Line]
    title_cy: Mapped[Line | None]
    text_cy: Mapped[Prose | None]
    trace_cy: Mapped[Line | None]
    note_cy: Mapped[Prose | None]
    complaint_cy: Mapped[Line | None]
    # Whether readers may complain of it: only the desk can see that somebody sent a comment twice.
    for_readers: Mapped[bool] = mapped_column(default=True)

    version: Mapped[PolicyVersion] = relationship(back_populates="paragraphs")


append_only.keep(PolicyVersion, final_when=true())
append_only.keep(PolicyParagraph, final_when=true(), part_of="version")


class WordListEntry(Model):
    """A word or a phrase that moderators want pointed out. It raises a signal and decides nothing."""

    __tablename__ = "word_list_entries"

    id: Mapped[Key]
    # As somebody typed it, and as texts are compared with it.
    term: Mapped[Line]
    normal_form: Mapped[Line] = mapped_column(unique=True)
    # The paragraph of the policy that it may break, as a hint.
    reason_code: Mapped[Word | None]
    added_by_id: Mapped[int] = reference("accounts.id")
    added_at: Mapped[datetime]
