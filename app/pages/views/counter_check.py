"""The private pages of a member or a follower, who has a link and no account: all things to check, and one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Concatenate, ParamSpec

from flask import redirect, render_template, request
from werkzeug import Response as AnyResponse

from app.comments.services import new_receipt_token
from app.core import form_tokens, networks
from app.core.access import by_token
from app.core.errors import Refused
from app.core.kept_words import kept_words
from app.core.loading import found
from app.core.networks import limiter
from app.core.origins import one_click
from app.core.transactions import writes
from app.pages.blueprint import bp
from app.pages.counter_check import check_page, thing_page
from app.pages.counter_check_form import CounterCheckForm
from app.responses.models import CheckPass, Commitment, Response
from app.responses.queries.passes import pass_by_token
from app.responses.queries.things import public_answer, public_commitment
from app.responses.services import counter_checks, passes

P = ParamSpec("P")
Answer = str | AnyResponse | tuple[str, int]
NUMBER = "<int(max=2147483647):number>"
# As for the letters to followers: mail providers click for many readers from few networks.
ONE_CLICKS = "1200 per minute"


def _with_pass(view: Callable[Concatenate[CheckPass, P], Answer]) -> Callable[P, Answer]:
    """Open the link of an address. One that opens nothing leads to a page that says what to do, with all that was
    typed."""

    @wraps(view)
    def opened(*args: P.args, **kwargs: P.kwargs) -> Answer:
        check_pass = pass_by_token(str(kwargs.pop("token")))
        if check_pass is None or check_pass.ended_at is not None or not check_pass.assembly.is_public:
            return _opens_nothing(check_pass), 404
        return view(check_pass, *args, **kwargs)

    return opened


def _opens_nothing(check_pass: CheckPass | None) -> str:
    """What whoever holds a link is told that nobody knows, that has ended, or whose assembly cannot be seen."""
    is_known = check_pass is not None and check_pass.assembly.is_public
    return render_template(
        "pages/counter_check_ended.html",
        assembly=check_pass.assembly if check_pass is not None and is_known else None,
        check_pass=check_pass if is_known else None,
        kept=kept_words() if request.method == "POST" else [],
    )


@bp.get("/counter-check/<token>")
@by_token
@_with_pass
def counter_check(check_pass: CheckPass) -> Answer:
    """Every answer that counts now and every commitment, with what this person said of them."""
    return render_template(
        "pages/counter_check.html",
        assembly=check_pass.assembly,
        check_pass=check_pass,
        page=check_page(check_pass),
    )


# ---- One answer, one commitment ----


def _answer(check_pass: CheckPass, number: int) -> Response:
    return found(public_answer(check_pass.assembly, number))


def _commitment(check_pass: CheckPass, number: int) -> Commitment:
    return found(public_commitment(check_pass.assembly, number)).commitment


def _thing_page(
    check_pass: CheckPass,
    about: Response | Commitment,
    form: CounterCheckForm | None = None,
    refusal: str = "",
) -> str:
    page = thing_page(check_pass, about)
    return render_template(
        "pages/counter_check_thing.html",
        assembly=check_pass.assembly,
        check_pass=check_pass,
        page=page,
        form=(form or CounterCheckForm(check_pass, about, sent=False)) if page.counts_now else None,
        refusal=refusal,
        # Where there is no form any more to give the words back in, the page shows them by themselves.
        kept=kept_words() if request.method == "POST" else [],
    )


def _said(check_pass: CheckPass, about: Response | Commitment) -> Answer:
    """Keep what was said and lead back to the list; a refused form comes back whole."""
    form = CounterCheckForm(check_pass, about, sent=True)
    try:
        nonce = form.accepted_nonce()
        if not form.validate():
            return _thing_page(check_pass, about, form), 422
        leads_to = form_tokens.once(nonce, form.digest(), partial(_keep, check_pass, about, form))
    except Refused as refusal:
        return _thing_page(check_pass, about, form, refusal.message), refusal.status
    return redirect(leads_to, 303)


def _keep(check_pass: CheckPass, about: Response | Commitment, form: CounterCheckForm) -> str:
    counter_checks.say(check_pass, about, form.said, receipt_token=new_receipt_token())
    name = "answer" if isinstance(about, Response) else "commitment"
    return f"{check_pass.path}#{name}-{about.id}"


@bp.get(f"/counter-check/<token>/answers/{NUMBER}")
@by_token
@_with_pass
def check_answer(check_pass: CheckPass, number: int) -> Answer:
    """Is this answer what you meant?"""
    return _thing_page(check_pass, _answer(check_pass, number))


@bp.post(f"/counter-check/<token>/answers/{NUMBER}")
@by_token
@limiter.limit(networks.writes_allowed)
@writes
@_with_pass
def say_of_answer(check_pass: CheckPass, number: int) -> Answer:
    """Say whether it is."""
    return _said(check_pass, _answer(check_pass, number))


@bp.get(f"/counter-check/<token>/commitments/{NUMBER}")
@by_token
@_with_pass
def check_commitment(check_pass: CheckPass, number: int) -> Answer:
    """Is it done?"""
    return _thing_page(check_pass, _commitment(check_pass, number))


@bp.post(f"/counter-check/<token>/commitments/{NUMBER}")
@by_token
@limiter.limit(networks.writes_allowed)
@writes
@_with_pass
def say_of_commitment(check_pass: CheckPass, number: int) -> Answer:
    """Say whether it is."""
    return _said(check_pass, _commitment(check_pass, number))


# ---- No more letters ----


def _leave_page(check_pass: CheckPass) -> str:
    return render_template(
        "pages/counter_check_leave.html", assembly=check_pass.assembly, check_pass=check_pass
    )


@bp.get("/counter-check/<token>/leave")
@by_token
@_with_pass
def leaving(check_pass: CheckPass) -> Answer:
    """A page with one button. Opening it changes nothing: mail scanners open links."""
    return _leave_page(check_pass)


@bp.post("/counter-check/<token>/leave")
@by_token
@limiter.limit(ONE_CLICKS)
@writes
@one_click
@_with_pass
def leave(check_pass: CheckPass) -> Answer:
    """End the letters to a member: the page's button, or a mail program's one click (RFC 8058), which has no token."""
    passes.stop_letters(check_pass)
    return _leave_page(check_pass)
