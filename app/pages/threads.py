"""Comments as pages show them: what the comment component wants to know, and nothing that was taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask_babel import gettext

from app.comments.models import Channel, Comment, CommentState
from app.comments.queries import place_in_list
from app.comments.words import CAME_IN
from app.core import dates
from app.core.text import beginning
from app.moderation.models import ModerationDecision
from app.moderation.policy import cited_by

# Where a comment stands among other things, so much of it: a longer one would bury the rest. The list has it whole.
MOST_CHARACTERS, MOST_LINES = 1200, 15


def trace_words(decision: ModerationDecision | None) -> dict[str, Any]:
    """The trace of what the decision hid: when and why. The text, the name and the stance stay behind.

    The reason stands as the policy had it that was in force then, and leads there, whatever later versions say.
    """
    paragraph, decided_on = cited_by(decision), dates.day(decision.decided_at) if decision else ""
    if paragraph is None:
        return {
            "decided_on": decided_on,
            "reason": gettext("it broke the moderation policy"),
            "policy_url": "/moderation-policy",
            "policy_text": gettext("moderation policy"),
        }
    return {
        "decided_on": decided_on,
        "reason": paragraph.trace,
        "policy_url": paragraph.address,
        "policy_text": gettext("policy, paragraph %(number)s", number=paragraph.number),
    }


def withdrawn_words(comment: Comment) -> dict[str, Any]:
    """The trace of what its author took back: since when. Text, name and stance are gone."""
    return {"withdrawn_on": dates.day(comment.withdrawn_at) if comment.withdrawn_at else ""}


def trace_of(comment: Comment, decisions: Mapping[int, ModerationDecision]) -> dict[str, Any]:
    """What stands in the place of a comment that was taken away: that it was hidden, or that its author withdrew it.

    Takes the decisions that hid comments, by comment. Who withdraws what a moderator has hidden adds to its trace, and
    wipes nothing away.
    """
    withdrawn = withdrawn_words(comment) if comment.state == CommentState.WITHDRAWN else None
    decision = decisions.get(comment.id)
    if withdrawn is not None and decision is None:
        return {"hidden": None, "withdrawn": withdrawn}
    return {"hidden": {**trace_words(decision), "withdrawn": withdrawn}, "withdrawn": None}


def shown(
    comment: Comment,
    decisions: Mapping[int, ModerationDecision],
    page: str,
    is_open: bool,
    became: Mapping[int, dict[str, Any]] | None = None,
    standing: Mapping[int, dict[str, Any]] = MappingProxyType({}),
    is_whole: bool = True,
) -> dict[str, Any]:
    """One comment for the component.

    Takes the comment with its replies and anchor loaded, the decisions that hid comments (by comment), the path of
    the recommendation, whether one may reply and agree, what became of comments, what is to be said of those on
    former drafts (both by comment), and whether a long one stands there whole.
    """
    replies = [] if comment.parent_id else comment.replies
    words: dict[str, Any] = {
        "id": comment.id,
        "replies": [shown(reply, decisions, page, is_open, became, is_whole=is_whole) for reply in replies],
    }
    if comment.state != CommentState.PUBLISHED:
        return words | trace_of(comment, decisions)
    can_act = is_open and not comment.is_official
    # A reply has no place in the text of its own, so its anchor is never asked for.
    anchor = None if comment.parent_id else comment.anchor
    body = comment.body if is_whole else beginning(comment.body, MOST_CHARACTERS, MOST_LINES)
    words |= {
        "name": comment.author_name,
        "stance": comment.stance,
        "body": body,
        "whole_url": place_in_list(page, comment.parent_id or comment.id, comment.id)
        if body != comment.body
        else "",
        "when": dates.day(comment.published_at or comment.created_at),
        "when_iso": (comment.published_at or comment.created_at).date().isoformat(),
        "changed": dates.moment_tag(comment.edited_at) if comment.edited_at else None,
        "clause": {"number": comment.clause_key, "url": f"{page}#clause-{comment.clause_key}"}
        if comment.clause_key
        else None,
        "quote": anchor.exact if anchor else None,
        "channel": str(CAME_IN.get(Channel(comment.channel), "")),
        "agrees": comment.agrees,
        "official": comment.is_official,
        "agree_url": f"/comments/{comment.id}/agree" if can_act else "",
        "reply_url": f"{page}comment?reply_to={comment.id}" if can_act and not comment.parent_id else "",
        "became": (became or {}).get(comment.id),
        "report_url": "" if comment.is_official else f"/comments/{comment.id}/report",
    }
    return words | standing.get(comment.id, {})


def taken_away(comments: Sequence[Comment]) -> list[int]:
    """Which of these comments were hidden or withdrawn, so that the decisions behind them can be read at once."""
    return [comment.id for comment in comments if comment.state != CommentState.PUBLISHED]
