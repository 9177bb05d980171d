"""What our pages are measured against, served by the same server with the same settings.

- `/bare/<name>`: a bare Flask view that gives out the same bytes from memory: the most that Flask can do.
- `/page`: the smallest page of 50 comments that somebody would write with Flask, SQLAlchemy's ORM and Jinja.
- `POST /page`: its insert of one row, committed as durably as ours.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect, render_template_string, request
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from werkzeug import Response as AnyResponse

FOLDER = Path(os.environ["YARDSTICK_FOLDER"])
PAGE = """<!doctype html><html lang="en"><head><title>Comments</title></head><body><h1>Comments</h1><ul>
{% for comment in comments %}<li><p>{{ comment.name }}, {{ comment.stance }}</p><p>{{ comment.body }}</p></li>
{% endfor %}
</ul></body></html>"""


class Table(DeclarativeBase):
    """The yardstick's own tables."""


class PlainComment(Table):
    """A comment with nothing around it."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    stance: Mapped[str]
    body: Mapped[str]


engine = create_engine(f"sqlite:///{FOLDER / 'yardstick.sqlite3'}")


@event.listens_for(engine, "connect")
def _as_durable_as_ours(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}").close()


def prepare(comments: list[tuple[str, str, str]]) -> None:
    """Write the comments that `/page` shows: name, stance and body of each."""
    Table.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(PlainComment(name=name, stance=stance, body=body) for name, stance, body in comments)
        session.commit()


app = Flask(__name__)
BYTES = {path.stem: path.read_bytes() for path in FOLDER.glob("*.html")}


@app.get("/bare/<name>")
def bare(name: str) -> Response:
    """The same bytes as our page, from memory."""
    return Response(BYTES[name], content_type="text/html; charset=utf-8")


@app.get("/page")
def page() -> str:
    """Fifty comments, straight from the ORM into a template."""
    with Session(engine) as session:
        comments = session.scalars(select(PlainComment).order_by(PlainComment.id).limit(50)).all()
        return render_template_string(PAGE, comments=comments)


@app.post("/page")
def post() -> AnyResponse:
    """One row, committed."""
    with Session(engine) as session:
        session.add(PlainComment(name="", stance="", body=request.form["body"]))
        session.commit()
    return redirect("/page", 303)
