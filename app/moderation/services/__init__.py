"""What moderators, readers and authors do: deciding, reporting and appealing.

Each function makes one change of state and writes its log row with it.
"""

from app.moderation.services.appeals import appeal, reopen_appeal
from app.moderation.services.chain import append_decision
from app.moderation.services.decisions import decide, possible_actions
from app.moderation.services.reports import (
    forget_readers_addresses,
    reopen_reports,
    report_comment,
    settle_reports,
    settle_reports_of_withdrawn,
)

__all__ = [
    "appeal",
    "append_decision",
    "decide",
    "forget_readers_addresses",
    "possible_actions",
    "reopen_appeal",
    "reopen_reports",
    "report_comment",
    "settle_reports",
    "settle_reports_of_withdrawn",
]
