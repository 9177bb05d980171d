"""The officers' desk: promise, add steps, report progress."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.files.receiving import receives_files
from app.recommendations.models import Recommendation
from app.recommendations.queries import public_recommendation
from app.responses import services
from app.responses.blueprint import NUMBER, bp
from app.responses.forms.progress import DEMANDS, CommitmentForm, MilestoneForm, ReportForm
from app.responses.queries.commitments import commitment_at_desk
from app.responses.standing import CommitmentState
from app.responses.views.once import Answer, done_once
from app.responses.wording.progress import commitment_words

COMMITMENT = f"/commitments{NUMBER}"


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

    def make() -> str:
        commitment = services.make_commitment(recommendation, form.promise(), current_user)
        flash(gettext("The commitment is made. Everybody can read it now."))
        return commitment_page(assembly, commitment.id)

    return done_once(form, make, lambda status: _promise_page(assembly, recommendation, form, status))


# ---- One commitment ----


def commitment_page(assembly: Assembly, number: int) -> str:
    """Where officers see a commitment with all that they can do about it."""
    return url_for("responses.commitment", slug=assembly.slug, number=number)


def commitment_and_state(slug: str, number: int) -> tuple[Assembly, CommitmentState]:
    """Load a commitment for an officer who may report on it."""
    assembly = assembly_at_desk(slug, Permission.REPORT_PROGRESS)
    return assembly, found(commitment_at_desk(assembly, number))


def page_beside(template: str, assembly: Assembly, state: CommitmentState, **rest: object) -> str:
    """A page with a commitment, as everybody reads it, beside the form."""
    words = commitment_words(state, 0)
    return render_template(
        f"responses/{template}.html", edited=assembly, state=state, words=words, demands=DEMANDS, **rest
    )


@bp.get(f"{COMMITMENT}/")
@requires(Permission.REPORT_PROGRESS)
def commitment(slug: str, number: int) -> Answer:
    return page_beside("commitment", *commitment_and_state(slug, number))


@bp.get(f"{COMMITMENT}/milestones/new")
@requires(Permission.REPORT_PROGRESS)
def new_milestone(slug: str, number: int) -> Answer:
    assembly, state = commitment_and_state(slug, number)
    return page_beside("milestone", assembly, state, form=MilestoneForm(state))


@bp.post(f"{COMMITMENT}/milestones/new")
@requires(Permission.REPORT_PROGRESS)
@limiter.limit(networks.writes_allowed)
@writes
def add_milestone(slug: str, number: int) -> Answer:
    assembly, state = commitment_and_state(slug, number)
    form = MilestoneForm(state)
    if not form.accepted():
        return page_beside("milestone", assembly, state, form=form), 422

    def make() -> str:
        services.add_milestone(state.commitment, form.step(), current_user)
        flash(gettext("The step is added. Everybody can read it now."))
        return commitment_page(assembly, number)

    return done_once(
        form, make, lambda status: (page_beside("milestone", assembly, state, form=form), status)
    )


@bp.get(f"{COMMITMENT}/report")
@requires(Permission.REPORT_PROGRESS)
def progress(slug: str, number: int) -> Answer:
    assembly, state = commitment_and_state(slug, number)
    form = ReportForm(state, request.args.get("step", ""))
    return page_beside("report", assembly, state, form=form)


@bp.post(f"{COMMITMENT}/report")
@requires(Permission.REPORT_PROGRESS)
@limiter.limit(networks.writes_allowed)
@receives_files
@writes
def report(slug: str, number: int) -> Answer:
    assembly, state = commitment_and_state(slug, number)
    form = ReportForm(state)
    if not form.accepted():
        return page_beside("report", assembly, state, form=form), 422

    def make() -> str:
        services.report_progress(state.commitment, form.report(), current_user, form.seen.data or "")
        flash(gettext("The report is published. Everybody can read it now."))
        return commitment_page(assembly, number)

    return done_once(form, make, lambda status: (_report_again(slug, number, form), status))


def _report_again(slug: str, number: int, form: ReportForm) -> str:
    """The form with everything typed, beside the commitment as it is by now."""
    assembly, state = commitment_and_state(slug, number)
    form.now_seen(state)
    return page_beside("report", assembly, state, form=form)
