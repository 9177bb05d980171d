"""The officers' desk: the clock of answers and progress. When it started, when it stands still, what is due."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.assemblies.desk import assembly_at_desk
from app.assemblies.models import Assembly
from app.core import dates, networks
from app.core.access import requires
from app.core.errors import WrongField
from app.core.forms import StaffForm
from app.core.loading import found
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.transactions import writes
from app.responses.blueprint import NUMBER, bp
from app.responses.forms.clock import ClockPauseForm, FinalReportForm, ready_reason
from app.responses.queries.clock import clock_pause, clock_pauses, final_reports
from app.responses.queries.clocks import clock_of
from app.responses.services import clock as services
from app.responses.wording.clock import notices, promise_words

Answer = str | BaseResponse | tuple[str, int]


def _loaded(slug: str) -> Assembly:
    assembly = assembly_at_desk(slug, Permission.PAUSE_CLOCK)
    # No clock runs here for a compiled record.
    return found(None if assembly.is_compiled else assembly)


def _page(
    assembly: Assembly,
    report: FinalReportForm | None = None,
    pause: ClockPauseForm | None = None,
    status: int = 200,
) -> Answer:
    reports, standing = final_reports(assembly), clock_of(assembly)
    ready = ready_reason() if request.args.get("reason") == "election" else ""
    return render_template(
        "responses/clock.html",
        edited=assembly,
        reports=reports,
        day=services.report_day(assembly),
        promise=promise_words(assembly),
        notices=notices(standing) if standing else [],
        pauses=clock_pauses(assembly),
        report=report or FinalReportForm(reports[-1] if reports else None, formdata=None),
        pause=pause or ClockPauseForm(ready, formdata=None),
        end=StaffForm(formdata=None),
    ), status


@bp.get("/clock")
@requires(Permission.PAUSE_CLOCK)
def clock(slug: str) -> Answer:
    return _page(_loaded(slug))


@bp.post("/clock/report")
@requires(Permission.PAUSE_CLOCK)
@limiter.limit(networks.writes_allowed)
@writes
def state_report(slug: str) -> Answer:
    assembly = _loaded(slug)
    former = final_reports(assembly)
    form = FinalReportForm(former[-1] if former else None)
    if not form.accepted():
        return _page(assembly, report=form, status=422)
    try:
        services.state_final_report(
            assembly, form.published_on.data, current_user, form.url.data or "", form.why
        )
    except WrongField as refusal:
        form.show(refusal)
        return _page(assembly, report=form, status=422)
    flash(gettext("The day of the final report is stated. Everybody can read it."))
    return redirect(url_for(".clock", slug=slug), 303)


@bp.post("/clock/pauses")
@requires(Permission.PAUSE_CLOCK)
@limiter.limit(networks.writes_allowed)
@writes
def pause_clock(slug: str) -> Answer:
    assembly = _loaded(slug)
    form = ClockPauseForm()
    if not form.accepted() or form.span is None:
        return _page(assembly, pause=form, status=422)
    try:
        pause = services.pause_clock(assembly, form.reason.data or "", *form.span, by=current_user)
    except WrongField as refusal:
        form.show(refusal)
        return _page(assembly, pause=form, status=422)
    flash(gettext("The clock stands still until %(when)s.", when=dates.moment(pause.ends_at, weekday=True)))
    return redirect(url_for(".clock", slug=slug), 303)


@bp.post(f"/clock/pauses{NUMBER}/end")
@requires(Permission.PAUSE_CLOCK)
@limiter.limit(networks.writes_allowed)
@writes
def end_clock_pause(slug: str, number: int) -> Answer:
    assembly = _loaded(slug)
    pause = found(clock_pause(assembly, number))
    StaffForm().accepted()
    services.end_clock_pause(pause, current_user)
    flash(gettext("The clock runs again."))
    return redirect(url_for(".clock", slug=slug), 303)
