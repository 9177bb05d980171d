"""A session is heard and read at once: the recording and its words follow each other, and neither needs the other."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.browsing import PHONE, Browsing
from tests.journeys.keyboard import go_by_tab, has_visible_focus
from tests.journeys.pages.listening import RecordedSession

SESSION = "/assemblies/fenbury-high-street/evidence/sessions/s4/"
# Notes how each scroll of the page's own script was asked for.
NOTE_SCROLLS = """
  window.scrolls = [];
  const scroll = Element.prototype.scrollIntoView;
  Element.prototype.scrollIntoView = function (how) { window.scrolls.push(how.behavior); scroll.call(this, how); };
"""


def _scrolls(page: Page) -> list[str]:
    return list(page.evaluate("window.scrolls"))


def test_an_address_with_a_moment_winds_the_recording_there_and_plays_nothing(scripted: Browsing) -> None:
    session = RecordedSession(scripted.visitor(), SESSION).open("t=126")
    expect(session.words("t=126")).to_be_in_viewport()
    assert session.second == 126
    assert not session.is_playing


def test_on_a_phone_a_moment_comes_with_the_player_and_a_way_to_hear_it(scripted: Browsing) -> None:
    for viewport in (PHONE, {"width": 768, "height": 900}):
        page = scripted.visitor(viewport=viewport)
        session = RecordedSession(page, SESSION).open("t=35")
        expect(page.locator("audio")).to_be_in_viewport(ratio=1)
        expect(session.words("t=35")).to_be_in_viewport()
        play = session.time("00:35")
        expect(play).to_be_in_viewport(ratio=1)
        expect(play.locator(".visually-hidden")).to_have_count(0)
        # Neither lies below the player.
        below = page.locator("#recording").evaluate("frame => frame.getBoundingClientRect().bottom")
        assert play.evaluate("link => link.getBoundingClientRect().top") >= below
        play.click()
        expect(session.spoken).to_have_id("t=35")


def test_only_one_place_is_marked_while_it_plays(scripted: Browsing) -> None:
    page = scripted.visitor()
    session = RecordedSession(page, SESSION).open("t=41")
    washed = (
        "words => words.filter(each => getComputedStyle(each).backgroundColor !== 'rgba(0, 0, 0, 0)')"
        ".map(each => each.id)"
    )
    places = session.transcript.locator("span[id^='t=']")
    assert places.evaluate_all(washed) == ["t=41"]
    page.locator("audio").evaluate("media => { media.currentTime = 51.5; return media.play(); }")
    expect(session.spoken).to_have_id("t=51")
    assert places.evaluate_all(washed) == ["t=51"]
    page.locator("audio").evaluate("media => media.pause()")
    page.evaluate("location.hash = 't=126'")
    expect(session.spoken).to_have_id("t=126")
    assert places.evaluate_all(washed) == ["t=126"]


def test_a_moment_within_a_long_speech_says_who_speaks(browsing: Browsing) -> None:
    page = browsing.visitor(viewport=PHONE)
    page.goto("/assemblies/fenbury-high-street/evidence/sessions/s2/#t=860")
    passage = page.locator(".passage").filter(has=page.locator("[id='t=860']"))
    expect(passage.get_by_text("Dr Helen Marchetti")).to_be_in_viewport()


def test_a_moment_at_which_nobody_begins_leads_to_who_speaks_then(scripted: Browsing) -> None:
    session = RecordedSession(scripted.visitor(), SESSION).open("t=53")
    expect(session.words("t=51")).to_be_in_viewport()
    assert session.second == 53


def test_a_moment_after_the_end_marks_nothing_and_says_where_the_words_end(scripted: Browsing) -> None:
    page = scripted.visitor()
    session = RecordedSession(page, SESSION).open("t=9999")
    expect(session.transcript.get_by_role("status")).to_have_text("This transcript ends at 02:58.")
    expect(session.transcript.get_by_role("status")).to_be_in_viewport()
    expect(session.transcript.locator(".reached, .spoken")).to_have_count(0)
    page.evaluate("location.hash = 't=53'")
    expect(session.transcript.get_by_role("status")).to_have_count(0)
    expect(session.transcript.locator(".reached")).to_have_id("t=51")


def test_a_time_plays_from_there_by_keyboard_too_and_the_words_are_followed(scripted: Browsing) -> None:
    page = scripted.visitor(viewport=PHONE)
    session = RecordedSession(page, SESSION).open()
    time = session.time("00:06")
    go_by_tab(page, time)
    assert has_visible_focus(time)
    page.keyboard.press("Enter")
    expect(session.spoken).to_have_id("t=6")
    assert session.is_playing
    assert page.url.endswith("#t=6")
    session.wind_to(126.2)
    expect(session.spoken).to_have_id("t=126")
    expect(session.spoken).to_be_in_viewport()
    expect(session.spoken).to_have_count(1)
    expect(page.locator("audio")).to_be_in_viewport()


def test_a_reader_who_scrolls_away_is_left_alone_until_asking_to_go_back(scripted: Browsing) -> None:
    page = scripted.visitor()
    session = RecordedSession(page, SESSION).open()
    session.time("00:06").click()
    expect(session.spoken).to_have_id("t=6")
    expect(session.back).to_be_hidden()
    page.mouse.move(400, 400)
    page.mouse.wheel(0, 1500)
    expect(session.back).to_be_visible()
    session.wind_to(14.2)
    expect(session.spoken).to_have_id("t=14")
    expect(session.spoken).not_to_be_in_viewport()
    session.back.click()
    expect(session.spoken).to_be_in_viewport()
    expect(session.back).to_be_hidden()


def test_who_wants_less_motion_gets_no_smooth_scrolling(scripted: Browsing) -> None:
    for wish, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        page = scripted.visitor(reduced_motion=wish)
        page.add_init_script(NOTE_SCROLLS)
        session = RecordedSession(page, SESSION).open()
        session.time("00:06").click()
        session.wind_to(126.2)
        expect(session.spoken).to_have_id("t=126")
        assert set(_scrolls(page)) == {behaviour}


def test_without_script_the_words_are_whole_and_lead_into_the_recording(plain: Browsing) -> None:
    page = plain.visitor(viewport=PHONE)
    session = RecordedSession(page, SESSION).open("t=126")
    expect(session.words("t=126")).to_be_in_viewport()
    into = session.transcript.get_by_role("link", name="Play from here")
    expect(into).to_be_visible()
    address = into.get_attribute("href") or ""
    assert address.endswith(".mp3#t=126")
    assert page.request.get(address.partition("#")[0]).headers["content-type"] == "audio/mpeg"
    expect(session.transcript.get_by_role("link", name="Play from here")).to_have_count(1)


def test_a_recommendation_leads_to_the_moment_and_the_moment_back(browsing: Browsing) -> None:
    page = browsing.visitor()
    page.goto("/assemblies/fenbury-high-street/recommendations/3/")
    page.locator("#evidence ~ ul").get_by_role("link", name="at 00:35").click()
    words = page.locator("[id='t=35']")
    expect(words).to_be_in_viewport()
    expect(words).to_contain_text("They shut at five.")
    page.get_by_role("link", name="Recommendation 3, paragraph 3.1").last.click()
    expect(page).to_have_url("/assemblies/fenbury-high-street/recommendations/3/#clause-3.1")
