"""What happened to an assembly in public: new texts, answers, progress, evidence, comments that opened.

Letters and the feed read it here, afresh each time, so that what is no longer public is in neither.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.assemblies.models import Assembly, Phase
from app.assemblies.pauses import comments_paused_words
from app.assemblies.phases import comments_paused, consulting_phase
from app.core import clock, dates
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.text import excerpt
from app.evidence.models import EvidenceItem
from app.recommendations.models import Recommendation, Version, VersionStage
from app.responses.models import Commitment, ProgressUpdate, Response
from app.responses.wording.answers import verdict_words
from app.responses.wording.progress import status_words

LONGEST_SUMMARY = 400
# Opening a consultation and its row in the log are one act, a moment apart.
SAME_ACT = timedelta(minutes=1)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
# Ids of feed entries are made of this and never change, wherever the site moves.
FEED_IDS = uuid.UUID("6f1de6ac-40a4-4b5c-a6c5-0d9c4a3a6a53")


@dataclass(frozen=True)
class News:
    """One thing that happened, in words for letters and feeds. `key` names it for ever: kind and number."""

    key: str
    happened_at: datetime
    title: str
    summary: str
    path: str

    @property
    def happened_iso(self) -> str:
        return iso(self.happened_at)

    def feed_id(self, slug: str) -> str:
        """The entry's id in a feed: the same for ever, and in no other assembly."""
        return uuid.uuid5(FEED_IDS, f"{slug}:{self.key}").urn


def iso(moment: datetime) -> str:
    """A moment as feeds want it (RFC 3339)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def assembly_feed_id(slug: str) -> str:
    """The id of an assembly's feed."""
    return uuid.uuid5(FEED_IDS, slug).urn


def _plain(text: str) -> str:
    """Without characters that XML and mail headers cannot hold. Only records imported from elsewhere have any."""
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Cn") else " " for c in text)


def _news(key: str, happened_at: datetime | None, title: str, summary: str, path: str) -> News:
    assert happened_at is not None
    return News(key, happened_at, _plain(title), _plain(summary), path)


def _short(text: str | None) -> str:
    return excerpt(text or "", LONGEST_SUMMARY)


def _between(moment: ColumnElement[Any], since: datetime, until: datetime) -> ColumnElement[bool]:
    """From `since` on, before `until`, and by now: what is set for a later time is not public yet."""
    return and_(moment >= since, moment < until, moment <= clock.now())


def _versions(assembly: Assembly, since: datetime, until: datetime, most: int) -> list[News]:
    rows = db.session.scalars(
        select(Version)
        .join(Version.recommendation)
        .where(
            Recommendation.assembly_id == assembly.id,
            _between(Version.published_at.expression, since, until),
        )
        .options(contains_eager(Version.recommendation).joinedload(Recommendation.subject))
        .order_by(Version.published_at.desc(), Version.id.desc())
        .limit(most)
    )
    return [_version_news(version) for version in rows]


def _version_news(version: Version) -> News:
    words = {"label": version.recommendation.label, "title": version.title, "number": version.number}
    if version.stage == VersionStage.FINAL:
        title = gettext("Final text of recommendation %(label)s: %(title)s", **words)
    else:
        title = gettext("Draft %(number)s of recommendation %(label)s: %(title)s", **words)
    key = f"version:{version.id}"
    return _news(key, version.published_at, title, _short(version.change_note), version.news_path)


def _responses(assembly: Assembly, since: datetime, until: datetime, most: int) -> list[News]:
    rows = db.session.scalars(
        select(Response)
        .where(
            Response.assembly_id == assembly.id,
            Response.vanished_at.is_(None),
            _between(Response.published_at.expression, since, until),
        )
        .options(joinedload(Response.recommendations).joinedload(Recommendation.subject))
        .order_by(Response.published_at.desc(), Response.id.desc())
        .limit(most)
    )
    return [_response_news(assembly, response) for response in rows.unique()]


def _what_of(recommendations: Sequence[Recommendation]) -> str:
    labels = [recommendation.label for recommendation in recommendations]
    if not labels:
        return str(gettext("all recommendations"))
    return str(
        ngettext(
            "recommendation %(labels)s", "recommendations %(labels)s", len(labels), labels=", ".join(labels)
        )
    )


def _where_of(assembly: Assembly, recommendations: Sequence[Recommendation]) -> str:
    return recommendations[0].path if len(recommendations) == 1 else f"{assembly.path}responses/"


def _response_news(assembly: Assembly, response: Response) -> News:
    words = {"who": assembly.organisation.name, "what": _what_of(response.recommendations)}
    if response.verdict is None:
        title = gettext("%(who)s answers %(what)s", **words)
    else:
        title = gettext(
            "%(who)s answers %(what)s: %(verdict)s", verdict=verdict_words(response.verdict), **words
        )
    summary = _short(response.correction_reason or response.reasons)
    path = _where_of(assembly, response.recommendations)
    return _news(f"response:{response.id}", response.published_at, title, summary, path)


