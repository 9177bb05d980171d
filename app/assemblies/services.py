"""Making assemblies, dating their phases, publishing them, opening and closing their consultation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.assemblies.events import AssemblyChanged, ConsultationOpened
from app.assemblies.models import Assembly, OpennessState, OpennessStatement, Phase, PhaseKind
from app.assemblies.names import phase_name
from app.assemblies.openness import OpennessItem
from app.assemblies.phases import (
    PhaseState,
    consulting_phase,
    is_past_consulting,
    phase_after_consulting,
    state_of,
    turning_moments,
)
from app.assemblies.queries import assembly_by_slug, openness_statement
from app.assemblies.words import AssemblyWords, OpennessWords, PhaseSpan
from app.core import audit, clock, dates, events, form_tokens, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.core.text import slug
from app.organisations.events import OrganisationChanged
from app.organisations.models import Organisation

ORDER = list(PhaseKind)


def one_at_a_time(assembly_id: int) -> None:
    """Let two who write at once to one assembly follow each other, where the database would let them in together.

    Takes the assembly's id. Who comes second sees what the first has committed. The lock ends with the transaction.
    Rows that merely point at the assembly may be written meanwhile: nobody who comments has to wait.
    """
    db.session.execute(select(Assembly.id).where(Assembly.id == assembly_id).with_for_update(key_share=True))


def _must_be_ours(assembly: Assembly) -> None:
    if assembly.is_compiled:
        raise Refused(
            gettext("This assembly was compiled from public records. Change the record and import it again.")
        )


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
    assembly.answer_due_at = words.answer_due_at


def _changed(assembly: Assembly) -> None:
    """Let everything that shows the assembly know, now and whenever the clock changes its pages."""
    events.announce(AssemblyChanged(assembly.id))
    revisions.touch(assembly.slug, *turning_moments(assembly.phases), assembly.answer_due_at)


def fingerprint(assembly: Assembly) -> str:
    """What an assembly and its phases say, as a short mark: two people who saw the same hold the same mark."""
    names = ("name", "question", "summary", "remit", "topic", "members", "invitations", "confirms_comments")
    parts = [getattr(assembly, name) for name in (*names, "answer_due_at")]
    parts += [(phase.kind, phase.opens_at, phase.closes_at) for phase in assembly.phases]
    return form_tokens.digest_of(repr(part) for part in parts)


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
    question; Refused where it was changed meanwhile, and for a compiled record.
    """
    _must_be_ours(assembly)
    if seen and seen != fingerprint(assembly):
        raise Refused(
            gettext(
                "Somebody changed this assembly or its consultation while you had it open. Look at it first."
            )
        )
    if assembly.is_public and not words.question:
        raise WrongField("question", gettext("A published assembly needs its question."))
    _write(assembly, words)
    audit.record("edited", assembly, actor_id=by.id)
    set_phases(assembly, spans, by)


def _check_spans(spans: Sequence[PhaseSpan]) -> None:
    """One after the other, in the order of the stages. Messages name the form's field of the edge that is wrong."""
    for span in spans:
        if span.closes_at is not None and span.closes_at <= span.opens_at:
            raise WrongField(f"{span.kind.value}_closes", gettext("This phase must close after it opens."))
    for earlier, later in pairwise(spans):
        if later.opens_at < (earlier.closes_at or earlier.opens_at):
            raise WrongField(
                f"{later.kind.value}_opens",
                gettext(
                    "“%(earlier)s” is not over then: it ends on %(moment)s. Phases follow each other.",
                    earlier=phase_name(earlier.kind),
                    moment=dates.moment(earlier.closes_at or earlier.opens_at),
                ),
            )
        if earlier.closes_at is None:
            raise WrongField(
                f"{earlier.kind.value}_closes",
                gettext("Say when this phase ends. Only the last may stay open."),
            )


def set_phases(assembly: Assembly, spans: Sequence[PhaseSpan], by: Account) -> None:
    """Date the phases of an assembly: those named are kept or made, the others go.

    Takes each phase once, in any order. Raises WrongField, with the form's field (`learning_closes`), where a phase
    ends before it begins, two overlap, they are out of order, or any but the last has no end; Refused for a compiled
    record.
    """
    _must_be_ours(assembly)
    ordered = sorted(spans, key=lambda span: ORDER.index(span.kind))
    _check_spans(ordered)
    wanted = {span.kind.value: span for span in ordered}
    here = {phase.kind: phase for phase in assembly.phases}
    for kind in here.keys() - wanted.keys():
        assembly.phases.remove(here[kind])
    # An assembly may not have two phases of one place even for a moment, so they step aside first.
    for phase in assembly.phases:
        phase.position += 1000
    db.session.flush()
    for position, span in enumerate(ordered, start=1):
        phase = here.get(span.kind.value) or Phase(kind=span.kind.value)
        phase.position, phase.opens_at, phase.closes_at = position, span.opens_at, span.closes_at
        if span.kind.value not in here:
            assembly.phases.append(phase)
    db.session.flush()
    assembly.phases.sort(key=lambda phase: phase.position)
    audit.record(
        "dated phases",
        assembly,
        actor_id=by.id,
        phases={
            span.kind.value: [span.opens_at.isoformat(), span.closes_at and span.closes_at.isoformat()]
            for span in ordered
        },
    )
    _changed(assembly)


