"""Assemblies for tests, with phases around the present moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.assemblies.events import AssemblyChanged
from app.assemblies.models import Assembly, Phase, PhaseKind
from app.core import clock, events
from app.core.db import db
from app.organisations.models import Organisation
from app.organisations.queries import organisation_by_slug
from tests.factories.organisations import make_organisation

Span = tuple[int | None, int | None]


def add_phase(
    assembly: Assembly, kind: PhaseKind, opens_at: datetime | None, closes_at: datetime | None
) -> Phase:
    """Add a phase at the end of an assembly's phases."""
    phase = Phase(position=len(assembly.phases) + 1, kind=kind.value, opens_at=opens_at, closes_at=closes_at)
    assembly.phases.append(phase)
    db.session.flush()
    return phase


def make_assembly(
    slug: str = "high-street",
    organisation: Organisation | None = None,
    *,
    learning: Span | None = None,
    consulting: Span | None = None,
    published: bool = True,
    **columns: object,
) -> Assembly:
    """An assembly run here.

    Takes a council (Fenbury where none is given) and, as `consulting`, the days from now on which comments open and
    close: (-7, 7) is open, (-14, -7) closed, (7, 14) to come; as `learning`, those of questions. It has its subject.
    """
    now = clock.now()
    given: dict[str, object] = {
        "name": f"Assembly on {slug.replace('-', ' ')}",
        "question": "What should become of the high street?",
        "published_at": now - timedelta(days=30) if published else None,
        "created_at": now - timedelta(days=60),
        **columns,
    }
    # What a promised day is worked out from, so that it stays when something of the assembly changes.
    given.setdefault("promised_answer_at", given.get("answer_due_at"))
    organisation = organisation or organisation_by_slug("fenbury") or make_organisation()
    assembly = Assembly(slug=slug, organisation=organisation, **given)
    db.session.add(assembly)
    db.session.flush()
    for kind, span in ((PhaseKind.LEARNING, learning), (PhaseKind.CONSULTING, consulting)):
        if span is not None:
            opens, closes = (now + timedelta(days=days) if days is not None else None for days in span)
            add_phase(assembly, kind, opens, closes)
    events.announce(AssemblyChanged(assembly.id))
    return assembly
