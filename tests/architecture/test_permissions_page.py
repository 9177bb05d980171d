"""docs/permissions.md says what the permission table does."""

from __future__ import annotations

from app.core.permissions import Permission
from tests.architecture.permissions_page import PAGE, page
from tests.architecture.routes import Route


def test_the_page_is_the_table(all_routes: list[Route]) -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written.splitlines() == page(all_routes).splitlines(), "run `make permissions` and commit the page"


def test_every_permission_says_what_it_allows() -> None:
    assert [permission.name for permission in Permission if not permission.description.endswith(".")] == []
