"""One answer or one commitment that everybody may read, for pages about what is said of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.assemblies.models import Assembly
from app.core.db import db
from app.recommendations.models import Recommendation
from app.responses.models import Commitment, Response
from app.responses.queries.answers import is_public
from app.responses.standing import CommitmentState, state_of


def public_answer(assembly: Assembly, response_id: int) -> Response | None:
    """An answer of an assembly that names recommendations, whether it counts now or not; two queries."""
    return db.session.scalar(
        select(Response)
        .where(
            Response.assembly_id == assembly.id,
            Response.id == response_id,
            Response.covers_all.is_(False),
            is_public(),
        )
        .options(
            joinedload(Response.assembly),
            selectinload(Response.recommendations).joinedload(Recommendation.subject),
        )
    )


def public_commitment(assembly: Assembly, commitment_id: int) -> CommitmentState | None:
    """A commitment of an assembly and how it goes; two queries."""
    commitment = db.session.scalar(
        select(Commitment)
        .join(Commitment.recommendation)
        .where(Recommendation.assembly_id == assembly.id, Commitment.id == commitment_id)
        .options(
            contains_eager(Commitment.recommendation).joinedload(Recommendation.subject),
            selectinload(Commitment.updates),
        )
    )
    return state_of(commitment) if commitment else None
