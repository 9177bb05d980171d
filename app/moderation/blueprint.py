"""The pages of moderation belong to one blueprint, whichever module they stand in."""

from __future__ import annotations

from flask import Blueprint

from app.moderation.due import decided_by_when, within_review_time

bp = Blueprint("moderation", __name__)
# Pages of other features promise the same.
bp.add_app_template_global(within_review_time)
bp.add_app_template_global(decided_by_when)
# A number that no row can have is not found, rather than an error of the database.
COMMENT = "<int(max=2147483647):comment_id>"
