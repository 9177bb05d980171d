"""The page of one recommendation, and the list of all comments on it."""

from __future__ import annotations

from flask import render_template, request

from app.assemblies.queries import public_assembly
from app.comments.queries import Sort
from app.core.access import public
from app.core.loading import found
from app.pages.blueprint import bp
from app.pages.comment_list import comment_list
from app.pages.recommendation import recommendation_page
from app.recommendations.queries import public_recommendation


@bp.get("/assemblies/<slug>/recommendations/<number>/")
@public
def recommendation(slug: str, number: str) -> str:
    """The text by clause, the members' vote, the evidence, the comments, the answer and how delivery goes."""
    assembly = found(public_assembly(slug))
    chosen = found(public_recommendation(assembly, number))
    sort = next((each for each in Sort if each.value == request.args.get("sort")), Sort.NEWEST)
    page = recommendation_page(assembly, chosen, sort)
    return render_template("pages/recommendation.html", assembly=assembly, page=page, sort=sort)


@bp.get("/assemblies/<slug>/recommendations/<number>/comments/")
@public
def comments(slug: str, number: str) -> str:
    """All published comments: paged, in four orders, by clause, stance, theme and the way they came in."""
    assembly = found(public_assembly(slug))
    chosen = found(public_recommendation(assembly, number, with_votes=False))
    page = comment_list(assembly, chosen, request.args)
    return render_template("pages/comments.html", assembly=assembly, chosen=chosen, page=page)
