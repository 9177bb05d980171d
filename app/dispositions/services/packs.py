"""Keeping what the public said as it stands, and giving it to the members."""

from __future__ import annotations

from datetime import date
from typing import Any

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
from app.dispositions.queries.packs import figures_now, kept_packs_of, mark_of, newest_in

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


def keep_pack(assembly: Assembly, by: Account) -> Pack:
    """Keep the pack as it stands now, so that what is printed is what will be recorded. Only officers see it.

    Returns the pack: one that was kept before and still says the same, if there is one. Raises Refused where nobody
    has said anything yet.
    """
    one_at_a_time(assembly.id)
    figures = _figures(assembly)
    mark = mark_of(figures)
    for former in kept_packs_of(assembly):
        if mark_of(former.figures) == mark:
            return former
    pack = _made(assembly, figures, by)
    audit.record("kept", pack, actor_id=by.id, comments=figures["comments"])
    return pack


def give_kept_pack(pack: Pack, given_on: date, meeting: str, by: Account) -> None:
    """Record that the members had a pack that was kept. From now on everybody can read it.

    Takes the day and the meeting. Raises WrongField (`given_on`, `meeting`) for a day to come, one before the pack was
    kept, and a meeting that has a pack already; Refused where a colleague recorded the pack or threw it away.
    """
    _must_still_be_kept(pack)
    _must_not_be_to_come(given_on)
    kept_on = pack.made_at.astimezone(clock.LONDON).date()
    if given_on < kept_on:
        raise WrongField(
            "given_on",
            gettext(
                "This pack was kept on %(date)s. The members cannot have had it before.",
                date=dates.day(kept_on),
            ),
        )
    _must_be_new(pack.assembly, given_on, meeting)
    pack.given_on, pack.meeting = given_on.isoformat(), meeting
    _record_given(pack, by)


def throw_away(pack: Pack, by: Account) -> None:
    """Throw away a pack that was kept and that the members never had. Raises Refused where they had it."""
    _must_still_be_kept(pack)
    audit.record("thrown away", pack, actor_id=by.id, comments=pack.figures["comments"])
    db.session.delete(pack)
    db.session.flush()


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
    figures = _figures(assembly)
    _must_be_a_likely_day(assembly, given_on)
    _must_be_new(assembly, given_on, meeting)
    if mark_of(figures) != seen:
        raise Refused(
            gettext(
                "The figures have changed since you opened this page. Look at them below, then press again."
            )
        )
    pack = _made(assembly, figures, by, given_on=given_on.isoformat(), meeting=meeting)
    _record_given(pack, by)
    return pack


def _made(assembly: Assembly, figures: dict[str, Any], by: Account, **given: str) -> Pack:
    pack = Pack(
        id=audit.unused_id(Pack),
        assembly=assembly,
        figures=figures,
        made_at=clock.now(),
        made_by_id=by.id,
        **given,
    )
    db.session.add(pack)
    return pack


def _record_given(pack: Pack, by: Account) -> None:
    audit.record("given", pack, actor_id=by.id, comments=pack.figures["comments"], given_on=pack.given_on)
    revisions.touch(pack.assembly.slug)


def _figures(assembly: Assembly) -> dict[str, Any]:
    figures = figures_now(assembly)
    if not figures["comments"]:
        raise Refused(gettext("There is nothing to give yet. No comment is published."))
    return figures


def _must_still_be_kept(pack: Pack) -> None:
    """Whoever comes second learns what a colleague did meanwhile: the database is asked, under the lock."""
    one_at_a_time(pack.assembly_id)
    row = db.session.execute(select(Pack.given_on).where(Pack.id == pack.id)).one_or_none()
    if row is None:
        raise Refused(gettext("A colleague has thrown this pack away."))
    if row.given_on is not None:
        raise Refused(
            gettext(
                "This pack is recorded already: the members had it on %(date)s.",
                date=dates.partial(row.given_on),
            )
        )


def _must_not_be_to_come(given_on: date) -> None:
    if given_on > clock.today():
        raise WrongField(
            "given_on", gettext("This day is still to come. Record the pack once the members have it.")
        )


def _must_be_a_likely_day(assembly: Assembly, given_on: date) -> None:
    _must_not_be_to_come(given_on)
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
