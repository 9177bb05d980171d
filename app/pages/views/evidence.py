"""The evidence of an assembly: the list, one item, one session, captions, and the traces of what was taken down."""

from __future__ import annotations

from flask import Response, abort, render_template

from app.assemblies.models import Assembly
from app.assemblies.queries import public_assembly
from app.core.access import public, public_file
from app.core.loading import found
from app.evidence.former import former_words
from app.evidence.models import AssemblySession, EvidenceItem
from app.evidence.queries import (
    cues_of,
    public_item,
    public_session,
    withdrawn_item,
    withdrawn_session,
)
from app.evidence.queries.wordings import public_former_wording
from app.evidence.standing import Thing
from app.evidence.transcripts import as_vtt
from app.files.giving import give_text
from app.files.kinds import FileKind
from app.pages.asking import asked
from app.pages.blueprint import bp
from app.pages.evidence import Order, evidence_page, trace_line
from app.pages.evidence_item import item_page
from app.pages.questions import questions_while_down
from app.pages.session import session_page


@bp.get("/assemblies/<slug>/evidence/")
@public
def evidence(slug: str) -> str:
    """Everything the members saw and heard, by session, by speaker, by topic or by kind."""
    assembly = found(public_assembly(slug))
    order = next((each for each in Order if each.value == asked("by")), Order.SESSION)
    return render_template("pages/evidence.html", assembly=assembly, page=evidence_page(assembly, order))


@bp.get("/assemblies/<slug>/evidence/<address>/")
@public
def evidence_item(slug: str, address: str) -> str:
    """One item: its text, who gave it, which recommendations rest on it. Or that it was taken down, and why."""
    assembly = found(public_assembly(slug))
    item = public_item(assembly, address)
    if item is None:
        return _taken_down(assembly, found(withdrawn_item(assembly, address)))
    return render_template("pages/evidence_item.html", assembly=assembly, page=item_page(assembly, item))


@bp.get("/assemblies/<slug>/evidence/sessions/<address>/")
@public
def session(slug: str, address: str) -> str:
    """One meeting: agenda, recording, transcript, speakers, what was shown. Or that it was taken down, and why."""
    assembly = found(public_assembly(slug))
    meeting = public_session(assembly, address)
    if meeting is None:
        return _taken_down(assembly, found(withdrawn_session(assembly, address)))
    return render_template("pages/session.html", assembly=assembly, page=session_page(assembly, meeting))


@bp.get("/assemblies/<slug>/evidence/<address>/versions/<int(max=2147483647):version>/")
@public
def former_item(slug: str, address: str, version: int) -> str:
    """What an item said before it was corrected."""
    assembly = found(public_assembly(slug))
    return _former_page(assembly, found(public_item(assembly, address)), version)


@bp.get("/assemblies/<slug>/evidence/sessions/<address>/versions/<int(max=2147483647):version>/")
@public
def former_session(slug: str, address: str, version: int) -> str:
    """What a session's page said before it was corrected."""
    assembly = found(public_assembly(slug))
    return _former_page(assembly, found(public_session(assembly, address)), version)


def _former_page(assembly: Assembly, thing: Thing, version: int) -> str:
    former = found(public_former_wording(thing.subject_id, version))
    words = former_words(thing, former)
    return render_template("pages/former_wording.html", assembly=assembly, thing=thing, words=words)


@bp.get("/assemblies/<slug>/evidence/<address>/captions.vtt")
@public_file
def item_captions(slug: str, address: str) -> Response:
    """What is said in a recording that is an item, for its player."""
    assembly = found(public_assembly(slug))
    return _captions(found(public_item(assembly, address)))


@bp.get("/assemblies/<slug>/evidence/sessions/<address>/captions.vtt")
@public_file
def session_captions(slug: str, address: str) -> Response:
    """What is said at a session, for the player of its recording."""
    assembly = found(public_assembly(slug))
    return _captions(found(public_session(assembly, address)))


def _captions(thing: Thing) -> Response:
    cues = cues_of(thing.transcript)
    if not any(cue.starts_ms is not None for cue in cues):
        abort(404)
    return give_text(as_vtt(cues), thing.title, FileKind.VTT)


def _taken_down(assembly: Assembly, thing: AssemblySession | EvidenceItem) -> str:
    return render_template(
        "pages/taken_down.html",
        assembly=assembly,
        trace=trace_line(thing),
        questions=questions_while_down(thing),
    )
