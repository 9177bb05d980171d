"""What officers say of the openness checklist, where a count cannot tell."""

from __future__ import annotations

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.models import Assembly, OpennessState, OpennessStatement
from app.assemblies.openness import OpennessItem
from app.assemblies.queries import openness_statement
from app.assemblies.services.rules import must_be_ours, one_at_a_time
from app.assemblies.words import OpennessWords
from app.core import audit, clock, form_tokens, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField


def openness_mark(statement: OpennessStatement | None) -> str:
    """What a statement says, or that there is none, as a short mark: who saw the same holds the same mark."""
    said = (statement.state, statement.reason, statement.url) if statement else ()
    return form_tokens.digest_of(repr(part) for part in ("statement", *said))


def _statement_as_seen(assembly: Assembly, item: OpennessItem, seen: str) -> OpennessStatement | None:
    must_be_ours(assembly)
    # Of two officers at once, the second must see what the first said.
    one_at_a_time(assembly.id)
    statement = openness_statement(assembly, item.key)
    if seen and seen != openness_mark(statement):
        raise Refused(gettext("A colleague said something else about this meanwhile. Look at it first."))
    return statement


def state_openness(
    assembly: Assembly, item: OpennessItem, words: OpennessWords, by: Account, seen: str = ""
) -> OpennessStatement:
    """Say how the assembly stands to an item of the openness checklist, in place of what was said before.

    `seen` is the mark of what the officer began from. Returns the statement. Raises WrongField (`url`) where it
    is said to be met and not where; Refused where a colleague said something meanwhile, and for a compiled record.
    """
    statement = _statement_as_seen(assembly, item, seen)
    if words.state is OpennessState.MET and not words.url:
        raise WrongField("url", gettext("Write the web address where everybody can see it."))
    if statement is None:
        statement = OpennessStatement(assembly_id=assembly.id, item=item.key)
        db.session.add(statement)
    statement.state, statement.reason, statement.url = words.state.value, words.reason, words.url
    statement.said_at, statement.said_by_id = clock.now(), by.id
    audit.record("stated", statement, actor_id=by.id, item=item.key, state=words.state.value)
    revisions.touch(assembly.slug)
    return statement


def withdraw_openness(assembly: Assembly, item: OpennessItem, by: Account, seen: str = "") -> None:
    """Take a statement back, so that the count alone stands again. Where there is none, nothing happens.

    Raises Refused as stating does.
    """
    statement = _statement_as_seen(assembly, item, seen)
    if statement is None:
        return
    audit.record("withdrew", statement, actor_id=by.id, item=item.key)
    db.session.delete(statement)
    db.session.flush()
    revisions.touch(assembly.slug)
