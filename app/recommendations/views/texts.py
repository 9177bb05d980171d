"""The officers' desk: write a recommendation, look at it as residents will, publish it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.assemblies.phases import comments_are_due, consulting_phase
from app.core import networks
from app.core.access import requires
from app.core.errors import Stale
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.recommendations import queries, services
from app.recommendations.forms.texts import NewForm, PublishForm, VersionForm
from app.recommendations.models import VersionStage
from app.recommendations.queries import DeskRecommendation
from app.recommendations.queries.anchored import what_moves
from app.recommendations.queries.votes import open_entry
from app.recommendations.side_by_side import says_nothing_new, side_by_side
from app.recommendations.views.desk import Answer, bp, loaded, published_already
from app.recommendations.wording import (
    fingerprint,
    text_heading,
    version_in_sentence,
    version_name,
    vote_that_stays,
)


def _write_page(
    assembly: Assembly, form: VersionForm, desk: DeskRecommendation | None = None, status: int = 200
) -> Answer:
    page = render_template(
        "recommendations/write.html",
        edited=assembly,
        form=form,
        desk=desk,
        vote_that_stays=_vote_that_stays(desk),
    )
    return page, status


def _vote_that_stays(desk: DeskRecommendation | None) -> str:
    if desk is None or desk.published is None:
        return ""
    return vote_that_stays(desk.recommendation.votes, open_entry(desk.recommendation), desk.published)


@bp.get("/")
@requires(Permission.DRAFT_RECOMMENDATION)
def index(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.DRAFT_RECOMMENDATION)
    rows = queries.recommendations_at_desk(assembly)
    return render_template(
        "recommendations/index.html", edited=assembly, rows=rows, version_name=version_name
    )


@bp.get("/new")
@requires(Permission.DRAFT_RECOMMENDATION)
def new(slug: str) -> Answer:
    return _write_page(assembly_at_desk(slug, Permission.DRAFT_RECOMMENDATION), NewForm())


@bp.post("/new")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def start(slug: str) -> Answer:
    assembly, form = assembly_at_desk(slug, Permission.DRAFT_RECOMMENDATION), NewForm()
    if not form.accepted():
        return _write_page(assembly, form, status=422)
    try:
        page = form.make_once(lambda: _started(assembly, form))
    except Stale as stale:
        form.give_back(stale)
        return _write_page(assembly, form, status=stale.status)
    return redirect(page, 303)


def _started(assembly: Assembly, form: NewForm) -> str:
    started = services.start_recommendation(
        assembly, form.title.data or "", form.paragraphs.data or "", current_user
    )
    flash(
        gettext(
            "Recommendation %(name)s is saved as a draft. Nobody but officers sees it.", name=started.label
        )
    )
    return url_for(".preview", slug=assembly.slug, reference=started.reference)


@bp.get("/<reference>/write")
@requires(Permission.DRAFT_RECOMMENDATION)
def write(slug: str, reference: str) -> Answer:
    assembly, desk = loaded(slug, reference)
    return _write_page(assembly, VersionForm(desk.published, desk.draft), desk)


@bp.post("/<reference>/write")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def save(slug: str, reference: str) -> Answer:
    assembly, desk = loaded(slug, reference)
    form = VersionForm(desk.published, desk.draft)
    if not form.accepted():
        return _write_page(assembly, form, desk, 422)
    services.write_draft(
        desk.recommendation,
        form.title.data or "",
        form.paragraphs.data or "",
        form.note,
        form.chosen_stage,
        current_user,
        form.seen.data or "not seen",
    )
    flash(gettext("The draft is saved. Nobody but officers sees it until you publish it."))
    return redirect(url_for(".preview", slug=slug, reference=reference), 303)


@bp.get("/<reference>/preview")
@requires(Permission.DRAFT_RECOMMENDATION)
def preview(slug: str, reference: str) -> Answer:
    assembly, desk = loaded(slug, reference)
    draft = desk.draft
    if draft is None:
        return published_already(slug, desk)
    rows = side_by_side(draft, desk.published) if desk.published else []
    return render_template(
        "recommendations/preview.html",
        edited=assembly,
        desk=desk,
        draft=draft,
        rows=[row for row in rows if not row.is_same],
        says_nothing_new=says_nothing_new(draft, desk.published),
        form=PublishForm(data={"seen": fingerprint(draft)}),
        heading=text_heading(draft, desk.recommendation.votes),
        version_name=version_name,
        version_in_sentence=version_in_sentence,
        matched_anchors=what_moves(draft),
        closes_early=consulting_phase(assembly) if _closes_early(assembly, desk) else None,
    )


def _closes_early(assembly: Assembly, desk: DeskRecommendation) -> bool:
    """Whether publishing what is drafted takes a recommendation out of a consultation that is open."""
    drafted, published = desk.draft, desk.published
    is_first = published is None or published.stage == VersionStage.DRAFT
    would_close = drafted is not None and drafted.stage == VersionStage.FINAL and is_first
    return would_close and comments_are_due(assembly)


@bp.post("/<reference>/publish")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def publish(slug: str, reference: str) -> Answer:
    _, desk = loaded(slug, reference)
    form = PublishForm()
    form.accepted()
    draft = desk.draft
    if draft is None:
        return published_already(slug, desk)
    services.publish_version(draft, current_user, form.seen.data or "not seen")
    flash(
        gettext(
            "%(text)s of recommendation %(name)s is published.",
            text=version_name(draft),
            name=desk.recommendation.label,
        )
    )
    return redirect(url_for(".index", slug=slug), 303)
