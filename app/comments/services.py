"""What happens to comments: posted, confirmed, published, rejected, hidden, restored, agreed with.

Each function makes one change of state and writes its log row with it. Whether a comment *should* be published is
for moderation to say; here stands only how it is done.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import current_app
from flask_babel import gettext
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.assemblies.models import Assembly
from app.assemblies.phases import comments_open
from app.comments.events import CommentPosted, CommentPublished, CommentRemoved
from app.comments.models import Agree, Anchor, Channel, Comment, CommentState, Contact, Passage, Submission
from app.core import audit, clock, events, outbox, revisions
from app.core.db import db
from app.core.errors import Refused, TooMany
from app.recommendations.models import Version, VersionStage
from app.subjects.models import Subject

# A mailbox that somebody else fills with our letters is a nuisance to its owner.
MOST_UNCONFIRMED = 10
UNCONFIRMED_WITHIN = timedelta(hours=1)
# How much of the clause around quoted words is kept, to find them again in a later version.
CONTEXT = 32
# One strictly necessary cookie, set only by agreeing, so that one browser counts once. Named in /privacy.
BROWSER_COOKIE = "moothall_browser"
BROWSER_COOKIE_SECONDS = 400 * 24 * 3600


def author_key(email: str | None) -> str:
    """A digest that is the same for each comment of one address, or a word of its own where there is none."""
    if not email:
        return secrets.token_hex(16)
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, b"author:" + email.strip().lower().encode(), hashlib.sha256).hexdigest()[:32]


def new_receipt_token() -> str:
    """The unguessable end of a receipt's address."""
    return secrets.token_urlsafe(24)


def anchor_at(passage: Passage) -> Anchor:
    """The anchor of a passage: its clause and, where words are quoted, what stands around them."""
    clause, quote = passage.clause, passage.quote
    if not quote:
        return Anchor(version_id=clause.version_id, clause_key=clause.key)
    start = clause.text.index(quote)
    end = start + len(quote)
    return Anchor(
        version_id=clause.version_id,
        clause_key=clause.key,
        exact=quote,
        prefix=clause.text[max(0, start - CONTEXT) : start],
        suffix=clause.text[end : end + CONTEXT],
    )


_UNCONFIRMED = (
    select(func.count())
    .select_from(Contact)
    .join(Comment, Comment.id == Contact.comment_id)
    .where(
        Contact.email == bindparam("email"),
        Contact.confirmed_at.is_(None),
        Comment.created_at > bindparam("since"),
    )
)


def _refuse_flood(email: str) -> None:
    since = clock.now() - UNCONFIRMED_WITHIN
    waiting = db.session.scalar(_UNCONFIRMED, {"email": email, "since": since})
    if (waiting or 0) >= MOST_UNCONFIRMED:
        raise TooMany(
            gettext(
                "There are already %(num)d comments from this address that wait to be confirmed."
                " Confirm those first: look into your mail.",
                num=waiting,
            )
        )


def _check_postable(subject: Subject, text: Version | None, parent: Comment | None) -> Assembly:
    assembly = subject.assembly
    if text is not None and text.stage != VersionStage.DRAFT:
        raise Refused(
            gettext("This is the final text. It takes no more comments. Yours is below; nothing is lost.")
        )
    if assembly is None or not subject.is_public or not comments_open(assembly):
        raise Refused(gettext("Comments are closed. Your text is below; nothing is lost."))
    if parent is not None and (parent.subject_id != subject.id or parent.parent_id is not None):
        raise Refused(gettext("You can only reply to a comment on this page."))
    if parent is not None and parent.state != CommentState.PUBLISHED:
        raise Refused(gettext("The comment that you replied to is not published any more."))
    return assembly


