"""The form in which a reader reports a comment."""

from __future__ import annotations

from functools import partial

from flask import redirect, render_template
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from app.comments.models import Comment
from app.comments.queries import place_of
from app.core import form_tokens, networks
from app.core.access import by_token, public_form
from app.core.errors import Refused
from app.core.forms import posted
from app.core.loading import found
from app.core.networks import limiter
from app.core.transactions import writes
from app.moderation import queries, services
from app.moderation.answers import answer_to
from app.moderation.blueprint import COMMENT, bp
from app.moderation.forms.reports import ReportForm
from app.moderation.policy import complaint_words, complaints
from app.moderation.queries.appeals import redactions_that_stand, standing_decisions
from app.moderation.queries.policy import last_paragraphs, policy_in_force
from app.moderation.queries.reports import report_by_token

Answer = str | Response | tuple[str, int]


def _form(comment_id: int, *sent: MultiDict[str, str]) -> ReportForm:
    return ReportForm(f"report:{comment_id}", complaints(policy_in_force().paragraphs), *sent)


def _report_page(thing: Comment, form: ReportForm, refusal: str | None = None) -> str:
    return render_template(
        "moderation/report.html",
        assembly=thing.subject.assembly,
        comment=thing,
        form=form,
        refusal=refusal,
        place=place_of(thing),
    )


@bp.get(f"/comments/{COMMENT}/report")
@public_form
def report(comment_id: int) -> str:
    """The form in which a reader says what is wrong with a comment. No account is needed."""
    thing = found(queries.reportable_comment(comment_id))
    return _report_page(thing, _form(comment_id))


@bp.post(f"/comments/{COMMENT}/report")
@public_form
@limiter.limit(networks.writes_allowed)
@writes
def send_report(comment_id: int) -> Answer:
    """Keep the report once, and lead to the private page on which it is answered."""
    thing = found(queries.reportable_comment(comment_id))
    form = _form(comment_id, posted())
    try:
        nonce = form.accepted_nonce()
        if not form.validate():
            return _report_page(thing, form), 422
        leads_to = form_tokens.once(nonce, form.digest(), partial(_keep, thing, form))
    except Refused as refusal:
        return _report_page(thing, form, refusal.message), refusal.status
    return redirect(leads_to, 303)


def _keep(thing: Comment, form: ReportForm) -> str:
    report = services.report_comment(thing, form.reason.data, form.text.data, form.email.data)
    return f"/reports/{report.token}"


@bp.get("/reports/<token>")
@by_token
def reported(token: str) -> str:
    """What became of a report, for the reader who made it."""
    report = found(report_by_token(token))
    thing = report.comment
    return render_template(
        "moderation/reported.html",
        assembly=thing.subject.assembly if thing.subject.is_public else None,
        comment=thing,
        report=report,
        reason=complaint_words(last_paragraphs([report.reason_code])).get(
            report.reason_code, report.reason_code
        ),
        answer=answer_to(report, standing_decisions(thing.id), redactions_that_stand(thing.id)),
        wants_letter=report.email is not None,
        place=place_of(thing) if thing.published_at and thing.subject.is_public else "",
    )
