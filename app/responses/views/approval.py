"""The officers' desk: look at a draft, remark on it, send it for approval, hand it back, publish it, call that off."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.models import Assembly
from app.core import dates, networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.responses import services
from app.responses.basis import basis_of
from app.responses.blueprint import NUMBER, bp
from app.responses.earlier import earlier_drafts
from app.responses.forms.approval import RemarkForm, ScheduleForm, SeenForm
from app.responses.models import Response
from app.responses.policies import has_asked, has_written
from app.responses.queries.drafts import remarks_on
from app.responses.views.answers import loaded
from app.responses.wording.answers import fingerprint, response_words

Answer = str | BaseResponse | tuple[str, int]


def _page(
    assembly: Assembly,
    response: Response,
    remark: RemarkForm | None = None,
    schedule: ScheduleForm | None = None,
    status: int = 200,
) -> Answer:
    """The answer as residents will read it, how far it has come, and what colleagues say of it."""
    seen = fingerprint(response)
    return render_template(
        "responses/preview.html",
        edited=assembly,
        response=response,
        words=response_words(response),
        basis=basis_of(assembly, response.recommendations),
        remarks=remarks_on(response),
        earlier=earlier_drafts(response),
        has_written=has_written(current_user, response),
        has_asked=has_asked(current_user, response),
        seen=SeenForm(seen),
        schedule=schedule or ScheduleForm(seen, response.published_at),
        remark=remark or RemarkForm(at=url_for(".remark", slug=assembly.slug, number=response.id)),
    ), status


@bp.get(f"{NUMBER}/preview")
@requires(Permission.DRAFT_RESPONSE)
def preview(slug: str, number: int) -> Answer:
    return _page(*loaded(slug, number))


@bp.post(f"{NUMBER}/remarks")
@requires(Permission.DRAFT_RESPONSE)
@limiter.limit(networks.writes_allowed)
@writes
def remark(slug: str, number: int) -> Answer:
    assembly, response = loaded(slug, number)
    form = RemarkForm()
    if not form.accepted():
        return _page(assembly, response, remark=form, status=422)
    where = url_for(".preview", slug=slug, number=number, _anchor="remarks")

    def make() -> str:
        services.remark_on(response, form.text.data or "", current_user)
        return where

    return redirect(form.make_once(make), 303)


@bp.post(f"{NUMBER}/send")
@requires(Permission.DRAFT_RESPONSE)
@limiter.limit(networks.writes_allowed)
@writes
def send(slug: str, number: int) -> Answer:
    _, response = loaded(slug, number)
    form = SeenForm()
    form.accepted()
    services.send_for_approval(response, current_user, form.has_read)
    flash(gettext("It waits for approval now. The other officers get a letter."))
    return redirect(url_for(".index", slug=slug), 303)


@bp.post(f"{NUMBER}/hand-back")
@requires(Permission.PUBLISH_RESPONSE)
@limiter.limit(networks.writes_allowed)
@writes
def hand_back(slug: str, number: int) -> Answer:
    assembly, response = loaded(slug, number, Permission.PUBLISH_RESPONSE)
    form = RemarkForm(at=url_for(".remark", slug=slug, number=number))
    if not form.accepted():
        return _page(assembly, response, remark=form, status=422)
    services.hand_back(response, form.text.data or "", current_user)
    flash(gettext("The draft is handed back. Whoever wrote it last gets a letter."))
    return redirect(url_for(".index", slug=slug), 303)


@bp.post(f"{NUMBER}/publish")
@requires(Permission.PUBLISH_RESPONSE)
@limiter.limit(networks.writes_allowed)
@writes
def publish(slug: str, number: int) -> Answer:
    _, response = loaded(slug, number, Permission.PUBLISH_RESPONSE)
    form = SeenForm()
    form.accepted()
    services.publish_response(response, current_user, seen=form.has_read)
    flash(gettext("The answer is published. Everybody can read it now."))
    return redirect(url_for(".index", slug=slug), 303)


@bp.post(f"{NUMBER}/schedule")
@requires(Permission.PUBLISH_RESPONSE)
@limiter.limit(networks.writes_allowed)
@writes
def schedule(slug: str, number: int) -> Answer:
    assembly, response = loaded(slug, number, Permission.PUBLISH_RESPONSE)
    form = ScheduleForm()
    if not form.accepted() or form.moment is None:
        return _page(assembly, response, schedule=form, status=422)
    try:
        services.publish_response(response, current_user, form.moment, form.has_read)
    except WrongField as refusal:
        form.show(refusal)
        return _page(assembly, response, schedule=form, status=422)
    flash(gettext("It is set. Everybody can read it from %(when)s on.", when=dates.moment(form.moment)))
    return redirect(url_for(".preview", slug=slug, number=number), 303)


@bp.post(f"{NUMBER}/call-off")
@requires(Permission.PUBLISH_RESPONSE)
@limiter.limit(networks.writes_allowed)
@writes
def call_off(slug: str, number: int) -> Answer:
    _, response = loaded(slug, number, Permission.PUBLISH_RESPONSE)
    SeenForm().accepted()
    services.call_off(response, current_user)
    flash(gettext("It is called off. The answer waits for approval again."))
    return redirect(url_for(".preview", slug=slug, number=number), 303)
