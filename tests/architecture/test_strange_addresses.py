"""No address breaks the site, whatever stands in it: each page is asked with what no link holds."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Role
from tests.architecture.routes import Route, routes
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation

STRANGE = {
    "nothing at all": "\x00",
    "what few keyboards hold": "é🚌\u202e\ufffd'\"<b>%\\",
    "far too much": "x" * 3000,
    "a huge number": "9" * 30,
    "a number below nought": "-1",
    "the way up": "..",
}
ARGUMENTS = (
    "q", "after", "sort", "stance", "clause", "quote", "reply_to", "page", "next", "kind", "topic", "status",
    "region", "organisation", "state", "assembly", "verdict", "delivery", "session", "speaker", "reason",
    "year", "organiser", "iidp", "order",
)  # fmt: skip
POLITE = {200, 301, 302, 303, 304, 308, 400, 401, 403, 404, 405, 414}
SLUG = "high-street"


@pytest.fixture
def everybody(client: Visitor, session: Session) -> Visitor:
    """Somebody who holds every role, on a site with one assembly, so that every page looks further than the door."""
    assembly = make_assembly(SLUG, consulting=(-7, 7))
    make_recommendation(assembly)
    account = make_account(role=Role.ADMINISTRATOR)
    account.memberships += [
        Membership(role=role.value, organisation_id=assembly.organisation_id)
        for role in (Role.OFFICER, Role.MODERATOR)
    ]
    sign_in_as(client, account)
    return client


def _reading(visitor: Visitor) -> Iterator[Route]:
    return (route for route in routes(visitor.application) if "GET" in route.methods)


@pytest.mark.parametrize("what", STRANGE)
def test_no_part_of_an_address_breaks_a_page(everybody: Visitor, what: str) -> None:
    wrong = []
    for route in _reading(everybody):
        strange = dict.fromkeys(route.converters, STRANGE[what])
        for address in {route.address(**strange), route.address(**(strange | {"slug": SLUG}))}:
            status = everybody.get(address).status_code
            if status not in POLITE:
                wrong.append(f"{route}: {status}")
    assert wrong == []


@pytest.mark.parametrize("what", STRANGE)
def test_no_argument_breaks_a_page(everybody: Visitor, what: str) -> None:
    arguments = "&".join(f"{name}={quote(STRANGE[what])}" for name in ARGUMENTS)
    wrong = []
    for route in _reading(everybody):
        status = everybody.get(f"{route.address(slug=SLUG, number='1')}?{arguments}").status_code
        if status not in POLITE:
            wrong.append(f"{route}: {status}")
    assert wrong == []
