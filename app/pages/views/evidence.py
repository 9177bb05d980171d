"""The evidence of an assembly: the list, one item, one session."""

from __future__ import annotations

from flask import render_template

from app.assemblies.queries import public_assembly
from app.core.access import public
from app.core.loading import found
from app.evidence.queries import public_item, public_session
from app.pages.asking import asked
from app.pages.blueprint import bp
from app.pages.evidence import Order, evidence_page, item_page, session_page


@bp.get("/assemblies/<slug>/evidence/")
@public
def evidence(slug: str) -> str:
    """Everything the members saw and heard, by session, by speaker or by topic."""
    assembly = found(public_assembly(slug))
    order = next((each for each in Order if each.value == asked("by")), Order.SESSION)
    return render_template("pages/evidence.html", assembly=assembly, page=evidence_page(assembly, order))


@bp.get("/assemblies/<slug>/evidence/<address>/")
@public
def evidence_item(slug: str, address: str) -> str:
    """One item: its text, who gave it, which recommendations rest on it."""
    assembly = found(public_assembly(slug))
    item = found(public_item(assembly, address))
    return render_template("pages/evidence_item.html", assembly=assembly, page=item_page(item))


@bp.get("/assemblies/<slug>/evidence/sessions/<address>/")
@public
def session(slug: str, address: str) -> str:
    """One meeting: agenda, recording, speakers, what was shown."""
    assembly = found(public_assembly(slug))
    page = session_page(assembly, found(public_session(assembly, address)))
    return render_template("pages/session.html", assembly=assembly, page=page)
