"""Reading decisions and reports: for the desk, for the traces on public pages, for authors and their letters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.comments.models import Anchor, Comment, CommentState
from app.comments.rewording import words_mark
from app.core.db import db
from app.moderation.models import Action, ModerationDecision, PolicyParagraph, Report
from app.moderation.queries.policy import CITED
from app.moderation.queries.standing import CHANGES_STATE, stands
from app.recommendations.models import Clause
from app.subjects.models import Subject

# What changes something for an author, or answers them. Who is asked, and what stays as it is, is the desk's own.
AUTHORS_KNOW = (
    Action.PUBLISH,
    Action.REJECT,
    Action.REDACT,
    Action.HIDE,
    Action.RESTORE,
    Action.UNREDACT,
    Action.UPHOLD,
)


@dataclass(frozen=True)
class ForAuthor:
    """A decision as its author may know it. The internal note and the moderator's name are not in here at all."""

    id: int
    action: Action
    # What it cites, as the policy had it then.
    paragraph: PolicyParagraph | None
    note: str | None
    decided_at: datetime


def hiding_decisions(comment_ids: Iterable[int]) -> Mapping[int, ModerationDecision]:
    """The decision by which each of these comments is hidden, by comment, in one query (none for no ids).

    One that its author withdrew once it was hidden stays hidden. For the traces on public pages: show date and
    paragraph, which is loaded with the version that it is of, never the notes.
    """
    ids = list(comment_ids)
    if not ids:
        return {}
    rows = db.session.scalars(
        select(ModerationDecision)
        .where(ModerationDecision.comment_id.in_(ids), ModerationDecision.action.in_(CHANGES_STATE), stands())
        .options(CITED)
        .order_by(ModerationDecision.id)
    )
    last = {decision.comment_id: decision for decision in rows}
    return {key: decision for key, decision in last.items() if decision.action == Action.HIDE}


def seen_mark(comment: Comment, last: ModerationDecision | None) -> str:
    """What a moderator has before their eyes: the comment's state, its wording and the last decision on it."""
    return f"{words_mark(comment)}.{last.id if last else 0}"


def was_reworded(seen: str, comment: Comment) -> bool:
    """Whether the author has changed a comment since a moderator saw it, by the mark of what they saw."""
    parts = seen.split(".")
    return len(parts) == 3 and parts[1] != words_mark(comment).split(".")[1]


def history(comment_id: int) -> Sequence[ModerationDecision]:
    """Every decision on a comment with who made it, the first one first. Only for the desk: it holds internal notes."""
    return db.session.scalars(
        select(ModerationDecision)
        .where(ModerationDecision.comment_id == comment_id)
        .options(joinedload(ModerationDecision.decided_by), CITED)
        .order_by(ModerationDecision.id)
    ).all()


def history_for_author(comment_id: int) -> Sequence[ForAuthor]:
    """What an author may know of the decisions on a comment, the first one first. What was undone never was."""
    rows = db.session.execute(
        select(
            ModerationDecision.id,
            ModerationDecision.action,
            PolicyParagraph,
            ModerationDecision.note_to_author,
            ModerationDecision.decided_at,
        )
        .outerjoin(ModerationDecision.paragraph)
        .options(joinedload(PolicyParagraph.version))
        .where(
            ModerationDecision.comment_id == comment_id,
            ModerationDecision.action.in_(AUTHORS_KNOW),
            stands(),
        )
        .order_by(ModerationDecision.id)
    )
    return [
        ForAuthor(number, Action(action), paragraph, note, moment)
        for number, action, paragraph, note, moment in rows
    ]


def reports_of(comment_id: int) -> Sequence[Report]:
    """The reports of a comment that wait for a decision, the latest hundred, latest first."""
    return db.session.scalars(
        select(Report)
        .where(Report.comment_id == comment_id, Report.settled_at.is_(None))
        .order_by(Report.id.desc())
        .limit(100)
    ).all()


def reportable_comment(comment_id: int) -> Comment | None:
    """A comment on show, or hidden behind a trace, with its subject and assembly: its page may be known to readers."""
    return db.session.scalar(
        select(Comment)
        .join(Comment.subject)
        .where(
            Comment.id == comment_id,
            Comment.state.in_((CommentState.PUBLISHED, CommentState.HIDDEN)),
            Subject.is_public,
        )
        .options(joinedload(Comment.subject).joinedload(Subject.assembly))
    )


def comment_at_desk(comment_id: int) -> Comment | None:
    """A comment in any state but unconfirmed, with all that the desk shows of it; None if there is none."""
    return db.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id, Comment.state != CommentState.AWAITING_CONFIRMATION)
        .options(
            joinedload(Comment.subject).joinedload(Subject.assembly),
            joinedload(Comment.anchor),
            joinedload(Comment.contact),
            joinedload(Comment.parent),
            selectinload(Comment.former_wordings),
        )
    )


def clause_of(anchor: Anchor | None) -> Clause | None:
    """The paragraph that an anchored comment is about, as the version had it that the author read."""
    if anchor is None:
        return None
    return db.session.scalar(
        select(Clause).where(Clause.version_id == anchor.version_id, Clause.key == anchor.clause_key)
    )


def replies_on_show(comment_id: int) -> int:
    """How many replies would stay visible under a comment's trace."""
    query = select(func.count(Comment.id)).where(
        Comment.parent_id == comment_id,
        Comment.state.in_((CommentState.PUBLISHED, CommentState.HIDDEN)),
    )
    return db.session.scalar(query) or 0


def decision_for_letter(decision_id: int) -> ModerationDecision | None:
    """A decision with its comment, the author's contact and the assembly, for the letter to the author."""
    return db.session.scalar(
        select(ModerationDecision)
        .where(ModerationDecision.id == decision_id)
        .options(
            joinedload(ModerationDecision.comment).joinedload(Comment.contact),
            joinedload(ModerationDecision.comment).joinedload(Comment.subject).joinedload(Subject.assembly),
            CITED,
        )
    )


def was_overtaken(decision: ModerationDecision) -> bool:
    """Whether a decision was taken back, or a later one changed the comment again: a letter about it would be wrong."""
    # Words that come back overtake what took them out, and nothing else: what is hidden stays hidden.
    overtaking = (*CHANGES_STATE, *([Action.UNREDACT] if decision.action == Action.REDACT else []))
    later = select(func.count(ModerationDecision.id)).where(
        ModerationDecision.comment_id == decision.comment_id,
        or_(
            ModerationDecision.undoes_id == decision.id,
            and_(
                ModerationDecision.id > decision.id,
                ModerationDecision.action.in_(overtaking),
                stands(),
            ),
        ),
    )
    return bool(db.session.scalar(later))
