"""Why nobody can comment or ask now: since when, or from when on, and what comes next. Rules, which ask nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from app.assemblies.models import Assembly
from app.assemblies.pauses import Paused, comments_paused_words, questions_paused_words
from app.assemblies.phases import (
    comments_closed_at,
    comments_open,
    comments_paused,
    consulting_phase,
    is_concluded,
    learning_phase,
    opens_for_residents,
    questions_closed_at,
    questions_paused,
)
from app.core import clock, dates
from app.recommendations.models import Version, VersionStage


@dataclass(frozen=True)
class Closed:
    """Two sentences: the fact with its moment, and the reason."""

    fact: str
    why: str


def takes_comments(assembly: Assembly | None, text: Version | None) -> bool:
    """Whether residents may comment, reply, agree and change their words now: while the consultation is open and not
    paused, and the text is a draft. Takes the assembly and the text in force, which is none where something else is
    commented on.
    """
    is_final = text is not None and text.stage != VersionStage.DRAFT
    return assembly is not None and comments_open(assembly) and not is_final


def paused_for(assembly: Assembly, text: Version | None) -> Paused | None:
    """What a pause says to whoever could comment on a text otherwise; None where that is not what closes comments."""
    is_final = text is not None and text.stage != VersionStage.DRAFT
    return comments_paused_words(assembly) if comments_paused(assembly) and not is_final else None


def closed_since(assembly: Assembly, final_since: datetime | None) -> datetime | None:
    """Since when nobody can comment on a recommendation: its first final text closes its drafts, if it comes before
    the consultation closes. None where comments are open, or never were.
    """
    closed_at, phase = comments_closed_at(assembly), consulting_phase(assembly)
    if final_since is None or phase is None or phase.opens_at is None or final_since < phase.opens_at:
        return closed_at
    return final_since if closed_at is None else min(final_since, closed_at)


def why_closed(assembly: Assembly, text: Version, final_since: datetime | None) -> Closed:
    """Say why comments on a text are closed. Takes an assembly, a text on which nobody can comment now, and when the
    first final text of its recommendation was published.
    """
    closed_at = comments_closed_at(assembly)
    if assembly.is_compiled:
        return Closed(
            str(gettext("Nobody can comment here.")),
            str(gettext("This assembly was over before this site began. These pages are a record of it.")),
        )
    if text.stage != VersionStage.DRAFT:
        return Closed(
            str(gettext("This is the final text. It takes no more comments.")),
            _why_final(closed_at, final_since),
        )
    if closed_at is not None:
        return Closed(str(gettext("Comments closed %(when)s.", when=dates.moment(closed_at))), _why(assembly))
    paused = paused_for(assembly, text)
    if paused is not None:
        return Closed(paused.fact, paused.why)
    return _not_open_yet(assembly)


def _why_final(closed_at: datetime | None, final_since: datetime | None) -> str:
    """What closed the drafts of a final text. That somebody read or voted is recorded elsewhere, and not said here."""
    if final_since is None:
        return ""
    when = dates.moment(final_since)
    if closed_at is not None and closed_at <= final_since:
        closed = gettext("Comments on the draft closed %(when)s.", when=dates.moment(closed_at))
        return f"{closed} {gettext('The final text was published on %(when)s.', when=when)}"
    return str(
        gettext("The final text was published on %(when)s, so comments on its drafts are closed.", when=when)
    )


def _why(assembly: Assembly) -> str:
    if is_concluded(assembly):
        return str(gettext("The time for comments is over: the assembly has finished its work."))
    return str(gettext("The time for comments is over: the members now work on the final text."))


def _not_open_yet(assembly: Assembly) -> Closed:
    phase = consulting_phase(assembly)
    opens_at = opens_for_residents(assembly, phase) if phase is not None else None
    if opens_at is not None and opens_at > clock.now():
        return Closed(
            str(gettext("Comments open %(when)s.", when=dates.moment(opens_at, weekday=True))),
            str(gettext("The members are still at work on this draft.")),
        )
    if phase is not None:
        return Closed(
            str(gettext("Comments are not open yet.")), str(gettext("No date is set for it so far."))
        )
    return Closed(str(gettext("Comments are closed.")), str(gettext("This assembly takes no comments here.")))


def why_no_questions(assembly: Assembly, came_out_at: datetime | None) -> Closed:
    """Say why nobody can ask now. Takes the assembly and when what one would ask about was published."""
    closed_at, phase = questions_closed_at(assembly), learning_phase(assembly)
    over = str(gettext("Residents can ask while the members learn. That phase is over."))
    if closed_at is not None and came_out_at is not None and came_out_at >= closed_at:
        # A day on which questions closed would mislead: nobody could have asked about it.
        return Closed(str(gettext("This came out after the time for questions.")), over)
    if closed_at is not None:
        return Closed(str(gettext("Questions closed on %(when)s.", when=dates.moment(closed_at))), over)
    if questions_paused(assembly):
        paused = questions_paused_words(assembly)
        return Closed(paused.fact, paused.why)
    opens_at = opens_for_residents(assembly, phase) if phase is not None else None
    if phase is not None and opens_at is not None and opens_at > clock.now():
        when = dates.moment(opens_at, weekday=True)
        return Closed(
            str(gettext("Questions are not open yet.")),
            str(
                gettext("They open on %(when)s, when the learning phase begins.", when=when)
                if opens_at == phase.opens_at
                else gettext("They open on %(when)s.", when=when)
            ),
        )
    return Closed(
        str(gettext("Questions are closed.")),
        str(
            gettext("They open when the learning phase begins.")
            if phase is not None
            else gettext("This assembly takes no questions here.")
        ),
    )


def comments_refused(assembly: Assembly | None) -> str:
    """Tell whoever sends a comment that nobody can now. Their page says why, and gives the text back."""
    if assembly is not None and comments_paused(assembly):
        fact = comments_paused_words(assembly).fact
        return str(gettext("%(fact)s Your text is below; nothing is lost.", fact=fact))
    return str(gettext("Comments are closed. Your text is below; nothing is lost."))


def questions_refused(assembly: Assembly | None) -> str:
    """Tell whoever sends a question that nobody can now. Their page says why, and gives the text back."""
    if assembly is not None and questions_paused(assembly):
        fact = questions_paused_words(assembly).fact
        return str(gettext("%(fact)s Your text is below; nothing is lost.", fact=fact))
    return str(gettext("Questions are closed. Your text is below; nothing is lost."))
