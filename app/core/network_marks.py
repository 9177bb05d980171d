"""From which network something came, without keeping the address: a digest with a salt that is soon thrown away."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Word


class NetworkSalt(Model):
    """The salt of one day, in London. Once it is deleted, nobody can work out a network from its mark."""

    __tablename__ = "network_salts"

    day: Mapped[Word] = mapped_column(primary_key=True)
    salt: Mapped[Word]
