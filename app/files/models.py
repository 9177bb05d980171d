"""What is kept: each content once, under its digest, with what was learned of it when it was checked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Key, Model, Word
from app.files.kinds import FileKind

__all__ = ["FileKind", "Rendition", "StoredFile"]


class StoredFile(Model):
    """One content, checked and kept. The same content sent twice is kept once."""

    __tablename__ = "stored_files"
    # The same characters may be a table here and a text there.
    __table_args__ = (UniqueConstraint("digest", "kind"),)

    id: Mapped[Key]
    # SHA-256 of the content as it is given out, in hexadecimal: its name in the store, and its entity tag.
    digest: Mapped[Word]
    size: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[Word]
    # Pages of a document, pixels of a picture, seconds of a recording, where they could be told.
    pages: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    seconds: Mapped[int | None]
    stored_at: Mapped[datetime]

    renditions: Mapped[list[Rendition]] = relationship(
        order_by="Rendition.width", cascade="all, delete-orphan"
    )


class Rendition(Model):
    """A picture in a smaller size for the web; the same kind as the picture itself."""

    __tablename__ = "renditions"
    __table_args__ = (UniqueConstraint("stored_file_id", "width"),)

    id: Mapped[Key]
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    width: Mapped[int]
    height: Mapped[int]
    digest: Mapped[Word]
    size: Mapped[int] = mapped_column(BigInteger)
