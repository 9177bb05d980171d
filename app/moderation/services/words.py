"""Keeping the council's list of words. A word on it is pointed out to moderators; it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.core import audit, clock
from app.core.db import db
from app.core.errors import WrongField
from app.moderation.models import PolicyVersion, WordListEntry
from app.moderation.queries.words import how_many_words, listed_among
from app.moderation.services.signals import ask_to_read_waiting
from app.moderation.signals.words import normal_form

MOST_WORDS = 1000
LONGEST_WORD = 100
_FEWEST_LETTERS = 2


def add_words(terms: Sequence[str], *, reason_code: str | None, by: Account) -> Sequence[WordListEntry]:
    """Put words and phrases on the list, and let the worker read again what waits.

    Takes them as somebody typed them, and the code of the paragraph of the policy that they may break, as a hint. What
    is on the list already, or comes twice, is added once. Returns the new entries. Raises WrongField, naming the word,
    for one that is too short or too long to be looked for, and where the list would grow too long.
    """
    _one_at_a_time()
    forms: dict[str, str] = {}
    for term in terms:
        forms.setdefault(_checked(term), term)
    there = listed_among(forms)
    new = [(form, term) for form, term in forms.items() if form not in there]
    if how_many_words() + len(new) > MOST_WORDS:
        raise WrongField(
            "words", gettext("The list can hold %(num)d words. Remove some first.", num=MOST_WORDS)
        )
    entries = [_add(term, form, reason_code, by) for form, term in new]
    if entries:
        ask_to_read_waiting(f"added {entries[-1].id}")
    return entries


def _one_at_a_time() -> None:
    """Whoever else adds words waits until these are there. (SQLite has let in only one writer anyway.)"""
    first = select(PolicyVersion.id).order_by(PolicyVersion.number).limit(1)
    db.session.execute(first.with_for_update(key_share=True))


def _checked(term: str) -> str:
    """The form in which a word is looked for."""
    form = normal_form(term)
    if len(form) < _FEWEST_LETTERS:
        raise WrongField("words", gettext("“%(word)s” is too short. Give two letters or more.", word=term))
    if len(term) > LONGEST_WORD or len(form) > LONGEST_WORD:
        raise WrongField("words", gettext("“%(word)s” is too long for the list.", word=term[:40] + "…"))
    return form


def _add(term: str, form: str, reason_code: str | None, by: Account) -> WordListEntry:
    entry = WordListEntry(
        id=audit.unused_id(WordListEntry),
        term=term,
        normal_form=form,
        reason_code=reason_code,
        added_by_id=by.id,
        added_at=clock.now(),
    )
    db.session.add(entry)
    audit.record("added", entry, actor_id=by.id, reason=reason_code)
    return entry


def remove_word(entry: WordListEntry, *, by: Account) -> None:
    """Take a word from the list, and let the worker read again what waits."""
    audit.record("removed", entry, actor_id=by.id, reason=entry.reason_code)
    ask_to_read_waiting(f"removed {entry.id}")
    db.session.delete(entry)
    db.session.flush()
