"""The officers' desk: a whole draft report from a Word file."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask_babel import ngettext
from flask_login import current_user

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import Stale, WrongField
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.files.receiving import receives_files
from app.recommendations import queries, services
from app.recommendations.forms.reports import LIMITS, ReportForm, ReviewForm
from app.recommendations.reports import Report
from app.recommendations.views.desk import Answer, bp


def _page(assembly: Assembly, form: ReportForm, status: int = 200) -> Answer:
    return render_template("recommendations/report.html", edited=assembly, form=form, limits=LIMITS), status


def _review(assembly: Assembly, report: Report | None = None, read_as: Sequence[str] = ()) -> ReviewForm:
    rows = queries.recommendations_at_desk(assembly, with_texts=True)
    return ReviewForm(rows, url_for(".save_report", slug=assembly.slug), report, read_as)


def _review_page(assembly: Assembly, form: ReviewForm, status: int = 200) -> Answer:
    return render_template("recommendations/review.html", edited=assembly, form=form, limits=LIMITS), status


@bp.get("/report")
@requires(Permission.DRAFT_RECOMMENDATION)
def report(slug: str) -> Answer:
    return _page(assembly_at_desk(slug, Permission.DRAFT_RECOMMENDATION), ReportForm())


@bp.post("/report")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@receives_files
@writes
def read_report(slug: str) -> Answer:
    """Show what is in the file. Nothing of it is kept until the officer has looked at it."""
    assembly, form = assembly_at_desk(slug, Permission.DRAFT_RECOMMENDATION), ReportForm()
    if not form.accepted():
        return _page(assembly, form, 422)
    return _review_page(assembly, _review(assembly, form.report, form.read_as))


@bp.post("/report/save")
@requires(Permission.DRAFT_RECOMMENDATION)
@limiter.limit(networks.writes_allowed)
@writes
def save_report(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.DRAFT_RECOMMENDATION)
    form = _review(assembly)
    if not form.accepted():
        return _review_page(assembly, form, 422)
    try:
        page = form.make_once(lambda: _saved(assembly, form))
    except WrongField as refusal:
        form.show(refusal)
        form.seen.data = form.seen_now()
        return _review_page(assembly, form, 422)
    except Stale as stale:
        form.give_back(stale)
        return _review_page(assembly, form, stale.status)
    return redirect(page, 303)


def _saved(assembly: Assembly, form: ReviewForm) -> str:
    drafted = services.import_report(assembly, form.texts(), form.note, form.chosen_stage, current_user)
    flash(
        ngettext(
            "%(num)s recommendation is saved as a draft. Nobody but officers sees it.",
            "%(num)s recommendations are saved as drafts. Nobody but officers sees them.",
            len(drafted),
        )
    )
    return url_for(".index", slug=assembly.slug)
