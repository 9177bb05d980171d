"""What residents type is kept on their own device until they send it, and on a shared computer not at all."""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import PHONE, Browsing
from tests.journeys.keeping import (
    EMAIL,
    FORM,
    KEPT,
    body_of,
    goes_and_comes_back,
    is_forgotten,
    kept_by,
    new_words,
    typed,
    typed_here,
)
from tests.journeys.pages.comments import CommentForm

QUESTION = "/assemblies/fenbury-high-street/evidence/badge/questions/ask"
_THROWS = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("No.", "SecurityError"); } });"""
_FULL = 'Storage.prototype.setItem = () => { throw new DOMException("Full.", "QuotaExceededError"); };'


def test_words_are_there_again_for_the_same_form_and_go_when_they_are_sent(scripted: Browsing) -> None:
    page, words, others = scripted.visitor(), new_words(), new_words()
    typed(page, others, f"{FORM}?clause=4.3")
    typed(page, words, f"{FORM}?clause=4.2")
    goes_and_comes_back(page, f"{FORM}?clause=4.2")
    expect(body_of(page)).to_have_value(words)
    expect(page.get_by_label("I support it", exact=True)).to_be_checked()
    expect(page.get_by_label("Your name")).to_have_value("Ada")
    expect(page.get_by_label("Your email address")).to_have_value("")
    expect(page.get_by_role("status").filter(has_text="are here again")).to_be_visible()
    expect(page.locator("[data-keeping]").get_by_text("Kept on this device only.")).to_be_visible()
    assert EMAIL not in kept_by(page)
    page.get_by_label("Your email address").fill(EMAIL)
    CommentForm(page).send()
    expect(page.get_by_role("heading", name="Your comment", level=1)).to_be_visible()
    expect(page.locator("[data-sent-words]")).to_have_text(words)
    page.goto(f"{FORM}?clause=4.2")
    expect(body_of(page)).to_have_value("")
    assert words not in kept_by(page)
    page.goto(f"{FORM}?clause=4.3")
    expect(body_of(page)).to_have_value(others)


def test_who_goes_back_after_sending_finds_an_empty_form_but_words_that_were_not_sent(
    scripted: Browsing,
) -> None:
    page, words = scripted.visitor(), new_words()
    typed(page, words)
    page.get_by_label("Your email address").fill(f"{secrets.token_hex(4)}@example.org")
    CommentForm(page).send()
    expect(page.locator("[data-sent-words]")).to_have_text(words)
    page.go_back()
    notice = page.get_by_role("status").filter(has_text="You sent these words")
    expect(notice).to_contain_text(re.compile(r"\s\d{4}, \d{1,2}(:\d\d)?\s[ap]m\."))
    expect(body_of(page)).to_have_value("")
    expect(page.get_by_label("I support it", exact=True)).not_to_be_checked()
    others = f"{words} and more"
    body_of(page).fill(others)
    page.goto("/privacy")
    page.go_back()
    expect(body_of(page)).to_have_value(others)
    expect(page.get_by_role("status").filter(has_text="You sent these words")).to_have_count(0)


def _form_for(page: Page, browsing: Browsing, kind: str) -> str:
    """The address of a form of this kind: a question's, a reply's, or that of a comment sent a moment ago."""
    if kind == "question":
        return QUESTION
    if kind == "reply":
        path = FORM.removesuffix("comment")
        thread = browsing.site.one(
            "SELECT c.id FROM comments c JOIN subjects s ON s.id = c.subject_id"
            " WHERE s.path = :path AND c.parent_id IS NULL AND c.state = 'published'",
            path=path,
        )
        return f"{FORM}?reply_to={thread}"
    typed(page, new_words())
    CommentForm(page).send()
    page.get_by_role("link", name="Change your comment").click()
    return urlsplit(page.url).path


@pytest.mark.parametrize("kind", ["question", "reply", "change"])
def test_words_of_every_form_are_kept_until_they_are_sent(scripted: Browsing, kind: str) -> None:
    page, words = scripted.visitor(), new_words()
    address = _form_for(page, scripted, kind)
    page.goto(address)
    body = page.locator("textarea[name=body]")
    body.fill(words)
    goes_and_comes_back(page, address)
    expect(body).to_have_value(words)
    expect(page.get_by_role("status").filter(has_text="are here again")).to_be_visible()
    assert "/receipts/" not in kept_by(page)
    page.goto(FORM)
    expect(body_of(page)).to_have_value("")
    page.goto(address)
    if kind != "change":
        page.get_by_label("Your email address").fill(f"{secrets.token_hex(4)}@example.org")
    page.get_by_role("button", name=re.compile("^(Send your|Save your change)")).click()
    expect(page.locator("[data-sent-words]")).to_have_text(words)
    is_forgotten(page, words)
    page.goto(address)
    expect(body).to_have_value(words if kind == "change" else "")
    expect(page.get_by_role("status").filter(has_text="are here again")).to_have_count(0)


@pytest.mark.parametrize("kind", ["question", "reply", "change"])
def test_on_a_shared_computer_no_form_keeps_words(scripted: Browsing, kind: str) -> None:
    page, words = scripted.visitor(), new_words()
    address = _form_for(page, scripted, kind)
    page.goto(address)
    page.get_by_role("button", name="This is a shared computer").click()
    body = page.locator("textarea[name=body]")
    body.fill(words)
    goes_and_comes_back(page, address)
    assert kept_by(page) == "[]"
    expect(body).not_to_have_value(words)


def test_what_one_tells_of_a_comment_is_kept_until_the_report_is_sent(scripted: Browsing) -> None:
    page, words = scripted.visitor(), new_words()
    [(comment, token)] = scripted.site.rows(
        "SELECT comment_id, token FROM reports JOIN comments ON comments.id = comment_id"
        " WHERE state = 'published' AND kind = 'comment' ORDER BY reports.id LIMIT 1"
    )
    address = f"/comments/{comment}/report"
    page.goto(address)
    page.get_by_label("Something else", exact=True).check()
    more = page.get_by_label("Tell us more")
    more.fill(words)
    page.wait_for_function(f"words => {KEPT}.includes(words)", arg=words)
    page.reload()
    expect(more).to_have_value(words)
    expect(page.get_by_label("Something else", exact=True)).to_be_checked()
    expect(page.get_by_role("status").filter(has_text="are here again")).to_be_visible()
    page.goto(f"/reports/{token}")
    page.goto(address)
    expect(more).to_have_value(words)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="We have your report")).to_be_visible()
    is_forgotten(page, words)
    page.go_back()
    expect(more).to_have_value("")


def test_words_that_were_brought_back_can_be_thrown_away(scripted: Browsing) -> None:
    page, words = scripted.visitor(), new_words()
    typed(page, words)
    goes_and_comes_back(page)
    page.get_by_role("button", name="Throw them away").click()
    expect(body_of(page)).to_have_value("")
    expect(body_of(page)).to_be_focused()
    goes_and_comes_back(page)
    expect(body_of(page)).to_have_value("")
    assert words not in kept_by(page)


def test_forgetting_leaves_the_form_as_it_is_and_keeps_nothing_more(scripted: Browsing) -> None:
    page, words = scripted.visitor(viewport=PHONE), new_words()
    typed(page, words)
    page.get_by_role("button", name="Forget it").click()
    expect(page.get_by_role("button", name="Keep it after all")).to_be_focused()
    expect(body_of(page)).to_have_value(words)
    body_of(page).press_sequentially(" and more")
    goes_and_comes_back(page)
    expect(body_of(page)).to_have_value("")


def test_after_a_refusal_the_sent_words_stand_and_those_of_another_tab_are_offered(
    scripted: Browsing,
) -> None:
    page, words, others = scripted.visitor(), new_words(), new_words()
    typed(page, words)
    page.get_by_label("Your email address").fill("nobody")
    other = page.context.new_page()
    typed(other, others)
    other.wait_for_function(f"words => {KEPT}.includes(words)", arg=others)
    page.evaluate("document.querySelector('form[data-keep]').submit()")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(body_of(page)).to_have_value(words)
    expect(page.get_by_text("This device keeps other words for this form")).to_be_visible()
    page.get_by_role("button", name="Swap them").click()
    expect(body_of(page)).to_have_value(others)
    page.get_by_role("button", name="Swap them").click()
    expect(body_of(page)).to_have_value(words)


def test_two_tabs_with_the_same_form_keep_their_words_apart(scripted: Browsing) -> None:
    page, words, others = scripted.visitor(), new_words(), new_words()
    page.goto(FORM)
    other = page.context.new_page()
    typed(other, others)
    other.wait_for_function(f"words => {KEPT}.includes(words)", arg=others)
    typed_here(page, words)
    page.goto("/privacy")
    typed_here(other, f"{others} and more")
    other.goto("/privacy")
    assert words in kept_by(page)
    assert f"{others} and more" in kept_by(page)
    page.goto(FORM)
    expect(body_of(page)).to_have_value(f"{others} and more")
    expect(page.get_by_text("This device keeps other words for this form")).to_be_visible()
    page.get_by_role("button", name="Swap them").click()
    expect(body_of(page)).to_have_value(words)
    body_of(page).fill("")
    goes_and_comes_back(page)
    expect(body_of(page)).to_have_value(f"{others} and more")
    expect(page.get_by_text("This device keeps other words for this form")).to_be_hidden()


def test_what_one_tab_sends_throws_away_or_forgets_leaves_the_words_of_the_other(scripted: Browsing) -> None:
    for act in ("send", "Throw them away", "Forget it"):
        page, words, others = scripted.visitor(), new_words(), new_words()
        page.goto(FORM)
        other = page.context.new_page()
        typed(other, others)
        other.wait_for_function(f"words => {KEPT}.includes(words)", arg=others)
        typed_here(page, words)
        goes_and_comes_back(page)
        expect(body_of(page)).to_have_value(words)
        if act == "send":
            page.get_by_label("Your email address").fill(f"{secrets.token_hex(4)}@example.org")
            CommentForm(page).send()
            expect(page.locator("[data-sent-words]")).to_have_text(words)
        else:
            page.get_by_role("button", name=act).click()
        is_forgotten(page, words)
        page.goto("/privacy")
        page.goto(FORM)
        expect(body_of(page)).to_have_value(others)


def test_words_kept_as_they_once_were_come_back(scripted: Browsing) -> None:
    page, words = scripted.visitor(), new_words()
    typed(page, words, f"{FORM}?clause=4.2")
    page.goto("/privacy")
    # One entry and no list, under a name that tells the paragraph.
    page.evaluate("""for (const [name, text] of Object.entries(localStorage)) {
        const [{ at, fields: { clause, ...fields } }] = JSON.parse(text);
        localStorage.removeItem(name);
        localStorage.setItem(`${name} clause=${clause}`, JSON.stringify({ at, fields }));
    }""")
    page.goto(FORM)
    expect(body_of(page)).to_have_value("")
    page.goto(f"{FORM}?clause=4.2")
    expect(body_of(page)).to_have_value(words)


CLOSED = "/assemblies/fenbury-clean-air/recommendations/1/comment"


@pytest.mark.parametrize(
    ("name", "others", "address"),
    [
        (CLOSED, f"{CLOSED}0", CLOSED),
        (f"{CLOSED} reply_to=1", f"{CLOSED}0", CLOSED),
        (f"{FORM} reply_to=999999", f"{FORM} reply_to=9999990", f"{FORM}?reply_to=999999"),
    ],
)
def test_where_a_form_is_closed_what_was_kept_of_it_can_be_copied_and_deleted(
    scripted: Browsing, name: str, others: str, address: str
) -> None:
    page, words = scripted.visitor(viewport=PHONE), new_words()
    page.goto(address)
    kept = page.get_by_role("region", name="What this device keeps for you")
    expect(kept).to_have_count(0)
    typed(page, words)
    page.goto("/privacy")
    page.evaluate(
        """names => {
        const [[old, text]] = Object.entries(localStorage);
        localStorage.removeItem(old);
        for (const name of names) localStorage.setItem(`moothall-words:${name}`, text);
    }""",
        [name, others],
    )
    page.goto(address)
    expect(kept.get_by_label(re.compile(r"^Your words of"))).to_have_value(words)
    kept.get_by_role("button", name="Delete these words").click()
    expect(kept.get_by_role("status")).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(kept).to_have_count(0)


def test_on_a_shared_computer_nothing_is_kept_and_all_that_was_goes(scripted: Browsing) -> None:
    page, words = scripted.visitor(), new_words()
    typed(page, words)
    page.evaluate("localStorage.setItem('moothall-agreed', '[\"1\"]')")
    expect(page.get_by_role("button", name="Forget it")).to_be_visible()
    page.get_by_role("button", name="This is a shared computer").click()
    expect(page.get_by_role("button", name="This computer is mine alone")).to_be_focused()
    assert kept_by(page) == "[]"
    body_of(page).press_sequentially(" and more")
    goes_and_comes_back(page)
    expect(page.get_by_text("Nothing is kept on this computer.")).to_be_visible()
    expect(body_of(page)).to_have_value("")
    page.goto(FORM.removesuffix("comment") + "comments")
    agree = page.locator("a[data-agree]").first
    agree.click()
    expect(agree).to_have_class(re.compile("pressed"))
    assert kept_by(page) == "[]"
    page.goto("/privacy")
    page.get_by_role("button", name="This computer is mine alone").click()
    typed(page, words)
    goes_and_comes_back(page)
    expect(body_of(page)).to_have_value(words)


def test_words_of_more_than_thirty_days_are_gone(scripted: Browsing) -> None:
    page, words = scripted.visitor(), new_words()
    typed(page, words)
    page.goto("/terms")
    page.evaluate("""for (const [name, text] of Object.entries(localStorage)) {
        const older = JSON.parse(text).map((entry) => ({ ...entry, at: entry.at - 31 * 86_400_000 }));
        localStorage.setItem(name, JSON.stringify(older));
    }""")
    page.goto(FORM)
    expect(page.locator("[data-keeping]").get_by_text("Kept on this device only.")).to_be_visible()
    expect(body_of(page)).to_have_value("")
    assert words not in kept_by(page)


def test_a_browser_that_keeps_nothing_says_so_and_sends_all_the_same(scripted: Browsing) -> None:
    for refusal in (_THROWS, _FULL):
        page, words = scripted.visitor(), new_words()
        page.add_init_script(refusal)
        typed(page, words)
        expect(page.get_by_text("This browser does not let us keep your words.")).to_be_visible()
        CommentForm(page).send()
        expect(page.get_by_role("heading", name="Your comment", level=1)).to_be_visible()


def test_without_script_nothing_is_promised(plain: Browsing) -> None:
    page = plain.visitor()
    for address in (FORM, "/privacy"):
        page.goto(address)
        expect(page.locator("[data-keeping]")).to_have_count(1)
        expect(page.locator("[data-keeping], [data-keeping-restored]").first).to_be_hidden()
        expect(page.get_by_text("shared computer: keep nothing")).to_be_hidden()
