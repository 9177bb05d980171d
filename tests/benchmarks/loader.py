"""Hundreds of comments in a moment: rows written in bulk, as the services would have left them."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import insert, select

from app.assemblies.models import Assembly
from app.comments.models import Anchor, Channel, Comment, CommentState, Stance
from app.comments.services import recount_everything
from app.core import clock, revisions
from app.core.db import db
from app.core.transactions import unit_of_work
from app.moderation.models import CommentSignal
from app.moderation.services import requeue_everything
from app.moderation.signals.kinds import SignalKind
from app.recommendations.queries import PublicRecommendation, public_recommendation

# Plain English of the length that people write: two to nine of these.
SENTENCES = (
    "The 24 bus is the only one that stops near the health centre, so please do not move that stop.",
    "I work nights and sleep in the day, and the lorries wake me at five.",
    "Could the market keep its place while the paving is done?",
    "My mother walks with a frame and needs a bench every hundred yards.",
    "We sell bread, and the flour comes at six in the morning or not at all.",
    "Twenty minutes is too short to get a child out of the car and into the dentist’s.",
    "I counted eleven empty shops last Saturday, and three more have a notice in the window.",
    "Whatever you decide, say the date and keep to it.",
    "It worked in the next town: fewer cars, and the square was full on Sundays.",
    "Please think of people who do not live in the middle and have no bus after seven.",
)
NAMES = (
    "Priya N.",
    "A shopkeeper in Mill Lane",
    "Tom",
    "Siân E.",
    "J. Okafor",
    None,
    None,
    "Resident, West End",
)


def _row(chance: random.Random, number: int, subject_id: int, clauses: list[str]) -> dict[str, object]:
    written = clock.now() - timedelta(minutes=5000 - number)
    return {
        "subject_id": subject_id,
        "kind": "comment",
        "state": CommentState.PUBLISHED.value,
        "channel": Channel.ONLINE.value,
        "body": " ".join(chance.choices(SENTENCES, k=chance.randint(2, 9))),
        "stance": chance.choice([*Stance]).value,
        "author_name": chance.choice(NAMES),
        "author_key": f"benchmark author {number // 2}",
        "clause_key": chance.choice([*clauses, None]),
        "is_official": False,
        "agrees": chance.randint(0, 60),
        "receipt_token": secrets.token_urlsafe(24),
        "created_at": written,
        "published_at": written,
    }


def load_waiting(slug: str, reference: str, comments: int) -> None:
    """Add comments that wait for a moderator to a recommendation. One in fifty of them holds a telephone number.

    Needs an application context. The same comments each time, so that runs compare.
    """
    chance = random.Random(50)
    with unit_of_work() as session:
        subject_id = _recommendation(slug, reference).recommendation.subject_id
        ids = _waiting([_row(chance, number, subject_id, []) for number in range(comments)])
        noticed = {"kind": SignalKind.PHONE.value, "starts": 0, "ends": 3, "detail": {"wording": 0}}
        session.execute(insert(CommentSignal), [{"comment_id": id_, **noticed} for id_ in ids[::50]])
        requeue_everything()
    db.session.expire_all()


def load_waiting_texts(slug: str, reference: str, texts: Sequence[str]) -> Sequence[int]:
    """Add comments with these words that wait for a moderator. Returns their ids, in the same order."""
    chance = random.Random(51)
    with unit_of_work():
        subject_id = _recommendation(slug, reference).recommendation.subject_id
        ids = _waiting(
            [_row(chance, number, subject_id, []) | {"body": text} for number, text in enumerate(texts)]
        )
        requeue_everything()
    db.session.expire_all()
    return ids


def _waiting(rows: Sequence[dict[str, object]]) -> Sequence[int]:
    waiting = {"state": CommentState.AWAITING_MODERATION.value, "published_at": None, "clause_key": None}
    return db.session.scalars(
        insert(Comment).returning(Comment.id, sort_by_parameter_order=True),
        [row | waiting | {"agrees": 0, "waiting_since": row["created_at"]} for row in rows],
    ).all()


def _recommendation(slug: str, reference: str) -> PublicRecommendation:
    assembly = db.session.scalars(select(Assembly).where(Assembly.slug == slug)).one()
    chosen = public_recommendation(assembly, reference)
    assert chosen is not None
    return chosen


def load_comments(slug: str, reference: str, comments: int) -> PublicRecommendation:
    """Add published comments to a recommendation: three fifths threads, the rest replies to the newest of them.

    Needs an application context. Returns the recommendation. The same comments each time, so that runs compare.
    """
    chance = random.Random(500)
    with unit_of_work() as session:
        chosen = _recommendation(slug, reference)
        subject_id = chosen.recommendation.subject_id
        clauses = [clause.key for clause in chosen.version.clauses]
        threads = comments * 3 // 5
        rows = [_row(chance, number, subject_id, clauses) for number in range(comments)]
        ids = list(
            session.scalars(
                insert(Comment).returning(Comment.id, sort_by_parameter_order=True), rows[:threads]
            )
        )
        anchored = [
            {"comment_id": id_, "version_id": chosen.version.id, "clause_key": row["clause_key"]}
            for id_, row in zip(ids, rows, strict=False)
            if row["clause_key"]
        ]
        session.execute(insert(Anchor), anchored)
        # Two of three threads have a reply, so that a page of thirty threads shows fifty comments.
        answered = [id_ for place, id_ in enumerate(reversed(ids)) if place % 3 != 2]
        replies = [
            row | {"parent_id": parent, "clause_key": None, "stance": None}
            for row, parent in zip(rows[threads:], answered, strict=False)
        ]
        session.execute(insert(Comment), replies)
        recount_everything(subject_id)
        revisions.touch(slug)
    db.session.expire_all()
    return chosen
