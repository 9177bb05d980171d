"""The list of an assembly's recommendations, and every published wording of one."""

from __future__ import annotations

from flask import render_template

from app.assemblies.queries import public_assembly
from app.core.access import public
from app.core.loading import found
from app.pages.blueprint import bp
from app.pages.recommendation_lists import recommendations_page
from app.pages.versions import version_page, versions_page
from app.recommendations.queries import public_recommendation, version_by_number


@bp.get("/assemblies/<slug>/recommendations/")
@public
def recommendations(slug: str) -> str:
    """All recommendations with what people say, what members voted, and the state of answer and delivery."""
    assembly = found(public_assembly(slug))
    page = recommendations_page(assembly)
    return render_template("pages/recommendations.html", assembly=assembly, page=page)


@bp.get("/assemblies/<slug>/recommendations/<number>/versions/")
@public
def versions(slug: str, number: str) -> str:
    """Every published version of one recommendation."""
    assembly = found(public_assembly(slug))
    chosen = found(public_recommendation(assembly, number, with_votes=False))
    return render_template("pages/versions.html", assembly=assembly, page=versions_page(chosen))


@bp.get("/assemblies/<slug>/recommendations/<number>/versions/<int(max=2147483647):version>/")
@public
def version(slug: str, number: str, version: int) -> str:
    """The full text of one published version."""
    assembly = found(public_assembly(slug))
    chosen = found(public_recommendation(assembly, number, with_votes=False))
    read = found(version_by_number(chosen.recommendation, version))
    return render_template("pages/version.html", assembly=assembly, page=version_page(chosen, read))
