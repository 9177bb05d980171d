"""What became of a comment, for the page that only its author knows: the way it has gone, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.comments.models import Comment, CommentKind, CommentState, LetterKind
from app.comments.queries import place_of
from app.core import dates
from app.core.forms import ButtonForm
from app.core.text import excerpt
from app.dispositions.models import Disposition, DispositionOutcome
from app.dispositions.queries.dispositions import all_dispositions, current_dispositions
from app.recommendations.queries import recommendation_about
from app.responses.models import Response
from app.responses.queries.answers import answers_of
from app.responses.wording.answers import ribbon

Words = dict[str, Any]
# Of the comment that somebody replied to, so much is shown to know it again by.
LONGEST_QUOTE = 200
OUTCOMES = {
    DispositionOutcome.CHANGED: lazy_gettext("The text was changed"),
    DispositionOutcome.NO_CHANGE: lazy_gettext("Considered, and the text stays as it is"),
    DispositionOutcome.OUT_OF_SCOPE: lazy_gettext("Not for this assembly to decide, so it was passed on"),
    DispositionOutcome.NOTED: lazy_gettext("Read and noted"),
}
LETTERS = {
    LetterKind.PUBLISHED: lazy_gettext("When it is shown"),
    LetterKind.REJECTED: lazy_gettext("When it is not shown, or is hidden"),
    LetterKind.REPLIED: lazy_gettext("When somebody replies"),
    LetterKind.DISPOSED: lazy_gettext("When we say what became of it"),
    LetterKind.ANSWERED: lazy_gettext("When the council answers"),
}


@dataclass(frozen=True)
class Became:
    """What became of a comment, what was said of it before, and the council's answer to the recommendation."""

    current: Disposition | None
    of_parent: bool
    former: Sequence[Disposition]
    response: Response | None
    verdict: str
    steps: Sequence[Words]
    # Of a reply, the comment that it was written to: {"text", "quote", "url"}.
    replied_to: Words | None
    letters: Sequence[Words]
    letter_form: ButtonForm


def became(comment: Comment) -> Became:
    """Read and arrange what became of a comment; a question has neither steps nor an answer of this kind."""
    current, former = None, []
    response = None
    is_comment = comment.kind == CommentKind.COMMENT
    if is_comment and not comment.is_official:
        current = current_dispositions([comment.id]).get(comment.id)
        former = _told_apart(current, all_dispositions(comment))
        recommendation = recommendation_about(comment.subject_id)
        if recommendation is not None:
            response = answers_of(recommendation.assembly, recommendation).to(recommendation).response
    return Became(
        current=current,
        of_parent=current is not None and current.comment_id == comment.parent_id is not None,
        former=former,
        response=response,
        verdict=ribbon(response) if response else "",
        steps=_steps(comment, current, response) if is_comment and not comment.is_official else [],
        replied_to=_replied_to(comment) if is_comment else None,
        letters=_letters(comment),
        letter_form=ButtonForm(f"letters:{comment.receipt_token}"),
    )


def _told_apart(current: Disposition | None, everything: Sequence[Disposition]) -> list[Disposition]:
    """The former dispositions, newest first. An answer kept for a comment that left its theme is the same one."""
    seen = {(current.made_at, current.outcome)} if current else set()
    former = []
    for each in reversed(everything):
        if (each.made_at, each.outcome) not in seen:
            seen.add((each.made_at, each.outcome))
            former.append(each)
    return former


def _steps(comment: Comment, current: Disposition | None, response: Response | None) -> list[Words]:
    """The way of a comment as a line of stops: sent, read by a moderator, shown, answered, the council's answer.

    A comment that is not on show goes no further, so nothing is promised for it.
    """
    shown = comment.state == CommentState.PUBLISHED
    steps: list[tuple[str, datetime | None, bool]] = [(gettext("Sent"), comment.created_at, True)]
    if comment.contact is not None:
        confirmed = comment.contact.confirmed_at
        steps.append((gettext("Confirmed by you"), confirmed, confirmed is not None))
    if comment.state in (CommentState.REJECTED, CommentState.HIDDEN, CommentState.WITHDRAWN):
        return _stops([(name, moment, True) for name, moment, _ in steps])
    if shown and comment.waiting_since is not None:
        steps.append((gettext("Shown"), comment.published_at, True))
        steps.append((gettext("Read by a moderator"), None, False))
    else:
        steps.append((gettext("Read by a moderator and shown"), comment.published_at, shown))
    made_at = current.made_at if current else None
    steps.append((gettext("The organisers say what became of it"), made_at, current is not None))
    answered_at = response.published_at if response else None
    steps.append((gettext("The council answers"), answered_at, response is not None))
    return _stops(steps)


def _stops(steps: Sequence[tuple[str, datetime | None, bool]]) -> list[Words]:
    stops: list[Words] = []
    next_found = False
    for name, moment, done in steps:
        state = "done" if done else "to_come" if next_found else "now"
        next_found = next_found or not done
        stops.append({"name": name, "when": dates.day(moment) if done and moment else "", "state": state})
    return stops


def _replied_to(reply: Comment) -> Words | None:
    """The comment that a reply was written to, with its first words while it is on show."""
    comment = reply.parent
    if comment is None:
        return None
    texts = {
        CommentState.PUBLISHED.value: gettext("You replied to this comment:"),
        CommentState.HIDDEN.value: gettext("You replied to a comment that a moderator has hidden since."),
    }
    is_shown = comment.state == CommentState.PUBLISHED and reply.subject.is_public
    withdrawn = gettext("You replied to a comment that its author has withdrawn since.")
    return {
        "text": texts.get(comment.state, withdrawn),
        "quote": excerpt(comment.body, LONGEST_QUOTE) if is_shown else "",
        "url": place_of(comment) if comment.published_at and reply.subject.is_public else "",
    }


def _letters(comment: Comment) -> list[Words]:
    """The kinds of letter that its author can turn off and on; none without a confirmed address, and none that can
    never come: of what was rejected or withdrawn nothing more is written.

    There is one level of replies. Whoever writes below a reply replies to the comment above both, so nobody replies to
    a reply.
    """
    contact = comment.contact
    is_over = comment.state in (CommentState.REJECTED, CommentState.WITHDRAWN)
    if contact is None or contact.confirmed_at is None or is_over:
        return []
    kinds = list(LetterKind)
    if comment.kind != CommentKind.COMMENT:
        kinds = [LetterKind.PUBLISHED, LetterKind.REJECTED, LetterKind.REPLIED]
    elif comment.parent_id is not None:
        kinds.remove(LetterKind.REPLIED)
    return [{"kind": kind.value, "text": str(LETTERS[kind]), "off": contact.declines(kind)} for kind in kinds]
