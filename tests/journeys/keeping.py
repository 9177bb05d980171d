"""Typing into forms that keep words on the device, leaving them, and what is kept."""

from __future__ import annotations

import secrets

from playwright.sync_api import Locator, Page

from tests.journeys.pages.comments import CommentForm

FORM = "/assemblies/fenbury-high-street/recommendations/4/comment"
EMAIL = "kept@example.org"
KEPT = "JSON.stringify(Object.entries(localStorage))"


def body_of(page: Page) -> Locator:
    return page.get_by_label("Your comment")


def new_words() -> str:
    return f"The bus stop at the market {secrets.token_hex(4)}"


def typed(page: Page, words: str, address: str = FORM) -> None:
    page.goto(address)
    CommentForm(page).write(words, email=EMAIL, stance="I support it", name="Ada")
    page.get_by_label("Your email address").press("Tab")


def typed_here(page: Page, words: str) -> None:
    body_of(page).fill(words)
    page.wait_for_function(f"words => {KEPT}.includes(words)", arg=words)


def goes_and_comes_back(page: Page, address: str = FORM) -> None:
    page.goto("/privacy")
    page.goto(address)


def kept_by(page: Page) -> str:
    return str(page.evaluate(KEPT))


def is_forgotten(page: Page, words: str) -> None:
    """The receipt's script runs once its words are there to be seen."""
    page.wait_for_function(f"words => !{KEPT}.includes(words)", arg=words)
