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
from tests.journeys.pages.comments import Confirming, FollowForm
from tests.journeys.pages.council import CouncilDesk
from tests.journeys.pages.mailbox import Mailbox
from tests.journeys.pages.moderation import ModerationDesk
from tests.journeys.site import MODERATOR, OFFICER, SECOND_OFFICER

TODAY = date.today()  # noqa: DTZ011 - the browser and the demo take the machine's own day too
TEXT = "Plant a hedge at every school.\n\nBegin with the two on Mill Road."


class Walk:
    """One way from an answer to what came of it: the officers, a follower, and somebody who only reads."""

    def __init__(self, browsing: Browsing, assembly: str) -> None:
        self.browsing, self.assembly = browsing, assembly
        self.mark = secrets.token_hex(4)
        self.email = f"follower-{self.mark}@example.com"
        self.hedge = f"Plant the hedges {self.mark}"
        self.follower, self.readers = browsing.visitor(), browsing.visitor()
        self.mailbox = Mailbox(browsing.visitor(), self.email)
        self.desk = CouncilDesk(browsing.staff(OFFICER), assembly)
        self.answers = f"/assemblies/{assembly}/responses/"

    def follow(self) -> None:
        """Somebody follows the assembly by e-mail."""
        self.follower.goto(f"/assemblies/{self.assembly}/follow")
        FollowForm(self.follower).ask(self.email)
        self.follower.goto(self.mailbox.letter("Confirm that you want to follow").link("/confirm/"))
        Confirming(self.follower).press("Yes, write to me")

    def recommend(self) -> str:
        """The members' final text. Returns its reference."""
        reference = self.desk.write_recommendation("Plant hedges at schools", TEXT)
        self.desk.publish_recommendation()
        drafting = DraftingDesk(Mouse(self.desk.page), self.assembly, reference)
        drafting.write_next(TEXT, "The members kept it.", final=True)
        drafting.publish()
        return reference

    def answer(self, reference: str) -> None:
        """One officer drafts and asks for approval, and cannot give it; another publishes."""
        self.desk.write_answer(reference, "We plant forty metres.\n\nThe money is there.", TODAY)
        draft = self.desk.page.url
        self.desk.press("Send it for approval")
        self.desk.says("It waits for approval now.")
        self.desk.page.goto(draft)
        self.desk.says("It waits for another officer")
        expect(self.desk.page.get_by_role("button", name=re.compile("^Publish"))).to_have_count(0)
        colleague = CouncilDesk(self.browsing.staff(SECOND_OFFICER), self.assembly)
        colleague.page.goto(draft)
        colleague.says("It waits for your approval")
        colleague.press("Publish the answer")
        colleague.says("The answer is published.")

    def delay(self, reference: str) -> None:
        """The council promises something, and reports that it comes later."""
        self.desk.promise(reference, self.hedge, TODAY + timedelta(days=60))
        self.desk.begin_report(self.hedge)
        later = TODAY + timedelta(days=200)
        self.desk.report("Delayed", "The ground is frozen.", reason="A hard winter.", new_due_on=later)
        self.desk.says("The report is published.")

    def deliver(self) -> None:
        """It is done, and a link shows it."""
        self.desk.begin_report(self.hedge)
        self.desk.report("Delivered", "Forty metres stand.", evidence="https://council.example/hedges")
        self.desk.says("The report is published.")

    def check(self, link: str) -> str:
        """The follower says what they find, by the link in their letter. Returns the reason, once it is published."""
        words = f"Half of it died. ({self.mark})"
        self.follower.goto(link)
        self.follower.get_by_role("link", name=re.compile(self.hedge)).click()
        self.follower.get_by_role("radio", name="Partly").check()
        self.follower.get_by_label("Why?").fill(words)
        self.follower.get_by_role("main").get_by_role("button", name="Say it").click()
        expect(self.follower.get_by_role("main")).to_contain_text("You said: Partly")
        ModerationDesk(self.browsing.staff(MODERATOR)).find(words).decide("Publish")
        return words

    def reads(self, address: str, words: str) -> None:
        """Somebody who only reads finds these words there."""
        self.readers.goto(address)
        expect(self.readers.get_by_role("main")).to_contain_text(words)


def test_from_the_draft_of_an_answer_to_the_report_card(browsing: Browsing, assembly: str) -> None:
    walk = Walk(browsing, assembly)
    walk.follow()
    reference = walk.recommend()
    walk.reads(walk.answers, "Answers are due on")
    walk.answer(reference)
    walk.reads(walk.answers, "We plant forty metres.")
    walk.reads(walk.answers, "On time")
    link = walk.mailbox.letter(leads_to="/counter-check/").link("/counter-check/")

    walk.delay(reference)
    walk.reads(walk.answers, "A hard winter.")
    expect(walk.readers.locator(".commitment del").first).to_be_visible()
    walk.deliver()

    words = walk.check(link)
    walk.reads(walk.answers, words)
    commitment = walk.readers.locator(".commitment", has_text=walk.hedge)
    expect(commitment.locator(".council-says")).to_contain_text("Delivered")
    expect(commitment.locator(".counter-check")).to_contain_text(words)

    walk.readers.goto("/report-card/")
    row = walk.readers.get_by_role("row").filter(has=walk.readers.locator(f"a[href*='{assembly}']"))
    expect(row).to_contain_text("1 of 1")
    walk.reads(f"/assemblies/{assembly}/report-card/", "1 of 1")
