"""Each view says who may reach it, each write is one transaction and limited, no reading writes."""

from __future__ import annotations

from itertools import groupby

from werkzeug.routing import IntegerConverter

from app import wiring
from app.core.permissions import Permission
from app.core.row_numbers import HIGHEST
from tests.architecture.routes import ACCESS, LIMIT, RECEIVES, WRITES, Route

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
KINDS_OF_ACCESS = {"public", "public file", "public form", "by token", "unlisted", *Permission}


def test_there_are_routes_to_look_at(all_routes: list[Route]) -> None:
    assert len(all_routes) >= 5
    assert any(route.methods & CHANGING for route in all_routes)


def test_every_view_declares_its_access_exactly_once(all_routes: list[Route]) -> None:
    wrong = [
        f"{route}: {route.decorators.count(ACCESS)} access decorators"
        for route in all_routes
        if route.decorators.count(ACCESS) != 1
    ]
    assert wrong == []


def test_every_access_is_one_that_the_house_knows(all_routes: list[Route]) -> None:
    assert [str(route) for route in all_routes if route.access not in KINDS_OF_ACCESS] == []


def test_every_post_writes(all_routes: list[Route]) -> None:
    changing = [route for route in all_routes if route.methods & CHANGING]
    assert [str(route) for route in changing if WRITES not in route.decorators] == []


def test_no_reading_writes(all_routes: list[Route]) -> None:
    reading = [route for route in all_routes if "GET" in route.methods]
    assert [str(route) for route in reading if WRITES in route.decorators] == []


def test_reading_and_writing_are_two_views(all_routes: list[Route]) -> None:
    assert [str(route) for route in all_routes if "GET" in route.methods and route.methods & CHANGING] == []


def test_every_write_has_a_rate_limit(all_routes: list[Route]) -> None:
    changing = [route for route in all_routes if route.methods & CHANGING]
    assert [str(route) for route in changing if LIMIT not in route.decorators] == []


def test_who_is_refused_takes_no_write_lock(all_routes: list[Route]) -> None:
    """Access is asked first, then the limit; then files are received, which is slow; only then does a transaction
    begin."""
    orders = [[ACCESS, LIMIT, WRITES], [ACCESS, LIMIT, RECEIVES, WRITES]]
    wrong = [
        f"{route}: {' > '.join(route.decorators)}"
        for route in all_routes
        if {WRITES, RECEIVES} & set(route.decorators)
        and [kind for kind, _ in groupby(route.decorators)] not in orders
    ]
    assert wrong == []


def test_only_staff_may_send_files(all_routes: list[Route]) -> None:
    receiving = [route for route in all_routes if RECEIVES in route.decorators]
    assert [str(route) for route in receiving if not isinstance(route.access, Permission)] == []


def test_a_public_page_is_only_read(all_routes: list[Route]) -> None:
    """Caches may keep a public page, so it can be neither a form's target nor a staff page."""
    public = [route for route in all_routes if route.access in ("public", "public file")]
    assert [str(route) for route in public if route.methods != {"GET"}] == []


def test_the_desks_are_for_staff(all_routes: list[Route]) -> None:
    desks = ("/moderation/", "/council/", "/admin/", "/account/")
    wrong = [
        str(route)
        for route in all_routes
        if route.rule.rule.startswith(desks) and not isinstance(route.access, Permission)
    ]
    assert wrong == []


def test_a_number_that_no_row_can_have_is_not_found(all_routes: list[Route]) -> None:
    """PostgreSQL refuses to compare an integer column with a larger number, which would be a 500."""
    wrong = [
        f"{route}: {converter.max}"
        for route in all_routes
        for converter in route.converters.values()
        if isinstance(converter, IntegerConverter) and (converter.max is None or converter.max > HIGHEST)
    ]
    assert wrong == []


def test_every_permission_has_one_predicate() -> None:
    assert set(wiring.PERMISSIONS) == set(Permission)


def test_every_predicate_stands_in_the_policies_of_a_feature() -> None:
    wrong = {
        permission.name: predicate.__module__
        for permission, predicate in wiring.PERMISSIONS.items()
        if not predicate.__module__.endswith(".policies")
    }
    assert wrong == {}
