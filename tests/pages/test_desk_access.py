"""Who reaches which page of the desks for administrators and officers: every route, every kind of visitor."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.core.audit import AuditEntry
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item
from tests.factories.organisations import make_organisation

ADMIN_PAGES = [
    "/admin/",
    "/admin/organisations/new",
    "/admin/organisations/fenbury/",
    "/admin/accounts/new",
    "/admin/accounts/{account}/",
    "/admin/assemblies/new",
    "/admin/assemblies/high-street/",
]
ADMIN_ACTS = [
    "/admin/organisations/new",
    "/admin/organisations/fenbury/",
    "/admin/accounts/new",
    "/admin/accounts/{account}/roles",
    "/admin/accounts/{account}/roles/{role}/revoke",
    "/admin/accounts/{account}/disable",
    "/admin/accounts/{account}/enable",
    "/admin/accounts/{account}/password",
    "/admin/assemblies/new",
    "/admin/assemblies/high-street/",
    "/admin/assemblies/high-street/publish",
]
OFFICER_PAGES = [
    "/council/high-street/",
    "/council/high-street/evidence/",
    "/council/high-street/evidence/new",
    "/council/high-street/evidence/{item}/",
    "/council/high-street/evidence/{item}/edit",
    "/council/high-street/evidence/sessions/new",
]
OFFICER_ACTS = [
    "/council/high-street/consultation/open",
    "/council/high-street/consultation/move",
    "/council/high-street/consultation/close",
    "/council/high-street/evidence/new",
    "/council/high-street/evidence/{item}/edit",
    "/council/high-street/evidence/{item}/publish",
    "/council/high-street/evidence/sessions/new",
    "/council/high-street/evidence/sessions/1/edit",
    "/council/high-street/evidence/sessions/1/publish",
]


class Place:
    """Two councils, an assembly of the first with a draft of evidence, and somebody of each kind."""

    def __init__(self) -> None:
        fenbury, elsewhere = make_organisation("fenbury"), make_organisation("elsewhere")
        self.assembly = make_assembly("high-street", fenbury, consulting=(-7, 7))
        self.item = make_item(self.assembly, published=False)
        self.people: dict[str, Account | None] = {
            "nobody": None,
            "no role": make_account("none@fenbury.example"),
            "moderator": make_account("moderator@fenbury.example", role=Role.MODERATOR),
            "foreign officer": make_account(
                "foreign@elsewhere.example", role=Role.OFFICER, organisation_id=elsewhere.id
            ),
            "officer": make_account("officer@fenbury.example", role=Role.OFFICER, organisation_id=fenbury.id),
            "admin": make_account("admin@fenbury.example", role=Role.ADMINISTRATOR),
        }

    def path(self, pattern: str) -> str:
        officer = self.people["officer"]
        assert officer is not None
        return pattern.format(account=officer.id, role=officer.memberships[0].id, item=self.item.id)

    def visit_as(self, app: Flask, who: str) -> Visitor:
        client = app.test_client()
        account = self.people[who]
        if account is not None:
            sign_in_as(client, account)
        assert isinstance(client, Visitor)
        return client


@pytest.fixture
def place(session: Session) -> Place:
    return Place()


def _statuses(app: Flask, place: Place, who: str, paths: list[str]) -> dict[str, int]:
    client = place.visit_as(app, who)
    return {path: client.get(place.path(path)).status_code for path in paths}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("nobody", 303), ("no role", 403), ("moderator", 403), ("foreign officer", 403), ("officer", 403),
        ("admin", 200),
    ],
)  # fmt: skip
def test_the_administrator_s_pages_open_to_administrators_alone(
    app: Flask, place: Place, who: str, status: int
) -> None:
    assert _statuses(app, place, who, ADMIN_PAGES) == dict.fromkeys(ADMIN_PAGES, status)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("nobody", 303), ("no role", 403), ("moderator", 403), ("foreign officer", 404), ("officer", 200),
        ("admin", 403),
    ],
)  # fmt: skip
def test_an_assembly_s_desk_opens_to_its_own_council_s_officers_alone(
    app: Flask, place: Place, who: str, status: int
) -> None:
    assert _statuses(app, place, who, OFFICER_PAGES) == dict.fromkeys(OFFICER_PAGES, status)


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 303), ("no role", 403), ("moderator", 403), ("foreign officer", 200), ("admin", 403)],
)
def test_the_council_desk_shows_an_officer_their_own_assemblies(
    app: Flask, place: Place, who: str, status: int
) -> None:
    page = place.visit_as(app, who).get("/council/")
    assert page.status_code == status
    assert place.assembly.name not in page.text
    assert place.assembly.name in place.visit_as(app, "officer").get("/council/").text


def _acted(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 401), ("no role", 403), ("moderator", 403), ("foreign officer", 403), ("officer", 403)],
)
def test_nobody_else_acts_as_administrator(
    app: Flask, session: Session, place: Place, who: str, status: int
) -> None:
    client, before = place.visit_as(app, who), _acted(session)
    answers = {path: client.post(place.path(path), data={"name": "X"}).status_code for path in ADMIN_ACTS}
    assert answers == dict.fromkeys(ADMIN_ACTS, status)
    assert _acted(session) == before


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 401), ("no role", 403), ("moderator", 403), ("foreign officer", 404), ("admin", 403)],
)
def test_nobody_else_acts_as_officer(
    app: Flask, session: Session, place: Place, who: str, status: int
) -> None:
    client, before = place.visit_as(app, who), _acted(session)
    answers = {path: client.post(place.path(path), data={"title": "X"}).status_code for path in OFFICER_ACTS}
    assert answers == dict.fromkeys(OFFICER_ACTS, status)
    assert _acted(session) == before


def test_a_form_without_its_token_is_refused_to_everybody(app: Flask, session: Session, place: Place) -> None:
    before = _acted(session)
    admin, officer = place.visit_as(app, "admin"), place.visit_as(app, "officer")
    # A session that does not exist is a 404 before any form is read.
    acts = [path for path in OFFICER_ACTS if "sessions/1" not in path]
    assert {admin.post(place.path(path)).status_code for path in ADMIN_ACTS} == {400}
    assert {officer.post(place.path(path)).status_code for path in acts} == {400}
    assert _acted(session) == before


@pytest.mark.parametrize(
    "path",
    [
        "/council/nowhere/", "/council/high-street/evidence/999/", "/council/high-street/evidence/x%00y/",
        "/council/high-street/evidence/sessions/999/", "/admin/accounts/99999999999999999999/",
        "/admin/accounts/999/", "/admin/organisations/nowhere/", "/admin/assemblies/nowhere/",
        "/organisations/nowhere/accent.css", "/organisations/%00/accent.css", "/organisations/elsewhere/accent.css",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(app: Flask, session: Session, place: Place, path: str) -> None:
    officer, admin = place.people["officer"], place.people["admin"]
    assert officer is not None
    assert admin is not None
    client = place.visit_as(app, "admin" if path.startswith(("/admin", "/organisations")) else "officer")
    assert client.get(path).status_code == 404


def test_a_moderator_s_account_page_names_the_roles_and_the_desk(app: Flask, place: Place) -> None:
    page = place.visit_as(app, "moderator").get("/account/").text
    assert "Moderator for all organisations" in page
    assert 'href="/moderation/"' in page
    assert "/council/" not in page


def test_an_account_without_roles_is_told_so(app: Flask, place: Place) -> None:
    assert "You have no role yet" in place.visit_as(app, "no role").get("/account/").text
