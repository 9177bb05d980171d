"""What councils owe by the clock, for the administrator: what is late first, then what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.assemblies.queries import own_public_assemblies
from app.core import clock, dates
from app.responses.clocks import AssemblyClock
from app.responses.debts import Debt, Owed, debts_of
from app.responses.queries.clocks import clocks_of
from app.responses.wording.clock import ago

Words = dict[str, Any]


@dataclass(frozen=True)
class DebtLine:
    """One thing that a council owes, in words."""

    assembly: Assembly
    what: str
    due_at: datetime
    when: str
    ago: str
    is_paused: bool


@dataclass(frozen=True)
class OverduePage:
    """Everything the template needs."""

    late: Sequence[DebtLine]
    to_come: Sequence[DebtLine]
    paused: Sequence[Words]


def overdue_page() -> OverduePage:
    """Read and arrange what is late and what comes; six queries, however many assemblies there are."""
    standing = clocks_of(own_public_assemblies())
    lines = [_line(each, debt) for each in standing for debt in debts_of(each)]
    lines.sort(key=lambda line: (line.due_at, line.assembly.name, line.what))
    now = clock.now()
    return OverduePage(
        late=[line for line in lines if line.due_at <= now],
        to_come=[line for line in lines if line.due_at > now],
        paused=[
            {
                "assembly": each.assembly,
                "until": dates.moment(each.pause.ends_at),
                "reason": each.pause.reason,
            }
            for each in standing
            if each.pause is not None
        ],
    )


def _line(standing: AssemblyClock, debt: Debt) -> DebtLine:
    return DebtLine(
        assembly=standing.assembly,
        what=_what(standing, debt),
        due_at=debt.due_at,
        when=dates.moment(debt.due_at),
        ago=ago(debt.due_at) if debt.due_at <= clock.now() else "",
        is_paused=standing.pause is not None,
    )


def _what(standing: AssemblyClock, debt: Debt) -> str:
    if debt.owed is Owed.ANSWERS:
        return str(ngettext("%(num)d answer", "%(num)d answers", standing.missing))
    if debt.owed is Owed.REPORT:
        return str(gettext("A report of progress"))
    title = next(s.commitment.current.title for s in standing.states if s.commitment.id == debt.commitment_id)
    return str(gettext("Commitment: %(title)s", title=title))
