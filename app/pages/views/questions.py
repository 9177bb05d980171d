"""All questions about a session or an item of evidence, with their answers."""

from __future__ import annotations

from flask import render_template, request

from app.assemblies.models import Assembly
from app.assemblies.queries import public_assembly
from app.comments.figures import Reply
from app.core.access import public
from app.core.loading import found
from app.evidence.models import AssemblySession, EvidenceItem
from app.evidence.queries import public_item, public_session
from app.pages.asking import asked
from app.pages.blueprint import bp
from app.pages.questions import question_page


def _page(assembly: Assembly, thing: AssemblySession | EvidenceItem) -> str:
    reply = next((each for each in Reply if each.value == asked("show")), None)
    page = question_page(assembly, thing, reply, request.args.get("after"))
    return render_template("pages/questions.html", assembly=assembly, page=page)


@bp.get("/assemblies/<slug>/evidence/<address>/questions/")
@public
def item_questions(slug: str, address: str) -> str:
    """What people ask about an item of evidence."""
    assembly = found(public_assembly(slug))
    return _page(assembly, found(public_item(assembly, address)))


@bp.get("/assemblies/<slug>/evidence/sessions/<address>/questions/")
@public
def session_questions(slug: str, address: str) -> str:
    """What people ask about a session, or its speakers."""
    assembly = found(public_assembly(slug))
    return _page(assembly, found(public_session(assembly, address)))
