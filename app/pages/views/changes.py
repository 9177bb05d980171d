"""What changed and why: in one recommendation, and in all of an assembly."""

from __future__ import annotations

from flask import render_template

from app.assemblies.queries import public_assembly
from app.core.access import public
from app.core.loading import found
from app.pages.asking import asked
from app.pages.blueprint import bp
from app.pages.changes import changes_page, recommendation_changes_page
from app.recommendations.queries import public_recommendation


@bp.get("/assemblies/<slug>/changes/")
@public
def changes(slug: str) -> str:
    """Each change of an assembly's recommendations with what stands behind it, and what changed nothing."""
    assembly = found(public_assembly(slug))
    page = changes_page(assembly, asked("after"))
    return render_template("pages/changes.html", assembly=assembly, page=page)


@bp.get("/assemblies/<slug>/recommendations/<number>/changes/")
@public
def recommendation_changes(slug: str, number: str) -> str:
    """Each change of one recommendation with the comments behind it, and what became of all comments on it."""
    assembly = found(public_assembly(slug))
    chosen = found(public_recommendation(assembly, number))
    page = recommendation_changes_page(assembly, chosen)
    return render_template("pages/recommendation_changes.html", assembly=assembly, chosen=chosen, page=page)
