"""The page on which an author appeals against a decision, and later reads the appeal again."""

from __future__ import annotations

from functools import partial

from flask import redirect, render_template
from werkzeug import Response

from app.comments.models import Comment
from app.comments.queries import comment_by_receipt
from app.comments.rewording import belongs_to_a_resident
from app.core import form_tokens, networks
from app.core.access import by_token
from app.core.errors import Refused
from app.core.loading import found
from app.core.networks import limiter
from app.core.transactions import writes
from app.moderation import services
from app.moderation.blueprint import bp
from app.moderation.forms.appeals import AppealForm
from app.moderation.policy import cited_by, note_by_language
from app.moderation.queries.appeals import appeal_against, decision_to_appeal

Answer = str | Response | tuple[str, int]


def _own(token: str) -> Comment:
    """The comment of a receipt that its author has a say over."""
    comment = found(comment_by_receipt(token))
    return found(comment if belongs_to_a_resident(comment) else None)


def _appeal_page(comment: Comment, form: AppealForm, refusal: str | None = None) -> str:
    decision = decision_to_appeal(comment)
    appeal = appeal_against(decision.id) if decision else None
    # Whoever gets the form back is told how it stands now.
    form.decision.data = str(decision.id) if decision else ""
    return render_template(
        "moderation/appeal.html",
        assembly=comment.subject.assembly,
        comment=comment,
        decision=decision,
        note=note_by_language(decision.note_to_author, decision.paragraph) if decision else [],
        paragraph=cited_by(decision),
        appeal=appeal,
        form=form if decision and not appeal else None,
        typed=form.text.data,
        refusal=refusal,
    )


@bp.get("/receipts/<token>/appeal")
@by_token
def appeal(token: str) -> str:
    """The decision with a form, or the appeal that was made against it."""
    comment = _own(token)
    return _appeal_page(comment, AppealForm(comment, sent=False))


@bp.post("/receipts/<token>/appeal")
@by_token
@limiter.limit(networks.writes_allowed)
@writes
def send_appeal(token: str) -> Answer:
    """Keep the appeal once, and lead to the page that says by when it is decided."""
    comment = _own(token)
    form = AppealForm(comment, sent=True)
    try:
        nonce = form.accepted_nonce()
        if not form.validate():
            return _appeal_page(comment, form), 422
        return redirect(form_tokens.once(nonce, form.digest(), partial(_keep, comment, form)), 303)
    except Refused as refusal:
        return _appeal_page(comment, form, refusal.message), refusal.status


def _keep(comment: Comment, form: AppealForm) -> str:
    services.appeal(comment, form.decision_read, form.text.data or "")
    return f"/receipts/{comment.receipt_token}/appeal"
