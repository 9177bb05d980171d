"""Walks the demo as a reader does: from the home page along every link, page by page, counting what each one costs."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.queries import Queries, counted


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@dataclass(frozen=True)
class Visited:
    """One address that was asked for, and what came back."""

    address: str
    endpoint: str
    access: object
    status: int
    headers: dict[str, str]
    body: bytes
    queries: Queries

    @property
    def is_page(self) -> bool:
        return self.status == 200 and self.headers.get("Content-Type", "").startswith("text/html")

    @cached_property
    def tags(self) -> list[tuple[str, dict[str, str]]]:
        """Every start tag with its attributes."""
        parser = _Tags()
        if self.is_page:
            parser.feed(self.body.decode())
        return parser.found

    def links(self) -> Iterator[str]:
        """Where the page's links lead on this site, with their fragments."""
        for tag, attributes in self.tags:
            if tag in ("a", "link") and "href" in attributes:
                leads_to = urljoin(self.address, attributes["href"])
                if not urlsplit(leads_to).netloc and not urlsplit(leads_to).scheme:
                    yield leads_to


def _endpoint(app: Flask, path: str) -> str:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path)
    except (HTTPException, RequestRedirect):
        return ""
    return str(endpoint)


def walk(app: Flask, start: Iterable[str]) -> dict[str, Visited]:
    """Ask for every public page that can be reached by links.

    Takes the application and the addresses to begin with. Returns what was visited, by address. Of lists in another
    order, and of forms and staff's pages, the first of each kind is visited; from staff's nobody walks on.
    """
    client = app.test_client()
    visited: dict[str, Visited] = {}
    waiting = deque(start)
    known = set(waiting)
    kinds: set[tuple[str, str]] = set()
    while waiting:
        address = waiting.popleft()
        endpoint = _endpoint(app, urlsplit(address).path)
        access = getattr(app.view_functions.get(endpoint), "access", None)
        with counted() as queries:
            answer = client.get(address)
        seen = Visited(
            address, endpoint, access, answer.status_code, dict(answer.headers), answer.data, queries
        )
        answer.close()
        visited[address] = seen
        for link in seen.links() if access in ("public", "public form") else ():
            target = urldefrag(link).url
            leads_to = _endpoint(app, urlsplit(target).path)
            kind = (leads_to, re.sub(r"=[^&]*", "", urlsplit(target).query))
            is_list = bool(kind[1]) or getattr(app.view_functions.get(leads_to), "access", None) != "public"
            if target in known or (is_list and leads_to and kind in kinds):
                continue
            known.add(target)
            kinds.add(kind)
            waiting.append(target)
    return visited
