"""Analysts label comments by single keys: the ticked ones, and with none ticked the one that they read."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import PHONE, Browsing
from tests.journeys.site import OFFICER

LIST = "/council/fenbury-high-street/themes/label/"


def _first_key(page: Page) -> str:
    """The theme that the key 1 stands for."""
    return page.locator(".coding-numbers bdi").first.inner_text()


def _untouched(page: Page, theme: str, number: int) -> list[Locator]:
    """The first comments of the list that do not have a theme."""
    ids = page.locator(".coding-item").evaluate_all(
        "(items, theme) => items.filter(item => !item.querySelector('.theme-tags').innerText.includes(theme))"
        ".map(item => item.id)",
        theme,
    )
    assert len(ids) > number
    return [page.locator(f"#{key}") for key in ids[:number]]


def _tags(item: Locator) -> Locator:
    return item.locator(".theme-tags")


def test_a_number_labels_the_ticked_comments_and_else_the_one_that_is_read(scripted: Browsing) -> None:
    page = scripted.staff(OFFICER)
    page.goto(LIST)
    theme = _first_key(page)
    expect(page.locator("#do")).to_contain_text("Press a number, and the ticked comments get its theme.")
    first, second, read = _untouched(page, theme, 3)
    for item in (first, second):
        item.get_by_role("checkbox").check()
    # Somewhere else one reads; the ticks count.
    read.focus()
    page.keyboard.press("1")
    for item in (first, second):
        expect(_tags(item)).to_contain_text(theme)
        expect(item.get_by_role("checkbox")).not_to_be_checked()
    expect(_tags(read)).not_to_contain_text(theme)
    expect(page.get_by_role("status").filter(has_text="2 comments are now under")).to_have_count(1)
    # Nothing is ticked any more: now it is about the one that is read.
    page.keyboard.press("1")
    expect(_tags(read)).to_contain_text(theme)
    # One has it and one has not: both have it then. Both have it: it is taken away.
    page.keyboard.press("1")
    expect(_tags(read)).not_to_contain_text(theme)
    for item in (first, read):
        item.get_by_role("checkbox").check()
    page.keyboard.press("1")
    expect(_tags(read)).to_contain_text(theme)
    expect(_tags(first)).to_contain_text(theme)
    for item in (first, second, read):
        item.get_by_role("checkbox").check()
    page.keyboard.press("1")
    for item in (first, second, read):
        expect(_tags(item)).not_to_contain_text(theme)
    # It is the same for whoever comes later.
    page.reload()
    for item in (first, second, read):
        expect(_tags(item)).not_to_contain_text(theme)


def test_with_nothing_ticked_and_no_comment_at_hand_a_number_does_nothing(scripted: Browsing) -> None:
    page = scripted.staff(OFFICER)
    page.goto(LIST)
    before = page.locator(".theme-tags").all_inner_texts()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.keyboard.press("1")
    page.keyboard.press("j")
    expect(page.locator("[data-current]")).to_have_count(1)
    assert "POST" not in sent
    assert page.locator(".theme-tags").all_inner_texts() == before


def test_on_a_phone_the_filters_are_closed_until_one_is_set(plain: Browsing) -> None:
    page = plain.staff(OFFICER, viewport=PHONE)
    page.goto(LIST)
    expect(page.get_by_label("Words of the comment")).to_be_hidden()
    page.goto(f"{LIST}?stance=oppose")
    expect(page.get_by_label("Words of the comment")).to_be_visible()
    expect(page.get_by_label("Stance")).to_have_value("oppose")
