"""Items of evidence: written, changed, put in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import func, select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, dates
from app.core.db import db
from app.core.errors import Refused
from app.evidence.models import EvidenceItem
from app.evidence.queries import spoken_with
from app.evidence.quotes import quotable
from app.evidence.said import said_by_item, said_of
from app.evidence.services.order import moved
from app.evidence.services.quoted import refuse_to_lose_quotes
from app.evidence.services.rules import (
    must_be_ours,
    read_again,
    refuse_unread,
    tell_if_shown,
    tell_of,
)
from app.evidence.services.wordings import Kept, keep_former, withhold_same_words
from app.evidence.words import UNTOLD, Correction, ItemWords
from app.subjects.models import SubjectKind
from app.subjects.services import keep_subject, make_subject


def _write(item: EvidenceItem, words: ItemWords) -> None:
    session = words.session
    if session is not None and session.assembly_id != item.assembly_id:
        raise Refused(gettext("This session belongs to another assembly."))
    if any(session is None or speaker.session_id != session.id for speaker in words.speakers):
        raise Refused(gettext("Only people who spoke at the chosen session can have given this."))
    item.kind = words.kind.value
    item.title = words.title
    item.topic = words.topic or None
    item.summary = words.summary
    item.body = words.body
    item.given_by = words.given_by or None
    item.source_url = words.source_url or None
    item.licence = words.licence or None
    item.language = words.language
    item.session = session
    item.session_id = session.id if session is not None else None
    item.speakers = list(words.speakers)


def session_must_come_first(item: EvidenceItem, moment: datetime) -> None:
    """An item leads readers to its session, so by then the session must be public. Raises Refused."""
    session = item.session
    if session is None or (session.published_at is not None and session.published_at <= moment):
        return
    if session.published_at is None and moment > clock.now():
        message = gettext(
            "Publish the session “%(title)s” first, or set its time: this page leads readers to it.",
            title=session.title,
        )
    elif session.published_at is None:
        message = gettext(
            "Publish the session “%(title)s” first: this page leads readers to it.", title=session.title
        )
    else:
        message = gettext(
            "This page leads readers to the session “%(title)s”. That becomes public on %(moment)s. Publish this"
            " at that time or later, or publish the session now.",
            title=session.title,
            moment=dates.moment(session.published_at, weekday=True),
        )
    raise Refused(message)


def last_place(item: EvidenceItem) -> int:
    """The place behind all others of the same session, or of none."""
    last = db.session.scalar(
        select(func.max(EvidenceItem.position)).where(
            EvidenceItem.assembly_id == item.assembly_id,
            EvidenceItem.session_id.is_not_distinct_from(item.session_id),
            EvidenceItem.id != item.id,
        )
    )
    return (last or 0) + 1


def _in_order(item: EvidenceItem) -> Sequence[EvidenceItem]:
    """The items of the same session, or of none, in their order as it is now."""
    one_at_a_time(item.assembly_id)
    return db.session.scalars(
        select(EvidenceItem)
        .where(
            EvidenceItem.assembly_id == item.assembly_id,
            EvidenceItem.session_id.is_not_distinct_from(item.session_id),
        )
        .order_by(EvidenceItem.position, EvidenceItem.first_public_at.asc().nulls_last(), EvidenceItem.id)
        .execution_options(populate_existing=True)
    ).all()


def add_item(assembly: Assembly, words: ItemWords, by: Account) -> EvidenceItem:
    """Add an item that only the desk sees until it is published, behind the others of its session.

    Returns it. Raises Refused for a compiled record, and where session or speakers do not belong to it.
    """
    must_be_ours(assembly)
    subject = make_subject(SubjectKind.EVIDENCE, assembly.id, words.title, assembly.path, None)
    item = EvidenceItem(
        id=audit.unused_id(EvidenceItem),
        assembly=assembly,
        assembly_id=assembly.id,
        subject=subject,
        created_at=clock.now(),
        created_by_id=by.id,
    )
    _write(item, words)
    db.session.add(item)
    db.session.flush()
    item.position = last_place(item)
    item.subject.path = item.path
    audit.record("added", item, actor_id=by.id)
    return item


def edit_item(
    item: EvidenceItem, words: ItemWords, by: Account, seen: str = "", correction: Correction = UNTOLD
) -> None:
    """Change an item, published or not. One that moves to another session comes last there.

    `seen` is the fingerprint of what the officer began from; `correction` is what readers are told of the change, if
    they have seen the item: its former wording is kept. Raises WrongField where they must be told and are not,
    QuotesLost where recommendations quote words that would go and the officer has not confirmed it, and Refused where
    a colleague has changed it since, and as adding and publishing would.
    """
    must_be_ours(item.assembly)
    read_again(item)
    kept: Kept = ()
    if said_by_item(words) != said_of(item):
        refuse_unread(seen, item)
        refuse_to_lose_quotes(
            item,
            lambda quoted: quotable(words.summary, words.body, spoken_with(quoted, words.session)),
            correction,
        )
        kept = keep_former([item], correction, by)
    stood_at = item.session_id
    _write(item, words)
    if item.session_id != stood_at:
        if item.published_at is not None:
            session_must_come_first(item, max(item.published_at, clock.now()))
        item.position = last_place(item)
    keep_subject(item.subject, item.title, item.published_at)
    audit.record("edited", item, actor_id=by.id)
    withhold_same_words(kept, by)
    tell_if_shown(item)


def move_item(item: EvidenceItem, up: bool, by: Account) -> None:
    """Swap an item with the one before it, or after it, at the same session. Past the ends nothing happens.

    Raises Refused for a compiled record.
    """
    must_be_ours(item.assembly)
    if moved(_in_order(item), item, up):
        audit.record("moved", item, actor_id=by.id)
        tell_of(item)
