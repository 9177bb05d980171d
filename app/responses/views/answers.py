"""The officers' desk: the list of answers; write one, correct one, decide anew."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.recommendations.models import Recommendation
from app.responses import services
from app.responses.basis import basis_of
from app.responses.blueprint import NUMBER, bp
from app.responses.earlier import earlier_drafts
from app.responses.forms.answers import (
    AnewForm,
    CorrectionForm,
    EditResponseForm,
    NewResponseForm,
    ResponseForm,
)
from app.responses.models import Response
from app.responses.policies import may_publish
from app.responses.queries.clocks import clock_of
from app.responses.queries.drafts import answers_at_desk, remarks_on, response_at_desk
from app.responses.wording.answers import ribbon
from app.responses.wording.clock import notices
from app.responses.wording.due import is_late
from app.responses.wording.progress import status_words

Answer = str | BaseResponse | tuple[str, int]


def loaded(
    slug: str, number: int, permission: Permission = Permission.DRAFT_RESPONSE
) -> tuple[Assembly, Response]:
    assembly = assembly_at_desk(slug, permission)
    return assembly, found(response_at_desk(assembly, number))


@bp.get("/")
@requires(Permission.DRAFT_RESPONSE)
def index(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.DRAFT_RESPONSE)
    rows, standing = answers_at_desk(assembly), clock_of(assembly)
    return render_template(
        "responses/index.html",
        edited=assembly,
        rows=rows,
        notices=notices(standing) if standing else [],
        may_publish=lambda draft: may_publish(current_user, draft),
        ribbon=ribbon,
        status_words=status_words,
        late=[state for row in rows for state in row.answer.commitments if is_late(state)],
    )


# ---- Answers ----


def _write_page(
    assembly: Assembly,
    form: ResponseForm,
    recommendations: Sequence[Recommendation],
    response: Response | None = None,
    status: int = 200,
) -> Answer:
    """The form beside what it is about. `response` is the draft at hand, or the answer to be corrected."""
    is_draft = response is not None and response.published_at is None
    return render_template(
        "responses/write.html",
        edited=assembly,
        form=form,
        basis=basis_of(assembly, recommendations),
        response=response,
        is_anew=isinstance(form, AnewForm),
        remarks=remarks_on(response) if response is not None and is_draft else [],
        earlier=earlier_drafts(response) if response is not None and is_draft else [],
    ), status


def _new_form(assembly: Assembly) -> NewResponseForm:
    open_ones = [row.listed.recommendation for row in answers_at_desk(assembly) if row.is_open]
    chosen = request.args.getlist("recommendation")
    return NewResponseForm(open_ones, chosen, assembly.organisation.name)


@bp.get("/new")
@requires(Permission.DRAFT_RESPONSE)
def new(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.DRAFT_RESPONSE)
    form = _new_form(assembly)
    return _write_page(assembly, form, form.chosen)


@bp.post("/new")
@requires(Permission.DRAFT_RESPONSE)
@limiter.limit(networks.writes_allowed)
@writes
def draft(slug: str) -> Answer:
    assembly = assembly_at_desk(slug, Permission.DRAFT_RESPONSE)
    form = _new_form(assembly)
    if not form.accepted():
        return _write_page(assembly, form, form.chosen, status=422)
    try:
        response = services.draft_response(form.chosen, form.wording(), current_user)
    except WrongField as refusal:
        form.show(refusal)
        return _write_page(assembly, form, form.chosen, status=422)
    flash(gettext("The answer is saved as a draft. Look at it, then send it for approval."))
    return redirect(url_for(".preview", slug=slug, number=response.id), 303)


@bp.get(f"{NUMBER}/edit")
@requires(Permission.DRAFT_RESPONSE)
def edit(slug: str, number: int) -> Answer:
    assembly, response = loaded(slug, number)
    if response.published_at is not None:
        where = ".correct" if response.is_public else ".preview"
        return redirect(url_for(where, slug=slug, number=number), 303)
    return _write_page(assembly, EditResponseForm(response), response.recommendations, response)


@bp.post(f"{NUMBER}/edit")
@requires(Permission.DRAFT_RESPONSE)
@limiter.limit(networks.writes_allowed)
@writes
def save(slug: str, number: int) -> Answer:
    assembly, response = loaded(slug, number)
    form = EditResponseForm(response)
    if not form.accepted():
        return _write_page(assembly, form, response.recommendations, response, 422)
    reason = form.reason.data if "reason" in form else None
    services.edit_response(response, form.wording(), current_user, reason, form.seen.data)
    flash(gettext("The answer is saved. Look at it, then send it for approval."))
    return redirect(url_for(".preview", slug=slug, number=number), 303)


@bp.get(f"{NUMBER}/correct")
@requires(Permission.DRAFT_RESPONSE)
def correct(slug: str, number: int) -> Answer:
    assembly, response = loaded(slug, number)
    return _write_page(assembly, CorrectionForm(response), response.recommendations, response)


@bp.post(f"{NUMBER}/correct")
@requires(Permission.DRAFT_RESPONSE)
@limiter.limit(networks.writes_allowed)
@writes
def draft_correction(slug: str, number: int) -> Answer:
    assembly, response = loaded(slug, number)
    form = CorrectionForm(response)
    if not form.accepted():
        return _write_page(assembly, form, response.recommendations, response, 422)
    reason = form.reason.data or ""
    correction = services.correct_response(response, form.wording(), reason, current_user)
    flash(gettext("The correction is saved as a draft. Look at it, then send it for approval."))
    return redirect(url_for(".preview", slug=slug, number=correction.id), 303)


# ---- Deciding anew ----


def _anew_form(assembly: Assembly, response: Response) -> AnewForm:
    decided = {each.id for each in response.recommendations}
    rows = [row for row in answers_at_desk(assembly) if row.may_decide_anew]
    open_ones = [row.listed.recommendation for row in rows if row.listed.recommendation.id in decided]
    return AnewForm(open_ones, assembly.organisation.name)


@bp.get(f"{NUMBER}/anew")
@requires(Permission.DRAFT_RESPONSE)
def anew(slug: str, number: int) -> Answer:
    assembly, response = loaded(slug, number)
    return _write_page(assembly, _anew_form(assembly, response), response.recommendations, response)


@bp.post(f"{NUMBER}/anew")
@requires(Permission.DRAFT_RESPONSE)
@limiter.limit(networks.writes_allowed)
@writes
def draft_anew(slug: str, number: int) -> Answer:
    assembly, response = loaded(slug, number)
    form = _anew_form(assembly, response)
    if not form.accepted():
        return _write_page(assembly, form, response.recommendations, response, 422)
    begun = services.decide_anew(form.chosen, form.wording(), form.reason.data or "", current_user)
    flash(gettext("The new answer is saved as a draft. The former one stays in force until it is published."))
    return redirect(url_for(".preview", slug=slug, number=begun.id), 303)
