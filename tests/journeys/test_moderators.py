"""Moderators publish, reject and hide; authors are told, and what is hidden is gone everywhere but for its trace."""

from __future__ import annotations

import secrets
import urllib.request

from playwright.sync_api import expect

from tests.journeys.browsing import Browsing
from tests.journeys.keyboard import go_by_tab
from tests.journeys.pages.account import SignIn
from tests.journeys.pages.comments import CommentForm, Confirming, Receipt
from tests.journeys.pages.mailbox import Mailbox
from tests.journeys.pages.moderation import ModerationDesk
from tests.journeys.pages.public import RecommendationPage, Search
from tests.journeys.site import MODERATOR

ASSEMBLY, NUMBER = "fenbury-high-street", "5"


def confirmed_comment(browsing: Browsing, words: str, email: str) -> str:
    """Post a comment and confirm it. Returns the address of its receipt."""
    page = browsing.visitor()
    RecommendationPage(page, ASSEMBLY, NUMBER).open().comment_on_the_whole()
    CommentForm(page).write(words, email=email, name="Tamsin")
    CommentForm(page).send()
    receipt = page.url
    page.goto(Mailbox(browsing.visitor(), email).letter("Confirm your comment").link("/confirm/"))
    Confirming(page).press("Yes, this is my comment")
    Receipt(page).says(Receipt.WAITS_FOR_MODERATOR)
    return receipt


def new_words(about: str) -> tuple[str, str]:
    """A comment that no other journey writes, and an address of its own."""
    mark = secrets.token_hex(4)
    return f"{about} ({mark})", f"author-{mark}@example.com"


def test_a_moderator_signs_in_and_finds_what_waits_longest_first(browsing: Browsing) -> None:
    page = browsing.visitor()
    page.goto("/moderation/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    SignIn(page).send(MODERATOR, "wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    SignIn(page).send(MODERATOR)
    desk = ModerationDesk(page)
    expect(desk.queue_items.first).to_have_attribute("aria-current", "true")
    addresses = [item.get_attribute("href") or "" for item in desk.queue_items.all()]
    waiting = [
        str(row[0])
        for row in browsing.site.rows(
            "SELECT id FROM comments WHERE state = 'awaiting_moderation' ORDER BY waiting_since, id"
        )
    ]
    shown = [address.split("/")[-1].split("?")[0] for address in addresses]
    new_ones = [number for number in shown if number in waiting]
    assert new_ones == [number for number in waiting if number in new_ones]
    assert new_ones


def test_who_is_rejected_is_told_the_reason_and_the_note_but_not_the_internal_note(
    browsing: Browsing,
) -> None:
    words, email = new_words("Ask my neighbour at number nine.")
    receipt = confirmed_comment(browsing, words, email)
    desk = ModerationDesk(browsing.staff(MODERATOR)).find(words)
    desk.decide(
        "Reject", "Private people", note="Leave out the house number.", internal_note="The third one today."
    )
    letter = Mailbox(browsing.visitor(), email, browsing.site).letter("was not published")
    assert "Private people" in letter.text
    assert "Leave out the house number." in letter.text
    assert "The third one today." not in letter.text
    author = browsing.visitor()
    author.goto(receipt)
    Receipt(author).says(Receipt.NOT_PUBLISHED)
    expect(author.get_by_role("main")).to_contain_text("Leave out the house number.")
    expect(author.get_by_role("main")).to_contain_text(words)
    expect(author.get_by_role("main")).not_to_contain_text("The third one today.")


def test_a_hidden_comment_leaves_its_trace_and_its_replies_and_its_text_is_gone_everywhere(
    browsing: Browsing,
) -> None:
    words, email = new_words("The baker on the corner is a thief")
    receipt = confirmed_comment(browsing, words, email)
    mark = words.split("(")[-1].rstrip(")")
    desk = ModerationDesk(browsing.staff(MODERATOR)).find(words)
    desk.decide("Publish")
    readers = browsing.visitor()
    recommendation = RecommendationPage(readers, ASSEMBLY, NUMBER).open()
    comment_id = recommendation.comment_that_says(words).id
    expect(Search(browsing.visitor()).ask(mark)).to_contain_text(words)

    reply_words, reply_email = new_words("That is not how I know him")
    recommendation.comment_with_id(comment_id).press("Reply")
    CommentForm(readers).write(reply_words, email=reply_email)
    CommentForm(readers).send()
    readers.goto(Mailbox(browsing.visitor(), reply_email).letter("Confirm your comment").link("/confirm/"))
    Confirming(readers).press("Yes, this is my comment")
    desk.find(reply_words).decide("Publish")

    desk.page.goto(f"/moderation/comments/{comment_id}")
    desk.decide("Hide", "Abuse", internal_note="Known to the team.")
    recommendation.open()
    trace = readers.locator(f"#comment-{comment_id}")
    expect(trace).to_contain_text("A comment was hidden here by a moderator")
    expect(trace).to_contain_text("it insults somebody")
    expect(readers.get_by_role("main")).to_contain_text(reply_words)
    for page in (
        f"{recommendation.path}",
        f"{recommendation.path}comments/",
        f"/assemblies/{ASSEMBLY}/feed.atom",
        "/",
    ):
        with urllib.request.urlopen(browsing.site.url + page) as answer:
            assert mark not in answer.read().decode(), page
    expect(Search(browsing.visitor()).ask(mark)).not_to_contain_text("The baker on the corner")
    author = browsing.visitor()
    author.goto(receipt)
    Receipt(author).says(Receipt.HIDDEN)
    assert "was hidden" in Mailbox(browsing.visitor(), email, browsing.site).letter("was hidden").subject


def test_a_moderator_decides_by_single_keys(scripted: Browsing) -> None:
    words, email = new_words("Short keys, quick hands")
    confirmed_comment(scripted, words, email)
    page = scripted.staff(MODERATOR)
    desk = ModerationDesk(page).open()
    first = desk.queue_items.nth(0).get_attribute("href") or ""
    second = desk.queue_items.nth(1).get_attribute("href") or ""
    page.keyboard.press("j")
    page.wait_for_url(f"**{second.split('?')[0]}*")
    page.keyboard.press("k")
    page.wait_for_url(f"**{first.split('?')[0]}*")
    desk.find(words)
    page.keyboard.press("r")
    expect(page.get_by_role("radio", name="Reject")).to_be_checked()
    page.keyboard.press("p")
    expect(page.get_by_role("radio", name="Publish")).to_be_checked()
    page.get_by_label("Internal note").fill("jkpr")
    assert page.get_by_label("Internal note").input_value() == "jkpr"
    expect(page.get_by_role("radio", name="Publish")).to_be_checked()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("main")).not_to_contain_text(words)
    Mailbox(scripted.visitor(), email, scripted.site).letter("is published")


def test_a_moderator_decides_by_tab_space_and_enter_without_script(plain: Browsing) -> None:
    words, email = new_words("Slow keys do as well")
    confirmed_comment(plain, words, email)
    page = plain.staff(MODERATOR)
    ModerationDesk(page).find(words)
    go_by_tab(page, page.get_by_role("radio", name="Publish"))
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Publish")).to_be_checked()
    go_by_tab(page, page.get_by_label("Internal note"))
    page.keyboard.type("By keyboard alone.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    Mailbox(plain.visitor(), email, plain.site).letter("is published")
