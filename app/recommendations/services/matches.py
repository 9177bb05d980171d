"""Which former clause each paragraph of a draft is, said by an officer before it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

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
from app.recommendations.services.turns import refuse_unread, what_happened
from app.recommendations.words import ClauseMatch


def match_clauses(
    draft: Version,
    said: Sequence[ClauseMatch],
    merged: Mapping[str, int | None],
    by: Account,
    seen: str | None = None,
    why: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Correct which former clause each paragraph of a draft is, and note for readers why it changed.

    Takes the draft, what is said of each of its paragraphs in their order, and of former clauses that go the place,
    from 0, of the paragraph into which they were merged, or None where nothing more is said of their words; `seen` is
    the fingerprint of the draft that the officer looked at; `why` says for readers why clauses go, by their keys. What
    was said by hand stays when the draft is saved again with the same paragraph.
    Raises WrongField (`match_<place>`, `also_<place>`, or `gone_<place>` as counted in the former text) where one
    former clause is given to two paragraphs, goes on and is merged too, or is none of the former version's; and
    Refused where there is no former version, the draft is public by now, or somebody changed it.
    """
    recommendation = draft.recommendation
    one_at_a_time(recommendation.assembly_id)
    refuse_unread(draft, seen, by)
    if draft.published_at is not None:
        raise Refused(gettext("This version is published already."))
    published = current_version(recommendation)
    if published is None:
        raise Refused(gettext("Nothing is published yet, so there is no former text to compare with."))
    before = drafted_clauses(draft)
    if len(said) != len(before):
        raise Refused(what_happened(draft, by))
    former = published.texts
    _refuse_merged_and_going_on(merged, former, _refuse_doubled(said, former))
    rows = rematched(before, former, said, merged, recommendation.reference, used_keys(recommendation, draft))
    keep_clauses(draft, rows, {key: note for key, note in why.items() if key in former})
    audit.record("matched", draft, actor_id=by.id, number=draft.number)
    events.announce(DraftWritten(draft.id))


def _refuse_doubled(said: Sequence[ClauseMatch], former: Mapping[str, str]) -> dict[str, int]:
    """Which paragraph, by its place, each former clause goes on as."""
    first: dict[str, int] = {}
    for place, match in enumerate(said):
        for key in (match.former_key, match.split_from, *match.also):
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
    for place, match in enumerate(said):
        going_on = [key for key in match.also if key in first and key != match.former_key]
        if match.former_key is not None and going_on:
            message = gettext(
                "Former paragraph %(key)s goes on as number %(other)s, so number %(place)s has not taken it in.",
                key=going_on[0],
                other=first[going_on[0]] + 1,
                place=place + 1,
            )
            raise WrongField(f"also_{place}", message)
    return first


def _refuse_merged_and_going_on(
    merged: Mapping[str, int | None], former: Mapping[str, str], first: Mapping[str, int]
) -> None:
    for key, into in merged.items():
        if into is not None and key in first:
            message = gettext(
                "Former paragraph %(key)s goes on as number %(other)s, so it was not merged into number %(place)s.",
                key=key,
                other=first[key] + 1,
                place=into + 1,
            )
            raise WrongField(f"gone_{list(former).index(key)}", message)
