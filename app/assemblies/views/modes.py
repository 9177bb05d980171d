"""Where officers say whether a moderator reads comments before or after they are shown."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies import services
from app.assemblies.desk import assembly_at_desk
from app.assemblies.forms.modes import ModeForm
from app.assemblies.models import Assembly, ModerationMode
from app.assemblies.modes import MODE_HINTS, mode_mark
from app.assemblies.views.administration import bp
from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes

Answer = str | BaseResponse | tuple[str, int]


def _page(assembly: Assembly, form: ModeForm | None = None, refusal: str | None = None) -> str:
    if refusal and form is not None:
        # Whoever is told what happened meanwhile may send the form on.
        form.seen.data = mode_mark(assembly)
    return render_template(
        "assemblies/moderation_mode.html",
        edited=assembly,
        form=form or ModeForm(assembly),
        hints={mode.value: hint for mode, hint in MODE_HINTS.items()},
        refusal=refusal,
    )


@bp.get("/council/<slug>/moderation")
@requires(Permission.RUN_CONSULTATION)
def moderation_mode(slug: str) -> Answer:
    """The three ways with what each means, to choose one."""
    return _page(assembly_at_desk(slug, Permission.RUN_CONSULTATION))


@bp.post("/council/<slug>/moderation")
@requires(Permission.RUN_CONSULTATION)
@limiter.limit(networks.writes_allowed)
@writes
def choose_mode(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.RUN_CONSULTATION)
    form = ModeForm(assembly)
    if not form.accepted():
        return _page(assembly, form), 422
    mode = ModerationMode(form.moderation_mode.data)
    try:
        services.choose_mode(assembly, mode, form.number, by=current_user, seen=form.seen.data or "")
    except Refused as refusal:
        return _page(assembly, form, refusal.message), refusal.status
    flash(gettext("Saved. This holds for what comes from now on. What waits already waits for a moderator."))
    return redirect(f"/council/{slug}/moderation", 303)
