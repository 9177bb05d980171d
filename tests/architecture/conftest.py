"""What the tests of the architecture share."""

from __future__ import annotations

import pytest

from tests.architecture.routes import Route, routes, whole_site


@pytest.fixture(scope="session")
def all_routes(tmp_path_factory: pytest.TempPathFactory) -> list[Route]:
    """Every route of the whole site, the demo's included."""
    return list(routes(whole_site(tmp_path_factory.mktemp("no-database"))))
