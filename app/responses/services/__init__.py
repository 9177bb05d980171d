"""What councils do: answer recommendations, promise, and report how it goes.

Each function makes one change of state and writes its log row with it.
"""

from app.responses.services.answers import (
    correct_response,
    draft_response,
    edit_response,
    publish_response,
    write_to_commenters,
)
from app.responses.services.progress import make_commitment, report_progress

__all__ = [
    "correct_response",
    "draft_response",
    "edit_response",
    "make_commitment",
    "publish_response",
    "report_progress",
    "write_to_commenters",
]
