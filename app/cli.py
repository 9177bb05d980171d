"""The `moothall` command. Each command is a thin call of a service; what goes wrong is one line on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.accounts import services as accounts
from app.accounts.models import Role
from app.comments.anchoring.replay import replay
from app.core import serving, transactions
from app.core.errors import Refused
from app.core.migrations import upgrade_database
from app.evidence import services as evidence
from app.imports import demo, jobs
from app.moderation.likeness.tables import group_file
from app.moderation.queries.log import check_log
from app.moderation.unbroken import End
from app.organisations.queries import organisation_by_slug
from app.search import services as search


@contextmanager
def refusals_on_one_line() -> Iterator[None]:
    """Exit 1 with the message of a refusal on one line of stderr."""
    try:
        yield
    except Refused as refusal:
        click.echo("moothall: " + " ".join(refusal.message.split()), err=True)
        sys.exit(1)
    except (OperationalError, ProgrammingError) as error:
        # Not there, locked, or without its tables: a person can mend that, and no traceback helps.
        reason = " ".join(str(error.orig).split())
        click.echo(f"moothall: the database cannot be used ({reason}). Is db upgrade done?", err=True)
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
        built = search.build_if_empty()
    click.echo(f"{len(done)} migrations run." if done else "The database is up to date.")
    if built is not None:
        click.echo(built.words)


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


@moothall.group("search")
def search_group() -> None:
    """What can be found."""


@search_group.command("reindex")
@click.pass_obj
def reindex(app: Flask) -> None:
    """Bring the index into step with every public text. Search goes on meanwhile."""
    with app.app_context(), refusals_on_one_line():
        click.echo(search.reindex().words)


@moothall.group("audit")
def audit_group() -> None:
    """The log of what moderators decided."""


@audit_group.command("verify")
@click.option(
    "--published",
    type=(click.IntRange(min=1), str),
    metavar="POSITION HASH",
    help="An end of the log that was published once, to be found again.",
)
@click.pass_obj
def verify_log(app: Flask, published: tuple[int, str] | None) -> None:
    """Check that no decision was changed, put in or taken away since it was made.

    Prints the end of the log, to be kept where nobody who can write into the database can write. What is wrong is
    named on stderr, a line for each finding.
    """
    with app.app_context(), refusals_on_one_line():
        found = check_log(End(*published) if published else None)
    for finding in found.findings:
        click.echo(f"moothall: {finding.words}", err=True)
    if found.is_cut_short:
        click.echo("moothall: These are the first findings. There are more.", err=True)
    if not found.is_unbroken or found.head is None:
        sys.exit(1)
    click.echo(f"{found.decisions:,} {'decision' if found.decisions == 1 else 'decisions'}, unbroken.")
    click.echo(f"head: {found.head.position} {found.head.hash}")


@moothall.group("anchors")
def anchors_group() -> None:
    """Where comments stand when a text changes."""


@anchors_group.command("replay")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.argument("anchors", type=click.Path(path_type=Path))
def replay_anchors(old: Path, new: Path, anchors: Path) -> None:
    """Say where passages of the text OLD stand in the text NEW.

    Both are texts whose paragraphs are parted by blank lines. Each line of ANCHORS is a passage in JSON: "id",
    "clause" (the paragraph of OLD, counted from 1), and "exact", "prefix" and "suffix" (the words, and what stands
    before and after them). Without "exact" it is the whole paragraph.

    For each line one is printed: "id", "outcome", "clause" (the paragraph of NEW), "start" and "end" (characters of
    that paragraph, counted from 0; null for a whole paragraph). The outcome is "exact" (the same words in the same
    paragraph), "moved" (other words, or another paragraph) or "deleted" (the passage is gone: clause, start and end
    are null).
    """
    with refusals_on_one_line():
        for line in replay(old, new, anchors):
            click.echo(line)


@moothall.group("moderation")
def moderation_group() -> None:
    """What helps to moderate."""


@moderation_group.command("group")
@click.argument("file", type=click.Path(path_type=Path))
def group_texts(file: Path) -> None:
    """Say which texts of FILE are nearly the same.

    FILE is a CSV in UTF-8 with the columns "id" and "text". Texts that say the same in nearly the same words make a
    group, whatever their greetings, signatures and the order of their sentences.

    For each text, in the order of FILE, a line of CSV is printed: "id" and "group". The group is the id of its first
    text in FILE. A text that is like no other is a group of its own, as is one of fewer than eight words.
    """
    with refusals_on_one_line():
        for line in group_file(file):
            click.echo(line)


@moothall.group("account")
def account_group() -> None:
    """People who sign in."""


@account_group.command("create")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What they do.")
@click.option("--organisation", metavar="SLUG", help="The council they serve; compulsory for officers.")
@click.option("--name", default="", help="How colleagues see them; the address's first part where left out.")
@click.pass_obj
def create_account(app: Flask, email: str, role: str, organisation: str | None, name: str) -> None:
    """Make an account with one role, and print its password once."""
    with app.app_context(), refusals_on_one_line(), transactions.unit_of_work():
        served = organisation_by_slug(organisation) if organisation else None
        if organisation and served is None:
            raise Refused(f"There is no organisation {organisation!r}.")
        account, password = accounts.create_account(email=email, name=name)
        accounts.grant_role(account, Role(role), served.id if served else None)
        address = account.email
    click.echo(f"Made the account {address}. Its password, which is shown this once: {password}")


@moothall.group("file")
def file_group() -> None:
    """What officers have published as files."""


@file_group.command("erase")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@click.pass_obj
def erase_file(app: Flask, number: int) -> None:
    """Erase the contents of a file that was taken away at the desk.

    NUMBER is the first one in its address: .../evidence/files/NUMBER/1/name.
    """
    with app.app_context(), refusals_on_one_line(), transactions.unit_of_work():
        digests = evidence.erase_file(number)
    click.echo(f"{len(digests)} contents erased. Delete what has these names in your backups too:")
    for digest in digests:
        click.echo(digest)


@moothall.group("import")
def import_group() -> None:
    """Records of assemblies from files. A file with a mistake is refused as a whole."""


def _say(outcome: jobs.Outcome) -> None:
    for warning in outcome.warnings:
        click.echo(f"moothall: {warning}", err=True)
    for line in outcome.lines:
        click.echo(line)


@import_group.command("assembly")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def import_assembly(app: Flask, files: tuple[Path, ...]) -> None:
    """Import records of assemblies (JSON): all FILES, or none of them if one is refused."""
    with app.app_context(), refusals_on_one_line():
        _say(jobs.import_assembly_files(files))


@import_group.command("register")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_register(app: Flask, file: Path) -> None:
    """Import a register of assemblies (CSV)."""
    with app.app_context(), refusals_on_one_line():
        _say(jobs.import_register_file(file))


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
