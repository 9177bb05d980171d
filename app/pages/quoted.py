"""Single comments, quoted in a pack or behind a change. Of what was taken away there is the trace alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.comments.models import Comment, CommentState
from app.comments.queries import place_of
from app.core.text import excerpt
from app.moderation.models import ModerationDecision
from app.moderation.queries import hiding_decisions
from app.pages.threads import taken_away, trace_of

Words = dict[str, Any]


def quotations(comments: Sequence[Comment], longest: int, named: bool = True) -> list[Words]:
    """Comments for the quotation component, in their order.

    Takes comments on show with their subjects, how many characters of each are quoted, and whether their authors'
    names are. Of a comment that was hidden or withdrawn there is the trace and nothing else. One query at most.
    """
    decisions = hiding_decisions(taken_away(comments))
    return [_quotation(comment, decisions, longest, named) for comment in comments]


def _quotation(
    comment: Comment, decisions: Mapping[int, ModerationDecision], longest: int, named: bool
) -> Words:
    if comment.state != CommentState.PUBLISHED:
        return {"id": comment.id, **trace_of(comment, decisions)}
    text = excerpt(comment.body, longest)
    return {
        "id": comment.id,
        "text": text,
        "is_cut": text.endswith("…") and not comment.body.rstrip().endswith("…"),
        "stance": comment.stance,
        "name": comment.author_name if named else "",
        "clause": comment.clause_key or "",
        "agrees": comment.agrees,
        "url": place_of(comment),
    }
