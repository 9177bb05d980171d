"""What officers do with recommendations: write, publish and discard their versions, and cite evidence."""

from app.recommendations.services.citations import (
    cite,
    mark_citations_at_session,
    mark_citations_of_item,
    remove_citation,
)
from app.recommendations.services.discarding import discard_draft
from app.recommendations.services.drafts import start_recommendation, write_draft
from app.recommendations.services.matches import match_clauses
from app.recommendations.services.publishing import publish_version
from app.recommendations.services.reports import import_report
from app.recommendations.services.turns import what_happened

__all__ = [
    "cite",
    "discard_draft",
    "import_report",
    "mark_citations_at_session",
    "mark_citations_of_item",
    "match_clauses",
    "publish_version",
    "remove_citation",
    "start_recommendation",
    "what_happened",
    "write_draft",
]
