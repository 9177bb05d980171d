"""Where residents act: the comment form, the receipt, confirming, agreeing, reporting, following."""

from __future__ import annotations

from playwright.sync_api import Page, expect


class CommentForm:
    """The form for a comment or a reply."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def write(self, body: str, *, email: str, stance: str = "", name: str = "") -> None:
        """Fill in the form. Leaves out what is empty."""
        self.page.get_by_label("Your comment").fill(body)
        if stance:
            self.page.get_by_label(stance, exact=True).check()
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Your email address").fill(email)

    def send(self) -> None:
        """Press the button."""
        self.page.get_by_role("button", name="Send your").click()

    @property
    def chosen_clause(self) -> str:
        """The key of the clause that the form is about, or nothing for the whole draft."""
        return self.page.get_by_label("What is it about?").input_value()


class Receipt:
    """An author's private page."""

    WAITS_FOR_AUTHOR = "Waits for you to confirm it"
    WAITS_FOR_MODERATOR = "Waits for a moderator"
    PUBLISHED = "Published"
    NOT_PUBLISHED = "Not published"
    HIDDEN = "Hidden"

    def __init__(self, page: Page) -> None:
        self.page = page

    def says(self, state: str) -> None:
        """See that it is a receipt and says this state."""
        expect(self.page.get_by_role("heading", name="Your comment", level=1)).to_be_visible()
        expect(self.page).to_have_title(f"Your comment: {state} - Moothall")


class Confirming:
    """The page that a mailed link leads to."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, words: str) -> None:
        """Press its one button."""
        self.page.get_by_role("main").get_by_role("button", name=words).click()


class ReportForm:
    """A reader's complaint about a comment."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def send(self, reason: str, words: str = "", email: str = "") -> None:
        """Say what is wrong, and see that it has arrived."""
        self.page.get_by_label(reason).check()
        self.page.get_by_label("Tell us more").fill(words)
        self.page.get_by_label("Your email address").fill(email)
        self.page.get_by_role("button", name="Send the report").click()
        expect(self.page.get_by_role("heading", name="We have your report")).to_be_visible()


class AppealForm:
    """An author's word against a decision."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def send(self, words: str) -> None:
        """Say why it is wrong, and see that it has arrived."""
        self.page.get_by_label("Why is the decision wrong?").fill(words)
        self.page.get_by_role("button", name="Send the appeal").click()
        expect(self.page.get_by_role("heading", name="We have your appeal")).to_be_visible()
        expect(self.page.get_by_role("main")).to_contain_text(words)


class FollowForm:
    """The page on which one asks for an assembly's letters."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ask(self, email: str) -> None:
        """Give an address, and see that a letter is on its way."""
        self.page.get_by_label("Your email address").fill(email)
        self.page.get_by_role("button", name="Follow by email").click()
        expect(self.page.get_by_role("heading", name="Check your mail")).to_be_visible()
