"""The openness checklist at the council desk: how each item stands, and what the council says of it."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies import services
from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.assemblies.openness import openness_item
from app.core import networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.pages.blueprint import bp
from app.pages.openness import Point, openness_page, read_openness
from app.pages.openness_desk import OpennessForm, WithdrawForm

Answer = str | BaseResponse | tuple[str, int]


def _point(assembly: Assembly, key: str) -> Point:
    item = found(openness_item(key))
    return next(point for point in read_openness(assembly).points if point.item is item)


@bp.get("/council/<slug>/openness/")
@requires(Permission.STATE_OPENNESS)
def openness_at_desk(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.STATE_OPENNESS)
    return render_template("pages/openness_at_desk.html", edited=assembly, page=openness_page(assembly))


def _page(assembly: Assembly, point: Point, form: OpennessForm, status: int = 200) -> tuple[str, int]:
    withdraw_form = WithdrawForm(services.openness_mark(point.statement))
    page = render_template(
        "pages/openness_item.html", edited=assembly, point=point, form=form, withdraw_form=withdraw_form
    )
    return page, status


@bp.get("/council/<slug>/openness/<item>")
@requires(Permission.STATE_OPENNESS)
def openness_item_at_desk(slug: str, item: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.STATE_OPENNESS)
    point = _point(assembly, item)
    return _page(assembly, point, OpennessForm(point.statement, services.openness_mark(point.statement)))


@bp.post("/council/<slug>/openness/<item>")
@requires(Permission.STATE_OPENNESS)
@limiter.limit(networks.writes_allowed)
@writes
def state_openness(slug: str, item: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.STATE_OPENNESS)
    point, form = _point(assembly, item), OpennessForm()
    if not form.accepted():
        return _page(assembly, point, form, 422)
    try:
        services.state_openness(
            assembly, point.item, form.words(), by=current_user, seen=form.seen.data or ""
        )
    except WrongField as refusal:
        form.show(refusal)
        return _page(assembly, point, form, 422)
    flash(gettext("It is saved, and on the public page."))
    return redirect(f"/council/{slug}/openness/", 303)


@bp.post("/council/<slug>/openness/<item>/withdraw")
@requires(Permission.STATE_OPENNESS)
@limiter.limit(networks.writes_allowed)
@writes
def withdraw_openness(slug: str, item: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.STATE_OPENNESS)
    checked, form = found(openness_item(item)), WithdrawForm()
    form.accepted()
    services.withdraw_openness(assembly, checked, by=current_user, seen=form.seen.data or "")
    flash(gettext("What the council said about it is taken back."))
    return redirect(f"/council/{slug}/openness/", 303)
