"""Comments for tests, written as rows, so that any state can be had without the way there."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from app.assemblies.models import Assembly
from app.comments.events import CommentsPublished
from app.comments.models import Channel, Comment, CommentKind, CommentState, Contact
from app.comments.services import author_key
from app.comments.services.tallies import recount_for
from app.core import clock
from app.core.db import db
from app.dispositions.services.settling import settle_shown
from app.moderation.services import keep_in_queue
from app.recommendations.models import Version
from app.subjects.models import Subject, SubjectKind
from app.subjects.services import make_subject
from tests.factories.assemblies import make_assembly

_numbers = count(1)


def subject_of(assembly: Assembly) -> Subject:
    """The assembly's own subject, for comments where it does not matter what they are about."""
    return db.session.scalars(
        select(Subject).where(Subject.assembly_id == assembly.id, Subject.kind == SubjectKind.ASSEMBLY)
    ).one()


def make_recommendation_subject(assembly: Assembly, title: str = "Deliver before ten") -> Subject:
    """A public subject like that of a recommendation, without the recommendation."""
    path = f"{assembly.path}recommendations/{next(_numbers)}/"
    return make_subject(SubjectKind.RECOMMENDATION, assembly.id, title, path, clock.now())


def make_comment(
    subject: Subject | None = None,
    body: str = "Buses must be able to stop.",
    *,
    state: CommentState = CommentState.PUBLISHED,
    email: str | None = None,
    confirmed: bool = True,
    **columns: object,
) -> Comment:
    """A comment in any state, published unless another is given.

    Takes the subject (an assembly's where none is given) and perhaps its author's address, confirmed or not.
    A comment that waits has waited for an hour.
    """
    number = next(_numbers)
    now = clock.now()
    subject = subject or subject_of(make_assembly(f"assembly-{number}"))
    waits = state is CommentState.AWAITING_MODERATION
    was_shown = state in (CommentState.PUBLISHED, CommentState.HIDDEN, CommentState.WITHDRAWN)
    given: dict[str, object] = {
        "channel": Channel.ONLINE.value,
        "author_key": author_key(email),
        "receipt_token": f"receipt-{number}",
        # Between the first draft and the second, as `make_version` dates them.
        "created_at": now - (timedelta(days=8, hours=12) if was_shown else timedelta(hours=2)),
        "waiting_since": now - timedelta(hours=1) if waits else None,
        "published_at": now - timedelta(hours=1) if was_shown else None,
        "withdrawn_at": now if state is CommentState.WITHDRAWN else None,
        **columns,
    }
    comment = Comment(subject_id=subject.id, state=state.value, body=body, **given)
    if email is not None:
        comment.contact = Contact(
            email=email, confirm_token=f"confirm-{number}", confirmed_at=now if confirmed else None
        )
    db.session.add(comment)
    db.session.flush()
    recount_for(comment)
    settle_shown(CommentsPublished((comment.id,)))
    keep_in_queue(comment)
    return comment


def made_on(version: Version, body: str = "Buses must be able to stop.", **columns: Any) -> Comment:
    """A published comment on a recommendation, made an hour after this version of it came out."""
    assert version.published_at is not None
    made_at = version.published_at + timedelta(hours=1)
    return make_comment(version.recommendation.subject, body, **{"created_at": made_at, **columns})


def make_question(
    subject: Subject,
    body: str = "How many buses run on Sundays?",
    *,
    state: CommentState = CommentState.PUBLISHED,
    email: str | None = None,
    confirmed: bool = True,
    **columns: object,
) -> Comment:
    """A question about a session or an item, published unless another state is given."""
    kind = CommentKind.QUESTION.value
    return make_comment(subject, body, state=state, email=email, confirmed=confirmed, kind=kind, **columns)


def make_answer(
    question: Comment,
    body: str = "Two an hour.",
    *,
    by: str = "Dr Ann Reid",
    state: CommentState = CommentState.PUBLISHED,
) -> Comment:
    """An answer to a question, on show unless another state is given."""
    return make_question(
        question.subject,
        body,
        state=state,
        parent_id=question.id,
        author_name=by,
        is_official=True,
        published_at=clock.now(),
    )
