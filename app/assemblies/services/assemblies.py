"""Making assemblies, writing about them, publishing them."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.phases import has_met
from app.assemblies.queries import assembly_by_slug
from app.assemblies.services.dating import set_phases
from app.assemblies.services.rules import changed, must_be_ours
from app.assemblies.words import PROMISED_MONTHS, AssemblyWords, FollowThroughPromise, PhaseSpan
from app.core import audit, clock, form_tokens, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.core.text import slug
from app.organisations.events import OrganisationChanged
from app.organisations.models import Organisation

OTHERS = ("moderation_mode", "known_after", "promised_answer_at", *PROMISED_MONTHS)


def _free_slug(name: str) -> str:
    """The name as an address, with a number where it is taken. `site` is the revision scope of the whole site."""
    wanted = slug(name) or "assembly"
    candidate, number = wanted, 1
    while candidate == revisions.SITE or assembly_by_slug(candidate) is not None:
        number += 1
        candidate = f"{wanted}-{number}"
    return candidate


def _write(assembly: Assembly, words: AssemblyWords) -> None:
    assembly.name = words.name
    assembly.question = words.question
    assembly.summary = words.summary
    assembly.remit = words.remit
    assembly.topic = words.topic
    assembly.members = words.members
    assembly.invitations = words.invitations
    assembly.confirms_comments = words.confirms_comments
    assembly.moderation_mode, assembly.known_after = words.moderation_mode.value, words.known_after
    assembly.promised_answer_at = words.promise.answer_at
    assembly.answer_months = words.promise.answer_months
    assembly.first_progress_months = words.promise.first_progress_months
    assembly.progress_months = words.promise.progress_months


def fingerprint(assembly: Assembly) -> str:
    """What an assembly and its phases say, as a short mark: two people who saw the same hold the same mark."""
    names = ("name", "question", "summary", "remit", "topic", "members", "invitations", "confirms_comments")
    parts = [getattr(assembly, name) for name in (*names, *OTHERS)]
    parts += [(phase.kind, phase.opens_at, phase.closes_at) for phase in assembly.phases]
    return form_tokens.digest_of(repr(part) for part in parts)


def _must_keep_promise(assembly: Assembly, promise: FollowThroughPromise) -> None:
    """A council promises before its assembly begins, and keeps to it: who knows the result moves no deadline."""
    promised = FollowThroughPromise(
        assembly.promised_answer_at, *(getattr(assembly, name) for name in PROMISED_MONTHS)
    )
    if promise == promised or not (assembly.is_public and has_met(assembly)):
        return
    field = "answer_due" if promise.answer_at != promised.answer_at else "answer_months"
    raise WrongField(
        field,
        gettext(
            "The assembly has begun, so the council’s promise stays as it is. A pause can stop the clock."
        ),
    )


def create_assembly(
    organisation: Organisation, words: AssemblyWords, spans: Sequence[PhaseSpan], by: Account
) -> Assembly:
    """Make an assembly that only the desks see until it is published. Its address is made of its name and stays.

    Raises WrongField as `set_phases` does.
    """
    assembly = Assembly(slug=_free_slug(words.name), organisation=organisation, created_at=clock.now())
    _write(assembly, words)
    db.session.add(assembly)
    audit.record("created", assembly, actor_id=by.id)
    set_phases(assembly, spans, by)
    return assembly


def edit_assembly(
    assembly: Assembly, words: AssemblyWords, spans: Sequence[PhaseSpan], by: Account, seen: str = ""
) -> None:
    """Change what is written about an assembly, and its phases.

    `seen` is the fingerprint of what the person began from, so that a consultation which an officer opened meanwhile
    is not dated back unread. Raises WrongField as `set_phases` does, and where a published assembly would lose its
    question or the promise of one that has begun would change; Refused where it was changed meanwhile, and for a
    compiled record.
    """
    must_be_ours(assembly)
    if seen and seen != fingerprint(assembly):
        raise Refused(
            gettext(
                "Somebody changed this assembly or its consultation while you had it open. Look at it first."
            )
        )
    if assembly.is_public and not words.question:
        raise WrongField("question", gettext("A published assembly needs its question."))
    _must_keep_promise(assembly, words.promise)
    _write(assembly, words)
    audit.record("edited", assembly, actor_id=by.id)
    set_phases(assembly, spans, by)


def publish_assembly(assembly: Assembly, by: Account) -> None:
    """Show an assembly to everybody. A second time does nothing.

    Raises Refused where the question or the phases are missing, since its page could not say what it is about or
    where it stands.
    """
    must_be_ours(assembly)
    if assembly.is_public:
        return
    if not assembly.question:
        raise Refused(gettext("Write the question first: residents must know what the assembly is about."))
    if not assembly.phases:
        raise Refused(
            gettext("Date at least one phase first: residents must know where the assembly stands.")
        )
    assembly.published_at = clock.now()
    audit.record("published", assembly, actor_id=by.id)
    changed(assembly)


def show_changed_organisation(event: OrganisationChanged) -> None:
    """Every page of an assembly shows its council's name and colour, so all of them change."""
    slugs = db.session.scalars(select(Assembly.slug).where(Assembly.organisation_id == event.organisation_id))
    for assembly_slug in slugs:
        revisions.touch(assembly_slug)
