"""What the worker does for moderation beside sending letters: it reads comments for signals.

It reads the rows first, then the texts with no transaction open, then writes in a short one that checks that the words
are still the same. A comment waits in the queue whether it has been read or not: if reading fails, only its signals are
missing, and the outbox tries again. Then it finds the comment's place among those that say nearly the same.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from app.comments.models import Comment
from app.core import transactions
from app.core.db import db
from app.moderation.queries.signals import (
    ToRead,
    circumstances_of,
    listed_terms,
    texts_to_read,
    waiting_after,
)
from app.moderation.services.campaigns import group_comment
from app.moderation.services.signals import ask_to_read, keep_signals
from app.moderation.signals.circumstances import circumstances
from app.moderation.signals.kinds import Finding, SignalKind
from app.moderation.signals.reading import KINDS_IN_A_TEXT, read_name, read_text
from app.moderation.signals.words import WordList

# Fifty thousand comments are not read in one go: others want to write meanwhile.
BATCH = 200


def read_signals(payload: dict[str, Any]) -> None:
    """Notice what there is in the comment `comment_id` and in how it came."""
    comment = db.session.get(Comment, payload["comment_id"])
    texts = texts_to_read([payload["comment_id"]])
    if comment is None or not texts:
        return
    (text,) = texts
    came, words = circumstances_of(comment), _words()
    # A mark that was forgotten meanwhile tells nothing, and takes back nothing that it told before.
    kinds = {*KINDS_IN_A_TEXT, SignalKind.FIRST_TIME, SignalKind.FAST}
    if comment.network_mark is not None:
        kinds.add(SignalKind.NETWORK)
    transactions.pause()
    found = [*_read(text, words), *circumstances(came)]
    with transactions.unit_of_work():
        keep_signals({text: found}, kinds)
    group(payload)


def group(payload: dict[str, Any]) -> None:
    """Find the place of the comment `comment_id` among those that say nearly the same."""
    with transactions.unit_of_work():
        comment = db.session.get(Comment, payload["comment_id"])
        if comment is not None:
            group_comment(comment)


def read_waiting(_payload: dict[str, Any]) -> None:
    """Read the texts of all comments that wait, after the list of words has changed."""
    words, after = _words(), 0
    while ids := waiting_after(after, BATCH):
        texts = texts_to_read(ids)
        transactions.pause()
        found = {text: _read(text, words) for text in texts}
        with transactions.unit_of_work():
            keep_signals(found, KINDS_IN_A_TEXT)
        after = ids[-1]
    transactions.pause()


def read_first(_payload: dict[str, Any]) -> None:
    """Ask for each comment that waits to be read, in rows of their own, between which letters can leave."""
    after = 0
    while ids := waiting_after(after, BATCH):
        with transactions.unit_of_work():
            for comment_id in ids:
                ask_to_read(comment_id)
        after = ids[-1]
    transactions.pause()


def _read(text: ToRead, words: WordList) -> list[Finding]:
    return [*read_text(text.text, words), *read_name(text.name, words)]


def _words() -> WordList:
    return _made_ready(tuple(listed_terms().items()))


@lru_cache(maxsize=2)
def _made_ready(terms: tuple[tuple[int, str], ...]) -> WordList:
    """The list is made ready once, and again when it has changed."""
    return WordList(dict(terms))
