"""From which network something came, without keeping the address: a digest with a salt that is soon thrown away.

Two texts from one network on one day have the same mark. Whoever reads the database can say no more than that: the
mark of an address is worked out with the secret key, which does not lie there, and with the salt of the day, which is
deleted when the day is over. From then on nobody can, not even who runs the site.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cache

from flask import current_app
from sqlalchemy import Insert, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Model, Word, db


class NetworkSalt(Model):
    """The salt of one day, in London. Once it is deleted, nobody can work out a network from its mark."""

    __tablename__ = "network_salts"

    day: Mapped[Word] = mapped_column(primary_key=True)
    salt: Mapped[Word]


def mark_of(network: str) -> str:
    """The mark of a network, today: the same for each text of it until midnight in London, then another."""
    key = f"{current_app.config['SECRET_KEY']}:{_salt(clock.today().isoformat())}"
    return hmac.new(key.encode(), network.encode(), hashlib.sha256).hexdigest()[:32]


def _salt(day: str) -> str:
    salts = select(NetworkSalt.salt).where(NetworkSalt.day == day)
    known = db.session.scalar(salts)
    if known is not None:
        return known
    # Of two who come first at once, the second takes the salt of the first.
    row = {"day": day, "salt": secrets.token_hex(32)}
    db.session.execute(_unless_there(db.engine.dialect.name), row)
    return db.session.scalars(salts).one()


@cache
def _unless_there(dialect: str) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = Model.metadata.tables[NetworkSalt.__tablename__]
    return insert(table).on_conflict_do_nothing(index_elements=["day"])


def forget_salts() -> int:
    """Delete the salts of days that are over. Returns how many."""
    outcome = db.session.execute(delete(NetworkSalt).where(NetworkSalt.day < clock.today().isoformat()))
    return int(getattr(outcome, "rowcount", 0))
