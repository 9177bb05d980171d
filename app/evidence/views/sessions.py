"""Sessions at the desk: written, looked at, changed, moved."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import Stale, WrongField
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.evidence import services
from app.evidence.forms.publishing import MoveForm
from app.evidence.forms.sessions import NewSessionForm, SessionForm
from app.evidence.models import AssemblySession
from app.evidence.views.desk import (
    DESK,
    SESSION,
    Answer,
    bp,
    desk_path,
    session_of,
    thing_page,
    warn_of_readable,
)


def _form_page(
    assembly: Assembly, form: SessionForm, session: AssemblySession | None = None, status: int = 200
) -> Answer:
    here = desk_path(assembly, session)
    page = render_template("evidence/edit_session.html", edited=assembly, form=form, thing=session, here=here)
    return page, status


@bp.get(f"{DESK}/sessions/new")
@requires(Permission.EDIT_EVIDENCE)
def new_session(slug: str) -> Answer:
    return _form_page(assembly_at_desk(slug, Permission.EDIT_EVIDENCE), NewSessionForm())


@bp.post(f"{DESK}/sessions/new")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def add_session(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.EDIT_EVIDENCE)
    form = NewSessionForm()
    if not form.accepted():
        return _form_page(assembly, form, status=422)
    try:
        page = form.make_once(
            lambda: desk_path(assembly, services.add_session(assembly, form.words(), current_user))
        )
    except Stale as stale:
        form.give_back(stale)
        return _form_page(assembly, form, status=stale.status)
    flash(gettext("The session is saved as a draft. Now add its speakers and files. Then publish it."))
    return redirect(page, 303)


@bp.get(f"{SESSION}/")
@requires(Permission.EDIT_EVIDENCE)
def session_preview(slug: str, address: str) -> Answer:
    return thing_page(*session_of(slug, address))


@bp.get(f"{SESSION}/edit")
@requires(Permission.EDIT_EVIDENCE)
def session_page(slug: str, address: str) -> Answer:
    assembly, session = session_of(slug, address)
    return _form_page(assembly, SessionForm(session, services.fingerprint(session), [session]), session)


@bp.post(f"{SESSION}/edit")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def edit_session(slug: str, address: str) -> Answer:
    assembly, session = session_of(slug, address)
    form = SessionForm(corrects=[session])
    if not form.accepted():
        return _form_page(assembly, form, session, 422)
    try:
        services.edit_session(session, form.words(), current_user, form.seen.data or "", form.correction())
    except WrongField as refusal:
        form.show(refusal)
        return _form_page(assembly, form, session, 422)
    flash(gettext("The session is saved."))
    warn_of_readable(assembly, [session], form.correction())
    return redirect(desk_path(assembly, session), 303)


@bp.post(f"{SESSION}/move")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def move_session(slug: str, address: str) -> Answer:
    assembly, session = session_of(slug, address)
    form = MoveForm()
    form.accepted()
    services.move_session(session, form.up, by=current_user)
    return redirect(f"{desk_path(assembly)}#{form.anchor(session)}", 303)
