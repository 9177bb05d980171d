"""The one blueprint of the pages; its views live in `app.pages.views`, a module for each noun."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("pages", __name__)
