"""The whole way from a comment to the change that it caused, to the members' vote.

A resident comments; it is published; an analyst gives it a theme; the officer publishes the next draft, in which the
clause has changed, and says what became of the comment; the receipt and "What changed and why" show it, and the comment
says where its passage stands now; then come the final text and the vote. With a mouse and JavaScript the comment is on
chosen words, by keyboard alone too; without JavaScript it is on the clause.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browsing import Browsing, browsers
from tests.journeys.hands import Keys, Mouse
from tests.journeys.keyboard import go_by_tab
from tests.journeys.pages.administration import AdministratorDesk
from tests.journeys.pages.chain import AnswersDesk, DraftingDesk, ThemeDesk, VoteDesk
from tests.journeys.pages.comments import Receipt
from tests.journeys.pages.council import CouncilDesk
from tests.journeys.pages.mailbox import Mailbox
from tests.journeys.pages.moderation import ModerationDesk
from tests.journeys.pages.public import RecommendationPage
from tests.journeys.site import ADMINISTRATOR, MODERATOR, OFFICER, SECOND_OFFICER, Site

TODAY = date.today()  # noqa: DTZ011 - the browser and the demo take the machine's own day too
FIRST = "The council opens the library on Sundays from ten to four.\n\nVolunteers look after the desk and the shelves."
SECOND = (
    "The council opens the library on Sundays from ten to four.\n\n"
    "Trained staff look after the desk and the shelves, and are paid for it."
)
_SELECT = """words => {
  const text = words.firstChild;
  const range = document.createRange();
  range.setStart(text, text.data.indexOf("Volunteers"));
  range.setEnd(text, text.data.indexOf("Volunteers") + "Volunteers look after".length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
WAYS = {"mouse": (True, Mouse), "keyboard": (True, Keys), "no script": (False, Mouse)}


@dataclass
class Walk:
    """Who walks, and what has come about so far."""

    people: Browsing
    way: str
    hand_of: type[Mouse]
    slug: str = ""
    reference: str = ""
    words: str = field(
        default_factory=lambda: f"They will not come every Sunday. Pay them. ({secrets.token_hex(4)})"
    )
    receipt: str = ""

    def __post_init__(self) -> None:
        self.officer = self.hand_of(self.people.staff(OFFICER))
        self.resident = self.hand_of(self.people.visitor())

    @property
    def clause(self) -> str:
        return f"{self.reference}.2"

    @property
    def path(self) -> str:
        return f"/assemblies/{self.slug}/recommendations/{self.reference}/"


def _assembly(people: Browsing) -> str:
    """An assembly of this journey's own that has learned."""
    desk = AdministratorDesk(people.staff(ADMINISTRATOR))
    phases = {"learning": (TODAY - timedelta(days=30), TODAY - timedelta(days=1))}
    slug = desk.make_assembly("Fenbury Borough Council", f"Chain {secrets.token_hex(3)}", phases)
    desk.publish_assembly()
    return slug


def _choose_words(page: Page, key: str, way: str) -> None:
    """Choose "Volunteers look after" in the clause, by mouse or by keys."""
    ask = page.get_by_role("button", name="Choose words to comment on")
    if way == "mouse":
        ask.click()
        page.locator(f"[id='clause-{key}'] .clause-text > p").first.evaluate(_SELECT)
        page.get_by_role("link", name="Comment on these words").click()
        return
    Keys(page).press(ask)
    Keys(page).press(page.get_by_role("button", name=re.compile(rf"^Choose words here ?, Paragraph {key}")))
    later = page.get_by_role("button", name="End one word later")
    for _ in range(2):
        go_by_tab(page, later)
        page.keyboard.press("Enter")
    Keys(page).press(page.get_by_role("link", name="Comment on these words"))


def _comment(page: Page, hand: Mouse, words: str, email: str) -> str:
    """Fill in the form and send it. Returns the address of the receipt."""
    hand.write(page.get_by_label("Your comment"), words)
    hand.tick(page.get_by_label("I support it with changes", exact=True))
    hand.write(page.get_by_label("Your email address"), email)
    hand.press(page.get_by_role("button", name="Send your"))
    Receipt(page).says(Receipt.WAITS_FOR_AUTHOR)
    return page.url


def _a_draft_is_open_for_comment(walk: Walk) -> None:
    walk.slug = _assembly(walk.people)
    council = CouncilDesk(walk.officer.page, walk.slug)
    walk.reference = council.write_recommendation("Open the library on Sundays", FIRST)
    council.publish_recommendation()
    council.open_consultation(TODAY + timedelta(days=14))


def _a_resident_comments(walk: Walk) -> None:
    page, email = walk.resident.page, f"chain-{secrets.token_hex(4)}@example.com"
    page.goto(walk.path)
    if walk.people.script:
        _choose_words(page, walk.clause, walk.way)
        expect(page.locator("blockquote")).to_have_text("“Volunteers look after”")
    else:
        RecommendationPage(page, walk.slug, walk.reference).comment_on_clause(walk.clause)
    walk.receipt = _comment(page, walk.resident, walk.words, email)
    letter = Mailbox(walk.people.visitor(), email).letter("Confirm your comment")
    page.goto(letter.link("/confirm/"))
    walk.resident.press(page.get_by_role("main").get_by_role("button", name="Yes, this is my comment"))
    Receipt(page).says(Receipt.WAITS_FOR_MODERATOR)
    ModerationDesk(walk.people.staff(MODERATOR)).find(walk.words).decide("Publish")


def _the_next_draft_answers_it(walk: Walk) -> None:
    ThemeDesk(walk.officer, walk.slug).label(walk.words, "Who does the work")
    drafting = DraftingDesk(walk.officer, walk.slug, walk.reference)
    drafting.write_next(SECOND, "Residents said that volunteers would not come.")
    drafting.says_of_comments("1 comment moves")
    drafting.note_on_paragraph(2, "A resident asked to pay them.")
    drafting.publish()
    answers = AnswersDesk(walk.officer, walk.slug)
    answers.open_one(walk.words)
    answers.say_changed(walk.clause, "The people at the desk are paid now.")


def _the_author_sees_the_change(walk: Walk) -> None:
    page = walk.resident.page
    main = page.get_by_role("main")
    page.goto(walk.receipt)
    for words in ("The text was changed", "The people at the desk are paid now.", "moved"):
        expect(main).to_contain_text(words)
    page.goto(f"{walk.path}comments/")
    mine = page.get_by_role("article").filter(has_text=walk.words)
    expect(mine).to_contain_text("moved")
    expect(mine).to_contain_text("Volunteers look after")
    walk.resident.press(mine.get_by_role("link", name="See the change"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("What changed and why")
    for words in ("A resident asked to pay them.", "Who does the work", walk.words):
        expect(main).to_contain_text(words)


def _the_members_vote(walk: Walk) -> None:
    council = CouncilDesk(walk.officer.page, walk.slug)
    council.close_consultation()
    AnswersDesk(walk.officer, walk.slug).finish()
    drafting = DraftingDesk(walk.officer, walk.slug, walk.reference)
    drafting.write_next(SECOND, "The members kept the second draft.", final=True)
    drafting.publish()
    vote = VoteDesk(walk.officer, walk.slug, walk.reference)
    counts = {"Support": ("For the text", 30), "Oppose": ("Against it", 8)}
    vote.enter(counts, TODAY - timedelta(days=1), ("We would rather have longer hours.", 5))
    page = walk.resident.page
    page.goto(walk.path)
    expect(page.get_by_role("main")).not_to_contain_text("We would rather have longer hours.")
    checker = walk.hand_of(walk.people.staff(SECOND_OFFICER))
    VoteDesk(checker, walk.slug, walk.reference).check(38, counts)
    page.goto(walk.path)
    for words in ("30 of 38 who voted support it", "We would rather have longer hours."):
        expect(page.get_by_role("main")).to_contain_text(words)
    page.goto(f"/assemblies/{walk.slug}/changes/")
    expect(page.get_by_role("main")).to_contain_text("1 of 1 comment answered")


@pytest.mark.parametrize("way", WAYS)
def test_a_comment_changes_the_text_and_its_author_sees_it(way: str, site: Site, chromium: Browser) -> None:
    script, hand_of = WAYS[way]
    with browsers(site, chromium, script) as people:
        walk = Walk(people, way, hand_of)
        _a_draft_is_open_for_comment(walk)
        _a_resident_comments(walk)
        _the_next_draft_answers_it(walk)
        _the_author_sees_the_change(walk)
        _the_members_vote(walk)
