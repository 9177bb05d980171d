"""The officers' desk: promise, and report progress."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.recommendations.models import Recommendation
from app.recommendations.queries import public_recommendation
from app.responses import services
from app.responses.blueprint import NUMBER, bp
from app.responses.forms.progress import CommitmentForm, ReportForm
from app.responses.queries.commitments import commitment_at_desk
from app.responses.standing import CommitmentState
from app.responses.wording.progress import commitment_words

Answer = str | BaseResponse | tuple[str, int]


def _promise_page(
    assembly: Assembly, recommendation: Recommendation, form: CommitmentForm, status: int = 200
) -> Answer:
    page = render_template(
        "responses/promise.html", edited=assembly, recommendation=recommendation, form=form
    )
    return page, status


def _recommendation(slug: str, reference: str) -> tuple[Assembly, Recommendation]:
    assembly = assembly_at_desk(slug, Permission.REPORT_PROGRESS)
    return assembly, found(public_recommendation(assembly, reference)).recommendation


@bp.get("/commitments/new/<reference>")
@requires(Permission.REPORT_PROGRESS)
def new_commitment(slug: str, reference: str) -> Answer:
    return _promise_page(*_recommendation(slug, reference), CommitmentForm())


@bp.post("/commitments/new/<reference>")
@requires(Permission.REPORT_PROGRESS)
@limiter.limit(networks.writes_allowed)
@writes
def promise(slug: str, reference: str) -> Answer:
    assembly, recommendation = _recommendation(slug, reference)
    form = CommitmentForm()
    if not form.accepted():
        return _promise_page(assembly, recommendation, form, 422)
    services.make_commitment(recommendation, form.promise(), current_user)
    flash(gettext("The commitment is made. Everybody can read it now."))
    return redirect(url_for(".index", slug=slug), 303)


def _report_page(assembly: Assembly, state: CommitmentState, form: ReportForm, status: int = 200) -> Answer:
    words = commitment_words(state, state.commitment.position)
    return render_template(
        "responses/report.html", edited=assembly, state=state, words=words, form=form
    ), status


def _commitment(slug: str, number: int) -> tuple[Assembly, CommitmentState]:
    assembly = assembly_at_desk(slug, Permission.REPORT_PROGRESS)
    return assembly, found(commitment_at_desk(assembly, number))


@bp.get(f"/commitments{NUMBER}/report")
@requires(Permission.REPORT_PROGRESS)
def progress(slug: str, number: int) -> Answer:
    assembly, state = _commitment(slug, number)
    return _report_page(assembly, state, ReportForm(state))


@bp.post(f"/commitments{NUMBER}/report")
@requires(Permission.REPORT_PROGRESS)
@limiter.limit(networks.writes_allowed)
@writes
def report(slug: str, number: int) -> Answer:
    assembly, state = _commitment(slug, number)
    form = ReportForm(state)
    if not form.accepted():
        return _report_page(assembly, state, form, 422)
    services.report_progress(state.commitment, form.report(), current_user)
    flash(gettext("The report is published. Everybody can read it now."))
    return redirect(url_for(".index", slug=slug), 303)
