"""What the clock of answers and progress runs by: the pauses, and the day of the final report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Select, bindparam, func, select

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.recommendations.models import Recommendation, Version, VersionStage
from app.responses.due import Standstill
from app.responses.models import ClockPause, FinalReport

_PAUSES: Select[ClockPause] = select(ClockPause).order_by(ClockPause.starts_at, ClockPause.id)
_PAUSES_OF = _PAUSES.where(ClockPause.assembly_id == bindparam("assembly_id"))


def clock_pauses(assembly: Assembly) -> Sequence[ClockPause]:
    """All pauses of an assembly's clock, the first to begin first, with those that are over or were called off."""
    return db.session.scalars(_PAUSES_OF, {"assembly_id": assembly.id}).all()


def standstills_of(assembly: Assembly) -> list[Standstill]:
    """The times in which an assembly's clock stands still; one query."""
    return [_standstill(pause) for pause in clock_pauses(assembly)]


def standstills() -> Mapping[int, Sequence[Standstill]]:
    """The times in which clocks stand still, by the number of the assembly; one query for all of them."""
    found: dict[int, list[Standstill]] = defaultdict(list)
    for pause in db.session.scalars(_PAUSES):
        found[pause.assembly_id].append(_standstill(pause))
    return found


def _standstill(pause: ClockPause) -> Standstill:
    return Standstill(pause.starts_at, pause.over_at, pause.reason)


def final_reports(assembly: Assembly) -> Sequence[FinalReport]:
    """What was said of the day of the final report; the last one counts."""
    return db.session.scalars(
        select(FinalReport).where(FinalReport.assembly_id == assembly.id).order_by(FinalReport.id)
    ).all()


def clock_pause(assembly: Assembly, pause_id: int) -> ClockPause | None:
    """One pause of an assembly's clock, or None."""
    return db.session.scalar(
        select(ClockPause).where(ClockPause.assembly_id == assembly.id, ClockPause.id == pause_id)
    )


def last_final_text_day(assembly: Assembly) -> date | None:
    """The day in London on which the last of an assembly's recommendations got its first final text.

    None while one that is published has none yet, and where nothing is published. A text that is set for a later
    moment counts with that moment.
    """
    first_finals = (
        select(
            func.min(Version.published_at).filter(Version.stage == VersionStage.FINAL.value).label("final_at")
        )
        .join(Recommendation, Recommendation.id == Version.recommendation_id)
        .where(Recommendation.assembly_id == assembly.id, Version.published_at.is_not(None))
        .group_by(Recommendation.id)
    )
    moments = [row.final_at for row in db.session.execute(first_finals)]
    if not moments or None in moments:
        return None
    last: datetime = max(moments)
    return last.astimezone(clock.LONDON).date()
