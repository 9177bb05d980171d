"""An officer sends files: plainly everywhere, with more comfort where there is script."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.files.models import FileKind
from tests.factories.files import pdf, valid_file
from tests.journeys.browsing import Browsing
from tests.journeys.site import OFFICER

NEW = "/council/fenbury-high-street/evidence/sessions/s2/files/new"
DROP = """({name, text}) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  const field = document.querySelector("[data-upload-field]");
  for (const kind of ["dragover", "drop"])
    field.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder of the officer's computer."""
    (tmp_path / "slides.pdf").write_bytes(pdf(2))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nonsense")
    (tmp_path / "notes.txt").write_bytes(valid_file(FileKind.TXT))
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(101 * 1024 * 1024)
    return tmp_path


def _send(page: Page, label: str, path: Path) -> None:
    page.get_by_label("What it is").fill(label)
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Add the file").click()


def test_a_file_is_refused_at_its_field_then_sent_with_the_words_that_came_back(
    browsing: Browsing, files: Path
) -> None:
    page = browsing.staff(OFFICER)
    label = f"Slides {'with' if browsing.script else 'without'} script"
    page.goto(NEW)
    _send(page, label, files / "broken.pdf")
    expect(page.get_by_role("alert")).to_contain_text("damaged")
    expect(page.get_by_label("What it is")).to_have_value(label)
    expect(page).to_have_title("Error: Add a file - Moothall")
    _send(page, label, files / "slides.pdf")
    expect(page.get_by_role("status").first).to_contain_text(f"“{label}” is added.")
    expect(page.get_by_role("link", name=label).first).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shops, stalls, rents and takings")


def test_a_file_that_is_too_large_is_not_even_sent(scripted: Browsing, files: Path) -> None:
    page = scripted.staff(OFFICER)
    page.goto(NEW)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    _send(page, "The film", files / "film.mp4")
    expect(page.locator("[data-upload-status]")).to_have_text(
        "This file is too large. It can have up to 100\N{NO-BREAK SPACE}MB."
    )
    expect(page.get_by_label("File", exact=True)).to_be_focused()
    assert sent == []


def test_what_was_wrong_with_one_file_is_gone_when_another_is_chosen(scripted: Browsing, files: Path) -> None:
    page = scripted.staff(OFFICER)
    page.goto(NEW)
    _send(page, "", files / "broken.pdf")
    expect(page.locator("#upload-error")).to_contain_text("damaged")
    page.get_by_label("File", exact=True).set_input_files(files / "film.mp4")
    expect(page.locator("#upload-error")).to_have_count(0)
    expect(page.locator("[data-upload-status]")).to_contain_text("too large")
    expect(page.get_by_role("alert")).not_to_contain_text("damaged")
    expect(page.get_by_role("alert")).to_contain_text("Write what it is")
    assert page.get_by_label("File", exact=True).get_attribute("aria-describedby") == "upload-hint"


def test_only_who_can_drop_a_file_is_told_to(scripted: Browsing) -> None:
    page = scripted.staff(OFFICER)
    page.goto(NEW)
    expect(page.locator("[data-upload-drop]")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    expect(page.locator("[data-upload-drop]")).to_be_hidden()


def test_a_file_is_dropped_on_the_field(scripted: Browsing) -> None:
    page = scripted.staff(OFFICER)
    page.goto(NEW)
    page.evaluate(DROP, {"name": "dropped.csv", "text": "stop,minutes\nBridge Street,4\n"})
    expect(page.locator("[data-upload-status]")).to_have_text("Chosen: dropped.csv")
    page.get_by_label("What it is").fill("Dropped figures")
    page.get_by_role("button", name="Add the file").click()
    expect(page.get_by_role("status").first).to_contain_text("“Dropped figures” is added.")


def test_a_broken_connection_is_told_and_all_stays(scripted: Browsing, files: Path) -> None:
    page = scripted.staff(OFFICER)
    page.goto(NEW)
    page.route(
        "**/files/new", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    _send(page, "Notes", files / "notes.txt")
    expect(page.locator("[data-upload-status]")).to_contain_text(
        "The connection broke, and nothing was saved."
    )
    page.unroute("**/files/new")
    page.get_by_role("button", name="Add the file").click()
    expect(page.get_by_role("status").first).to_contain_text("“Notes” is added.")


def test_the_pressed_button_keeps_the_focus_when_things_move(browsing: Browsing) -> None:
    page = browsing.staff(OFFICER)
    page.goto("/council/fenbury-high-street/evidence/sessions/s1/")
    up = page.get_by_role("button", name="Move up: Dr Kwame Boateng")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[id^=up-speakers]").first).to_be_focused()
    expect(page.locator("[id^=up-speakers]").first).to_have_accessible_name("Move up: Dr Kwame Boateng")
    page.get_by_role("button", name="Move down: Dr Kwame Boateng").click()
    expect(page.locator("[id^=down-speakers]").last).to_be_focused()


def test_only_the_speakers_of_the_chosen_session_are_offered(scripted: Browsing) -> None:
    page = scripted.staff(OFFICER)
    page.goto("/council/fenbury-high-street/evidence/new")
    boxes = page.get_by_role("group", name="Who of the speakers gave it")
    expect(boxes).to_be_hidden()
    page.get_by_label("Session").select_option("s1")
    expect(boxes.get_by_role("checkbox", name="Rukhsana Mahmood")).to_be_visible()
    expect(boxes.get_by_role("checkbox", name="Dr Helen Marchetti")).to_be_hidden()
