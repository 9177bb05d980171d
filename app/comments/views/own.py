"""What an author does with a comment or a question on their private pages: change it for a while, withdraw it."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, redirect, render_template, request
from werkzeug import Response

from app.comments import queries, services
from app.comments.forms.rewording import EditForm
from app.comments.models import Comment, CommentState
from app.comments.queries.answered import has_answer
from app.comments.queries.unread import is_shown_unread
from app.comments.queries.wordings import is_redacted
from app.comments.rewording import belongs_to_a_resident, can_still_send, edit_until, why_fixed, words_mark
from app.core import form_tokens, networks
from app.core.access import by_token
from app.core.errors import Refused
from app.core.forms import ButtonForm, posted
from app.core.kept_words import kept_words
from app.core.loading import found
from app.core.networks import limiter
from app.core.transactions import writes
from app.recommendations.queries import public_recommendation_about

bp = Blueprint("own_comment", __name__)
Answer = str | Response | tuple[str, int]


def _own(token: str) -> Comment:
    """The comment of a receipt that its author has a say over."""
    comment = found(queries.comment_by_receipt(token))
    return found(comment if belongs_to_a_resident(comment) else None)


def _edit_page(comment: Comment, form: EditForm, refusal: str | None = None) -> str:
    chosen = public_recommendation_about(comment.subject_id)
    replied_to, redacted = queries.has_been_replied_to(comment.id), is_redacted(comment.id)
    why = why_fixed(comment, replied_to, chosen, is_redacted=redacted)
    # Whoever gets the form back is told how it stands now.
    form.seen.data = words_mark(comment)
    return render_template(
        "comments/edit.html",
        assembly=comment.subject.assembly,
        comment=comment,
        form=form if why is None else None,
        why=why,
        # What is refused for good is said once, above the words that come back.
        refusal=refusal if why is None else None,
        until=edit_until(comment),
        shown_at_once=why is None and is_shown_unread(comment),
        can_write=comment.subject.is_public and can_still_send(comment, chosen),
        place=queries.place_of(comment) if comment.published_at else "",
        answered=why is not None and has_answer(comment.subject_id),
        kept=kept_words() if request.method == "POST" else [],
    )


@bp.get("/receipts/<token>/edit")
@by_token
def edit(token: str) -> str:
    """The words in a form, or why they cannot be changed any more."""
    comment = _own(token)
    return _edit_page(comment, EditForm(comment, sent=False))


@bp.post("/receipts/<token>/edit")
@by_token
@limiter.limit(networks.writes_allowed)
@writes
def save(token: str) -> Answer:
    """Keep the new words and lead back to the receipt; a refused form comes back whole."""
    comment = _own(token)
    form = EditForm(comment, sent=True)
    try:
        nonce = form.accepted_nonce()
        if not form.validate():
            return _edit_page(comment, form), 422
        return redirect(form_tokens.once(nonce, form.digest(), partial(_keep, comment, form)), 303)
    except Refused as refusal:
        return _edit_page(comment, form, refusal.message), refusal.status


def _keep(comment: Comment, form: EditForm) -> str:
    services.edit_comment(comment, form.rewording, form.saw)
    return f"/receipts/{comment.receipt_token}"


def _withdraw_page(comment: Comment, form: ButtonForm, refusal: str | None = None) -> str:
    chosen = public_recommendation_about(comment.subject_id)
    return render_template(
        "comments/withdraw.html",
        assembly=comment.subject.assembly,
        comment=comment,
        form=form,
        refusal=refusal,
        has_replies=queries.has_been_replied_to(comment.id),
        can_write=comment.subject.is_public and can_still_send(comment, chosen),
    )


@bp.get("/receipts/<token>/withdraw")
@by_token
def withdrawing(token: str) -> Answer:
    """A page with one button, which says what will happen."""
    comment = _own(token)
    if comment.state == CommentState.WITHDRAWN:
        return redirect(f"/receipts/{token}", 303)
    return _withdraw_page(comment, ButtonForm(f"withdraw:{comment.id}"))


@bp.post("/receipts/<token>/withdraw")
@by_token
@limiter.limit(networks.writes_allowed)
@writes
def withdraw(token: str) -> Answer:
    """Take it back, and lead to the receipt, which says so."""
    comment = _own(token)
    form = ButtonForm(f"withdraw:{comment.id}", posted())
    try:
        form.accepted_nonce()
    except Refused as refusal:
        return _withdraw_page(comment, form, refusal.message), refusal.status
    services.withdraw_comment(comment)
    return redirect(f"/receipts/{token}", 303)
