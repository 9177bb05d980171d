"""Kept words stay with the paragraph and the words of the text that they are about."""

from __future__ import annotations

import secrets
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import Browsing
from tests.journeys.keeping import (
    FORM,
    body_of,
    goes_and_comes_back,
    is_forgotten,
    kept_by,
    new_words,
    typed,
    typed_here,
)
from tests.journeys.pages.comments import CommentForm

FIRST, SECOND = "keep their access", "within 50 metres"


def _about(page: Page) -> Locator:
    return page.get_by_label("What is it about?")


@pytest.mark.parametrize("link", [FORM, f"{FORM}?clause=4.2"])
def test_words_are_there_by_the_link_one_came_by_and_by_that_of_the_paragraph_chosen(
    scripted: Browsing, link: str
) -> None:
    page, words = scripted.visitor(), new_words()
    typed(page, words, link)
    _about(page).select_option("4.3")
    typed_here(page, f"{words} and more")
    for address in (link, f"{FORM}?clause=4.3"):
        goes_and_comes_back(page, address)
        expect(body_of(page)).to_have_value(f"{words} and more")
        expect(_about(page)).to_have_value("4.3")
    page.reload()
    typed_here(page, words)
    page.get_by_label("Your email address").fill("nobody")
    CommentForm(page).send()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    typed_here(page, f"{words} again")
    page.goto(f"{FORM}?clause=4.1")
    expect(body_of(page)).to_have_value("")
    page.goto(link)
    expect(body_of(page)).to_have_value(f"{words} again")
    expect(_about(page)).to_have_value("4.3")
    expect(page.get_by_text("This device keeps other words")).to_be_hidden()
    page.get_by_label("Your email address").fill(f"{secrets.token_hex(4)}@example.org")
    CommentForm(page).send()
    expect(page.locator("[data-sent-words]")).to_have_text(f"{words} again")
    is_forgotten(page, words)


def test_words_kept_for_a_paragraph_are_offered_to_who_chooses_it_in_the_form(scripted: Browsing) -> None:
    page, words, others = scripted.visitor(), new_words(), new_words()
    typed(page, others, f"{FORM}?clause=4.2")
    page.goto(FORM)
    expect(body_of(page)).to_have_value("")
    typed_here(page, words)
    _about(page).select_option("4.2")
    expect(page.get_by_text("This device keeps other words for this form")).to_be_visible()
    page.get_by_role("button", name="Swap them").click()
    expect(body_of(page)).to_have_value(others)
    page.goto("/privacy")
    assert words in kept_by(page)
    assert others in kept_by(page)
    page.goto(FORM)
    expect(body_of(page)).to_have_value(words)


def _quoting(words: str) -> str:
    return f"{FORM}?clause=4.2&quote={quote(words)}"


def test_kept_words_never_come_back_under_other_words_of_the_text(scripted: Browsing) -> None:
    page, words = scripted.visitor(), new_words()
    typed(page, words, _quoting(FIRST))
    quoted = page.locator(".quoted-words blockquote")
    goes_and_comes_back(page, _quoting(FIRST))
    expect(body_of(page)).to_have_value(words)
    expect(quoted).to_have_text(f"“{FIRST}”")
    for link, here in ((_quoting(SECOND), SECOND), (f"{FORM}?clause=4.2", "")):
        page.goto(link)
        offer = page.get_by_role("status").filter(has_text="This device keeps other words for this form")
        expect(offer).to_contain_text(f"They are about the words “{FIRST}”.")
        expect(body_of(page)).to_have_value("")
        expect(page.locator("[name=quote]")).to_have_value(here)
        offer.get_by_role("button", name="Swap them").click()
        expect(body_of(page)).to_have_value(words)
        expect(quoted).to_be_visible()
        expect(quoted).to_have_text(f"“{FIRST}”")
    page.get_by_label("Your email address").fill(f"{secrets.token_hex(4)}@example.org")
    CommentForm(page).send()
    expect(page.locator("[data-sent-words]")).to_have_text(words)
    expect(page.get_by_text(f"“{FIRST}”")).to_be_visible()
    is_forgotten(page, words)


def test_kept_words_can_go_on_about_other_words_of_the_text_or_none(scripted: Browsing) -> None:
    page, words = scripted.visitor(), new_words()
    typed(page, words, _quoting(FIRST))
    quoted = page.locator(".quoted-words blockquote")
    for link, here in ((_quoting(SECOND), SECOND), (f"{FORM}?clause=4.2", "")):
        page.goto(link)
        page.get_by_role("button", name="Use them for what you chose now").click()
        expect(body_of(page)).to_have_value(words)
        expect(page.locator("[name=quote]")).to_have_value(here)
        if here:
            expect(quoted).to_have_text(f"“{here}”")
        else:
            expect(quoted).to_be_hidden()
        goes_and_comes_back(page, link)
        expect(body_of(page)).to_have_value(words)
        expect(page.get_by_text("This device keeps other words")).to_be_hidden()


def test_words_about_a_paragraph_that_is_no_more_are_about_all_of_the_text_and_say_so(
    scripted: Browsing,
) -> None:
    page, words = scripted.visitor(), new_words()
    typed(page, words, f"{FORM}?clause=4.3")
    page.goto("/privacy")
    page.evaluate("""for (const [name, text] of Object.entries(localStorage))
        localStorage.setItem(name, text.replaceAll('"4.3"', '"4.9"'));""")
    page.goto(FORM)
    expect(body_of(page)).to_have_value(words)
    expect(_about(page)).to_have_value("")
    expect(page.get_by_text("The paragraph that you wrote about is not in this draft.")).to_be_visible()
    page.get_by_label("Your email address").fill(f"{secrets.token_hex(4)}@example.org")
    CommentForm(page).send()
    expect(page.locator("[data-sent-words]")).to_have_text(words)
    is_forgotten(page, words)


def test_words_kept_while_the_text_changed_are_answered_with_what_changed_before_they_are_filed(
    scripted: Browsing,
) -> None:
    page, words = scripted.visitor(), new_words()
    typed(page, words, f"{FORM}?clause=4.3")
    page.goto("/privacy")
    page.evaluate("""for (const [name, text] of Object.entries(localStorage))
        localStorage.setItem(name, text.replace('"written_on":"2"', '"written_on":"1"'));""")
    page.goto(f"{FORM}?clause=4.3")
    expect(body_of(page)).to_have_value(words)
    page.get_by_label("Your email address").fill(f"{secrets.token_hex(4)}@example.org")
    CommentForm(page).send()
    expect(page.get_by_role("heading", name="The text changed while you were writing")).to_be_visible()
    expect(page.get_by_text("Deliveries happen before 10 am.", exact=True)).to_be_visible()
    expect(page.get_by_text("This device keeps other words")).to_be_hidden()
    CommentForm(page).send()
    expect(page.locator("[data-sent-words]")).to_have_text(words)
    is_forgotten(page, words)
