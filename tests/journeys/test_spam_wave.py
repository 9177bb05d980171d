"""A wave of 300 comments, most of them copies of three texts, is cleared with a few presses."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Browsing
from tests.journeys.pages.moderation import ModerationDesk
from tests.journeys.site import MODERATOR, run_wave
from tests.journeys.wave import COPIES, OTHERS

MOST_ACTIONS = 30


class Presses:
    """Counts what a moderator does: each press of a button, a key or a link, and each choice."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, act: Callable[..., Any], *given: Any, **named: Any) -> None:
        """Do one thing and count it."""
        self.number += 1
        act(*given, **named)


@pytest.fixture
def slug(scripted: Browsing) -> str:
    """An assembly to which a wave of comments has just been sent."""
    name = f"wave-{secrets.token_hex(3)}"
    run_wave(scripted.site, "send", name)
    return name


def _decide_campaign(page: Page, press: Presses, copies: int, decision: str, reason: str = "") -> None:
    """Read the one text that stands for so many, look at what would happen, and decide on all of them."""
    press(page.locator(".queue-item", has_text=f"{copies} near-identical").click)
    press(
        page.get_by_role("button", name=re.compile(rf"^{decision}:.*{reason}" if reason else decision)).click
    )
    expect(page.get_by_role("main")).to_contain_text(f"{copies} comments will change")
    press(page.locator("[data-desk-submit]").click)
    expect(page.get_by_role("main")).to_contain_text(str(copies))


def test_a_wave_of_300_comments_is_cleared_within_30_actions(scripted: Browsing, slug: str) -> None:
    page, press = scripted.staff(MODERATOR), Presses()
    own = f"/moderation/?assembly={slug}"
    page.goto(own)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{sum(COPIES) + OTHERS} to review")
    for copies, decision, reason in zip(
        COPIES, ("Reject", "Reject", "Publish"), ("Off topic", "Advertising", ""), strict=True
    ):
        _decide_campaign(page, press, copies, decision, reason)
        press(page.goto, own)
    desk = ModerationDesk(page)
    press(desk.choose_all)
    press(page.get_by_label("Those chosen").select_option, label="Publish")
    press(page.get_by_role("button", name="Decide these together").click)
    expect(page.get_by_role("main")).to_contain_text(f"{OTHERS} comments will change")
    press(page.locator("[data-desk-submit]").click)
    page.goto(own)
    expect(page.get_by_role("heading", level=1)).to_have_text("0 to review")
    assert press.number <= MOST_ACTIONS
    states = scripted.site.rows(
        "SELECT comments.state, count(*) FROM comments JOIN subjects ON subjects.id = comments.subject_id"
        " JOIN assemblies ON assemblies.id = subjects.assembly_id"
        f" WHERE assemblies.slug = '{slug}' GROUP BY comments.state"
    )
    assert dict(states) == {"rejected": COPIES[0] + COPIES[1], "published": COPIES[2] + OTHERS}
