"""Reminding officers of what falls due, before and after. Letters are rows of the outbox; each is written once."""

from __future__ import annotations

from app.accounts.queries import working_officers
from app.assemblies.models import Assembly
from app.assemblies.queries import own_public_assemblies
from app.core import outbox
from app.responses.debts import Debt, debts_of
from app.responses.queries.clocks import clocks_of


def remind_officers() -> int:
    """Write a letter to each officer for each thing that is due soon or late, unless it was written before.

    While a clock stands still nobody of that assembly is reminded. Returns how many debts were looked at. The worker
    calls this every hour; the outbox knows by its keys what was written.
    """
    looked_at = 0
    for standing in clocks_of(own_public_assemblies()):
        if standing.pause is not None:
            continue
        for debt in debts_of(standing):
            if debt.stage is not None:
                looked_at += 1
                _write(standing.assembly, debt, debt.stage)
    return looked_at


def _write(assembly: Assembly, debt: Debt, stage: int) -> None:
    due = debt.due_at.isoformat()
    for officer in working_officers(assembly.organisation_id):
        key = f"due:{assembly.id}:{debt.owed}:{debt.commitment_id}:{due}:{stage}:{officer.id}"
        outbox.put(
            "due",
            key,
            assembly_id=assembly.id,
            owed=debt.owed.value,
            commitment_id=debt.commitment_id,
            due_at=due,
            account_id=officer.id,
        )
