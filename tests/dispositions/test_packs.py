"""Keeping what the public said, and giving it to the members."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Channel, Comment, CommentState
from app.core import append_only, clock, transactions
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.dispositions.models import DispositionOutcome, Pack, ThemeExample
from app.dispositions.queries.packs import (
    figures_now,
    given_pack_of,
    kept_packs_of,
    mark_of,
    packs_of,
    voices,
)
from app.dispositions.services.packs import give_kept_pack, give_pack, keep_pack, throw_away
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
    stances = {"support": 1, "support_with_changes": 0, "neutral": 0, "oppose": 1, "replies": 0}
    assert figures["stances"] == stances
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


SATURDAY = date(2026, 11, 28)


def _log_of_packs(session: Session) -> list[tuple[str, int | None]]:
    rows = session.scalars(select(AuditEntry).where(AuditEntry.kind == "packs").order_by(AuditEntry.id))
    return [(row.action, row.thing_id) for row in rows]


def test_what_was_printed_on_friday_is_recorded_on_monday_as_given_on_saturday(
    officer: Account, session: Session
) -> None:
    with clock.at(datetime(2026, 11, 27, 15, tzinfo=UTC)):
        recommendation = make_recommendation(make_assembly(consulting=(-20, 6)))
        assembly = recommendation.assembly
        _comment(recommendation.subject)
        pack = keep_pack(assembly, officer)
    assert (packs_of(assembly), kept_packs_of(assembly)) == ([], [pack])
    assert given_pack_of(assembly, pack.id) is None
    with clock.at(datetime(2026, 11, 30, 9, tzinfo=UTC)):
        # Comments stay open: today's pack could not have been had on Saturday.
        _comment(recommendation.subject, published_at=clock.now() - timedelta(hours=1))
        with pytest.raises(WrongField, match="The newest comment"):
            give_pack(assembly, SATURDAY, "Fourth meeting", officer, mark_of(figures_now(assembly)))
        give_kept_pack(pack, SATURDAY, "Fourth meeting", officer)
    session.flush()
    assert (pack.figures["comments"], pack.given_on, pack.meeting) == (1, "2026-11-28", "Fourth meeting")
    assert (packs_of(assembly), kept_packs_of(assembly)) == ([pack], [])
    assert given_pack_of(assembly, pack.id) is pack
    assert _log_of_packs(session) == [("kept", pack.id), ("given", pack.id)]


@pytest.mark.parametrize(
    ("day", "message"),
    [
        # Kept half an hour after midnight in London, which is the day before in UTC.
        (
            date(2026, 7, 16),
            "This pack was kept on 17\N{NO-BREAK SPACE}July 2026. The members cannot have had it before.",
        ),
        (date(2026, 7, 21), "still to come"),
    ],
)
def test_a_kept_pack_was_not_given_before_it_was_made_nor_on_a_day_to_come(
    officer: Account, session: Session, day: date, message: str
) -> None:
    with clock.at(datetime(2026, 7, 16, 23, 30, tzinfo=UTC)):
        recommendation = make_recommendation(make_assembly(consulting=(-20, 6)))
        _comment(recommendation.subject)
        pack = keep_pack(recommendation.assembly, officer)
        session.flush()
        session.expire(pack)
    with clock.at(datetime(2026, 7, 20, 9, tzinfo=UTC)):
        with pytest.raises(WrongField, match=message) as refusal:
            give_kept_pack(pack, day, "Fourth meeting", officer)
        assert refusal.value.field == "given_on"
        assert (pack.given_on, pack.meeting) == (None, None)
        give_kept_pack(pack, date(2026, 7, 17), "Fourth meeting", officer)


def test_a_meeting_that_has_a_pack_gets_no_kept_one_for_the_same_day(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    _comment(recommendation.subject)
    _give(recommendation.assembly, officer, days_ago=0)
    pack = keep_pack(recommendation.assembly, officer)
    with pytest.raises(WrongField, match="already recorded") as refusal:
        give_kept_pack(pack, clock.today(), "Fourth meeting", officer)
    assert refusal.value.field == "meeting"


def test_what_says_the_same_is_kept_once(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    assembly = recommendation.assembly
    make_theme(assembly, "Bays", _comment(recommendation.subject, stance="oppose", clause_key="1.1"))
    first = keep_pack(assembly, officer)
    session.flush()
    session.expire(first)
    assert keep_pack(assembly, officer) is first
    _comment(recommendation.subject)
    second = keep_pack(assembly, officer)
    assert kept_packs_of(assembly) == [second, first]


def test_without_a_comment_there_is_nothing_to_keep(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    with pytest.raises(Refused, match="nothing to give"):
        keep_pack(recommendation.assembly, officer)


def test_a_kept_pack_can_be_thrown_away_and_its_number_is_not_given_again(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    assembly = recommendation.assembly
    _comment(recommendation.subject)
    pack_id = (pack := keep_pack(assembly, officer)).id
    throw_away(pack, officer)
    assert kept_packs_of(assembly) == []
    assert keep_pack(assembly, officer).id == pack_id + 1
    assert _log_of_packs(session)[:2] == [("kept", pack_id), ("thrown away", pack_id)]


def test_a_given_pack_is_final(recommendation: Recommendation, officer: Account, session: Session) -> None:
    _comment(recommendation.subject)
    pack = keep_pack(recommendation.assembly, officer)
    give_kept_pack(pack, clock.today(), "Fourth meeting", officer)
    session.flush()
    with pytest.raises(Refused, match="recorded already"):
        give_kept_pack(pack, clock.today(), "Fifth meeting", officer)
    with pytest.raises(Refused, match="recorded already"):
        throw_away(pack, officer)
    pack.meeting = "Another one"
    with pytest.raises(append_only.NeverChanges):
        session.flush()


def test_the_figures_of_a_kept_pack_never_change(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    _comment(recommendation.subject)
    pack = keep_pack(recommendation.assembly, officer)
    session.flush()
    pack.figures = {**pack.figures, "comments": 2}
    with pytest.raises(append_only.NeverChanges):
        session.flush()


def test_a_given_pack_is_never_deleted(
    recommendation: Recommendation, officer: Account, session: Session
) -> None:
    _comment(recommendation.subject)
    session.delete(_give(recommendation.assembly, officer))
    with pytest.raises(append_only.NeverChanges):
        session.flush()


@pytest.mark.parametrize("half", [{"given_on": "2026-11-28"}, {"meeting": "Fourth meeting"}])
def test_the_day_and_the_meeting_stand_together_or_not_at_all(
    recommendation: Recommendation, session: Session, half: dict[str, str]
) -> None:
    figures = figures_now(recommendation.assembly)
    session.add(Pack(assembly=recommendation.assembly, figures=figures, made_at=clock.now(), **half))
    with pytest.raises(IntegrityError, match="ck_packs_given"):
        session.flush()


def test_of_two_who_record_one_kept_pack_at_once_the_second_learns_of_the_first(
    committed_database: CleanDatabase, app: Flask, session: Session
) -> None:
    with transactions.unit_of_work():
        recommendation = make_recommendation(make_assembly(consulting=(-20, -6)))
        _comment(recommendation.subject)
        officer = make_account()
        pack_id, officer_id = keep_pack(recommendation.assembly, officer).id, officer.id

    def give(own: Session, meeting: str) -> None:
        pack, by = own.get_one(Pack, pack_id), own.get_one(Account, officer_id)
        give_kept_pack(pack, clock.today(), meeting, by)

    outcomes = at_once(app, lambda own: give(own, "Fourth"), lambda own: give(own, "Fifth"))
    assert outcomes.count("done") == 1
    assert any("recorded already" in outcome for outcome in outcomes)
    assert [action for action, _ in _log_of_packs(session)] == ["kept", "given"]
