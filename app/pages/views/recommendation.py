"""The page of one recommendation, and the list of all comments on it."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import render_template, request

from app.assemblies.queries import public_assembly
from app.comments.models import Stance
from app.comments.queries import Sort, SubjectCounts, counts_and_people, threads
from app.core.access import public
from app.core.loading import found
from app.pages.blueprint import bp
from app.pages.recommendation import (
    SMALLEST_FIGURE,
    closed_words,
    is_open_for_comment,
    recommendation_page,
    shown_threads,
)
from app.recommendations.queries import PublicRecommendation, public_recommendation

Choice = TypeVar("Choice", bound=StrEnum)


def _chosen(name: str, kind: type[Choice]) -> Choice | None:
    """One of a few words in the query string, or None where it is none of them."""
    word = request.args.get(name, "")
    return next((choice for choice in kind if choice.value == word), None)


def _chosen_clause(chosen: PublicRecommendation, counts: SubjectCounts) -> str | None:
    """The clause asked for, of this text or of a former one with comments; anything else is no clause."""
    known = {clause.key for clause in chosen.version.clauses} | counts.by_clause.keys()
    word = request.args.get("clause")
    return word if word in known else None


@bp.get("/assemblies/<slug>/recommendations/<number>/")
@public
def recommendation(slug: str, number: str) -> str:
    """The text by clause, the members' vote, the evidence, the comments, the answer and how delivery goes."""
    assembly = found(public_assembly(slug))
    chosen = found(public_recommendation(assembly, number))
    sort = _chosen("sort", Sort) or Sort.NEWEST
    page = recommendation_page(assembly, chosen, sort)
    return render_template("pages/recommendation.html", assembly=assembly, page=page, sort=sort)


@bp.get("/assemblies/<slug>/recommendations/<number>/comments/")
@public
def comments(slug: str, number: str) -> str:
    """All published comments: paged, in three orders, by clause and by stance."""
    assembly = found(public_assembly(slug))
    chosen = found(public_recommendation(assembly, number, with_votes=False))
    subject_id = chosen.recommendation.subject_id
    sort, stance = _chosen("sort", Sort) or Sort.NEWEST, _chosen("stance", Stance)
    counts, people = counts_and_people(subject_id)
    clause = _chosen_clause(chosen, counts)
    page = threads(subject_id, sort, clause, stance, request.args.get("after"))
    is_open = is_open_for_comment(assembly, chosen)
    return render_template(
        "pages/comments.html",
        assembly=assembly,
        chosen=chosen,
        page=page,
        comments=shown_threads(page.items, chosen.recommendation.path, is_open),
        counts=counts,
        people=people if people >= SMALLEST_FIGURE else None,
        sort=sort,
        stance=stance,
        clause=clause,
        after=request.args.get("after"),
        is_open=is_open,
        closed_text=closed_words(assembly),
    )
