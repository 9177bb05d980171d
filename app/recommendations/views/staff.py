"""The officers' desk: write a recommendation, look at it as residents will, publish it, cite evidence."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.models import Assembly
from app.assemblies.queries import assembly_by_slug
from app.core import networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission, authorise
from app.core.transactions import writes
from app.evidence.queries import items_at_desk
from app.evidence.transcripts import clock_time
from app.recommendations import matching, queries, services
from app.recommendations.forms import CitationForm, PublishForm, RemovalForm, VersionForm
from app.recommendations.models import Version
from app.recommendations.queries import DeskRecommendation, citations
from app.recommendations.wording import fingerprint, version_name

bp = Blueprint("recommendations", __name__, url_prefix="/council/<slug>/recommendations")
Answer = str | BaseResponse | tuple[str, int]


def _assembly(slug: str) -> Assembly:
    assembly = found(assembly_by_slug(slug))
    authorise(Permission.DRAFT_RECOMMENDATION, assembly)
    return assembly


def _loaded(slug: str, reference: str) -> tuple[Assembly, DeskRecommendation]:
    assembly = _assembly(slug)
    return assembly, found(queries.recommendation_at_desk(assembly, reference))


def _write_page(
    assembly: Assembly, form: VersionForm, desk: DeskRecommendation | None = None, status: int = 200
) -> Answer:
    return render_template("recommendations/write.html", edited=assembly, form=form, desk=desk), status


@bp.get("/")
@requires(Permission.DRAFT_RECOMMENDATION)
def index(slug: str) -> Answer:
    assembly = _assembly(slug)
    rows = queries.recommendations_at_desk(assembly)
    return render_template(
        "recommendations/index.html", edited=assembly, rows=rows, version_name=version_name
    )


@bp.get("/new")
@requires(Permission.DRAFT_RECOMMENDATION)
def new(slug: str) -> Answer:
    return _write_page(_assembly(slug), VersionForm())


@bp.post("/new")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def start(slug: str) -> Answer:
    assembly, form = _assembly(slug), VersionForm()
    if not form.accepted():
        return _write_page(assembly, form, status=422)
    started = services.start_recommendation(
        assembly, form.title.data or "", form.paragraphs.data or "", current_user
    )
    flash(
        gettext(
            "Recommendation %(name)s is saved as a draft. Nobody but officers sees it.", name=started.label
        )
    )
    return redirect(url_for(".preview", slug=slug, reference=started.reference), 303)


@bp.get("/<reference>/write")
@requires(Permission.DRAFT_RECOMMENDATION)
def write(slug: str, reference: str) -> Answer:
    assembly, desk = _loaded(slug, reference)
    return _write_page(assembly, VersionForm(desk.published, desk.draft), desk)


@bp.post("/<reference>/write")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def save(slug: str, reference: str) -> Answer:
    assembly, desk = _loaded(slug, reference)
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
        form.seen.data,
    )
    flash(gettext("The draft is saved. Nobody but officers sees it until you publish it."))
    return redirect(url_for(".preview", slug=slug, reference=reference), 303)


def _texts(version: Version | None) -> dict[str, str]:
    return {clause.key: clause.text for clause in version.clauses} if version else {}


@bp.get("/<reference>/preview")
@requires(Permission.DRAFT_RECOMMENDATION)
def preview(slug: str, reference: str) -> Answer:
    assembly, desk = _loaded(slug, reference)
    draft = found(desk.draft)
    changes = matching.changes_between(_texts(desk.published), _texts(draft)) if desk.published else []
    return render_template(
        "recommendations/preview.html",
        edited=assembly,
        desk=desk,
        draft=draft,
        changes=[each for each in changes if each.change is not matching.Change.SAME or each.is_moved],
        form=PublishForm(data={"seen": fingerprint(draft)}),
        version_name=version_name,
    )


@bp.post("/<reference>/publish")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def publish(slug: str, reference: str) -> Answer:
    _, desk = _loaded(slug, reference)
    form = PublishForm()
    form.accepted()
    draft = found(desk.draft)
    services.publish_version(draft, current_user, form.seen.data or "not seen")
    flash(
        gettext(
            "%(text)s of recommendation %(name)s is published.",
            text=version_name(draft),
            name=desk.recommendation.label,
        )
    )
    return redirect(url_for(".index", slug=slug), 303)


def _cite_page(assembly: Assembly, desk: DeskRecommendation, form: CitationForm, status: int = 200) -> Answer:
    cited = citations.citations_at_desk(desk.recommendation)
    page = render_template(
        "recommendations/cite.html",
        edited=assembly,
        desk=desk,
        form=form,
        removal=RemovalForm(),
        cited=cited,
        gone=citations.places_gone(cited),
        clock_time=clock_time,
    )
    return page, status


@bp.get("/<reference>/evidence")
@requires(Permission.DRAFT_RECOMMENDATION)
def evidence(slug: str, reference: str) -> Answer:
    assembly, desk = _loaded(slug, reference)
    form = CitationForm(items_at_desk(assembly), desk.draft or desk.published)
    return _cite_page(assembly, desk, form)


@bp.post("/<reference>/evidence")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def cite(slug: str, reference: str) -> Answer:
    assembly, desk = _loaded(slug, reference)
    form = CitationForm(items_at_desk(assembly), desk.draft or desk.published)
    if not form.accepted():
        return _cite_page(assembly, desk, form, 422)
    item = form.chosen_item
    try:
        services.cite(desk.recommendation, item, form.clause.data, form.note.data, current_user, form.place)
    except WrongField as refusal:
        form.show(refusal)
        return _cite_page(assembly, desk, form, 422)
    flash(gettext("“%(title)s” is cited.", title=item.title))
    return redirect(url_for(".evidence", slug=slug, reference=reference), 303)


@bp.post("/<reference>/evidence/<int(max=2147483647):citation_id>/remove")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def remove_citation(slug: str, reference: str, citation_id: int) -> Answer:
    _, desk = _loaded(slug, reference)
    RemovalForm().accepted()
    citation = found(citations.citation_at_desk(desk.recommendation, citation_id))
    title = citation.item.title
    services.remove_citation(citation, current_user)
    flash(gettext("“%(title)s” is no longer cited there.", title=title))
    return redirect(url_for(".evidence", slug=slug, reference=reference), 303)
