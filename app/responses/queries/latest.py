"""The answers that count now across all public assemblies, the last decided first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased, contains_eager

from app.assemblies.models import Assembly
from app.core.db import NOW, db
from app.core.pagination import Slice, dated_before, dated_key, decode, encode
from app.recommendations.models import Recommendation
from app.responses.models import Response, ResponseTarget
from app.responses.queries.answers import is_public


def _is_superseded() -> ColumnElement[bool]:
    """A correction of it is public."""
    later = aliased(Response)
    return select(later.id).where(later.follows_id == Response.id, later.published_at <= NOW).exists()


@cache
def _standing_everywhere() -> ColumnElement[bool]:
    """What makes an answer one that counts now and that everybody may see, in any assembly."""
    return and_(
        is_public(),
        Assembly.published_at <= NOW,
        Response.vanished_at.is_(None),
        ~_is_superseded(),
    )


def _page_of_answers(chosen: Select[int]) -> Select[Response]:
    """The page is chosen first, over an index, and only then joined with what it shows."""
    order = (Response.decided_on.desc().nulls_last(), Response.id.desc())
    page = chosen.order_by(*order).limit(bindparam("most", type_=Integer)).subquery()
    return (
        select(Response)
        .join(page, page.c.id == Response.id)
        .join(Response.assembly)
        .outerjoin(ResponseTarget, ResponseTarget.response_id == Response.id)
        .outerjoin(Recommendation, Recommendation.id == ResponseTarget.recommendation_id)
        .options(
            contains_eager(Response.assembly),
            contains_eager(Response.recommendations).joinedload(Recommendation.subject),
        )
        .order_by(*order, Recommendation.position)
    )


def _standing() -> Select[int]:
    return select(Response.id).join(Response.assembly).where(_standing_everywhere())


@cache
def _first_page_of_answers() -> Select[Response]:
    return _page_of_answers(_standing())


def _latest(size: int, after: str | None) -> tuple[list[Response], str | None]:
    """One page of the answers across public assemblies and the cursor of the next; one query."""
    place = decode(after, 2)
    query = _first_page_of_answers()
    if place is not None:
        before = dated_before(Response.decided_on, Response.id, place)
        query = _page_of_answers(_standing().where(before))
    rows = list(db.session.scalars(query, {"most": size + 1}).unique())
    last = rows[size - 1] if len(rows) > size else None
    return rows[:size], encode(dated_key(last.decided_on, last.id)) if last else None


def latest_public_responses(limit: int) -> Sequence[Response]:
    """The last answers across public assemblies with assembly and recommendations, by the date of the decision."""
    return _latest(limit, None)[0]


def public_responses(after: str | None = None, size: int = 20) -> Slice[Response]:
    """A page of them: the last decided first, those without a date last; two queries."""
    total = select(func.count(Response.id)).join(Response.assembly).where(_standing_everywhere())
    rows, cursor = _latest(size, after)
    return Slice(rows, cursor, db.session.scalar(total) or 0)
