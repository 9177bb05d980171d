"""Reading what was decided and reported, and what waits (`queue`)."""

from app.moderation.queries.decisions import (
    ForAuthor,
    clause_of,
    comment_at_desk,
    decision_for_letter,
    hiding_decisions,
    history,
    history_for_author,
    replies_on_show,
    reportable_comment,
    reports_of,
    seen_mark,
    was_overtaken,
    was_reworded,
)
from app.moderation.queries.policy import CITED

__all__ = [
    "CITED",
    "ForAuthor",
    "clause_of",
    "comment_at_desk",
    "decision_for_letter",
    "hiding_decisions",
    "history",
    "history_for_author",
    "replies_on_show",
    "reportable_comment",
    "reports_of",
    "seen_mark",
    "was_overtaken",
    "was_reworded",
]
