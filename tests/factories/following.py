"""Followers for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.following.models import Follow
from app.following.queries import assembly_subject

_numbers = count(1)


def make_follow(
    assembly: Assembly,
    email: str | None = None,
    *,
    confirmed: bool = True,
    ended_at: datetime | None = None,
) -> Follow:
    """Somebody who follows an assembly since yesterday, or only asked to."""
    number = next(_numbers)
    follow = Follow(
        subject_id=assembly_subject(assembly).id,
        email=email or f"follower{number}@example.org",
        confirm_token=f"confirm-follow-{number}",
        unsubscribe_token=f"unsubscribe-{number}",
        asked_at=clock.now() - timedelta(days=1),
        confirmed_at=clock.now() - timedelta(days=1) if confirmed else None,
        ended_at=ended_at,
    )
    db.session.add(follow)
    db.session.flush()
    return follow
