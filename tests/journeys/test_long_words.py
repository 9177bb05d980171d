"""A web address or a word without a blank breaks wherever it stands: no page scrolls sideways."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.browsing import PHONE, Browsing, too_wide
from tests.journeys.hands import Mouse
from tests.journeys.pages.administration import AdministratorDesk
from tests.journeys.pages.chain import AnswersDesk, DraftingDesk, ThemeDesk
from tests.journeys.pages.comments import CommentForm, Confirming
from tests.journeys.pages.council import CouncilDesk
from tests.journeys.pages.mailbox import Mailbox
from tests.journeys.pages.moderation import ModerationDesk
from tests.journeys.site import ADMINISTRATOR, MODERATOR, OFFICER

TODAY = date.today()  # noqa: DTZ011 - the browser and the demo take the machine's own day too
ADDRESS = "https://fenbury.moderngov.example/ieListDocuments.aspx?CId=136&MId=4567&Ver=4"
BEGINNING = "Please weigh this:"
WORD = "Longestwordofall" * 18 + "longestworda"
TABLET = {"width": 768, "height": 1024}
# What an A4 page holds between its margins, in CSS pixels.
PAPER = {"width": 673, "height": 986}


def _text(first: str) -> str:
    """Paragraphs with an address and with a word of 300 letters, of which the first begins with these words."""
    return (
        f"{first} The council reads the [report]({ADDRESS}).\n\nIt weighs {WORD} too.\n\n- {WORD}\n- Short."
    )


def _assembly_with_long_words(people: Browsing) -> tuple[str, str, str]:
    """An assembly all of whose texts hold long words. Returns its slug, the recommendation and a comment's receipt."""
    admin = AdministratorDesk(people.staff(ADMINISTRATOR))
    learning = {"learning": (TODAY - timedelta(days=30), TODAY - timedelta(days=1))}
    slug = admin.make_assembly("Fenbury Borough Council", f"Long {secrets.token_hex(3)}", learning)
    admin.publish_assembly()
    council = CouncilDesk(people.staff(OFFICER), slug)
    reference = council.write_recommendation(f"Weigh {WORD[:150]}", _text("Then."))
    council.publish_recommendation()
    council.open_consultation(TODAY + timedelta(days=14))
    receipt = _comment(people, f"/assemblies/{slug}/recommendations/{reference}/comment?clause={reference}.2")
    hand = Mouse(council.page)
    ThemeDesk(hand, slug).label(BEGINNING, f"About {WORD[:60]}")
    drafting = DraftingDesk(hand, slug, reference)
    drafting.write_next(_text("Now."), f"Since {WORD}")
    drafting.note_on_paragraph(1, f"Since {ADDRESS}")
    drafting.publish()
    answers = AnswersDesk(hand, slug)
    answers.open_one(BEGINNING)
    answers.say_changed(f"{reference}.1", f"See {ADDRESS} and {WORD}")
    drafting.write_next(_text("Next."), f"Once more {WORD}")
    return slug, reference, receipt


def _comment(people: Browsing, form: str) -> str:
    page, email = people.visitor(), f"long-{secrets.token_hex(4)}@example.com"
    page.goto(form)
    CommentForm(page).write(f"{BEGINNING} {ADDRESS}\n\n{WORD}", email=email, name=WORD[:60])
    CommentForm(page).send()
    receipt = page.url
    page.goto(Mailbox(people.visitor(), email).letter("Confirm your comment").link("/confirm/"))
    Confirming(page).press("Yes, this is my comment")
    ModerationDesk(people.staff(MODERATOR)).find(BEGINNING).decide("Publish")
    return receipt


def _wide_lines(page: Page, address: str) -> list[str]:
    """What sticks out on a phone, on a tablet and on paper."""
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text(WORD[:50])
    found = []
    for size, media in ((PHONE, "screen"), (TABLET, "screen"), (PAPER, "print")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(media=media)  # type: ignore[arg-type]
        found += [f"{address} {media}: {line}" for line in too_wide(page)]
    page.emulate_media(media="screen")
    return found


def test_long_words_break_on_every_page_that_shows_them(plain: Browsing) -> None:
    slug, reference, receipt = _assembly_with_long_words(plain)
    public, desk = f"/assemblies/{slug}/", f"/council/{slug}/"
    text = f"{public}recommendations/{reference}/"
    texts_of_desk = f"{desk}recommendations/{reference}/"
    anybody, officer = plain.visitor(), plain.staff(OFFICER)
    read_by_all = (
        public,
        f"{public}recommendations/",
        text,
        f"{text}versions/",
        f"{text}versions/1/",
        f"{text}versions/1/compare/2/",
        f"{text}comments/",
        f"{text}comment?clause={reference}.2",
        f"{public}changes/",
        f"{public}themes/",
        f"/search?q={WORD[:16]}",
        receipt,
    )
    read_by_officers = (
        f"{desk}recommendations/",
        f"{texts_of_desk}preview",
        f"{texts_of_desk}match",
        f"{desk}themes/label/?theme=all",
        f"{desk}answers/?show=answered",
        f"{desk}pack/",
    )
    wrong = [line for address in read_by_all for line in _wide_lines(anybody, address)]
    wrong += [line for address in read_by_officers for line in _wide_lines(officer, address)]
    assert not wrong, "\n".join(wrong)
