"""What the public said: the pack at the officers' desk, and as the members were given it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.assemblies.queries import public_assembly
from app.core import networks
from app.core.access import public, requires
from app.core.errors import Refused, Stale, WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.dispositions.queries.packs import pack_of
from app.dispositions.services.packs import give_pack
from app.pages.blueprint import bp
from app.pages.pack import pack_at_desk, pack_page
from app.pages.pack_desk import PackForm

Answer = str | BaseResponse | tuple[str, int]


@bp.get("/assemblies/<slug>/what-the-public-said/<int(max=2147483647):pack>/")
@public
def what_the_public_said(slug: str, pack: int) -> str:
    """A pack as the members were given it."""
    assembly = found(public_assembly(slug))
    page = pack_page(found(pack_of(assembly, pack)))
    return render_template("pages/what_the_public_said.html", assembly=assembly, page=page)


def _page(assembly: Assembly, form: PackForm, status: int = 200) -> Answer:
    desk = pack_at_desk(assembly)
    # Whoever presses again has seen the figures that stand on the page now.
    form.seen.data = desk.mark
    return render_template("pages/pack_at_desk.html", edited=assembly, desk=desk, form=form), status


@bp.get("/council/<slug>/pack/")
@requires(Permission.ANSWER_COMMENTS)
def pack_desk(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.ANSWER_COMMENTS)
    return _page(assembly, PackForm())


@bp.post("/council/<slug>/pack/")
@requires(Permission.ANSWER_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def give(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.ANSWER_COMMENTS)
    form = PackForm()
    if not form.accepted() or form.given_on.data is None:
        return _page(assembly, form, 422)
    try:
        address = form.make_once(lambda: _give(assembly, form))
    except WrongField as refusal:
        form.show(refusal)
        return _page(assembly, form, 422)
    except Stale as stale:
        form.give_back(stale)
        return _page(assembly, form, stale.status)
    except Refused as refusal:
        form.form_errors.append(refusal.message)
        return _page(assembly, form, refusal.status)
    flash(gettext("It is recorded, and everybody can read it now."))
    return redirect(address, 303)


def _give(assembly: Assembly, form: PackForm) -> str:
    pack = give_pack(
        assembly,
        form.given_on.data,
        form.meeting.data or "",
        current_user,
        form.seen.data or "",
    )
    return url_for("pages.pack_desk", slug=assembly.slug, _anchor=f"pack-{pack.id}")
