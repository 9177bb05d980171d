"""Filling in and sending the forms of staff, as a browser would: what the page holds, with some fields changed."""

from __future__ import annotations

from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class _Fields(HTMLParser):
    """The fields of one form of a page, by its action, with what they hold."""

    def __init__(self, action: str, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.action, self.page = action, page
        self.inside = False
        self.found = False
        self.values: dict[str, str] = {}
        self.textarea: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.inside = given.get("method") == "post" and (given.get("action") or self.page) == self.action
            self.found = self.found or self.inside
        elif not self.inside:
            return
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.values[name] = given.get("value") or "on"
        elif tag == "input":
            self.values[name] = given.get("value") or ""
        elif tag == "textarea":
            self.textarea, self.values[name] = name, ""
        elif tag == "select":
            self.select = name
        elif (
            tag == "option"
            and self.select is not None
            and ("selected" in given or self.select not in self.values)
        ):
            self.values[self.select] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.values[self.textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea" and self.textarea is not None:
            # A browser drops the line end that follows the opening tag.
            self.values[self.textarea] = self.values[self.textarea].removeprefix("\n")
            self.textarea = None
        elif tag == "select":
            self.select = None


def fields_of(client: FlaskClient, page: str, action: str | None = None) -> dict[str, str]:
    """What the form of a page that posts to `action` (the page itself where none is given) holds."""
    return fields_of_page(client.get(page).get_data(as_text=True), page, action)


def fields_of_page(html: str, page: str, action: str | None = None) -> dict[str, str]:
    """The same of a page that was answered already, such as a form that came back."""
    parser = _Fields(action or page, page)
    parser.feed(html)
    assert parser.found, f"{page} has no form that posts to {action or page}"
    return parser.values


def send(client: FlaskClient, page: str, action: str | None = None, **changed: str) -> TestResponse:
    """Open a page, change some fields of its form, press the button. Fields are named as in the form, `-` as `__`."""
    fields = fields_of(client, page, action)
    fields.update({name.replace("__", "-"): value for name, value in changed.items()})
    return client.post(action or page, data=fields)


# What people, programs and attackers put into a text field. Each must end in a message or a saved text, never in a 500.
HOSTILE = {
    "NUL": "a\x00b",
    "control characters": "a\x07\x1bb",
    "right-to-left override": "\u202egnirts\u2066",
    "emoji": "😀" * 5000,
    "endless": "x" * 120_000,
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>\"'",
    "Markdown": "[x](javascript:alert(1)) ![x](http://evil.example/x.png) # \n\n<b>",
    "template": "{{ 7*7 }}{% raw %}",
    "blanks": " \t\r\n\u00a0\u2003 ",
}
