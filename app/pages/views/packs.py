"""What the public said: the pack at the officers' desk, as it was kept, and as the members were given it."""

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
from app.core.forms import OnceForm, StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.dispositions.models import Pack
from app.dispositions.queries.packs import given_pack_of, pack_of
from app.dispositions.services.packs import give_kept_pack, give_pack, keep_pack, throw_away
from app.pages.blueprint import bp
from app.pages.pack import pack_at_desk, pack_page
from app.pages.pack_desk import GivenForm, PackForm

Answer = str | BaseResponse | tuple[str, int]


@bp.get("/assemblies/<slug>/what-the-public-said/<int(max=2147483647):pack>/")
@public
def what_the_public_said(slug: str, pack: int) -> str:
    """A pack as the members were given it."""
    assembly = found(public_assembly(slug))
    page = pack_page(found(given_pack_of(assembly, pack)))
    return render_template("pages/what_the_public_said.html", assembly=assembly, page=page)


def _page(assembly: Assembly, form: PackForm, status: int = 200) -> Answer:
    desk = pack_at_desk(assembly)
    # Whoever presses again has seen the figures that stand on the page now.
    form.seen.data = desk.mark
    keeping = OnceForm(at=url_for("pages.keep", slug=assembly.slug))
    return (
        render_template("pages/pack_at_desk.html", edited=assembly, desk=desk, form=form, keeping=keeping),
        status,
    )


def _shown(form: GivenForm, refusal: Refused) -> int:
    """Put a refusal where the person finds it on the page that is shown again. Returns the page's status."""
    if isinstance(refusal, WrongField):
        form.show(refusal)
    elif isinstance(refusal, Stale):
        form.give_back(refusal)
    else:
        form.form_errors.append(refusal.message)
    return refusal.status


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
    """Record that the members had the pack as it stands now."""
    assembly = assembly_at_desk(slug, Permission.ANSWER_COMMENTS)
    form = PackForm()
    if not form.accepted() or form.given_on.data is None:
        return _page(assembly, form, 422)
    try:
        address = form.make_once(lambda: _give(assembly, form))
    except Refused as refusal:
        return _page(assembly, form, _shown(form, refusal))
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
    return _in_the_list(pack)


def _in_the_list(pack: Pack) -> str:
    return url_for("pages.pack_desk", slug=pack.assembly.slug, _anchor=f"pack-{pack.id}")


@bp.post("/council/<slug>/pack/keep")
@requires(Permission.ANSWER_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def keep(slug: str) -> Answer:
    """Keep the pack as it stands now, and show it to be printed."""
    assembly, form = assembly_at_desk(slug, Permission.ANSWER_COMMENTS), OnceForm()
    form.accepted()
    address = form.make_once(
        lambda: url_for("pages.kept_pack", slug=slug, pack=keep_pack(assembly, current_user).id)
    )
    flash(gettext("The pack is kept. Print it from this page."))
    return redirect(address, 303)


def _kept_page(assembly: Assembly, pack: Pack, form: GivenForm, status: int = 200) -> Answer:
    page = render_template(
        "pages/kept_pack.html",
        edited=assembly,
        kept=pack,
        page=pack_page(pack),
        form=form,
        discarding=StaffForm(),
    )
    return page, status


@bp.get("/council/<slug>/pack/<int(max=2147483647):pack>/")
@requires(Permission.ANSWER_COMMENTS)
def kept_pack(slug: str, pack: int) -> Answer:
    """A pack that was kept; once it was given, everybody's page of it."""
    assembly = assembly_at_desk(slug, Permission.ANSWER_COMMENTS)
    kept = found(pack_of(assembly, pack))
    if kept.given_on:
        return redirect(url_for("pages.what_the_public_said", slug=slug, pack=pack))
    return _kept_page(assembly, kept, GivenForm())


@bp.post("/council/<slug>/pack/<int(max=2147483647):pack>/")
@requires(Permission.ANSWER_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def give_kept(slug: str, pack: int) -> Answer:
    """Record that the members had a pack that was kept."""
    assembly, form = assembly_at_desk(slug, Permission.ANSWER_COMMENTS), GivenForm()
    kept = found(pack_of(assembly, pack))
    if not form.accepted() or form.given_on.data is None:
        return _kept_page(assembly, kept, form, 422)
    try:
        address = form.make_once(lambda: _give_kept(kept, form))
    except Refused as refusal:
        return _kept_page(assembly, kept, form, _shown(form, refusal))
    flash(gettext("It is recorded, and everybody can read it now."))
    return redirect(address, 303)


def _give_kept(pack: Pack, form: GivenForm) -> str:
    give_kept_pack(pack, form.given_on.data, form.meeting.data or "", current_user)
    return _in_the_list(pack)


@bp.post("/council/<slug>/pack/<int(max=2147483647):pack>/throw-away")
@requires(Permission.ANSWER_COMMENTS)
@limiter.limit(networks.writes_allowed)
@writes
def throw_pack_away(slug: str, pack: int) -> Answer:
    """Throw a kept pack away. Where a colleague was first, what the officer wanted has happened."""
    assembly, form = assembly_at_desk(slug, Permission.ANSWER_COMMENTS), StaffForm()
    form.accepted()
    kept = pack_of(assembly, pack)
    if kept is not None:
        throw_away(kept, current_user)
    flash(gettext("The pack is thrown away."))
    return redirect(url_for("pages.pack_desk", slug=slug), 303)
