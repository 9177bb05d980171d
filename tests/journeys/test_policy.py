"""A lead moderator writes the next version of the policy on a phone, and everybody reads it."""

from __future__ import annotations

import re
import secrets

from playwright.sync_api import expect

from tests.journeys.browsing import PHONE, Browsing
from tests.journeys.pages.moderation import PolicyDesk
from tests.journeys.site import LEAD_MODERATOR


def test_a_lead_publishes_the_next_version_from_a_phone(browsing: Browsing) -> None:
    mark = secrets.token_hex(3)
    desk = PolicyDesk(browsing.staff(LEAD_MODERATOR, viewport=PHONE)).open()
    desk.unfold("1. Abuse")
    desk.fill("Rule", "Abuse", f"Do not insult, bully or mock other people. ({mark})")
    desk.add(f"Shouting {mark}", "Do not write in capitals alone.")
    desk.preview(f"A rule on shouting. ({mark})")
    desk.says("This is not published yet.")
    desk.says(f"Shouting {mark}")
    desk.says("it shouts")
    desk.press("Go on changing it")
    # What was typed is there again, and the preview comes back from it.
    expect(desk.page.get_by_label("What changes, and why")).to_have_value(f"A rule on shouting. ({mark})")
    desk.preview(f"A rule on shouting. ({mark})")
    desk.press("Publish version")
    desk.says("The new version of the policy is in force.")

    page = browsing.visitor()
    page.goto("/moderation-policy")
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"mock other people. ({mark})")
    expect(main).to_contain_text(f"A rule on shouting. ({mark})")
    main.get_by_role("link", name=re.compile("word by word")).click()
    expect(page.get_by_role("main")).to_contain_text(f"Shouting {mark}")
    page.goto("/moderation-policy/versions/1")
    expect(page.get_by_role("main")).to_contain_text("This version is no longer in force")
    expect(page.get_by_role("main")).not_to_contain_text(f"people. ({mark})")
