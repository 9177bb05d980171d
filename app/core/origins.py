"""Where a form was sent from. What a page of another website sends in a reader's name is refused.

Form tokens alone cannot tell: another site's server can fetch our form like anybody else and let its visitors send the
token. But browsers say where a request comes from, and no page can make them lie. Programs that are no browser say
nothing and may send, for nobody else's cookies and network are behind them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from flask_babel import gettext

from app.core.errors import Stale

P = ParamSpec("P")
R = TypeVar("R")
_READING = {"GET", "HEAD", "OPTIONS"}


def one_click(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that mail programs send to by themselves, from wherever they are (RFC 8058)."""
    view.one_click = True  # type: ignore[attr-defined]
    return view


def _is_ours(origin: str) -> bool:
    """Whether an origin is this site: the address that residents see, or the one that was asked just now."""
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    public = urlsplit(current_app.config["PUBLIC_URL"])
    is_public = origin.lower() == f"{public.scheme}://{public.netloc}".lower()
    # A proxy may end TLS, so of the address that was asked only the host is known for sure.
    return is_public or (host != "" and host == request.host.lower())


def _is_from_another_site() -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site in ("same-origin", "none"):
        # Our private pages send no referrer, and then browsers hide even our own origin.
        return False
    if site is None and origin in (None, "null"):
        return False
    # A neighbour under the same domain is another site too, and says so by its origin.
    return site == "cross-site" or not _is_ours(origin or "")


def _refuse_other_sites() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.method in _READING or getattr(view, "one_click", False):
        return
    if _is_from_another_site():
        raise Stale(
            gettext(
                "This came from a page of another website, so it was not used. Send it from our own page."
            )
        )


def init_app(app: Flask) -> None:
    """Let an application refuse what other sites send. Call it once requests have their ids."""
    app.before_request(_refuse_other_sites)
