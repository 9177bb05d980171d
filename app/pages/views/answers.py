"""The latest answers of all councils."""

from __future__ import annotations

from flask import render_template

from app.core.access import public
from app.pages.asking import asked
from app.pages.blueprint import bp
from app.pages.latest import answers_page


@bp.get("/answers/")
@public
def answers() -> str:
    """Every council's answers, the last decided first."""
    return render_template("pages/answers.html", page=answers_page(asked("after")))
