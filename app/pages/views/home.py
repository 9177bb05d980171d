"""The home page."""

from __future__ import annotations

from flask import render_template

from app.core.access import public
from app.pages.blueprint import bp
from app.pages.home import home_page


@bp.get("/")
@public
def home() -> str:
    """What is open for comment now, what the councils answered lately, how it works."""
    return render_template("pages/home.html", page=home_page())
