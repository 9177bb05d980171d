"""The officers' desk: which former paragraph each paragraph of a draft is, and why it changed."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import Refused, WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.recommendations import services
from app.recommendations.forms.matching import MatchForm, gone_meanwhile
from app.recommendations.queries import DeskRecommendation
from app.recommendations.views.desk import Answer, bp, loaded, published_already
from app.recommendations.wording import version_name


def _page(assembly: Assembly, desk: DeskRecommendation, form: MatchForm, status: int = 200) -> Answer:
    page = render_template(
        "recommendations/match.html", edited=assembly, desk=desk, form=form, version_name=version_name
    )
    return page, status


def _saved(slug: str, reference: str) -> Answer:
    flash(gettext("The matching and the notes are saved. Nobody but officers sees them until you publish."))
    return redirect(url_for(".preview", slug=slug, reference=reference), 303)


@bp.get("/<reference>/match")
@requires(Permission.DRAFT_RECOMMENDATION)
def match(slug: str, reference: str) -> Answer:
    assembly, desk = loaded(slug, reference)
    if desk.draft is None:
        return published_already(slug, desk)
    return _page(assembly, desk, MatchForm(desk.draft, found(desk.published)))


@bp.post("/<reference>/match")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def save_match(slug: str, reference: str) -> Answer:
    assembly, desk = loaded(slug, reference)
    draft, published = desk.draft, found(desk.published)
    if draft is None:
        raise Refused(gone_meanwhile(published))
    form = MatchForm(draft, published)
    is_sound = form.accepted()
    if form.says_what_is_known:
        return _saved(slug, reference)
    if form.is_stale:
        form.tell(services.what_happened(draft, current_user))
        return _page(assembly, desk, form, 409)
    if not is_sound:
        return _page(assembly, desk, form, 422)
    try:
        services.match_clauses(
            draft, form.said(), form.merged(), current_user, form.seen.data, form.why_gone()
        )
    except WrongField as refusal:
        form.show(refusal)
        return _page(assembly, desk, form, 422)
    return _saved(slug, reference)
