"""The council desk's front page, one assembly's page there, and its consultation."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies import services
from app.assemblies.desk import assembly_at_desk
from app.assemblies.queries import assemblies_of
from app.core import dates, networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.forms import StaffForm
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.pages.after_comments import steps_after_comments
from app.pages.blueprint import bp
from app.pages.council import (
    AssemblyAtDesk,
    ConsultationForm,
    at_desk,
    closing_to_offer,
    must_have_something_to_discuss,
    pause_at_desk,
    served_by,
)
from app.pages.overview import journey

Answer = str | BaseResponse | tuple[str, int]


@bp.get("/council/")
@requires(Permission.USE_COUNCIL_DESK)
def council() -> Answer:
    assemblies = assemblies_of(served_by(current_user))
    return render_template(
        "pages/council.html",
        desks=at_desk([assembly for assembly in assemblies if not assembly.is_compiled]),
        compiled=[assembly for assembly in assemblies if assembly.is_compiled],
    )


def _page(desk: AssemblyAtDesk, form: ConsultationForm | None = None, status: int = 200) -> tuple[str, int]:
    page = render_template(
        "pages/council_assembly.html",
        edited=desk.assembly,
        desk=desk,
        steps=[] if desk.assembly.is_compiled else steps_after_comments(desk.assembly),
        journey=journey(desk.assembly),
        pause=pause_at_desk(desk.assembly),
        form=form or ConsultationForm(desk.consultation.closes_at or closing_to_offer(desk.assembly)),
        close_form=StaffForm(),
    )
    return page, status


@bp.get("/council/<slug>/")
@requires(Permission.USE_COUNCIL_DESK)
def council_assembly(slug: str) -> Answer:
    [desk] = at_desk([assembly_at_desk(slug, Permission.USE_COUNCIL_DESK)])
    return _page(desk)


@bp.post("/council/<slug>/consultation/open")
@requires(Permission.RUN_CONSULTATION)
@limiter.limit(networks.writes_allowed)
@writes
def open_consultation(slug: str) -> Answer:
    [desk] = at_desk([assembly_at_desk(slug, Permission.RUN_CONSULTATION)])
    form = ConsultationForm()
    sound = form.accepted()
    must_have_something_to_discuss(desk.consultation)
    if not sound or form.moment is None:
        return _page(desk, form, 422)
    try:
        services.open_consultation(desk.assembly, form.moment, by=current_user)
    except WrongField as refusal:
        form.show(refusal)
        return _page(desk, form, 422)
    flash(gettext("Comments are open until %(moment)s.", moment=dates.moment(form.moment)))
    return redirect(desk.path, 303)


@bp.post("/council/<slug>/consultation/move")
@requires(Permission.RUN_CONSULTATION)
@limiter.limit(networks.writes_allowed)
@writes
def move_closing(slug: str) -> Answer:
    [desk] = at_desk([assembly_at_desk(slug, Permission.RUN_CONSULTATION)])
    form = ConsultationForm()
    if not form.accepted() or form.moment is None:
        return _page(desk, form, 422)
    try:
        services.move_closing(desk.assembly, form.moment, by=current_user)
    except WrongField as refusal:
        form.show(refusal)
        return _page(desk, form, 422)
    flash(gettext("Comments now close on %(moment)s.", moment=dates.moment(form.moment)))
    return redirect(desk.path, 303)


@bp.post("/council/<slug>/consultation/close")
@requires(Permission.RUN_CONSULTATION)
@limiter.limit(networks.writes_allowed)
@writes
def close_consultation(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.RUN_CONSULTATION)
    StaffForm().accepted()
    services.close_consultation(assembly, by=current_user)
    flash(gettext("Comments are closed. What was sent before still goes to the moderators."))
    if assembly.summary:
        flash(gettext("Does the introduction still ask people to comment? Then change its words."))
    return redirect(f"/council/{slug}/", 303)
