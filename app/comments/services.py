"""What happens to comments and questions: posted, confirmed, published, rejected, hidden, answered, agreed with.

Each function makes one change of state and writes its log row with it. Whether a comment *should* be published is
for moderation to say; here stands only how it is done.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import timedelta

from flask import current_app
from flask_babel import gettext
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.phases import comments_open, questions_open
from app.comments.events import CommentPosted, CommentPublished, CommentRemoved
from app.comments.models import (
    Agree,
    Anchor,
    Channel,
    Comment,
    CommentKind,
    CommentState,
    Contact,
    Passage,
    Submission,
)
from app.comments.queries.questions import latest_answer
from app.comments.quotes import Quote, places_of
from app.core import audit, clock, events, form_tokens, outbox, revisions
from app.core.db import db
from app.core.errors import Refused, TooMany
from app.recommendations.models import Version, VersionStage
from app.subjects.models import Subject, SubjectKind

# A mailbox that somebody else fills with our letters is a nuisance to its owner.
MOST_UNCONFIRMED = 10
UNCONFIRMED_WITHIN = timedelta(hours=1)
# How much of the clause around quoted words is kept, to find them again in a later version.
CONTEXT = 32
# One strictly necessary cookie, set only by agreeing, so that one browser counts once. Named in /privacy.
BROWSER_COOKIE = "moothall_browser"
BROWSER_COOKIE_SECONDS = 400 * 24 * 3600
ASKED_ABOUT = (SubjectKind.SESSION, SubjectKind.EVIDENCE)


def author_key(email: str | None) -> str:
    """A digest that is the same for each comment of one address, or a word of its own where there is none."""
    if not email:
        return secrets.token_hex(16)
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, b"author:" + email.strip().lower().encode(), hashlib.sha256).hexdigest()[:32]


def new_receipt_token() -> str:
    """The unguessable end of a receipt's address."""
    return secrets.token_urlsafe(24)


def keep_once(nonce: str, digest: str, keep: Callable[..., object]) -> str:
    """Keep what somebody sent, once, however often the button is pressed.

    Takes the form's single-use key, the digest of what was sent, and what keeps it, given a `receipt_token`. Returns
    the address of the receipt, or of the one that the same press led to before. Raises Stale if the key was used for
    other words.
    """
    token = new_receipt_token()
    receipt = f"/receipts/{token}"
    leads_to = form_tokens.spend(nonce, digest, receipt)
    if leads_to == receipt:
        keep(receipt_token=token)
    return leads_to


def anchor_at(passage: Passage) -> Anchor:
    """The anchor of a passage: its clause and, where words are quoted, these as the clause has them and what stands
    around them. Raises ValueError if the clause does not hold the words."""
    clause = passage.clause
    if not passage.quote:
        return Anchor(version_id=clause.version_id, clause_key=clause.key)
    places = places_of(Quote(passage.quote, passage.before, passage.after), clause.text)
    if not places:
        raise ValueError(f"Paragraph {clause.key} does not hold the words {passage.quote!r}.")
    start, end = places[0]
    return Anchor(
        version_id=clause.version_id,
        clause_key=clause.key,
        exact=clause.text[start:end],
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
    return _keep(
        subject,
        assembly,
        sent,
        receipt_token,
        parent_id=parent.id if parent else None,
        stance=sent.stance,
        clause_key=sent.passage.clause.key if sent.passage else None,
        anchor=anchor_at(sent.passage) if sent.passage else None,
    )


def _keep(
    subject: Subject, assembly: Assembly, sent: Submission, receipt_token: str, **columns: object
) -> Comment:
    """Write down what a resident sent, to wait for its author's confirmation or for a moderator.

    Raises Refused without an address where one is compulsory, TooMany if the address has too many unconfirmed ones.
    """
    email = (sent.email or "").strip().lower() or None
    if assembly.confirms_comments and email is None:
        raise Refused(gettext("We need your email address, to check that this comes from you."))
    if email is not None:
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
        contact=Contact(email=email, confirm_token=secrets.token_urlsafe(24)) if email else None,
        **columns,
    )
    db.session.add(comment)
    audit.record("posted", comment, state=comment.state)
    if waits_for_author:
        outbox.put("confirm_comment", f"confirm_comment:{comment.id}", comment_id=comment.id)
    events.announce(CommentPosted(comment.id))
    return comment


def ask_question(subject: Subject, sent: Submission, *, receipt_token: str) -> Comment:
    """Keep what a resident asks about a session or an evidence item, perhaps of one of its speakers.

    Takes the subject, what was sent and the end of the receipt's address. From then on it goes the way of every
    comment: confirmed by its author where the assembly wants that, then published or not by a moderator. Returns the
    question. Raises Refused while questions are closed, TooMany as for comments.
    """
    assembly = subject.assembly
    if subject.kind not in ASKED_ABOUT:
        raise Refused(
            gettext("Questions are about sessions and evidence. Your text is below; nothing is lost.")
        )
    if assembly is None or not subject.is_public or not questions_open(assembly):
        raise Refused(gettext("Questions are closed. Your text is below; nothing is lost."))
    return _keep(subject, assembly, sent, receipt_token, kind=CommentKind.QUESTION, asked_of=sent.asked_of)


def answers_mark(question: Comment) -> str:
    """What an officer has before their eyes: the last answer to the question."""
    last = latest_answer(question.id)
    return str(last.id if last else 0)


def answer_question(question: Comment, text: str, answered_by: str, by: Account, seen: str) -> Comment:
    """Publish an answer beside a question, and write to who asked.

    Takes the question, the text, the name of who answers (a speaker, an officer), the account that enters it, and
    the mark (`answers_mark`) of what that person saw. An answer never changes: a wrong one gets a correcting one
    beside it, or is hidden by a moderator. Pressing the button twice publishes one. Returns the answer. Raises Refused
    where the question is not on show any more, or somebody else answered meanwhile.
    """
    db.session.refresh(question, with_for_update={"of": Comment})
    last = latest_answer(question.id)
    if last is not None and str(last.id) != seen:
        if (last.body, last.author_name) == (text, answered_by):
            return last
        raise Refused(
            gettext("Somebody has answered this meanwhile. Read that answer before you send yours.")
        )
    if not question.is_question or question.state != CommentState.PUBLISHED or not question.subject.is_public:
        raise Refused(gettext("This question is not on show any more, so it takes no answer."))
    now = clock.now()
    answer = Comment(
        subject_id=question.subject_id,
        kind=CommentKind.QUESTION,
        parent_id=question.id,
        state=CommentState.PUBLISHED,
        channel=Channel.ONLINE,
        body=text,
        author_name=answered_by,
        author_key=author_key(None),
        is_official=True,
        receipt_token=new_receipt_token(),
        created_at=now,
        published_at=now,
    )
    db.session.add(answer)
    audit.record("published", answer, actor_id=by.id, answers=question.id)
    if question.contact is not None:
        outbox.put("question_answered", f"question_answered:{answer.id}", answer_id=answer.id)
    if question.subject.assembly is not None:
        revisions.touch(question.subject.assembly.slug)
    events.announce(CommentPublished(answer.id))
    return answer


def confirm_comment(comment: Comment) -> None:
    """The author says that it is theirs; from now on it waits for a moderator. Twice does no harm."""
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
        raise Refused(gettext("This has changed meanwhile. Look at it again before you decide."))
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
    on_show = comment.kind == CommentKind.COMMENT and comment.state == CommentState.PUBLISHED
    if not on_show or assembly is None or not comments_open(assembly):
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
