"""Reading what sessions and items said before they were corrected, and for which times they were down."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from app.core.db import db
from app.evidence.models import Absence, AssemblySession, FormerWording


def former_wordings(subject_id: int) -> Sequence[FormerWording]:
    """The former wordings of a session or an item, the latest first, withheld ones too, without their texts."""
    return db.session.scalars(
        select(FormerWording)
        .where(FormerWording.subject_id == subject_id)
        .options(defer(FormerWording.said), defer(FormerWording.transcript))
        .order_by(FormerWording.number.desc())
    ).all()


def absences_of(subject_id: int) -> Sequence[Absence]:
    """The times for which a session or an item was taken down, the latest first."""
    return db.session.scalars(
        select(Absence)
        .where(Absence.subject_id == subject_id)
        .order_by(Absence.taken_down_at.desc(), Absence.id.desc())
    ).all()


def count_former_wordings(subject_id: int) -> int:
    """How many there are."""
    of_it = FormerWording.subject_id == subject_id
    return db.session.scalar(select(func.count()).select_from(FormerWording).where(of_it)) or 0


def count_readable_wordings(subject_id: int) -> int:
    """How many of them readers may still read."""
    of_it = (FormerWording.subject_id == subject_id, FormerWording.withheld_reason.is_(None))
    return db.session.scalar(select(func.count()).select_from(FormerWording).where(*of_it)) or 0


def others_readable(former: FormerWording) -> Sequence[FormerWording]:
    """The other former wordings of the same page that readers may still read, the oldest first."""
    return db.session.scalars(
        select(FormerWording)
        .where(
            FormerWording.subject_id == former.subject_id,
            FormerWording.number != former.number,
            FormerWording.withheld_reason.is_(None),
        )
        .order_by(FormerWording.number)
    ).all()


def former_wording_at_desk(subject_id: int, number: int) -> FormerWording | None:
    """One former wording, withheld or not, or None."""
    return db.session.scalar(
        select(FormerWording).where(FormerWording.subject_id == subject_id, FormerWording.number == number)
    )


def public_former_wording(subject_id: int, number: int) -> FormerWording | None:
    """One former wording that readers may read, or None."""
    former = former_wording_at_desk(subject_id, number)
    return former if former is not None and former.withheld_reason is None else None


def transcript_of_that_time(former: FormerWording) -> FormerWording | None:
    """The former wording that holds the transcript as it was then: this one, or the next whose transcript changed.

    None where the transcript has not changed since.
    """
    if former.transcript is not None:
        return former
    return db.session.scalar(
        select(FormerWording)
        .where(
            FormerWording.subject_id == former.subject_id,
            FormerWording.number > former.number,
            FormerWording.transcript.is_not(None),
        )
        .order_by(FormerWording.number)
        .limit(1)
    )


def session_by_id(session_id: int | None) -> AssemblySession | None:
    """The session of a former wording, public or not, or None."""
    return db.session.get(AssemblySession, session_id) if session_id is not None else None
