"""Every public page of the whole demo keeps to its budgets of queries and weight, and to the promises to readers."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import insert, select

from app import create_app
from app.comments.models import Comment
from app.core.db import db
from app.core.migrations import upgrade_database
from app.imports.demo import load_demo
from app.recommendations.models import Recommendation
from config import from_environment
from tests.architecture.crawl import Visited, walk
from tests.architecture.routes import Route, routes
from tests.queries import counted

MOST_QUERIES = defaultdict(
    lambda: 8,
    {
        # Home, lists and overviews say what is late, so they ask about the pauses of the clock.
        "pages.home": 9,
        "pages.recommendations": 9,
        # What members and followers say of answers and commitments, their figures and their reasons; the steps of
        # commitments, and the pauses of the clock.
        "pages.recommendation": 18,
        # Beside the reasons stand the figures; who says something else by now, and whether the answer still counts.
        "pages.answer_statements": 10,
        "pages.commitment_statements": 10,
        # Where a filter was chosen its threads are counted, and comments on former texts say where they stand now.
        "pages.comments": 10,
        # The clock has its pauses.
        "pages.assembly": 12,
        # The promise, the report and the pauses by which answers are late or not stand beside them.
        "pages.responses": 11,
        "pages.recommendation_changes": 12,
        "pages.changes": 12,
        "pages.session": 12,
        "pages.evidence_item": 12,
        # The figures of answers, delivery and openness come from many tables, each of which is asked once for all.
        "pages.report_card": 14,
        "pages.report_card_as_csv": 14,
        "pages.report_card_as_json": 14,
        "pages.own_report_card": 13,
        "moderation.moderation_report": 11,
        "moderation.moderation_report_as_csv": 11,
    },
)
HEAVIEST_PAGE = HEAVIEST_FONTS = 60 * 1024
# The script of every public page; and what choosing words of a draft adds when somebody asks to.
HEAVIEST_SCRIPT = 3 * 1024
HEAVIEST_CHOICE = 30 * 1024
BUILT = Path(__file__).resolve().parents[2] / "static" / "build"
DISCUSSED = "/assemblies/fenbury-high-street/recommendations/4/"
# Where no link leads: machines, the signposts of old, what a form ends in, and what compares the policy with an earlier
# version, which the sample data has not.
NO_LINK_LEADS = {
    "api.search",
    "following.sent",
    "moderation.compare_policies",
    "pages.favicon",
    "pages.robots",
    "pages.security",
    # A signpost, to which private pages lead.
    "pages.statement",
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo with all its data, on a database of its own, and no page kept in memory."""
    settings = {"DEMO": "1", "DATA_DIR": str(tmp_path_factory.mktemp("demo")), "LOG_LEVEL": "ERROR"}
    application = create_app(from_environment({**settings, "RATE_LIMITS": "0", "PAGE_CACHE_MB": "0"}))
    with application.app_context():
        upgrade_database()
        load_demo()
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def visited(demo: Flask) -> list[Visited]:
    """Every page of the demo that a reader can come to."""
    return list(walk(demo, ["/"]).values())


@pytest.fixture(scope="module")
def public_pages(visited: list[Visited]) -> list[Visited]:
    return [page for page in visited if page.access == "public"]


def test_every_public_page_can_be_found_from_the_home_page(
    visited: list[Visited], all_routes: list[Route]
) -> None:
    reached = {page.endpoint for page in visited}
    wanted = {route.rule.endpoint for route in all_routes if route.access == "public"}
    assert len(visited) > 200
    assert wanted - reached == NO_LINK_LEADS


def test_no_link_leads_nowhere(visited: list[Visited]) -> None:
    assert [(page.address, page.status) for page in visited if page.status >= 400] == []


def test_every_link_to_a_moment_leads_to_its_words(visited: list[Visited]) -> None:
    ids = {
        page.address: {attributes["id"] for _tag, attributes in page.tags if "id" in attributes}
        for page in visited
        if page.is_page
    }
    moments = {link for page in visited for link in page.links() if urlsplit(link).fragment.startswith("t=")}
    assert len(moments) > 100
    # Where a recording is on the page, a link into the file itself stands beside each passage.
    on_pages = {link: urlsplit(link) for link in moments if urlsplit(link).path.endswith("/")}
    assert sorted(link for link, parts in on_pages.items() if parts.fragment not in ids[parts.path]) == []


def test_no_public_page_takes_more_queries_than_it_may(public_pages: list[Visited]) -> None:
    over = [
        f"{page.address}: {page.queries}"
        for page in public_pages
        if len(page.queries) > MOST_QUERIES[page.endpoint]
    ]
    assert over == []


