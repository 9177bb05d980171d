"""A number for each assembly and one for the site that grows with every public change.

Public pages carry it in their ETag, so a cache may hold them and the next request after a change still sees it.
The clock changes pages too: a scope also keeps the moments at which it will look different (a phase that closes,
an answer that falls due), and the ETag holds the last of them that has passed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.db import Key, Model, Word, db

SITE = "site"


class Revision(Model):
    """How often the public pages of a scope (`site` or an assembly's slug) have changed."""

    __tablename__ = "revisions"

    scope: Mapped[Word] = mapped_column(primary_key=True)
    number: Mapped[int]


class TurningMoment(Model):
    """A moment at which a scope's pages change by the clock alone."""

    __tablename__ = "turning_moments"

    id: Mapped[Key]
    scope: Mapped[Word] = mapped_column(index=True)
    happens_at: Mapped[datetime]


def touch(scope: str, *turning_moments: datetime | None) -> None:
    """Say that an assembly's public pages change with this transaction.

    Takes the assembly's slug (or SITE) and the moments at which its pages will change again by themselves.
    The boundary bumps the number once, just before it commits.
    """
    db.session.info.setdefault("touched", set()).add(scope)
    for moment in turning_moments:
        if moment is not None:
            db.session.add_all(TurningMoment(scope=s, happens_at=moment) for s in {scope, SITE})


def bump_touched(session: Session) -> None:
    """Raise the number of every scope touched in this session, and the site's. Called by the boundary alone."""
    touched: set[str] = session.info.pop("touched", set())
    if not touched:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # One fixed order, so that two transactions cannot wait for each other.
    for scope in sorted(touched | {SITE}):
        # One statement, for two transactions may be the first to touch a scope at the same time.
        session.execute(
            insert(Revision)
            .values(scope=scope, number=1)
            .on_conflict_do_update(index_elements=["scope"], set_={"number": Revision.number + 1})
        )


# Asked at every request for a public page, so it is built once.
_CURRENT = select(
    select(func.max(Revision.number)).where(Revision.scope == bindparam("scope")).scalar_subquery(),
    select(func.max(TurningMoment.happens_at))
    .where(TurningMoment.scope == bindparam("scope"), TurningMoment.happens_at <= bindparam("now"))
    .scalar_subquery(),
)


def current(scope: str) -> tuple[int, str]:
    """The scope's number and its last passed turning moment (ISO, or empty), in one query."""
    number, passed = db.session.execute(_CURRENT, {"scope": scope, "now": clock.now()}).one()
    return number or 0, passed.isoformat() if passed else ""