def post_comment(
    subject: Subject,
    sent: Submission,
    *,
    receipt_token: str,
    text: Version | None = None,
    parent: Comment | None = None,
) -> Comment:
    """Keep what a resident says about a subject.

    Takes the subject, what was sent, the end of the receipt's address, the version that it is about (for a
    recommendation) and the comment that it replies to. Where the assembly wants comments confirmed, the address is
    compulsory, a letter goes out and the comment waits for its confirmation; otherwise it waits for a moderator.
    Returns the comment. Raises Refused while comments are closed or where the text is final, TooMany if the address
    has too many unconfirmed comments.
    """
    assembly = _check_postable(subject, text, parent)
    email = (sent.email or "").strip().lower() or None
    if assembly.confirms_comments and email is None:
        raise Refused(gettext("We need your email address, to check that the comment comes from you."))
    if email is not None:
        _refuse_flood(email)
    now = clock.now()
    waits_for_author = assembly.confirms_comments
    comment = Comment(
        subject_id=subject.id,
        parent_id=parent.id if parent else None,
        state=CommentState.AWAITING_CONFIRMATION if waits_for_author else CommentState.AWAITING_MODERATION,
        channel=Channel.ONLINE,
        body=sent.body,
        stance=sent.stance,
        author_name=sent.name or None,
        author_key=author_key(email),
        clause_key=sent.passage.clause.key if sent.passage else None,
        receipt_token=receipt_token,
        created_at=now,
        waiting_since=None if waits_for_author else now,
        anchor=anchor_at(sent.passage) if sent.passage else None,
        contact=Contact(email=email, confirm_token=secrets.token_urlsafe(24)) if email else None,
    )
    db.session.add(comment)
    audit.record("posted", comment, state=comment.state)
    if waits_for_author:
        outbox.put("confirm_comment", f"confirm_comment:{comment.id}", comment_id=comment.id)
    events.announce(CommentPosted(comment.id))
    return comment


def confirm_comment(comment: Comment) -> None:
    """The author says that the comment is theirs; from now on it waits for a moderator. Twice does no harm."""
    if comment.state != CommentState.AWAITING_CONFIRMATION:
        return
    now = clock.now()
    comment.state = CommentState.AWAITING_MODERATION
    comment.waiting_since = now
    if comment.contact is not None:
        comment.contact.confirmed_at = now
    audit.record("confirmed", comment)


def _change_state(
    comment: Comment, allowed: tuple[CommentState, ...], to: CommentState, action: str, by: int
) -> None:
    if comment.state not in allowed:
        raise Refused(gettext("This comment has changed meanwhile. Look at it again before you decide."))
    comment.state = to
    comment.waiting_since = None
    audit.record(action, comment, actor_id=by)
    if comment.subject.assembly is not None:
        revisions.touch(comment.subject.assembly.slug)


def publish_comment(comment: Comment, by: int) -> None:
    """Show a comment that waited, for the account `by`. Raises Refused if it no longer waits."""
    _change_state(comment, (CommentState.AWAITING_MODERATION,), CommentState.PUBLISHED, "published", by)
    comment.published_at = clock.now()
    events.announce(CommentPublished(comment.id))


def reject_comment(comment: Comment, by: int) -> None:
    """Turn down a comment that waited. Raises Refused if it no longer waits."""
    _change_state(comment, (CommentState.AWAITING_MODERATION,), CommentState.REJECTED, "rejected", by)


def hide_comment(comment: Comment, by: int) -> None:
    """Take a published comment's text from every public place; its trace and its replies stay."""
    _change_state(comment, (CommentState.PUBLISHED,), CommentState.HIDDEN, "hidden", by)
    events.announce(CommentRemoved(comment.id))


def restore_comment(comment: Comment, by: int) -> None:
    """Show a hidden comment again."""
    _change_state(comment, (CommentState.HIDDEN,), CommentState.PUBLISHED, "restored", by)
    events.announce(CommentPublished(comment.id))


def agree(comment: Comment, browser: str) -> bool:
    """Count one browser's agreement with a published comment, once.

    Takes the comment and a digest of the browser's random word. Returns whether this was the first time.
    Raises Refused if the comment is not on show or comments are closed.
    """
    assembly = comment.subject.assembly
    if comment.state != CommentState.PUBLISHED or assembly is None or not comments_open(assembly):
        raise Refused(gettext("You can agree with comments only while the consultation is open."))
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    first = db.session.execute(
        insert(Agree)
        .values(comment_id=comment.id, browser=browser, made_at=clock.now())
        .on_conflict_do_nothing(index_elements=["comment_id", "browser"])
        .returning(Agree.id)
    ).one_or_none()
    if first is None:
        return False
    db.session.execute(update(Comment).where(Comment.id == comment.id).values(agrees=Comment.agrees + 1))
    audit.record("agreed with", comment)
    revisions.touch(assembly.slug)
    return True
