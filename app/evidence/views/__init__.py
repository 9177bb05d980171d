"""The officers' pages about evidence, by noun: write a draft, look at it as readers will, publish it.

Pages for everybody show several nouns and stand with the pages.
"""

from __future__ import annotations

from app.evidence.views import discarding, files, items, publishing, sessions, speakers, transcripts, wordings
from app.evidence.views.desk import bp

__all__ = [
    "bp",
    "discarding",
    "files",
    "items",
    "publishing",
    "sessions",
    "speakers",
    "transcripts",
    "wordings",
]
