"""Where an author turns a kind of letter off, in one click, and on again."""

from __future__ import annotations

from flask import render_template
from werkzeug.exceptions import NotFound

from app.comments.models import Comment, LetterKind
from app.comments.queries import comment_by_receipt
from app.comments.services import switch_letters
from app.core import networks
from app.core.access import by_token
from app.core.errors import Stale
from app.core.forms import ButtonForm, posted
from app.core.loading import found
from app.core.networks import limiter
from app.core.origins import one_click
from app.core.transactions import writes
from app.pages.blueprint import bp

# Mail providers click for many of their readers from few networks, and must never be turned away (RFC 8058).
ONE_CLICKS = "1200 per minute"


def _loaded(token: str, kind: str) -> tuple[Comment, LetterKind]:
    comment = found(comment_by_receipt(token))
    # Whoever comments under somebody else's address holds a receipt too, but gets no letters that could be turned off.
    if comment.contact is None or comment.contact.confirmed_at is None or kind not in set(LetterKind):
        raise NotFound
    return comment, LetterKind(kind)


def _page(comment: Comment, kind: LetterKind, refusal: str | None = None) -> str:
    return render_template(
        "pages/letters.html",
        assembly=comment.subject.assembly,
        comment=comment,
        kind=kind.value,
        is_off=comment.contact is not None and comment.contact.declines(kind),
        form=ButtonForm(f"letters:{comment.receipt_token}"),
        refusal=refusal,
    )


@bp.get("/receipts/<token>/letters/<kind>")
@by_token
def letters(token: str, kind: str) -> str:
    """A page with one button. Opening it changes nothing: mail scanners open links."""
    return _page(*_loaded(token, kind))


@bp.post("/receipts/<token>/letters/<kind>")
@by_token
@limiter.limit(ONE_CLICKS)
@writes
@one_click
def letters_off(token: str, kind: str) -> str:
    """Turn a kind of letter off: the page's button, or a mail program's one click, which has no form token.

    Who knows the address got the letter, so nothing more is asked. The answer is a page and no redirect, as the
    standard wants it.
    """
    comment, letter_kind = _loaded(token, kind)
    switch_letters(comment, letter_kind, wanted=False)
    return _page(comment, letter_kind)


@bp.post("/receipts/<token>/letters/<kind>/on")
@by_token
@limiter.limit(networks.writes_allowed)
@writes
def letters_on(token: str, kind: str) -> str | tuple[str, int]:
    """Turn a kind of letter on again."""
    comment, letter_kind = _loaded(token, kind)
    try:
        ButtonForm(f"letters:{token}", posted()).accepted_nonce()
    except Stale as stale:
        return _page(comment, letter_kind, stale.message), stale.status
    switch_letters(comment, letter_kind, wanted=True)
    return _page(comment, letter_kind)
