"""What a comment said before its author changed it, or before words were taken out of it: for the desk alone."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.comments.models import Comment, CommentWording, Stance
from app.comments.words import NO_STANCE, STANCES
from app.core import dates
from app.core.differences import changed_paragraphs


def _stance(stance: str | None) -> str:
    return str(STANCES[Stance(stance)] if stance else NO_STANCE)


def former_words(comment: Comment) -> list[dict[str, Any]]:
    """The former wordings of a comment, the latest first: the text, when it was changed, and what was changed in it.

    Takes a comment with its former wordings loaded.
    """
    formers = list(comment.former_wordings)
    followers: list[CommentWording | Comment] = [*formers]
    followers = [*followers, comment][1:]
    return [_one(former, then) for former, then in zip(formers, followers, strict=True)][::-1]


def _one(former: CommentWording, then: CommentWording | Comment) -> dict[str, Any]:
    others = []
    if former.stance != then.stance:
        stances = {"before": _stance(former.stance), "after": _stance(then.stance)}
        others.append(gettext("Stance: “%(before)s”, then “%(after)s”.", **stances))
    if former.author_name != then.author_name:
        none = gettext("No name given")
        names = {"before": former.author_name or none, "after": then.author_name or none}
        others.append(gettext("Name: “%(before)s”, then “%(after)s”.", **names))
    if former.asked_of != then.asked_of:
        nobody = gettext("nobody")
        asked = {"before": former.asked_of or nobody, "after": then.asked_of or nobody}
        others.append(gettext("Asked of: “%(before)s”, then “%(after)s”.", **asked))
    when = dates.moment(former.replaced_at)
    is_redacted = former.redacted_by_id is not None
    return {
        "body": former.body,
        "what": str(
            gettext("A moderator took words out %(when)s", when=when)
            if is_redacted
            else gettext("Changed %(when)s", when=when)
        ),
        "whole": str(
            gettext("The original before words were taken out")
            if is_redacted
            else gettext("The whole former text")
        ),
        "paragraphs": changed_paragraphs(former.body, then.body),
        "others": [str(other) for other in others],
    }
