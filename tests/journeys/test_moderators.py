"""Moderators publish, reject and hide; authors are told, and what is hidden is gone everywhere but for its trace."""

from __future__ import annotations

import re
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
from tests.journeys.site import LEAD_MODERATOR, MODERATOR

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
    expect(page.get_by_role("button", name="Read the next one")).to_be_visible()
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
    first, second = (desk.queue_items.nth(number) for number in (0, 1))
    # Along the list, J moves on the page and X chooses; beside a comment, J goes to the next one.
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    expect(second).to_have_attribute("aria-current", "true")
    page.keyboard.press("x")
    expect(page.get_by_text("1 chosen")).to_be_visible()
    address = (second.get_attribute("href") or "").split("?")[0]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address}*")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("k")
    page.wait_for_url(lambda url: address not in url)
    page.keyboard.press("j")
    page.wait_for_url(f"**{address}*")

    desk.find(words)
    page.keyboard.press("r")
    expect(page.locator("[data-reasons]")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("go to the reasons for rejecting")
    # While the list of keys is open, no key decides.
    desk.key("p")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.get_by_label("What should they know?").fill("jkprx123")
    assert page.get_by_label("What should they know?").input_value() == "jkprx123"
    page.get_by_role("heading", level=1).click()
    # What was typed there is neither lost nor passed over.
    desk.key("p")
    desk.says("A form is open below. Send it or close it first")
    expect(page.locator("#ask > summary")).to_be_focused()
    page.keyboard.press("Enter")
    desk.key("p")
    desk.says("You published the comment by Tamsin")
    # That was all that was found.
    expect(page.get_by_role("main")).to_contain_text("Nothing here.")
    Mailbox(scripted.visitor(), email, scripted.site).letter("is published")


def test_a_second_press_does_not_decide_the_next_comment_that_nobody_has_read(scripted: Browsing) -> None:
    mark = secrets.token_hex(4)
    for number in (1, 2):
        confirmed_comment(scripted, f"Number {number} of two {mark}", f"twice-{number}-{mark}@example.com")
    page = scripted.staff(MODERATOR)
    desk = ModerationDesk(page).search(mark)
    desk.queue_items.first.click()
    desk.key("p")
    desk.says("You published the comment by Tamsin")
    # The next one is there, and the key comes a blink later.
    assert page.evaluate(
        """() => {
             document.documentElement.dataset.keys = "";
             document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "p", bubbles: true, cancelable: true}));
             return document.querySelector(".desk-work").textContent.includes("Number 2 of two");
           }"""
    )
    page.goto(page.url)
    desk.shows(f"Number 2 of two {mark}")
    assert (
        scripted.site.one(
            "SELECT count(*) FROM comments WHERE body LIKE :words AND state = 'awaiting_moderation'",
            words=f"%{mark}",
        )
        == 1
    )
    desk.key("p")
    desk.says("You published the comment by Tamsin")


def test_single_keys_can_be_switched_off_on_this_device(scripted: Browsing) -> None:
    words, email = new_words("No keys for me")
    confirmed_comment(scripted, words, email)
    page = scripted.staff(MODERATOR)
    desk = ModerationDesk(page).find(words)
    page.keyboard.press("?")
    page.get_by_label("Use single keys on this device").uncheck()
    page.get_by_role("button", name="Close").click()
    for key in ("p", "1", "j", "c"):
        desk.key(key)
    desk.find(words)
    desk.key("p")
    desk.shows(words)
    assert (
        scripted.site.one("SELECT state FROM comments WHERE body = :words", words=words)
        == "awaiting_moderation"
    )


def test_a_moderator_decides_by_tab_and_enter_without_script(plain: Browsing) -> None:
    words, email = new_words("Slow keys do as well")
    confirmed_comment(plain, words, email)
    page = plain.staff(MODERATOR)
    ModerationDesk(page).find(words)
    go_by_tab(page, page.get_by_role("button", name="Publish and tell the author"))
    page.keyboard.press("Enter")
    Mailbox(plain.visitor(), email, plain.site).letter("is published")


def test_the_ready_words_come_in_the_language_that_the_moderator_chooses(scripted: Browsing) -> None:
    words, email = new_words("Buy two, get one free")
    confirmed_comment(scripted, words, email)
    page = scripted.staff(MODERATOR)
    desk = ModerationDesk(page).find(words)
    desk.write_the_note()
    page.get_by_role("radio", name="Reject").check()
    page.get_by_role("radio", name="5. Advertising").check()
    note = desk.own_note.get_by_label("Note to the author")
    expect(note).to_have_value(re.compile("^What you wrote advertises something"))
    page.get_by_label("Language of the note").select_option("both")
    expect(note).to_have_value(re.compile("What you wrote advertises something"))
    note.fill("Please leave the shop out.")
    page.get_by_role("radio", name="6. Off topic").check()
    # What somebody wrote is never overwritten.
    expect(note).to_have_value("Please leave the shop out.")
    expect(desk.own_note.locator("[data-desk-submit]")).to_have_text("Reject and tell the author")
    page.keyboard.press("Control+Enter")
    desk.says("You rejected the comment by Tamsin")
    assert (
        "Please leave the shop out."
        in Mailbox(scripted.visitor(), email, scripted.site).letter("not published").text
    )


def test_words_are_taken_out_and_readers_see_what_they_were(browsing: Browsing) -> None:
    words, email = new_words("Ask Rosemary Underhill about the kerb")
    confirmed_comment(browsing, words, email)
    desk = ModerationDesk(browsing.staff(MODERATOR)).find(words)
    desk.take_out("Rosemary Underhill", "Name of a private person")
    desk.says("You took words out of the comment by Tamsin")
    mark = words.split("(")[-1].rstrip(")")
    shown = RecommendationPage(browsing.visitor(), ASSEMBLY, NUMBER).open().comment_that_says(mark)
    expect(shown.where).to_contain_text("Ask [name removed] about the kerb")
    expect(shown.where).not_to_contain_text("Rosemary")
    desk.find(mark, "published")
    former = desk.page.get_by_role("region", name="What it said before")
    expect(former).to_contain_text("Rosemary Underhill")


def test_selected_words_are_taken_out_with_a_key(scripted: Browsing) -> None:
    words, email = new_words("My neighbour Ottoline Vane parks there")
    confirmed_comment(scripted, words, email)
    page = scripted.staff(MODERATOR)
    ModerationDesk(page).find(words)
    page.evaluate(
        """() => {
             const text = document.querySelector("[data-desk-text] bdi").firstChild;
             const at = text.data.indexOf("Ottoline Vane");
             getSelection().setBaseAndExtent(text, at, text, at + "Ottoline Vane".length);
           }"""
    )
    page.keyboard.press("e")
    expect(page.get_by_label("Words 1", exact=True)).to_have_value("Ottoline Vane")
    expect(page.locator("[data-desk-told]")).to_contain_text("Ottoline Vane")
    page.get_by_role("button", name="Take these out and publish").click()
    ModerationDesk(page).says("You took words out of the comment by Tamsin")


def test_no_key_decides_while_words_are_being_taken_out_or_a_note_is_written(scripted: Browsing) -> None:
    words, email = new_words("Ring me after the news tonight")
    confirmed_comment(scripted, words, email)
    page = scripted.staff(MODERATOR)
    desk = ModerationDesk(page).find(words)
    state = "SELECT state FROM comments WHERE body = :words"
    page.keyboard.press("e")
    boxes = page.locator("#redact").get_by_role("checkbox")
    boxes.last.check()
    for key in ("p", "1", "j", "h"):
        desk.key(key)
        expect(boxes.last).to_be_focused()
    desk.says("Send it or close it first")
    page.locator("#redact > summary").click()
    desk.write_the_note()
    desk.own_note.get_by_label("Note to the author").fill("Please leave out the number.")
    desk.own_note.get_by_role("radio", name="Reject").first.check()
    desk.key("3")
    expect(desk.own_note.get_by_role("radio", name="Reject").first).to_be_focused()
    assert scripted.site.one(state, words=words) == "awaiting_moderation"


def test_a_lead_is_asked_and_hands_the_comment_back(browsing: Browsing) -> None:
    words, email = new_words("I know where the planner lives")
    confirmed_comment(browsing, words, email)
    desk = ModerationDesk(browsing.staff(MODERATOR)).find(words)
    expect(desk.page.locator("#ask")).to_contain_text("If somebody is in danger now, call 999.")
    desk.ask_a_lead("It threatens somebody", "Third one from here.")
    desk.says("You asked a lead about the comment by Tamsin")
    lead = ModerationDesk(browsing.staff(LEAD_MODERATOR)).find(words)
    lead.says("A lead is asked: It threatens somebody.")
    lead.says("Third one from here.")
    lead.page.locator("#hand-back summary").click()
    lead.page.get_by_label("What should the moderators do?").fill("No threat: publish it.")
    lead.page.get_by_role("button", name="Hand it back to the moderators").click()
    lead.says("You handed the comment by Tamsin back")
    desk.find(words)
    desk.says("No threat: publish it.")
    desk.decide("Publish")
    desk.says("You published the comment by Tamsin")


def test_who_opens_a_comment_has_it_to_themselves(browsing: Browsing) -> None:
    words, email = new_words("Two read, one decides")
    confirmed_comment(browsing, words, email)
    first, second = (ModerationDesk(browsing.staff(email)) for email in (MODERATOR, LEAD_MODERATOR))
    first.find(words)
    if not browsing.script:
        first.page.get_by_role("button", name="Keep it for me").click()
    expect(first.page.locator("[data-claim-state]")).to_contain_text("You are reading this until")
    second.search(words)
    expect(second.queue_items.first).to_contain_text("Sam Okafor is reading this")
    second.queue_items.first.click()
    second.says("Sam Okafor is reading this until")
    expect(second.page.get_by_role("button", name="Publish")).to_have_count(0)
    first.page.get_by_role("button", name="Leave it to others").click()
    second.find(words).decide("Publish")
    second.says("You published the comment by Tamsin")


def test_a_decision_is_undone_before_anybody_hears_of_it(browsing: Browsing) -> None:
    words, email = new_words("Oh, that was the wrong button")
    receipt = confirmed_comment(browsing, words, email)
    desk = ModerationDesk(browsing.staff(MODERATOR)).find(words)
    desk.decide("Reject", "Abuse")
    desk.says("The letter to the author leaves at")
    desk.undo()
    desk.says("You took your decision on the comment by Tamsin back")
    desk.shows(words)
    author = browsing.visitor()
    author.goto(receipt)
    Receipt(author).says(Receipt.WAITS_FOR_MODERATOR)
    desk.page.goto("/moderation/decisions")
    undoing = desk.page.locator(".ruled-list > li").first
    expect(undoing).to_contain_text("1 decision undone")
    expect(undoing.get_by_role("button", name="Undo")).to_have_count(0)
    expect(desk.page.locator(".ruled-list > li").nth(1)).to_contain_text("undone at")


def test_several_are_decided_together_after_a_summary_and_undone_together(browsing: Browsing) -> None:
    mark = secrets.token_hex(4)
    for number in range(3):
        confirmed_comment(browsing, f"Cheap pills {number} {mark}", f"spam-{number}-{mark}@example.com")
    desk = ModerationDesk(browsing.staff(MODERATOR)).search(mark)
    desk.choose_all()
    desk.together("Reject: 5. Advertising")
    desk.says("3 comments will change.")
    desk.says("Fenbury High Street")
    desk.says("Do not sell, and do not ask for money")
    desk.page.get_by_role("button", name="Reject 3 comments").click()
    desk.says("3 comments rejected")
    states = "SELECT count(*) FROM comments WHERE body LIKE :words AND state = :state"
    words = f"Cheap pills % {mark}"
    assert browsing.site.one(states, words=words, state="rejected") == 3
    desk.undo()
    assert browsing.site.one(states, words=words, state="awaiting_moderation") == 3
