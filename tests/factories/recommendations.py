"""Recommendations for tests, written as rows, with published versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.recommendations.models import (
    Clause,
    ClauseOrigin,
    Recommendation,
    RecommendationKind,
    Version,
    VersionStage,
    Vote,
    VoteCount,
)
from app.subjects.models import SubjectKind
from app.subjects.services import make_subject

CLAUSES = ("Buses come every ten minutes.", "Deliveries happen before 10 am.", "Benches stand in the shade.")


def make_version(
    recommendation: Recommendation,
    clauses: Sequence[str] | Mapping[str, str] = CLAUSES,
    *,
    stage: VersionStage = VersionStage.DRAFT,
    published: bool = True,
    published_at: datetime | None = None,
    origins: Sequence[ClauseOrigin] = (),
    **columns: object,
) -> Version:
    """The next version of a recommendation; clause keys are `<reference>.<n>` unless they are given with the texts."""
    number = len(recommendation.versions) + 1
    named = clauses if isinstance(clauses, Mapping) else None
    given: dict[str, object] = {"title": recommendation.title, **columns}
    version = Version(
        number=number,
        stage=stage.value,
        created_at=clock.now(),
        published_at=published_at or (clock.now() - timedelta(days=10 - number) if published else None),
        clauses=[
            Clause(key=key, position=n, text=text)
            for n, (key, text) in enumerate(
                named.items()
                if named is not None
                else ((f"{recommendation.reference}.{n}", text) for n, text in enumerate(clauses, 1)),
                1,
            )
        ],
        origins=list(origins),
        **given,
    )
    recommendation.versions.append(version)
    db.session.flush()
    return version


def make_recommendation(
    assembly: Assembly,
    title: str = "Buses first",
    *,
    number: int = 1,
    clauses: Sequence[str] | Mapping[str, str] = CLAUSES,
    stage: VersionStage = VersionStage.DRAFT,
    published: bool = True,
    **columns: object,
) -> Recommendation:
    """A recommendation with one version, published unless told otherwise."""
    path = f"{assembly.path}recommendations/{number}/"
    given: dict[str, object] = {
        "reference": str(number),
        "position": number,
        "number": number,
        "kind": RecommendationKind.RECOMMENDATION.value,
        **columns,
    }
    recommendation = Recommendation(
        assembly=assembly,
        title=title,
        subject=make_subject(
            SubjectKind.RECOMMENDATION, assembly.id, title, path, clock.now() if published else None
        ),
        **given,
    )
    db.session.add(recommendation)
    db.session.flush()
    make_version(recommendation, clauses, stage=stage, published=published)
    return recommendation


def make_redrafted(assembly: Assembly) -> Recommendation:
    """A recommendation whose second draft, published as well, has two paragraphs left and an hour more in 1.2."""
    made = make_recommendation(assembly)
    make_version(made, [CLAUSES[0], "Deliveries happen before 11 am."])
    return made


def add_vote(
    recommendation: Recommendation, in_favour: int = 37, against: int = 11, held_on: str = "2026-10-24"
) -> Vote:
    """The members' vote on the last version."""
    vote = Vote(
        version_id=recommendation.versions[-1].id,
        title="First vote",
        scale="for or against",
        basis="secret ballot",
        held_on=held_on,
        ballots=in_favour + against,
        counts=[
            VoteCount(position=1, label="For", meaning="for", count=in_favour),
            VoteCount(position=2, label="Against", meaning="against", count=against),
        ],
    )
    recommendation.votes.append(vote)
    db.session.flush()
    return vote
