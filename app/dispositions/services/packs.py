"""Giving the members what the public said."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext, lazy_gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.phases import consulting_phase
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, dates, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.dispositions.models import Pack
from app.dispositions.queries.packs import figures_now, mark_of, newest_in

# Why a day is too early, for each kind of thing that the pack holds.
NOT_BEFORE = {
    "comment": lazy_gettext(
        "The newest comment in this pack is shown since %(date)s. The members cannot have had it before."
    ),
    "summary": lazy_gettext(
        "A summary in this pack was written on %(date)s. The members cannot have had it before."
    ),
    "answer": lazy_gettext(
        "An answer that this pack counts was given on %(date)s. The members cannot have had it before."
    ),
}


def give_pack(assembly: Assembly, given_on: date, meeting: str, by: Account, seen: str) -> Pack:
    """Record that the members had the pack, with the figures that it shows. From now on everybody can read it.

    Takes the day and the meeting, and the mark of the figures that the officer had before their eyes; what is kept is
    counted here (counts, ids and what officers wrote, never what a comment says). Returns the pack. Raises WrongField
    (`given_on`, `meeting`) for a day to come, one before comments opened or before something in the pack was there,
    and a meeting that has this pack already; Refused where nobody has said anything yet, or the figures are others by
    now.
    """
    # Two officers may press for one meeting: who comes second is to see the first one's pack.
    one_at_a_time(assembly.id)
    figures = figures_now(assembly)
    if not figures["comments"]:
        raise Refused(gettext("There is nothing to give yet. No comment is published."))
    _must_be_a_likely_day(assembly, given_on)
    _must_be_new(assembly, given_on, meeting)
    if mark_of(figures) != seen:
        raise Refused(
            gettext(
                "The figures have changed since you opened this page. Look at them below, then press again."
            )
        )
    pack = Pack(
        assembly_id=assembly.id,
        figures=figures,
        made_at=clock.now(),
        made_by_id=by.id,
        given_on=given_on.isoformat(),
        meeting=meeting,
    )
    db.session.add(pack)
    audit.record("given", pack, actor_id=by.id, comments=figures["comments"], given_on=given_on.isoformat())
    revisions.touch(assembly.slug)
    return pack


def _must_be_a_likely_day(assembly: Assembly, given_on: date) -> None:
    if given_on > clock.today():
        raise WrongField(
            "given_on", gettext("This day is still to come. Record the pack once the members have it.")
        )
    phase = consulting_phase(assembly)
    opened = phase.opens_at.astimezone(clock.LONDON).date() if phase and phase.opens_at else None
    if opened is not None and given_on < opened:
        raise WrongField(
            "given_on",
            gettext(
                "Comments opened on %(date)s. The members cannot have had this before.",
                date=dates.day(opened),
            ),
        )
    _must_not_be_before_what_is_in_it(assembly, given_on)


def _must_not_be_before_what_is_in_it(assembly: Assembly, given_on: date) -> None:
    for name, moment in newest_in(assembly).items():
        day = moment.astimezone(clock.LONDON).date() if moment is not None else None
        if day is not None and given_on < day:
            raise WrongField("given_on", str(NOT_BEFORE[name]) % {"date": dates.day(day)})


def _must_be_new(assembly: Assembly, given_on: date, meeting: str) -> None:
    same = select(Pack.id).where(
        Pack.assembly_id == assembly.id, Pack.given_on == given_on.isoformat(), Pack.meeting == meeting
    )
    if db.session.scalar(same) is not None:
        raise WrongField(
            "meeting", gettext("A pack is already recorded as given at this meeting on this day.")
        )
