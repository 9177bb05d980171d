"""Whether the process is up, and whether it can serve."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.access import unlisted
from app.core.db import db
from app.core.migrations import pending_migrations

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@unlisted
def alive() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@unlisted
def ready() -> Response:
    """The database answers, is at this program's version, and the outbox can be read."""
    try:
        db.session.execute(text("SELECT count(*) FROM outbox WHERE finished_at IS NULL AND attempts > 3"))
        waiting = pending_migrations()
    except SQLAlchemyError:
        waiting = ["the database does not answer"]
    response = jsonify(status="ready" if not waiting else "not ready", waiting_for=waiting)
    response.status_code = 503 if waiting else 200
    return response
