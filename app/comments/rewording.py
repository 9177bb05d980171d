"""Until when an author may still change a comment, and why not any more. Plain rules, which ask nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext, lazy_gettext

from app.assemblies.pauses import questions_paused_words
from app.assemblies.phases import questions_closed_at, questions_open, questions_paused
from app.comments.closed import closed_since, paused_for, takes_comments
from app.comments.models import Comment, CommentKind, CommentState, Stance
from app.core import clock, dates
from app.recommendations.queries import PublicRecommendation

EDIT_WITHIN = timedelta(minutes=15)


# Why nothing can be changed in what is no longer on show.
_TAKEN = {
    CommentState.WITHDRAWN: lazy_gettext("You withdrew it, so it cannot be changed."),
    CommentState.HIDDEN: lazy_gettext(
        "A moderator has hidden it, so it cannot be changed. You can read why on your page."
    ),
    CommentState.REJECTED: lazy_gettext(
        "A moderator did not publish it, so it cannot be changed. You can read why on your page."
    ),
}


@dataclass(frozen=True)
class Rewording:
    """What a comment is to say from now on."""

    body: str
    stance: Stance | None = None
    name: str | None = None


def edit_until(comment: Comment) -> datetime:
    """When the time for changes ends."""
    return comment.created_at + EDIT_WITHIN


def belongs_to_a_resident(comment: Comment) -> bool:
    """Whether its author has a say over it: whatever was not written for the assembly."""
    return not comment.is_official


def words_mark(comment: Comment) -> str:
    """What an author has before their eyes: the comment's state, and when it was changed last."""
    changed = int(comment.edited_at.timestamp() * 1_000_000) if comment.edited_at else 0
    return f"{comment.state}.{changed}"


def can_still_send(comment: Comment, chosen: PublicRecommendation | None) -> bool:
    """Whether one may say the like of it now. Takes the recommendation that it is about, if it is about one."""
    assembly = comment.subject.assembly
    if comment.is_question:
        return assembly is not None and questions_open(assembly)
    return takes_comments(assembly, chosen.version if chosen else None)


def why_fixed(
    comment: Comment, has_replies: bool, chosen: PublicRecommendation | None, *, is_redacted: bool
) -> str | None:
    """Why its author cannot change a comment, in a sentence or two; None if they can.

    Takes the comment with its assembly, whether a reply to it is or was on show, the recommendation that it is about,
    if it is about one, and whether a moderator has taken words out of it. Whoever agrees with a comment agrees with
    its words, so they stay as they are then.
    """
    if comment.state in _TAKEN:
        return str(_TAKEN[CommentState(comment.state)])
    if comment.kind == CommentKind.COUNTER_CHECK:
        return str(gettext("It stays as you sent it. To say something else, use your own link once more."))
    if is_redacted:
        return str(
            gettext(
                "A moderator took words out of it, so it cannot be changed. You can read why on your page."
            )
        )
    if has_replies or comment.agrees:
        return _why_held(comment, has_replies)
    if clock.now() >= edit_until(comment):
        return str(
            gettext(
                "It could be changed for 15 minutes after you sent it, until %(when)s.",
                when=dates.moment(edit_until(comment)),
            )
        )
    return None if can_still_send(comment, chosen) else _why_closed(comment, chosen)


def _why_held(comment: Comment, has_replies: bool) -> str:
    """Why the words stay that others have answered, replied to or agreed with."""
    if not has_replies:
        return str(
            gettext("Somebody has agreed with it. With other words, they would agree with something else.")
        )
    return str(
        gettext("Somebody has answered it. Other words above their answer would make it say something else.")
        if comment.is_question
        else gettext(
            "Somebody has replied to it. Other words above their reply would make it say something else."
        )
    )


def _why_closed(comment: Comment, chosen: PublicRecommendation | None) -> str:
    assembly, asks = comment.subject.assembly, comment.is_question
    final_since = chosen.final_since if chosen else None
    closed_at = assembly and (questions_closed_at(assembly) if asks else closed_since(assembly, final_since))
    if closed_at:
        when = dates.moment(closed_at)
        return str(
            gettext("Questions closed %(when)s. Nothing can be changed since.", when=when)
            if asks
            else gettext("Comments closed %(when)s. Nothing can be changed since.", when=when)
        )
    fact = _paused_fact(comment, chosen)
    if fact:
        return str(
            gettext("%(fact)s Until then nothing can be changed. You can still withdraw it.", fact=fact)
        )
    return str(gettext("Comments are closed just now, so nothing can be changed."))


def _paused_fact(comment: Comment, chosen: PublicRecommendation | None) -> str:
    """Until when a pause closes what the comment could be changed in; empty where none does."""
    assembly = comment.subject.assembly
    if assembly is None:
        return ""
    if comment.is_question:
        return questions_paused_words(assembly).fact if questions_paused(assembly) else ""
    paused = paused_for(assembly, chosen.version if chosen else None)
    return paused.fact if paused is not None else ""
