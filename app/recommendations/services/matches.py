"""Which former clause each paragraph of a draft is, said by an officer before it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, events
from app.core.errors import Refused, WrongField
from app.recommendations.events import DraftWritten
from app.recommendations.models import Version
from app.recommendations.queries import current_version
from app.recommendations.redrafting import rematched
from app.recommendations.services.clauses import drafted_clauses, keep_clauses, used_keys
from app.recommendations.services.turns import refuse_unread
from app.recommendations.words import ClauseMatch


def match_clauses(
    draft: Version,
    said: Sequence[ClauseMatch],
    merged: Mapping[str, int | None],
    by: Account,
    seen: str | None = None,
) -> None:
    """Correct which former clause each paragraph of a draft is, and note for readers why it changed.

    Takes the draft, what is said of each of its paragraphs in their order, and of former clauses that go the place,
    from 0, of the paragraph into which they were merged, or None where they just go; `seen` is the fingerprint of the
    draft that the officer looked at. What was said by hand stays when the draft is saved again with the same paragraph.
    Raises WrongField (`match_<place>`) where one former clause is given to two paragraphs or is none of the former
    version's, and Refused where there is no former version, the draft is public by now, or a colleague changed it.
    """
    recommendation = draft.recommendation
    one_at_a_time(recommendation.assembly_id)
    refuse_unread(draft, seen)
    if draft.published_at is not None:
        raise Refused(gettext("This version is published already."))
    published = current_version(recommendation)
    if published is None:
        raise Refused(gettext("Nothing is published yet, so there is no former text to compare with."))
    before = drafted_clauses(draft)
    if len(said) != len(before):
        raise Refused(gettext("A colleague changed this draft while you had it open. Read theirs first."))
    former = published.texts
    _refuse_doubled(said, former)
    rows = rematched(before, former, said, merged, recommendation.reference, used_keys(recommendation, draft))
    keep_clauses(draft, rows)
    audit.record("matched", draft, actor_id=by.id, number=draft.number)
    events.announce(DraftWritten(draft.id))


def _refuse_doubled(said: Sequence[ClauseMatch], former: Mapping[str, str]) -> None:
    first: dict[str, int] = {}
    for place, match in enumerate(said):
        for key in (match.former_key, match.split_from):
            if key is not None and key not in former:
                raise WrongField(f"match_{place}", gettext("Choose a paragraph of the former text."))
        if match.former_key is None:
            continue
        if match.former_key in first:
            message = gettext(
                "Former paragraph %(key)s is chosen here and for paragraph %(other)s of the new text. It can only be"
                " one of them.",
                key=match.former_key,
                other=first[match.former_key] + 1,
            )
            raise WrongField(f"match_{place}", message)
        first[match.former_key] = place
