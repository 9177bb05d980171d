"""The council's answers to one assembly."""

from __future__ import annotations

from flask import render_template

from app.assemblies.queries import public_assembly
from app.core.access import public
from app.core.loading import found
from app.pages.blueprint import bp
from app.pages.responses import responses_page


@bp.get("/assemblies/<slug>/responses/")
@public
def responses(slug: str) -> str:
    """What the council answered, and how delivery goes."""
    assembly = found(public_assembly(slug))
    return render_template("pages/responses.html", assembly=assembly, page=responses_page(assembly))
