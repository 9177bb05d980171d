"""What a moderator decided lately, press by press, and taking a press back while no letter of it has left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext
from flask_login import current_user
from werkzeug import Response

from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.forms import StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.moderation import services
from app.moderation.blueprint import bp
from app.moderation.desk.history import batch_words, undone_words
from app.moderation.desk.together import which_words
from app.moderation.models import DecisionBatch
from app.moderation.queries import batches
from app.moderation.queries.policy import last_paragraphs
from app.moderation.views.opened import Desk, open_desk

Answer = str | Response | tuple[str, int]
Words = dict[str, Any]
BATCH = "<int(max=2147483647):batch_id>"


def _list_page(refusal: str | None = None) -> str:
    mine = batches.batches_of(current_user)
    sizes, only = batches.sizes_of(mine), batches.only_comments_of(mine)
    paragraphs = last_paragraphs(batch.reason_code for batch in mine if batch.reason_code)
    return render_template(
        "moderation/desk_decisions.html",
        **open_desk().words
        | {
            "refusal": refusal,
            "batches": [
                batch_words(batch, sizes.get(batch.id, 0), paragraphs.get(batch.reason_code or ""))
                | {"only": which_words(only[batch.id], "") if batch.id in only else None}
                for batch in mine
            ],
            "most": batches.LISTED,
        },
    )


@bp.get("/moderation/decisions")
@requires(Permission.MODERATE)
def decisions() -> str:
    """One's own last decisions, the latest first; each can be undone as long as it may be."""
    return _list_page()


def _theirs(batch_id: int) -> DecisionBatch:
    """A press of this moderator's own, or one that they may undo as a lead. Raises a 404 for any other."""
    pressed = found(batches.batch_at_desk(batch_id))
    things = [decision.comment for decision in batches.decided_in(pressed)]
    return found(pressed if services.may_undo(pressed, things, current_user) else None)


def _left_words(left: Sequence[services.NotDone], kept: str) -> list[Words]:
    return [
        which_words(one.comment, kept, one.why) if one.comment else {"url": "", "why": one.why}
        for one in left
    ]


def batch_page(opened: Desk, batch: DecisionBatch | None, left: Sequence[services.NotDone] = ()) -> str:
    """What one press decided, and what it left as it was and why."""
    decided = batches.decided_in(batch) if batch else []
    kept, paragraph = opened.filters.kept(), decided[0].paragraph if decided else None
    words = batch_words(batch, len(decided), paragraph) if batch else None
    if words and {one.comment_id for one in left} >= {decision.comment_id for decision in decided}:
        # All of it has moved on, so that nothing could be taken back any more.
        words["until"] = ""
    return render_template(
        "moderation/desk_batch.html",
        **opened.words,
        heading=words["did"] if words else gettext("Nothing was decided"),
        batch=words,
        left=_left_words(left, kept),
        decided=[which_words(decision.comment, kept) for decision in decided],
    )


@bp.get(f"/moderation/decisions/{BATCH}")
@requires(Permission.MODERATE)
def batch(batch_id: int) -> str:
    """What one press decided."""
    return batch_page(open_desk(), _theirs(batch_id))


@bp.post(f"/moderation/decisions/{BATCH}/undo")
@requires(Permission.MODERATE)
@limiter.limit(networks.writes_allowed)
@writes
def undo(batch_id: int) -> Answer:
    """Take a press back, and go to what stands as before; what has moved on since is named."""
    pressed, opened = _theirs(batch_id), open_desk()
    StaffForm().accepted()
    try:
        outcome = services.undo(pressed, current_user)
    except Refused as refusal:
        return _list_page(refusal.message), refusal.status
    flash(undone_words(outcome.returned))
    if outcome.left:
        return batch_page(opened, pressed, outcome.left)
    only = outcome.returned[0].id if len(outcome.returned) == 1 else None
    return redirect(f"/moderation/{f'comments/{only}' if only else ''}{opened.filters.kept()}", 303)
