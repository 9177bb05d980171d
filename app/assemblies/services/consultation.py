"""The consultation: opened, moved and closed by officers."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.events import ConsultationOpened
from app.assemblies.models import Assembly, Phase, PhaseKind
from app.assemblies.names import phase_name
from app.assemblies.phases import (
    PhaseState,
    consulting_phase,
    is_past_consulting,
    phase_after_consulting,
    state_of,
)
from app.assemblies.services.dating import ORDER
from app.assemblies.services.rules import changed, must_be_ours
from app.core import audit, clock, dates, events
from app.core.db import db
from app.core.errors import Refused, WrongField


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
    must_be_ours(assembly)
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
    changed(assembly)
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
    changed(assembly)


def close_consultation(assembly: Assembly, by: Account) -> None:
    """Close comments now. What has been sent still goes to the moderators. Raises Refused where it is not open."""
    phase = _open_phase(assembly)
    phase.closes_at = clock.now()
    audit.record("closed consultation", assembly, actor_id=by.id)
    changed(assembly)
