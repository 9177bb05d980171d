"""The form in which a reader reports a comment."""

from __future__ import annotations

import secrets

from flask import redirect, render_template
from werkzeug import Response

from app.comments.models import Comment
from app.comments.queries import place_of
from app.core import form_tokens, networks
from app.core.access import public_form
from app.core.errors import Refused
from app.core.forms import posted
from app.core.loading import found
from app.core.networks import limiter
from app.core.transactions import writes
from app.moderation import queries, services
from app.moderation.blueprint import COMMENT, bp
from app.moderation.forms.reports import ReportForm

Answer = str | Response | tuple[str, int]


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
    return _report_page(thing, ReportForm(f"report:{comment_id}"))


@bp.post(f"/comments/{COMMENT}/report")
@public_form
@limiter.limit(networks.writes_allowed)
@writes
def send_report(comment_id: int) -> Answer:
    """Keep the report once, and say so on a page of its own."""
    thing = found(queries.reportable_comment(comment_id))
    form = ReportForm(f"report:{comment_id}", posted())
    try:
        nonce = form.accepted_nonce()
        if not form.validate():
            return _report_page(thing, form), 422
        # The mark tells whether this press of the button is the first.
        page = f"/comments/{comment_id}/reported#{secrets.token_hex(4)}"
        leads_to = form_tokens.spend(nonce, form.digest(), page)
        if leads_to == page:
            services.report_comment(thing, form.reason.data, form.text.data)
    except Refused as refusal:
        return _report_page(thing, form, refusal.message), refusal.status
    return redirect(leads_to, 303)


@bp.get(f"/comments/{COMMENT}/reported")
@public_form
def reported(comment_id: int) -> str:
    """What reporting ends in."""
    thing = found(queries.reportable_comment(comment_id))
    return render_template(
        "moderation/reported.html", assembly=thing.subject.assembly, comment=thing, place=place_of(thing)
    )
