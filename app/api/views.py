"""The addresses for programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.api.search import SEARCH, search_answer
from app.core.access import public

bp = Blueprint("api", __name__)


@bp.get(SEARCH)
@public
def search() -> dict[str, Any]:
    """What holds every word, the best first."""
    given = request.args
    return search_answer(
        given.get("q", "").strip(), given.get("assembly", ""), given.getlist("kind"), given.get("after", "")
    )
