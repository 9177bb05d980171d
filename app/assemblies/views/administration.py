"""The administrator's pages about assemblies."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies import services
from app.assemblies.forms.assemblies import AssemblyForm, starting_values
from app.assemblies.models import Assembly, PhaseKind
from app.assemblies.modes import MODE_HINTS
from app.assemblies.names import PHASE_NAMES
from app.assemblies.queries import assembly_by_slug
from app.core import networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.forms import StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.organisations.queries import all_organisations, organisation_by_slug

bp = Blueprint("assemblies", __name__)
Answer = str | BaseResponse | tuple[str, int]


def _form(assembly: Assembly | None) -> AssemblyForm:
    choices = [(each.slug, each.name) for each in all_organisations()]
    return AssemblyForm(choices, data=starting_values(assembly))


def _page(form: AssemblyForm, assembly: Assembly | None, status: int = 200) -> tuple[str, int]:
    kinds = [(kind.value, PHASE_NAMES[kind]) for kind in PhaseKind]
    # Not `assembly`: the layout would put on that council's colour, and this desk is the site's own.
    page = render_template(
        "assemblies/edit.html",
        form=form,
        edited=assembly,
        kinds=kinds,
        publish_form=StaffForm(),
        mode_hints={mode.value: hint for mode, hint in MODE_HINTS.items()},
    )
    return page, status


@bp.get("/admin/assemblies/new")
@requires(Permission.CREATE_ASSEMBLY)
def new_assembly() -> Answer:
    return _page(_form(None), None)


@bp.post("/admin/assemblies/new")
@requires(Permission.CREATE_ASSEMBLY)
@limiter.limit(networks.writes_allowed)
@writes
def create_assembly() -> Answer:
    form = _form(None)
    if not form.accepted():
        return _page(form, None, 422)
    organisation = found(organisation_by_slug(form.organisation.data))
    try:
        assembly = services.create_assembly(organisation, form.words(), form.spans, by=current_user)
    except WrongField as refusal:
        form.show(refusal)
        return _page(form, None, 422)
    flash(gettext("%(name)s is made. Nobody sees it until you publish it.", name=assembly.name))
    return redirect(f"/admin/assemblies/{assembly.slug}/", 303)


@bp.get("/admin/assemblies/<slug>/")
@requires(Permission.CREATE_ASSEMBLY)
def assembly_page(slug: str) -> Answer:
    assembly = found(assembly_by_slug(slug))
    form = _form(assembly)
    form.seen.data = services.fingerprint(assembly)
    return _page(form, assembly)


@bp.post("/admin/assemblies/<slug>/")
@requires(Permission.CREATE_ASSEMBLY)
@limiter.limit(networks.writes_allowed)
@writes
def edit_assembly(slug: str) -> Answer:
    assembly = found(assembly_by_slug(slug))
    form = _form(assembly)
    form.organisation.data = assembly.organisation.slug
    if not form.accepted():
        return _page(form, assembly, 422)
    try:
        services.edit_assembly(assembly, form.words(), form.spans, by=current_user, seen=form.seen.data or "")
    except WrongField as refusal:
        form.show(refusal)
        return _page(form, assembly, 422)
    flash(gettext("%(name)s is saved.", name=assembly.name))
    return redirect(f"/admin/assemblies/{slug}/", 303)


@bp.post("/admin/assemblies/<slug>/publish")
@requires(Permission.CREATE_ASSEMBLY)
@limiter.limit(networks.writes_allowed)
@writes
def publish_assembly(slug: str) -> Answer:
    assembly = found(assembly_by_slug(slug))
    StaffForm().accepted()
    services.publish_assembly(assembly, by=current_user)
    flash(gettext("%(name)s is published. Everybody can read it now.", name=assembly.name))
    return redirect(f"/admin/assemblies/{slug}/", 303)
