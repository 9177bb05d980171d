"""Residents comment on words of a draft, chosen by mouse, by touch or by keys; nothing of it is fetched before."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browsing import PHONE, Browsing
from tests.journeys.keyboard import go_by_tab, has_visible_focus

DRAFT = "/assemblies/fenbury-high-street/recommendations/4/"
# As a phone's handles do: the selection changes, and no pointer is heard of.
_SELECT = """(words, [from, to]) => {
  const range = document.createRange();
  range.setStart(words.firstChild, from);
  range.setEnd(words.firstChild, to);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""

# Whether the bar lies over a line of the selected words that the window shows.
_COVERED = """bar => {
  const box = bar.getBoundingClientRect();
  const lines = [...getSelection().getRangeAt(0).getClientRects()];
  return lines.some((line) => line.top < box.bottom && line.bottom > box.top);
}"""
# Has the last line of the selected words stand so many pixels above the foot of the window.
_LAST_LINE_AT = """above => {
  const line = [...getSelection().getRangeAt(0).getClientRects()].at(-1);
  scrollBy({ top: line.bottom - innerHeight + above, behavior: "instant" });
}"""


def _asked(page: Page) -> Page:
    page.goto(DRAFT)
    page.get_by_role("button", name="Choose words to comment on").click()
    expect(page.locator("[data-words-how]")).to_be_focused()
    return page


def _words(page: Page, number: str) -> Locator:
    return page.locator(f"[id='clause-{number}'] .clause-text > p").first


def _bar(page: Page) -> Locator:
    return page.get_by_role("group", name="The words you chose")


def _drag(page: Page, begin: Locator, end: Locator) -> None:
    end.scroll_into_view_if_needed()
    start, stop = begin.bounding_box(), end.bounding_box()
    assert start
    assert stop
    page.mouse.move(start["x"] + 40, start["y"] + 15)
    page.mouse.down()
    page.mouse.move(stop["x"] + 200, stop["y"] + 15, steps=6)
    page.mouse.up()


def test_words_chosen_by_mouse_lead_to_a_form_that_quotes_them(scripted: Browsing) -> None:
    page = scripted.visitor()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(urlsplit(request.url).path))
    page.goto(DRAFT)
    assert not [path for path in fetched if "words" in path]
    _asked(page)
    _drag(page, _words(page, "4.2"), _words(page, "4.2"))
    link = _bar(page).get_by_role("link", name="Comment on these words")
    expect(link).to_be_visible()
    asked = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    assert asked["clause"] == ["4.2"]
    link.click()
    expect(page.get_by_text("About these words:")).to_be_visible()
    expect(page.locator("blockquote")).to_have_text(f"“{asked['quote'][0]}”")
    page.get_by_role("link", name="Leave the words out").click()
    expect(page.locator("blockquote")).to_be_hidden()
    expect(page.get_by_label("What is it about?")).to_have_value("4.2")


def test_by_keys_alone_one_begins_at_a_paragraph_and_takes_in_more_words(scripted: Browsing) -> None:
    page = scripted.visitor()
    page.goto(DRAFT)
    ask = page.get_by_role("button", name="Choose words to comment on")
    go_by_tab(page, ask)
    page.keyboard.press("Enter")
    here = page.get_by_role("button", name=re.compile(r"^Choose words here ?, Paragraph 4\.3"))
    expect(here).to_be_visible()
    go_by_tab(page, here)
    page.keyboard.press("Enter")
    link = _bar(page).get_by_role("link", name="Comment on these words")
    expect(link).to_be_focused()
    assert has_visible_focus(link)
    for key in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    expect(page.get_by_role("status").filter(has_text="You chose: happen before")).to_have_count(1)
    later = _bar(page).get_by_role("button", name="Start one word later")
    go_by_tab(page, later)
    page.keyboard.press("Enter")
    expect(_bar(page).locator("bdi")).to_have_text("before")
    page.keyboard.press("Escape")
    expect(_bar(page)).to_have_count(0)
    expect(ask).to_be_focused()


def test_on_a_phone_the_handles_move_the_words_and_everything_can_be_touched(scripted: Browsing) -> None:
    page = _asked(scripted.visitor(viewport=PHONE, has_touch=True, is_mobile=True))
    for to in (9, 18):
        _words(page, "4.2").evaluate(_SELECT, [5, to])
        expect(_bar(page).locator("bdi")).to_have_text("Blue Badge holders"[5:to].strip())
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    for control in _bar(page).locator("a, button").all():
        box = control.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44


