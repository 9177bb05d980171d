"""The moderation policy, for everybody."""

from __future__ import annotations

from flask import render_template

from app.core.access import public
from app.moderation.blueprint import bp
from app.moderation.policy import PARAGRAPHS


@bp.get("/moderation-policy")
@public
def policy() -> str:
    """What may be written here, paragraph by paragraph, and what happens to comments."""
    return render_template("moderation/policy.html", paragraphs=PARAGRAPHS)
