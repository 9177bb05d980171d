"""What happens to comments and questions, by noun: posted, published or not, answered, agreed with, counted.

Each function makes one change of state and writes its log row with it. Whether a comment *should* be published is
for moderation to say; here stands only how it is done.
"""

from __future__ import annotations

from app.comments.services.agrees import BROWSER_COOKIE, BROWSER_COOKIE_SECONDS, agree, take_back_agree
from app.comments.services.letters import switch_letters, tell_of_replies
from app.comments.services.locking import lock_comment
from app.comments.services.posting import (
    MOST_UNCONFIRMED,
    UNCONFIRMED_WITHIN,
    anchor_at,
    confirm_comment,
    post_comment,
)
from app.comments.services.questions import answer_question, answers_mark, ask_question
from app.comments.services.reasons import keep_reason
from app.comments.services.receipts import author_key, keep_once, new_receipt_token
from app.comments.services.redacting import (
    redact_comment,
    take_back_redaction,
    take_back_unredaction,
    unredact_comment,
)
from app.comments.services.rewording import edit_comment, withdraw_comment
from app.comments.services.showing import all_at_once
from app.comments.services.states import (
    hide_comment,
    keep_comment,
    publish_comment,
    reject_comment,
    restore_comment,
    return_comment,
)
from app.comments.services.tallies import recount, recount_everything

__all__ = [
    "BROWSER_COOKIE",
    "BROWSER_COOKIE_SECONDS",
    "MOST_UNCONFIRMED",
    "UNCONFIRMED_WITHIN",
    "agree",
    "all_at_once",
    "anchor_at",
    "answer_question",
    "answers_mark",
    "ask_question",
    "author_key",
    "confirm_comment",
    "edit_comment",
    "hide_comment",
    "keep_comment",
    "keep_once",
    "keep_reason",
    "lock_comment",
    "new_receipt_token",
    "post_comment",
    "publish_comment",
    "recount",
    "recount_everything",
    "redact_comment",
    "reject_comment",
    "restore_comment",
    "return_comment",
    "switch_letters",
    "take_back_agree",
    "take_back_redaction",
    "take_back_unredaction",
    "tell_of_replies",
    "unredact_comment",
    "withdraw_comment",
]
