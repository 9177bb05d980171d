"""Which clauses a published version changed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.core import clock
from app.dispositions.queries.changed_clauses import ClauseFate, change_of, changed_clauses
from app.recommendations.models import Clause, ClauseOrigin, OriginKind, Recommendation, Version
from tests.factories.recommendations import make_recommendation
from tests.queries import counted

FORMER = {"1.1": "Buses.", "1.2": "Lorries and vans.", "1.3": "Benches.", "1.4": "Trees.", "1.5": "Lamps."}
NOW = {
    "1.3": "Benches.",
    "1.1": "Buses.",
    "1.2": "Lorries.",
    "1.6": "Vans.",
    "1.4": "Trees and lamps.",
    "1.7": "Art.",
}


def _publish(recommendation: Recommendation, texts: dict[str, str]) -> Version:
    version = Version(
        number=len(recommendation.versions) + 1,
        stage="draft",
        title="Buses first",
        created_at=clock.now(),
        clauses=[Clause(key=key, position=n, text=text) for n, (key, text) in enumerate(texts.items(), 1)],
    )
    recommendation.versions.append(version)
    return version


def test_new_changed_moved_split_and_merged_clauses_are_told_apart(
    session: Session, assembly: Assembly
) -> None:
    recommendation = make_recommendation(assembly, published=False)
    first, second = _publish(recommendation, FORMER), _publish(recommendation, NOW)
    second.origins = [
        ClauseOrigin(clause_key="1.6", from_key="1.2", kind=OriginKind.SPLIT.value),
        ClauseOrigin(clause_key="1.4", from_key="1.5", kind=OriginKind.MERGE.value),
    ]
    first.published_at = clock.now() - timedelta(days=2)
    session.flush()
    assert changed_clauses(assembly.id) == []
    second.published_at = clock.now() - timedelta(days=1)
    session.flush()
    fates = {each.key: each.fate for each in changed_clauses(assembly.id)}
    assert fates == {
        "1.3": ClauseFate.MOVED,
        "1.2": ClauseFate.SPLIT,
        "1.6": ClauseFate.SPLIT,
        "1.4": ClauseFate.MERGED,
        "1.5": ClauseFate.MERGED,
        "1.7": ClauseFate.NEW,
    }
    taken_out = change_of(second.id, "1.5")
    assert taken_out is not None
    assert taken_out.text == "Lamps."
    assert change_of(second.id, "1.1") is None


def test_reading_them_all_takes_as_many_queries_for_one_recommendation_as_for_three(
    session: Session, assembly: Assembly
) -> None:
    costs = []
    for number in (1, 2, 3):
        recommendation = make_recommendation(assembly, number=number)
        _publish(recommendation, {f"{number}.9": "Only this."}).published_at = clock.now()
        session.flush()
        session.expire_all()
        with counted() as queries:
            changes = changed_clauses(assembly.id)
            assert {each.version.recommendation.path for each in changes}
        assert len(changes) == 4 * number
        costs.append(len(queries))
    assert len(set(costs)) == 1, costs
