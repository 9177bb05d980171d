"""Where comments stand in a new version: asked for when a draft is written, in force when it is published.

Nothing is matched here. These functions run while the database is locked for writing, so they ask the worker to match
(`app/comments/jobs.py`), keep what it found, and put it in force.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.comments.anchoring.carrying import Carried
from app.comments.models import Anchor, AnchorPlace, Comment
from app.comments.queries.places import (
    is_current,
    mark_of,
    version_to_place,
    versions_with_waiting_anchors,
)
from app.comments.services.tallies import recount
from app.core import clock, outbox, revisions
from app.core.db import db
from app.recommendations.events import DraftDiscarded, DraftWritten, VersionPublished
from app.recommendations.models import Version

KIND = "place_anchors"


def _lock(version_id: int) -> None:
    """Let who places anchors in a version and who rewrites or publishes it follow each other."""
    db.session.flush()
    db.session.execute(
        select(Version.id).where(Version.id == version_id).with_for_update(key_share=True)
    ).all()


def _ask_worker(version_id: int) -> None:
    outbox.put(KIND, f"{KIND}:{version_id}:{clock.now().isoformat()}", version_id=version_id)


def forget_places(event: DraftWritten) -> None:
    """A draft has other words or other keys: what was matched before is void, and the worker matches anew."""
    _forget(event.version_id)
    _ask_worker(event.version_id)


def forget_places_for_good(event: DraftDiscarded) -> None:
    """A draft goes, and with it where comments would have stood in it."""
    _forget(event.version_id)


def _forget(version_id: int) -> None:
    _lock(version_id)
    db.session.execute(
        delete(AnchorPlace).where(AnchorPlace.version_id == version_id),
        execution_options={"synchronize_session": False},
    )


def put_places_in_force(event: VersionPublished) -> None:
    """A version is public: comments that have a place in it stand there now. The worker places the others."""
    _lock(event.version_id)
    _put_in_force(event.version_id)
    _ask_worker(event.version_id)


def ask_for_missing_places() -> None:
    """Have the worker place what is left: comments that were made while it worked, and those of an upgraded site."""
    for version_id in versions_with_waiting_anchors():
        _ask_worker(version_id)


def keep_places(version_id: int, mark: str, places: Mapping[int, Carried]) -> bool:
    """Keep what the worker found for some comments, and put it in force if the version is public already.

    Takes the version, the mark of the text that the worker read, and the places by comment. Returns False, having
    kept nothing, if the version is gone or was rewritten meanwhile. What another worker has placed stays.
    """
    _lock(version_id)
    version = version_to_place(version_id)
    if version is not None:
        db.session.refresh(version, ["published_at", "clauses", "origins"])
    if version is None or mark_of(version) != mark:
        return False
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    # Whose author has had it erased meanwhile has no anchor any more.
    there = set(db.session.scalars(select(Anchor.comment_id).where(Anchor.comment_id.in_(places))))
    rows = [
        {
            "comment_id": comment_id,
            "version_id": version_id,
            "outcome": place.outcome.value,
            "clause_key": place.key,
            "starts": place.starts,
            "ends": place.ends,
            "placed_at": clock.now(),
        }
        for comment_id, place in places.items()
        if comment_id in there
    ]
    if rows:
        statement = insert(AnchorPlace).on_conflict_do_nothing(index_elements=["comment_id", "version_id"])
        db.session.execute(statement, rows)
    if is_current(version):
        _put_in_force(version_id)
    return True


def _put_in_force(version_id: int) -> None:
    """Let comments stand where they are placed in a version, by one statement; their anchors keep where they were."""
    version = version_to_place(version_id)
    if version is None or not is_current(version):
        return
    place = (
        select(AnchorPlace.clause_key)
        .where(AnchorPlace.comment_id == Comment.id, AnchorPlace.version_id == version_id)
        .scalar_subquery()
    )
    subject_id = version.recommendation.subject_id
    stands_elsewhere = select(AnchorPlace.id).where(
        AnchorPlace.comment_id == Comment.id,
        AnchorPlace.version_id == version_id,
        AnchorPlace.clause_key.is_distinct_from(Comment.clause_key),
    )
    db.session.execute(
        update(Comment)
        .where(Comment.subject_id == subject_id, stands_elsewhere.exists())
        .values(clause_key=place),
        execution_options={"synchronize_session": False},
    )
    recount(subject_id)
    revisions.touch(version.recommendation.assembly.slug)
