"""Pausing comments and questions: who is refused, what is kept, and what the clock ends by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies import services
from app.assemblies.models import Assembly, CommentPause
from app.assemblies.pauses import LONGEST_PAUSE, comments_paused_words, pause_mark, questions_paused_words
from app.assemblies.phases import comments_open, comments_paused, consulting_phase, is_paused, questions_open
from app.assemblies.queries import (
    Standing,
    Wanted,
    assemblies_in_consultation,
    assemblies_to_pause,
    pause_in_force,
    pauses_of,
    public_assemblies_like,
)
from app.core import clock, transactions
from app.core.append_only import NeverChanges
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.core.revisions import TurningMoment, current
from tests.at_once import Act, at_once
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.organisations import make_organisation

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 9, tzinfo=UTC)
SPAM = "Somebody sends spam."


@pytest.fixture
def by(session: Session) -> Account:
    return make_account("officer@fenbury.example")


@pytest.fixture
def open_now(session: Session) -> Assembly:
    """Comments are open until 4 December, questions until 27 November."""
    with clock.at(NOW):
        return make_assembly(learning=(-7, 7), consulting=(-7, 14))


def _pause(assembly: Assembly, by: Account, until: datetime = MONDAY, reason: str = SPAM) -> CommentPause:
    seen = pause_mark(pause_in_force(assembly.id))
    return services.pause_comments(assembly, reason, until, by, seen)


def test_a_pause_closes_comments_and_questions_until_the_clock_ends_it(
    session: Session, open_now: Assembly, by: Account
) -> None:
    with clock.at(NOW):
        assert comments_open(open_now)
        _pause(open_now, by)
        assert is_paused(open_now)
        assert comments_paused(open_now)
        assert not comments_open(open_now)
        assert not questions_open(open_now)
    with clock.at(MONDAY - timedelta(microseconds=1)):
        assert not comments_open(open_now)
    with clock.at(MONDAY):
        assert comments_open(open_now)
        assert pause_in_force(open_now.id) is None


def test_a_pause_says_until_when_why_and_what_comes_then(
    session: Session, open_now: Assembly, by: Account
) -> None:
    with clock.at(NOW):
        _pause(open_now, by)
        comments, questions = comments_paused_words(open_now), questions_paused_words(open_now)
        unbroken = (comments.fact + comments.why).replace("\N{NO-BREAK SPACE}", " ")
    assert "Comments are paused until Monday 30 November 2026, 9 am." in unbroken
    assert "Reason: Somebody sends spam. After that you can comment until Friday 4 December 2026" in unbroken
    with clock.at(NOW):
        open_now.pause_reason = "Somebody sends spam"
        assert "Reason: Somebody sends spam. After that" in comments_paused_words(open_now).why
    assert "The time for questions ends before that, on Friday" in questions.why


def test_a_consultation_without_an_end_says_that_one_can_comment_again(session: Session, by: Account) -> None:
    with clock.at(NOW):
        assembly = make_assembly(learning=(-7, None), consulting=(-7, None))
        _pause(assembly, by)
        assert comments_paused_words(assembly).why.endswith("After that you can comment again.")
        assert questions_paused_words(assembly).why.endswith("After that you can ask again.")


@pytest.mark.parametrize("until", [NOW, NOW - timedelta(days=1), NOW + LONGEST_PAUSE + timedelta(minutes=1)])
def test_an_end_that_has_passed_or_is_too_far_away_is_refused(
    session: Session, open_now: Assembly, by: Account, until: datetime
) -> None:
    with clock.at(NOW), pytest.raises(WrongField) as refusal:
        _pause(open_now, by, until)
    assert refusal.value.field == "until"
    assert not pauses_of(open_now.id)


def test_a_pause_may_last_ninety_days(session: Session, open_now: Assembly, by: Account) -> None:
    with clock.at(NOW):
        assert _pause(open_now, by, NOW + LONGEST_PAUSE).ends_at == NOW + timedelta(days=90)


def test_where_nothing_is_open_there_is_nothing_to_pause(session: Session, by: Account) -> None:
    with clock.at(NOW):
        closed = make_assembly("closed", consulting=(-14, -7))
        with pytest.raises(Refused, match="nothing to pause"):
            _pause(closed, by)
        record = make_assembly("old", is_compiled=True)
        with pytest.raises(Refused, match="compiled"):
            _pause(record, by)


def test_another_end_is_a_new_row_and_the_pause_has_lasted_since_it_began(
    session: Session, open_now: Assembly, by: Account
) -> None:
    later = NOW + timedelta(days=2)
    with clock.at(NOW):
        first = _pause(open_now, by)
    with clock.at(later):
        second = _pause(open_now, by, MONDAY + timedelta(days=1), "An election is coming.")
        assert pause_in_force(open_now.id) == second
    assert [pause.id for pause in pauses_of(open_now.id)] == [second.id, first.id]
    assert (first.ends_at, first.over_at, first.ended_by_id) == (MONDAY, later, by.id)
    assert (open_now.paused_at, open_now.paused_until) == (NOW, MONDAY + timedelta(days=1))
    assert open_now.pause_reason == "An election is coming."


def test_a_pause_is_ended_early_by_somebody_who_is_named(
    session: Session, open_now: Assembly, by: Account
) -> None:
    with clock.at(NOW):
        pause = _pause(open_now, by)
    with clock.at(NOW + timedelta(days=1)):
        services.end_pause(open_now, by, pause_mark(pause))
        assert comments_open(open_now)
        assert (pause.ended_by_id, pause.over_at) == (by.id, NOW + timedelta(days=1))
        with pytest.raises(Refused, match="meanwhile"):
            services.end_pause(open_now, by, pause_mark(pause))
        with pytest.raises(Refused, match="not paused any more"):
            services.end_pause(open_now, by, pause_mark(None))
        # The next one is a pause of its own.
        _pause(open_now, by)
        assert open_now.paused_at == NOW + timedelta(days=1)


def test_every_act_stands_in_the_log_with_who_did_it(
    session: Session, open_now: Assembly, by: Account
) -> None:
    with clock.at(NOW):
        _pause(open_now, by)
        pause = _pause(open_now, by, MONDAY + timedelta(days=1))
        services.end_pause(open_now, by, pause_mark(pause))
    session.flush()
    rows = session.execute(
        select(AuditEntry.action, AuditEntry.actor_id).where(AuditEntry.kind == CommentPause.__tablename__)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("paused comments", by.id),
        ("changed pause", by.id),
        ("ended pause", by.id),
    ]


def test_whoever_began_from_something_else_is_refused(
    session: Session, open_now: Assembly, by: Account
) -> None:
    with clock.at(NOW):
        _pause(open_now, by)
        with pytest.raises(Refused, match="meanwhile"):
            services.pause_comments(open_now, SPAM, MONDAY, by, pause_mark(None))
    assert len(pauses_of(open_now.id)) == 1


def test_what_is_over_never_changes(session: Session, open_now: Assembly, by: Account) -> None:
    with clock.at(NOW):
        pause = _pause(open_now, by)
        services.end_pause(open_now, by, pause_mark(pause))
    session.flush()
    pause.ended_at = NOW + timedelta(days=3)
    with pytest.raises(NeverChanges):
        session.flush()
    session.expire(pause)
    pause.reason = "Another one."
    with pytest.raises(NeverChanges):
        session.flush()


def test_pages_change_by_themselves_when_the_pause_ends(
    session: Session, open_now: Assembly, by: Account
) -> None:
    with clock.at(NOW):
        _pause(open_now, by)
        session.flush()
        during = current(open_now.slug)
    moments = session.scalars(select(TurningMoment.happens_at).where(TurningMoment.scope == "site")).all()
    assert MONDAY in moments
    with clock.at(MONDAY):
        assert current(open_now.slug) != during


def test_phases_that_are_dated_anew_keep_the_moment_at_which_the_pause_ends(
    session: Session, open_now: Assembly, by: Account
) -> None:
    with clock.at(NOW):
        _pause(open_now, by)
        services.move_closing(open_now, NOW + timedelta(days=20), by)
    moments = session.scalars(select(TurningMoment.happens_at).where(TurningMoment.scope == open_now.slug))
    assert list(moments).count(MONDAY) == 2


def test_a_phase_that_would_open_during_a_pause_opens_after_it(session: Session, by: Account) -> None:
    with clock.at(NOW):
        assembly = make_assembly(learning=(-7, 30), consulting=(2, 30))
        _pause(assembly, by)
        phase = consulting_phase(assembly)
        assert phase is not None
        assert not comments_paused(assembly)
    with clock.at(NOW + timedelta(days=3)):
        assert comments_paused(assembly)


def test_lists_of_what_is_open_know_the_pause(session: Session, open_now: Assembly, by: Account) -> None:
    with clock.at(NOW):
        other = make_assembly("parks", consulting=(-7, 30))
        assert list(assemblies_in_consultation(8)) == [open_now, other]
        _pause(open_now, by)
        session.flush()
        # What is paused comes last, although it closes first.
        assert list(assemblies_in_consultation(8)) == [other, open_now]
        assert list(public_assemblies_like(Wanted(standing=Standing.OPEN)).items) == [other]
    with clock.at(MONDAY):
        assert list(public_assemblies_like(Wanted(standing=Standing.OPEN)).items) == [other, open_now]


def test_a_lead_chooses_among_assemblies_in_which_something_is_open_or_paused(
    session: Session, open_now: Assembly, by: Account
) -> None:
    with clock.at(NOW):
        make_assembly("closed", consulting=(-14, -7))
        make_assembly("draft", consulting=(-7, 7), published=False)
        elsewhere = make_assembly("elsewhere", make_organisation("elsewhere"), learning=(-7, 7))
        _pause(open_now, by)
        assert list(assemblies_to_pause([open_now.organisation_id])) == [open_now]
        assert set(assemblies_to_pause(None)) == {open_now, elsewhere}


def test_of_two_who_pause_at_once_the_second_is_told(
    committed_database: CleanDatabase, app: Flask, session: Session
) -> None:
    with transactions.unit_of_work():
        assembly_id = make_assembly(consulting=(-7, 7)).id
        people = [make_account(f"officer{number}@fenbury.example").id for number in range(2)]

    def pause(person: int) -> Act:
        return lambda own: services.pause_comments(
            own.get_one(Assembly, assembly_id),
            SPAM,
            clock.now() + timedelta(days=1),
            own.get_one(Account, person),
            pause_mark(None),
        )

    outcomes = at_once(app, *map(pause, people))
    assert outcomes.count("done") == 1
    assert any("meanwhile" in outcome for outcome in outcomes)
    assert len(pauses_of(assembly_id)) == 1
