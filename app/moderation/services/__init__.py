"""What moderators, authors and readers do: deciding, appealing and reporting.

Each function makes one change of state and writes its log row with it.
"""

from app.moderation.services.allowed import is_claimed_by_another, possible_actions, why_not_again
from app.moderation.services.appeal_outcomes import decide_appeal, why_not_appeal, why_not_overturn
from app.moderation.services.appeals import appeal, reopen_appeal, settle_appeal
from app.moderation.services.batches import BatchOutcome, Chosen, NotDone, decide_all
from app.moderation.services.chain import append_decision
from app.moderation.services.claims import claim, claim_next, release
from app.moderation.services.decisions import decide
from app.moderation.services.policy import publish_policy, refuse_overtaken
from app.moderation.services.queue import keep_in_queue, requeue_everything
from app.moderation.services.reports import (
    forget_readers_addresses,
    reopen_reports,
    report_comment,
    settle_reports,
    settle_reports_of_withdrawn,
)
from app.moderation.services.undoing import UndoOutcome, may_undo, undo

__all__ = [
    "BatchOutcome",
    "Chosen",
    "NotDone",
    "UndoOutcome",
    "appeal",
    "append_decision",
    "claim",
    "claim_next",
    "decide",
    "decide_all",
    "decide_appeal",
    "forget_readers_addresses",
    "is_claimed_by_another",
    "keep_in_queue",
    "may_undo",
    "possible_actions",
    "publish_policy",
    "refuse_overtaken",
    "release",
    "reopen_appeal",
    "reopen_reports",
    "report_comment",
    "requeue_everything",
    "settle_appeal",
    "settle_reports",
    "settle_reports_of_withdrawn",
    "undo",
    "why_not_again",
    "why_not_appeal",
    "why_not_overturn",
]
