"""From the council's answer to what came of it: drafted, approved by another officer, mailed to followers, delayed,
delivered with evidence, checked by a follower, and counted on the report card."""

from __future__ import annotations

import re
import secrets
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.browsing import Browsing
from tests.journeys.hands import Mouse
from tests.journeys.pages.chain import DraftingDesk
from tests.journeys.pages.council import CouncilDesk
from tests.journeys.pages.mailbox import Mailbox
from tests.journeys.pages.moderation import ModerationDesk
from tests.journeys.site import MODERATOR, OFFICER, SECOND_OFFICER

TODAY = date.today()  # noqa: DTZ011 - the browser and the demo take the machine's own day too
TEXT = "Plant a hedge at every school.\n\nBegin with the two on Mill Road."


def test_from_the_draft_of_an_answer_to_the_report_card(browsing: Browsing, assembly: str) -> None:
    mark = secrets.token_hex(4)
    email = f"follower-{mark}@example.com"
    follower = browsing.visitor()
    mailbox = Mailbox(browsing.visitor(), email)
    follower.goto(f"/assemblies/{assembly}/follow")
    follower.get_by_label("Your email address").fill(email)
    follower.get_by_role("main").get_by_role("button").click()
    follower.goto(mailbox.letter("Confirm that you want to follow").link("/confirm/"))
    follower.get_by_role("main").get_by_role("button").click()
    expect(follower.get_by_role("heading", name="You follow")).to_be_visible()

    desk = CouncilDesk(browsing.staff(OFFICER), assembly)
    reference = desk.write_recommendation("Plant hedges at schools", TEXT)
    desk.publish_recommendation()
    drafting = DraftingDesk(Mouse(desk.page), assembly, reference)
    drafting.write_next(TEXT, "The members kept it.", final=True)
    drafting.publish()
    readers = browsing.visitor()
    readers.goto(f"/assemblies/{assembly}/responses/")
    expect(readers.get_by_role("main")).to_contain_text("Answers are due on")

    # Draft, remark, approval by another: one's own is refused.
    desk.write_answer(reference, "We plant forty metres.\n\nThe money is there.", TODAY)
    draft = desk.page.url
    desk.press("Send it for approval")
    desk.says("It waits for approval now.")
    desk.page.goto(draft)
    desk.says("It waits for another officer")
    expect(desk.page.get_by_role("button", name=re.compile("^Publish"))).to_have_count(0)
    colleague = CouncilDesk(browsing.staff(SECOND_OFFICER), assembly)
    colleague.page.goto(draft)
    colleague.says("It waits for your approval")
    colleague.press("Publish the answer")
    colleague.says("The answer is published.")
    readers.reload()
    expect(readers.get_by_role("main")).to_contain_text("We plant forty metres.")
    expect(readers.get_by_role("main")).to_contain_text("On time")
    letter = mailbox.letter("answer")

    # Promised, delayed with a reason and a later date, delivered with evidence.
    hedge = f"Plant the hedges {mark}"
    desk.promise(reference, hedge, TODAY + timedelta(days=60))
    desk.begin_report(hedge)
    later = TODAY + timedelta(days=200)
    desk.report("Delayed", "The ground is frozen.", reason="A hard winter.", new_due_on=later)
    desk.says("The report is published.")
    readers.reload()
    expect(readers.get_by_role("main")).to_contain_text("A hard winter.")
    expect(readers.locator(".commitment del").first).to_be_visible()
    desk.begin_report(hedge)
    desk.report("Delivered", "Forty metres stand.", evidence="https://council.example/hedges")
    desk.says("The report is published.")

    # A follower checks it, by the link in the letter, without an account.
    follower.goto(letter.link("/counter-check/"))
    follower.get_by_role("link", name=re.compile(hedge)).click()
    follower.get_by_role("radio", name="Partly").check()
    words = f"Half of it died. ({mark})"
    follower.get_by_label("Why?").fill(words)
    follower.get_by_role("main").get_by_role("button", name="Say it").click()
    expect(follower.get_by_role("main")).to_contain_text("You said: Partly")
    ModerationDesk(browsing.staff(MODERATOR)).find(words).decide("Publish")
    readers.goto(f"/assemblies/{assembly}/responses/")
    commitment = readers.locator(".commitment", has_text=hedge)
    expect(commitment.locator(".council-says")).to_contain_text("Delivered")
    expect(commitment.locator(".counter-check")).to_contain_text(words)

    # And the report card counts all of it.
    readers.goto("/report-card/")
    row = readers.get_by_role("row").filter(has=readers.locator(f"a[href*='{assembly}']"))
    expect(row).to_contain_text("1 of 1")
    readers.goto(f"/assemblies/{assembly}/report-card/")
    expect(readers.get_by_role("main")).to_contain_text("1 of 1")
