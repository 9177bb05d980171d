"""The officers' desk of answers and progress: one place for the routes of all its modules."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("responses", __name__, url_prefix="/council/<slug>/responses")
# No database counts further.
NUMBER = "/<int(max=2147483647):number>"
