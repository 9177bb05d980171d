"""Publishing sessions and items, at once or at a set time; calling that off; taking down with a reason.

At a set time nothing has to happen: `published_at` lies ahead, and whoever reads for the public asks the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import or_, select

from app.accounts.models import Account
from app.core import audit, clock, dates, events, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.core.text import says_something
from app.evidence.events import EvidencePublished
from app.evidence.models import Absence, AssemblySession, EvidenceItem
from app.evidence.services.items import session_must_come_first
from app.evidence.services.rules import must_be_ours, must_be_public, refuse_moved_on, tell_of
from app.evidence.standing import Standing, Thing, has_been_public, standing_of
from app.subjects.services import keep_subject


def publish_session(
    session: AssemblySession, by: Account, at: datetime | None = None, seen: str = ""
) -> None:
    """Show a session to everybody, now or from a moment on; called again, at another moment.

    `seen` is the mark (`state_mark`) of what the officer looked at. What is public already stays as it is, and so does
    the same moment. Raises WrongField for a moment that has passed, and Refused where a moment is named and it is
    public already, before the assembly is published, where a colleague has changed the session or how it stands since,
    and where an item of it is to be public before that moment.
    """
    if standing_of(session) is Standing.PUBLIC:
        _must_not_wait(at)
        return
    if at is not None and at == session.published_at:
        return
    moment = _moment(session, at, seen)
    _must_not_be_overtaken(session, moment)
    _publish(session, moment, by)


def publish_item(item: EvidenceItem, by: Account, at: datetime | None = None, seen: str = "") -> None:
    """Show an item to everybody, now or from a moment on; called again, at another moment. Followers are told then.

    They are not told again where readers had seen it before it was taken down. `seen` is the mark (`state_mark`) of
    what the officer looked at. What is public already stays as it is, and so does the same moment. Raises WrongField
    for a moment that has passed, and Refused where a moment is named and it is public already, before the assembly is
    published, where by then its session would not be public, where there is nothing to read, and where a colleague has
    changed the item or how it stands since.
    """
    if standing_of(item) is Standing.PUBLIC:
        _must_not_wait(at)
        return
    if at is not None and at == item.published_at:
        return
    moment = _moment(item, at, seen)
    session_must_come_first(item, moment)
    if not (item.body or item.files or item.transcript or item.source_url):
        raise Refused(
            gettext(
                "There is nothing to read yet. Write the text, or add a file or a transcript, then publish."
            )
        )
    is_new = not has_been_public(item)
    _publish(item, moment, by)
    # What only comes back is no news to followers.
    if is_new:
        events.announce(EvidencePublished(item.id))


def publish(thing: Thing, by: Account, at: datetime | None = None, seen: str = "") -> None:
    """Publish whichever of the two it is."""
    if isinstance(thing, AssemblySession):
        publish_session(thing, by, at, seen)
    else:
        publish_item(thing, by, at, seen)


def _must_not_wait(at: datetime | None) -> None:
    """What is public stays so: whoever set a time for it must not believe that readers see it only then."""
    if at is not None:
        raise Refused(
            gettext("It is public already, so no time was set. You can take it down, with a reason.")
        )


def _moment(thing: Thing, at: datetime | None, seen: str) -> datetime:
    """The moment of publishing, once all that both kinds must keep to is checked."""
    must_be_ours(thing.assembly)
    must_be_public(thing.assembly)
    refuse_moved_on(seen, thing)
    now = clock.now()
    if at is not None and at <= now:
        raise WrongField("day", gettext("This time has passed. Choose a later one, or publish now."))
    return at or now


def _publish(thing: Thing, moment: datetime, by: Account) -> None:
    thing.published_at = moment
    if thing.is_public:
        # The trace has done its work. Until a set time comes it stays, so there it is kept.
        thing.unpublished_at, thing.unpublished_reason = None, None
        audit.record("published", thing, actor_id=by.id)
    else:
        audit.record("set to be published", thing, actor_id=by.id, at=moment.isoformat())
    _end_absence(thing, moment)
    keep_subject(thing.subject, thing.title, moment)
    revisions.touch(thing.assembly.slug, moment)
    tell_of(thing)
    _count_absences_again(thing)


def _end_absence(thing: Thing, moment: datetime | None) -> None:
    """Note when it is back: a moment that may lie ahead, and None where that was called off."""
    absence = db.session.scalar(
        select(Absence)
        .where(
            Absence.subject_id == thing.subject_id,
            or_(Absence.back_at.is_(None), Absence.back_at > clock.now()),
        )
        .order_by(Absence.taken_down_at.desc(), Absence.id.desc())
        .limit(1)
    )
    if absence is not None:
        absence.back_at = moment


def _count_absences_again(thing: Thing) -> None:
    """What the database reckons of absences was read before this one; it is asked again when it is needed."""
    db.session.flush()
    db.session.expire(thing, ["first_public_at", "title_may_stand"])


def _waiting_items(session: AssemblySession) -> Sequence[EvidenceItem]:
    """The items of a session that are set to be published, the first one first."""
    return db.session.scalars(
        select(EvidenceItem)
        .where(EvidenceItem.session_id == session.id, EvidenceItem.published_at > clock.now())
        .order_by(EvidenceItem.published_at, EvidenceItem.id)
    ).all()


def _must_not_be_overtaken(session: AssemblySession, moment: datetime | None) -> None:
    """An item never comes before its session. `moment` is None where the session would not come at all."""
    for item in _waiting_items(session):
        comes_at = item.published_at
        if comes_at is None or (moment is not None and comes_at >= moment):
            continue
        words = {"title": item.title, "moment": dates.moment(comes_at, weekday=True)}
        if moment is None:
            message = gettext(
                "“%(title)s” leads readers to this session. It will be public on %(moment)s. Call that off first.",
                **words,
            )
        else:
            message = gettext(
                "“%(title)s” leads readers to this session. It will be public on %(moment)s. Publish the session at"
                " that time or earlier, or change the time of “%(title)s” first.",
                **words,
            )
        raise Refused(message)


def call_off(thing: Thing, by: Account) -> None:
    """Do not publish it at its set time after all. A second time does nothing.

    Raises Refused where it is public meanwhile, where an item is still set to be published with this session, and for
    a compiled record.
    """
    must_be_ours(thing.assembly)
    standing = standing_of(thing)
    if standing is Standing.PUBLIC:
        raise Refused(gettext("It is public by now. You can take it down, with a reason."))
    if standing is not Standing.SET:
        return
    if isinstance(thing, AssemblySession):
        _must_not_be_overtaken(thing, None)
    _end_absence(thing, None)
    _withdraw(thing)
    audit.record("called off", thing, actor_id=by.id)


def _withdraw(thing: Thing) -> None:
    thing.published_at = None
    keep_subject(thing.subject, thing.title, None)
    tell_of(thing)
    _count_absences_again(thing)


def unpublish_item(item: EvidenceItem, reason: str, by: Account, shows_title: bool = False) -> None:
    """Take a public item down. Its page says when and why from now on, and its title where that may stay.

    Raises WrongField without a reason, Refused where it is not public and for a compiled record.
    """
    _take_down(item, reason, by, shows_title)


def unpublish_session(
    session: AssemblySession, reason: str, by: Account, shows_title: bool = False
) -> list[EvidenceItem]:
    """Take a public session down. Its page says when and why from now on, and its title where that may stay.

    Items of it that are public stay public. Those that wait for a set time would come without their session, so they
    are called off. Returns these. Raises WrongField without a reason, Refused where it is not public and for a compiled
    record.
    """
    _take_down(session, reason, by, shows_title)
    waiting = list(_waiting_items(session))
    for item in waiting:
        call_off(item, by)
    return waiting


def unpublish(thing: Thing, reason: str, by: Account, shows_title: bool = False) -> list[EvidenceItem]:
    """Take down whichever of the two it is. Returns the items that are called off with it."""
    if isinstance(thing, AssemblySession):
        return unpublish_session(thing, reason, by, shows_title)
    unpublish_item(thing, reason, by, shows_title)
    return []


def _take_down(thing: Thing, reason: str, by: Account, shows_title: bool) -> None:
    must_be_ours(thing.assembly)
    if not says_something(reason):
        raise WrongField("reason", gettext("Write why. Readers see it in place of the page."))
    if standing_of(thing) is not Standing.PUBLIC:
        raise Refused(gettext("It is not public, so there is nothing to take down."))
    now = clock.now()
    db.session.add(
        Absence(
            subject_id=thing.subject_id,
            public_from=thing.published_at,
            taken_down_at=now,
            taken_down_by_id=by.id,
            reason=reason,
            shows_title=shows_title,
        )
    )
    thing.unpublished_at, thing.unpublished_reason = now, reason
    _withdraw(thing)
    audit.record("taken down", thing, actor_id=by.id)
