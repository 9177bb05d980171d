"""Comments that residents send, until they wait for a moderator."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask_babel import gettext
from sqlalchemy import bindparam, func, select

from app.assemblies.models import Assembly
from app.comments.closed import comments_refused, takes_comments
from app.comments.events import CommentPosted
from app.comments.models import Anchor, Channel, Comment, CommentState, Contact, Passage, Submission
from app.comments.organisers_names import refuse_organisers_name
from app.comments.overtaken import refuse_overtaken
from app.comments.quotes import Quote, places_of, quote_at
from app.comments.services.handing_on import hand_on
from app.comments.services.locking import lock_comment
from app.comments.services.receipts import author_key
from app.core import audit, clock, events, network_marks, outbox
from app.core.db import db
from app.core.errors import Refused, TooMany
from app.recommendations.models import Version, VersionStage
from app.subjects.models import Subject

# A mailbox that somebody else fills with our letters is a nuisance to its owner.
MOST_UNCONFIRMED = 10
UNCONFIRMED_WITHIN = timedelta(hours=1)


def anchor_at(passage: Passage) -> Anchor:
    """The anchor of a passage: its clause and, where words are quoted, these as the clause has them and what stands
    around them. Raises ValueError if the clause does not hold the words."""
    clause = passage.clause
    if not passage.quote:
        return Anchor(version_id=clause.version_id, clause_key=clause.key)
    places = places_of(Quote(passage.quote, passage.before, passage.after), clause.text)
    if not places:
        raise ValueError(f"Paragraph {clause.key} does not hold the words {passage.quote!r}.")
    kept = quote_at(clause.text, *places[0])
    return Anchor(
        version_id=clause.version_id,
        clause_key=clause.key,
        exact=kept.exact,
        prefix=kept.before,
        suffix=kept.after,
    )


_UNCONFIRMED = (
    select(func.count())
    .select_from(Contact)
    .join(Comment, Comment.id == Contact.comment_id)
    .join(Subject, Subject.id == Comment.subject_id)
    .join(Assembly, Assembly.id == Subject.assembly_id)
    .where(
        # Where nobody need confirm, no letter went out, and none can be confirmed.
        Assembly.confirms_comments,
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
                "There are already %(num)d comments and questions from this address that wait to be confirmed."
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
    if assembly is None or not subject.is_public or not takes_comments(assembly, text):
        raise Refused(comments_refused(assembly))
    if parent is not None and (
        parent.subject_id != subject.id or parent.parent_id is not None or parent.is_official
    ):
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
    read: Version | None = None,
    parent: Comment | None = None,
) -> Comment:
    """Keep what a resident says about a subject.

    Takes the subject, what was sent, the end of the receipt's address, the version that it is about (for a
    recommendation), the one that its author read (none: that one) and the comment that it replies to. Where the
    assembly wants comments confirmed, the address is compulsory, a letter goes out and the comment waits for its
    confirmation; otherwise it is handed on to the moderators. Returns the comment. Raises Refused while comments are
    closed or paused, or where the text is final, TextChanged where other words stand there than its author read,
    TooMany if the address has too many unconfirmed comments.
    """
    assembly = _check_postable(subject, text, parent)
    # A reply is to a comment: it has neither a paragraph nor a stance of its own, and counts at none.
    passage, stance = (sent.passage, sent.stance) if parent is None else (None, None)
    if parent is None:
        refuse_overtaken(read, text, passage.clause.key if passage else None)
    return keep(
        subject,
        assembly,
        sent,
        receipt_token,
        parent_id=parent.id if parent else None,
        stance=stance,
        clause_key=passage.clause.key if passage else None,
        anchor=anchor_at(passage) if passage else None,
    )


def keep(
    subject: Subject, assembly: Assembly, sent: Submission, receipt_token: str, **columns: object
) -> Comment:
    """Write down what a resident sent, to wait for its author's confirmation, or to be handed on.

    Raises WrongField for a name of the organisers, Refused without an address where one is compulsory, TooMany if the
    address has too many unconfirmed ones.
    """
    refuse_organisers_name(sent.name, assembly)
    email = (sent.email or "").strip().lower() or None
    if assembly.confirms_comments and email is None:
        raise Refused(gettext("We need your email address, to check that this comes from you."))
    if assembly.confirms_comments and email is not None:
        _refuse_flood(email)
    now = clock.now()
    waits_for_author = assembly.confirms_comments
    comment = Comment(
        subject_id=subject.id,
        state=CommentState.AWAITING_CONFIRMATION if waits_for_author else CommentState.AWAITING_MODERATION,
        channel=Channel.ONLINE,
        body=sent.body,
        author_name=sent.name or None,
        author_key=author_key(email),
        receipt_token=receipt_token,
        created_at=now,
        waiting_since=None if waits_for_author else now,
        seconds_to_write=sent.coming.seconds,
        network_mark=network_marks.mark_of(sent.coming.network) if sent.coming.network else None,
        contact=Contact(email=email, confirm_token=secrets.token_urlsafe(24)) if email else None,
        **columns,
    )
    db.session.add(comment)
    audit.record("posted", comment, state=comment.state)
    if waits_for_author:
        outbox.put("confirm_comment", f"confirm_comment:{comment.id}", comment_id=comment.id)
    events.announce(CommentPosted(comment.id))
    if not waits_for_author:
        hand_on(comment)
    return comment


def confirm_comment(comment: Comment) -> None:
    """The author says that it is theirs, and it is handed on to the moderators. Twice does no harm."""
    # It may be withdrawn at this very moment.
    lock_comment(comment)
    if comment.state != CommentState.AWAITING_CONFIRMATION:
        return
    now = clock.now()
    comment.state = CommentState.AWAITING_MODERATION
    comment.waiting_since = now
    if comment.contact is not None:
        comment.contact.confirmed_at = now
    audit.record("confirmed", comment)
    hand_on(comment)
