"""All questions about a session or an item of evidence, with their answers."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from app.assemblies.models import Assembly
from app.assemblies.queries import public_assembly
from app.comments.figures import Reply
from app.core.access import public
from app.core.loading import found
from app.evidence.queries import public_item, public_session, withdrawn_item, withdrawn_session
from app.evidence.standing import Thing
from app.pages.asking import asked
from app.pages.blueprint import bp
from app.pages.questions import question_page


def _page(assembly: Assembly, thing: Thing | None, withdrawn: Thing | None) -> str | Response:
    """The list; where its evidence was taken down, the page that says so and counts the questions."""
    if thing is None:
        return redirect(withdrawn.path if withdrawn is not None else abort(404))
    reply = next((each for each in Reply if each.value == asked("show")), None)
    page = question_page(assembly, thing, reply, request.args.get("after"))
    return render_template("pages/questions.html", assembly=assembly, page=page)


@bp.get("/assemblies/<slug>/evidence/<address>/questions/")
@public
def item_questions(slug: str, address: str) -> str | Response:
    """What people ask about an item of evidence."""
    assembly = found(public_assembly(slug))
    item = public_item(assembly, address)
    return _page(assembly, item, withdrawn_item(assembly, address) if item is None else None)


@bp.get("/assemblies/<slug>/evidence/sessions/<address>/questions/")
@public
def session_questions(slug: str, address: str) -> str | Response:
    """What people ask about a session, or its speakers."""
    assembly = found(public_assembly(slug))
    held = public_session(assembly, address)
    return _page(assembly, held, withdrawn_session(assembly, address) if held is None else None)
