"""What councils do: answer recommendations, promise, and report how it goes.

Each function makes one change of state and writes its log row with it.
"""

from app.responses.services.answers import correct_response, decide_anew, draft_response, edit_response
from app.responses.services.approval import (
    call_off,
    hand_back,
    publish_response,
    remark_on,
    send_for_approval,
)
from app.responses.services.corrections import correct_commitment, correct_update
from app.responses.services.letters import write_to_approvers, write_to_commenters
from app.responses.services.progress import add_milestone, make_commitment, report_progress, tell_of

__all__ = [
    "add_milestone",
    "call_off",
    "correct_commitment",
    "correct_response",
    "correct_update",
    "decide_anew",
    "draft_response",
    "edit_response",
    "hand_back",
    "make_commitment",
    "publish_response",
    "remark_on",
    "report_progress",
    "send_for_approval",
    "tell_of",
    "write_to_approvers",
    "write_to_commenters",
]
