"""Reading what was noticed in comments: for the desk's lists, beside a comment, and for noticing more."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, select

from app.comments.models import Comment, CommentState
from app.core.db import db
from app.core.outbox import OutboxRow
from app.moderation.models import CommentSignal, QueueEntry, WordListEntry
from app.moderation.queries.grouping import others_like
from app.moderation.signals.circumstances import Circumstances
from app.moderation.signals.kinds import PERSONAL, WEIGHTS, Finding, SignalKind, weigh
from app.moderation.signals.reading import KINDS_IN_A_TEXT
from app.moderation.signals.removed import OFFERED_AS, Removed, placeholder
from app.moderation.signals.wording import label, sentence

# In the details of a signal, the mark of the text that it was found in.
TEXT = "text"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class SignalWords:
    """One signal as the desk shows it: what it is called, why it was raised, and where in the text (None: nowhere).

    `removed` and `placeholder` say as what its words can be taken out and what would stand there; None and "" where
    there is nothing to take out.
    """

    kind: SignalKind
    label: str
    sentence: str
    start: int | None
    end: int | None
    is_personal: bool
    removed: Removed | None
    placeholder: str


@dataclass(frozen=True)
class ToRead:
    """What is to be read for signals, as it stands: a text and the name beside it."""

    comment_id: int
    text: str
    name: str | None

    @property
    def mark(self) -> int:
        """A number that tells it from what the comment said before. Nobody can read the words from it."""
        return zlib.crc32(f"{self.name}\0{self.text}".encode("utf-8", "surrogatepass"))


# ---- What was noticed ----


def kinds_noticed(comment_ids: Collection[int]) -> Mapping[int, Sequence[SignalKind]]:
    """What was noticed in each of these comments, what weighs most first, in one query (none for no ids)."""
    if not comment_ids:
        return {}
    rows = db.session.execute(
        select(CommentSignal.comment_id, CommentSignal.kind)
        .where(CommentSignal.comment_id.in_(comment_ids))
        .distinct()
    )
    found: dict[int, list[SignalKind]] = defaultdict(list)
    for comment_id, kind in rows:
        found[comment_id].append(SignalKind(kind))
    return {key: sorted(kinds, key=lambda kind: (-WEIGHTS[kind], kind)) for key, kinds in found.items()}


def weights(comment_ids: Collection[int]) -> Mapping[int, int]:
    """How much the signals of each of these comments weigh together, in one query; those without any are left out."""
    return {key: weigh(kinds) for key, kinds in kinds_noticed(comment_ids).items()}


def listed_terms(entry_ids: Collection[int] | None = None) -> Mapping[int, str]:
    """The words and phrases of the council's list, by the number of their entry: of these entries, or all."""
    query = select(WordListEntry.id, WordListEntry.term).order_by(WordListEntry.id)
    if entry_ids is not None:
        query = query.where(WordListEntry.id.in_(entry_ids))
    return dict(db.session.execute(query).all())


def findings(comment: Comment) -> Sequence[Finding]:
    """What was noticed in a comment, what weighs most first, then in the order of its text.

    What was found in words that it does not say any more is left out.
    """
    now = ToRead(comment.id, comment.body, comment.author_name).mark
    rows = db.session.scalars(
        select(CommentSignal).where(CommentSignal.comment_id == comment.id).order_by(CommentSignal.id)
    )
    current = [_finding(row) for row in rows if row.kind not in KINDS_IN_A_TEXT or row.detail[TEXT] == now]
    counted = [
        replace(found, figures={"texts": others_like(comment.id)})
        if found.kind is SignalKind.CAMPAIGN
        else found
        for found in current
    ]
    return sorted(counted, key=lambda found: (-WEIGHTS[found.kind], found.kind, found.start or 0))


def _finding(row: CommentSignal) -> Finding:
    figures = {name: figure for name, figure in row.detail.items() if name != TEXT}
    return Finding(SignalKind(row.kind), row.starts, row.ends, figures)


def signal_words(comment: Comment) -> Sequence[SignalWords]:
    """The signals of a comment in words, for beside it: in one query, and one more for words of the list."""
    found = findings(comment)
    entries = {finding.figures["entry"] for finding in found if "entry" in finding.figures}
    terms = listed_terms(entries) if entries else {}
    return [_words(finding, comment.body, terms) for finding in found]


def _words(finding: Finding, text: str, terms: Mapping[int, str]) -> SignalWords:
    removed = OFFERED_AS.get(finding.kind) if finding.start is not None else None
    return SignalWords(
        finding.kind,
        label(finding.kind),
        sentence(finding, text, terms),
        finding.start,
        finding.end,
        finding.kind in PERSONAL,
        removed,
        placeholder(removed) if removed else "",
    )


def reading_of(comment_id: int) -> str:
    """What the worker's reading of a comment is about, as the outbox keeps it."""
    return f"reading:{comment_id}"


def is_to_be_read(comment_id: int) -> bool:
    """Whether the worker has still to read a comment, so that nothing said of it says little."""
    waits = select(OutboxRow.id).where(
        OutboxRow.about == reading_of(comment_id), OutboxRow.finished_at.is_(None)
    )
    return bool(db.session.scalar(select(waits.exists())))


# ---- For noticing ----


def texts_to_read(comment_ids: Collection[int]) -> Sequence[ToRead]:
    """The texts of these comments as they stand; withdrawn ones are read no more."""
    rows = db.session.execute(
        select(Comment.id, Comment.body, Comment.author_name)
        .where(Comment.id.in_(comment_ids), Comment.state != CommentState.WITHDRAWN)
        .order_by(Comment.id)
    )
    return [ToRead(*row) for row in rows]


def waiting_after(comment_id: int, size: int) -> Sequence[int]:
    """The comments in the queue with a higher number than this one, so many at most."""
    return db.session.scalars(
        select(QueueEntry.comment_id)
        .where(QueueEntry.comment_id > comment_id)
        .order_by(QueueEntry.comment_id)
        .limit(size)
    ).all()


def circumstances_of(comment: Comment) -> Circumstances:
    """How a comment came: what its author and its network had sent before it."""
    an_hour_before = comment.created_at - HOUR
    earlier, within_an_hour = db.session.execute(
        select(func.count(), func.count().filter(Comment.created_at >= an_hour_before)).where(
            Comment.author_key == comment.author_key,
            Comment.id < comment.id,
            Comment.state != CommentState.AWAITING_CONFIRMATION,
        )
    ).one()
    return Circumstances(
        characters=len(comment.body),
        seconds=comment.seconds_to_write,
        # Without an address nobody knows who wrote it, and it would seem to be the first one each time.
        earlier=earlier if comment.contact is not None else None,
        within_an_hour=within_an_hour,
        from_network=_from_its_network(comment),
    )


def _from_its_network(comment: Comment) -> int:
    if comment.network_mark is None:
        return 0
    query = select(func.count()).where(
        Comment.network_mark == comment.network_mark,
        Comment.created_at.between(comment.created_at - HOUR, comment.created_at),
        Comment.id != comment.id,
    )
    return db.session.scalar(query) or 0
