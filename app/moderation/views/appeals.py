"""The desk's answer to an appeal."""

from __future__ import annotations

from flask import redirect
from flask_login import current_user
from werkzeug import Response

from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.moderation import services
from app.moderation.blueprint import bp
from app.moderation.forms.appeals import OutcomeForm
from app.moderation.queries.appeals import appeal_by_id
from app.moderation.views.desk import go_on
from app.moderation.views.one import page_of, work_on

Answer = str | Response | tuple[str, int]
APPEAL = "/moderation/appeals/<int(max=2147483647):appeal_id>"


@bp.get(APPEAL)
@requires(Permission.MODERATE)
def appeal_again(appeal_id: int) -> Response:
    """Where a refused answer was sent to, opened anew: the comment with its appeal."""
    work = work_on(found(appeal_by_id(appeal_id)).comment_id)
    return redirect(f"/moderation/comments/{work.thing.id}{work.opened.filters.kept()}", 303)


@bp.post(APPEAL)
@requires(Permission.MODERATE)
@limiter.limit(networks.writes_allowed)
@writes
def decide_appeal(appeal_id: int) -> Answer:
    """Overturn the decision or let it stand, and go on; a refused answer comes back with its notes."""
    appeal = found(appeal_by_id(appeal_id))
    work, form = work_on(appeal.comment_id), OutcomeForm()
    try:
        if not form.accepted():
            return page_of(work, answer=form), 422
        decision = services.decide_appeal(
            appeal,
            form.overturns,
            by=current_user,
            seen=form.seen.data or "",
            note_to_author=form.answer_note.data,
            internal_note=form.answer_internal_note.data,
        )
    except Refused as refusal:
        return page_of(work, answer=form, refusal=refusal.message), refusal.status
    return go_on(work, decision)
