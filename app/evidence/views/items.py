"""Items of evidence at the desk: written, looked at, changed, moved."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request
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
from app.evidence.forms.files import WordForm
from app.evidence.forms.items import ItemForm, NewItemForm
from app.evidence.forms.publishing import MoveForm
from app.evidence.models import EvidenceItem
from app.evidence.queries import sessions_at_desk
from app.evidence.views.desk import (
    DESK,
    ITEM,
    Answer,
    bp,
    desk_path,
    item_of,
    thing_page,
    warn_of_readable,
)
from app.evidence.words import as_written
from app.files.receiving import receives_files


def _form_page(
    assembly: Assembly, form: ItemForm, item: EvidenceItem | None = None, status: int = 200
) -> Answer:
    here = desk_path(assembly, item)
    return render_template(
        "evidence/edit_item.html", edited=assembly, form=form, thing=item, here=here
    ), status


@bp.get(f"{DESK}/new")
@requires(Permission.EDIT_EVIDENCE)
def new_item(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.EDIT_EVIDENCE)
    return _form_page(
        assembly, NewItemForm(sessions_at_desk(assembly), session=request.args.get("session", ""))
    )


@bp.post(f"{DESK}/new")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def add_item(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.EDIT_EVIDENCE)
    form = NewItemForm(sessions_at_desk(assembly))
    if not form.accepted():
        return _form_page(assembly, form, status=422)
    try:
        page = form.make_once(
            lambda: desk_path(assembly, services.add_item(assembly, form.words(), current_user))
        )
    except Stale as stale:
        form.give_back(stale)
        return _form_page(assembly, form, status=stale.status)
    flash(gettext("The evidence is saved as a draft. Add files if there are any. Then publish it."))
    return redirect(page, 303)


@bp.get(f"{ITEM}/")
@requires(Permission.EDIT_EVIDENCE)
def item_preview(slug: str, address: str) -> Answer:
    return thing_page(*item_of(slug, address))


@bp.get(f"{ITEM}/edit")
@requires(Permission.EDIT_EVIDENCE)
def item_page(slug: str, address: str) -> Answer:
    assembly, item = item_of(slug, address)
    form = ItemForm(sessions_at_desk(assembly), item, services.fingerprint(item), corrects=[item])
    return _form_page(assembly, form, item)


@bp.post(f"{ITEM}/edit")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def edit_item(slug: str, address: str) -> Answer:
    assembly, item = item_of(slug, address)
    form = ItemForm(sessions_at_desk(assembly), corrects=[item])
    if not form.accepted():
        return _form_page(assembly, form, item, 422)
    try:
        services.edit_item(item, form.words(), current_user, form.seen.data or "", form.correction())
    except WrongField as refusal:
        form.show(refusal)
        return _form_page(assembly, form, item, 422)
    flash(gettext("The evidence is saved."))
    warn_of_readable(assembly, [item], form.correction())
    return redirect(desk_path(assembly, item), 303)


def _word_page(assembly: Assembly, form: WordForm, item: EvidenceItem, status: int = 200) -> Answer:
    here = desk_path(assembly, item)
    return render_template("evidence/word.html", edited=assembly, form=form, thing=item, here=here), status


@bp.get(f"{ITEM}/word")
@requires(Permission.EDIT_EVIDENCE)
def word_page(slug: str, address: str) -> Answer:
    assembly, item = item_of(slug, address)
    return _word_page(assembly, WordForm(services.fingerprint(item), [item]), item)


@bp.post(f"{ITEM}/word")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@receives_files
@writes
def take_words(slug: str, address: str) -> Answer:
    assembly, item = item_of(slug, address)
    form = WordForm(corrects=[item])
    if not form.accepted():
        return _word_page(assembly, form, item, 422)
    words = replace(as_written(item), body=form.body)
    try:
        services.edit_item(item, words, current_user, form.seen.data or "", form.correction())
    except WrongField as refusal:
        form.show(refusal)
        return _word_page(assembly, form, item, 422)
    flash(
        gettext(
            "The text is taken from the Word file. Read it below: pictures and special layouts are left out."
        )
    )
    for line in form.read_as:
        flash(line)
    told = warn_of_readable(assembly, [item], form.correction()) or form.read_as
    return redirect(desk_path(assembly, item) + ("" if told else "#preview-title"), 303)


@bp.post(f"{ITEM}/move")
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def move_item(slug: str, address: str) -> Answer:
    assembly, item = item_of(slug, address)
    form = MoveForm()
    form.accepted()
    services.move_item(item, form.up, by=current_user)
    return redirect(f"{desk_path(assembly)}#{form.anchor(item)}", 303)
