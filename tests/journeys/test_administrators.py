"""An administrator makes a council, people with roles, and an assembly: everything in the browser."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.browsing import Browsing
from tests.journeys.pages.account import SignIn
from tests.journeys.pages.administration import AdministratorDesk
from tests.journeys.site import ADMINISTRATOR

TODAY = date.today()  # noqa: DTZ011 - the browser and the demo take the machine's own day too


def test_an_administrator_makes_a_council_its_officer_and_an_assembly_and_publishes_it(
    browsing: Browsing,
) -> None:
    mark = secrets.token_hex(3)
    council, assembly = f"Wexcombe Council {mark}", f"Library Assembly {mark}"
    desk = AdministratorDesk(browsing.staff(ADMINISTRATOR))
    desk.make_organisation(council)
    email = f"officer-{mark}@example.org"
    password = desk.make_account(email, "Asha Verma", "Council officer", council)
    slug = desk.make_assembly(
        council, assembly, {"learning": (TODAY - timedelta(days=10), TODAY + timedelta(days=20))}
    )
    stranger = browsing.visitor()
    answer = stranger.goto(f"/assemblies/{slug}/")
    assert answer is not None
    assert answer.status == 404
    desk.publish_assembly()
    stranger.goto("/assemblies/")
    stranger.get_by_role("main").get_by_role("link", name=assembly).first.click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("What should become of the old library?")
    expect(stranger.get_by_role("banner")).to_contain_text(council)

    officer = browsing.visitor()
    SignIn(officer).open().send(email, password)
    officer.goto("/council/")
    expect(officer.get_by_role("main")).to_contain_text(assembly)
    assert officer.goto("/admin/").status == 403  # type: ignore[union-attr]


def test_a_form_for_an_assembly_without_a_name_gives_everything_back(plain: Browsing) -> None:
    page = plain.staff(ADMINISTRATOR)
    page.goto("/admin/assemblies/new")
    page.get_by_label("The question").fill("What should become of the old library?")
    page.get_by_role("button", name="Make the assembly").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Write the assembly’s name.")
    expect(page.get_by_label("The question")).to_have_value("What should become of the old library?")
    summary.get_by_role("link", name="Write the assembly’s name.").click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
