"""The moderation desk."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class ModerationDesk:
    """The queue, the comment in the middle, the decision at the right."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, listing: str = "") -> ModerationDesk:
        """Go to the queue, or to another of its lists."""
        self.page.goto(f"/moderation/?state={listing}" if listing else "/moderation/")
        return self

    def find(self, words: str, listing: str = "") -> ModerationDesk:
        """Search the desk for a comment with these words, and open it."""
        self.search(words, listing)
        self.queue_items.filter(has_text=words).first.click()
        self.shows(words)
        return self

    def search(self, words: str, listing: str = "") -> ModerationDesk:
        """Narrow the queue, or another of the lists, down to these words."""
        self.page.goto("/moderation/")
        self.page.get_by_text("Search and narrow down").click()
        if listing:
            self.page.get_by_label("List", exact=True).select_option(listing)
        self.page.get_by_label("Words of the text").fill(words)
        self.page.get_by_role("button", name="Show", exact=True).click()
        return self

    @property
    def queue_items(self) -> Locator:
        """What waits, in the order of the page."""
        return self.page.locator(".queue-item")

    def shows(self, words: str) -> None:
        """See that the comment in the middle has these words."""
        expect(self.page.locator(".desk-work")).to_contain_text(words)

    def key(self, key: str) -> None:
        """Press a key that decides, which a moment after the page came does so."""
        self.page.locator("html[data-keys=ready]").wait_for(state="attached")
        self.page.keyboard.press(key)

    @property
    def address(self) -> str:
        """The address of the comment that is open."""
        return self.page.url

    def press(self, name: str) -> None:
        """Press the one button that decides."""
        self.page.locator(".desk-decide").get_by_role("button", name=name).first.click()

    def decide(self, decision: str, reason: str = "", note: str = "", internal_note: str = "") -> None:
        """Decide with one press; where there is something to write, write it and press the solid button."""
        if not (note or internal_note):
            if reason:
                self._for_reason(decision, reason)
            else:
                self.press(decision)
            return
        self.write_the_note()
        self.page.get_by_role("radio", name=decision).check()
        if reason:
            self.page.get_by_role("radio", name=reason).check()
        if note:
            self.own_note.get_by_label("Note to the author").fill(note)
        if internal_note:
            self.own_note.get_by_label("Internal note").fill(internal_note)
        self.own_note.locator("[data-desk-submit]").click()

    def _for_reason(self, decision: str, reason: str) -> None:
        buttons = self.page.locator(".paragraph-buttons").get_by_role("button", name=f"{decision}: ")
        buttons.filter(has_text=reason).click()

    def write_the_note(self) -> None:
        """Open the part in which one writes the note oneself."""
        self.page.get_by_text("Write the note yourself").click()

    @property
    def own_note(self) -> Locator:
        """The part in which one writes the note oneself."""
        return self.page.locator("#own-note")

    def says(self, words: str) -> None:
        """See what the desk says was done."""
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def undo(self) -> None:
        """Take back what was just done."""
        self.page.get_by_role("button", name="Undo").click()

    # ---- Taking words out, and asking ----

    def take_out(self, words: str, kind: str = "") -> None:
        """Take words out of the text, and publish the rest."""
        self.page.get_by_text("Take words out and publish").click()
        part = self.page.locator("#redact")
        part.get_by_label("Words 1", exact=True).fill(words)
        if kind:
            part.get_by_label("What words 1 are", exact=True).select_option(label=kind)
        part.locator("[data-desk-submit]").click()

    def ask_a_lead(self, why: str, note: str = "") -> None:
        """Ask a lead moderator."""
        self.page.locator("#ask summary").click()
        if note:
            self.page.locator("#ask").get_by_label("What should they know?").fill(note)
        self.page.locator("#ask").get_by_role("button", name=why).click()

    def answer_the_appeal(self, answer: str, note: str = "") -> None:
        """Decide the appeal of the comment that is open, with one press, or with a note."""
        part = self.page.get_by_role("region", name="Appeal")
        if note:
            part.get_by_text("Write a note to go with it").click()
            part.get_by_label("Note to the author").fill(note)
        part.get_by_role("button", name=answer).click()

    # ---- Many at once ----

    def choose_all(self) -> None:
        """Choose all that the page of the list shows."""
        self.page.locator("[data-choose-all]").click()

    def together(self, act: str) -> None:
        """Say what to do with those chosen, and see what it would do."""
        self.page.get_by_label("Those chosen").select_option(label=act)
        self.page.get_by_role("button", name="Decide these together").click()


class PolicyDesk:
    """The form with the next version of the moderation policy, and its preview."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> PolicyDesk:
        """Go there from the moderation desk."""
        self.page.goto("/moderation/")
        self.page.get_by_role("link", name="Moderation policy").click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Write version")
        return self

    def unfold(self, title: str) -> None:
        """Open a paragraph."""
        self.page.locator("summary", has_text=title).first.click()

    def fill(self, label: str, paragraph: str, words: str) -> None:
        """Write into one part of a paragraph."""
        self.page.get_by_label(f"{label}: {paragraph}", exact=True).fill(words)

    def add(self, title: str, rule: str) -> None:
        """Add a paragraph, with all that it needs in English."""
        self.page.get_by_role("button", name="Add a paragraph").click()
        name = self.page.locator("details[open] > summary strong").last.inner_text().split(". ", 1)[-1]
        for label, words in (
            ("Title", title),
            ("Rule", rule),
            ("Reason in a trace", "it shouts"),
            ("Ready note to the author", "What you wrote shouts. Send it again in small letters."),
            ("In the list of reasons", "It shouts"),
        ):
            self.fill(label, name, words)

    def preview(self, note: str) -> None:
        """Say what changes, and look at it."""
        self.page.get_by_label("What changes, and why").fill(note)
        self.page.get_by_role("button", name="Look at the preview").click()

    def press(self, button: str) -> None:
        """Press a button of the preview."""
        self.page.get_by_role("button", name=button).click()

    def says(self, words: str) -> None:
        """See what the page says."""
        expect(self.page.get_by_role("main")).to_contain_text(words)
