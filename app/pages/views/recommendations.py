"""The list of an assembly's recommendations, and every published wording of one."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from app.assemblies.queries import public_assembly
from app.core.access import public
from app.core.loading import found
from app.pages.blueprint import bp
from app.pages.compare import compare_page
from app.pages.recommendation_lists import recommendations_page
from app.pages.versions import version_page, versions_page
from app.recommendations.queries import public_recommendation, version_by_number

NUMBER = "int(max=2147483647)"


@bp.get("/assemblies/<slug>/recommendations/")
@public
def recommendations(slug: str) -> str:
    """All recommendations with what people say, what members voted, and the state of answer and delivery."""
    assembly = found(public_assembly(slug))
    page = recommendations_page(assembly)
    return render_template("pages/recommendations.html", assembly=assembly, page=page)


@bp.get("/assemblies/<slug>/recommendations/<number>/versions/")
@public
def versions(slug: str, number: str) -> str | Response:
    """Every published version of one recommendation. Two that were chosen here lead to what differs."""
    assembly = found(public_assembly(slug))
    chosen = found(public_recommendation(assembly, number, with_votes=False))
    earlier, later = (request.args.get(name, type=int) for name in ("from", "to"))
    if earlier and later:
        return redirect(f"{chosen.recommendation.path}versions/{earlier}/compare/{later}/")
    return render_template("pages/versions.html", assembly=assembly, page=versions_page(chosen))


@bp.get(f"/assemblies/<slug>/recommendations/<number>/versions/<{NUMBER}:version>/")
@public
def version(slug: str, number: str, version: int) -> str:
    """The full text of one published version."""
    assembly = found(public_assembly(slug))
    chosen = found(public_recommendation(assembly, number))
    read = found(version_by_number(chosen.recommendation, version))
    return render_template("pages/version.html", assembly=assembly, page=version_page(chosen, read))


@bp.get(f"/assemblies/<slug>/recommendations/<number>/versions/<{NUMBER}:version>/compare/<{NUMBER}:other>/")
@public
def compare(slug: str, number: str, version: int, other: int) -> str:
    """What differs between two published versions. A page that is turned round says so, and leads to the other way."""
    assembly = found(public_assembly(slug))
    chosen = found(public_recommendation(assembly, number, with_votes=False))
    page = found(compare_page(chosen, version, other))
    return render_template("pages/compare.html", assembly=assembly, page=page)
