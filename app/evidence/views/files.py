"""Files beside sessions and items: uploaded, described, replaced, taken away, put in order, and looked at."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import Stale, WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.evidence import services
from app.evidence.desk_wording import replaced_words
from app.evidence.forms.files import FileForm, NewFileForm, RemoveForm, ReplaceForm
from app.evidence.forms.publishing import MoveForm
from app.evidence.models import EvidenceFile
from app.evidence.queries import file_at_desk
from app.evidence.queries.files import file_version_at_desk
from app.evidence.standing import Thing, has_been_public
from app.evidence.views.desk import (
    DESK,
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
from app.evidence.wording import what_and_size
from app.evidence.words import FileWords
from app.files.giving import give_out
from app.files.received import Received
from app.files.receiving import receives_files
from app.files.wording import what_was_taken_out

FILE = f"files/{NUMBER}"


def _file(slug: str, kind: str, address: str, number: int) -> tuple[Assembly, Thing, EvidenceFile]:
    assembly, thing = thing_of(slug, kind, address)
    return assembly, thing, found(file_at_desk(thing, number))


def _list_of_files(assembly: Assembly, thing: Thing) -> str:
    return f"{desk_path(assembly, thing)}#files-title"


def _back(assembly: Assembly, thing: Thing) -> BaseResponse:
    return redirect(_list_of_files(assembly, thing), 303)


def _where_it_is_told(page: str, received: Received) -> BaseResponse:
    """To a page; to its top where a notice must be seen, for not all of the file was taken."""
    return redirect(page.partition("#")[0] if received.taken_out else page, 303)


def _tell(*sentences: str | None) -> None:
    for words in sentences:
        if words:
            flash(words)


def _page(
    template: str,
    assembly: Assembly,
    thing: Thing,
    file: EvidenceFile | None,
    form: Any,
    status: int = 200,
) -> tuple[str, int]:
    page = render_template(
        f"evidence/{template}.html",
        edited=assembly,
        thing=thing,
        here=desk_path(assembly, thing),
        file=file,
        what=what_and_size(file.current) if file is not None else "",
        form=form,
        leaves_trace=has_been_public(thing),
    )
    return page, status


@bp.get(f"{ITEM}/files/new", defaults=OF_ITEM)
@bp.get(f"{SESSION}/files/new", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
def new_file(slug: str, kind: str, address: str) -> Answer:
    return _page("new_file", *thing_of(slug, kind, address), None, NewFileForm())


@bp.post(f"{ITEM}/files/new", defaults=OF_ITEM)
@bp.post(f"{SESSION}/files/new", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@receives_files
@writes
def attach_file(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    form = NewFileForm()
    received = form.upload.data if form.accepted() else None
    if received is None:
        return _page("new_file", assembly, thing, None, form, 422)
    try:
        page = form.make_once(lambda: _attached(assembly, thing, received, form.words()))
    except Stale as stale:
        form.give_back(stale)
        return _page("new_file", assembly, thing, None, form, stale.status)
    flash(gettext("“%(label)s” is added.", label=form.label.data))
    _tell(what_was_taken_out(received))
    return _where_it_is_told(page, received)


def _attached(assembly: Assembly, thing: Thing, received: Received, words: FileWords) -> str:
    services.attach_file(thing, received, words, by=current_user)
    return _list_of_files(assembly, thing)


@bp.get(f"{ITEM}/{FILE}/edit", defaults=OF_ITEM)
@bp.get(f"{SESSION}/{FILE}/edit", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
def file_page(slug: str, kind: str, address: str, number: int) -> Answer:
    assembly, thing, file = _file(slug, kind, address, number)
    return _page("edit_file", assembly, thing, file, FileForm(file, services.fingerprint(file)))


@bp.post(f"{ITEM}/{FILE}/edit", defaults=OF_ITEM)
@bp.post(f"{SESSION}/{FILE}/edit", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def edit_file(slug: str, kind: str, address: str, number: int) -> Answer:
    assembly, thing, file = _file(slug, kind, address, number)
    form = FileForm()
    if not form.accepted():
        return _page("edit_file", assembly, thing, file, form, 422)
    services.edit_file(thing, file, form.words(), by=current_user, seen=form.seen.data or "")
    flash(gettext("“%(label)s” is saved.", label=file.label))
    return _back(assembly, thing)


@bp.get(f"{ITEM}/{FILE}/replace", defaults=OF_ITEM)
@bp.get(f"{SESSION}/{FILE}/replace", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
def replacing_page(slug: str, kind: str, address: str, number: int) -> Answer:
    assembly, thing, file = _file(slug, kind, address, number)
    return _page("replace_file", assembly, thing, file, ReplaceForm(services.fingerprint(file)))


@bp.post(f"{ITEM}/{FILE}/replace", defaults=OF_ITEM)
@bp.post(f"{SESSION}/{FILE}/replace", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@receives_files
@writes
def replace_file(slug: str, kind: str, address: str, number: int) -> Answer:
    assembly, thing, file = _file(slug, kind, address, number)
    form = ReplaceForm()
    if not form.accepted() or form.upload.data is None:
        return _page("replace_file", assembly, thing, file, form, 422)
    note, seen = form.note.data or "", form.seen.data or ""
    try:
        version = services.replace_file(thing, file, form.upload.data, note, by=current_user, seen=seen)
    except WrongField as refusal:
        form.show(refusal)
        return _page("replace_file", assembly, thing, file, form, 422)
    flash(gettext("“%(label)s” is replaced. The former one can still be read.", label=file.label))
    _tell(replaced_words(version), what_was_taken_out(form.upload.data))
    return _where_it_is_told(_list_of_files(assembly, thing), form.upload.data)


@bp.get(f"{ITEM}/{FILE}/remove", defaults=OF_ITEM)
@bp.get(f"{SESSION}/{FILE}/remove", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
def removing_page(slug: str, kind: str, address: str, number: int) -> Answer:
    assembly, thing, file = _file(slug, kind, address, number)
    return _page("remove_file", assembly, thing, file, RemoveForm())


@bp.post(f"{ITEM}/{FILE}/remove", defaults=OF_ITEM)
@bp.post(f"{SESSION}/{FILE}/remove", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def remove_file(slug: str, kind: str, address: str, number: int) -> Answer:
    assembly, thing, file = _file(slug, kind, address, number)
    form = RemoveForm()
    if not form.accepted():
        return _page("remove_file", assembly, thing, file, form, 422)
    try:
        services.remove_file(thing, file, form.reason.data or "", by=current_user)
    except WrongField as refusal:
        form.show(refusal)
        return _page("remove_file", assembly, thing, file, form, 422)
    flash(gettext("“%(label)s” is taken away.", label=file.label))
    return _back(assembly, thing)


@bp.post(f"{ITEM}/{FILE}/move", defaults=OF_ITEM)
@bp.post(f"{SESSION}/{FILE}/move", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def move_file(slug: str, kind: str, address: str, number: int) -> Answer:
    assembly, thing, file = _file(slug, kind, address, number)
    form = MoveForm()
    form.accepted()
    services.move_file(thing, file, form.up, by=current_user)
    return redirect(f"{desk_path(assembly, thing)}#{form.anchor(file)}", 303)


@bp.get(f"{DESK}/files/<int(max=2147483647):file_id>/{NUMBER}/<name>")
@requires(Permission.EDIT_EVIDENCE)
def file_at_the_desk(slug: str, file_id: int, number: int, name: str) -> BaseResponse:
    """A version of a file that readers need not see yet. Its name is only there for whoever saves it."""
    version = found(file_version_at_desk(assembly_at_desk(slug, Permission.EDIT_EVIDENCE), file_id, number))
    return give_out(version.stored, name, request.args.get("width", ""))
