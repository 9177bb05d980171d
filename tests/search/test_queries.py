"""What the search finds, and what it must never find."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.comments.models import CommentState
from app.core import clock
from app.core.db import db
from app.evidence.models import Speaker
from app.search.queries import Kind, search
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_recommendation_subject
from tests.factories.evidence import make_item, make_session
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.responses import make_response
from tests.queries import counted


def _found(query: str) -> list[tuple[Kind, str]]:
    return [(found.kind, found.title) for found in search(query).items]


def test_it_finds_every_kind_of_public_text_in_one_order(session: Session) -> None:
    assembly = make_assembly(name="On zebras", summary="Zebra crossings.")
    make_session(assembly, "Crossing", speakers=[Speaker(position=1, name="Zebra Smith")])
    make_item(assembly, "Crossings counted", body="Each zebra was counted.")
    recommendation = make_recommendation(assembly, "Safe crossings", clauses=["Paint a zebra."])
    make_comment(recommendation.subject, "My zebra is worn out.")
    make_response(recommendation, reasons="The zebra will be painted.")
    assert _found("zebra") == [
        (Kind.ASSEMBLY, "On zebras"),
        (Kind.RECOMMENDATION, "Safe crossings"),
        (Kind.RESPONSE, "Safe crossings"),
        (Kind.EVIDENCE, "Crossings counted"),
        (Kind.SESSION, "Crossing"),
        (Kind.COMMENT, "Safe crossings"),
    ]
    assert search("zebra").total == 6


def test_every_word_must_occur_in_title_or_text_in_any_order_and_case(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    make_recommendation(assembly, "Buses first", clauses=["In the evening.", "At weekends too."])
    assert _found("WEEKENDS buses") == [(Kind.RECOMMENDATION, "Buses first")]
    assert _found("weekends trams") == []
    assert _found("") == []
    assert _found(" , ") == []


@pytest.mark.parametrize("sign", ["%", "_", "\\", "/", "[a-z]", "50%"])
def test_signs_mean_themselves(session: Session, sign: str) -> None:
    assembly = make_assembly(question="Who?")
    make_recommendation(assembly, "Nothing special", clauses=["plain words x"])
    assert _found(sign) == []
    make_recommendation(assembly, "Signs", number=2, clauses=["about 50% of a_b \\ c/d [a-z]"])
    assert _found(sign) == [(Kind.RECOMMENDATION, "Signs")]


@pytest.mark.parametrize("state", sorted(set(CommentState) - {CommentState.PUBLISHED}))
def test_a_comment_that_is_not_published_is_never_found(session: Session, state: CommentState) -> None:
    subject = make_recommendation_subject(make_assembly())
    make_comment(subject, "A secretword.", state=state, author_name="Secretname")
    assert _found("secretword") == []
    assert _found("secretname") == []


def test_nothing_of_what_is_not_public_is_found(session: Session) -> None:
    assembly = make_assembly()
    recommendation = make_recommendation(assembly, clauses=["Old secretword."])
    make_version(recommendation, ["New wording."])
    make_version(recommendation, ["Draft secretword."], published=False)
    make_recommendation(assembly, "Secretword", number=2, published=False)
    make_item(assembly, "Secretword", published=False)
    make_session(assembly, "Secretword", published=False)
    two = {"drafted_by": make_account("a@fenbury.example"), "published_by": make_account("b@fenbury.example")}
    corrected = make_response(recommendation, reasons="A wrong secretword.", **two)
    make_response(
        recommendation, reasons="Right.", follows_id=corrected.id, correction_reason="A slip.", **two
    )
    make_response(recommendation, reasons="A drafted secretword.", published=False)
    assert _found("secretword") == []


def test_nothing_of_an_assembly_that_is_not_public_is_found(session: Session) -> None:
    for number, opens in enumerate((None, clock.now() + timedelta(hours=1))):
        assembly = make_assembly(f"secret-{number}", name=f"Secretword {number}", published_at=opens)
        recommendation = make_recommendation(assembly, "Secretword")
        make_comment(recommendation.subject, "secretword")
        make_response(recommendation, reasons="secretword")
        make_item(assembly, "Secretword")
        make_session(assembly, "Secretword")
    assert _found("secretword") == []


def test_an_email_address_is_never_looked_at(session: Session) -> None:
    make_comment(make_recommendation_subject(make_assembly()), "Hello.", email="ada@example.org")
    assert _found("ada@example.org") == []


def test_pages_by_cursor_hold_everything_once_while_rows_are_added(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    subject = make_recommendation_subject(assembly, "About trams")
    recommendations = [make_recommendation(assembly, f"Tram {n}", number=n) for n in range(1, 6)]
    comments = [make_comment(subject, f"tram {n}") for n in range(7)]
    seen, after, total = [], None, None
    for _ in range(4):
        page = search("tram", after, size=3)
        seen += [(found.kind, found.id) for found in page.items]
        after, total = page.after, total or page.total
        make_comment(subject, "a new tram")
    newest_first = [(Kind.RECOMMENDATION, each.id) for each in reversed(recommendations)]
    assert seen[:5] == newest_first
    assert total == 12
    assert len(seen) == len(set(seen)) == 12
    assert {(Kind.COMMENT, comment.id) for comment in comments} & set(seen)


def test_a_comment_leads_to_the_page_of_the_list_that_holds_it(session: Session) -> None:
    subject = make_recommendation_subject(make_assembly())
    first = make_comment(subject, "First.")
    reply = make_comment(subject, "A zebra.", parent_id=first.id)
    (found,) = search("zebra").items
    assert found.path.startswith(f"{subject.path}comments/?after=")
    assert found.path.endswith(f"#comment-{reply.id}")


def test_it_takes_two_queries_however_much_is_found(session: Session) -> None:
    assembly = make_assembly(question="Who?")
    for number in range(1, 30):
        make_item(make_assembly(f"a-{number}"), f"Tram {number}")
        make_recommendation(assembly, f"Tram {number}", number=number)
    db.session.flush()
    with counted() as queries:
        page = search("tram")
    assert (len(page.items), page.total, len(queries)) == (20, 58, 2)
