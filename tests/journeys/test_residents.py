"""A resident reads, comments, confirms, agrees, reports and follows."""

from __future__ import annotations

import re
import secrets
import urllib.request

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browsing import PHONE, Browsing, browsers, too_wide
from tests.journeys.keyboard import go_by_tab, has_visible_focus
from tests.journeys.pages.comments import CommentForm, Confirming, FollowForm, Receipt, ReportForm
from tests.journeys.pages.council import CouncilDesk
from tests.journeys.pages.mailbox import Mailbox
from tests.journeys.pages.moderation import ModerationDesk
from tests.journeys.pages.public import AssemblyPages, Home, RecommendationPage, Search
from tests.journeys.site import MODERATOR, OFFICER, Site

ASSEMBLY = "fenbury-high-street"


def some_words(about: str) -> str:
    """A comment that no other journey writes."""
    return f"{about} ({secrets.token_hex(4)})"


def test_a_resident_finds_a_draft_comments_and_confirms_and_a_moderator_publishes(browsing: Browsing) -> None:
    words = some_words("The market was never busier than on a Saturday.")
    email = f"reader-{secrets.token_hex(4)}@example.com"
    page = browsing.visitor()
    Home(page).open().read_what_is_open()
    assembly = AssemblyPages(page, ASSEMBLY)
    assembly.go_to("Overview")
    assembly.go_to("Evidence")
    assembly.choose("What a market needs")
    expect(page.get_by_role("heading", level=1)).to_have_text("What a market needs")
    assembly.go_to("Recommendations")
    assembly.choose("Keep the market square free of cars every Saturday")
    RecommendationPage(page, ASSEMBLY, "1").comment_on_clause("1.1")
    form = CommentForm(page)
    assert form.chosen_clause == "1.1"
    form.write(words, email=email, stance="I support it", name="Rosalind")
    form.send()

    receipt = Receipt(page)
    receipt.says(Receipt.WAITS_FOR_AUTHOR)
    expect(page.get_by_role("main")).to_contain_text(words)
    mine = page.url
    assert page.context.cookies() == []

    letter = Mailbox(browsing.visitor(), email).letter("Confirm your comment")
    assert words in letter.text
    # A mail scanner opens the link before its owner does; that confirms nothing.
    scanner = browsing.visitor()
    scanner.goto(letter.link("/confirm/"))
    page.goto(mine)
    receipt.says(Receipt.WAITS_FOR_AUTHOR)
    page.goto(letter.link("/confirm/"))
    Confirming(page).press("Yes, this is my comment")
    receipt.says(Receipt.WAITS_FOR_MODERATOR)

    recommendation = RecommendationPage(browsing.visitor(), ASSEMBLY, "1").open()
    expect(recommendation.page.get_by_role("main")).not_to_contain_text(words)
    ModerationDesk(browsing.staff(MODERATOR)).find(words).decide("Publish")
    recommendation.open()
    shown = recommendation.comment_that_says(words)
    expect(shown.where).to_contain_text("Rosalind")
    expect(shown.where).to_contain_text("on 1.1")
    page.goto(mine)
    receipt.says(Receipt.PUBLISHED)
    assert "is published" in Mailbox(browsing.visitor(), email, browsing.site).letter("is published").subject


def test_names_and_words_without_a_blank_scroll_no_page_sideways(plain: Browsing) -> None:
    mark = secrets.token_hex(4)
    name, words, email = "W" * 80, f"Long {mark} {'M' * 400}", f"wide-{mark}@example.com"
    page = plain.visitor(viewport=PHONE)
    form = f"/assemblies/{ASSEMBLY}/recommendations/3/"
    page.goto(f"{form}comment")
    CommentForm(page).write(words, email=email, name=name)
    CommentForm(page).send()
    mine = page.url
    page.goto(Mailbox(plain.visitor(), email).letter("Confirm your comment").link("/confirm/"))
    assert too_wide(page) == []
    Confirming(page).press("Yes, this is my comment")
    ModerationDesk(plain.staff(MODERATOR)).find(mark).decide("Publish")
    page.goto(f"{form}comments/")
    number = page.get_by_role("article").filter(has_text=mark).get_attribute("id")
    assert number
    comment = number.removeprefix("comment-")
    for address in (
        mine,
        f"{mine}/edit",
        f"{mine}/withdraw",
        form,
        f"{form}comments/",
        f"{form}comment?reply_to={comment}",
        f"/comments/{comment}/agree",
        f"/comments/{comment}/agreed",
        f"/comments/{comment}/report",
        f"/search?q={mark}",
        "/",
    ):
        page.goto(address)
        assert too_wide(page) == [], address


