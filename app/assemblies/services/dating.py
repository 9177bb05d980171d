"""When the phases of an assembly open and close."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.models import Assembly, Phase, PhaseKind
from app.assemblies.names import phase_name
from app.assemblies.services.rules import changed, must_be_ours
from app.assemblies.words import PhaseSpan
from app.core import audit, dates
from app.core.db import db
from app.core.errors import WrongField

ORDER = list(PhaseKind)


def _check_spans(spans: Sequence[PhaseSpan]) -> None:
    """One after the other, in the order of the stages. Messages name the form's field of the edge that is wrong."""
    for span in spans:
        if span.closes_at is not None and span.closes_at <= span.opens_at:
            raise WrongField(f"{span.kind.value}_closes", gettext("This phase must close after it opens."))
    for earlier, later in pairwise(spans):
        if later.opens_at < (earlier.closes_at or earlier.opens_at):
            raise WrongField(
                f"{later.kind.value}_opens",
                gettext(
                    "“%(earlier)s” is not over then: it ends on %(moment)s. Phases follow each other.",
                    earlier=phase_name(earlier.kind),
                    moment=dates.moment(earlier.closes_at or earlier.opens_at),
                ),
            )
        if earlier.closes_at is None:
            raise WrongField(
                f"{earlier.kind.value}_closes",
                gettext("Say when this phase ends. Only the last may stay open."),
            )


def set_phases(assembly: Assembly, spans: Sequence[PhaseSpan], by: Account) -> None:
    """Date the phases of an assembly: those named are kept or made, the others go.

    Takes each phase once, in any order. Raises WrongField, with the form's field (`learning_closes`), where a phase
    ends before it begins, two overlap, they are out of order, or any but the last has no end; Refused for a compiled
    record.
    """
    must_be_ours(assembly)
    ordered = sorted(spans, key=lambda span: ORDER.index(span.kind))
    _check_spans(ordered)
    wanted = {span.kind.value: span for span in ordered}
    here = {phase.kind: phase for phase in assembly.phases}
    for kind in here.keys() - wanted.keys():
        assembly.phases.remove(here[kind])
    # An assembly may not have two phases of one place even for a moment, so they step aside first.
    for phase in assembly.phases:
        phase.position += 1000
    db.session.flush()
    for position, span in enumerate(ordered, start=1):
        phase = here.get(span.kind.value) or Phase(kind=span.kind.value)
        phase.position, phase.opens_at, phase.closes_at = position, span.opens_at, span.closes_at
        if span.kind.value not in here:
            assembly.phases.append(phase)
    db.session.flush()
    assembly.phases.sort(key=lambda phase: phase.position)
    audit.record(
        "dated phases",
        assembly,
        actor_id=by.id,
        phases={
            span.kind.value: [span.opens_at.isoformat(), span.closes_at and span.closes_at.isoformat()]
            for span in ordered
        },
    )
    changed(assembly)
