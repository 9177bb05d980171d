"""Organisations: the councils and partnerships that commission assemblies."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Address, Key, Line, Model, Prose, Word


class Organisation(Model):
    """A council or partnership. Codes follow mySociety's list (three letters) and the ONS (GSS)."""

    __tablename__ = "organisations"

    id: Mapped[Key]
    slug: Mapped[Word] = mapped_column(unique=True)
    name: Mapped[Line] = mapped_column(unique=True)
    local_authority_code: Mapped[str | None] = mapped_column(String(3), unique=True)
    gss_code: Mapped[str | None] = mapped_column(String(9))
    accent: Mapped[str | None] = mapped_column(String(7))
    email: Mapped[Line | None]
    phone: Mapped[Word | None]
    postal_address: Mapped[Prose | None]
    website: Mapped[Address | None]
    population: Mapped[int | None]
