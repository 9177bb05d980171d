"""The officers' desk: correct the words of a commitment, and what was reported."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext
from flask_login import current_user

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import Refused
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.files.receiving import receives_files
from app.responses import services
from app.responses.blueprint import NUMBER, bp
from app.responses.forms.progress import CorrectReportForm, WordsForm
from app.responses.queries.commitments import commitment_at_desk, commitment_of_report
from app.responses.standing import CommitmentState, Told
from app.responses.views.once import Answer, done_once
from app.responses.views.progress import COMMITMENT, commitment_and_state, commitment_page, page_beside

REPORT = f"/reports{NUMBER}"


@bp.get(f"{COMMITMENT}/correct")
@requires(Permission.REPORT_PROGRESS)
def correct_words(slug: str, number: int) -> Answer:
    assembly, state = commitment_and_state(slug, number)
    return page_beside("correct_words", assembly, state, form=WordsForm(state))


@bp.post(f"{COMMITMENT}/correct")
@requires(Permission.REPORT_PROGRESS)
@limiter.limit(networks.writes_allowed)
@writes
def save_words(slug: str, number: int) -> Answer:
    assembly, state = commitment_and_state(slug, number)
    form = WordsForm(state)
    if not form.accepted():
        return page_beside("correct_words", assembly, state, form=form), 422

    def make() -> str:
        reason, seen = form.correction_reason.data or "", form.seen.data or ""
        services.correct_commitment(state.commitment, form.words(), reason, current_user, seen)
        flash(gettext("The correction is published. What it said before stays readable."))
        return commitment_page(assembly, number)

    return done_once(form, make, lambda status: (_words_again(slug, number, form), status))


def _words_again(slug: str, number: int, form: WordsForm) -> str:
    """The form with everything typed, beside the commitment as it is by now."""
    assembly, state = commitment_and_state(slug, number)
    form.now_seen(state)
    return page_beside("correct_words", assembly, state, form=form)


def _report(slug: str, number: int) -> tuple[Assembly, CommitmentState, Told]:
    """Load a report by the number of its present wording. Raises Refused for one that was corrected since."""
    assembly = assembly_at_desk(slug, Permission.REPORT_PROGRESS)
    state = found(commitment_at_desk(assembly, found(commitment_of_report(assembly, number))))
    told = state.told_as(number)
    if told is None:
        raise Refused(gettext("This report was corrected already. Correct what it says now."))
    return assembly, state, told


@bp.get(f"{REPORT}/correct")
@requires(Permission.REPORT_PROGRESS)
def correct_report(slug: str, number: int) -> Answer:
    assembly, state, told = _report(slug, number)
    return page_beside("correct_report", assembly, state, told=told, form=CorrectReportForm(state, told))


@bp.post(f"{REPORT}/correct")
@requires(Permission.REPORT_PROGRESS)
@limiter.limit(networks.writes_allowed)
@receives_files
@writes
def save_report(slug: str, number: int) -> Answer:
    assembly, state, told = _report(slug, number)
    form = CorrectReportForm(state, told)
    if not form.accepted():
        return page_beside("correct_report", assembly, state, told=told, form=form), 422

    def make() -> str:
        reason, seen = form.correction_reason.data or "", form.seen.data or ""
        services.correct_update(told.update, form.report(), reason, current_user, seen)
        flash(gettext("The correction is published. What it said before stays readable."))
        return commitment_page(assembly, state.commitment.id)

    return done_once(form, make, lambda status: (_report_again(slug, number, form), status))


def _report_again(slug: str, number: int, form: CorrectReportForm) -> str:
    """The form with everything typed, beside the commitment as it is by now."""
    assembly, state, told = _report(slug, number)
    form.now_seen(state)
    return page_beside("correct_report", assembly, state, told=told, form=form)
