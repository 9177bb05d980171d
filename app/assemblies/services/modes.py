"""Whether a moderator reads comments before readers see them."""

from __future__ import annotations

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.models import Assembly, ModerationMode
from app.assemblies.modes import MODE_NAMES, mode_mark
from app.assemblies.services.rules import must_be_ours, one_at_a_time
from app.core import audit, revisions
from app.core.db import db
from app.core.errors import Refused


def choose_mode(assembly: Assembly, mode: ModerationMode, known_after: int, by: Account, seen: str) -> None:
    """Say when a moderator reads the comments and questions of an assembly that come from now on.

    Takes the mode, after how many published comments an author is known, and the mark (`mode_mark`) of what the person
    began from. What waits already goes on waiting for a moderator, and what is on show stays. The same again changes
    nothing. Raises Refused where a colleague chose something else meanwhile, and for a compiled record.
    """
    must_be_ours(assembly)
    one_at_a_time(assembly.id)
    db.session.refresh(assembly, ["moderation_mode", "known_after"])
    if seen != mode_mark(assembly):
        raise Refused(
            gettext(
                "A colleague chose “%(mode)s” meanwhile. If that is wrong, choose again and save.",
                mode=MODE_NAMES[ModerationMode(assembly.moderation_mode)],
            )
        )
    if (assembly.moderation_mode, assembly.known_after) == (mode.value, known_after):
        return
    former = assembly.moderation_mode
    assembly.moderation_mode, assembly.known_after = mode.value, known_after
    audit.record(
        "chose moderation mode",
        assembly,
        actor_id=by.id,
        former=former,
        mode=mode.value,
        known_after=known_after,
    )
    revisions.touch(assembly.slug)
