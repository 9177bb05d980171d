"""Pages that are reached by knowing their address: an author's receipt, and the mailed link that confirms."""

from __future__ import annotations

from flask import redirect, render_template
from werkzeug import Response

from app.comments.models import Comment
from app.comments.queries import (
    comment_by_confirm_token,
    comment_by_receipt,
    has_been_replied_to,
    place_of,
)
from app.comments.queries.unread import is_shown_unread, would_be_shown_unread
from app.comments.queries.wordings import is_redacted
from app.comments.rewording import belongs_to_a_resident, edit_until, why_fixed
from app.comments.services import confirm_comment
from app.core import networks
from app.core.access import by_token
from app.core.errors import Stale
from app.core.forms import ButtonForm, posted
from app.core.loading import found
from app.core.networks import limiter
from app.core.transactions import writes
from app.following.models import Follow
from app.following.queries import follow_by_confirm_token
from app.following.services import confirm_follow
from app.pages.blueprint import bp
from app.pages.decided import decided
from app.pages.receipt import OUTCOMES, became
from app.pages.standing import standing_of
from app.recommendations.queries import public_recommendation_about


@bp.get("/receipts/<token>")
@by_token
def receipt(token: str) -> str:
    """How a comment stands, for its author. Looking confirms nothing."""
    comment = found(comment_by_receipt(token))
    is_on_show = comment.published_at is not None and comment.subject.is_public
    chosen = public_recommendation_about(comment.subject_id)
    replied_to, redacted = has_been_replied_to(comment.id), is_redacted(comment.id)
    can_edit = why_fixed(comment, replied_to, chosen, is_redacted=redacted) is None
    return render_template(
        "pages/receipt.html",
        assembly=comment.subject.assembly,
        comment=comment,
        standing=standing_of(comment),
        decided=decided(comment),
        place=place_of(comment) if is_on_show else None,
        page=became(comment),
        outcomes=OUTCOMES,
        is_own=belongs_to_a_resident(comment),
        edit_until=edit_until(comment),
        can_edit=can_edit,
        shown_at_once=can_edit and is_shown_unread(comment),
    )


def _what_waits(token: str) -> Comment | Follow:
    comment: Comment | None = comment_by_confirm_token(token)
    follow: Follow | None = None if comment else follow_by_confirm_token(token)
    return comment or found(follow)


def _confirm_page(waiting: Comment | Follow, form: ButtonForm, refusal: str | None = None) -> str:
    return render_template(
        "pages/confirm.html",
        assembly=waiting.subject.assembly,
        comment=waiting if isinstance(waiting, Comment) else None,
        shown_at_once=isinstance(waiting, Comment) and would_be_shown_unread(waiting),
        follow=waiting if isinstance(waiting, Follow) else None,
        form=form,
        refusal=refusal,
    )


@bp.get("/confirm/<token>")
@by_token
def confirming(token: str) -> str:
    """A page with one button. Opening it changes nothing: mail scanners open links."""
    return _confirm_page(_what_waits(token), ButtonForm(f"confirm:{token}"))


@bp.post("/confirm/<token>")
@by_token
@limiter.limit(networks.writes_allowed)
@writes
def confirm(token: str) -> Response | tuple[str, int]:
    """Confirm the comment or the follow that this link was mailed for."""
    waiting = _what_waits(token)
    form = ButtonForm(f"confirm:{token}", posted())
    try:
        form.accepted_nonce()
    except Stale as stale:
        return _confirm_page(waiting, form, stale.message), stale.status
    if isinstance(waiting, Comment):
        confirm_comment(waiting)
        return redirect(f"/receipts/{waiting.receipt_token}", 303)
    confirm_follow(waiting)
    return redirect(f"/confirm/{token}", 303)
