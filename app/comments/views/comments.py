"""Where residents comment, and agree with comments. Each act ends in a page of its own."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from functools import partial

from flask import Blueprint, Response, after_this_request, current_app, redirect, render_template, request
from werkzeug import Response as AnyResponse

from app.assemblies.models import Assembly
from app.assemblies.phases import consulting_phase
from app.assemblies.queries import public_assembly
from app.comments import queries, services
from app.comments.closed import closed_since, paused_for, takes_comments, why_closed
from app.comments.forms.comments import CommentForm, ReplyForm
from app.comments.models import Comment
from app.comments.overtaken import Overtaken, TextChanged, overtaken
from app.comments.queries.answered import has_answer
from app.comments.quotes import Quote
from app.core import form_tokens, networks
from app.core.access import public_form
from app.core.errors import Refused, Stale
from app.core.forms import ButtonForm, posted
from app.core.kept_words import kept_words
from app.core.loading import found
from app.core.networks import limiter
from app.core.row_numbers import row_number
from app.core.transactions import writes
from app.recommendations.models import Version
from app.recommendations.queries import (
    PublicRecommendation,
    public_recommendation,
    public_recommendation_about,
)
from app.recommendations.queries.texts import published_text

bp = Blueprint("comments", __name__)


def _load(slug: str, number: str) -> tuple[Assembly, PublicRecommendation]:
    assembly = found(public_assembly(slug))
    return assembly, found(public_recommendation(assembly, number, with_votes=False))


def _parent(text: str | None, subject_id: int) -> Comment | None:
    """The comment that a reply is written to; none where no such comment is on show."""
    comment_id = row_number(text) if text else None
    return queries.comment_on_show(subject_id, comment_id) if comment_id is not None else None


def _nothing_to_reply_to(assembly: Assembly, chosen: PublicRecommendation) -> tuple[str, int]:
    """Not to be found, in words that fit. They never say whether there was or will be such a comment."""
    page = render_template(
        "comments/nothing_to_reply_to.html",
        assembly=assembly,
        recommendation=chosen.recommendation,
        is_open=takes_comments(assembly, chosen.version),
        kept=kept_words() if request.method == "POST" else [],
    )
    return page, 404


def _form(chosen: PublicRecommendation, parent: Comment | None, sent: bool, clause: str = "") -> CommentForm:
    recommendation, version = chosen.recommendation, chosen.version
    if parent is not None:
        return ReplyForm(recommendation, version, parent, sent)
    return CommentForm(recommendation, version, sent, data={"clause": clause})


def _text_read(chosen: PublicRecommendation, form: CommentForm) -> Version | None:
    """The text on which the form was opened: the text now of a form that does not say, such as a reply's."""
    number = row_number(form.written_on.data) if "written_on" in form else None
    if number is None or number == chosen.version.number:
        return chosen.version
    return published_text(chosen.recommendation.id, number)


def _show_changes(chosen: PublicRecommendation, form: CommentForm) -> Overtaken | None:
    """What changed since the form was opened, for a page that shows it. Only whoever sees it may send the form on."""
    clause_key = form.clause.data if "clause" in form else None
    changed = overtaken(_text_read(chosen, form), chosen.version, clause_key)
    if changed is not None:
        form.written_on.data = str(changed.now.number)
    return changed


def _page(
    assembly: Assembly,
    chosen: PublicRecommendation,
    form: CommentForm,
    parent: Comment | None,
    refusal: str | None = None,
    notes: Sequence[str] = (),
) -> str:
    is_open = takes_comments(assembly, chosen.version)
    return render_template(
        "comments/write.html",
        assembly=assembly,
        chosen=chosen,
        form=form,
        parent=parent,
        refusal=refusal,
        notes=notes,
        closed=None if is_open else why_closed(assembly, chosen.version, chosen.final_since),
        answered=not is_open and has_answer(chosen.recommendation.subject_id),
        place=queries.place_of(parent) if parent is not None else "",
        phase=consulting_phase(assembly),
        changed=_show_changes(chosen, form),
        # Where there is no form any more to give the words back in, the page shows them by themselves.
        kept=kept_words() if request.method == "POST" else [],
    )


@bp.get("/assemblies/<slug>/recommendations/<number>/comment")
@public_form
def write(slug: str, number: str) -> str | tuple[str, int]:
    """The form: with a clause chosen by `?clause=`, words of it by `?quote=` (between those of `?before=` and
    `?after=`), or as a reply by `?reply_to=`."""
    assembly, chosen = _load(slug, number)
    asked = request.args
    parent = _parent(asked.get("reply_to"), chosen.recommendation.subject_id)
    if asked.get("reply_to") and parent is None:
        return _nothing_to_reply_to(assembly, chosen)
    form = _form(chosen, parent, sent=False, clause=asked.get("clause", ""))
    quote = Quote(asked.get("quote", ""), asked.get("before", ""), asked.get("after", ""))
    stands = parent is not None or form.take_quote(quote)
    below = parent is not None and row_number(asked["reply_to"]) != parent.id
    lost = parent is None and form.has_lost(request.args.get("clause"))
    notes = {"lost quote": not stands, "below a reply": below, "lost clause": lost}
    return _page(assembly, chosen, form, parent, notes=[note for note, holds in notes.items() if holds])


