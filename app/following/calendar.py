"""An assembly's phases and sessions as a calendar that people can subscribe to (RFC 5545)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext
from icalendar import Calendar, Event

from app.assemblies.models import Assembly, Phase
from app.assemblies.names import phase_name
from app.assemblies.pauses import reason_words
from app.evidence.models import AssemblySession
from app.following.news import FEED_IDS

A_DAY = len("2026-11-22")
PRODUCT = "-//Moothall//Moothall//EN"


def _event(assembly: Assembly, key: str, summary: str, url: str) -> Event:
    entry = Event()
    entry.add("uid", f"{uuid.uuid5(FEED_IDS, f'{assembly.slug}:{key}')}@moothall")
    entry.add("summary", summary)
    entry.add("url", url)
    return entry


def _phase_event(assembly: Assembly, phase: Phase, site: str) -> Event | None:
    if phase.opens_at is None or assembly.is_compiled:
        return None
    title = phase.title or phase_name(phase.kind)
    entry = _event(assembly, f"phase:{phase.id}", f"{assembly.name}: {title}", f"{site}{assembly.path}")
    entry.add("dtstart", phase.opens_at)
    if phase.closes_at is not None:
        entry.add("dtend", phase.closes_at)
    entry.add("description", phase.summary or title)
    # A phase of some weeks must not make anybody look busy.
    entry.add("transp", "TRANSPARENT")
    return entry


def _pause_event(assembly: Assembly, site: str) -> Event | None:
    """The last pause of comments and questions. Its entry keeps its id while its end is moved."""
    if assembly.paused_at is None or assembly.paused_until is None:
        return None
    title = gettext("Comments are paused")
    key = f"pause:{assembly.paused_at.isoformat()}"
    entry = _event(assembly, key, f"{assembly.name}: {title}", f"{site}{assembly.path}")
    entry.add("dtstart", assembly.paused_at)
    entry.add("dtend", assembly.paused_until)
    entry.add("description", reason_words(assembly))
    entry.add("transp", "TRANSPARENT")
    return entry


def _answers_event(assembly: Assembly, site: str) -> Event | None:
    """When the council's answers are due. Its entry keeps its id while a pause moves the day."""
    if assembly.answer_due_at is None or assembly.is_compiled:
        return None
    title = gettext("The council’s answers are due")
    entry = _event(assembly, "answers", f"{assembly.name}: {title}", f"{site}{assembly.path}responses/")
    entry.add("dtstart", assembly.answer_due_at)
    entry.add("transp", "TRANSPARENT")
    return entry


def _session_event(assembly: Assembly, session: AssemblySession, site: str) -> Event | None:
    entry = _event(
        assembly, f"session:{session.id}", f"{assembly.name}: {session.title}", f"{site}{session.path}"
    )
    if session.starts_at is not None:
        entry.add("dtstart", session.starts_at)
    elif session.held_on and len(session.held_on) == A_DAY:
        day = date.fromisoformat(session.held_on)
        entry.add("dtstart", day)
        entry.add("dtend", day + timedelta(days=1))
    else:
        # "November 2019" is no day in a calendar.
        return None
    if session.summary:
        entry.add("description", session.summary)
    return entry


def calendar_of(assembly: Assembly, sessions: Sequence[AssemblySession], site: str) -> bytes:
    """An assembly's calendar file.

    Takes a public assembly with its phases, its published sessions, and the site's address. Phases of compiled records
    have no moments and so no place here; their sessions appear where the day is known.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", assembly.name)
    made = [_phase_event(assembly, phase, site) for phase in assembly.phases]
    made.append(_pause_event(assembly, site))
    made.append(_answers_event(assembly, site))
    made += [_session_event(assembly, session, site) for session in sessions if session.vanished_at is None]
    for entry in made:
        if entry is not None:
            entry.add("dtstamp", _stamp(assembly))
            calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _stamp(assembly: Assembly) -> datetime:
    """The same at every reading, so that nobody's calendar takes an unchanged entry for a new one."""
    return (assembly.published_at or assembly.created_at).replace(microsecond=0)
