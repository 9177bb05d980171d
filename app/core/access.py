"""Each view declares who may reach it, by exactly one of these decorators. A test walks the routes and checks.

- `@public`: a page that is the same for everybody, staff included; no session, no cookie, held by caches.
- `@public_with(mark)`: the same, where it also shows what changes no other page.
- `@public_file`: a file for everybody, with a tag of its own; no session, no cookie, given out in parts on request.
- `@public_form`: a form that anybody may fill in; never stored by caches.
- `@by_token`: whoever holds the address (a receipt, a mailed link); never stored, never indexed, never referred.
- `@unlisted`: for machines and for signing in; not a page of the public record.
- `@requires(Permission.X)`: staff who hold the permission; the view authorises the thing itself once it is loaded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec

from flask import Response, current_app, make_response, request

from app.core import clock, languages, page_cache, revisions
from app.core.permissions import Permission, authorise

P = ParamSpec("P")


def _entity_tag(scope: str, mark: str) -> str:
    """What makes a public page: build, language, address, revision, the last moment that passed, the day, and a mark
    of its own."""
    number, passed = revisions.current(scope)
    parts = (
        current_app.config["BUILD"],
        languages.current(),
        request.full_path,
        str(number),
        passed,
        clock.today().isoformat(),
        mark,
    )
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


def _kept_or_made(tag: str, make: Callable[[], Any]) -> Response:
    """The page of this tag, from memory if it was made before."""
    pages = page_cache.here()
    kept = pages.get(tag)
    if kept is not None:
        body, content_type = kept
        return current_app.response_class(body, content_type=content_type)
    response = make_response(make())
    if response.status_code == 200 and request.method == "GET" and not response.is_streamed:
        pages.put(tag, response.get_data(), response.content_type or "text/html")
    return response


def public(view: Callable[P, Any]) -> Callable[P, Response]:
    """A page for everybody. Answers 304 before the view runs where the reader's copy is still right."""
    return public_with(lambda: "")(view)


def public_with(mark: Callable[[], str]) -> Callable[[Callable[P, Any]], Callable[P, Response]]:
    """The same for a page that shows what changes no other one. Takes what is another whenever that changes."""
    return partial(_public, mark=mark)


def _public(view: Callable[P, Any], mark: Callable[[], str]) -> Callable[P, Response]:
    @wraps(view)
    def page(*args: P.args, **kwargs: P.kwargs) -> Response:
        tag = _entity_tag(str(kwargs.get("slug", revisions.SITE)), mark())
        held = request.if_none_match
        # "*" asks whether there is a page at all, which only the view can say.
        if not held.star_tag and held.contains_weak(tag):
            response = current_app.response_class(status=304)
        else:
            response = _kept_or_made(tag, partial(view, *args, **kwargs))
        if response.status_code in (200, 304):
            response.set_etag(tag, weak=True)
            response.headers["Cache-Control"] = "public, no-cache"
        return response

    page.access = "public"  # type: ignore[attr-defined]
    return page


def public_file(view: Callable[P, Any]) -> Callable[P, Response]:
    """A file for everybody. Its tag is its content's, so no page need be made to know it; but a file may be taken
    down, so whoever keeps it must ask again. It is far too large for the memory in which pages are kept."""

    @wraps(view)
    def file(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        response.headers["Cache-Control"] = "public, no-cache"
        return response

    file.access = "public file"  # type: ignore[attr-defined]
    return file


def _never_stored(name: str, view: Callable[P, Any], headers: dict[str, str]) -> Callable[P, Response]:
    @wraps(view)
    def page(*args: P.args, **kwargs: P.kwargs) -> Response:
        response = make_response(view(*args, **kwargs))
        response.headers["Cache-Control"] = "no-store"
        response.headers.update(headers)
        return response

    page.access = name  # type: ignore[attr-defined]
    return page


def public_form(view: Callable[P, Any]) -> Callable[P, Response]:
    """A form for everybody. Its page carries a single-use token, so no cache may keep it."""
    return _never_stored("public form", view, {"X-Robots-Tag": "noindex"})


def by_token(view: Callable[P, Any]) -> Callable[P, Response]:
    """A private page that is reached by knowing its address; the address must not leak onwards."""
    headers = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
    return _never_stored("by token", view, headers)


def unlisted(view: Callable[P, Any]) -> Callable[P, Response]:
    """For machines and for signing in."""
    return _never_stored("unlisted", view, {"X-Robots-Tag": "noindex"})


def requires(permission: Permission) -> Callable[[Callable[P, Any]], Callable[P, Response]]:
    """A staff page. Refuses whoever does not hold the permission at all, before the view runs."""

    def decorate(view: Callable[P, Any]) -> Callable[P, Response]:
        @wraps(view)
        def page(*args: P.args, **kwargs: P.kwargs) -> Response:
            authorise(permission)
            response = make_response(view(*args, **kwargs))
            response.headers["Cache-Control"] = "no-store"
            return response

        page.access = permission  # type: ignore[attr-defined]
        return page

    return decorate
