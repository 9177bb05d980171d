"""Where anchors stand in later versions than their own, and which are still to be placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.comments.anchoring.carrying import Carrier, Spot, VersionText, spot_at
from app.comments.models import Anchor, AnchorPlace, Comment, CommentState, PlaceOutcome
from app.comments.queries import COUNTED
from app.core import clock, form_tokens
from app.core.db import db
from app.recommendations.anchored import Anchored, AnchoredCounts
from app.recommendations.models import Clause, Recommendation, Version

# How many the desk's preview names of the comments that a draft moves.
MOST_LISTED = 50


@dataclass(frozen=True)
class Waiting:
    """An anchor that has no place in a version yet: as it was made, and where it stood last, if with words."""

    comment_id: int
    made: Spot
    last: Spot | None


@dataclass(frozen=True)
class Standing:
    """Where one anchor stands in the current text; no outcome where it is being matched."""

    outcome: str | None
    made_on: int
    made_at: str
    now_at: str | None
    old_words: str


def version_to_place(version_id: int) -> Version | None:
    """A version with its recommendation and assembly, or None."""
    return db.session.scalar(
        select(Version)
        .where(Version.id == version_id)
        .options(
            joinedload(Version.recommendation).joinedload(Recommendation.assembly),
            joinedload(Version.recommendation).joinedload(Recommendation.subject),
        )
    )


def mark_of(version: Version) -> str:
    """A digest of what placing goes by: the clauses with their keys, and where they come from."""
    words = [f"{key} {text}" for key, text in version.texts.items()]
    return form_tokens.digest_of(words + [f"{key} < {source}" for key, source in version.sources])


def is_current(version: Version) -> bool:
    """Whether this is the text that readers see now."""
    now = clock.now()
    last = db.session.scalar(
        select(func.max(Version.number)).where(
            Version.recommendation_id == version.recommendation_id, Version.published_at <= now
        )
    )
    return version.published_at is not None and version.published_at <= now and version.number == last


def carrier_to(version: Version) -> Carrier:
    """The published texts up to a version, and that version itself, ready to carry anchors to it."""
    rows = db.session.scalars(
        select(Version)
        .where(
            Version.recommendation_id == version.recommendation_id,
            Version.number <= version.number,
            or_(Version.published_at.is_not(None), Version.id == version.id),
        )
        .options(selectinload(Version.clauses), selectinload(Version.origins))
        .order_by(Version.number)
    )
    return Carrier([_text_of(row) for row in rows])


def _text_of(version: Version) -> VersionText:
    return VersionText(version.id, version.texts, version.sources)


def waiting_anchors(version: Version, carrier: Carrier, after: int, most: int) -> list[Waiting]:
    """The next anchors on former versions that have no place in this one, by the comments' ids."""
    former = aliased(Version)
    anchors = db.session.scalars(
        select(Anchor)
        .join(former, former.id == Anchor.version_id)
        .where(
            former.recommendation_id == version.recommendation_id,
            former.number < version.number,
            Anchor.comment_id > after,
            ~select(AnchorPlace.id)
            .where(AnchorPlace.comment_id == Anchor.comment_id, AnchorPlace.version_id == version.id)
            .exists(),
        )
        .order_by(Anchor.comment_id)
        .limit(most)
    ).all()
    last = _last_spots([anchor.comment_id for anchor in anchors], carrier)
    return [
        Waiting(
            anchor.comment_id,
            Spot(anchor.version_id, anchor.clause_key, anchor.exact, anchor.prefix, anchor.suffix),
            last.get(anchor.comment_id),
        )
        for anchor in anchors
    ]


def _last_spots(comment_ids: Sequence[int], carrier: Carrier) -> Mapping[int, Spot]:
    """Where comments stood last before the carrier's version, where that was a place with words."""
    texts = {text.id: text for text in carrier.versions[:-1]}
    places = db.session.scalars(
        select(AnchorPlace)
        .join(Version, Version.id == AnchorPlace.version_id)
        .where(AnchorPlace.comment_id.in_(comment_ids), AnchorPlace.version_id.in_(texts))
        .order_by(Version.number)
    )
    spots: dict[int, Spot] = {}
    for place in places:
        text = texts[place.version_id]
        if place.starts is None or place.ends is None or place.clause_key not in text.clauses:
            # The passage was gone there: what it was made on tells more.
            spots.pop(place.comment_id, None)
        else:
            spots[place.comment_id] = spot_at(text, place.clause_key, place.starts, place.ends)
    return spots


