"""What everybody reads: the home page, an assembly, its evidence, a recommendation with its comments, the search."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page


class Home:
    """The front page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self) -> Home:
        """Go there by its address."""
        self.page.goto("/")
        return self

    def read_what_is_open(self) -> None:
        """Follow the board's button to the drafts that are open for comment."""
        self.page.get_by_role("link", name="Read the drafts and comment").first.click()


class AssemblyPages:
    """The pages of one assembly, reached from each other by the local navigation."""

    def __init__(self, page: Page, slug: str) -> None:
        self.page = page
        self.path = f"/assemblies/{slug}/"

    def open(self) -> AssemblyPages:
        """Go to the overview by its address."""
        self.page.goto(self.path)
        return self

    def go_to(self, section: str) -> None:
        """Choose a section of the local navigation: Overview, Evidence, Recommendations, Follow …"""
        navigation = self.page.get_by_role("navigation", name="This assembly")
        navigation.get_by_role("link", name=section).locator("visible=true").click()

    def choose(self, title: str) -> None:
        """Follow the link with this title in the page's own part."""
        self.page.get_by_role("main").get_by_role("link", name=title).first.click()


class Comment:
    """One comment where readers see it."""

    def __init__(self, where: Locator) -> None:
        self.where = where

    def fixed(self) -> Comment:
        """The same comment, found by its number from now on, whatever else comes onto the page."""
        return Comment(self.where.page.locator(f"#comment-{self.id}"))

    @property
    def id(self) -> int:
        """Its number, as its place on the page says it."""
        return int((self.where.get_attribute("id") or "").removeprefix("comment-"))

    def press(self, name: str) -> None:
        """Agree, Reply or Report."""
        self.where.get_by_role("link", name=name).click()

    @property
    def agrees(self) -> int:
        """How many agree."""
        return int(self.where.locator(".agree-number").inner_text())


class RecommendationPage:
    """A recommendation: its text by clause, and what people say."""

    def __init__(self, page: Page, slug: str, number: str) -> None:
        self.page = page
        self.path = f"/assemblies/{slug}/recommendations/{number}/"

    def open(self) -> RecommendationPage:
        """Go there by its address."""
        self.page.goto(self.path)
        return self

    def comment_on_clause(self, key: str) -> None:
        """Follow a clause's own link to the form."""
        name = re.compile(rf"^Comment on this paragraph ?, {re.escape(key)}$")
        self.page.get_by_role("link", name=name).click()

    def comment_on_the_whole(self) -> None:
        """Follow the link to the form for the whole draft."""
        self.page.get_by_role("link", name="Comment on the whole draft").click()

    def comment_that_says(self, words: str) -> Comment:
        """The comment with these words; a test that expects none asks `says` instead."""
        return Comment(self.page.get_by_role("article").filter(has_text=words).first)

    def first_comment(self) -> Comment:
        """The comment that stands first."""
        return Comment(self.page.get_by_role("article").first).fixed()

    def comment_with_id(self, comment_id: int) -> Comment:
        """The comment with this number."""
        return Comment(self.page.locator(f"#comment-{comment_id}"))

    def comments_list(self) -> None:
        """Go on to all the comments, newest first."""
        self.page.goto(f"{self.path}comments/")


class Search:
    """The search over everything public."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def ask(self, words: str) -> Locator:
        """Search. Returns the part of the page that holds the answers."""
        self.page.goto("/search")
        self.page.get_by_role("searchbox").or_(self.page.locator("main input[name=q]")).first.fill(words)
        self.page.get_by_role("main").get_by_role("button", name="Search").click()
        return self.page.get_by_role("main")
