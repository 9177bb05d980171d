"""What all pages of the officers' desk of recommendations begin with."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.assemblies.queries import assembly_by_slug
from app.core.errors import Refused
from app.core.http import error_page
from app.core.kept_words import kept_words
from app.core.loading import found
from app.core.permissions import Permission
from app.recommendations import queries
from app.recommendations.queries import DeskRecommendation
from app.recommendations.wording import version_name

bp = Blueprint("recommendations", __name__, url_prefix="/council/<slug>/recommendations")
Answer = str | BaseResponse | tuple[str, int]
# Where an officer sees how a thing is now, when a form about it was refused.
SHOWS_IT_NOW = {
    "save": "write",
    "publish": "preview",
    "discard_draft": "preview",
    "save_match": "match",
    "cite": "evidence",
    "enter_vote": "vote",
    "check_vote": "vote",
    "send_vote_back": "vote",
    "take_vote_away": "vote",
}


def loaded(slug: str, reference: str) -> tuple[Assembly, DeskRecommendation]:
    """The same with one of its recommendations."""
    assembly = assembly_at_desk(slug, Permission.DRAFT_RECOMMENDATION)
    return assembly, found(queries.recommendation_at_desk(assembly, reference))


def published_already(slug: str, desk: DeskRecommendation) -> BaseResponse:
    """The answer to whoever asks for a draft that is none any more: what is published, and the list that leads to it.

    Answers 404 where nothing is published either.
    """
    published = found(desk.published)
    flash(
        gettext(
            "%(text)s of recommendation %(name)s is published already. Open it from the list below.",
            text=version_name(published),
            name=desk.recommendation.label,
        )
    )
    return redirect(url_for(".index", slug=slug), 303)


@bp.errorhandler(Refused)
def refused(refusal: Refused) -> BaseResponse:
    """A page of the desk for what changed meanwhile: what happened, the way to how it is now, and what was typed."""
    if refusal.status != Refused.status or not current_user.is_authenticated:
        return error_page(refusal.status, refusal.message)
    place = request.view_args or {}
    shows = SHOWS_IT_NOW.get((request.endpoint or "").rpartition(".")[2])
    page = render_template(
        "recommendations/refused.html",
        edited=found(assembly_by_slug(place["slug"])),
        message=refusal.message,
        kept=kept_words(),
        now_url=url_for(f".{shows}", slug=place["slug"], reference=place["reference"]) if shows else "",
    )
    response = make_response(page, refusal.status)
    response.headers["Cache-Control"] = "no-store"
    return response
