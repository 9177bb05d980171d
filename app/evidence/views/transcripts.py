"""The transcript of a session or an item: pasted, corrected."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.forms import StaffForm
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.evidence import services
from app.evidence.desk_wording import outlasts_recording
from app.evidence.forms.transcripts import TranscriptForm
from app.evidence.standing import Thing, has_been_public
from app.evidence.views.desk import (
    ITEM,
    OF_ITEM,
    OF_SESSION,
    SESSION,
    Answer,
    bp,
    desk_path,
    thing_of,
    warn_of_readable,
)
from app.files.receiving import receives_files


def _corrects(thing: Thing) -> list[Thing]:
    """A first transcript adds to a page; a second one corrects it."""
    return [thing] if thing.transcript is not None else []


def _page(assembly: Assembly, thing: Thing, form: TranscriptForm, status: int = 200) -> Answer:
    page = render_template(
        "evidence/edit_transcript.html",
        edited=assembly,
        thing=thing,
        here=desk_path(assembly, thing),
        form=form,
        may_remove=thing.transcript is not None and not has_been_public(thing),
    )
    return page, status


@bp.get(f"{ITEM}/transcript", defaults=OF_ITEM)
@bp.get(f"{SESSION}/transcript", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
def transcript_page(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    seen = services.fingerprint(thing.transcript)
    return _page(assembly, thing, TranscriptForm(thing.transcript, seen, _corrects(thing)))


@bp.post(f"{ITEM}/transcript", defaults=OF_ITEM)
@bp.post(f"{SESSION}/transcript", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@receives_files
@writes
def write_transcript(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    form = TranscriptForm(corrects=_corrects(thing))
    if not form.accepted():
        return _page(assembly, thing, form, 422)
    try:
        services.write_transcript(
            thing, form.cues, form.language.data, current_user, form.seen.data or "", form.correction()
        )
    except WrongField as refusal:
        form.show(refusal)
        return _page(assembly, thing, form, 422)
    flash(gettext("The transcript is saved. Look at it below as readers will."))
    if too_long := outlasts_recording(thing, form.cues):
        flash(too_long)
    told = warn_of_readable(assembly, [thing], form.correction())
    return redirect(desk_path(assembly, thing) + ("" if told else "#transcript-title"), 303)


@bp.post(f"{ITEM}/transcript/remove", defaults=OF_ITEM)
@bp.post(f"{SESSION}/transcript/remove", defaults=OF_SESSION)
@requires(Permission.EDIT_EVIDENCE)
@limiter.limit(networks.writes_allowed)
@writes
def remove_transcript(slug: str, kind: str, address: str) -> Answer:
    assembly, thing = thing_of(slug, kind, address)
    StaffForm().accepted()
    services.remove_transcript(thing, by=current_user)
    flash(gettext("The transcript is removed."))
    return redirect(desk_path(assembly, thing), 303)