def test_on_a_phone_the_bar_never_lies_over_the_chosen_words(scripted: Browsing) -> None:
    page = scripted.visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(DRAFT)
    _words(page, "4.2").evaluate("words => { words.textContent = 'many words '.repeat(200); }")
    page.get_by_role("button", name="Choose words to comment on").click()
    expect(page.get_by_role("button", name="Stop choosing words")).to_be_visible()
    for begin, end in ((550, 560), (400, 640), (0, 300)):
        _words(page, "4.2").evaluate(_SELECT, [begin, end])
        expect(_bar(page).locator("bdi")).to_have_text(re.compile(r"^(many|words)"))
        page.wait_for_timeout(500)
        assert not _bar(page).evaluate(_COVERED)
        sides = set()
        for above in (0, 20, 60, 120, 200, 300, 400, 560):
            page.evaluate(_LAST_LINE_AT, above)
            page.wait_for_timeout(50)
            assert not _bar(page).evaluate(_COVERED), (begin, end, above)
            sides.add("at-top" in (_bar(page).get_attribute("class") or ""))
            box = _bar(page).bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]
        assert sides == {True, False}
    page.get_by_role("button", name="End one word later").tap()
    expect(_bar(page).get_by_role("link", name="Comment on these words")).to_be_visible()


def test_of_words_that_fill_the_window_the_bar_keeps_off_their_end(scripted: Browsing) -> None:
    page = scripted.visitor(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(DRAFT)
    _words(page, "4.2").evaluate("words => { words.textContent = 'many words '.repeat(200); }")
    page.get_by_role("button", name="Choose words to comment on").click()
    expect(page.get_by_role("button", name="Stop choosing words")).to_be_visible()
    _words(page, "4.2").evaluate(_SELECT, [0, 1400])
    expect(_bar(page).locator("bdi")).to_have_text(re.compile(r"^many"))
    page.evaluate(_LAST_LINE_AT, 10)
    expect(_bar(page)).to_have_class(re.compile("at-top"))


@pytest.mark.parametrize("wish", [{"forced_colors": "active"}, {"color_scheme": "dark"}, {}])
def test_words_chosen_by_keys_can_be_seen_in_every_scheme_of_colours(
    scripted: Browsing, wish: dict[str, str]
) -> None:
    page = _asked(scripted.visitor(**wish))
    words = _words(page, "4.3")
    words.scroll_into_view_if_needed()
    before = words.screenshot()
    page.get_by_role("button", name=re.compile(r"^Choose words here ?, Paragraph 4\.3")).click()
    expect(_bar(page)).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(_bar(page).locator("bdi")).to_have_text("Deliveries happen before 10")
    page.wait_for_timeout(300)
    assert words.screenshot() != before


def test_words_of_two_paragraphs_are_answered_with_a_sentence(scripted: Browsing) -> None:
    page = _asked(scripted.visitor())
    _drag(page, _words(page, "4.2"), _words(page, "4.3"))
    expect(_bar(page)).to_contain_text("Choose words inside one paragraph.")
    expect(_bar(page).get_by_role("link")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="inside one paragraph")).to_have_count(1)


@pytest.mark.parametrize("first_end", ["4.2", "4.3"])
def test_other_words_can_be_dragged_over_inside_what_is_selected(scripted: Browsing, first_end: str) -> None:
    page = _asked(scripted.visitor())
    words = _words(page, "4.2")
    _drag(page, words, _words(page, first_end))
    expect(_bar(page)).to_be_visible()
    chosen = _bar(page).locator("bdi")
    before = chosen.inner_text()
    box = words.bounding_box()
    assert box
    page.mouse.move(box["x"] + 90, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 15, steps=6)
    page.mouse.up()
    expect(chosen).to_be_visible()
    expect(chosen).to_have_text(re.compile(r"^\S.{0,20}$"))
    expect(chosen).not_to_have_text(before)
    expect(_bar(page).get_by_role("link", name="Comment on these words")).to_be_visible()


def test_more_words_than_a_comment_may_quote_are_answered_with_a_sentence(scripted: Browsing) -> None:
    page = scripted.visitor()
    page.goto(DRAFT)
    _words(page, "4.2").evaluate("words => { words.textContent = 'many words '.repeat(300); }")
    page.get_by_role("button", name="Choose words to comment on").click()
    expect(page.get_by_role("button", name="Stop choosing words")).to_be_visible()
    _words(page, "4.2").evaluate(_SELECT, [0, 2500])
    expect(_bar(page)).to_contain_text("These are too many words.")
    expect(_bar(page).get_by_role("link")).to_have_count(0)


def test_leaving_takes_everything_out_again(scripted: Browsing) -> None:
    page = scripted.visitor()
    page.goto(DRAFT)
    before = page.locator("#paragraphs").evaluate("text => text.innerHTML.replaceAll(' class=\"\"', '')")
    _asked(page)
    _drag(page, _words(page, "4.2"), _words(page, "4.2"))
    expect(_bar(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Choose words to comment on")).to_be_focused()
    assert page.locator("#paragraphs").evaluate("text => text.innerHTML") == before
    assert page.locator("#paragraphs").evaluate("text => text.getAttributeNames()") == ["id"]


def test_without_script_the_links_beside_the_paragraphs_do_and_nothing_else_is_offered(
    plain: Browsing,
) -> None:
    page = plain.visitor(viewport=PHONE)
    page.goto(DRAFT)
    expect(page.get_by_role("button", name="Choose words to comment on")).to_have_count(0)
    page.get_by_role("link", name=re.compile(r"^Comment on this paragraph ?, 4\.2")).click()
    expect(page.get_by_label("What is it about?")).to_have_value("4.2")
