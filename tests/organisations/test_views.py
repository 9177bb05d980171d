"""Organisations in the browser, and their colour."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.core.audit import AuditEntry
from app.organisations.models import Organisation
from app.organisations.queries import organisation_by_slug
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.forms import HOSTILE, send
from tests.factories.organisations import make_organisation

NEW = "/admin/organisations/new"
FENBURY = "/admin/organisations/fenbury/"


@pytest.fixture
def admin(client: Visitor, session: Session) -> Visitor:
    sign_in_as(client, make_account("admin@fenbury.example", role=Role.ADMINISTRATOR))
    return client


def _all(session: Session) -> list[Organisation]:
    session.expire_all()
    return list(session.scalars(select(Organisation)))


def test_an_organisation_is_made_with_all_its_facts(admin: Visitor, session: Session) -> None:
    answer = send(
        admin,
        NEW,
        name="Fenbury Borough Council",
        accent="0E4B3E",
        email="assembly@fenbury.example",
        phone="01632 960 210",
        postal_address="The Moot Hall\r\nBridge Street",
        website="https://www.fenbury.example/",
        population="71,000",
        local_authority_code="fen",
        gss_code="e07000999",
    )
    assert (answer.status_code, answer.location) == (303, "/admin/")
    [made] = _all(session)
    assert (made.slug, made.name, made.accent) == (
        "fenbury-borough-council",
        "Fenbury Borough Council",
        "#0e4b3e",
    )
    assert (made.local_authority_code, made.gss_code, made.population) == ("FEN", "E07000999", 71000)
    assert made.postal_address == "The Moot Hall\nBridge Street"
    assert session.scalars(select(AuditEntry.action)).all() == ["created"]
    assert "Fenbury Borough Council is saved." in admin.get("/admin/").text


def test_a_name_is_enough(admin: Visitor, session: Session) -> None:
    assert send(admin, NEW, name="Fenbury").status_code == 303
    [made] = _all(session)
    assert (made.email, made.population, made.accent, made.local_authority_code) == (None, None, None, None)


def test_a_light_colour_is_darkened_and_the_administrator_is_told(admin: Visitor, session: Session) -> None:
    send(admin, NEW, name="Fenbury", accent="#00a878")
    [made] = _all(session)
    assert made.accent not in (None, "#00a878")
    page = admin.get("/admin/").text
    assert "only 3.0 to 1" in page
    assert made.accent is not None
    assert made.accent.upper() in page


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "Write the organisation’s name."),
        ("name", "   ", "Write the organisation’s name."),
        ("name", "x" * 201, "1 character too long"),
        ("accent", "green", "Write the colour as six figures"),
        ("email", "not an address", "Write an address such as"),
        ("email", "x" * 300 + "@fenbury.example", "Write an address such as"),
        ("website", "javascript:alert(1)", "Write a whole web address"),
        ("population", "many", "Write a whole number"),
        ("population", "-5", "Write a whole number"),
        ("population", "9" * 40, "Write a whole number"),
        ("local_authority_code", "F3N", "three letters"),
        ("gss_code", "12345", "a letter and eight figures"),
        ("phone", "1" * 81, "1 character too long"),
    ],
)
def test_a_wrong_fact_is_explained_at_its_field_and_all_is_kept(
    admin: Visitor, session: Session, field: str, typed: str, message: str
) -> None:
    words = {"name": "Fenbury", "postal_address": "The Moot Hall", field: typed}
    answer = send(admin, NEW, **words)
    assert answer.status_code == 422
    assert message in answer.text
    assert f'href="#{field}"' in answer.text
    assert "The Moot Hall" in answer.text
    assert _all(session) == []


EVERY_FIELD = ["name", "accent", "email", "phone", "postal_address", "website", "population", "gss_code"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(
    "fields", [EVERY_FIELD, ["name"], ["postal_address"]], ids=["all", "name", "address"]
)
def test_hostile_input_ends_in_a_page(admin: Visitor, session: Session, fields: list[str], text: str) -> None:
    answer = send(admin, NEW, **{"name": "Fenbury", **dict.fromkeys(fields, text)})
    assert answer.status_code in (303, 422)
    assert len(_all(session)) == (answer.status_code == 303)
    assert "<script>alert" not in answer.text
    assert "<script>alert" not in admin.get("/admin/").text


def test_nothing_at_all_is_answered_with_the_form(admin: Visitor, session: Session) -> None:
    with admin.session_transaction() as kept:
        kept["csrf_token"] = "t"
    assert admin.post(NEW, data={}).status_code == 400
    token = send(admin, NEW, name="")
    assert token.status_code == 422
    assert _all(session) == []


def test_a_name_and_a_code_belong_to_one_organisation(admin: Visitor, session: Session) -> None:
    make_organisation("fenbury", name="Fenbury", local_authority_code="FEN")
    taken = send(admin, NEW, name="FENBURY")
    assert taken.status_code == 422
    assert "There is an organisation with this name already." in taken.text
    code = send(admin, NEW, name="Fenland", local_authority_code="fen")
    assert code.status_code == 422
    assert "Another organisation has this code." in code.text
    assert len(_all(session)) == 1


def test_two_names_of_one_address_get_two_addresses(admin: Visitor, session: Session) -> None:
    send(admin, NEW, name="Fenbury!")
    send(admin, NEW, name="Fenbury?")
    send(admin, NEW, name="？")
    assert sorted(each.slug for each in _all(session)) == ["fenbury", "fenbury-2", "organisation"]


def test_an_organisation_is_changed_and_keeps_its_address(admin: Visitor, session: Session) -> None:
    make_organisation("fenbury", name="Fenbury", phone="1", accent="#0e4b3e")
    assert send(admin, FENBURY, name="Greater Fenbury", phone="").status_code == 303
    session.expire_all()
    changed = organisation_by_slug("fenbury")
    assert changed is not None
    assert (changed.name, changed.phone, changed.accent) == ("Greater Fenbury", None, "#0e4b3e")


def test_the_form_shows_what_is_saved(admin: Visitor, session: Session) -> None:
    make_organisation("fenbury", name="Fenbury <b>", postal_address="A\nB", population=71000)
    page = admin.get(FENBURY).text
    assert 'value="Fenbury &lt;b&gt;"' in page
    assert "A\nB</textarea>" in page
    assert 'value="71000"' in page


def test_the_colour_is_a_public_stylesheet_that_caches_may_keep(client: Visitor, session: Session) -> None:
    make_organisation("fenbury", accent="#0e4b3e")
    css = client.get("/organisations/fenbury/accent.css")
    assert css.status_code == 200
    assert css.mimetype == "text/css"
    assert "--accent: #0e4b3e;" in css.text
    assert css.headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in css.headers
    again = client.get("/organisations/fenbury/accent.css", headers={"If-None-Match": css.headers["ETag"]})
    assert again.status_code == 304


def test_a_new_colour_is_seen_at_the_next_request(admin: Visitor, session: Session) -> None:
    make_organisation("fenbury", name="Fenbury", accent="#0e4b3e")
    before = admin.get("/organisations/fenbury/accent.css").headers["ETag"]
    send(admin, FENBURY, accent="#5a189a")
    after = admin.get("/organisations/fenbury/accent.css", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert "--accent: #5a189a;" in after.text


def test_a_renamed_council_changes_the_pages_of_its_assemblies(admin: Visitor, session: Session) -> None:
    make_assembly("high-street", make_organisation("fenbury", name="Fenbury"))
    before = admin.get("/assemblies/high-street/").headers["ETag"]
    send(admin, FENBURY, name="Greater Fenbury")
    after = admin.get("/assemblies/high-street/", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert "Greater Fenbury" in after.text
