"""The `moothall` command. Each command is a thin call of a service; what goes wrong is one line on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from app.core import serving
from app.core.errors import Refused
from app.core.migrations import upgrade_database
from app.imports import demo


@contextmanager
def refusals_on_one_line() -> Iterator[None]:
    """Exit 1 with the message of a refusal on one line of stderr."""
    try:
        yield
    except Refused as refusal:
        click.echo("moothall: " + " ".join(refusal.message.split()), err=True)
        sys.exit(1)


@click.group()
def moothall() -> None:
    """Moothall: the digital strategy around a citizens' assembly."""


@moothall.group("db")
def database() -> None:
    """The database."""


@database.command("upgrade")
@click.pass_obj
def upgrade(app: Flask) -> None:
    """Bring the database to this program's version."""
    with app.app_context():
        done = upgrade_database()
    click.echo(f"{len(done)} migrations run." if done else "The database is up to date.")


@moothall.command()
@click.pass_obj
def serve(app: Flask) -> None:
    """Serve the site until stopped."""
    serving.serve(app)


@moothall.command()
@click.pass_obj
def worker(app: Flask) -> None:
    """Deliver what waits in the outbox, until stopped."""
    serving.work(app)


@moothall.group("outbox")
def outbox_group() -> None:
    """Mail and other things that wait to leave."""


@outbox_group.command("drain")
@click.pass_obj
def drain(app: Flask) -> None:
    """Deliver all that is due, once."""
    with app.app_context():
        click.echo(f"{serving.drain_once()} sent.")


@moothall.group("demo")
def demo_group() -> None:
    """The sample data, where DEMO=1."""


@demo_group.command("load")
@click.pass_obj
def load_demo(app: Flask) -> None:
    """Load the sample data that is not there yet, and say how to sign in."""
    with app.app_context(), refusals_on_one_line():
        for line in demo.load_demo():
            click.echo(line)
        for line in demo.sign_in_lines():
            click.echo(line)
