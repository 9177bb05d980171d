"""From the officer's upload to the resident's reading: evidence published at a set time, found by what was said."""

from __future__ import annotations

import re
import secrets
import time
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from app.core.clock import LONDON
from tests.journeys.browsing import Browsing
from tests.journeys.keyboard import go_by_tab
from tests.journeys.pages.council import CouncilDesk
from tests.journeys.pages.public import Search
from tests.journeys.site import OFFICER

ASSEMBLY = "fenbury-high-street"
SESSIONS = f"/assemblies/{ASSEMBLY}/evidence/sessions/"
FILES = Path("app/imports/samples/fenbury/files")
SPOKEN = "six up, two down, three we do not know"
# A set time is a whole minute, so it is at most this many seconds away.
UNTIL_THE_MINUTE = 150


def test_a_resident_searches_a_spoken_phrase_lands_on_its_moment_and_sees_who_cites_it(
    browsing: Browsing,
) -> None:
    page = browsing.visitor()
    results = Search(page).ask(f"“{SPOKEN}”")
    results.get_by_role("link", name="Shops, stalls, rents and takings").first.click()
    expect(page).to_have_url(re.compile(rf"{SESSIONS}s2/#t=860$"))
    moment = page.locator(":target")
    expect(moment).to_contain_text("Six up, two down, three we do not know.")
    expect(moment).to_be_in_viewport()
    passage = page.locator(".passage", has=moment)
    passage.get_by_role("link", name="Recommendation 4").click()
    expect(page).to_have_url(re.compile(f"/assemblies/{ASSEMBLY}/recommendations/4/"))
    # And back: the recommendation leads to the very moment.
    page.locator(f"main a[href$='{SESSIONS}s2/#t=860']").first.click()
    expect(page.locator(":target")).to_contain_text("Six up, two down, three we do not know.")
    assert page.context.cookies() == []


def test_the_found_moment_can_be_reached_by_keyboard_on_a_phone(plain: Browsing) -> None:
    page = plain.visitor(viewport={"width": 320, "height": 640})
    Search(page).ask(f'"{SPOKEN}"')
    link = page.get_by_role("main").get_by_role("link", name="Shops, stalls, rents and takings").first
    go_by_tab(page, link)
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_be_in_viewport()


def test_the_recording_and_the_text_follow_each_other(scripted: Browsing) -> None:
    page = scripted.visitor()
    page.goto(f"{SESSIONS}s4/")
    player = page.locator("audio")
    passage = page.locator(".passage").nth(2)
    passage.locator("a.moment").click()
    starts = int((page.url.rsplit("t=", 1)[1]).split(".")[0])
    page.wait_for_function("starts => document.querySelector('audio').currentTime >= starts", arg=starts)
    player.evaluate("audio => audio.pause()")
    expect(passage.locator("[aria-current], .is-spoken, .spoken").first).to_be_visible()


def test_a_recording_elsewhere_is_a_link_that_says_so_and_nothing_of_it_is_loaded(browsing: Browsing) -> None:
    page = browsing.visitor()
    page.goto(f"{SESSIONS}s2/")
    link = page.get_by_role("main").locator("a[href^='https://video.fenbury.example/']")
    expect(link).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("video.fenbury.example")
    assert page.locator("iframe, embed, object").count() == 0


