"""What everybody may read of recommendations, in few queries however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.recommendations import queries, services
from app.recommendations.models import Recommendation, VersionStage
from app.recommendations.queries import citations
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item
from tests.factories.recommendations import CLAUSES, add_vote, make_recommendation, make_version


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run inside, on whatever database."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_last_published_text_counts_and_a_later_draft_is_not_seen(assembly: Assembly) -> None:
    recommendation = make_recommendation(assembly)
    second = make_version(recommendation, CLAUSES[:2], published_at=clock.now())
    draft = make_version(recommendation, CLAUSES[:1], published=False)
    [listed] = queries.public_recommendations(assembly)
    assert listed.version == second == queries.current_version(recommendation)
    assert [version.number for version in queries.versions_of(recommendation)] == [1, 2]
    assert queries.version_by_number(recommendation, draft.number) is None
    assert queries.draft_of(recommendation) == draft


def test_a_text_with_a_moment_in_the_future_is_not_public_yet(assembly: Assembly) -> None:
    soon = clock.now() + timedelta(minutes=5)
    make_version(make_recommendation(assembly, published=False), published_at=soon)
    assert queries.public_recommendations(assembly) == []
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert len(queries.public_recommendations(assembly)) == 1


def test_what_was_never_published_has_no_page(assembly: Assembly) -> None:
    make_recommendation(assembly, published=False)
    assert queries.public_recommendation(assembly, "1") is None
    assert queries.recommendation_at_desk(assembly, "1") is not None


def test_a_recommendation_is_found_in_its_own_assembly_only(assembly: Assembly) -> None:
    make_recommendation(assembly)
    assert queries.public_recommendation(make_assembly("elsewhere"), "1") is None


def test_the_latest_vote_is_the_one_held_last(assembly: Assembly) -> None:
    recommendation = make_recommendation(assembly)
    final = add_vote(recommendation, 41, 4, "2026-11-14")
    add_vote(recommendation, 37, 11, "2026-10-24")
    [listed] = queries.public_recommendations(assembly)
    assert listed.vote == final


@pytest.mark.parametrize("number", [1, 12])
def test_a_list_takes_three_queries_however_long_it_is(
    assembly: Assembly, session: Session, number: int
) -> None:
    for place in range(1, number + 1):
        add_vote(make_recommendation(assembly, number=place))
    session.commit()
    session.expire_all()
    session.refresh(assembly)
    with counted() as statements:
        listed = queries.public_recommendations(assembly)
        for each in listed:
            assert each.vote is not None
            assert each.recommendation.path
            assert len(each.version.clauses) == len(CLAUSES)
            assert len(each.vote.counts) == 2
    assert len(listed) == number
    assert len(statements) == 3


def test_only_published_evidence_is_cited_in_public(assembly: Assembly) -> None:
    recommendation = make_recommendation(assembly)
    services.cite(recommendation, make_item(assembly, published=False), None, None)
    shown = services.cite(recommendation, make_item(assembly, "Another talk"), "1.2", "The count of trees")
    assert list(citations.citations_of(recommendation)) == [shown]


def test_an_item_names_published_recommendations_alone(assembly: Assembly) -> None:
    item = make_item(assembly)
    services.cite(make_recommendation(assembly, number=1, published=False), item, None, None)
    services.cite(make_recommendation(assembly, number=2), item, None, None)
    assert [c.recommendation.reference for c in citations.citations_by_item(item)] == ["2"]


def test_the_desk_sees_what_is_public_beside_what_is_being_written(
    assembly: Assembly, session: Session
) -> None:
    both = make_recommendation(assembly, number=1, stage=VersionStage.FINAL)
    draft = make_version(both, CLAUSES[:1], stage=VersionStage.FINAL, published=False)
    make_recommendation(assembly, number=2, published=False)
    session.commit()
    first, second = queries.recommendations_at_desk(assembly)
    assert (first.published, first.draft) == (both.versions[0], draft)
    assert second.published is None
    assert second.draft is not None


def test_a_recommendation_at_the_desk_belongs_to_its_assembly(assembly: Assembly) -> None:
    recommendation: Recommendation = make_recommendation(assembly)
    assert queries.recommendation_at_desk(make_assembly("elsewhere"), recommendation.reference) is None