def publish_assembly(assembly: Assembly, by: Account) -> None:
    """Show an assembly to everybody. A second time does nothing.

    Raises Refused where the question or the phases are missing, since its page could not say what it is about or
    where it stands.
    """
    _must_be_ours(assembly)
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
    _changed(assembly)


def _check_closing(assembly: Assembly, closes_at: datetime) -> None:
    if closes_at <= clock.now():
        raise WrongField("closes", gettext("Choose a closing time that is still to come."))
    following = phase_after_consulting(assembly)
    if following is not None and following.opens_at is not None and closes_at > following.opens_at:
        raise WrongField(
            "closes",
            gettext(
                "“%(phase)s” begins on %(moment)s. Comments must close by then.",
                phase=phase_name(following.kind),
                moment=dates.moment(following.opens_at),
            ),
        )


def _make_consulting_phase(assembly: Assembly) -> Phase:
    """Give an assembly whose consultation was not dated before its phase, at its place among the others."""
    place = ORDER.index(PhaseKind.CONSULTING)
    later = [phase for phase in assembly.phases if ORDER.index(PhaseKind(phase.kind)) > place]
    position = min((phase.position for phase in later), default=len(assembly.phases) + 1)
    # From the last to the first, so that no two phases ever stand at one place.
    for phase in reversed(later):
        phase.position += 1
        db.session.flush()
    phase = Phase(kind=PhaseKind.CONSULTING.value, position=position)
    assembly.phases.append(phase)
    db.session.flush()
    assembly.phases.sort(key=lambda each: each.position)
    return phase


def open_consultation(assembly: Assembly, closes_at: datetime, by: Account) -> Phase:
    """Open comments on the published drafts now, until a moment. One that was closed may be opened again.

    Raises WrongField (`closes`) where the moment has passed or lies in a later phase; Refused where comments are
    open already, the assembly is not published or is in a later phase, or it is a compiled record.
    """
    _must_be_ours(assembly)
    if not assembly.is_public:
        raise Refused(gettext("The assembly is not published yet. An administrator publishes it first."))
    phase = consulting_phase(assembly)
    if phase is not None and state_of(phase) is PhaseState.NOW:
        raise Refused(gettext("The consultation is open already."))
    if is_past_consulting(assembly):
        raise Refused(gettext("The assembly has moved on to a later phase. Comments stay closed."))
    _check_closing(assembly, closes_at)
    if phase is None:
        phase = _make_consulting_phase(assembly)
    if phase.opens_at is None or phase.opens_at > clock.now():
        phase.opens_at = clock.now()
    phase.closes_at = closes_at
    audit.record("opened consultation", assembly, actor_id=by.id, closes_at=closes_at.isoformat())
    _changed(assembly)
    events.announce(ConsultationOpened(assembly.id, phase.id))
    return phase


def _open_phase(assembly: Assembly) -> Phase:
    phase = consulting_phase(assembly)
    if phase is None or state_of(phase) is not PhaseState.NOW:
        raise Refused(gettext("The consultation is not open."))
    return phase


def move_closing(assembly: Assembly, closes_at: datetime, by: Account) -> None:
    """Let an open consultation close at another moment. Raises as opening does, and Refused where it is not open."""
    phase = _open_phase(assembly)
    _check_closing(assembly, closes_at)
    was = phase.closes_at
    phase.closes_at = closes_at
    audit.record(
        "moved closing",
        assembly,
        actor_id=by.id,
        was=was.isoformat() if was else None,
        closes_at=closes_at.isoformat(),
    )
    _changed(assembly)


def close_consultation(assembly: Assembly, by: Account) -> None:
    """Close comments now. What has been sent still goes to the moderators. Raises Refused where it is not open."""
    phase = _open_phase(assembly)
    phase.closes_at = clock.now()
    audit.record("closed consultation", assembly, actor_id=by.id)
    _changed(assembly)


def openness_mark(statement: OpennessStatement | None) -> str:
    """What a statement says, or that there is none, as a short mark: who saw the same holds the same mark."""
    said = (statement.state, statement.reason, statement.url) if statement else ()
    return form_tokens.digest_of(repr(part) for part in ("statement", *said))


def _statement_as_seen(assembly: Assembly, item: OpennessItem, seen: str) -> OpennessStatement | None:
    _must_be_ours(assembly)
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


def show_changed_organisation(event: OrganisationChanged) -> None:
    """Every page of an assembly shows its council's name and colour, so all of them change."""
    slugs = db.session.scalars(select(Assembly.slug).where(Assembly.organisation_id == event.organisation_id))
    for assembly_slug in slugs:
        revisions.touch(assembly_slug)
