"""The officers' desk: the evidence that a recommendation rests on."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.evidence.queries import items_at_desk
from app.evidence.transcripts import clock_time
from app.recommendations import services
from app.recommendations.forms.citations import CitationForm, RemovalForm
from app.recommendations.queries import DeskRecommendation, citations
from app.recommendations.views.desk import Answer, bp, loaded


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
    assembly, desk = loaded(slug, reference)
    form = CitationForm(items_at_desk(assembly), desk.draft or desk.published)
    return _cite_page(assembly, desk, form)


@bp.post("/<reference>/evidence")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def cite(slug: str, reference: str) -> Answer:
    assembly, desk = loaded(slug, reference)
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
    _, desk = loaded(slug, reference)
    RemovalForm().accepted()
    citation = found(citations.citation_at_desk(desk.recommendation, citation_id))
    title = citation.item.title
    services.remove_citation(citation, current_user)
    flash(gettext("“%(title)s” is no longer cited there.", title=title))
    return redirect(url_for(".evidence", slug=slug, reference=reference), 303)
