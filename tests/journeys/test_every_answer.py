"""Every page again, without a browser: its HTML is valid, its links lead somewhere, its forms say what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.every_page import NOT_PAGES, ROUTES, Visit, plain, visits
from tests.journeys.reading import CONTROLS, Answer, Reader
from tests.journeys.site import Site

VNU = Path(__file__).resolve().parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# What a form without its fields may answer: refused, or done where nothing more than the button is needed.
FINE = {200, 201, 400, 401, 403, 404, 409, 422}


@pytest.fixture(scope="module")
def readers(prepared: Site) -> dict[str, Reader]:
    """Each person who reads, and under no name the one who has not signed in."""
    return {who: Reader(prepared, who) for who in ("", *prepared.sign_ins)}


@pytest.fixture(scope="module")
def read(prepared: Site, readers: dict[str, Reader]) -> list[tuple[Visit, Answer]]:
    """Every page, as who may see it reads it."""
    found = []
    for route in ROUTES:
        if plain(route.rule.rule) not in NOT_PAGES:
            found += [(visit, readers[visit.who].get(visit.address)) for visit in visits(prepared, route)]
    return found


@pytest.fixture(scope="module")
def refused(readers: dict[str, Reader], read: list[tuple[Visit, Answer]]) -> list[tuple[Visit, Answer]]:
    """What comes back from every form that asks for something and is sent with nothing filled in."""
    sent = set()
    found = []
    for visit, page in read:
        for form in page.contents.forms:
            where = urllib.parse.urljoin(page.address, form.action or page.address)
            if form.method == "post" and form.asks and where not in sent:
                sent.add(where)
                found.append((visit, readers[visit.who].send_empty(page, form)))
    return found


def test_there_is_much_to_read(read: list[tuple[Visit, Answer]], refused: list[tuple[Visit, Answer]]) -> None:
    assert len(read) > 60
    assert len(refused) > 15
    assert [visit.address for visit, answer in read if answer.status != 200] == []


def test_a_form_sent_empty_says_what_is_missing_and_leads_to_it(refused: list[tuple[Visit, Answer]]) -> None:
    wrong = []
    for visit, answer in refused:
        page = answer.contents
        if answer.status not in FINE:
            wrong.append(f"{visit.address}: answers {answer.status}")
        if answer.status == 422 and not page.summary_links:
            wrong.append(f"{visit.address}: refused without a list of what is missing")
        wrong += [
            f"{visit.address}: the list of errors leads to {link}, which is no control"
            for link in page.summary_links
            if page.ids.get(link.removeprefix("#")) not in CONTROLS
        ]
    assert not wrong, "\n".join(wrong)
    assert sum(answer.status == 422 for _, answer in refused) > 20


def internal(page: Answer, site: Site) -> Iterator[tuple[str, str]]:
    """The addresses of the site to which a page leads, each with the part of the page that it names."""
    for link in page.contents.links:
        whole, part = urllib.parse.urldefrag(urllib.parse.urljoin(page.address, link))
        if whole.startswith(f"{site.url}/"):
            # What follows ":~:" names words for the browser to find, not a part of the page.
            yield whole, part.partition(":~:")[0]


def test_every_link_leads_to_a_page_and_to_the_part_that_it_names(
    prepared: Site,
    readers: dict[str, Reader],
    read: list[tuple[Visit, Answer]],
    refused: list[tuple[Visit, Answer]],
) -> None:
    wrong = []
    known: dict[tuple[str, str], tuple[int, str, set[str]]] = {}
    for visit, page in [*read, *refused]:
        own = {*page.contents.ids, ""}
        for whole, part in internal(page, prepared):
            if whole == page.address:
                if part not in own:
                    wrong.append(f"{visit.address}: nothing here is #{part}")
                continue
            if (whole, visit.who) not in known:
                answer = readers[visit.who].get(whole)
                ids = {*answer.contents.ids, ""} if answer.kind == "text/html" else {"", part}
                known[whole, visit.who] = (answer.status, answer.kind, ids)
            status, _, ids = known[whole, visit.who]
            if status >= 400:
                wrong.append(f"{visit.address}: {whole.removeprefix(prepared.url)} answers {status}")
            elif part not in ids:
                wrong.append(f"{visit.address}: nothing at {whole.removeprefix(prepared.url)} is #{part}")
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert len(known) > 100


@pytest.mark.java
def test_every_page_is_valid_html(
    read: list[tuple[Visit, Answer]], refused: list[tuple[Visit, Answer]], tmp_path: Path
) -> None:
    # One page that is wrong on purpose shows that the checker has looked.
    wrong_page = (
        "<!doctype html><html lang=en><title>Wrong</title><p><div id=a></div><div id=a></div></p></html>"
    )
    (tmp_path / "wrong.html").write_text(wrong_page, encoding="utf-8")
    pages = {"wrong.html": "wrong on purpose"}
    for number, (visit, answer) in enumerate([*read, *refused]):
        file = tmp_path / f"{number:03}.html"
        file.write_text(answer.text, encoding="utf-8")
        pages[file.name] = f"{visit.address} ({answer.status})"
    checker = [
        os.environ["JAVA"],
        "-Xss2m",
        "-jar",
        str(VNU),
        "--errors-only",
        "--format",
        "json",
        str(tmp_path),
    ]
    said = subprocess.run(checker, capture_output=True, text=True, check=False).stderr
    messages = json.loads(said)["messages"]
    wrong = {
        f"{pages[message['url'].rsplit('/', 1)[-1]]}: {message['message']} {message.get('extract', '')[:120]!r}"
        for message in messages
    }
    on_purpose = {line for line in wrong if line.startswith("wrong on purpose: ")}
    assert on_purpose
    assert wrong == on_purpose, "\n".join(sorted(wrong - on_purpose))
