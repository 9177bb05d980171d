"""Two officers who press their buttons at the same moment follow each other: nothing is doubled, nothing unread."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.core import transactions
from app.recommendations.models import Recommendation
from app.recommendations.services import start_recommendation
from app.responses import services
from app.responses.models import Response, Verdict
from app.responses.wording.answers import fingerprint
from app.responses.words.answers import Wording
from tests.at_once import Act, at_once
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation

WORDING = Wording(Verdict.ACCEPTED, "The lane is wide.", "Fenbury Borough Council", decided_on="2020-03")
OTHER = Wording(Verdict.NOT_ACCEPTED, "It is not.", "Fenbury Borough Council", decided_on="2020-03")


@pytest.fixture(autouse=True)
def _with_real_commits(committed_database: CleanDatabase) -> None:
    """Each test here has two transactions that are really open at once."""


def officers(assembly: Assembly, number: int) -> list[int]:
    serves = assembly.organisation_id
    return [
        make_account(f"officer{place}@fenbury.example", role=Role.OFFICER, organisation_id=serves).id
        for place in range(number)
    ]


def test_two_recommendations_begun_at_once_get_two_numbers(app: Flask, session: Session) -> None:
    with transactions.unit_of_work():
        assembly = make_assembly()
        assembly_id, people = assembly.id, officers(assembly, 2)

    def begin(person: int) -> Act:
        return lambda own: start_recommendation(
            own.get_one(Assembly, assembly_id), "Buses first", "Often.", own.get_one(Account, person)
        )

    assert at_once(app, *map(begin, people)) == ["done", "done"]
    assert sorted(session.scalars(select(Recommendation.reference))) == ["1", "2"]


def test_two_answers_begun_at_once_leave_one(app: Flask, session: Session) -> None:
    with transactions.unit_of_work():
        recommendation = make_recommendation(make_assembly())
        recommendation_id, people = recommendation.id, officers(recommendation.assembly, 2)

    def begin(person: int) -> Act:
        return lambda own: services.draft_response(
            [own.get_one(Recommendation, recommendation_id)], WORDING, own.get_one(Account, person)
        )

    outcomes = at_once(app, *map(begin, people))
    assert outcomes.count("done") == 1
    assert any("begun an answer" in outcome for outcome in outcomes)
    assert len(session.scalars(select(Response)).all()) == 1


def test_two_who_publish_at_once_publish_once(app: Flask, session: Session) -> None:
    response_id, people = _draft()
    outcomes = at_once(
        app,
        *(
            lambda own, person=person: services.publish_response(
                own.get_one(Response, response_id), own.get_one(Account, person)
            )
            for person in people[1:]
        ),
    )
    assert outcomes.count("done") == 1
    assert any("stays as it is" in outcome for outcome in outcomes)


def test_words_changed_at_the_moment_of_publishing_are_either_refused_or_unpublished(
    app: Flask, session: Session
) -> None:
    response_id, people = _draft()
    seen = fingerprint(session.get_one(Response, response_id))
    session.rollback()

    def change(own: Session) -> None:
        services.edit_response(
            own.get_one(Response, response_id), OTHER, own.get_one(Account, people[0]), seen=seen
        )

    def publish(own: Session) -> None:
        services.publish_response(
            own.get_one(Response, response_id), own.get_one(Account, people[1]), seen=seen
        )

    outcomes = at_once(app, change, publish)
    assert outcomes.count("done") == 1
    response = session.get_one(Response, response_id)
    if outcomes[1] == "done":
        assert (response.verdict, response.published_by_id) == (Verdict.ACCEPTED, people[1])
    else:
        assert (response.verdict, response.published_at) == (Verdict.NOT_ACCEPTED, None)


def _draft() -> tuple[int, list[int]]:
    """A draft by the first of three officers."""
    with transactions.unit_of_work() as own:
        recommendation = make_recommendation(make_assembly())
        people = officers(recommendation.assembly, 3)
        drafter = own.get_one(Account, people[0])
        draft = services.draft_response([recommendation], WORDING, drafter)
        services.send_for_approval(draft, drafter)
        return draft.id, people
