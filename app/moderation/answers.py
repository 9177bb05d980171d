"""What a reader who reported a comment is answered, in plain words: how it ended, by which paragraph, what came since.

Neither the moderator's name nor a note of theirs is in here, nor a word of the comment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from app.comments.models import CommentState
from app.moderation.models import Action, ModerationDecision, Report
from app.moderation.policy import Paragraph, cited_by


@dataclass(frozen=True)
class Answer:
    """How a report ended: when, in a sentence or two, with the paragraph that was broken, and what came since."""

    given_at: datetime
    said: str
    paragraph: Paragraph | None
    since: str


def answer_to(
    report: Report, standing: Sequence[ModerationDecision], redactions: Sequence[ModerationDecision]
) -> Answer | None:
    """The answer to a report, or None while it waits.

    Takes the report with its comment and the decision that answered it, the decisions on the comment that were not
    undone, and those by which words of it are out now.
    """
    if report.settled_at is None:
        return None
    decision = report.settled_by
    return Answer(
        given_at=report.settled_at,
        said=_said(decision),
        paragraph=cited_by(decision),
        since=_since(report, _came_back(decision, standing, redactions)),
    )


def _said(decision: ModerationDecision | None) -> str:
    if decision is None:
        return str(gettext("Its author has withdrawn it. Its words are on no page any more."))
    words = {
        Action.KEEP: gettext("A moderator has read it again. It breaks no rule of our policy, so it stays."),
        Action.HIDE: gettext("A moderator has read it again and has hidden it."),
        Action.REDACT: gettext("A moderator has read it again and has taken some words out of it."),
        Action.PUBLISH: gettext(
            "Its author has changed the words. A moderator has read the new ones, and they are shown."
        ),
        Action.REJECT: gettext(
            "Its author has changed the words. A moderator has read the new ones, and they are not shown."
        ),
    }
    return str(words[Action(decision.action)])


def _came_back(
    decision: ModerationDecision | None,
    standing: Sequence[ModerationDecision],
    redactions: Sequence[ModerationDecision],
) -> bool:
    """Whether words came back after the answer. Where the answer took some out, these must be among them."""
    if decision is None or decision.id in {each.id for each in redactions}:
        return False
    return any(each.action == Action.UNREDACT and each.id > decision.id for each in standing)


def _since(report: Report, came_back: bool) -> str:
    """What happened to the comment after the answer, where that was something else than the answer says."""
    state, decision = report.comment.state, report.settled_by
    was_taken = decision is not None and decision.action in (Action.HIDE, Action.REJECT)
    words = {
        CommentState.WITHDRAWN: gettext("Its author has withdrawn it since then.") if decision else "",
        CommentState.HIDDEN: "" if was_taken else gettext("A moderator has hidden it since then."),
        CommentState.REJECTED: "" if was_taken else gettext("It is not shown any more."),
        CommentState.PUBLISHED: gettext("A moderator has looked at it once more, and it is shown again.")
        if was_taken
        else gettext("Another moderator has looked at it once more. Its words are shown again.")
        if came_back
        else "",
        CommentState.AWAITING_MODERATION: gettext(
            "Its author has changed it since then. A moderator reads it once more."
        ),
    }
    return str(words.get(CommentState(state), ""))
