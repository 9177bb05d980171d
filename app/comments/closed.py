"""Why nobody can comment now: since when, or from when on, and what comes next. Plain rules, which ask nobody."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from app.assemblies.models import Assembly
from app.assemblies.phases import comments_closed_at, consulting_phase
from app.core import clock, dates
from app.recommendations.models import Version, VersionStage


@dataclass(frozen=True)
class Closed:
    """Two sentences: the fact with its moment, and the reason."""

    fact: str
    why: str


def why_closed(assembly: Assembly, text: Version) -> Closed:
    """Say why comments on a text are closed. Takes an assembly and a text on which nobody can comment now."""
    if text.stage != VersionStage.DRAFT:
        return Closed(
            str(gettext("This is the final text. It takes no more comments.")),
            str(gettext("The members have read the comments on the draft and decided on their words.")),
        )
    closed_at, phase = comments_closed_at(assembly), consulting_phase(assembly)
    if closed_at is not None:
        return Closed(
            str(gettext("Comments closed %(when)s.", when=dates.moment(closed_at))),
            str(gettext("The time for comments is over: the members now work on the final text.")),
        )
    if phase is not None and phase.opens_at is not None and phase.opens_at > clock.now():
        return Closed(
            str(gettext("Comments open %(when)s.", when=dates.moment(phase.opens_at, weekday=True))),
            str(gettext("The members are still at work on this draft.")),
        )
    if phase is not None:
        return Closed(
            str(gettext("Comments are not open yet.")), str(gettext("No date is set for it so far."))
        )
    return Closed(str(gettext("Comments are closed.")), str(gettext("This assembly takes no comments here.")))
