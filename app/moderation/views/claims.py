"""Who reads what: keeping a comment for oneself, leaving it to others, and taking the next one."""

from __future__ import annotations

from flask import flash, redirect
from flask_babel import gettext
from flask_login import current_user
from werkzeug import Response

from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.forms import StaffForm
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.moderation import services
from app.moderation.blueprint import COMMENT, bp
from app.moderation.views.one import Work, page_of, work_on
from app.moderation.views.opened import open_desk

Answer = str | Response | tuple[str, int]


def _here(work: Work) -> Response:
    return redirect(f"/moderation/comments/{work.thing.id}{work.opened.filters.kept()}", 303)


@bp.post(f"/moderation/comments/{COMMENT}/claim")
@requires(Permission.MODERATE)
@limiter.limit(networks.writes_allowed)
@writes
def claim(comment_id: int) -> Answer:
    """Have a comment to oneself for ten minutes, or hear who has it."""
    work = work_on(comment_id)
    StaffForm().accepted()
    try:
        services.claim(work.thing, current_user)
    except Refused as refusal:
        return page_of(work, refusal=refusal.message), refusal.status
    return _here(work)


@bp.post(f"/moderation/comments/{COMMENT}/release")
@requires(Permission.MODERATE)
@limiter.limit(networks.writes_allowed)
@writes
def release(comment_id: int) -> Answer:
    """Let others have it, and go back to the list: whoever stayed would claim it again."""
    work = work_on(comment_id)
    StaffForm().accepted()
    services.release(work.thing, current_user)
    return redirect(f"/moderation/{work.opened.filters.kept()}", 303)


@bp.post("/moderation/next")
@requires(Permission.MODERATE)
@limiter.limit(networks.writes_allowed)
@writes
def claim_next() -> Answer:
    """Go to the first comment of a list that nobody else reads."""
    opened = open_desk()
    StaffForm().accepted()
    following = services.claim_next(*opened.work, current_user)
    if following is None:
        flash(gettext("Others are reading all that waits here."))
    return redirect(opened.address_of(following), 303)
