"""What the kinds of evidence are called."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.evidence.models import EvidenceKind

EVIDENCE_NAMES = {
    EvidenceKind.PRESENTATION: lazy_gettext("Presentation"),
    EvidenceKind.BRIEFING: lazy_gettext("Briefing"),
    EvidenceKind.WITNESS_STATEMENT: lazy_gettext("Witness statement"),
    EvidenceKind.WRITTEN_SUBMISSION: lazy_gettext("Written submission"),
    EvidenceKind.DATASET: lazy_gettext("Dataset"),
}


def evidence_name(kind: str) -> str:
    """What an evidence item is, in the reader's language."""
    return str(EVIDENCE_NAMES[EvidenceKind(kind)])
