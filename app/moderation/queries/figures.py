"""The figures of the public report: what came in on an assembly, what became of it, and how long that took.

Everything is added up by the database. A decision that was taken back counts as none, and so does the one that takes
it back. What the council and the organisers write is not counted, nor is what nobody has confirmed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, extract, func, or_, select
from sqlalchemy.orm import aliased

from app.assemblies.models import Assembly, CommentPause
from app.comments.models import Comment, CommentState, Contact
from app.core import audit, clock
from app.core.db import db
from app.moderation import due
from app.moderation.models import (
    Action,
    Appeal,
    AppealOutcome,
    CampaignMember,
    DecisionLogHead,
    ModerationDecision,
    PolicyParagraph,
    Report,
)
from app.moderation.queries.policy import last_paragraphs
from app.moderation.queries.standing import stands
from app.moderation.queries.waiting import still_to_be_read
from app.subjects.models import Subject

# With one of these a comment has been looked at for the first time. Whoever only asks a lead has not decided.
FIRST = (Action.PUBLISH, Action.REJECT, Action.REDACT, Action.KEEP, Action.HIDE)
SECONDS_A_DAY = 24 * 3600


@dataclass(frozen=True)
class Received:
    """How many comments of one kind came in by one channel, and stand in one state."""

    state: CommentState
    kind: str
    channel: str
    comments: int


@dataclass(frozen=True)
class Reason:
    """How many comments are rejected or hidden for one paragraph, as the last version of the policy that has it titles
    it: a code never names another paragraph, so that a new title parts nothing that belongs together."""

    state: CommentState
    title: str
    title_cy: str | None
    comments: int
    # What the versions called it that were in force at the time, where that is something else.
    former_titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waits:
    """How long comments waited for the first decision: how many, half of them, nine in ten, and how many in time."""

    comments: int
    median: timedelta | None = None
    ninetieth: timedelta | None = None
    in_time: int = 0


@dataclass(frozen=True)
class Figures:
    """All that the report counts."""

    received: Sequence[Received]
    reasons: Sequence[Reason]
    waits: Waits
    decisions: int
    taken_back: int
    redacted: int
    restored: int
    unread: int
    late: int
    appeals: int
    appeals_decided: int
    appeals_overturned: int
    reports: int
    reports_answered: int
    reports_upheld: int
    campaigns: int
    in_campaigns: int
    log_length: int
    log_hash: str
    pauses: Sequence[CommentPause]

    def count(self, **which: str) -> int:
        """How many of those received have this state, kind or channel."""
        return sum(
            part.comments
            for part in self.received
            if all(getattr(part, name) == value for name, value in which.items())
        )


def report_mark() -> str:
    """What changes whenever a figure of the report does, in one query: each change of state is in the log, but for
    comments that join a group. What is late becomes so with time: it is counted anew each hour."""
    campaigns = select(func.max(CampaignMember.joined_at)).scalar_subquery()
    return f"{audit.mark(campaigns)}.{clock.now():%Y%m%d%H}"


def _received(assembly: Assembly) -> ColumnElement[bool]:
    """What counts as received. Somebody may withdraw what they never confirmed: then it never came in."""
    never_confirmed = (
        select(Contact.comment_id)
        .where(Contact.comment_id == Comment.id, Contact.confirmed_at.is_(None))
        .exists()
    )
    conditions = [
        Comment.subject_id.in_(_subjects(assembly)),
        Comment.is_official.is_(False),
        Comment.state != CommentState.AWAITING_CONFIRMATION,
    ]
    if assembly.confirms_comments:
        conditions.append(or_(Comment.state != CommentState.WITHDRAWN, ~never_confirmed))
    return and_(*conditions)


def _subjects(assembly: Assembly) -> Select[Any]:
    return select(Subject.id).where(Subject.assembly_id == assembly.id)


def _comments(assembly: Assembly) -> Select[Any]:
    return select(Comment.id).where(_received(assembly))


def report_figures(assembly: Assembly) -> Figures:
    """Count everything that the report on an assembly shows, in eight queries."""
    return Figures(
        received=_counts(assembly),
        reasons=_reasons(assembly),
        waits=_waits(assembly),
        pauses=_pauses(assembly),
        **_decision_figures(assembly),
        **_single_figures(assembly),
    )


def _counts(assembly: Assembly) -> Sequence[Received]:
    rows = db.session.execute(
        select(Comment.state, Comment.kind, Comment.channel, func.count())
        .where(_received(assembly))
        .group_by(Comment.state, Comment.kind, Comment.channel)
        .order_by(Comment.state, Comment.kind, Comment.channel)
    )
    return [Received(CommentState(state), kind, channel, number) for state, kind, channel, number in rows]


def _reasons(assembly: Assembly) -> Sequence[Reason]:
    """For what the rejected ones were rejected last, and the hidden ones hidden."""
    by_which = or_(
        and_(Comment.state == CommentState.REJECTED, ModerationDecision.action == Action.REJECT),
        and_(Comment.state == CommentState.HIDDEN, ModerationDecision.action == Action.HIDE),
    )
    last = (
        select(
            Comment.state,
            ModerationDecision.reason_code,
            ModerationDecision.policy_version_id,
            func.row_number()
            .over(partition_by=Comment.id, order_by=ModerationDecision.position.desc())
            .label("rank"),
        )
        .join(Comment, Comment.id == ModerationDecision.comment_id)
        .where(_received(assembly), by_which, stands())
        .subquery()
    )
    as_cited = and_(
        PolicyParagraph.version_id == last.c.policy_version_id, PolicyParagraph.code == last.c.reason_code
    )
    columns = (last.c.state, last.c.reason_code, PolicyParagraph.title)
    rows = db.session.execute(
        select(*columns, func.count())
        .select_from(last)
        .outerjoin(PolicyParagraph, as_cited)
        .where(last.c.rank == 1, last.c.reason_code.is_not(None))
        .group_by(*columns)
    ).all()
    newest = last_paragraphs(code for _, code, _, _ in rows)
    comments: Counter[tuple[CommentState, str]] = Counter()
    titles: defaultdict[tuple[CommentState, str], set[str]] = defaultdict(set)
    for state, code, title, number in rows:
        comments[CommentState(state), code] += number
        titles[CommentState(state), code].add(title or code)
    reasons = (_reason(*key, newest.get(key[1]), number, titles[key]) for key, number in comments.items())
    return sorted(reasons, key=lambda reason: (reason.state, -reason.comments, reason.title))


def _reason(
    state: CommentState, code: str, newest: PolicyParagraph | None, comments: int, titles: set[str]
) -> Reason:
    """What was decided before the policy had versions may cite a code that none of them has."""
    title, welsh = (newest.title, newest.title_cy) if newest else (code, None)
    return Reason(state, title, welsh, comments, tuple(sorted(titles - {title})))


def _first_decisions(assembly: Assembly) -> Subquery:
    """The first decision on each comment that stands, with the seconds that the comment had waited for it."""
    waited, decided = ModerationDecision.waited_since, ModerationDecision.decided_at
    ranked = (
        select(
            waited.label("waited_since"),
            decided.label("decided_at"),
            _seconds_between(waited, decided).label("seconds"),
            func.row_number()
            .over(partition_by=ModerationDecision.comment_id, order_by=ModerationDecision.position)
            .label("rank"),
        )
        .where(
            ModerationDecision.comment_id.in_(_comments(assembly)),
            ModerationDecision.action.in_(FIRST),
            stands(),
        )
        .subquery()
    )
    return (
        select(ranked.c.waited_since, ranked.c.decided_at, ranked.c.seconds)
        .where(ranked.c.rank == 1, ranked.c.waited_since.is_not(None))
        .subquery()
    )


def _seconds_between(earlier: Any, later: Any) -> ColumnElement[Any]:
    if db.engine.dialect.name == "sqlite":
        return (func.julianday(later) - func.julianday(earlier)) * SECONDS_A_DAY
    return extract("epoch", later - earlier)


def _waits(assembly: Assembly) -> Waits:
    """The median and the 90th percentile by nearest rank: each is the wait of a comment that there is.

    Most comments are read so soon or so late that no calendar is needed to say whether it was in time, and the database
    counts them. The others are looked at.
    """
    first, surely = _first_decisions(assembly), due.surely_in_time().total_seconds()
    ranked = select(
        first.c.seconds,
        func.row_number().over(order_by=first.c.seconds).label("place"),
        func.count().over().label("number"),
        func.count(case((first.c.seconds < surely, 1))).over().label("soon"),
        func.min(first.c.waited_since).over().label("earliest"),
        func.max(first.c.waited_since).over().label("latest"),
    ).subquery()
    places = [(ranked.c.number + 1) // 2, (ranked.c.number * 9 + 9) // 10]
    rows = db.session.execute(select(ranked).where(ranked.c.place.in_(places)).order_by(ranked.c.place)).all()
    if not rows:
        return Waits(0)
    longest = due.longest_between(rows[0].earliest, rows[0].latest).total_seconds()
    unsure = db.session.execute(
        select(first.c.waited_since, first.c.decided_at).where(first.c.seconds.between(surely, longest + 1))
    )
    in_time = rows[0].soon + len([since for since, decided in unsure if due.due_at(since) >= decided])
    median, ninetieth = (timedelta(seconds=round(float(row.seconds))) for row in (rows[0], rows[-1]))
    return Waits(rows[0].number, median, ninetieth, in_time)


def _pauses(assembly: Assembly) -> Sequence[CommentPause]:
    return db.session.scalars(
        select(CommentPause)
        .where(CommentPause.assembly_id == assembly.id)
        .order_by(CommentPause.starts_at, CommentPause.id)
    ).all()


def _single_figures(assembly: Assembly) -> dict[str, Any]:
    """The figures that are one number each, in one query."""
    parts = {
        "unread": _unread(assembly),
        "late": _late(assembly),
        **_appeal_figures(assembly),
        **_report_figures(assembly),
        **_campaign_figures(assembly),
        "log_length": select(DecisionLogHead.length).where(DecisionLogHead.id == 1),
        "log_hash": select(DecisionLogHead.hash).where(DecisionLogHead.id == 1),
    }
    row = db.session.execute(select(*(query.scalar_subquery().label(name) for name, query in parts.items())))
    return dict(row.mappings().one())


def _decision_figures(assembly: Assembly) -> dict[str, Any]:
    """What is counted of decisions, in one pass over them."""
    each = (
        select(
            ModerationDecision.comment_id, ModerationDecision.action, Comment.state, stands().label("stands")
        )
        .add_columns(and_(ModerationDecision.action == Action.REDACT, ~_came_back()).label("redacts"))
        .join(Comment, Comment.id == ModerationDecision.comment_id)
        .where(_received(assembly))
        .subquery()
    )
    of_shown = and_(each.c.stands, each.c.state == CommentState.PUBLISHED)
    comments = func.count(each.c.comment_id.distinct())
    row = db.session.execute(
        select(
            func.count().filter(each.c.stands).label("decisions"),
            func.count().filter(each.c.action == Action.UNDO).label("taken_back"),
            comments.filter(of_shown, each.c.redacts).label("redacted"),
            comments.filter(of_shown, each.c.action == Action.HIDE).label("restored"),
        )
    )
    return dict(row.mappings().one())


def _came_back() -> ColumnElement[bool]:
    """That what a decision hid or took out was shown again later: on appeal, or because a moderator thought better."""
    later = aliased(ModerationDecision)
    shows_again = or_(
        and_(ModerationDecision.action == Action.HIDE, later.action == Action.RESTORE),
        and_(
            ModerationDecision.action == Action.REDACT,
            later.action == Action.UNREDACT,
            # An appeal puts back what one decision took out, a moderator else all of it.
            or_(Appeal.id.is_(None), Appeal.decision_id == ModerationDecision.id),
        ),
    )
    return (
        select(later.id)
        .outerjoin(Appeal, Appeal.outcome_decision_id == later.id)
        .where(
            later.comment_id == ModerationDecision.comment_id,
            later.position > ModerationDecision.position,
            shows_again,
            stands(later),
        )
        .correlate(ModerationDecision)
        .exists()
    )


def _unread(assembly: Assembly) -> Select[Any]:
    """What is on show and still to be read, where an assembly has comments read afterwards."""
    return select(func.count()).where(
        _received(assembly), Comment.state == CommentState.PUBLISHED, Comment.waiting_since.is_not(None)
    )


def _late(assembly: Assembly) -> Select[Any]:
    """What has waited for a first reading for longer than is promised, on show or not."""
    since = func.coalesce(Comment.waiting_since, Comment.created_at)
    is_late = since <= due.late_if_before(clock.now())
    return select(func.count()).where(_received(assembly), still_to_be_read(), is_late)


def _appeal_figures(assembly: Assembly) -> dict[str, Select[Any]]:
    """An appeal against what a moderator took back at once fell away with it."""
    made = (
        select(func.count())
        .select_from(Appeal)
        .join(ModerationDecision, ModerationDecision.id == Appeal.decision_id)
        .where(Appeal.comment_id.in_(_comments(assembly)), stands())
    )
    return {
        "appeals": made,
        "appeals_decided": made.where(Appeal.outcome.is_not(None)),
        "appeals_overturned": made.where(Appeal.outcome == AppealOutcome.OVERTURNED),
    }


def _report_figures(assembly: Assembly) -> dict[str, Select[Any]]:
    made = select(func.count()).where(Report.comment_id.in_(_comments(assembly)))
    taken_down = (
        select(ModerationDecision.id)
        .where(
            ModerationDecision.id == Report.settled_by_id,
            ModerationDecision.action.in_((Action.HIDE, Action.REDACT)),
            stands(),
            ~_came_back(),
        )
        .correlate(Report)
        .exists()
    )
    return {
        "reports": made,
        "reports_answered": made.where(Report.settled_at.is_not(None)),
        "reports_upheld": made.where(taken_down),
    }


def _campaign_figures(assembly: Assembly) -> dict[str, Select[Any]]:
    groups = (
        select(func.count().label("comments"))
        .where(CampaignMember.group_id.is_not(None), CampaignMember.comment_id.in_(_comments(assembly)))
        .group_by(CampaignMember.group_id)
        .having(func.count() > 1)
        .subquery()
    )
    return {
        "campaigns": select(func.count()).select_from(groups),
        "in_campaigns": select(func.coalesce(func.sum(groups.c.comments), 0)),
    }
