"""What a draft's paragraphs are when it is saved: which clauses, with which notes, split from and merged with which.

Pure: texts and what was said of them in, clauses out. What an officer said by hand stays with its paragraph.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from app.recommendations import matching
from app.recommendations.likeness import MOST_OF_IT, Paragraph, Work, share_of
from app.recommendations.models import OriginKind
from app.recommendations.words import ClauseMatch


@dataclass(frozen=True)
class Origin:
    """A clause holds words of another clause of the former version, whose key it does not keep."""

    clause_key: str
    from_key: str
    kind: OriginKind


@dataclass(frozen=True)
class Drafted:
    """A paragraph of a draft as a clause."""

    key: str
    text: str
    note: str | None = None
    is_by_hand: bool = False
    origins: tuple[Origin, ...] = ()


Texts = Mapping[str, str]


def origin_of(clause_key: str, from_key: str, former: Texts) -> Origin:
    """A clause that goes on has taken the other one in. One that is new was split from it."""
    return Origin(clause_key, from_key, OriginKind.MERGE if clause_key in former else OriginKind.SPLIT)


def suggested_origins(former: Texts, now: Texts, work: Work | None = None) -> list[Origin]:
    """What looks as if it was split or merged: most of a paragraph's words stand together elsewhere.

    Takes the former and the new text by key, and what work is left. Of a new clause, the former one in which most of
    it stood; of a former clause that is gone, the one in which most of it stands now and did not before.
    """
    work = work or Work()
    before = {key: Paragraph(text) for key, text in former.items()}
    after = {key: Paragraph(text) for key, text in now.items()}
    found: dict[tuple[str, str], Origin] = {}
    for key in [key for key in after if key not in before]:
        sources = {
            source: share_of(after[key], those, work)
            for source, those in before.items()
            if source not in after or after[source].words != those.words
        }
        source = _most(sources)
        if source is not None:
            found[key, source] = origin_of(key, source, former)
    for source in [key for key in before if key not in after]:
        holders = {key: share_of(before[source], those, work) for key, those in after.items()}
        held_before = {
            key
            for key, share in holders.items()
            if share >= MOST_OF_IT
            and key in before
            and share_of(before[source], before[key], work) >= MOST_OF_IT
        }
        holder = _most({key: share for key, share in holders.items() if key not in held_before})
        if holder is not None:
            found[holder, source] = origin_of(holder, source, former)
    place = {key: number for number, key in enumerate([*former, *now])}
    return sorted(found.values(), key=lambda each: (place[each.clause_key], place[each.from_key]))


def _most(shares: Mapping[str, float]) -> str | None:
    best = max(shares, key=lambda key: shares[key], default=None)
    return best if best is not None and shares[best] >= MOST_OF_IT else None


def redrafted(
    paragraphs: Sequence[str],
    former: Texts,
    before: Sequence[Drafted],
    reference: str,
    used: Collection[str],
    cited: Collection[str] = (),
    work: Work | None = None,
) -> list[Drafted]:
    """The clauses of a draft that is saved again with other paragraphs.

    Takes the paragraphs, the former version's text by key, the draft's clauses as they were, the recommendation's
    reference, the keys that other versions have used, those that citations name, and what work is left. Returns the
    clauses in order. A paragraph that stayed the same, or nearly so, keeps its note and what was said of it by hand.
    """
    work = work or Work()
    by_key = {each.key: each for each in before}
    texts = {each.key: each.text for each in before}
    was = {place: by_key[key] for place, key in matching.alike(paragraphs, texts, work=work).items()}
    # A first draft is numbered in its order, as long as nobody points at its paragraphs.
    own = {place: each.key for place, each in was.items() if former or each.key in cited}
    settled = {place: each.key for place, each in was.items() if each.is_by_hand}
    never = {*used, *(key for key in cited if key not in own.values())}
    keys = matching.keys_for(paragraphs, former, reference, never, settled, own, work)
    rows = [
        replace(was[place], key=key, text=text) if place in was else Drafted(key, text)
        for place, (key, text) in enumerate(zip(keys, paragraphs, strict=True))
    ]
    return _with_origins(rows, former, work)


def _with_origins(rows: Sequence[Drafted], former: Texts, work: Work) -> list[Drafted]:
    """What was said by hand of splits and merges, as far as it still can be so; for the rest, what looks so."""
    now = {each.key: each.text for each in rows}
    said = {
        each.key: tuple(
            origin
            for origin in each.origins
            if origin.from_key in former and (origin.kind is OriginKind.SPLIT or origin.from_key not in now)
        )
        for each in rows
        if each.is_by_hand
    }
    settled = {origin.from_key for origins in said.values() for origin in origins} - now.keys()
    looks = [origin for origin in suggested_origins(former, now, work) if origin.from_key not in settled]
    return [
        replace(
            each,
            origins=said.get(each.key, tuple(origin for origin in looks if origin.clause_key == each.key)),
        )
        for each in rows
    ]


def rematched(
    before: Sequence[Drafted],
    former: Texts,
    said: Sequence[ClauseMatch],
    merged: Mapping[str, int | None],
    reference: str,
    used: Collection[str],
) -> list[Drafted]:
    """The clauses of a draft of which an officer said which is which.

    Takes the clauses as they were, the former version's text by key, what was said of each in their order, and of
    former clauses that go the place, from 0, of the paragraph into which they were merged, or None where they just go.
    Returns the clauses in order. What was said otherwise than it was stays said by hand.
    """
    keys = _keys_said(before, former, said, reference, used)
    now = {key: each.text for key, each in zip(keys, before, strict=True)}
    goes = {source: place for source, place in merged.items() if source in former and source not in now}
    looks = [each for each in suggested_origins(former, now) if each.from_key not in {*goes, *now}]
    rows = []
    for place, (was, key, match) in enumerate(zip(before, keys, said, strict=True)):
        split_from = () if match.split_from is None or key in former else (match.split_from,)
        sources = {source for source in (*split_from, *match.also) if source in former and source != key}
        sources |= {source for source, into in goes.items() if into == place}
        # What goes only because of what the officer has just said, nobody was asked about. A new paragraph was.
        sources |= {each.from_key for each in looks if each.clause_key == key and key in former}
        origins = tuple(origin_of(key, source, former) for source in former if source in sources)
        is_other = key != was.key or set(origins) != set(was.origins)
        rows.append(Drafted(key, was.text, match.note, was.is_by_hand or is_other, origins))
    return rows


def _keys_said(
    before: Sequence[Drafted],
    former: Texts,
    said: Sequence[ClauseMatch],
    reference: str,
    used: Collection[str],
) -> list[str]:
    own = {place: each.key for place, each in enumerate(before) if each.key not in former}
    settled = {place: match.former_key for place, match in enumerate(said) if match.former_key is not None}
    # No former text is looked at: everything that is not settled is new.
    return matching.keys_for([each.text for each in before], {}, reference, {*used, *former}, settled, own)
