"""Moothall: the digital strategy around a citizens' assembly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from app import wiring
from app.comments.answered import WHETHER_ANSWERED_KEY
from app.core import (
    events,
    http,
    languages,
    logs,
    mail,
    metrics,
    migrations,
    origins,
    outbox,
    page_cache,
    permissions,
    serving,
    sessions,
    templating,
)
from app.core.build import build_id
from app.core.db import db
from app.core.migrations import alembic
from app.core.networks import limiter
from app.evidence.resting import WHO_RESTS_KEY
from app.files import store
from app.moderation.said_of import SAID_OF_KEY
from app.recommendations.anchored import WHAT_MOVES_KEY

ROOT = Path(__file__).resolve().parent.parent


def create_app(config: Mapping[str, Any]) -> Flask:
    """Make the application.

    Takes the settings that `config.from_environment` returns. Returns the Flask application; it has opened no
    connection yet. `templates/` and `static/build/` lie beside the package.
    """
    app = Flask(
        "app",
        root_path=str(ROOT),
        template_folder="templates",
        static_folder="static/build",
        static_url_path="/static",
    )
    app.config.update(config)
    app.config["BUILD"] = build_id(ROOT)
    app.config["SQLALCHEMY_ENGINES"] = {"default": app.config["DATABASE_URL"]}
    app.config["ALEMBIC"] = {"script_location": str(ROOT / "app" / "migrations")}
    app.config["ALEMBIC_CONTEXT"] = {"include_object": migrations.is_modelled}
    app.config.update(
        RATELIMIT_STORAGE_URI=app.config["REDIS_URL"] or "memory://",
        RATELIMIT_ENABLED=app.config["RATE_LIMITS"],
    )
    app.config.update(BABEL_TRANSLATION_DIRECTORIES="app/translations")

    logs.configure(app.config["LOG_LEVEL"])
    Path(app.config["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    alembic.init_app(app)
    languages.init_app(app)
    limiter.init_app(app)
    sessions.init_app(app, wiring.load_account)
    http.init_app(app)
    origins.init_app(app)
    metrics.init_app(app)
    page_cache.init_app(app)
    store.init_app(app)
    templating.init_app(app)

    app.extensions[permissions.PERMISSIONS_KEY] = wiring.PERMISSIONS
    app.extensions[events.HANDLERS_KEY] = wiring.HANDLERS
    app.extensions[WHO_RESTS_KEY] = wiring.WHO_RESTS
    app.extensions[WHAT_MOVES_KEY] = wiring.WHAT_MOVES
    app.extensions[WHETHER_ANSWERED_KEY] = wiring.WHETHER_ANSWERED
    app.extensions[SAID_OF_KEY] = wiring.SAID_OF
    app.extensions[outbox.MAILERS_KEY] = wiring.MAILERS
    app.extensions[serving.TIDIERS_KEY] = wiring.TIDIERS
    app.extensions[outbox.POST_KEY] = mail.post_for(app.config)
    for blueprint in [*wiring.BLUEPRINTS, *(wiring.DEMO_BLUEPRINTS if app.config["DEMO"] else [])]:
        app.register_blueprint(blueprint)
    return app
