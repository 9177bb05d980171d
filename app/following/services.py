"""Follows: asked for, confirmed, ended; and what must be said to whom when something happens.

Whoever follows gets one letter about all that happened within ten minutes, not one letter for each thing. So an
event writes one row for its assembly and its ten minutes. When they are over, the worker turns that row into one
letter for each follower, and each letter reads afresh what happened in them and is still public.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import String, cast, func, literal, null, select
from sqlalchemy.dialects import postgresql, sqlite

from app.assemblies.events import ConsultationOpened
from app.assemblies.models import Assembly
from app.core import audit, clock, outbox
from app.core.db import db
from app.core.gathering import window_around
from app.core.outbox import OutboxRow
from app.evidence.events import EvidencePublished
from app.evidence.models import EvidenceItem
from app.following.models import Follow
from app.following.news import news_of, openings_of
from app.following.queries import assembly_subject
from app.recommendations.events import VersionPublished
from app.recommendations.models import Version
from app.responses.events import ProgressReported, ResponsePublished
from app.responses.models import ProgressUpdate, Response
from app.responses.services.passes import end_pass, follower_pass

# ---- Following ----


def ask_to_follow(assembly: Assembly, email: str) -> None:
    """Note that somebody wants to follow an assembly by e-mail, and write to that address.

    Takes a public assembly and a well-formed address. Nothing comes back, whoever follows already: the answer on the
    page must be the same for everybody. An address that does not follow yet gets a letter with a link to confirm
    (one an hour at most, so that nobody can fill a stranger's mailbox); one that does, a letter that says so, once a
    day at most.
    """
    follow = _kept_follow(assembly, email.strip().lower())
    now = clock.now()
    if follow.is_active:
        day = clock.today().isoformat()
        outbox.put("follow_already", f"follow_already:{follow.id}:{day}", follow_id=follow.id)
        return
    follow.asked_at = now
    audit.record("asked to follow", follow)
    hour = now.strftime("%Y-%m-%dT%H")
    outbox.put(
        "follow_confirm",
        f"follow_confirm:{follow.id}:{follow.confirm_token[:12]}:{hour}",
        follow_id=follow.id,
    )


def _kept_follow(assembly: Assembly, email: str) -> Follow:
    """The one row of an address and an assembly, made now if there is none, and locked."""
    subject = assembly_subject(assembly)
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    db.session.execute(
        insert(Follow)
        .values(
            subject_id=subject.id,
            email=email,
            confirm_token=_new_token(),
            unsubscribe_token=_new_token(),
            asked_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["subject_id", "email"])
    )
    mine = select(Follow).where(Follow.subject_id == subject.id, Follow.email == email)
    return db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one()


def _new_token() -> str:
    return secrets.token_urlsafe(24)


def confirm_follow(follow: Follow) -> None:
    """The owner of the address wants to follow, and gets a way to the counter-check. Twice does no harm."""
    if follow.is_active:
        return
    follow.confirmed_at = clock.now()
    follow.ended_at = None
    assembly = follow.subject.assembly
    if assembly is not None:
        follow.check_pass = follower_pass(assembly, follow.check_pass)
    audit.record("confirmed", follow)


def end_follow(follow: Follow) -> None:
    """Write to this address no more. Twice does no harm. A link to confirm that is still about leads nowhere then, nor
    does the one to the counter-check."""
    if follow.ended_at is not None:
        return
    follow.ended_at = clock.now()
    follow.confirm_token = _new_token()
    if follow.check_pass is not None:
        end_pass(follow.check_pass)
    audit.record("ended", follow)


# ---- Telling followers ----


def announce_version(event: VersionPublished) -> None:
    """A text of a recommendation went public."""
    version = db.session.get_one(Version, event.version_id)
    _announce(version.recommendation.assembly, version.published_at)


def announce_response(event: ResponsePublished) -> None:
    """The council answered."""
    response = db.session.get_one(Response, event.response_id)
    _announce(response.assembly, response.published_at)


def announce_progress(event: ProgressReported) -> None:
    """The council said how a commitment is going."""
    update = db.session.get_one(ProgressUpdate, event.update_id)
    _announce(db.session.get_one(Assembly, update.assembly_id), update.created_at)


def announce_evidence(event: EvidencePublished) -> None:
    """An evidence item went public, or will at a set time.

    Nothing is taken back when that time is changed or called off: what is not public by then is in no letter.
    """
    item = db.session.get_one(EvidenceItem, event.item_id)
    _announce(item.assembly, item.published_at)


def announce_opening(event: ConsultationOpened) -> None:
    """An officer opened the consultation, for the first time or again."""
    assembly = db.session.get_one(Assembly, event.assembly_id)
    db.session.flush()
    openings = openings_of(assembly)
    _announce(assembly, openings[-1][1] if openings else None)


def _announce(assembly: Assembly, happened_at: datetime | None) -> None:
    """Write down that an assembly's followers are to hear of what happened around this moment."""
    window = window_around(happened_at) if happened_at is not None else None
    if window is None:
        return
    since, until = window.since.isoformat(), window.until.isoformat()
    outbox.put(
        "announce",
        f"announce:{assembly.id}:{since}:{until}",
        after=window.wait,
        assembly_id=assembly.id,
        since=since,
        until=until,
    )


def write_to_followers(assembly_id: int, since: str, until: str) -> None:
    """Put one letter into the outbox for each address that followed an assembly by then, in one statement.

    Takes the moments, in ISO, between which something happened. A second call for the same moments adds nothing, so
    a worker that dies half-way loses nothing and doubles nothing.
    """
    assembly = db.session.get(Assembly, assembly_id)
    if assembly is None or not assembly.is_public:
        return
    if not news_of(assembly, datetime.fromisoformat(since), datetime.fromisoformat(until), most=1):
        # What was to happen then was put off or called off, so there is nothing to write about.
        return
    now = clock.now()
    is_postgresql = db.engine.dialect.name == "postgresql"
    insert = postgresql.insert if is_postgresql else sqlite.insert
    as_json = func.json_build_object if is_postgresql else func.json_object
    key = literal("news:").concat(cast(Follow.id, String)).concat(f":{since}:{until}")
    payload = as_json(
        *(cast("follow_id", String), Follow.id),
        *(cast("since", String), cast(since, String)),
        *(cast("until", String), cast(until, String)),
    )
    moment = OutboxRow.due_at.type
    letters = select(
        key, literal("news"), payload, literal(now, moment), literal(now, moment), literal(0), null(), null()
    ).where(
        Follow.subject_id == assembly_subject(assembly).id,
        Follow.confirmed_at < datetime.fromisoformat(until),
        Follow.ended_at.is_(None),
    )
    columns = ["key", "kind", "payload", "written_at", "due_at", "attempts", "lease_until", "finished_at"]
    db.session.execute(
        insert(OutboxRow)
        .from_select(columns, letters, include_defaults=False)
        .on_conflict_do_nothing(index_elements=["key"])
    )
