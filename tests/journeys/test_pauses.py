"""An officer pauses comments while somebody is writing; the words wait, and are sent when the pause is over."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.browsing import Browsing
from tests.journeys.keeping import body_of, new_words
from tests.journeys.pages.comments import CommentForm, Receipt
from tests.journeys.pages.council import CouncilDesk
from tests.journeys.pages.public import RecommendationPage
from tests.journeys.site import OFFICER

TODAY = date.today()  # noqa: DTZ011 - the browser and the demo take the machine's own day too
REASON = "Somebody is sending very many unwanted messages."


def test_words_that_a_pause_met_are_kept_and_sent_when_it_is_over(browsing: Browsing, assembly: str) -> None:
    desk = CouncilDesk(browsing.staff(OFFICER), assembly)
    reference = desk.write_recommendation("Open the library on Sundays", "Open it from ten to four.")
    desk.publish_recommendation()
    desk.open_consultation(TODAY + timedelta(days=14))
    writer, words = browsing.visitor(), new_words()
    page = RecommendationPage(writer, assembly, reference)
    page.open().comment_on_the_whole()
    form = CommentForm(writer)
    form.write(words, email="writer@example.com", name="Nell")

    desk.pause_comments(REASON, TODAY + timedelta(days=3))
    with writer.expect_response(lambda response: response.request.method == "POST") as sent:
        form.send()
    assert sent.value.status == 409
    main = writer.get_by_role("main")
    for said in ("Comments are paused until", f"Reason: {REASON}", "nothing is lost", words):
        expect(main).to_contain_text(said)
    page.open()
    expect(main).to_contain_text("Comments are paused until")
    expect(writer.get_by_role("link", name="Comment on the whole draft")).to_have_count(0)
    writer.goto(f"/assemblies/{assembly}/")
    expect(main).to_contain_text(f"Reason: {REASON}")

    desk.end_pause()
    page.open().comment_on_the_whole()
    if browsing.script:
        expect(body_of(writer)).to_have_value(words)
    else:
        body_of(writer).fill(words)
    writer.get_by_label("Your email address").fill("writer@example.com")
    form.send()
    Receipt(writer).says(Receipt.WAITS_FOR_AUTHOR)
    expect(writer.locator("[data-sent-words]")).to_have_text(words)
    writer.goto(f"/assemblies/{assembly}/")
    expect(main).to_contain_text("When comments were paused")


def test_ready_words_for_a_reason_come_before_what_was_typed(scripted: Browsing) -> None:
    page = scripted.staff(OFFICER)
    page.goto("/council/fenbury-high-street/pause")
    page.get_by_label("Reason").fill("Ask us by phone.")
    page.get_by_label("Day").fill("24")
    ready = page.locator("a[data-ready]")
    for number in (0, 1):
        ready.nth(number).click()
    words = [ready.nth(number).get_attribute("data-ready") or "" for number in (0, 1)]
    expect(page.get_by_label("Reason")).to_have_value(f"{words[1]}\n\n{words[0]}\n\nAsk us by phone.")
    expect(page.get_by_label("Day")).to_have_value("24")
    page.get_by_label("Reason").fill("")
    ready.nth(0).click()
    ready.nth(1).click()
    # Ready words alone give way to others.
    expect(page.get_by_label("Reason")).to_have_value(words[1])
    expect(page.get_by_label("Reason")).to_be_focused()
