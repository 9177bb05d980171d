"""What the kinds of evidence are called."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.evidence.models import EvidenceKind

EVIDENCE_NAMES = {
    EvidenceKind.PRESENTATION: lazy_gettext("Presentation"),
    EvidenceKind.BRIEFING: lazy_gettext("Briefing"),
    EvidenceKind.WITNESS_STATEMENT: lazy_gettext("Witness statement"),
    EvidenceKind.WRITTEN_SUBMISSION: lazy_gettext("Written submission"),
    EvidenceKind.DATASET: lazy_gettext("Data"),
}
# What a group of them is called at the head of a list.
EVIDENCE_HEADINGS = {
    EvidenceKind.PRESENTATION: lazy_gettext("Presentations"),
    EvidenceKind.BRIEFING: lazy_gettext("Briefings"),
    EvidenceKind.WITNESS_STATEMENT: lazy_gettext("Witness statements"),
    EvidenceKind.WRITTEN_SUBMISSION: lazy_gettext("Written submissions"),
    EvidenceKind.DATASET: lazy_gettext("Data"),
}
# The languages in which evidence is kept; both have an index to search.
LANGUAGE_NAMES = {"en": lazy_gettext("English"), "cy": lazy_gettext("Welsh")}


def evidence_name(kind: str) -> str:
    """What an evidence item is, in the reader's language."""
    return str(EVIDENCE_NAMES[EvidenceKind(kind)])
