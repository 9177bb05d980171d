"""What every response carries: security headers, a request id, and errors in the site's dress.

An error page gives back every word that the person had sent: nothing that was typed is lost, whatever went wrong.
"""

from __future__ import annotations

import re
import secrets
from typing import Any, cast
from urllib.parse import quote, urlencode, urlsplit

import structlog
from flask import Flask, Response, abort, current_app, g, make_response, redirect, render_template, request
from flask_limiter.errors import RateLimitExceeded
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RoutingException

from app.core.errors import Refused
from app.core.kept_words import kept_words
from app.core.requests import LARGEST_FORM, SiteRequest

log = structlog.get_logger()
SIGN_IN = "/sign-in"
API = "/api/"
OWN_PAGES = {400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def _sign_in_address() -> str:
    """The sign-in page, which leads on to the page wanted: this one, or the form from which this was sent."""
    try:
        came_from = urlsplit(request.full_path if request.method == "GET" else request.referrer or "")
    except ValueError:
        return SIGN_IN
    if came_from.netloc not in ("", request.host) or not came_from.path:
        return SIGN_IN
    wanted = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return f"{SIGN_IN}?{urlencode({'next': wanted})}"


def _page_of_the_form() -> str:
    """Where the form that was sent can be opened anew, if it has a page of its own address."""
    adapter = current_app.create_url_adapter(request)
    if request.method != "POST" or adapter is None or not adapter.test(method="GET"):
        return ""
    return f"{request.script_root}{request.path}"


def _had_a_file() -> bool:
    """Whether a file was sent: it is not kept, and nothing but its owner can send it again."""
    try:
        return any(file.filename for file in request.files.values())
    except HTTPException:
        # Too large, or cut off on its way.
        return True


def error_page(status: int, message: str | None = None) -> Response:
    """The error page for a status, with the words of the person whose request failed. Programs are told in JSON."""
    if request.path.startswith(API):
        return problem(status, message)
    template = status if status in OWN_PAGES else (500 if status >= 500 else 400)
    kept = kept_words() if request.method == "POST" else []
    html = render_template(
        f"errors/{template}.html",
        message=message,
        kept=kept,
        lost_file=bool(kept) and _had_a_file(),
        request_id=g.get("request_id"),
        sign_in_address=_sign_in_address() if status == 401 else "",
        form_address=_page_of_the_form() if status in (400, 409) else "",
    )
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def problem(status: int, detail: str | None = None) -> Response:
    """What went wrong as a program reads it (RFC 9457)."""
    told: dict[str, str | int] = {"type": "about:blank", "title": HTTP_STATUS_CODES[status], "status": status}
    if detail:
        told["detail"] = detail
    if status >= 500:
        told["instance"] = f"urn:request:{g.get('request_id')}"
    response = make_response(told, status)
    response.headers.update({"Content-Type": "application/problem+json", "Cache-Control": "no-store"})
    return response


def _refused(refusal: Refused) -> Response:
    return error_page(refusal.status, refusal.message)


def _limited(_error: RateLimitExceeded) -> Response:
    response = error_page(429)
    response.headers["Retry-After"] = "60"
    return response


def _without_slash() -> str | None:
    """The address that was meant, where a page was asked for with a slash too much at its end.

    Where a slash is missing, the router leads to the page by itself; this is the other way round.
    """
    path = request.path.rstrip("/")
    is_missed = isinstance(request.routing_exception, NotFound) and request.method in ("GET", "HEAD")
    routes = current_app.create_url_adapter(request)
    if not is_missed or not path or path == request.path or routes is None:
        return None
    try:
        routes.match(path, method="GET")
    except (HTTPException, RoutingException):
        return None
    query = request.query_string.decode("latin-1")
    return quote(path) + (f"?{query}" if query else "")


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    meant = _without_slash()
    if meant is not None:
        return make_response(redirect(meant, 308))
    if error.code == 401 and request.method in ("GET", "HEAD"):
        # Nothing was typed, so nothing can be lost: go and sign in. A form that was sent gets its words back instead.
        response = make_response(redirect(_sign_in_address(), 303))
        response.headers["Cache-Control"] = "no-store"
        return response
    response = error_page(error.code)
    # A 405 must say what is allowed; other errors of the kind may carry headers too.
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def _broken(error: Exception) -> Response:
    log.error("request failed", request_id=g.get("request_id"), path=request.path, exc_info=error)
    return error_page(500)


def _begin_request() -> None:
    given = request.headers.get("X-Request-Id", "")
    trusted = current_app.config["TRUSTED_PROXIES"] and _REQUEST_ID.fullmatch(given)
    g.request_id = given if trusted else secrets.token_hex(8)
    if getattr(current_app.view_functions.get(request.endpoint or ""), "receives_files", False):
        # For whoever may not use the view: a large form is read past its file, for the sake of its words.
        cast(SiteRequest, request).expect_a_file()
    if "\x00" in request.path:
        # No page has such an address, and PostgreSQL would fail at looking it up.
        abort(404)


def _finish(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint == "static" and response.status_code == 200:
        # A built file's name holds its content's digest, so it never changes.
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if response.location and response.location.startswith(request.host_url):
        # A forged Host must not lead anybody away.
        response.location = response.location[len(request.host_url) - 1 :]
    headers["X-Request-Id"] = g.get("request_id", "")
    if current_app.config["PUBLIC_URL"].startswith("https://"):
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response


def init_app(app: Flask) -> None:
    """Give an application its headers, request ids and error pages."""
    app.request_class = SiteRequest
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_FORM, MAX_FORM_MEMORY_SIZE=LARGEST_FORM)
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        proxied: Any = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    app.before_request(_begin_request)
    app.after_request(_finish)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(RateLimitExceeded, _limited)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)
