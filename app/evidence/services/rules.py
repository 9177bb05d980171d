"""What every verb of this feature keeps to: whose record it is, nobody's words overwritten, readers told."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.core import events, form_tokens, revisions
from app.core.db import db
from app.core.errors import Refused
from app.evidence.events import ItemChanged, SessionChanged
from app.evidence.models import AssemblySession, EvidenceFile, EvidenceItem, Speaker, Transcript
from app.evidence.standing import Thing
from app.evidence.transcripts import as_text


def must_be_ours(assembly: Assembly) -> None:
    """Raises Refused for a compiled record, which is changed by importing alone."""
    if assembly.is_compiled:
        raise Refused(
            gettext("This assembly was compiled from public records. Change the record and import it again.")
        )


def must_be_public(assembly: Assembly) -> None:
    """Raises Refused before the assembly itself is published."""
    if not assembly.is_public:
        raise Refused(
            gettext("The assembly is not published yet. An administrator publishes it; then publish this.")
        )


def _parts(thing: Thing | Speaker | EvidenceFile | Transcript | None) -> tuple[object, ...]:
    match thing:
        case EvidenceItem():
            words = (thing.kind, thing.title, thing.topic, thing.summary, thing.body, thing.given_by)
            speakers = sorted(speaker.id for speaker in thing.speakers)
            return (*words, thing.source_url, thing.licence, thing.language, thing.session_id, speakers)
        case AssemblySession():
            texts = (thing.title, thing.topic, thing.summary, thing.agenda, thing.recording_url)
            return (*texts, thing.starts_at)
        case Speaker():
            return (thing.name, thing.role, thing.organisation, thing.interests)
        case EvidenceFile():
            return (thing.label, thing.licence, thing.language, thing.current.number)
        case Transcript():
            return (thing.language, as_text(thing.cues))
        case None:
            return ("nothing yet",)


def fingerprint(thing: Thing | Speaker | EvidenceFile | Transcript | None) -> str:
    """What something says, as a short mark: two officers who saw the same hold the same mark."""
    return form_tokens.digest_of(repr(part) for part in _parts(thing))


def state_mark(thing: Thing) -> str:
    """What something says and how it stands, as a short mark, for whoever decides whether readers see it."""
    return form_tokens.digest_of(
        repr(part) for part in (*_parts(thing), thing.published_at, thing.unpublished_at)
    )


def refuse_moved_on(seen: str, thing: Thing) -> None:
    """Nobody publishes what a colleague has just taken down, or set another time for.

    Raises Refused where `seen` is the mark (`state_mark`) of something else than what is.
    """
    if seen and seen != state_mark(thing):
        raise Refused(
            gettext("A colleague changed this while you had it open. Look at it again before you publish it.")
        )


def refuse_unread(seen: str, thing: Thing | Speaker | EvidenceFile | Transcript | None) -> None:
    """Nobody's words are overwritten unread. Raises Refused where `seen` is the mark of something else than what is.

    Call it only where something would change: a form that comes twice finds its own words there.
    """
    if seen and seen != fingerprint(thing):
        raise Refused(
            gettext("A colleague changed this while you had it open. Read theirs first, then write again.")
        )


def tell_of(thing: Thing) -> None:
    """Say that what readers see of it changes now, or will: to caches and to whoever keeps a copy of its words."""
    db.session.flush()
    revisions.touch(thing.assembly.slug)
    is_item = isinstance(thing, EvidenceItem)
    events.announce(ItemChanged(thing.id) if is_item else SessionChanged(thing.id))


def tell_if_shown(thing: Thing) -> None:
    """The same, where readers see it, will see it at a set time, or see the trace that it left."""
    if thing.published_at is not None or thing.unpublished_at is not None:
        tell_of(thing)


def read_again(thing: Thing) -> None:
    """Wait for a colleague who is changing things of the same assembly, and see what they wrote before judging it.

    Raises Refused where it is gone.
    """
    one_at_a_time(thing.assembly_id)
    table = type(thing)
    query = select(table).where(table.id == thing.id).execution_options(populate_existing=True)
    if db.session.scalar(query) is None:
        raise Refused(gettext("A colleague has taken this away while you had it open."))
