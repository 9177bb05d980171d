"""Keeping what was noticed in comments. It sorts and explains; nothing here decides, and nothing waits for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, insert, select, update

from app.comments.events import CommentAwaitsReview, CommentReworded
from app.comments.models import Comment, CommentState
from app.core import clock, outbox
from app.core.db import db
from app.moderation.models import CommentSignal, QueueEntry
from app.moderation.queries.signals import TEXT, ToRead, reading_of, weights
from app.moderation.signals.kinds import Finding, SignalKind

# The kinds of the outbox rows that ask the worker to read one comment; the words of all that wait; and, once, each
# comment that waited before there were signals.
READ_ONE, READ_WAITING, READ_FIRST = "read_signals", "read_waiting", "read_first"


def read_what_waits(event: CommentAwaitsReview | CommentReworded) -> None:
    """A comment waits, or says something else."""
    ask_to_read(event.comment_id)


def ask_to_read(comment_id: int) -> None:
    """Let the worker read a comment as it stands now. Who asks twice at the same moment is answered once."""
    asked_at = int(clock.now().timestamp() * 1_000_000)
    key = f"{READ_ONE}:{comment_id}:{asked_at}"
    outbox.put(READ_ONE, key, about=reading_of(comment_id), comment_id=comment_id)


def ask_to_read_waiting(why: str) -> None:
    """Let the worker read the words of all that waits again. Takes a word that tells this time from others."""
    outbox.put(READ_WAITING, f"{READ_WAITING}:{why}")


def ask_for_first_reading() -> None:
    """Let the worker read what waited before there were signals, or was loaded. Asking again does nothing."""
    outbox.put(READ_FIRST, READ_FIRST)


def keep_signals(read: Mapping[ToRead, Sequence[Finding]], kinds: Collection[SignalKind]) -> None:
    """Write down what was noticed in texts, in place of what was noticed of these kinds before.

    Takes the texts as they were read, each with its findings. One that says something else by now, or was withdrawn,
    is left alone: somebody has asked for it to be read again. Then what waits is weighed anew.
    """
    texts = _still_so(read)
    comment_ids = [text.comment_id for text in texts]
    db.session.execute(
        delete(CommentSignal).where(
            CommentSignal.comment_id.in_(comment_ids), CommentSignal.kind.in_(list(kinds))
        )
    )
    rows = [
        {
            "comment_id": text.comment_id,
            "kind": finding.kind.value,
            "starts": finding.start,
            "ends": finding.end,
            "detail": {TEXT: text.mark, **finding.figures},
        }
        for text in texts
        for finding in read[text]
    ]
    if rows:
        db.session.execute(insert(CommentSignal), rows)
    weigh_anew(comment_ids)


def _still_so(read: Collection[ToRead]) -> list[ToRead]:
    """Of the texts that were read, those that still stand; nobody changes them until this transaction ends."""
    comments = {
        comment.id: comment
        for comment in db.session.scalars(
            select(Comment)
            .where(Comment.id.in_([text.comment_id for text in read]))
            # In the order in which presses on many lock them, so that neither waits for the other for ever.
            .order_by(Comment.id.desc())
            .with_for_update(of=Comment, key_share=True)
            .execution_options(populate_existing=True)
        )
    }
    return [
        text
        for text in read
        if (comment := comments.get(text.comment_id)) is not None
        and (comment.body, comment.author_name) == (text.text, text.name)
        and comment.state != CommentState.WITHDRAWN
    ]


def weigh_anew(comment_ids: Collection[int]) -> None:
    """Say in the queue how much the signals of these comments weigh now. Call it when one was added or went."""
    weighed = weights(comment_ids)
    by_weight: dict[int, list[int]] = defaultdict(list)
    for comment_id in comment_ids:
        by_weight[weighed.get(comment_id, 0)].append(comment_id)
    for weight, ids in by_weight.items():
        db.session.execute(update(QueueEntry).where(QueueEntry.comment_id.in_(ids)).values(lightness=-weight))