def test_an_officer_publishes_a_session_at_a_set_time_and_what_was_said_is_found(
    browsing: Browsing, assembly: str
) -> None:
    desk, readers = CouncilDesk(browsing.staff(OFFICER), assembly), browsing.visitor()
    word = f"tramline{secrets.token_hex(3)}"
    title = f"How trams ran {word[-6:]}"
    desk.write_session(title, datetime.now(LONDON).date() - timedelta(days=3))
    session = desk.page.url
    desk.add_speaker("Dr Ann Reid", "transport planner", "University of Fenbury", "Advises the tram museum.")
    desk.page.goto(session)
    desk.add_file(FILES / "who-decides-what.pdf", "The slides")
    desk.page.goto(session)
    desk.write_transcript(
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Dr Ann Reid>Good morning.\n\n"
        f"00:12:34.000 --> 00:12:40.000\n<v Dr Ann Reid>The last {word} was lifted in 1949.\n"
    )
    desk.says(f"The last {word} was lifted in 1949.")

    at = _next_minute()
    desk.page.goto(session)
    desk.publish_at(at)
    public = desk.page.url.replace("/council/", "/assemblies/")
    desk.says("Will be published")
    assert readers.goto(public).status == 404  # type: ignore[union-attr]
    expect(Search(readers).ask(word)).not_to_contain_text(title)

    _wait_until_public(readers, public)
    results = Search(readers).ask(f"“{word} was lifted”")
    results.get_by_role("link", name=title).first.click()
    expect(readers).to_have_url(re.compile("#t=754$"))
    expect(readers.locator(":target")).to_contain_text(f"The last {word} was lifted in 1949.")
    main = readers.get_by_role("main")
    expect(main).to_contain_text("Advises the tram museum.")
    with readers.expect_download() as download:
        main.get_by_role("link", name="The slides").first.click()
    assert download.value.path().read_bytes() == (FILES / "who-decides-what.pdf").read_bytes()


def test_a_file_that_is_not_what_it_says_is_refused_and_the_words_stay(
    browsing: Browsing, assembly: str
) -> None:
    desk = CouncilDesk(browsing.staff(OFFICER), assembly)
    desk.write_session("How buses ran", datetime.now(LONDON).date() - timedelta(days=3))
    session = desk.page.url
    desk.page.get_by_role("link", name="Add a file").click()
    false_pdf = FilePayload(
        name="slides.pdf", mimeType="application/pdf", buffer=(FILES / "heat-chart.png").read_bytes()
    )
    desk.page.locator("input[type=file]").set_input_files(false_pdf)
    desk.page.get_by_label("What it is").fill("The slides of the day")
    desk.press("Add the file")
    expect(desk.page.get_by_role("alert")).to_contain_text("PNG")
    expect(desk.page.get_by_label("What it is")).to_have_value("The slides of the day")
    desk.page.goto(session)
    expect(desk.page.get_by_role("main")).not_to_contain_text("The slides of the day")


def test_a_corrected_file_keeps_its_former_version_in_reach_and_a_page_taken_down_leaves_its_trace(
    browsing: Browsing, assembly: str
) -> None:
    desk, readers = CouncilDesk(browsing.staff(OFFICER), assembly), browsing.visitor()
    desk.write_session("How bikes ran", datetime.now(LONDON).date() - timedelta(days=3))
    session = desk.page.url
    desk.add_file(FILES / "shops-first.csv", "The shops as a table")
    desk.page.goto(session)
    desk.press("Publish the session")
    desk.replace_file("The shops as a table", FILES / "shops.csv", "Two shops were counted twice.")
    public = session.replace("/council/", "/assemblies/")
    readers.goto(public)
    main = readers.get_by_role("main")
    expect(main).to_contain_text("Two shops were counted twice.")
    former = main.locator("a[href*='/evidence/files/'][href*='/1/']").first
    answer = readers.request.get(str(former.get_attribute("href")))
    assert answer.body() == (FILES / "shops-first.csv").read_bytes()

    desk.page.goto(session)
    desk.page.get_by_role("link", name="Take it down").click()
    desk.page.get_by_label("Why you take it down").fill("A neighbour is named in it.")
    desk.page.get_by_label("No, the title itself must not be read").check()
    desk.press("Take it down")
    readers.goto(public)
    expect(main).to_contain_text("A neighbour is named in it.")
    expect(main).not_to_contain_text("How bikes ran")
    assert readers.request.get(str(answer.url)).status == 404


def _next_minute() -> datetime:
    """A whole minute that is still ahead when a form is sent in the next seconds."""
    return (datetime.now(LONDON) + timedelta(seconds=80)).replace(second=0, microsecond=0)


def _wait_until_public(page: Page, address: str) -> None:
    """Look again and again, as an impatient reader does, until the page is there."""
    until = time.monotonic() + UNTIL_THE_MINUTE
    while page.goto(address).status != 200:  # type: ignore[union-attr]
        assert time.monotonic() < until, "It should have been public by now."
        page.wait_for_timeout(1000)
