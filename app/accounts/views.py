"""Signing in and out, and one's own password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user, login_user
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import passwords, services
from app.accounts.forms import PasswordForm, SignInForm, SignOutForm
from app.accounts.models import Account, Role
from app.accounts.services import RightPassword
from app.core import networks
from app.core.access import requires, unlisted
from app.core.forms import posted
from app.core.networks import limiter
from app.core.permissions import Permission
from app.core.text import has_control_characters
from app.core.transactions import writes

bp = Blueprint("accounts", __name__)
Answer = str | BaseResponse | tuple[str, int]


@dataclass(frozen=True)
class Attempt:
    """A form with a password in it, and whether the password was right."""

    form: Any
    proof: RightPassword | None
    new_hash: str = ""


def weighed_first(
    weigh: Callable[[], Attempt],
) -> Callable[[Callable[[Attempt], Answer]], Callable[[], Answer]]:
    """Weigh a password before the view's transaction begins.

    It takes a tenth of a second, in which nobody else could write; and a failed try must be kept although the
    view's own transaction is rolled back.
    """

    def decorate(view: Callable[[Attempt], Answer]) -> Callable[[], Answer]:
        @wraps(view)
        def weighed() -> Answer:
            return view(weigh())

        return weighed

    return decorate


def local_path(wanted: str | None) -> str | None:
    """An address of this site to go on to, or None: nobody may be led elsewhere by a link to our sign-in page."""
    if not wanted or len(wanted) > 2000 or not wanted.startswith("/") or has_control_characters(wanted):
        return None
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    elsewhere = parts.scheme or parts.netloc or wanted.startswith("//") or "\\" in wanted
    return None if elsewhere else wanted


def _own_desk(account: Account) -> str:
    """Where somebody's work is: the one desk they use, or their account's page with the desks to choose from."""
    desks = {
        Role.ADMINISTRATOR: "/admin/",
        Role.OFFICER: "/council/",
        Role.MODERATOR: "/moderation/",
        Role.LEAD_MODERATOR: "/moderation/",
    }
    mine = {path for role, path in desks.items() if account.holds(role)}
    return mine.pop() if len(mine) == 1 else "/account/"


def _begin_session(account: Account) -> None:
    """A session of its own for each sign-in: nothing of what was there before is carried over."""
    session.clear()
    session.permanent = True
    login_user(account)


@bp.get("/sign-in")
@unlisted
def sign_in_page() -> Answer:
    wanted = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(wanted or _own_desk(current_user), 303)
    form = SignInForm("sign-in", data={"next": wanted or ""})
    return render_template("accounts/sign_in.html", form=form, signed_out="out" in request.args)


def _weigh_sign_in() -> Attempt:
    form = SignInForm("sign-in", posted())
    form.accepted_nonce()
    sound = form.validate()
    return Attempt(
        form, services.check_password(form.email.data or "", form.password.data or "") if sound else None
    )


@bp.post("/sign-in")
@unlisted
@limiter.limit(networks.SIGN_INS)
@weighed_first(_weigh_sign_in)
@writes
def sign_in(attempt: Attempt) -> Answer:
    form = attempt.form
    if attempt.proof is None:
        if not form.errors:
            # The same words whether the address or the password is wrong, so as not to say who works here.
            form.email.errors = [gettext("The email address or the password is wrong. Check both.")]
        return render_template("accounts/sign_in.html", form=form, signed_out=False), 422
    account = services.sign_in(attempt.proof)
    _begin_session(account)
    return redirect(local_path(form.next.data) or _own_desk(account), 303)


@bp.get("/sign-out")
@unlisted
def sign_out_page() -> Answer:
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in_page"), 303)
    return render_template("accounts/sign_out.html", form=SignOutForm())


@bp.post("/sign-out")
@unlisted
@limiter.limit(networks.writes_allowed)
@writes
def sign_out() -> Answer:
    if current_user.is_authenticated:
        SignOutForm().accepted()
    session.clear()
    return redirect(url_for("accounts.sign_in_page", out=1), 303)


@bp.get("/account/password")
@requires(Permission.SEE_OWN_ACCOUNT)
def password_page() -> Answer:
    return render_template("accounts/password.html", form=PasswordForm())


def _weigh_new_password() -> Attempt:
    form = PasswordForm()
    if not form.accepted():
        return Attempt(form, None)
    proof = services.check_password(current_user.email, form.old_password.data or "")
    return Attempt(form, proof, passwords.hash_password(form.new_password.data or "") if proof else "")


@bp.post("/account/password")
@requires(Permission.SEE_OWN_ACCOUNT)
@limiter.limit(networks.SIGN_INS)
@weighed_first(_weigh_new_password)
@writes
def change_password(attempt: Attempt) -> Answer:
    if attempt.proof is None:
        if not attempt.form.errors:
            attempt.form.old_password.errors = [gettext("This is not the password that you use now.")]
        return render_template("accounts/password.html", form=attempt.form), 422
    services.change_password(current_user, attempt.proof, attempt.new_hash)
    _begin_session(current_user)
    flash(gettext("Your password is changed. You are signed out everywhere else."))
    return redirect("/account/", 303)
