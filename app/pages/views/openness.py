"""How open an assembly is, for everybody."""

from __future__ import annotations

from flask import render_template

from app.assemblies.queries import public_assembly
from app.core.access import public
from app.core.loading import found
from app.pages.blueprint import bp
from app.pages.openness import openness_page


@bp.get("/assemblies/<slug>/openness/")
@public
def openness(slug: str) -> str:
    """The openness checklist: each item with its state, why, and where to see it."""
    assembly = found(public_assembly(slug))
    return render_template("pages/openness.html", assembly=assembly, page=openness_page(assembly))
