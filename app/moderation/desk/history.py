"""What was done, in words: right after it, on a comment’s own page, of an author, and in a list of one’s decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from app.comments.models import Comment
from app.core import clock, dates
from app.core.text import excerpt
from app.moderation.desk.choices import paragraph_name
from app.moderation.desk.names import in_a_sentence
from app.moderation.desk.together import did_words
from app.moderation.limits import UNDO_WITHIN
from app.moderation.models import Action, DecisionBatch, ModerationDecision, PolicyParagraph
from app.moderation.queries.around import Earlier
from app.moderation.states import state_words

Words = dict[str, Any]


def done_words(action: Action, comment: Comment, letter_at: datetime | None = None) -> str:
    """What the next page says has just been done, and when the author is written to, if they are."""
    what = in_a_sentence(comment)
    words = {
        Action.PUBLISH: gettext("You published %(what)s.", what=what),
        Action.REJECT: gettext("You rejected %(what)s.", what=what),
        Action.HIDE: gettext("You hid %(what)s. A trace stands in its place.", what=what),
        Action.RESTORE: gettext("You showed %(what)s again.", what=what),
        Action.KEEP: gettext("You kept %(what)s published.", what=what),
        Action.REDACT: gettext("You took words out of %(what)s. The rest is published.", what=what),
        Action.UNREDACT: gettext("You put the words back in %(what)s.", what=what),
        Action.ESCALATE: gettext("You asked a lead about %(what)s.", what=what),
        Action.HAND_BACK: gettext("You handed %(what)s back.", what=what),
        Action.UPHOLD: gettext("You let the decision on %(what)s stand.", what=what),
    }
    done = str(words[action])
    if letter_at is None:
        return done
    leaves = gettext("The letter to the author leaves at %(time)s.", time=dates.time(letter_at))
    return f"{done} {leaves}"


def _did(action: str) -> str:
    did = {
        Action.PUBLISH: gettext("published it"),
        Action.REJECT: gettext("rejected it"),
        Action.HIDE: gettext("hid it"),
        Action.RESTORE: gettext("showed it again"),
        Action.KEEP: gettext("kept it published"),
        Action.REDACT: gettext("took words out of it"),
        Action.UNREDACT: gettext("put the words back"),
        Action.ESCALATE: gettext("asked a lead"),
        Action.HAND_BACK: gettext("handed it back"),
        Action.UPHOLD: gettext("let the decision stand"),
        Action.UNDO: gettext("took the decision before back"),
    }
    return str(did[Action(action)])


def history_words(history: Sequence[ModerationDecision]) -> list[Words]:
    """What was decided on a comment, by whom, when and why, by which policy, with all notes: for the desk alone."""
    return [
        {
            "who": decision.decided_by.name,
            "did": _did(decision.action),
            "when": dates.moment(decision.decided_at),
            "paragraph": paragraph_name(decision.paragraph) if decision.paragraph else "",
            "policy": decision.policy_version_id,
            "note_to_author": decision.note_to_author,
            "internal_note": decision.internal_note,
        }
        for decision in history
    ]


def authors_words(earlier: Earlier) -> Words:
    """An author's earlier texts: what each says, how it stands, and why if a moderator took it away."""
    return {
        "number": earlier.number,
        "texts": [
            {
                "id": text.id,
                "text": excerpt(text.body, 160),
                "state": state_words(text.state),
                "when": dates.day(text.created_at),
                "paragraph": paragraph_name(decision.paragraph) if decision and decision.paragraph else "",
            }
            for text, decision in earlier.last
        ],
    }


def batch_words(batch: DecisionBatch, number: int, paragraph: PolicyParagraph | None) -> Words:
    """One press of a button: what it did, when, and until when it can be undone."""
    until = batch.made_at + UNDO_WITHIN
    can_be_undone = not batch.undone_at and batch.action != Action.UNDO and clock.now() < until
    undone = gettext("undone at %(time)s", time=dates.time(batch.undone_at)) if batch.undone_at else ""
    return {
        "id": batch.id,
        "did": did_words(Action(batch.action), number),
        "when": dates.moment(batch.made_at),
        "paragraph": paragraph_name(paragraph) if paragraph else "",
        "undone": str(undone),
        "until": dates.time(until) if can_be_undone else "",
    }


def undone_words(returned: Sequence[Comment]) -> str:
    """What the next page says once a press was taken back, or nothing of it could be."""
    if not returned:
        return str(gettext("Nothing was taken back."))
    if len(returned) == 1:
        what = in_a_sentence(returned[0])
        return str(
            gettext(
                "You took your decision on %(what)s back. The author got no letter, but may have seen it.",
                what=what,
            )
        )
    return str(
        ngettext(
            "You took your decision on %(num)d comment back. The author got no letter, but may have seen it.",
            "You took your decision on %(num)d comments back. The authors got no letter, but may have seen it.",
            len(returned),
        )
    )