def versions_with_waiting_anchors() -> Sequence[int]:
    """The current texts and open drafts in which some anchor on a former version has no place yet."""
    made, target, other = aliased(Version), aliased(Version), aliased(Version)
    current = (
        select(func.max(other.number))
        .where(other.recommendation_id == target.recommendation_id, other.published_at <= clock.now())
        .correlate(target)
        .scalar_subquery()
    )
    placed = (
        select(AnchorPlace.id)
        .where(AnchorPlace.comment_id == Anchor.comment_id, AnchorPlace.version_id == target.id)
        .exists()
    )
    return db.session.scalars(
        select(target.id)
        .join(made, and_(made.recommendation_id == target.recommendation_id, made.number < target.number))
        .join(Anchor, Anchor.version_id == made.id)
        .where(or_(target.published_at.is_(None), target.number == current), ~placed)
        .group_by(target.id)
        .order_by(target.id)
    ).all()


def waiting_by_clause(version: Version, subject_id: int, keys: Sequence[str]) -> Mapping[str, int]:
    """How many published comments on these clauses of former versions have no place in a version yet; one query."""
    rows = db.session.execute(
        select(Comment.clause_key, func.count())
        .join(Anchor, Anchor.comment_id == Comment.id)
        .where(
            Comment.subject_id == subject_id,
            Comment.clause_key.in_(keys),
            Comment.state == CommentState.PUBLISHED,
            Anchor.version_id != version.id,
            ~select(AnchorPlace.id)
            .where(AnchorPlace.comment_id == Comment.id, AnchorPlace.version_id == version.id)
            .exists(),
        )
        .group_by(Comment.clause_key)
    )
    return {key: number for key, number in rows if key is not None}


def standings(comment_ids: Sequence[int], version: Version) -> Mapping[int, Standing]:
    """Where the anchors of some comments stand in a version, of those that were made on a former one; one query."""
    if not comment_ids or version.number == 1:
        return {}
    rows = db.session.execute(
        select(Anchor, AnchorPlace, Version.number, Clause.text)
        .join(Version, Version.id == Anchor.version_id)
        .outerjoin(Clause, and_(Clause.version_id == Anchor.version_id, Clause.key == Anchor.clause_key))
        .outerjoin(
            AnchorPlace,
            and_(AnchorPlace.comment_id == Anchor.comment_id, AnchorPlace.version_id == version.id),
        )
        .where(Anchor.comment_id.in_(comment_ids), Version.number < version.number)
    )
    return {anchor.comment_id: _standing(anchor, place, number, text) for anchor, place, number, text in rows}


def _standing(anchor: Anchor, place: AnchorPlace | None, made_on: int, text: str | None) -> Standing:
    is_there = place is not None and place.outcome != PlaceOutcome.DELETED
    return Standing(
        outcome=place.outcome if place else None,
        made_on=made_on,
        made_at=anchor.clause_key,
        now_at=place.clause_key if place and is_there else None,
        old_words=anchor.exact or text or "",
    )


def what_moves(draft: Version) -> AnchoredCounts | None:
    """What becomes of comments on former versions in a draft, and which move or lose their passage; two queries.

    Counted are published comments of the public with their replies, as by each clause on public pages, so that the
    figures agree; words of the organisers are not.
    None where no such comment was made on words or a paragraph of a former version.
    """
    counted = db.session.execute(
        select(AnchorPlace.outcome, func.count())
        .select_from(Anchor)
        .join(Version, Version.id == Anchor.version_id)
        .join(Comment, Comment.id == Anchor.comment_id)
        .outerjoin(
            AnchorPlace, and_(AnchorPlace.comment_id == Anchor.comment_id, AnchorPlace.version_id == draft.id)
        )
        .where(*_on_former(draft))
        .group_by(AnchorPlace.outcome)
    )
    by_outcome = {outcome or "waiting": number for outcome, number in counted}
    return AnchoredCounts(**by_outcome, listed=_moved_and_deleted(draft)) if by_outcome else None


def _moved_and_deleted(draft: Version) -> list[Anchored]:
    """The published comments of the public whose passage moves or is gone in a draft, the latter first."""
    rows = db.session.execute(
        select(Comment, AnchorPlace)
        .join(AnchorPlace, AnchorPlace.comment_id == Comment.id)
        .where(
            AnchorPlace.version_id == draft.id,
            AnchorPlace.outcome != PlaceOutcome.EXACT,
            COUNTED,
        )
        .options(joinedload(Comment.anchor))
        .order_by(case((AnchorPlace.outcome == PlaceOutcome.DELETED, 0), else_=1), Comment.id)
        .limit(MOST_LISTED)
    )
    return [
        Anchored(
            is_gone=place.outcome == PlaceOutcome.DELETED,
            was_at=comment.anchor.clause_key if comment.anchor else place.clause_key,
            now_at=place.clause_key,
            quote=comment.anchor.exact if comment.anchor else None,
            body=comment.body,
        )
        for comment, place in rows
    ]


def _on_former(draft: Version) -> tuple[ColumnElement[bool], ...]:
    return (
        Version.recommendation_id == draft.recommendation_id,
        Version.number < draft.number,
        COUNTED,
    )
