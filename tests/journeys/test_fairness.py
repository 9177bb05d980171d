"""Authors appeal and somebody else decides, so that words come back to where they stood; who reports is answered."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys.browsing import Browsing
from tests.journeys.pages.comments import AppealForm, CommentForm, Receipt, ReportForm
from tests.journeys.pages.mailbox import Mailbox
from tests.journeys.pages.moderation import ModerationDesk
from tests.journeys.pages.public import RecommendationPage
from tests.journeys.site import LEAD_MODERATOR, MODERATOR
from tests.journeys.test_moderators import confirmed_comment, new_words

ASSEMBLY, NUMBER = "fenbury-high-street", "5"
PHONE, GONE = "01632 960123", "[telephone number removed]"
OWN_CASE = "You made this decision, so somebody else decides the appeal."


def test_words_are_taken_out_the_author_appeals_and_they_come_back(browsing: Browsing) -> None:
    words, email = new_words(f"Ring my shop on {PHONE} about the kerb")
    mark = words.split("(")[-1].rstrip(")")
    confirmed_comment(browsing, words, email)
    desk = ModerationDesk(browsing.staff(MODERATOR)).find(mark)
    desk.take_out(PHONE, "Telephone number")
    desk.says("You took words out of the comment by Tamsin")
    readers = RecommendationPage(browsing.visitor(), ASSEMBLY, NUMBER).open()
    comment_id = readers.comment_that_says(mark).id
    expect(readers.comment_with_id(comment_id).where).to_contain_text(GONE)

    letter = Mailbox(browsing.visitor(), email, browsing.site).letter("A moderator took words out")
    author = browsing.visitor()
    author.goto(letter.link("/appeal"))
    expect(author.get_by_role("main")).to_contain_text("Words taken out")
    AppealForm(author).send("It is the number of my own shop.")

    desk.find(mark, "appealed")
    desk.says("It is the number of my own shop.")
    desk.says(OWN_CASE)
    expect(desk.page.get_by_role("button", name="Let it stand")).to_have_count(0)
    lead = ModerationDesk(browsing.staff(LEAD_MODERATOR)).find(mark, "appealed")
    lead.answer_the_appeal("Overturn: put the words back", note="It is a shop’s number, and public.")
    lead.says("You put the words back in the comment by Tamsin")

    shown = readers.open().comment_with_id(comment_id).where
    expect(shown).to_contain_text(PHONE)
    expect(shown).not_to_contain_text(GONE)
    author.get_by_role("link", name="Back to your comment").click()
    Receipt(author).says(Receipt.PUBLISHED)
    expect(author.get_by_role("main")).to_contain_text("You were right, and the decision is taken back.")
    told = Mailbox(browsing.visitor(), email, browsing.site).letter("you were right")
    assert "It is a shop’s number, and public." in told.text


def test_a_hidden_comment_is_restored_on_appeal_above_the_reply_that_stayed(browsing: Browsing) -> None:
    words, email = new_words("The bench by the bakery belongs to everybody")
    mark = words.split("(")[-1].rstrip(")")
    receipt = confirmed_comment(browsing, words, email)
    desk = ModerationDesk(browsing.staff(MODERATOR)).find(mark)
    desk.decide("Publish")
    readers = RecommendationPage(browsing.visitor(), ASSEMBLY, NUMBER).open()
    comment_id = readers.comment_that_says(mark).id
    reply_words, reply_email = new_words("And to the pigeons")
    readers.comment_with_id(comment_id).press("Reply")
    CommentForm(readers.page).write(reply_words, email=reply_email)
    CommentForm(readers.page).send()
    confirm = Mailbox(browsing.visitor(), reply_email).letter("Confirm your comment").link("/confirm/")
    readers.page.goto(confirm)
    readers.page.get_by_role("main").get_by_role("button", name="Yes, this is my comment").click()
    desk.find(reply_words).decide("Publish")
    desk.page.goto(f"/moderation/comments/{comment_id}")
    desk.decide("Hide", "Abuse")

    author = browsing.visitor()
    author.goto(receipt)
    Receipt(author).says(Receipt.HIDDEN)
    author.get_by_role("link", name="Appeal against this decision").click()
    AppealForm(author).send("There is no insult in it.")
    ModerationDesk(browsing.staff(LEAD_MODERATOR)).find(mark, "appealed").answer_the_appeal(
        "Overturn: show it again"
    )
    readers.open()
    expect(readers.comment_with_id(comment_id).where).to_contain_text(words)
    expect(readers.page.get_by_role("main")).to_contain_text(reply_words)
    author.goto(receipt)
    Receipt(author).says(Receipt.PUBLISHED)
    expect(author.get_by_role("main")).to_contain_text("There is no insult in it.")
    expect(author.get_by_role("link", name="Appeal against this decision")).to_have_count(0)


def _rejected(browsing: Browsing, text: str) -> tuple[str, str, str]:
    """A comment that a moderator has rejected: what it is found by, its author's address and their private page."""
    words, email = new_words(text)
    mark = words.split("(")[-1].rstrip(")")
    receipt = confirmed_comment(browsing, words, email)
    ModerationDesk(browsing.staff(MODERATOR)).find(mark).decide("Reject", "Advertising")
    return mark, email, receipt


