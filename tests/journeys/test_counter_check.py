"""A member says by keyboard and without script whether it is done; everybody reads it, and nothing of the council's
word moves."""

from __future__ import annotations

import re
import secrets

from playwright.sync_api import expect

from tests.journeys.browsing import PHONE, Browsing, too_wide
from tests.journeys.hands import Keys
from tests.journeys.keyboard import go_by_tab, has_visible_focus
from tests.journeys.pages.counter_check import CounterCheck
from tests.journeys.pages.mailbox import Mailbox
from tests.journeys.pages.moderation import ModerationDesk
from tests.journeys.site import MODERATOR, OFFICER

CLEAN_AIR = "/assemblies/fenbury-clean-air/"
DESK = "/council/fenbury-clean-air/responses/members"
MEMBER = "member20@demo.example"


def test_a_member_is_written_to_says_it_and_readers_see_it_beside_the_councils_word(plain: Browsing) -> None:
    officer = plain.staff(OFFICER)
    officer.goto(DESK)
    officer.get_by_label("The member’s email address").fill(MEMBER)
    officer.get_by_role("button", name="Send the link again").click()
    expect(officer.locator("body")).to_contain_text("The link goes out again")
    link = Mailbox(plain.visitor(), MEMBER).letter("Your link as a member").link("/counter-check/")
    assert link not in officer.content()

    words = f"The warnings come, and they come in time. ({secrets.token_hex(4)})"
    page = plain.visitor(viewport=PHONE)
    member = CounterCheck(Keys(page), link).open()
    assert too_wide(page) == []
    member.choose(re.compile("^Say something else ?: Start warnings by text"))
    assert too_wide(page) == []
    # A form without a choice comes back with all that was written.
    Keys(page).write(page.get_by_label("Why?"), words)
    member.send()
    expect(page.get_by_role("alert")).to_contain_text("Choose one of the three answers.")
    expect(page.get_by_label("Why?")).to_have_value(words)
    button = page.get_by_role("main").get_by_role("button", name="Say it")
    go_by_tab(page, button)
    assert has_visible_focus(button)
    member.say("Partly")
    member.says("You said: Partly")
    member.says("Your reason waits for a moderator.")
    assert page.context.cookies() == []

    reader = plain.visitor()
    reader.goto(f"{CLEAN_AIR}recommendations/12/")
    commitment = reader.locator(".commitment", has_text="Start warnings by text")
    before = commitment.locator(".council-says").inner_text()
    expect(reader.get_by_text(words)).to_have_count(0)
    moderator = ModerationDesk(plain.staff(MODERATOR)).find(words)
    moderator.says("A member of the assembly says: Partly")
    moderator.decide("Publish")
    reader.reload()
    expect(commitment.locator(".counter-check")).to_contain_text(words)
    assert commitment.locator(".council-says").inner_text() == before
    commitment.get_by_role("link", name=re.compile("statements")).click()
    expect(reader).to_have_url(re.compile(r"/responses/commitments/\d+/statements/$"))
    mine = reader.get_by_role("article").filter(has_text=words)
    expect(mine).to_contain_text("A member of the assembly")
    expect(mine).to_contain_text("says: Partly")
