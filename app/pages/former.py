"""Changes to a page of evidence since readers first saw it, and when that was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from app.core import dates
from app.evidence.former import absence_words, change_words
from app.evidence.queries.wordings import absences_of, former_wordings
from app.evidence.standing import Thing
from app.evidence.wording import Words


@dataclass(frozen=True)
class Changes:
    """What became of a public page: its lines, the latest first, and the days among its facts."""

    lines: Sequence[Words]
    published: str
    last_corrected: str


def changes_of(thing: Thing) -> Changes:
    """What changed on a public page since readers first saw it; one query, and another where it was ever down."""
    former = former_wordings(thing.subject_id)
    # Whoever took it down was asked about its title, so without an answer it never was.
    absences = absences_of(thing.subject_id) if thing.title_may_stand is not None else []
    lines: list[tuple[datetime, Words]] = [(each.replaced_at, change_words(thing, each)) for each in former]
    lines += [(each.taken_down_at, absence_words(each)) for each in absences]
    lines.sort(key=lambda line: line[0], reverse=True)
    first = thing.first_public_at
    published = dates.day(first) if first is not None else ""
    if any(each.taken_down_at == first for each in absences):
        # It was taken down before such times were kept: nobody wrote down since when it had been public.
        published = gettext("before %(day)s", day=published)
    return Changes(
        lines=[words for _moment, words in lines],
        published=published,
        last_corrected=dates.day(former[0].replaced_at) if former else "",
    )