@bp.post("/assemblies/<slug>/recommendations/<number>/comment")
@public_form
@limiter.limit(networks.writes_allowed)
@writes
def post(slug: str, number: str) -> AnyResponse | tuple[str, int]:
    """Keep the comment and lead to its receipt; a refused form comes back whole."""
    assembly, chosen = _load(slug, number)
    parent = _parent(posted().get("reply_to"), chosen.recommendation.subject_id)
    if posted().get("reply_to") and parent is None:
        return _nothing_to_reply_to(assembly, chosen)
    form = _form(chosen, parent, sent=True)
    try:
        nonce = form.accepted_nonce()
        if not form.validate():
            return _page(assembly, chosen, form, parent), 422
        return redirect(_keep(chosen, form, parent, nonce), 303)
    except TextChanged as changed:
        # The page says so by itself, with what stood there and what stands there now.
        return _page(assembly, chosen, form, parent), changed.status
    except Refused as refusal:
        return _page(assembly, chosen, form, parent, refusal.message), refusal.status


def _keep(chosen: PublicRecommendation, form: CommentForm, parent: Comment | None, nonce: str) -> str:
    """Post the comment once. Returns the address of its receipt, or of the one that the same press led to before."""
    subject, text, read = chosen.recommendation.subject, chosen.version, _text_read(chosen, form)
    keep = partial(services.post_comment, subject, form.submission, text=text, read=read, parent=parent)
    return services.keep_once(nonce, form.digest(), keep)


@bp.get("/comments/<int(max=2147483647):comment_id>/agree")
@public_form
def agreeing(comment_id: int) -> str:
    """A page with one button, for who has no script: to agree, or to take it back."""
    comment = found(queries.comment_to_agree_with(comment_id))
    return _agree_page(comment, ButtonForm(f"agree:{comment_id}"))


def _digest(browser: str) -> str:
    return hashlib.blake2b(browser.encode(), digest_size=16).hexdigest()


def _browser() -> str:
    """The random word of this browser; none before it has agreed with anything."""
    return request.cookies.get(services.BROWSER_COOKIE, "")[:64]


@bp.post("/comments/<int(max=2147483647):comment_id>/agree")
@public_form
@limiter.limit(networks.writes_allowed)
@writes
def agree(comment_id: int) -> AnyResponse | tuple[str, int]:
    """Count this browser's agreement, once, and say so on a page of its own."""
    browser = _browser() or secrets.token_urlsafe(24)

    def count(comment: Comment) -> str:
        services.agree(comment, _digest(browser))
        after_this_request(partial(_remember, browser))
        return f"/comments/{comment_id}/agreed"

    return _pressed(comment_id, count)


@bp.post("/comments/<int(max=2147483647):comment_id>/agree/take-back")
@public_form
@limiter.limit(networks.writes_allowed)
@writes
def take_back(comment_id: int) -> AnyResponse | tuple[str, int]:
    """Count this browser's agreement no more, and say so on a page of its own."""

    def count_no_more(comment: Comment) -> str:
        services.take_back_agree(comment, _digest(_browser()))
        return f"/comments/{comment_id}/agree/taken-back"

    return _pressed(comment_id, count_no_more)


def _pressed(comment_id: int, act: Callable[[Comment], str]) -> AnyResponse | tuple[str, int]:
    """Do once what one of the page's buttons is for, and lead on; a page that is too old comes back and says so."""
    comment = found(queries.comment_to_agree_with(comment_id))
    form = ButtonForm(f"agree:{comment_id}", posted())
    # Both buttons send nothing but the token. Which of them was pressed is what a second press must repeat.
    button = form_tokens.digest_of([request.path])
    try:
        return redirect(form_tokens.once(form.accepted_nonce(), button, partial(act, comment)), 303)
    except Stale as stale:
        return _agree_page(comment, form, stale.message), stale.status


def _agree_page(comment: Comment, form: ButtonForm, refusal: str | None = None) -> str:
    assembly, chosen = comment.subject.assembly, public_recommendation_about(comment.subject_id)
    text = chosen.version if chosen else None
    return render_template(
        "comments/agree.html",
        assembly=assembly,
        comment=comment,
        form=form,
        refusal=refusal,
        agrees=bool(_browser()) and queries.has_agreed(comment.id, _digest(_browser())),
        is_open=takes_comments(assembly, text),
        paused=paused_for(assembly, text) if assembly else None,
        closed_at=assembly and closed_since(assembly, chosen.final_since if chosen else None),
        place=queries.place_of(comment),
    )


def _remember(browser: str, response: Response) -> Response:
    response.set_cookie(
        services.BROWSER_COOKIE,
        browser,
        max_age=services.BROWSER_COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        path="/comments/",
    )
    return response


@bp.get("/comments/<int(max=2147483647):comment_id>/agreed")
@public_form
def agreed(comment_id: int) -> str:
    """What agreeing ends in: how many agree now, and the way back."""
    comment = found(queries.comment_to_agree_with(comment_id))
    return render_template(
        "comments/agreed.html",
        assembly=comment.subject.assembly,
        comment=comment,
        place=queries.place_of(comment),
    )


@bp.get("/comments/<int(max=2147483647):comment_id>/agree/taken-back")
@public_form
def taken_back(comment_id: int) -> str:
    """What taking an agreement back ends in: how many agree now, and the way back."""
    comment = found(queries.comment_to_agree_with(comment_id))
    return render_template(
        "comments/taken_back.html",
        assembly=comment.subject.assembly,
        comment=comment,
        place=queries.place_of(comment),
    )
