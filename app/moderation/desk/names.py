"""How the desk calls a comment: whose it is, and what it is."""

from __future__ import annotations

from flask_babel import gettext

from app.comments.models import Comment, CommentKind


def author_of(comment: Comment) -> str:
    """The author's name as the desk says it."""
    return comment.author_name or str(gettext("No name given"))


def work_title(comment: Comment) -> str:
    """The heading over the text that is being decided: what it is, and whose."""
    name = comment.author_name
    if comment.kind == CommentKind.COUNTER_CHECK:
        return str(gettext("Reason of a counter-check"))
    if comment.is_question:
        return str(gettext("Question by %(name)s", name=name) if name else gettext("Question, no name given"))
    if comment.is_answer:
        return str(gettext("Answer by %(name)s", name=name))
    return str(gettext("Comment by %(name)s", name=name) if name else gettext("Comment, no name given"))


def in_a_sentence(comment: Comment) -> str:
    """What was decided on, within a sentence."""
    name = comment.author_name
    if comment.kind == CommentKind.COUNTER_CHECK:
        return str(gettext("the reason of a counter-check"))
    if comment.is_question:
        return str(
            gettext("the question by %(name)s", name=name) if name else gettext("a question without a name")
        )
    if comment.is_answer:
        return str(gettext("the answer by %(name)s", name=name))
    return str(gettext("the comment by %(name)s", name=name) if name else gettext("a comment without a name"))
