"""Giving the members what the public said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Channel, Comment, CommentState
from app.core import append_only, clock, transactions
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.dispositions.models import DispositionOutcome, Pack, ThemeExample
from app.dispositions.queries.packs import figures_now, mark_of, packs_of, voices
from app.dispositions.services.packs import give_pack
from app.recommendations.models import Recommendation
from app.subjects.models import Subject
from tests.at_once import at_once
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.dispositions import make_disposition, make_theme
from tests.factories.recommendations import make_recommendation


@pytest.fixture
def officer(session: Session) -> Account:
    return make_account()


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-20, -6)))


def _comment(subject: Subject, body: str = "Buses must be able to stop.", **columns: Any) -> Comment:
    """A comment that has been on show for some days, so that the members can have had it since."""
    return make_comment(subject, body, **{"published_at": clock.now() - timedelta(days=5), **columns})


def _give(assembly: Assembly, officer: Account, days_ago: int = 1, meeting: str = "Fourth meeting") -> Pack:
    day = clock.today() - timedelta(days=days_ago)
    return give_pack(assembly, day, meeting, officer, mark_of(figures_now(assembly)))


def test_a_pack_counts_and_names_ids_and_holds_nobody_s_words(
    recommendation: Recommendation, session: Session
) -> None:
    assembly, subject = recommendation.assembly, recommendation.subject
    first = _comment(subject, "Vans block the bays.", clause_key="1.2", stance="oppose", agrees=3)
    _comment(subject, "More benches.", stance="support", author_name="Ada")
    _comment(subject, "Mr Smith is a thief.", state=CommentState.HIDDEN)
    theme = make_theme(assembly, "Loading bays", first, summary="To and fro.")
    theme.examples.append(ThemeExample(comment_id=first.id, position=1))
    make_disposition(assembly, theme, DispositionOutcome.NO_CHANGE, explanation="The bays are needed.")
    session.flush()
    figures = figures_now(assembly)
    assert (figures["comments"], figures["without_theme"]) == (2, 1)
    assert figures["stances"] == {"support": 1, "support_with_changes": 0, "neutral": 0, "oppose": 1}
    [counted] = figures["themes"]
    assert (counted["theme"], counted["comments"]) == (theme.id, 1)
    assert counted["examples"] == [{"comment": first.id, "agrees": 3}]
    [text] = figures["recommendations"]
    assert text["version"] == recommendation.versions[-1].id
    assert text["clauses"]["1.2"]["comments"] == 1
    assert figures["answers"] == {"published": 2, "answered": 1, "outcomes": {"no_change": 1}}
    written = repr(figures)
    # Words of the officers, who gave them to the members.
    assert (counted["name"], counted["summary"]) == ("Loading bays", "To and fro.")
    for words in ("Vans", "benches", "Smith", "Ada", "needed"):
        assert words not in written


def test_how_comments_came_in_is_counted_and_few_people_are_not_shown(
    recommendation: Recommendation, session: Session
) -> None:
    for number in range(6):
        _comment(recommendation.subject, email=f"a{number}@fenbury.example")
    _comment(recommendation.subject, email="a1@fenbury.example")
    for number in range(7):
        _comment(recommendation.subject, channel=Channel.PAPER.value, email=f"b{number}@fenbury.example")
    _comment(recommendation.subject, channel=Channel.PHONE.value)
    ways, people = voices(recommendation.assembly)
    assert [(way.channel, way.comments, way.people) for way in ways] == [
        (Channel.ONLINE, 7, 6),
        (Channel.PAPER, 7, 7),
        (Channel.PHONE, 1, 1),
    ]
    assert people == 14
    figures = figures_now(recommendation.assembly)
    # The phone's one person is left out, and the next smallest figure too, from which it could be worked out.
    assert [way["people"] for way in figures["ways"]] == [None, 7, None]
    assert [way["comments"] for way in figures["ways"]] == [7, 7, 1]


def test_fewer_than_five_people_are_not_counted_at_all(
    recommendation: Recommendation, session: Session
) -> None:
    _comment(recommendation.subject, email="a@fenbury.example")
    figures = figures_now(recommendation.assembly)
    assert (figures["people"], [way["people"] for way in figures["ways"]]) == (None, [None])


def test_what_was_given_stays_as_it_was(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    comment = _comment(recommendation.subject)
    pack = _give(recommendation.assembly, officer)
    _comment(recommendation.subject)
    comment.state = CommentState.HIDDEN.value
    session.flush()
    assert pack.figures["comments"] == 1
    assert packs_of(recommendation.assembly) == [pack]
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.kind == "packs"))
    assert (entry.action, entry.actor_id, entry.detail["comments"]) == ("given", officer.id, 1)
    pack.meeting = "Another one"
    with pytest.raises(append_only.NeverChanges):
        session.flush()


def test_several_packs_are_listed_by_the_day_on_which_they_were_given(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    _comment(recommendation.subject)
    later = _give(recommendation.assembly, officer, days_ago=1)
    earlier = _give(recommendation.assembly, officer, days_ago=3)
    assert packs_of(recommendation.assembly) == [earlier, later]


@pytest.mark.parametrize(
    ("days_ago", "field", "message"),
    [(-1, "given_on", "still to come"), (21, "given_on", "cannot have had this before")],
)
def test_an_unlikely_day_is_refused(
    recommendation: Recommendation,
    officer: Account,
    session: Session,
    days_ago: int,
    field: str,
    message: str,
) -> None:
    _comment(recommendation.subject)
    with pytest.raises(WrongField, match=message) as refusal:
        _give(recommendation.assembly, officer, days_ago=days_ago)
    assert refusal.value.field == field


def test_one_meeting_gets_one_pack_a_day(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    _comment(recommendation.subject)
    _give(recommendation.assembly, officer)
    with pytest.raises(WrongField, match="already recorded"):
        _give(recommendation.assembly, officer)
    _give(recommendation.assembly, officer, meeting="By post")


def test_two_who_give_a_pack_for_one_meeting_at_once_give_one(
    committed_database: CleanDatabase, app: Flask, session: Session
) -> None:
    with transactions.unit_of_work():
        recommendation = make_recommendation(make_assembly(consulting=(-20, -6)))
        _comment(recommendation.subject)
        assembly_id, officer_id = recommendation.assembly_id, make_account().id

    def give(own: Session) -> None:
        _give(own.get_one(Assembly, assembly_id), own.get_one(Account, officer_id))

    outcomes = at_once(app, give, give)
    assert outcomes.count("done") == 1
    assert any("already recorded" in outcome for outcome in outcomes)
    assert len(session.scalars(select(Pack)).all()) == 1


def test_figures_that_nobody_looked_at_are_not_given(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    _comment(recommendation.subject)
    seen = mark_of(figures_now(recommendation.assembly))
    _comment(recommendation.subject)
    with pytest.raises(Refused, match="have changed"):
        give_pack(recommendation.assembly, clock.today(), "Fourth meeting", officer, seen)


def test_without_a_comment_there_is_nothing_to_give(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    with pytest.raises(Refused, match="nothing to give"):
        _give(recommendation.assembly, officer)


def test_a_pack_was_not_given_before_its_newest_comment_summary_or_answer(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    assembly = recommendation.assembly
    comment = _comment(recommendation.subject, published_at=clock.now() - timedelta(days=4))
    with pytest.raises(WrongField, match="The newest comment in this pack is shown since") as refusal:
        _give(assembly, officer, days_ago=5)
    assert refusal.value.field == "given_on"
    now = clock.now()
    make_theme(assembly, "Bays", comment, summary="Vans.", summarised_at=now - timedelta(days=2))
    with pytest.raises(WrongField, match="A summary in this pack was written on"):
        _give(assembly, officer, days_ago=3)
    make_disposition(assembly, comment, made_at=now - timedelta(days=1))
    with pytest.raises(WrongField, match="An answer that this pack counts was given on"):
        _give(assembly, officer, days_ago=2)
    _give(assembly, officer, days_ago=1)
