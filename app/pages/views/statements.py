"""What a public body must say about its site, and what machines ask for. The operator's facts come from settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Response, current_app, redirect, render_template, request
from werkzeug import Response as AnyResponse

from app.comments.services import BROWSER_COOKIE, BROWSER_COOKIE_SECONDS
from app.core import clock, sessions
from app.core.access import public
from app.core.templating import asset
from app.pages.blueprint import bp

# What no search engine should keep. Receipts and mailed links also say so themselves.
NOT_FOR_ROBOTS = (
    "/account/",
    "/admin/",
    "/comments/",
    "/confirm/",
    "/council/",
    "/counter-check/",
    "/demo/",
    "/moderation/",
    "/receipts/",
    "/reports/",
    "/search",
    "/sign-in",
)
SECURITY_TEXT_HOLDS = timedelta(days=180)


@dataclass(frozen=True)
class Operator:
    """Who runs this site and how to reach them."""

    name: str
    email: str
    phone: str
    address: str


def _operator() -> Operator:
    config = current_app.config
    return Operator(
        config["OPERATOR_NAME"],
        config["OPERATOR_EMAIL"],
        config["OPERATOR_PHONE"],
        config["OPERATOR_ADDRESS"],
    )


@bp.get("/accessibility")
@public
def accessibility() -> str:
    """How accessible the site is, what is not, and what to do about it."""
    return render_template("pages/accessibility.html", operator=_operator())


@bp.get("/privacy")
@public
def privacy() -> str:
    """What is kept about people, why, for how long, and the cookies that acting may set."""
    return render_template(
        "pages/privacy.html",
        operator=_operator(),
        browser_cookie=BROWSER_COOKIE,
        browser_cookie_days=BROWSER_COOKIE_SECONDS // (24 * 3600),
        session_cookie=current_app.config["SESSION_COOKIE_NAME"],
        session_hours=int(sessions.IDLE.total_seconds()) // 3600,
    )


@bp.get("/terms")
@public
def terms() -> str:
    """What holds for whoever writes here."""
    return render_template("pages/terms.html", operator=_operator())


@bp.get("/about")
@public
def about() -> str:
    """What a citizens' assembly is, and what this site does around it."""
    return render_template("pages/about.html", operator=_operator())


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """What search engines may keep."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/.well-known/security.txt")
@public
def security() -> Response:
    """Whom to tell about a hole (RFC 9116)."""
    expires = (clock.now() + SECURITY_TEXT_HOLDS).strftime("%Y-%m-%dT00:00:00Z")
    here = current_app.config["PUBLIC_URL"]
    lines = [
        f"Contact: mailto:{current_app.config['OPERATOR_EMAIL']}",
        f"Expires: {expires}",
        "Preferred-Languages: en",
        f"Canonical: {here}{request.path}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/favicon.ico")
@public
def favicon() -> AnyResponse:
    """The mark, for whoever asks at the old address."""
    return redirect(asset("favicon.svg"), 302)
