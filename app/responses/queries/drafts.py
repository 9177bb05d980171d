"""Answers that are being written, and those beside them that an officer may begin or correct."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core.db import NOW, db
from app.recommendations.models import Recommendation
from app.recommendations.queries import ListedRecommendation, listed_recommendations
from app.responses.models import Response, ResponseRemark, ResponseTarget, ResponseWording
from app.responses.queries.answers import Answer, answers_of
from app.responses.standing import is_decided


@dataclass(frozen=True)
class DeskAnswer:
    """A recommendation at the desk: the text that counts, what is said in public, and what is being written."""

    listed: ListedRecommendation
    answer: Answer
    draft: Response | None

    @property
    def is_open(self) -> bool:
        """Whether a new answer may be begun."""
        return self.draft is None and not is_decided(self.answer.response)

    @property
    def may_decide_anew(self) -> bool:
        """Whether a new answer may change what is decided."""
        return self.draft is None and is_decided(self.answer.response)


def is_not_public() -> ColumnElement[bool]:
    """An answer that only officers see: a draft, or one that is set for a time to come."""
    return or_(Response.published_at.is_(None), Response.published_at > NOW)


def _with_people(query: Select[Response]) -> Select[Response]:
    # Their names are wanted, not their roles, which an account reads with itself otherwise.
    people = (Response.drafted_by, Response.edited_by, Response.sent_by, Response.published_by)
    return query.options(
        selectinload(Response.recommendations).joinedload(Recommendation.subject),
        *(joinedload(person).lazyload(Account.memberships) for person in people),
    )


def drafts_of(assembly: Assembly) -> Sequence[Response]:
    """The answers that nobody but the officers sees yet, with who wrote them, the oldest first; two queries."""
    query = select(Response).where(Response.assembly_id == assembly.id, is_not_public())
    return db.session.scalars(_with_people(query).order_by(Response.drafted_at, Response.id)).all()


def answers_at_desk(assembly: Assembly) -> list[DeskAnswer]:
    """Every published recommendation with its answer and the draft of one, in the report's order; six queries."""
    answers = answers_of(assembly, with_steps=False)
    drafts = {target.id: draft for draft in drafts_of(assembly) for target in draft.recommendations}
    return [
        DeskAnswer(listed, answers.to(listed.recommendation), drafts.get(listed.recommendation.id))
        for listed in listed_recommendations([assembly.id])
    ]


def response_at_desk(assembly: Assembly, response_id: int) -> Response | None:
    """One answer of an assembly, published or not, with its recommendations and who wrote it; two queries."""
    query = select(Response).where(Response.assembly_id == assembly.id, Response.id == response_id)
    return db.session.scalar(_with_people(query))


def draft_answering(recommendation: Recommendation) -> Response | None:
    """The answer to a recommendation that only officers see yet, new or as a correction, or None."""
    return db.session.scalar(
        select(Response)
        .join(ResponseTarget, ResponseTarget.response_id == Response.id)
        .where(ResponseTarget.recommendation_id == recommendation.id, is_not_public())
    )


def correction_of(response: Response) -> Response | None:
    """The answer that corrects this one, published or being written, or None."""
    return db.session.scalar(select(Response).where(Response.follows_id == response.id))


def answers_to_publish(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """Answers that wait for a second officer's approval, by assembly. Assemblies without one are left out."""
    query = (
        select(Response.assembly_id, func.count())
        .where(
            Response.assembly_id.in_(assembly_ids),
            Response.published_at.is_(None),
            Response.sent_at.is_not(None),
        )
        .group_by(Response.assembly_id)
    )
    return dict(db.session.execute(query).all())


def former_wordings(response: Response) -> Sequence[ResponseWording]:
    """What a draft said before, the last before now first, with who wrote it."""
    return db.session.scalars(
        select(ResponseWording)
        .where(ResponseWording.response_id == response.id)
        .options(joinedload(ResponseWording.written_by).lazyload(Account.memberships))
        .order_by(ResponseWording.id.desc())
    ).all()


def remarks_on(response: Response) -> Sequence[ResponseRemark]:
    """What officers said to each other about an answer, the first first, with who said it."""
    return db.session.scalars(
        select(ResponseRemark)
        .where(ResponseRemark.response_id == response.id)
        .options(joinedload(ResponseRemark.made_by).lazyload(Account.memberships))
        .order_by(ResponseRemark.id)
    ).all()
