"""The two servers that Moothall is measured beside, under the same gunicorn settings.

`held` gives out bytes from memory by a bare Flask view: what no page made with Flask can be faster than.
`minimal` is the page that a tutorial would write: Flask, the SQLAlchemy ORM and one Jinja template over one table,
with the same comments, on SQLite with the same durability, and a form that inserts one row.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect, render_template_string, request
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug import Response as AnyResponse

FOLDER = "MOOTHALL_BENCHMARK_FOLDER"
ON_THE_PAGE = 50
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Comments</title><link rel="stylesheet" href="/main.css"></head>
<body>
<h1>Comments</h1>
{% for comment in comments %}
<article id="comment-{{ comment.id }}">
  <h2>{{ comment.author_name or "No name given" }}</h2>
  <p><time datetime="{{ comment.created_at.isoformat() }}">{{ comment.created_at.strftime("%d %B %Y") }}</time>
  {{ comment.stance or "" }} {{ comment.clause_key or "" }}</p>
  <p>{{ comment.body }}</p>
  <p>{{ comment.agrees }} agree <a href="/comments/{{ comment.id }}/agree">Agree</a></p>
</article>
{% endfor %}
</body>
</html>
"""


class Table(DeclarativeBase):
    """The base of the one table."""


class Remark(Table):
    """A comment, with the columns that the page shows."""

    __tablename__ = "remarks"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_name: Mapped[str | None]
    body: Mapped[str]
    stance: Mapped[str | None]
    clause_key: Mapped[str | None]
    email: Mapped[str | None]
    agrees: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


def database(folder: Path) -> Engine:
    """SQLite with the durability that Moothall has."""
    engine = create_engine(f"sqlite:///{folder / 'minimal.sqlite3'}")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def minimal() -> Flask:
    """The minimal page and the single-row insert."""
    app = Flask(__name__)
    engine = database(Path(os.environ[FOLDER]))

    @app.get("/comments/")
    def comments() -> str:
        with Session(engine) as session:
            newest = session.scalars(select(Remark).order_by(Remark.id.desc()).limit(ON_THE_PAGE)).all()
            return render_template_string(PAGE, comments=newest)

    @app.post("/comments/")
    def add() -> AnyResponse:
        with Session(engine) as session:
            session.add(
                Remark(
                    body=request.form["body"],
                    author_name=request.form.get("name"),
                    stance=request.form.get("stance"),
                    clause_key=request.form.get("clause"),
                    email=request.form.get("email"),
                    created_at=datetime.now(),  # noqa: DTZ005 - as a tutorial would
                )
            )
            session.commit()
        return redirect("/comments/", 303)

    return app


def held() -> Flask:
    """Pages from memory: every file of the folder `held` under its name."""
    app = Flask(__name__)
    pages = {path.name: path.read_bytes() for path in (Path(os.environ[FOLDER]) / "held").iterdir()}

    @app.get("/<name>")
    def page(name: str) -> Response:
        return Response(pages[name], mimetype="text/html")

    return app
