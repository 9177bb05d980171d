"""Public questions about sessions and evidence, and their answers."""

from __future__ import annotations

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.phases import questions_open
from app.comments.closed import questions_refused
from app.comments.events import CommentsPublished
from app.comments.models import Channel, Comment, CommentKind, CommentState, Submission
from app.comments.queries.questions import latest_answer
from app.comments.services.locking import lock_comment
from app.comments.services.posting import keep
from app.comments.services.receipts import author_key, new_receipt_token
from app.core import audit, clock, events, outbox, revisions
from app.core.db import db
from app.core.errors import Refused
from app.subjects.models import Subject, SubjectKind

ASKED_ABOUT = (SubjectKind.SESSION, SubjectKind.EVIDENCE)


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
        raise Refused(questions_refused(assembly))
    return keep(subject, assembly, sent, receipt_token, kind=CommentKind.QUESTION, asked_of=sent.asked_of)


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
    lock_comment(question)
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
    events.announce(CommentsPublished((answer.id,)))
    return answer
