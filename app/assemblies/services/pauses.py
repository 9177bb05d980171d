"""Pausing comments and questions for a while, for a reason that everybody can read."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.models import Assembly, CommentPause
from app.assemblies.pauses import LONGEST_PAUSE, pause_mark
from app.assemblies.phases import anything_to_pause
from app.assemblies.queries import pause_in_force
from app.assemblies.services.rules import must_be_ours, one_at_a_time
from app.core import audit, clock, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField


def pause_comments(
    assembly: Assembly, reason: str, ends_at: datetime, by: Account, seen: str
) -> CommentPause:
    """Let nobody comment or ask until a moment, and say why. A pause that lasts already gets this end and this reason.

    `seen` is the mark (`pause_mark`) of what the person began from. Every change is a new row; the one before says
    when it was ended and by whom. Returns the pause. Raises WrongField (`until`) where the moment has passed or is too
    far away; Refused where a colleague was faster, where neither comments nor questions are open, and for a compiled
    record.
    """
    former = _pause_as_seen(assembly, seen)
    if former is None and not anything_to_pause(assembly):
        raise Refused(gettext("Neither comments nor questions are open now, so there is nothing to pause."))
    now = clock.now()
    if ends_at <= now:
        raise WrongField("until", gettext("Choose a moment that is still to come."))
    if ends_at > now + LONGEST_PAUSE:
        raise WrongField(
            "until",
            gettext("A pause lasts %(days)d days at most. Choose an earlier day.", days=LONGEST_PAUSE.days),
        )
    if former is not None:
        former.ended_at, former.ended_by_id = now, by.id
    pause = CommentPause(
        assembly_id=assembly.id, reason=reason, starts_at=now, ends_at=ends_at, paused_by_id=by.id
    )
    db.session.add(pause)
    # A pause that goes on with another end has lasted since it began.
    assembly.paused_at = assembly.paused_at if former is not None else now
    assembly.paused_until, assembly.pause_reason = ends_at, reason
    db.session.flush()
    action = "paused comments" if former is None else "changed pause"
    audit.record(action, pause, actor_id=by.id, assembly=assembly.slug, ends_at=ends_at.isoformat())
    revisions.touch(assembly.slug, ends_at)
    return pause


def end_pause(assembly: Assembly, by: Account, seen: str) -> None:
    """Open comments and questions again before the pause is over. Raises Refused as `pause_comments` does, and where
    none lasts any more."""
    pause = _pause_as_seen(assembly, seen)
    if pause is None:
        raise Refused(gettext("Comments are not paused any more. There is nothing to end."))
    pause.ended_at, pause.ended_by_id = clock.now(), by.id
    assembly.paused_until = pause.ended_at
    audit.record("ended pause", pause, actor_id=by.id, assembly=assembly.slug)
    revisions.touch(assembly.slug)


def _pause_as_seen(assembly: Assembly, seen: str) -> CommentPause | None:
    must_be_ours(assembly)
    # Of two people at once, the second must see what the first did.
    one_at_a_time(assembly.id)
    pause = pause_in_force(assembly.id)
    if seen != pause_mark(pause):
        raise Refused(
            gettext(
                "Somebody paused comments, changed the pause or ended it meanwhile. Look at how it stands now."
            )
        )
    return pause
