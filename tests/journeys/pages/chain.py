"""The officers' desks between a comment and the change it caused: the next draft, themes, answers, the vote."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import expect

from tests.journeys.hands import Mouse


class DraftingDesk:
    """The next version of a recommendation."""

    def __init__(self, hand: Mouse, slug: str, reference: str) -> None:
        self.hand, self.page = hand, hand.page
        self.path = f"/council/{slug}/recommendations/{reference}/"

    def write_next(self, paragraphs: str, why: str, final: bool = False) -> None:
        """Write the next version, which leads to its preview."""
        self.page.goto(f"{self.path}write")
        self.hand.write(self.page.get_by_label("Text", exact=True), paragraphs)
        self.hand.write(self.page.get_by_label("What changed, and why"), why)
        self.hand.tick(self.page.get_by_label("The members’ final text." if final else "A draft."))
        self.hand.press(self.page.get_by_role("button", name="Save and look at it as residents will"))
        expect(self.page.get_by_role("main")).to_contain_text("Nobody but officers sees this yet.")

    def says_of_comments(self, words: str) -> None:
        """See what the preview says of the comments on former texts, once the worker has matched them."""
        for _ in range(60):
            if words in self.page.get_by_role("main").inner_text():
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError(f"The preview never says {words!r}")

    def note_on_paragraph(self, number: int, why: str) -> None:
        """Say why one paragraph changed, on the page that shows which paragraph is which."""
        self.hand.press(self.page.get_by_role("link", name="Correct which paragraph is which, and say why"))
        self.hand.write(self.page.locator(f"#number-{number} textarea"), why)
        self.hand.press(self.page.get_by_role("button", name="Save and look at the preview"))
        expect(self.page.get_by_role("main")).to_contain_text(why)

    def publish(self) -> None:
        """Publish what is previewed."""
        self.hand.press(self.page.get_by_role("button", name=re.compile("^Publish (draft|the final text)")))
        expect(self.page.get_by_role("main")).to_contain_text("is published.")


class ThemeDesk:
    """Comments get themes."""

    def __init__(self, hand: Mouse, slug: str) -> None:
        self.hand, self.page = hand, hand.page
        self.path = f"/council/{slug}/themes/"

    def label(self, words: str, theme: str) -> None:
        """Put the comment with these words under a new theme."""
        self.page.goto(f"{self.path}label/")
        self.hand.tick(self.page.locator(".coding-item").filter(has_text=words).get_by_role("checkbox"))
        what_to_do = self.page.get_by_role("group", name="For the ticked comments")
        self.hand.choose(what_to_do.get_by_label("Theme", exact=True), "A new theme")
        self.hand.write(self.page.get_by_label("Name of the new theme"), theme)
        self.hand.press(self.page.get_by_role("button", name="Add the theme", exact=True))
        tags = self.page.locator(".coding-item").filter(has_text=words).locator(".theme-tags")
        expect(tags).to_contain_text(theme)


class AnswersDesk:
    """What became of comments."""

    def __init__(self, hand: Mouse, slug: str) -> None:
        self.hand, self.page = hand, hand.page
        self.path = f"/council/{slug}/answers/"

    def open_one(self, words: str) -> None:
        """Open the form for the comment with these words."""
        self.page.goto(self.path)
        row = self.page.get_by_role("listitem").filter(has_text=words).last
        self.hand.press(row.get_by_role("link", name="Answer this one"))

    def say_changed(self, clause: str, why: str) -> None:
        """Say in the open form that the comment changed the text, and where."""
        self.hand.tick(self.page.get_by_label("Changed the text"))
        options = self.page.get_by_label("Where the text changed").locator("option").all_inner_texts()
        [wanted] = [text for text in options if clause in text]
        self.hand.choose(self.page.get_by_label("Where the text changed"), wanted)
        self.hand.write(self.page.get_by_label("Why, in your words"), why)
        self.hand.press(self.page.get_by_role("button", name="Give 1 comment this answer"))
        expect(self.page.get_by_role("heading", level=1)).to_have_text("What became of comments")

    def finish(self) -> None:
        """Mark the consultation finished, which it is from then on."""
        self.page.goto(f"{self.path}finish")
        self.hand.press(self.page.get_by_role("button", name="Mark it finished"))
        expect(self.page.get_by_role("main")).to_contain_text("finished")


class VoteDesk:
    """The members' vote on a final text."""

    def __init__(self, hand: Mouse, slug: str, reference: str) -> None:
        self.hand, self.page = hand, hand.page
        self.path = f"/council/{slug}/recommendations/{reference}/vote"

    def enter(self, counts: dict[str, tuple[str, int]], day: date, minority: tuple[str, int]) -> None:
        """Enter a vote: what each choice means and how many took it, and what a minority says."""
        self.page.goto(f"{self.path}/write")
        self.hand.write(self.page.get_by_label("How could they vote?"), "Support, oppose")
        self.hand.write(
            self.page.get_by_label("Who voted, and how?"), "Members who were present, by secret ballot"
        )
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
            self.hand.write(self.page.locator(f"input[name=held_on-{part}]"), str(value))
        self.hand.write(
            self.page.get_by_label("How many members voted?"), str(sum(n for _, n in counts.values()))
        )
        for row, (label, (meaning, number)) in enumerate(counts.items(), start=1):
            self.hand.write(self.page.locator(f"[name=label_{row}]"), label)
            self.hand.choose(self.page.locator(f"[name=meaning_{row}]"), meaning)
            self.hand.write(self.page.locator(f"[name=count_{row}]"), str(number))
        said, members = minority
        self.hand.write(self.page.locator("[name=minority_1]"), said)
        self.hand.write(self.page.locator("[name=members_1]"), str(members))
        self.hand.press(self.page.get_by_role("button", name="Save it for another officer to check"))
        expect(self.page.get_by_role("main")).to_contain_text("somebody else must check it")

    def check(self, voted: int, counts: dict[str, tuple[str, int]]) -> None:
        """Check the figures by the paper of the count."""
        self.page.goto(self.path)
        self.hand.write(self.page.get_by_label("How many members voted, by your paper?"), str(voted))
        for label, (_, number) in counts.items():
            self.hand.write(self.page.get_by_label(f"How many chose “{label}”?"), str(number))
        self.hand.press(self.page.get_by_role("button", name="agree: publish the vote"))
        expect(self.page.get_by_role("main")).to_contain_text("Public now")