def test_an_appeal_that_is_turned_down_says_so_and_is_made_once(browsing: Browsing) -> None:
    mark, email, receipt = _rejected(browsing, "Visit my cousin’s car wash")
    author = browsing.visitor()
    author.goto(f"{receipt}/appeal")
    author.get_by_role("button", name="Send the appeal").click()
    expect(author.get_by_role("link", name="Say why the decision is wrong.")).to_be_visible()
    AppealForm(author).send("He does wash cars.")
    lead = ModerationDesk(browsing.staff(LEAD_MODERATOR)).find(mark, "appealed")
    lead.answer_the_appeal("Let it stand", note="It still advertises.")
    author.goto(receipt)
    Receipt(author).says(Receipt.NOT_PUBLISHED)
    expect(author.get_by_role("main")).to_contain_text("has read your appeal and let the decision stand.")
    expect(author.get_by_role("main")).to_contain_text("It still advertises.")
    assert (
        "It still advertises."
        in Mailbox(browsing.visitor(), email, browsing.site).letter("the decision stands").text
    )


def test_an_appeal_is_answered_from_the_keyboard_and_enter_never_presses_another_answer(
    scripted: Browsing,
) -> None:
    mark, _, receipt = _rejected(scripted, "Visit my aunt’s car wash")
    author = scripted.visitor()
    author.goto(f"{receipt}/appeal")
    AppealForm(author).send("She does wash cars.")
    page = scripted.staff(LEAD_MODERATOR)
    desk = ModerationDesk(page).find(mark, "appealed")
    page.get_by_text("Write a note to go with it").click()
    page.get_by_label("Let it stand").check()
    expect(page.get_by_role("button", name="Let it stand")).to_have_count(2)
    page.keyboard.press("Enter")
    desk.says("You let the decision on the comment by Tamsin stand.")
    page.keyboard.press("u")
    desk.says("The author got no letter, but may have seen it.")
    desk.find(mark, "appealed")
    page.get_by_text("Write a note to go with it").click()
    page.get_by_label("Overturn: publish it").check()
    page.get_by_label("Note to the author").fill("l o")
    page.keyboard.press("Control+Enter")
    desk.says("You published the comment by Tamsin")
    page.keyboard.press("u")
    desk.says("The author got no letter, but may have seen it.")
    desk.find(mark, "appealed")
    desk.key("l")
    desk.says("You let the decision on the comment by Tamsin stand.")


def test_who_reports_a_comment_finds_the_answer_and_gets_it_by_email(browsing: Browsing) -> None:
    words, email = new_words("Everybody knows what she is")
    mark = words.split("(")[-1].rstrip(")")
    confirmed_comment(browsing, words, email)
    desk = ModerationDesk(browsing.staff(MODERATOR)).find(mark)
    desk.decide("Publish")
    reader = browsing.visitor()
    comment = RecommendationPage(reader, ASSEMBLY, NUMBER).open().comment_that_says(mark)
    comment_id, address = comment.id, f"reader-{mark}@example.com"
    comment.press("Report")
    ReportForm(reader).send("It insults or bullies somebody", "That is my sister.", email=address)
    mine = reader.url
    expect(reader.get_by_role("main")).to_contain_text(re.compile("It is decided by .* as a rule."))
    desk.page.goto(f"/moderation/comments/{comment_id}")
    desk.says("That is my sister.")
    assert address not in desk.page.content()
    desk.decide("Hide", "Abuse")
    reader.goto(mine)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Our answer to your report")
    expect(reader.get_by_role("main")).to_contain_text("A moderator has read it again and has hidden it.")
    letter = Mailbox(browsing.visitor(), address, browsing.site).letter("Our answer to your report")
    assert letter.link("/reports/") == mine
    assert mark not in letter.text
