"""The officers' desk: evidence, recommendations, the consultation, answers, commitments and progress."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from playwright.sync_api import Page, expect


def fill_day(page: Page, field: str, day: date) -> None:
    """Fill in the three parts of a date."""
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"input[name={field}-{part}]").fill(str(value))


class CouncilDesk:
    """One assembly at the officers' desk."""

    def __init__(self, page: Page, slug: str) -> None:
        self.page = page
        self.slug = slug
        self.path = f"/council/{slug}/"

    def says(self, words: str) -> None:
        """See what the desk says was done."""
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def press(self, name: str, exact: bool = False) -> None:
        """Press a button."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=exact).click()

    # ---- Evidence ----

    def write_session(self, title: str, day: date) -> None:
        """Add a session, which leads to its preview."""
        self.page.goto(f"{self.path}evidence/")
        self.page.get_by_role("link", name="Add a session").click()
        self.page.get_by_label("Title").fill(title)
        fill_day(self.page, "starts", day)
        self.press("Save and look at it")
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    def add_speaker(self, name: str, role: str, organisation: str, interests: str) -> None:
        """Add a speaker to the session on screen."""
        self.page.get_by_role("link", name="Add a speaker").click()
        for label, value in (("Name", name), ("Role", role), ("Organisation", organisation)):
            self.page.get_by_label(label).fill(value)
        self.page.get_by_label("Declared interests").fill(interests)
        self.press("Save the speaker")
        self.says(name)

    def add_file(self, path: Path, label: str) -> None:
        """Upload a file to the session or item on screen."""
        self.page.get_by_role("link", name="Add a file").click()
        self.page.locator("input[type=file]").set_input_files(path)
        self.page.get_by_label("What it is").fill(label)
        self.press("Add the file")
        self.says(label)

    def replace_file(self, label: str, path: Path, why: str) -> None:
        """Replace a file of the session or item on screen."""
        self.page.get_by_role("link", name=re.compile(rf"^Replace ?: ?{re.escape(label)}")).click()
        self.page.locator("input[type=file]").set_input_files(path)
        self.page.get_by_label("Why it is replaced").fill(why)
        self.press("Replace the file")
        self.says("Replaced once.")

    def write_transcript(self, text: str) -> None:
        """Paste the transcript of the session or item on screen, which leads back to its preview."""
        self.page.get_by_role("link", name="Add a transcript").click()
        self.page.get_by_label("The words", exact=True).fill(text)
        self.press("Save and look at it")

    def publish_at(self, moment: datetime) -> None:
        """Let what is on screen be published at a set time."""
        self.page.get_by_text("Publish at a set time").click()
        fill_day(self.page, "day", moment.date())
        self.page.locator("input[name=time]").fill(moment.strftime("%H:%M"))
        self.press("Publish at this time")

    def write_evidence(self, title: str, session: str, body: str) -> None:
        """Add an evidence item to a session, which leads to its preview."""
        self.page.goto(f"{self.path}evidence/")
        self.page.get_by_role("link", name="Add evidence", exact=True).click()
        self.page.get_by_label("Title").fill(title)
        self.page.get_by_label("Session").select_option(label=session)
        self.page.get_by_label("Summary").fill("What it says in one sentence.")
        self.page.locator("textarea[name=body]").fill(body)
        self.press("Save and look at it")
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()

    # ---- Recommendations ----

    def write_recommendation(self, title: str, paragraphs: str) -> str:
        """Write a first draft, which leads to its preview. Returns its reference."""
        self.page.goto(f"{self.path}recommendations/")
        self.page.get_by_role("link", name="Write a recommendation").click()
        self.page.get_by_label("Title").fill(title)
        self.page.get_by_label("Text", exact=True).fill(paragraphs)
        self.press("Save and look at it as residents will")
        expect(self.page.get_by_role("heading", name=title, level=1)).to_be_visible()
        return self.page.url.rstrip("/").split("/")[-2]

    def publish_recommendation(self) -> None:
        """Publish the draft that is previewed."""
        self.press("Publish draft")

    # ---- The consultation ----

    def open_consultation(self, closes: date) -> None:
        """Open comments until 5 pm of a day."""
        self.page.goto(self.path)
        fill_day(self.page, "closes", closes)
        self.page.locator("input[name=closes_time]").fill("17:00")
        self.press("Open comments")
        self.says("Comments are open until")

    def close_consultation(self) -> None:
        """Close comments at once."""
        self.page.goto(self.path)
        self.press("Close comments now")
        self.says("Comments are closed.")

    def pause_comments(self, reason: str, until: date) -> None:
        """Pause comments and questions until 9 am of a day."""
        self.page.goto(self.path)
        self.page.get_by_role("link", name="Pause comments").click()
        self.page.get_by_label("Reason").fill(reason)
        fill_day(self.page, "until", until)
        self.page.locator("input[name=until_time]").fill("9am")
        self.press("Pause comments and questions now")
        self.says("Comments and questions are paused until")

    def end_pause(self) -> None:
        """End the pause that lasts."""
        self.page.goto(self.path)
        self.page.get_by_role("link", name="Change or end the pause").click()
        self.press("End the pause now")
        self.says("The pause is over.")

    # ---- Answers ----

    def write_answer(self, reference: str, reasons: str, decided_on: date) -> None:
        """Draft an answer to a recommendation, which leads to its preview."""
        self.page.goto(f"{self.path}responses/new?recommendation={reference}")
        self.page.get_by_role("radio", name="Accepted", exact=True).check()
        self.page.get_by_label("Reasons").fill(reasons)
        self.page.get_by_label("Responsible body").or_(
            self.page.locator("[name=responsible_body]")
        ).first.fill("Fenbury Borough Council")
        fill_day(self.page, "decided_on", decided_on)
        self.press("Save and look at it as residents will")
        self.says("The answer is saved as a draft.")

    def promise(self, reference: str, title: str, due_on: date) -> None:
        """Make a commitment on an answered recommendation."""
        self.page.goto(f"{self.path}responses/commitments/new/{reference}")
        self.page.get_by_label("What the council will do").fill(title)
        fill_day(self.page, "due_on", due_on)
        self.press("Make this commitment in public")
        self.says("The commitment is made.")

    def begin_report(self, commitment: str) -> None:
        """Open the form for a progress report."""
        self.page.goto(f"{self.path}responses/")
        self.page.get_by_role("link", name=f"Report progress on “{commitment}”").click()

    def report(
        self, status: str, text: str, *, reason: str = "", new_due_on: date | None = None, evidence: str = ""
    ) -> None:
        """Fill in the progress report that is open, and send it."""
        self.page.get_by_role("radio", name=status, exact=True).check()
        self.page.locator("textarea[name=text]").fill(text)
        self.page.locator("textarea[name=reason]").fill(reason)
        if new_due_on:
            fill_day(self.page, "new_due_on", new_due_on)
        self.page.locator("input[name=evidence_url]").fill(evidence)
        self.press("Publish this report")