@pytest.mark.postgresql
def test_a_comment_goes_all_the_way_on_postgresql(postgresql_site: Site, chromium: Browser) -> None:
    words = some_words("The same must hold on the larger database.")
    with browsers(postgresql_site, chromium, script=False) as people:
        page = people.visitor()
        RecommendationPage(page, ASSEMBLY, "1").open().comment_on_the_whole()
        CommentForm(page).write(words, email="postgresql@example.com", stance="I support it")
        CommentForm(page).send()
        mine = page.url
        page.goto(
            Mailbox(people.visitor(), "postgresql@example.com")
            .letter("Confirm your comment")
            .link("/confirm/")
        )
        Confirming(page).press("Yes, this is my comment")
        ModerationDesk(people.staff(MODERATOR)).find(words).decide("Publish")
        shown = RecommendationPage(people.visitor(), ASSEMBLY, "1").open().comment_that_says(words)
        expect(shown.where).to_be_visible()
        expect(Search(people.visitor()).ask(words)).to_contain_text(words)
        page.goto(mine)
        Receipt(page).says(Receipt.PUBLISHED)


def test_a_form_that_is_refused_leads_to_the_mistake_and_keeps_every_word(browsing: Browsing) -> None:
    words = some_words("I would pay for the first hour.")
    page = browsing.visitor()
    RecommendationPage(page, ASSEMBLY, "7").open().comment_on_the_whole()
    CommentForm(page).write(words, email="not an address", stance="I am against it", name="Wilf")
    CommentForm(page).send()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Enter an email address like name@example.com.")
    expect(page.get_by_label("Your comment")).to_have_value(words)
    expect(page.get_by_label("I am against it")).to_be_checked()
    expect(page.get_by_label("Your name")).to_have_value("Wilf")
    summary.get_by_role("link").click()
    expect(page.get_by_label("Your email address")).to_be_focused()
    page.get_by_label("Your email address").fill("wilf@example.com")
    CommentForm(page).send()
    Receipt(page).says(Receipt.WAITS_FOR_AUTHOR)


def test_a_reader_replies_to_a_comment(browsing: Browsing) -> None:
    words = some_words("I was there too, and saw the same.")
    page = browsing.visitor()
    recommendation = RecommendationPage(page, ASSEMBLY, "2").open()
    first = page.get_by_role("article").first
    first.get_by_role("link", name="Reply").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reply to a comment")
    CommentForm(page).write(words, email="replies@example.com")
    CommentForm(page).send()
    Receipt(page).says(Receipt.WAITS_FOR_AUTHOR)
    expect(recommendation.page.get_by_role("main")).to_contain_text(words)


def test_agreeing_happens_on_the_spot_with_script_and_counts_a_browser_once(scripted: Browsing) -> None:
    page = scripted.visitor()
    recommendation = RecommendationPage(page, ASSEMBLY, "4").open()
    comment = recommendation.first_comment()
    before, here = comment.agrees, page.url
    comment.press("Agree")
    expect(comment.where).to_contain_text("You agree")
    assert page.url == here
    recommendation.open()
    again = recommendation.comment_with_id(comment_id := comment.id)
    expect(again.where).to_contain_text("You agree")
    assert again.agrees >= before + 1
    # The server counts this browser once, even where its memory was cleared.
    page.evaluate("localStorage.clear()")
    recommendation.open()
    again = recommendation.comment_with_id(comment_id)
    counted = again.agrees
    again.press("Agree")
    expect(again.where).to_contain_text("You agree")
    recommendation.open()
    again = recommendation.comment_with_id(comment_id)
    assert again.agrees == counted
    # A second press takes it back.
    again.press("You agree")
    expect(again.where).not_to_contain_text("You agree")
    recommendation.open()
    again = recommendation.comment_with_id(comment_id)
    expect(again.where).not_to_contain_text("You agree")
    assert again.agrees == counted - 1


def test_a_double_click_agrees_or_takes_back_once_and_stays_on_the_page(scripted: Browsing) -> None:
    page = scripted.visitor()
    recommendation = RecommendationPage(page, ASSEMBLY, "4").open()
    comment = recommendation.first_comment()
    before, here, comment_id = comment.agrees, page.url, comment.id
    for number, is_counted in ((before + 1, True), (before, False)):
        button = page.locator(f"a[data-agree='{comment_id}']").first
        # With an answer that comes between the two clicks, and with one that comes after both.
        button.dblclick(delay=0 if is_counted else 200)
        expect(button.locator(".agree-number")).to_have_text(str(number))
        expect(button.locator(".agree-word")).to_have_text("You agree" if is_counted else "Agree")
        page.wait_for_timeout(500)
        assert page.url == here
        recommendation.open()
        assert recommendation.comment_with_id(comment_id).agrees == number
        expect(button.locator(".agree-word")).to_have_text("You agree" if is_counted else "Agree")


