"""Reading the council's list of words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import Account
from app.core.db import db
from app.moderation.models import WordListEntry


@dataclass(frozen=True)
class Listed:
    """A word of the list, and who put it there when."""

    entry_id: int
    term: str
    reason_code: str | None
    added_by: str
    added_at: datetime


def listed_words() -> Sequence[Listed]:
    """The whole list by the alphabet; it never has more than `services.words.MOST_WORDS`."""
    rows = db.session.execute(
        select(
            WordListEntry.id,
            WordListEntry.term,
            WordListEntry.reason_code,
            Account.name,
            WordListEntry.added_at,
        )
        .join(Account, Account.id == WordListEntry.added_by_id)
        .order_by(WordListEntry.normal_form)
    )
    return [Listed(*row) for row in rows]


def listed_word(entry_id: int) -> WordListEntry | None:
    """One entry of the list."""
    return db.session.get(WordListEntry, entry_id)


def how_many_words() -> int:
    """How many entries the list has."""
    return db.session.scalar(select(func.count(WordListEntry.id))) or 0


def listed_among(normal_forms: Collection[str]) -> Collection[str]:
    """Which of these are on the list already."""
    listed = WordListEntry.normal_form
    return set(db.session.scalars(select(listed).where(listed.in_(normal_forms))))
