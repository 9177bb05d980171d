"""Comments that come on show or leave it: what is added up, and who is told, for one of them or for many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.comments.events import CommentsPublished, CommentsRemoved
from app.comments.models import Comment
from app.comments.services.tallies import recount_for
from app.core import events
from app.core.db import db

_PUT_OFF = "comments that come and go"


@dataclass
class _PutOff:
    """What came and went so far, while many do."""

    came: list[Comment] = field(default_factory=list)
    went: list[Comment] = field(default_factory=list)


def appears(comment: Comment) -> None:
    """A comment is on show now, as its state says."""
    put_off = db.session.info.get(_PUT_OFF)
    if put_off is None:
        _add_up_and_tell([comment], [])
    else:
        put_off.came.append(comment)


def disappears(comment: Comment) -> None:
    """A comment's text is on show no more, as its state says."""
    put_off = db.session.info.get(_PUT_OFF)
    if put_off is None:
        _add_up_and_tell([], [comment])
    else:
        put_off.went.append(comment)


@contextmanager
def all_at_once() -> Iterator[None]:
    """While many comments come or go, put adding up and telling off until all have, and then do it once for all."""
    put_off = _PutOff()
    db.session.info[_PUT_OFF] = put_off
    try:
        yield
    finally:
        del db.session.info[_PUT_OFF]
    _add_up_and_tell(put_off.came, put_off.went)


def _add_up_and_tell(came: Sequence[Comment], went: Sequence[Comment]) -> None:
    recount_for(*came, *went)
    if came:
        events.announce(CommentsPublished(tuple(comment.id for comment in came)))
    if went:
        events.announce(CommentsRemoved(tuple(comment.id for comment in went)))
