"""The officers' desk of recommendations, by noun. Pages for everybody show several nouns and stand with the pages."""

from __future__ import annotations

from app.recommendations.views import citing, discarding, matching, reports, texts, votes
from app.recommendations.views.desk import bp

__all__ = ["bp", "citing", "discarding", "matching", "reports", "texts", "votes"]
