"""The officers' pages about sessions and evidence: write a draft, look at it as readers will, publish it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.models import Assembly
from app.assemblies.queries import assembly_by_slug
from app.core import networks
from app.core.access import requires
from app.core.forms import StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission, authorise
from app.core.transactions import writes
from app.evidence import services
from app.evidence.forms import ItemForm, SessionForm
from app.evidence.models import AssemblySession, EvidenceItem, EvidenceKind
from app.evidence.names import EVIDENCE_NAMES
from app.evidence.queries import item_at_desk, items_at_desk, session_at_desk, sessions_at_desk

bp = Blueprint("evidence", __name__)
Answer = str | BaseResponse | tuple[str, int]


def _assembly(slug: str) -> Assembly:
    assembly = found(assembly_by_slug(slug))
    authorise(Permission.EDIT_EVIDENCE, assembly)
    return assembly


def _desk_path(assembly: Assembly, thing: AssemblySession | EvidenceItem) -> str:
    folder = "sessions/" if isinstance(thing, AssemblySession) else ""
    return f"/council/{assembly.slug}/evidence/{folder}{thing.address}/"


@bp.get("/council/<slug>/evidence/")
@requires(Permission.EDIT_EVIDENCE)
def desk(slug: str) -> Answer:
    assembly = _assembly(slug)
    return render_template(
        "evidence/desk.html",
        edited=assembly,
        items=items_at_desk(assembly),
        sessions=sessions_at_desk(assembly),
        kinds=EVIDENCE_NAMES,
    )


def _session_form(
    assembly: Assembly, form: SessionForm, session: AssemblySession | None, status: int = 200
) -> tuple[str, int]:
    page = render_template("evidence/edit_session.html", edited=assembly, form=form, written=session)
    return page, status


@bp.get("/council/<slug>/evidence/sessions/new")
@requires(Permission.EDIT_EVIDENCE)
def new_session(slug: str) -> Answer:
    return _session_form(_assembly(slug), SessionForm(), None)


@bp.post("/council/<slug>/evidence/sessions/new")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.WRITES)
@writes
def add_session(slug: str) -> Answer:
    assembly = _assembly(slug)
    form = SessionForm()
    if not form.accepted():
        return _session_form(assembly, form, None, 422)
    session = services.add_session(assembly, form.words(), by=current_user)
    flash(gettext("The session is saved as a draft. Look at it below, then publish it."))
    return redirect(_desk_path(assembly, session), 303)


@bp.get("/council/<slug>/evidence/sessions/<address>/")
@requires(Permission.EDIT_EVIDENCE)
def session_preview(slug: str, address: str) -> Answer:
    assembly = _assembly(slug)
    session = found(session_at_desk(assembly, address))
    return render_template(
        "evidence/preview_session.html", edited=assembly, written=session, form=StaffForm()
    )


@bp.get("/council/<slug>/evidence/sessions/<address>/edit")
@requires(Permission.EDIT_EVIDENCE)
def session_page(slug: str, address: str) -> Answer:
    assembly = _assembly(slug)
    session = found(session_at_desk(assembly, address))
    return _session_form(assembly, SessionForm(session, services.fingerprint(session)), session)


@bp.post("/council/<slug>/evidence/sessions/<address>/edit")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.WRITES)
@writes
def edit_session(slug: str, address: str) -> Answer:
    assembly = _assembly(slug)
    session = found(session_at_desk(assembly, address))
    form = SessionForm()
    if not form.accepted():
        return _session_form(assembly, form, session, 422)
    services.edit_session(session, form.words(), by=current_user, seen=form.seen.data or "")
    flash(gettext("The session is saved."))
    return redirect(_desk_path(assembly, session), 303)


@bp.post("/council/<slug>/evidence/sessions/<address>/publish")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.WRITES)
@writes
def publish_session(slug: str, address: str) -> Answer:
    assembly = _assembly(slug)
    session = found(session_at_desk(assembly, address))
    StaffForm().accepted()
    services.publish_session(session, by=current_user)
    flash(gettext("The session is published."))
    return redirect(_desk_path(assembly, session), 303)


def _item_form(
    assembly: Assembly, form: ItemForm, item: EvidenceItem | None, status: int = 200
) -> tuple[str, int]:
    return render_template("evidence/edit_item.html", edited=assembly, form=form, written=item), status


@bp.get("/council/<slug>/evidence/new")
@requires(Permission.EDIT_EVIDENCE)
def new_item(slug: str) -> Answer:
    assembly = _assembly(slug)
    return _item_form(assembly, ItemForm(sessions_at_desk(assembly)), None)


@bp.post("/council/<slug>/evidence/new")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.WRITES)
@writes
def add_item(slug: str) -> Answer:
    assembly = _assembly(slug)
    form = ItemForm(sessions_at_desk(assembly))
    if not form.accepted():
        return _item_form(assembly, form, None, 422)
    item = services.add_item(assembly, form.words(), by=current_user)
    flash(gettext("The evidence is saved as a draft. Look at it below, then publish it."))
    return redirect(_desk_path(assembly, item), 303)


@bp.get("/council/<slug>/evidence/<address>/")
@requires(Permission.EDIT_EVIDENCE)
def item_preview(slug: str, address: str) -> Answer:
    assembly = _assembly(slug)
    item = found(item_at_desk(assembly, address))
    kind = EVIDENCE_NAMES[EvidenceKind(item.kind)]
    return render_template(
        "evidence/preview_item.html", edited=assembly, written=item, kind=kind, form=StaffForm()
    )


@bp.get("/council/<slug>/evidence/<address>/edit")
@requires(Permission.EDIT_EVIDENCE)
def item_page(slug: str, address: str) -> Answer:
    assembly = _assembly(slug)
    item = found(item_at_desk(assembly, address))
    form = ItemForm(sessions_at_desk(assembly), item, services.fingerprint(item))
    return _item_form(assembly, form, item)


@bp.post("/council/<slug>/evidence/<address>/edit")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.WRITES)
@writes
def edit_item(slug: str, address: str) -> Answer:
    assembly = _assembly(slug)
    item = found(item_at_desk(assembly, address))
    form = ItemForm(sessions_at_desk(assembly))
    if not form.accepted():
        return _item_form(assembly, form, item, 422)
    services.edit_item(item, form.words(), by=current_user, seen=form.seen.data or "")
    flash(gettext("The evidence is saved."))
    return redirect(_desk_path(assembly, item), 303)


@bp.post("/council/<slug>/evidence/<address>/publish")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.WRITES)
@writes
def publish_item(slug: str, address: str) -> Answer:
    assembly = _assembly(slug)
    item = found(item_at_desk(assembly, address))
    StaffForm().accepted()
    services.publish_item(item, by=current_user)
    flash(gettext("The evidence is published."))
    return redirect(_desk_path(assembly, item), 303)
