"""Signing in and out."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.site import PASSWORD


class SignIn:
    """The sign-in page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> SignIn:
        """Go there by its address."""
        self.page.goto("/sign-in")
        return self

    def send(self, email: str, password: str = PASSWORD) -> None:
        """Fill it in and press the button, whatever comes of it."""
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def as_person(self, email: str) -> None:
        """Sign in, and see that it worked."""
        self.send(email)
        expect(self.page.get_by_role("link", name="Sign out")).to_be_visible()
