"""The administrator's desk."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import Page, expect

from tests.journeys.pages.council import fill_day


class AdministratorDesk:
    """Organisations, accounts and assemblies."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> AdministratorDesk:
        """Go to the front page."""
        self.page.goto("/admin/")
        return self

    def says(self, words: str) -> None:
        """See what the desk says was done."""
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def make_organisation(self, name: str, accent: str = "#663399") -> None:
        """Make a council."""
        self.open()
        self.page.get_by_role("main").get_by_role("link", name="New organisation").click()
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_label("Colour").fill(accent)
        self.page.get_by_label("Telephone").fill("01632 960 555")
        self.page.get_by_role("button", name="Save the organisation").click()
        expect(self.page.get_by_role("main").get_by_role("link", name=name)).to_be_visible()

    def make_account(self, email: str, name: str, role: str, organisation: str = "") -> str:
        """Make an account with one role. Returns the password, which is shown this once."""
        self.open()
        self.page.get_by_role("main").get_by_role("link", name="New account").click()
        self.page.get_by_label("Email address").fill(email)
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_role("radio", name=role, exact=True).check()
        if organisation:
            self.page.get_by_label("Organisation").select_option(label=organisation)
        self.page.get_by_role("button", name="Make the account").click()
        return self.page.locator("main code").first.inner_text()

    def make_assembly(self, organisation: str, name: str, phases: dict[str, tuple[date, date]]) -> str:
        """Make an assembly with phases. Returns its slug."""
        self.open()
        self.page.get_by_role("main").get_by_role("link", name="New assembly").click()
        self.page.get_by_label("Organisation").select_option(label=organisation)
        self.page.get_by_label("Name", exact=True).fill(name)
        self.page.get_by_label("The question").fill("What should become of the old library?")
        for kind, (opens, closes) in phases.items():
            fill_day(self.page, f"{kind}_opens", opens)
            fill_day(self.page, f"{kind}_closes", closes)
        self.page.get_by_role("button", name="Make the assembly").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        return self.page.url.rstrip("/").split("/")[-1]

    def publish_assembly(self) -> None:
        """Publish the assembly that is open."""
        self.page.get_by_role("button", name="Publish the assembly").click()
        self.says("Published on")
