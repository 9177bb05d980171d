"""What the phases are called in lists and sentences. Readers meet the nouns of the domain and nothing else."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.assemblies.models import PhaseKind

PHASE_NAMES = {
    PhaseKind.PREPARING: lazy_gettext("Preparing"),
    PhaseKind.RECRUITING: lazy_gettext("Recruiting"),
    PhaseKind.LEARNING: lazy_gettext("Learning"),
    PhaseKind.DELIBERATING: lazy_gettext("Deliberating"),
    PhaseKind.CONSULTING: lazy_gettext("Consulting"),
    PhaseKind.FINALISING: lazy_gettext("Finalising"),
    PhaseKind.RESPONDING: lazy_gettext("Council responds"),
    PhaseKind.DELIVERING: lazy_gettext("Delivering"),
    PhaseKind.CLOSED: lazy_gettext("Closed"),
}


def phase_name(kind: str) -> str:
    """The name of a phase in the reader's language."""
    return str(PHASE_NAMES[PhaseKind(kind)])
