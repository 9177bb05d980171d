"""What sessions and items said before they were corrected: officers read all of it, and withhold what must go."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext, ngettext
from flask_login import current_user

from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.forms import StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.evidence import services
from app.evidence.former import change_words, former_words
from app.evidence.forms.corrections import WithholdForm
from app.evidence.models import FormerWording
from app.evidence.queries.wordings import former_wording_at_desk, former_wordings
from app.evidence.standing import Thing
from app.evidence.views.desk import (
    ITEM,
    NUMBER,
    OF_ITEM,
    OF_SESSION,
    SESSION,
    Answer,
    bp,
    desk_path,
    thing_of,
)

OF_THIS_ITEM, OF_THIS_SESSION = f"{ITEM}/versions/", f"{SESSION}/versions/"


@bp.get(OF_THIS_ITEM, defaults=OF_ITEM)
@bp.get(OF_THIS_SESSION, defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
def wordings(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    rows = [change_words(thing, former) for former in former_wordings(thing.subject_id)]
    here = desk_path(assembly, thing)
    return render_template("evidence/wordings.html", edited=assembly, thing=thing, here=here, rows=rows)


def _wording(slug: str, kind: str, address: str, number: int) -> tuple[Assembly, Thing, FormerWording]:
    assembly, thing = thing_of(slug, kind, address)
    return assembly, thing, found(former_wording_at_desk(thing.subject_id, number))


def _page(
    assembly: Assembly, thing: Thing, former: FormerWording, form: WithholdForm, status: int = 200
) -> Answer:
    page = render_template(
        "evidence/former_wording.html",
        edited=assembly,
        thing=thing,
        here=desk_path(assembly, thing),
        words=former_words(thing, former, at_desk=True),
        form=form,
    )
    return page, status


@bp.get(f"{OF_THIS_ITEM}{NUMBER}/", defaults=OF_ITEM)
@bp.get(f"{OF_THIS_SESSION}{NUMBER}/", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
def wording(slug: str, kind: str, address: str, number: int) -> Answer:
    assembly, thing, former = _wording(slug, kind, address, number)
    return _page(assembly, thing, former, WithholdForm(former.withheld_reason))


@bp.post(f"{OF_THIS_ITEM}{NUMBER}/withhold", defaults=OF_ITEM)
@bp.post(f"{OF_THIS_SESSION}{NUMBER}/withhold", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def withhold(slug: str, kind: str, address: str, number: int) -> Answer:
    assembly, thing, former = _wording(slug, kind, address, number)
    form = WithholdForm()
    if not form.accepted():
        return _page(assembly, thing, former, form, 422)
    alike = services.withhold(thing, former, form.reason.data or "", by=current_user)
    flash(gettext("Readers may not read this wording any more. They see your reason in its place."))
    if alike:
        flash(_went_too(alike))
    return redirect(f"{desk_path(assembly, thing)}versions/", 303)


def _went_too(wordings: int) -> str:
    return str(
        ngettext(
            "%(num)d other wording held the same words. It is withheld too.",
            "%(num)d other wordings held the same words. They are withheld too.",
            wordings,
        )
    )


@bp.post(f"{OF_THIS_ITEM}{NUMBER}/show-again", defaults=OF_ITEM)
@bp.post(f"{OF_THIS_SESSION}{NUMBER}/show-again", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def show_again(slug: str, kind: str, address: str, number: int) -> Answer:
    assembly, thing, former = _wording(slug, kind, address, number)
    StaffForm().accepted()
    services.show_again(thing, former, by=current_user)
    flash(gettext("Readers may read this wording again."))
    return redirect(f"{desk_path(assembly, thing)}versions/", 303)