def test_a_page_takes_no_more_queries_for_five_hundred_comments(demo: Flask) -> None:
    client = demo.test_client()
    addresses = ["/", DISCUSSED, f"{DISCUSSED}comments/", f"{DISCUSSED}comments/?sort=agreed"]

    def cost() -> list[int]:
        numbers = []
        for address in addresses:
            with counted() as queries:
                assert client.get(address).status_code == 200
            numbers.append(len(queries))
        return numbers

    before = cost()
    with demo.app_context():
        subject = select(Recommendation.subject_id).join(Recommendation.subject)
        subject_id = db.session.scalar(subject.where(Recommendation.subject.has(path=DISCUSSED)))
        model = db.session.scalars(
            select(Comment).where(Comment.subject_id == subject_id, Comment.state == "published")
        ).first()
        assert model is not None
        columns = {c.key: getattr(model, c.key) for c in Comment.__table__.columns if c.key != "id"}
        columns |= {"parent_id": None, "clause_key": None}
        rows = [
            columns | {"receipt_token": f"many-{number}", "author_key": f"author {number}"}
            for number in range(500)
        ]
        db.session.execute(insert(Comment), rows)
        db.session.commit()
    # Fewer where the newest page no longer holds a hidden comment, whose decision is read.
    assert all(after <= few for after, few in zip(cost(), before, strict=True))


def _weight(page: Visited) -> int:
    """The page with every style sheet and script that it asks for, as a browser receives them."""
    bundles = [
        BUILT / Path(attributes.get("href") or attributes["src"]).name
        for tag, attributes in page.tags
        if (tag == "script" and "src" in attributes)
        or (tag == "link" and attributes.get("rel") == "stylesheet" and "/static/" in attributes["href"])
    ]
    assert len(bundles) >= 2
    return sum(len(gzip.compress(part)) for part in (page.body, *(path.read_bytes() for path in bundles)))


def test_no_public_page_is_heavier_than_it_may_be(public_pages: list[Visited]) -> None:
    weights = {page.address: _weight(page) for page in public_pages if page.is_page}
    assert {address: weight for address, weight in weights.items() if weight > HEAVIEST_PAGE} == {}


def test_choosing_words_adds_no_more_than_it_may_and_nothing_before_it_is_asked_for(
    public_pages: list[Visited],
) -> None:
    built = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    words = [built["words.js"], built["words.css"]]
    assert sum(len(gzip.compress((BUILT / name).read_bytes())) for name in words) <= HEAVIEST_CHOICE
    assert len(gzip.compress((BUILT / built["main.js"]).read_bytes())) <= HEAVIEST_SCRIPT
    asking = {
        page.address
        for page in public_pages
        for tag, attributes in page.tags
        if tag in ("script", "link")
        and Path(attributes.get("src") or attributes.get("href", "")).name in words
    }
    assert asking == set()


def test_all_fonts_together_are_no_heavier_than_they_may_be() -> None:
    built = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    fonts = [BUILT / name for name in built.values() if name.endswith(".woff2")]
    assert fonts
    assert sum(path.stat().st_size for path in fonts) <= HEAVIEST_FONTS


def test_a_public_page_sets_no_cookie_and_may_be_kept(public_pages: list[Visited]) -> None:
    wrong = [
        page.address
        for page in public_pages
        if "Set-Cookie" in page.headers
        or "Vary" in page.headers
        or page.headers.get("Cache-Control") != "public, no-cache"
        or "ETag" not in page.headers
    ]
    assert wrong == []


def test_nothing_inline_comes_out_of_any_template(visited: list[Visited]) -> None:
    wrong = [
        f"{page.address}: <{tag} {name}={value!r}>"
        for page in visited
        for tag, attributes in page.tags
        for name, value in attributes.items()
        if name == "style" or name.startswith("on") or value.lower().startswith(("javascript:", "data:"))
    ]
    wrong += [
        f"{page.address}: <{tag}>"
        for page in visited
        for tag, attributes in page.tags
        if tag == "style" or (tag == "script" and not attributes.get("src"))
    ]
    assert wrong == []


def test_no_page_fetches_from_elsewhere_and_links_elsewhere_tell_nothing(visited: list[Visited]) -> None:
    wrong = set()
    for page in visited:
        for tag, attributes in page.tags:
            for name in attributes.keys() & {"src", "href", "action", "formaction", "poster", "srcset"}:
                host = urlsplit(urljoin("http://here/", attributes[name])).netloc
                opens_another = attributes.get("target") == "_blank"
                quiet = tag == "a" and (not opens_another or "noopener" in attributes.get("rel", ""))
                if host not in ("", "here") and not quiet:
                    wrong.add(f"{page.address}: <{tag} {name}={attributes[name]!r}>")
    assert sorted(wrong)[:20] == []


def test_every_page_has_one_title_of_its_own_and_one_first_heading(public_pages: list[Visited]) -> None:
    titles: dict[str, list[str]] = defaultdict(list)
    wrong = []
    for page in public_pages:
        if not page.is_page:
            continue
        title = re.search(r"<title>(.*?)</title>", page.body.decode(), re.DOTALL)
        titles[title[1].strip() if title else ""].append(page.address)
        headings = [tag for tag, _ in page.tags if tag == "h1"]
        if not title or not re.fullmatch(r"\S.* - Moothall", title[1].strip()) or len(headings) != 1:
            wrong.append(f"{page.address}: {title and title[1]!r}, {len(headings)} h1")
    assert wrong == []
    plain = {title: [a for a in addresses if "?" not in a] for title, addresses in titles.items()}
    assert {title: addresses for title, addresses in plain.items() if len(addresses) > 1} == {}


def test_the_demo_s_routes_are_the_site_s(demo: Flask, all_routes: list[Route]) -> None:
    assert {str(route) for route in routes(demo)} == {str(route) for route in all_routes}
