"""The list of assemblies, and one assembly."""

from __future__ import annotations

from flask import render_template

from app.assemblies.queries import public_assembly
from app.core.access import public
from app.core.loading import found
from app.pages.asking import asked
from app.pages.blueprint import bp
from app.pages.overview import assembly_page
from app.pages.register import assemblies_page, wanted


@bp.get("/assemblies/")
@public
def assemblies() -> str:
    """All public assemblies, with filters."""
    chosen = wanted(asked("organisation"), asked("region"), asked("topic"), asked("state"))
    return render_template("pages/assemblies.html", page=assemblies_page(chosen, asked("after")))


@bp.get("/assemblies/<slug>/")
@public
def assembly(slug: str) -> str:
    """One assembly: question, remit, journey, what you can do now, recommendations, members, sources."""
    loaded = found(public_assembly(slug))
    return render_template("pages/assembly.html", assembly=loaded, page=assembly_page(loaded))
