"""Single-use tokens for forms that need no cookie.

A token is signed, dated, bound to a purpose and to one use. It shows that somebody opened our form within a day, and it
is the idempotency key: pressing the button twice sends one comment. The first use is remembered together with a digest
of what was sent and where that led; the same token with the same words leads there again, with other words it is
refused and the words are given back. It does not tell who opened the form: another site can fetch it and let its
visitors send it. `origins` refuses those.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache

from flask import current_app
from flask_babel import gettext
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from app.core import clock
from app.core.db import Address, Model, Word, db
from app.core.errors import Stale

LIFETIME = timedelta(hours=24)
# Where a use leads to while its work is being done. Nobody else sees it: until then the row is not committed.
_UNDER_WAY = ""
# Stands in a nonce before the second in which its form was first opened. No nonce holds it by itself.
_OPENED = "."


class SentBefore(Stale):
    """This form has done its work already, with other words. `leads_to` is where that led."""

    def __init__(self, message: str, leads_to: str) -> None:
        super().__init__(message)
        self.leads_to = leads_to


class UsedToken(Model):
    """A form token that has done its work: what it sent (a digest) and where that led."""

    __tablename__ = "used_tokens"

    nonce: Mapped[Word] = mapped_column(primary_key=True)
    digest: Mapped[Word]
    leads_to: Mapped[Address]
    used_at: Mapped[datetime] = mapped_column(index=True)


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"form:{purpose}")


def issue(purpose: str, opened_at: datetime | None = None) -> str:
    """A fresh token for one use of one form, e.g. purpose `comment:17`.

    A form that comes back to the person takes with it when they first opened it, since that is how long they wrote.
    """
    nonce = secrets.token_urlsafe(12)
    if opened_at is not None:
        nonce = f"{nonce}{_OPENED}{int(opened_at.timestamp())}"
    return str(_serializer(purpose).dumps(nonce))


def opened_at(purpose: str, token: str) -> datetime | None:
    """When somebody opened the form of a token for the first time, however old it is; None if it is forged."""
    try:
        nonce, issued_at = _serializer(purpose).loads(token, return_timestamp=True)
    except BadSignature:
        return None
    _, came_back, before = str(nonce).partition(_OPENED)
    return datetime.fromtimestamp(int(before), UTC) if came_back else issued_at


def check(purpose: str, token: str) -> str:
    """The token's nonce. Raises Stale, with words for the person, if it is forged, for another form or too old."""
    try:
        return str(_serializer(purpose).loads(token, max_age=int(LIFETIME.total_seconds())))
    except SignatureExpired:
        raise Stale(gettext("This page has been open for more than a day. Send it again below.")) from None
    except BadSignature:
        raise Stale(
            gettext("We could not check that this form came from our page. Send it again below.")
        ) from None


def digest_of(values: Iterable[str]) -> str:
    """A digest of what a form sent, to tell a second press of the button from a second text."""
    return hashlib.blake2b("\x00".join(values).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def former_use(nonce: str, digest: str) -> str | None:
    """Where this token led before, or None if it is unused. Raises SentBefore if it was used for other words."""
    used = db.session.get(UsedToken, nonce)
    if used is None:
        return None
    if used.digest != digest:
        raise SentBefore(
            gettext(
                "This form was already sent with other words. Your new words are below: send them again."
            ),
            used.leads_to,
        )
    return used.leads_to


@cache
def _unless_used(dialect: str) -> ReturningInsert[tuple[str]]:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = Model.metadata.tables[UsedToken.__tablename__]
    return insert(table).on_conflict_do_nothing(index_elements=["nonce"]).returning(table.c.nonce)


def spend(nonce: str, digest: str, leads_to: str) -> str:
    """Use a token up, in the same transaction as the work that it stands for.

    Takes the nonce, the digest of what was sent and the address that the work leads to. Returns that address if this
    is the first use; otherwise the address that the first use led to, and then there is nothing left to do. Of two
    requests at once the second waits here for the first. Raises SentBefore if the token was used for other words.
    """
    row = {"nonce": nonce, "digest": digest, "leads_to": leads_to, "used_at": clock.now()}
    first = db.session.execute(_unless_used(db.engine.dialect.name), row).one_or_none()
    return leads_to if first else former_use(nonce, digest) or leads_to


def once(nonce: str, digest: str, make: Callable[[], str]) -> str:
    """Do the work of a form, unless the same form has done it already.

    Takes the nonce, the digest of what was sent, and what does the work and returns the address that it leads to, such
    as that of the thing made. Returns that address, or the one of the first use. Raises SentBefore as `spend` does.
    """
    leads_to = spend(nonce, digest, _UNDER_WAY)
    if leads_to == _UNDER_WAY:
        leads_to = make()
        db.session.execute(update(UsedToken).where(UsedToken.nonce == nonce).values(leads_to=leads_to))
    return leads_to


def forget_old() -> int:
    """Delete what is remembered of tokens that have expired anyway. Returns how many."""
    outcome = db.session.execute(delete(UsedToken).where(UsedToken.used_at < clock.now() - 2 * LIFETIME))
    return int(getattr(outcome, "rowcount", 0))