def _updates(assembly: Assembly, since: datetime, until: datetime, most: int) -> list[News]:
    commitment = joinedload(ProgressUpdate.commitment)
    rows = db.session.scalars(
        select(ProgressUpdate)
        .where(
            ProgressUpdate.assembly_id == assembly.id,
            ProgressUpdate.vanished_at.is_(None),
            _between(ProgressUpdate.created_at.expression, since, until),
        )
        .options(
            commitment.joinedload(Commitment.recommendation).joinedload(Recommendation.subject),
            commitment.joinedload(Commitment.corrections),
            joinedload(ProgressUpdate.milestone),
            selectinload(ProgressUpdate.recommendations).joinedload(Recommendation.subject),
        )
        .order_by(ProgressUpdate.created_at.desc(), ProgressUpdate.id.desc())
        .limit(most)
    )
    return [_update_news(assembly, update) for update in rows.unique()]


def _update_news(assembly: Assembly, update: ProgressUpdate) -> News:
    commitment = update.commitment
    recommendations = [commitment.recommendation] if commitment else update.recommendations
    what = commitment.current.title if commitment else _what_of(recommendations)
    if update.milestone is not None:
        # A step that is reached delivers nothing, so nobody may take it for the whole.
        what = gettext("a step of “%(what)s”: %(step)s", what=what, step=update.milestone.title)
    if update.status is None:
        title = gettext("News of %(what)s", what=what)
    elif update.correction_reason:
        title = gettext(
            "Corrected: progress of %(what)s: %(status)s",
            what=what,
            status=status_words(update.status).lower(),
        )
    else:
        title = gettext(
            "Progress of %(what)s: %(status)s", what=what, status=status_words(update.status).lower()
        )
    path = _where_of(assembly, recommendations)
    summary = _short(update.correction_reason or update.text)
    return _news(f"update:{update.id}", update.created_at, title, summary, path)


def _items(assembly: Assembly, since: datetime, until: datetime, most: int) -> list[News]:
    rows = db.session.scalars(
        select(EvidenceItem)
        .where(
            EvidenceItem.assembly_id == assembly.id,
            EvidenceItem.published_at <= clock.now(),
            # Coming back after it was taken down is no news.
            _between(EvidenceItem.first_public_at.expression, since, until),
        )
        .options(joinedload(EvidenceItem.subject))
        .order_by(EvidenceItem.first_public_at.desc(), EvidenceItem.id.desc())
        .limit(most)
    )
    return [
        _news(
            f"evidence:{item.id}",
            item.first_public_at,
            gettext("Evidence: %(title)s", title=item.title),
            _short(item.summary),
            item.subject.path,
        )
        for item in rows
    ]


def openings_of(assembly: Assembly) -> list[tuple[str, datetime]]:
    """When the consultation of an assembly opened, and each time that an officer opened it again: (key, moment).

    The phase keeps its first opening; the log knows the later ones. A compiled phase has no moments.
    """
    phase = consulting_phase(assembly)
    if phase is None or phase.opens_at is None:
        return []
    again = db.session.execute(
        select(AuditEntry.id, AuditEntry.happened_at)
        .where(
            AuditEntry.kind == Assembly.__tablename__,
            AuditEntry.thing_id == assembly.id,
            AuditEntry.action == "opened consultation",
            AuditEntry.happened_at > phase.opens_at + SAME_ACT,
        )
        .order_by(AuditEntry.id)
    )
    return [
        (f"phase:{phase.id}", phase.opens_at),
        *((f"opening:{number}", moment) for number, moment in again),
    ]


def _openings(assembly: Assembly, since: datetime, until: datetime, most: int) -> list[News]:
    phase = consulting_phase(assembly)
    edge = min(until, clock.now() + timedelta(microseconds=1))
    happened = [(key, moment) for key, moment in openings_of(assembly) if since <= moment < edge]
    return [_opening_news(assembly, phase, key, moment) for key, moment in happened[-most:] if phase]


def _opening_news(assembly: Assembly, phase: Phase, key: str, moment: datetime) -> News:
    if phase.closes_at is None:
        summary = gettext("You can say what you think of the draft recommendations.")
    elif phase.closes_at <= clock.now():
        summary = gettext("They closed on %(moment)s.", moment=dates.moment(phase.closes_at))
    else:
        summary = gettext(
            "You can say what you think of the draft recommendations until %(moment)s.",
            moment=dates.moment(phase.closes_at),
        )
    if comments_paused(assembly):
        paused = comments_paused_words(assembly)
        summary = f"{paused.fact} {paused.why}"
    is_first = moment == phase.opens_at
    title = (
        gettext("Comments on the drafts are open")
        if is_first
        else gettext("Comments on the drafts are open again")
    )
    return _news(key, moment, title, summary, f"{assembly.path}recommendations/")


def news_of(
    assembly: Assembly, since: datetime = BEGINNING, until: datetime | None = None, most: int = 50
) -> list[News]:
    """What happened in public between two moments, newest first, at most so many, in at most nine queries.

    Takes a public assembly. `since` is included, `until` is not; without `until`, up to now.
    """
    edge = until or datetime.max.replace(tzinfo=UTC)
    readers = (_versions, _responses, _updates, _items, _openings)
    everything = [news for read in readers for news in read(assembly, since, edge, most)]
    return sorted(everything, key=lambda news: (news.happened_at, news.key), reverse=True)[:most]
