"""What moderators and readers do: deciding, and reporting.

Each function makes one change of state and writes its log row with it.
"""

from app.moderation.services.chain import append_decision
from app.moderation.services.decisions import decide, possible_actions
from app.moderation.services.reports import report_comment

__all__ = ["append_decision", "decide", "possible_actions", "report_comment"]
