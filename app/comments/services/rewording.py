"""What authors do with what they sent: change it for a quarter of an hour, withdraw it at any time."""

from __future__ import annotations

from flask_babel import gettext

from app.comments.events import CommentAwaitsReview, CommentLeftReview
from app.comments.models import Comment, CommentState, CommentWording
from app.comments.organisers_names import refuse_organisers_name
from app.comments.queries import has_been_replied_to
from app.comments.queries.unread import is_shown_unread
from app.comments.queries.wordings import is_redacted
from app.comments.rewording import Rewording, belongs_to_a_resident, why_fixed, words_mark
from app.comments.services.handing_on import hand_on
from app.comments.services.locking import lock_comment
from app.comments.services.showing import disappears
from app.core import audit, clock, events, revisions
from app.core.db import db
from app.core.errors import Refused
from app.recommendations.queries import public_recommendation_about


def edit_comment(comment: Comment, to: Rewording, seen: str) -> None:
    """Change what a comment says, for its author.

    Takes the comment, what it is to say, and the mark (`words_mark`) of what its author saw. The former wording is
    kept for moderators. A comment that was on show goes back to them: it leaves the page, or stays there where its
    assembly shows words before a moderator has read them. Where nothing differs, nothing happens. Raises Refused,
    saying why, where it cannot be changed any more, and where it was published meanwhile and its author did not know;
    WrongField for a name of the organisers.
    """
    lock_comment(comment)
    if not belongs_to_a_resident(comment):
        raise Refused("")
    chosen = public_recommendation_about(comment.subject_id)
    replied_to, redacted = has_been_replied_to(comment.id), is_redacted(comment.id)
    why = why_fixed(comment, replied_to, chosen, is_redacted=redacted)
    if why is not None:
        raise Refused(why)
    if (comment.body, comment.stance, comment.author_name) == (to.body, to.stance, to.name or None):
        return
    refuse_organisers_name(to.name, comment.subject.assembly)
    if seen != words_mark(comment):
        raise Refused(_what_happened(comment))
    now, was_on_show, shown_since = clock.now(), comment.state == CommentState.PUBLISHED, comment.published_at
    db.session.add(CommentWording.of(comment, now))
    comment.body, comment.stance, comment.author_name = to.body, to.stance, to.name or None
    comment.edited_at = now
    if was_on_show:
        comment.state, comment.published_at = CommentState.AWAITING_MODERATION, None
        comment.waiting_since = now
    audit.record("edited", comment, was_on_show=was_on_show)
    if was_on_show:
        _leaves_the_page(comment)
        hand_on(comment, shown_since)
    elif comment.state == CommentState.AWAITING_MODERATION:
        # What waits goes on waiting, whatever its assembly wants by now.
        events.announce(CommentAwaitsReview(comment.id))


def withdraw_comment(comment: Comment) -> None:
    """Take a comment back, for its author, whatever its state. Its text leaves every public place at once.

    Where it had been on show, its trace says so and its replies stay. Twice does no harm; it is never undone. Raises
    Refused for what was written for the assembly.
    """
    lock_comment(comment)
    if not belongs_to_a_resident(comment):
        raise Refused(gettext("This was written for the assembly. Only a moderator can take it down."))
    if comment.state == CommentState.WITHDRAWN:
        return
    former = comment.state
    comment.state, comment.withdrawn_at = CommentState.WITHDRAWN, clock.now()
    comment.waiting_since = None
    audit.record("withdrawn", comment, former=former)
    if comment.published_at is not None:
        _leaves_the_page(comment)
    if former != CommentState.AWAITING_CONFIRMATION:
        events.announce(CommentLeftReview(comment.id))


def _leaves_the_page(comment: Comment) -> None:
    if comment.subject.assembly is not None:
        revisions.touch(comment.subject.assembly.slug)
    disappears(comment)


def _what_happened(comment: Comment) -> str:
    if comment.state == CommentState.PUBLISHED and is_shown_unread(comment):
        return str(
            gettext(
                "It is on show by now. If you send your change, the new words are on show at once, and a moderator"
                " reads them afterwards."
            )
        )
    if comment.state == CommentState.PUBLISHED:
        return str(
            gettext(
                "A moderator has published it meanwhile. If you send your change now, it is taken from the page until"
                " a moderator has read it again."
            )
        )
    return str(
        gettext("It has changed since you opened this page. Look at your words again, then send them.")
    )
