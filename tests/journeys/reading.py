"""Reads every page without a browser: its links, its forms, and what comes back when a form is sent empty."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie

from tests.journeys.site import Site

CONTROLS = {"input", "select", "textarea"}


@dataclass
class Form:
    """A form of a page: where it sends to, and its fields."""

    action: str
    method: str
    hidden: dict[str, str] = field(default_factory=dict)
    asks: bool = False


class Contents(HTMLParser):
    """What a page holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: dict[str, str] = {}
        self.forms: list[Form] = []
        self.summary_links: list[str] = []
        self._in_form = False
        self._depth_of_summary = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins here."""
        has = {name: value or "" for name, value in attrs}
        if "id" in has:
            kind = has.get("type", "")
            self.ids[has["id"]] = "hidden" if kind == "hidden" else tag
        if tag == "a" and "href" in has:
            self.links.append(has["href"])
            if self._depth_of_summary:
                self.summary_links.append(has["href"])
        if tag == "div" and (self._depth_of_summary or "govuk-error-summary" in has.get("class", "").split()):
            self._depth_of_summary += 1
        if tag == "form":
            self._in_form = True
            self.forms.append(Form(has.get("action", ""), has.get("method", "get").lower()))
        if self._in_form and tag in CONTROLS:
            self._note_field(tag, has)

    def _note_field(self, tag: str, has: Mapping[str, str]) -> None:
        form = self.forms[-1]
        if tag == "input" and has.get("type") == "hidden":
            form.hidden[has["name"]] = has.get("value", "")
        else:
            form.asks = True

    def handle_endtag(self, tag: str) -> None:
        """Note what ends here."""
        if tag == "form":
            self._in_form = False
        if tag == "div" and self._depth_of_summary:
            self._depth_of_summary -= 1


@dataclass(frozen=True)
class Answer:
    """What came back, and from where after redirects."""

    address: str
    status: int
    kind: str
    text: str

    @property
    def contents(self) -> Contents:
        """The page, read."""
        return Contents(self.text)


class Reader:
    """Somebody, or anybody, without a browser. Cookies are kept, since a staff form is bound to one."""

    def __init__(self, site: Site, who: str = "") -> None:
        self.site = site
        kept = site.sign_ins[who]["cookies"] if who else []
        self.cookies = {str(cookie["name"]): str(cookie["value"]) for cookie in kept}

    def get(self, address: str) -> Answer:
        """Go to an address of the site."""
        return self._ask(urllib.request.Request(urllib.parse.urljoin(self.site.url, address)))

    def send_empty(self, page: Answer, form: Form) -> Answer:
        """Send a form of a page with nothing filled in."""
        where = urllib.parse.urljoin(page.address, form.action or page.address)
        data = urllib.parse.urlencode(form.hidden).encode()
        return self._ask(urllib.request.Request(where, data=data, headers={"Referer": page.address}))

    def _ask(self, request: urllib.request.Request) -> Answer:
        if self.cookies:
            request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return self._read(answer, answer.status, answer.url)
        except urllib.error.HTTPError as error:
            with error:
                return self._read(error, error.code, error.url)

    def _read(
        self, answer: http.client.HTTPResponse | urllib.error.HTTPError, status: int, address: str | None
    ) -> Answer:
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        kind = answer.headers.get_content_type()
        return Answer(address or "", status, kind, answer.read().decode("utf-8", "replace"))
