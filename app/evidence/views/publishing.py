"""Publishing sessions and items, at once or at a set time, and taking them down."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.assemblies.models import Assembly
from app.core import dates, networks
from app.core.access import requires
from app.core.errors import Refused, WrongField
from app.core.forms import StaffForm
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.evidence import services
from app.evidence.desk_wording import resting_words
from app.evidence.forms.publishing import ScheduleForm, SeenForm, UnpublishForm
from app.evidence.queries.resting import who_rests_on
from app.evidence.standing import Thing
from app.evidence.views.desk import (
    ITEM,
    OF_ITEM,
    OF_SESSION,
    SESSION,
    Answer,
    bp,
    desk_path,
    thing_of,
    thing_page,
)


@bp.post(f"{ITEM}/publish", defaults=OF_ITEM)
@bp.post(f"{SESSION}/publish", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def publish(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    form = SeenForm()
    form.accepted()
    try:
        services.publish(thing, by=current_user, seen=form.seen.data or "")
    except Refused as refusal:
        return thing_page(assembly, thing, refusal=refusal)
    flash(gettext("It is published. Everybody can read it now."))
    return redirect(desk_path(assembly, thing), 303)


@bp.post(f"{ITEM}/schedule", defaults=OF_ITEM)
@bp.post(f"{SESSION}/schedule", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def schedule(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    form = ScheduleForm()
    if not form.accepted() or form.moment is None:
        return thing_page(assembly, thing, form, 422)
    try:
        services.publish(thing, by=current_user, at=form.moment, seen=form.seen.data or "")
    except WrongField as refusal:
        form.show(refusal)
        return thing_page(assembly, thing, form, 422)
    except Refused as refusal:
        return thing_page(assembly, thing, form, refusal=refusal)
    flash(gettext("It will be published on %(moment)s.", moment=dates.moment(form.moment, weekday=True)))
    return redirect(desk_path(assembly, thing), 303)


@bp.post(f"{ITEM}/call-off", defaults=OF_ITEM)
@bp.post(f"{SESSION}/call-off", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def call_off(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    StaffForm().accepted()
    try:
        services.call_off(thing, by=current_user)
    except Refused as refusal:
        return thing_page(assembly, thing, refusal=refusal)
    flash(gettext("The time is called off. It will not be published by itself."))
    return redirect(desk_path(assembly, thing), 303)


def _take_down_page(assembly: Assembly, thing: Thing, form: UnpublishForm, status: int = 200) -> Answer:
    page = render_template(
        "evidence/take_down.html",
        edited=assembly,
        thing=thing,
        here=desk_path(assembly, thing),
        form=form,
        resting=resting_words(who_rests_on(thing)) if thing.is_public else "",
    )
    return page, status


@bp.get(f"{ITEM}/take-down", defaults=OF_ITEM)
@bp.get(f"{SESSION}/take-down", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
def take_down_page(slug: str, kind: str, address: str) -> Answer:
    return _take_down_page(*thing_of(slug, kind, address), UnpublishForm())


@bp.post(f"{ITEM}/take-down", defaults=OF_ITEM)
@bp.post(f"{SESSION}/take-down", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def take_down(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    form = UnpublishForm()
    if not form.accepted():
        return _take_down_page(assembly, thing, form, 422)
    called_off = services.unpublish(thing, form.reason.data or "", current_user, form.shows_title)
    flash(gettext("It is taken down. Readers see your reason in its place."))
    if called_off:
        flash(_called_off_too(len(called_off)))
    return redirect(desk_path(assembly, thing), 303)


def _called_off_too(items: int) -> str:
    return str(
        ngettext(
            "%(num)d item of this session was waiting for its time. That is called off too.",
            "%(num)d items of this session were waiting for their time. That is called off too.",
            items,
        )
    )