def test_agreeing_is_a_page_with_one_button_without_script(plain: Browsing) -> None:
    page = plain.visitor()
    recommendation = RecommendationPage(page, ASSEMBLY, "4").open()
    comment = recommendation.first_comment()
    comment_id, before = comment.id, comment.agrees
    comment.press("Agree")
    assert page.context.cookies() == []
    page.get_by_role("main").get_by_role("button", name="Agree").click()
    expect(page.get_by_role("heading", name="You agree with this comment")).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["moothall_browser"]
    page.get_by_role("link", name="Back to the comment").click()
    again = recommendation.comment_with_id(comment_id)
    assert again.agrees >= before + 1
    again.press("Agree")
    expect(page.get_by_role("heading", level=1)).to_have_text("You agree with this comment already")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You took your agreement back")


def test_a_reported_comment_is_marked_at_the_desk(browsing: Browsing) -> None:
    page = browsing.visitor()
    recommendation = RecommendationPage(page, ASSEMBLY, "3").open()
    comment = recommendation.first_comment()
    comment_id = comment.id
    comment.press("Report")
    why = some_words("This belongs to the buses.")
    ReportForm(page).send("It is about something else", why)
    page.get_by_role("link", name="Go to the comment").click()
    expect(recommendation.comment_with_id(comment_id).where).to_be_visible()

    desk = browsing.staff(MODERATOR)
    desk.goto(f"/moderation/comments/{comment_id}")
    reports = desk.get_by_role("region", name=re.compile("reports? by"))
    expect(reports).to_contain_text(why)
    expect(desk.locator(".queue-item[aria-current]")).to_contain_text("Reported")


def test_a_follower_confirms_hears_the_news_and_stops_the_letters_with_one_click(browsing: Browsing) -> None:
    mark = secrets.token_hex(4)
    email, title = f"follower-{mark}@example.com", f"What the shopkeepers say {mark}"
    page = browsing.visitor()
    AssemblyPages(page, ASSEMBLY).open().go_to("Follow")
    FollowForm(page).ask(email)
    mailbox = Mailbox(browsing.visitor(), email)
    page.goto(mailbox.letter("Confirm that you want to follow").link("/confirm/"))
    Confirming(page).press("Yes, write to me")
    expect(page.get_by_role("heading", name="You follow")).to_be_visible()

    desk = CouncilDesk(browsing.staff(OFFICER), ASSEMBLY)
    desk.write_evidence(title, "No session", "They would like to stay.")
    desk.press("Publish the evidence")
    letter = mailbox.letter(mark)
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in letter.headers
    assert f"List-Unsubscribe: <{letter.link('/unsubscribe/')}>" in letter.headers
    page.goto(letter.link("/assemblies/"))
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()

    # A mail program posts this, and nothing else, when its reader presses "Unsubscribe".
    stop = letter.link("/unsubscribe/")
    one_click = urllib.request.Request(stop, data=b"List-Unsubscribe=One-Click", method="POST")
    with urllib.request.urlopen(one_click) as answer:
        assert answer.status == 200
    page.goto(stop)
    expect(page.get_by_role("heading", name="You will get no more emails")).to_be_visible()


def test_a_resident_comments_without_script_by_keyboard_alone(plain: Browsing) -> None:
    words = some_words("I cannot use a mouse, and need none.")
    page = plain.visitor()
    page.goto(f"/assemblies/{ASSEMBLY}/recommendations/6/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Comment on the whole draft")
    go_by_tab(page, link)
    assert has_visible_focus(link)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comment on")
    for field, typed in (
        ("Your comment", words),
        ("Your name", "Kit"),
        ("Your email address", "kit@example.com"),
    ):
        if field == "Your name":
            go_by_tab(page, page.get_by_label("I support it", exact=True))
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
            expect(page.get_by_label("I support it with changes")).to_be_checked()
        go_by_tab(page, page.get_by_label(field))
        assert has_visible_focus(page.get_by_label(field))
        page.keyboard.type(typed)
    go_by_tab(page, page.get_by_role("button", name="Send your comment"))
    assert has_visible_focus(page.get_by_role("button", name="Send your comment"))
    page.keyboard.press("Enter")
    Receipt(page).says(Receipt.WAITS_FOR_AUTHOR)
    expect(page.get_by_role("main")).to_contain_text("with changes")
