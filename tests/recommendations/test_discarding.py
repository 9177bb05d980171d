"""Throwing away drafts that were never published, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.comments.models import Anchor, AnchorPlace
from app.core import outbox, revisions
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.recommendations import services
from app.recommendations.models import (
    Citation,
    Clause,
    ClauseDeparture,
    ClauseOrigin,
    Recommendation,
    Version,
    VersionStage,
)
from app.recommendations.queries import draft_of
from app.recommendations.wording import fingerprint
from app.subjects.models import Subject
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.comments import make_comment
from tests.factories.evidence import make_item
from tests.factories.forms import fields_of
from tests.factories.recommendations import make_recommendation, make_version

DESK = "/council/high-street/recommendations/"
PAGE = f"{DESK}1/discard"


@pytest.fixture
def officer(assembly: Assembly, client: Visitor) -> Account:
    account = make_account(role=Role.OFFICER, organisation_id=assembly.organisation_id)
    sign_in_as(client, account)
    return account


def many(session: Session, table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def discarded(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.kind).where(AuditEntry.action == "discarded")))


def test_a_recommendation_that_was_never_published_goes_with_all_that_belongs_to_it(
    client: Visitor, session: Session, assembly: Assembly, officer: Account
) -> None:
    stays = services.start_recommendation(assembly, "Trees", "Plant trees.", officer)
    gone = services.start_recommendation(assembly, "A mistake", "It was in the file.", officer)
    services.cite(gone, make_item(assembly), None, None)
    session.commit()
    subjects, number, (version,) = many(session, Subject), revisions.current(assembly.slug), gone.versions
    former_ids = gone.id, version.id
    page = f"{DESK}2/discard"
    assert f'href="{page}"' in client.get(f"{DESK}2/preview").text
    sent = fields_of(client, page)
    for _ in range(2):
        answer = client.post(page, data=sent)
        assert (answer.status_code, answer.location) == (303, DESK)
    assert "Recommendation 2 is discarded." in client.get(DESK).text
    assert client.get(page).status_code == 404
    session.expire_all()
    assert session.scalars(select(Recommendation)).all() == [stays]
    assert [many(session, table) for table in (Version, Clause, Citation)] == [1, 1, 0]
    assert many(session, Subject) == subjects - 1
    assert discarded(session) == ["versions", "recommendations"]
    assert revisions.current(assembly.slug) != number
    # What the log says of it is never said of another one.
    anew = services.start_recommendation(assembly, "Benches", "Benches.", officer)
    assert (anew.id, anew.versions[0].id) != former_ids
    assert anew.number == 2


def test_the_next_text_of_a_published_recommendation_goes_and_what_is_published_stays(
    client: Visitor, session: Session, assembly: Assembly, officer: Account
) -> None:
    recommendation = make_recommendation(assembly)
    [published] = recommendation.versions
    text = "\n\n".join([published.clauses[0].text, "A new paragraph, of which nobody has heard before."])
    services.write_draft(recommendation, "Other", text, "Shorter.", VersionStage.DRAFT, officer)
    draft = draft_of(recommendation)
    assert draft is not None
    draft.departures.append(ClauseDeparture(clause_key=published.clauses[1].key, note="Done."))
    draft.origins.append(
        ClauseOrigin(clause_key=draft.clauses[1].key, from_key=published.clauses[1].key, kind="split")
    )
    for key in (published.clauses[0].key, draft.clauses[1].key, None):
        services.cite(recommendation, make_item(assembly, title=f"Item {key}"), key, None)
    comment = make_comment(
        recommendation.subject,
        clause_key="1.1",
        anchor=Anchor(version_id=published.id, clause_key=published.clauses[0].key),
    )
    session.commit()
    outbox.drain()
    assert many(session, AnchorPlace) == 1
    sent = fields_of(client, PAGE)
    for _ in range(2):
        answer = client.post(PAGE, data=sent)
        assert (answer.status_code, answer.location) == (303, DESK)
    assert "What is published stays." in client.get(DESK).text
    session.expire_all()
    assert recommendation.versions == [published]
    assert draft_of(recommendation) is None
    assert comment.anchor is not None
    tables = (AnchorPlace, ClauseDeparture, ClauseOrigin)
    assert [many(session, table) for table in tables] == [0, 0, 0]
    assert set(session.scalars(select(Citation.clause_key))) == {published.clauses[0].key, None}
    assert discarded(session) == ["versions"]
    assert client.get(recommendation.path).status_code == 200


def test_what_is_published_or_was_changed_meanwhile_is_not_discarded(
    client: Visitor, session: Session, assembly: Assembly, officer: Account, colleague: Account
) -> None:
    recommendation = services.start_recommendation(assembly, "Trees", "Plant trees.", officer)
    session.commit()
    sent = fields_of(client, PAGE)
    services.write_draft(recommendation, "Oaks", "Plant oaks.", None, VersionStage.DRAFT, colleague)
    session.commit()
    for fields in (sent, {**fields_of(client, PAGE), "seen": ""}):
        answer = client.post(PAGE, data=fields)
        assert answer.status_code == 409
        assert "colleague changed this draft" in answer.text
        assert f'href="{DESK}1/preview"' in answer.text
    late = fields_of(client, PAGE)
    draft = draft_of(recommendation)
    assert draft is not None
    services.publish_version(draft, colleague, fingerprint(draft))
    session.commit()
    answer = client.post(PAGE, data=late)
    assert answer.status_code == 409
    assert "no draft any more" in answer.text
    assert client.get(PAGE).location == DESK
    assert many(session, Version) == 1
    assert discarded(session) == []


def test_whoever_discards_what_a_colleague_discarded_first_is_told_so_at_the_desk(
    client: Visitor, session: Session, assembly: Assembly, officer: Account, colleague: Account
) -> None:
    gone = services.start_recommendation(assembly, "A mistake", "It was in the file.", officer)
    session.commit()
    sent = fields_of(client, PAGE)
    services.discard_draft(gone, colleague)
    session.commit()
    answer = client.post(PAGE, data=sent)
    assert (answer.status_code, answer.location) == (303, DESK)
    assert "There is no recommendation 1 any more. It was discarded meanwhile." in client.get(DESK).text
    assert discarded(session) == ["versions", "recommendations"]


def test_what_somebody_has_commented_on_and_a_record_are_not_discarded(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    recommendation = make_recommendation(assembly, published=False)
    make_comment(recommendation.subject)
    session.commit()
    with pytest.raises(Refused, match="Something rests on this"):
        services.discard_draft(recommendation, officer)
    session.rollback()
    record = make_recommendation(assembly, number=2, is_compiled=True)
    make_version(record, published=False)
    with pytest.raises(Refused, match="compiled from public records"):
        services.discard_draft(record, officer)
    assert many(session, Recommendation) == 2


def test_versions_are_numbered_without_a_gap_though_drafts_between_them_were_discarded(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    made = make_recommendation(assembly)
    for text in ("Plant ten trees.", "Plant twenty trees."):
        services.write_draft(made, "Trees", "A mistake.", "Why.", VersionStage.DRAFT, officer)
        services.discard_draft(made, officer)
        session.expire(made)
        draft = services.write_draft(made, "Trees", text, "Why.", VersionStage.DRAFT, officer)
        services.publish_version(draft, officer)
    session.expire_all()
    assert [(each.number, each.number_before) for each in made.versions] == [(1, None), (2, 1), (3, 2)]
    assert made.versions[-1].news_path == f"{made.path}versions/2/compare/3/"
