"""Changes to a page of evidence: the lines on the page itself, and the page of one former wording."""

from __future__ import annotations

from collections.abc import Sequence

from app.evidence.former import change_words
from app.evidence.queries.wordings import former_wordings
from app.evidence.standing import Thing
from app.evidence.wording import Words


def changes_of(thing: Thing) -> Sequence[Words]:
    """What changed on a public page since readers first saw it, the latest first; one query."""
    return [change_words(thing, former) for former in former_wordings(thing.subject_id)]
