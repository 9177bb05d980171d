"""What holds for every public page: few queries, little weight, no cookie, a copy that is right until a change."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.assemblies.models import MemberGroup, PhaseKind
from app.core import clock, revisions
from app.evidence.models import Speaker
from app.imports.jobs import import_assembly_files
from app.responses.models import DeliveryStatus
from tests.conftest import Visitor
from tests.factories.accounts import make_account
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import make_item, make_session
from tests.factories.recommendations import add_vote, make_recommendation, make_version
from tests.factories.responses import (
    make_commitment,
    make_compiled_response,
    make_compiled_update,
    make_response,
    make_update,
)
from tests.imports.compiled import IIDP
from tests.queries import counted

MOST_QUERIES = 8
# Pages that gather more nouns than a list does.
MOST_QUERIES_OF = {
    # What is late, so the pauses of the clock.
    "/": 9,
    # How many comments are answered, whether the consultation was finished, and the pauses of the clock.
    "/assemblies/high-street/": 11,
    # What members and followers say, the steps of commitments, the final report and the pauses of the clock.
    "/assemblies/high-street/responses/": 11,
    "/assemblies/high-street/evidence/item-0/": 12,
    "/assemblies/high-street/evidence/sessions/session-0/": 12,
}
HEAVIEST = 60 * 1024
BUILT = Path(__file__).resolve().parents[2] / "static" / "build"

OWN = "/assemblies/high-street/"
RECORD = "/assemblies/old-town/"
PAGES = [
    "/",
    "/assemblies/",
    "/assemblies/?state=open&topic=transport",
    "/answers/",
    "/search",
    "/search?q=bus",
    "/accessibility",
    "/privacy",
    "/terms",
    "/about",
    "/robots.txt",
    "/.well-known/security.txt",
    OWN,
    f"{OWN}evidence/",
    f"{OWN}evidence/?by=speaker",
    f"{OWN}evidence/?by=topic",
    f"{OWN}evidence/?by=kind",
    f"{OWN}evidence/item-0/",
    f"{OWN}evidence/sessions/session-0/",
    f"{OWN}openness/",
    f"{OWN}recommendations/",
    f"{OWN}recommendations/1/versions/",
    f"{OWN}recommendations/1/versions/1/",
    f"{OWN}responses/",
    RECORD,
    f"{RECORD}evidence/",
    f"{RECORD}openness/",
    f"{RECORD}recommendations/",
    f"{RECORD}responses/",
]


def _fill_own(rows: int) -> None:
    """An assembly run here with everything in it, `rows` times."""
    assembly = make_assembly("high-street", consulting=(-7, 7), members=48, topic="transport")
    add_phase(
        assembly, PhaseKind.FINALISING, clock.now() + timedelta(days=8), clock.now() + timedelta(days=9)
    )
    drafter, publisher = make_account("drafter@fenbury.example"), make_account("publisher@fenbury.example")
    for number in range(rows):
        assembly.member_groups.append(MemberGroup(characteristic="Age", label=f"Group {number}", members=9))
        session = make_session(assembly, f"Meeting {number}", record_key=f"session-{number}", topic="buses")
        session.speakers.append(Speaker(position=1, name=f"Speaker {number}"))
        make_item(assembly, f"Item {number}", record_key=f"item-{number}", session=session)
        recommendation = make_recommendation(assembly, f"More buses {number}", number=number + 1)
        make_version(recommendation)
        add_vote(recommendation)
        make_comment(recommendation.subject, "The bus is late.", stance="support")
        two = {"drafted_by": drafter, "published_by": publisher}
        response = make_response(recommendation, **two)
        make_response(recommendation, follows_id=response.id, correction_reason="A wrong date.", **two)
        for _ in range(2):
            make_update(make_commitment(recommendation), DeliveryStatus.IN_PROGRESS.value)


def _fill_record(rows: int) -> None:
    """A compiled record, `rows` times."""
    assembly = make_assembly("old-town", is_compiled=True, started_on="2019-11")
    for number in range(rows):
        make_session(assembly, f"Old meeting {number}", held_on="2019-11")
        recommendation = make_recommendation(
            assembly, f"Old buses {number}", number=number + 1, is_compiled=True
        )
        add_vote(recommendation)
        make_compiled_response(recommendation)
        make_compiled_update(recommendation)


@pytest.fixture
def site(session: Session) -> Callable[[int], None]:
    """Fill the site with so many of everything."""

    def fill(rows: int) -> None:
        _fill_own(rows)
        _fill_record(rows)
        session.commit()

    return fill


def test_a_page_takes_few_queries_and_none_for_each_row(client: Visitor, site: Callable[[int], None]) -> None:
    site(9)
    for page in PAGES:
        with counted() as queries:
            answer = client.get(page)
        assert (page, answer.status_code) == (page, 200)
        assert len(queries) <= MOST_QUERIES_OF.get(page, MOST_QUERIES), f"{page}: {queries}"
        # One version beside the current one reads clauses twice; row by row would be nine times.
        assert max(queries.repeated.values(), default=0) <= 2, f"{page}: {queries}"


def test_a_page_sets_no_cookie_and_is_the_same_for_everybody(
    client: Visitor, site: Callable[[int], None]
) -> None:
    site(1)
    for page in PAGES:
        answer = client.get(page)
        assert not {"Set-Cookie", "Vary"} & set(answer.headers.keys()), page
        assert answer.headers["Cache-Control"] == "public, no-cache"
        with_cookie = client.get(page, headers={"Cookie": "moothall_session=forged; moothall_browser=me"})
        assert with_cookie.get_data() == answer.get_data(), page


def test_a_copy_is_confirmed_without_being_made_and_a_public_change_is_seen_at_once(
    client: Visitor, site: Callable[[int], None], session: Session
) -> None:
    site(1)
    tags = {page: client.get(page).headers["ETag"] for page in PAGES}
    for page, tag in tags.items():
        with counted() as queries:
            again = client.get(page, headers={"If-None-Match": tag})
        assert (page, again.status_code, again.get_data(), len(queries)) == (page, 304, b"", 1)
    for slug in ("high-street", "old-town"):
        revisions.touch(slug)
    revisions.bump_touched(session)
    for page, tag in tags.items():
        assert (page, client.get(page, headers={"If-None-Match": tag}).status_code) == (page, 200)


def _weight(html: bytes) -> int:
    """The page with its style sheet and its script as a browser receives them. Fonts and images are apart."""
    bundles = re.findall(rb'(?:href|src)="/static/([^"]+\.(?:css|js))"', html)
    return sum(
        len(gzip.compress(part))
        for part in (html, *((BUILT / name.decode()).read_bytes() for name in bundles))
    )


@pytest.fixture
def real_records(session: Session) -> None:
    """The three full records of real assemblies."""
    import_assembly_files(IIDP)
    session.expire_all()


PARTS = ("", "evidence/", "openness/", "recommendations/", "responses/")


def test_real_records_keep_to_the_budgets_of_queries_and_weight(client: Visitor, real_records: None) -> None:
    for slug in ("greater-cambridge", "dudley-peoples-panel", "romsey"):
        for part in PARTS:
            with counted() as queries:
                answer = client.get(f"/assemblies/{slug}/{part}")
            assert answer.status_code == 200
            assert len(queries) <= MOST_QUERIES, f"{slug} {part}: {queries}"
            assert _weight(answer.get_data()) <= HEAVIEST


def test_no_page_is_heavier_than_sixty_kilobytes(client: Visitor, site: Callable[[int], None]) -> None:
    site(30)
    weights = {page: _weight(client.get(page).get_data()) for page in PAGES}
    assert {page: weight for page, weight in weights.items() if weight > HEAVIEST} == {}


def test_the_clock_changes_a_page_that_is_cached(client: Visitor, app: Flask, session: Session) -> None:
    now = clock.now()
    assembly = make_assembly("high-street", consulting=(-7, 7))
    make_recommendation(assembly)
    revisions.touch("high-street", assembly.phases[0].closes_at)
    revisions.bump_touched(session)
    tag = client.get(OWN).headers["ETag"]
    with clock.at(now + timedelta(days=7, minutes=1)):
        later = client.get(OWN, headers={"If-None-Match": tag})
    assert later.status_code == 200
    assert "Comments closed on" in later.get_data(as_text=True)


@pytest.mark.parametrize("part", PARTS)
def test_an_assembly_that_is_not_public_is_not_known_of(part: str, client: Visitor, session: Session) -> None:
    make_assembly("high-street", published=False)
    make_assembly("later", published_at=clock.now() + timedelta(hours=1))
    assert client.get(OWN + part).status_code == 404
    assert client.get(f"/assemblies/later/{part}").status_code == 404
    assert client.get(f"/assemblies/nowhere/{part}").status_code == 404
