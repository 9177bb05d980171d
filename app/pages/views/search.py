"""Search over everything public."""

from __future__ import annotations

from flask import render_template

from app.core.access import public
from app.pages.asking import asked
from app.pages.blueprint import bp
from app.pages.search import search_page

# Only its beginning is looked for. Whoever typed more is told so, and finds it in the box again.
LONGEST_SHOWN = 2000


@bp.get("/search")
@public
def search() -> str:
    """The search box and, once something was asked for, what holds every word."""
    page = search_page(asked("q", LONGEST_SHOWN), asked("assembly"), asked("kind"), asked("after"))
    return render_template("pages/search.html", page=page)
