"""Officers publish evidence and drafts, run the consultation, answer, promise and report."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.browsing import Browsing
from tests.journeys.pages.comments import CommentForm, Receipt
from tests.journeys.pages.council import CouncilDesk
from tests.journeys.pages.public import RecommendationPage
from tests.journeys.site import OFFICER, SECOND_OFFICER

TODAY = date.today()  # noqa: DTZ011 - the browser and the demo take the machine's own day too
COUNCIL = "Fenbury Borough Council"


def test_an_officer_publishes_a_session_with_its_evidence(browsing: Browsing, assembly: str) -> None:
    desk, readers = CouncilDesk(browsing.staff(OFFICER), assembly), browsing.visitor()
    desk.write_session("How buses run", TODAY - timedelta(days=20))
    desk.press("Publish the session")
    desk.says("Published on")
    desk.write_evidence(
        "Bus times in one table", "How buses run", "## Every bus\n\n- the **7** at eight\n- the 9"
    )
    readers.goto(f"/assemblies/{assembly}/evidence/")
    expect(readers.get_by_role("main")).not_to_contain_text("Bus times in one table")
    desk.press("Publish the evidence")
    desk.says("Published on")
    readers.goto(f"/assemblies/{assembly}/evidence/")
    readers.get_by_role("link", name="Bus times in one table").first.click()
    expect(readers.get_by_role("main")).to_contain_text("the 7 at eight")


def test_a_consultation_opens_and_closes_and_who_was_writing_gets_the_words_back(
    browsing: Browsing, assembly: str
) -> None:
    desk = CouncilDesk(browsing.staff(OFFICER), assembly)
    reference = desk.write_recommendation(
        "Open the library on Sundays", "Open it from ten to four.\n\nStaff it with volunteers."
    )
    writer = browsing.visitor()
    page = RecommendationPage(writer, assembly, reference)
    assert writer.goto(page.path).status == 404  # type: ignore[union-attr]
    desk.publish_recommendation()
    page.open()
    expect(writer.get_by_role("main")).to_contain_text("Staff it with volunteers.")
    expect(writer.get_by_role("link", name="Comment on the whole draft")).to_have_count(0)

    desk.open_consultation(TODAY + timedelta(days=14))
    page.open().comment_on_clause(f"{reference}.2")
    form = CommentForm(writer)
    form.write("Not volunteers: pay them.", email="writer@example.com", stance="I am against it", name="Nell")
    desk.close_consultation()
    with writer.expect_response(lambda response: response.request.method == "POST") as sent:
        form.send()
    assert sent.value.status == 409
    expect(writer.get_by_role("main")).to_contain_text("Not volunteers: pay them.")
    expect(writer.get_by_role("main")).to_contain_text("closed")

    desk.open_consultation(TODAY + timedelta(days=14))
    page.open().comment_on_the_whole()
    form.write("Not volunteers: pay them.", email="writer@example.com")
    form.send()
    Receipt(writer).says(Receipt.WAITS_FOR_AUTHOR)


def test_an_answer_is_published_by_another_officer_and_its_commitment_is_followed_up(
    browsing: Browsing, assembly: str
) -> None:
    desk = CouncilDesk(browsing.staff(OFFICER), assembly)
    reference = desk.write_recommendation("Plant a tree in every street", "One tree in each street by 2030.")
    desk.publish_recommendation()
    desk.write_answer(reference, "Trees cool the streets.\n\nWe have the money.", TODAY)
    draft = desk.page.url
    desk.press("Send it for approval")
    desk.says("It waits for approval now.")
    desk.page.goto(draft)
    desk.says("It waits for another officer")
    expect(desk.page.get_by_role("button", name="Publish the answer")).to_have_count(0)
    readers = browsing.visitor()
    page = RecommendationPage(readers, assembly, reference).open()
    expect(readers.get_by_role("main")).not_to_contain_text("Trees cool the streets.")
    colleague = CouncilDesk(browsing.staff(SECOND_OFFICER), assembly)
    colleague.page.goto(draft)
    colleague.press("Publish the answer")
    colleague.says("The answer is published.")
    page.open()
    expect(readers.get_by_role("main")).to_contain_text("Trees cool the streets.")

    trees = "Plant the first forty trees"
    desk.promise(reference, trees, TODAY + timedelta(days=60))
    desk.begin_report(trees)
    desk.report("Delayed", "The nursery has none left.")
    summary = desk.page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(desk.page.locator("textarea[name=text]")).to_have_value("The nursery has none left.")
    later = TODAY + timedelta(days=200)
    desk.report("Delayed", "The nursery has none left.", reason="The frost killed them.", new_due_on=later)
    desk.says("The report is published.")
    page.open()
    expect(readers.get_by_role("main")).to_contain_text("The frost killed them.")

    desk.begin_report(trees)
    desk.report("Delivered", "Forty trees stand.")
    expect(desk.page.get_by_role("alert").get_by_role("link")).not_to_have_count(0)
    desk.report("Delivered", "Forty trees stand.", evidence="https://council.example/trees")
    desk.says("The report is published.")
    page.open()
    expect(readers.get_by_role("main")).to_contain_text("Forty trees stand.")


def test_a_session_that_has_ended_gives_an_officer_the_words_back(browsing: Browsing, assembly: str) -> None:
    page = browsing.staff(OFFICER)
    page.goto(f"/council/{assembly}/recommendations/new")
    page.get_by_label("Title").fill("A bench at every stop")
    page.get_by_label("Text", exact=True).fill("Nobody should have to stand.")
    page.context.clear_cookies()
    with page.expect_response(lambda response: response.request.method == "POST") as sent:
        page.get_by_role("button", name="Save and look at it").click()
    assert sent.value.status == 401
    expect(page.get_by_role("main")).to_contain_text("A bench at every stop")
    expect(page.get_by_role("main")).to_contain_text("Nobody should have to stand.")
    expect(page.get_by_role("main").get_by_role("link", name="Sign in")).to_be_visible()
