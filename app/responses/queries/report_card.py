"""The plain rows that the report card counts, of any number of assemblies in the same few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, load_only

from app.assemblies.models import Assembly
from app.core.db import NOW, db
from app.recommendations.models import Recommendation, RecommendationKind, Version, VersionStage
from app.responses.due import due_moment
from app.responses.models import (
    CheckPass,
    Commitment,
    CounterCheck,
    DeliveryStatus,
    Finding,
    ProgressTarget,
    ProgressUpdate,
    Response,
    ResponseTarget,
    Side,
    Verdict,
)
from app.responses.queries.answers import is_public
from app.responses.queries.clock import standstills
from app.responses.queries.passes import counts_as_asked
from app.responses.report_card.facts import About, Checked, Facts, Item, Promise, Statement
from app.responses.standing import state_of

IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def facts_of(assemblies: Sequence[Assembly]) -> Mapping[int, Facts]:
    """All that is counted of some assemblies, by their numbers; eight queries, however many they are."""
    which = {"ids": [assembly.id for assembly in assemblies]}
    items, statements = _items(which), _statements(which)
    promises, reported = _promises(which)
    delivery, compiled_reports = _delivery(which)
    checks, asked = _checks(which), _asked(which)
    return {
        assembly.id: Facts(
            is_compiled=assembly.is_compiled,
            report_published_on=assembly.report_published_on,
            due_at=_due_at(assembly),
            items=items[assembly.id],
            statements=statements[assembly.id],
            commitments=promises[assembly.id],
            delivery=delivery[assembly.id],
            reported_on=[*reported[assembly.id], *compiled_reports[assembly.id]],
            checks=checks[assembly.id],
            asked=asked[assembly.id],
        )
        for assembly in assemblies
    }


def _due_at(assembly: Assembly) -> datetime | None:
    """The clock of our own, and of a record what it says was promised, if that is a date."""
    if not assembly.is_compiled:
        return assembly.answer_due_at
    return due_moment((assembly.recorded_promise or {}).get("due_on"))


# ---- Recommendations ----


_IS_FINAL = func.max(case((Version.stage == VersionStage.FINAL.value, 1), else_=0))
_ITEM = (
    Recommendation.assembly_id,
    Recommendation.id,
    Recommendation.kind,
    Recommendation.vanished_at,
)
_ITEMS = (
    select(*_ITEM, _IS_FINAL)
    .join(Version, Version.recommendation_id == Recommendation.id)
    .where(Recommendation.assembly_id.in_(IDS), Version.published_at <= NOW)
    .group_by(*_ITEM)
)


def _items(which: Mapping[str, Any]) -> Mapping[int, list[Item]]:
    """Everything of which a text is public."""
    found: dict[int, list[Item]] = defaultdict(list)
    for assembly_id, item_id, kind, vanished_at, is_final in db.session.execute(_ITEMS, which):
        found[assembly_id].append(
            Item(item_id, RecommendationKind(kind), bool(is_final), vanished_at is not None)
        )
    return found


# ---- Answers ----


_STATEMENTS = (
    select(
        Response.assembly_id,
        Response.id,
        Response.verdict,
        Response.covers_all,
        Response.is_compiled,
        Response.is_official_source,
        Response.decided_on,
        Response.published_at,
        Response.follows_id,
        Response.vanished_at,
        ResponseTarget.recommendation_id,
    )
    .outerjoin(ResponseTarget, ResponseTarget.response_id == Response.id)
    .where(Response.assembly_id.in_(IDS), is_public())
    .order_by(Response.id)
)


def _statements(which: Mapping[str, Any]) -> Mapping[int, list[Statement]]:
    """Every public answer once, with what it names."""
    names: dict[int, set[int]] = defaultdict(set)
    rows: dict[int, Any] = {}
    for row in db.session.execute(_STATEMENTS, which):
        rows[row.id] = row
        if row.recommendation_id is not None and not row.covers_all:
            names[row.id].add(row.recommendation_id)
    found: dict[int, list[Statement]] = defaultdict(list)
    for row in rows.values():
        statement = Statement(
            id=row.id,
            verdict=Verdict(row.verdict) if row.verdict else None,
            item_ids=frozenset(names[row.id]),
            covers_all=row.covers_all,
            is_compiled=row.is_compiled,
            is_official=row.is_official_source,
            decided_on=row.decided_on,
            published_at=row.published_at,
            follows_id=row.follows_id,
            vanished_at=row.vanished_at,
        )
        found[row.assembly_id].append(statement)
    return found


# ---- Commitments and progress ----


@cache
def _commitments_query() -> Select[Commitment]:
    """Commitments with no more than their state is read off: words and evidence stay where they are."""
    return (
        select(Commitment)
        .join(Commitment.recommendation)
        .where(Recommendation.assembly_id.in_(IDS))
        .options(
            load_only(Commitment.due_on, Commitment.made_at, Commitment.recommendation_id),
            contains_eager(Commitment.recommendation).load_only(Recommendation.assembly_id),
            joinedload(Commitment.updates).load_only(
                ProgressUpdate.commitment_id,
                ProgressUpdate.milestone_id,
                ProgressUpdate.follows_id,
                ProgressUpdate.status,
                ProgressUpdate.new_due_on,
                ProgressUpdate.reported_on,
                ProgressUpdate.created_at,
            ),
        )
        .order_by(Commitment.id)
    )


def _promises(which: Mapping[str, Any]) -> tuple[Mapping[int, list[Promise]], Mapping[int, list[str]]]:
    """Commitments as they stand, and the days of reports on them; two queries."""
    pauses = standstills()
    promises: dict[int, list[Promise]] = defaultdict(list)
    reported: dict[int, list[str]] = defaultdict(list)
    for commitment in db.session.scalars(_commitments_query(), which).unique():
        assembly = commitment.recommendation.assembly
        state = state_of(commitment, pauses.get(assembly.id, ()))
        report = state.report_due
        promises[assembly.id].append(
            Promise(
                commitment.id,
                state.status,
                state.is_overdue,
                report is not None and report.is_overdue,
            )
        )
        # A day that was said wrongly and corrected since is the day of nothing.
        reported[assembly.id] += [
            told.update.reported_on for told in state.all_told if told.update.reported_on
        ]
    return promises, reported


_DELIVERY = (
    select(
        ProgressUpdate.assembly_id,
        ProgressTarget.recommendation_id,
        ProgressUpdate.status,
        ProgressUpdate.reported_on,
    )
    .outerjoin(ProgressTarget, ProgressTarget.update_id == ProgressUpdate.id)
    .where(
        ProgressUpdate.assembly_id.in_(IDS),
        ProgressUpdate.commitment_id.is_(None),
        ProgressUpdate.vanished_at.is_(None),
    )
    .order_by(ProgressUpdate.reported_on.nulls_first(), ProgressUpdate.id)
)


def _delivery(
    which: Mapping[str, Any],
) -> tuple[Mapping[int, dict[int, DeliveryStatus]], Mapping[int, set[str]]]:
    """What records say last of how far each item has got, and the days on which anything was reported."""
    delivery: dict[int, dict[int, DeliveryStatus]] = defaultdict(dict)
    reported: dict[int, set[str]] = defaultdict(set)
    rows: Iterable[Any] = db.session.execute(_DELIVERY, which)
    for assembly_id, item_id, status, reported_on in rows:
        if item_id is not None and status:
            delivery[assembly_id][item_id] = DeliveryStatus(status)
        reported[assembly_id] |= {reported_on} if reported_on else set()
    return delivery, reported


# ---- Counter-checks ----


# What each pass said last of each thing. Saying something else is a new row, and only the last one counts.
_LAST_CHECKS = select(func.max(CounterCheck.id)).group_by(
    CounterCheck.pass_id, CounterCheck.response_id, CounterCheck.commitment_id
)
_SAID = (CheckPass.assembly_id, CounterCheck.response_id, CounterCheck.commitment_id)
_CHECKS = (
    select(*_SAID, CheckPass.side, CounterCheck.finding, func.count())
    .join(CheckPass, CheckPass.id == CounterCheck.pass_id)
    .where(CheckPass.assembly_id.in_(IDS), CounterCheck.id.in_(_LAST_CHECKS))
    .group_by(*_SAID, CheckPass.side, CounterCheck.finding)
)


def _checks(which: Mapping[str, Any]) -> Mapping[int, list[Checked]]:
    found: dict[int, list[Checked]] = defaultdict(list)
    rows: Iterable[Any] = db.session.execute(_CHECKS, which)
    for assembly_id, response_id, commitment_id, side, finding, count in rows:
        about = About.COMMITMENT if response_id is None else About.ANSWER
        found[assembly_id].append(
            Checked(about, response_id or commitment_id, Side(side), Finding(finding), count)
        )
    return found


_ASKED = (
    select(CheckPass.assembly_id, CheckPass.side, func.count())
    .where(CheckPass.assembly_id.in_(IDS), counts_as_asked())
    .group_by(CheckPass.assembly_id, CheckPass.side)
)


def _asked(which: Mapping[str, Any]) -> Mapping[int, dict[Side, int]]:
    """How many of each side were asked."""
    found: dict[int, dict[Side, int]] = defaultdict(dict)
    for assembly_id, side, count in db.session.execute(_ASKED, which):
        found[assembly_id][Side(side)] = count
    return found
