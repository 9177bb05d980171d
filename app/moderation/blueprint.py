"""The pages of moderation belong to one blueprint, whichever module they stand in."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("moderation", __name__)
# A number that no row can have is not found, rather than an error of the database.
COMMENT = "<int(max=2147483647):comment_id>"
