"""The demo's mailbox: every letter that would have left, for everybody to read. Outside the demo it does not exist."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, current_app, render_template, request
from markupsafe import Markup, escape
from sqlalchemy import func, select

from app.core.access import unlisted
from app.core.db import db
from app.core.mail import DemoLetter
from app.core.pagination import Slice, slice_after

bp = Blueprint("demo", __name__)
PAGE = 20
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)”’]")


def linked(text: str) -> Markup:
    """A letter's text with its addresses as links.

    Links into this site keep only their path, so that they work under whatever name the demo is reached.
    """
    site = current_app.config["PUBLIC_URL"]
    html, end = "", 0
    for match in _ADDRESS.finditer(text):
        address = match[0]
        inside = address == site or address.startswith(f"{site}/")
        target = (address[len(site) :] or "/") if inside else address
        html += f'{escape(text[end : match.start()])}<a href="{escape(target)}">{escape(address)}</a>'
        end = match.end()
    # Every part has been escaped.
    return Markup(html + str(escape(text[end:])))  # noqa: S704


def _letters(after: str | None) -> Slice[DemoLetter]:
    total = db.session.scalar(select(func.count(DemoLetter.id))) or 0
    newest_first: list[Any] = [DemoLetter.id.expression]
    return slice_after(select(DemoLetter), newest_first, lambda letter: (letter.id,), after, PAGE, total)


@bp.get("/demo/mailbox")
@unlisted
def mailbox() -> str:
    """The letters, newest first."""
    page = _letters(request.args.get("after"))
    letters = [(letter, linked(letter.text)) for letter in page.items]
    return render_template("demo/mailbox.html", page=page, letters=letters)
