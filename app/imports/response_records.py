"""What a record holds of answers and progress: statements on recommendations that somebody made later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.imports.checking import PROSE, WORD, Thing
from app.responses.models import DeliveryStatus, Verdict

# The record's own words and ours. "noted" and "unknown" are no verdicts.
DECISIONS: dict[str, Verdict | None] = {
    "accepted": Verdict.ACCEPTED,
    "partly_accepted": Verdict.ACCEPTED_IN_PART,
    "under_consideration": Verdict.UNDER_CONSIDERATION,
    "referred": Verdict.NOT_OURS,
    "rejected": Verdict.NOT_ACCEPTED,
    "noted": None,
    "unknown": None,
}
# Context says nothing about how far things have got.
STATUSES: dict[str, DeliveryStatus | None] = {
    "not_started": DeliveryStatus.PLANNED,
    "in_progress": DeliveryStatus.IN_PROGRESS,
    "delivered": DeliveryStatus.DELIVERED,
    "stopped": DeliveryStatus.STOPPED,
    "context": None,
}


@dataclass(frozen=True)
class StatementRecord:
    """What somebody said about recommendations later: an answer (`decision`) or an update (`status`)."""

    id: str
    # The record's own word: a key of DECISIONS or of STATUSES.
    word: str
    said_on: str | None
    said_by: str | None
    # Empty where it speaks of all of them as a whole.
    recommendation_ids: tuple[str, ...]
    text: str
    is_official_source: bool
    source_url: str | None
    date_note: str | None

    @property
    def covers_all(self) -> bool:
        return not self.recommendation_ids


def response_of(thing: Thing, recommendation_ids: Collection[str]) -> StatementRecord:
    """An answer, with the record's own word for it."""
    return _statement(thing, "decision", DECISIONS, recommendation_ids)


def update_of(thing: Thing, recommendation_ids: Collection[str]) -> StatementRecord:
    """A report of how far things have got."""
    return _statement(thing, "status", STATUSES, recommendation_ids)


def _statement(thing: Thing, key: str, words: Collection[str], ids: Collection[str]) -> StatementRecord:
    date_note = thing.text_or_none("date_note", PROSE)
    record = StatementRecord(
        id=thing.id(),
        word=thing.choice(key, words),
        said_on=thing.date_or_none("date"),
        said_by=thing.text_or_none("by"),
        recommendation_ids=_targets(thing, ids),
        text=thing.with_notes(thing.text("paraphrase", PROSE)) or "",
        # Where nobody says that a source is official, it is not taken for one.
        is_official_source=thing.flag("official_source"),
        source_url=thing.address_or_none("source"),
        date_note=date_note,
    )
    thing.finish()
    return record


def _targets(thing: Thing, ids: Collection[str]) -> tuple[str, ...]:
    """The recommendations that a statement names; none where it speaks of all of them."""
    key = "recommendation_ids"
    found: list[str] = []
    for path, value in thing.values(key):
        target = thing.sound_text(path, value, WORD)
        if target in found:
            thing.sheet.refuse(path, f"{target!r} stands twice")
        if target != "all" and target not in ids:
            thing.sheet.refuse(path, f"there is no recommendation {target!r}")
        found.append(target)
    if not found:
        thing.refuse(key, "names no recommendation")
    if "all" in found and len(found) > 1:
        thing.refuse(key, "names all, and others besides")
    return () if found == ["all"] else tuple(found)
