"""The demo: everything that its files say, as the services would have left it, once, and never stale."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.passwords import verify_password
from app.assemblies.models import Assembly, ImportedRecord
from app.assemblies.phases import comments_open, consulting_phase, is_concluded
from app.cli import moothall
from app.comments.models import Agree, Anchor, Comment, CommentState, Contact
from app.core import clock
from app.core.audit import AuditEntry
from app.core.outbox import OutboxRow
from app.core.revisions import TurningMoment
from app.evidence.models import AssemblySession, EvidenceItem, FormerWording
from app.following.models import Follow
from app.imports import demo
from app.imports.demo_calendar import worked_out
from app.moderation.models import Appeal, ModerationDecision, Report
from app.recommendations.models import Recommendation, Version, Vote
from app.responses.models import Commitment, Response
from app.responses.standing import state_of
from tests.imports.compiled import differences, dump
from tests.imports.conftest import TODAY, Load
from tests.imports.counting import count, the
from tests.imports.fenbury import COUNCIL, RECORDS, drafts, everything, reasons

# The command


def run(app: Flask) -> Result:
    return CliRunner().invoke(moothall, ["demo", "load"], obj=app)


def test_without_demo_it_is_refused_on_one_line_and_loads_nothing(app: Flask, session: Session) -> None:
    before = dump(session)
    result = run(app)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "moothall: demo load needs DEMO=1: its accounts have a password that everybody knows.\n"
    )
    assert differences(before, dump(session)) == {}


def test_a_second_load_finds_everything_there_and_writes_nothing(demo_app: Flask, session: Session) -> None:
    first = run(demo_app)
    assert (first.exit_code, first.stderr) == (0, "")
    assert "fenbury-high-street: 8 recommendations" in first.stdout
    assert "greater-cambridge: imported" in first.stdout
    session.expire_all()
    before = dump(session)
    second = run(demo_app)
    assert second.exit_code == 0
    assert second.stdout.splitlines()[0] == "The sample data is there already."
    session.expire_all()
    assert differences(before, dump(session)) == {}
    for result in (first, second):
        assert "Sign in at /sign-in with the password moothall-demo as:" in result.stdout
        assert all(person["email"] in result.stdout for person in COUNCIL["people"])


@pytest.mark.one_database
def test_newer_sample_data_is_told_and_what_is_there_stays(load: Load, loaded: Session) -> None:
    for record in loaded.scalars(select(ImportedRecord).where(ImportedRecord.kind == demo.DEMO)):
        record.digest = ""
    loaded.commit()
    before = dump(loaded)
    with clock.at(TODAY):
        lines = load()
    assert lines[0].startswith(
        "fenbury-high-street: the sample data is newer than what is there, which stays."
    )
    assert len(lines) == 2
    assert differences(before, dump(loaded)) == {}


# What is there


def test_there_are_thirteen_real_assemblies_and_two_of_fenbury(load: Load, session: Session) -> None:
    load()
    assert count(session, Assembly, Assembly.is_compiled) == 13
    invented = session.scalars(select(Assembly).where(~Assembly.is_compiled).order_by(Assembly.slug))
    assert [assembly.slug for assembly in invented] == ["fenbury-clean-air", "fenbury-high-street"]


def test_every_row_of_the_files_is_there(loaded: Session) -> None:
    versions = [v for r in everything("recommendations") for v in r["versions"]]
    comments = [*everything("comments"), *everything("questions"), *reasons()]
    ours = select(Recommendation.id).join(Recommendation.assembly).where(~Assembly.is_compiled)
    expected: list[tuple[Any, int, list[Any]]] = [
        (AssemblySession, len(everything("sessions")), [AssemblySession.starts_at.is_not(None)]),
        (EvidenceItem, len(everything("evidence")), []),
        (FormerWording, len(everything("corrections")), []),
        (Recommendation, len(everything("recommendations")), [Recommendation.id.in_(ours)]),
        (Version, len(versions), [Version.recommendation_id.in_(ours)]),
        (
            Vote,
            sum(len(r["votes"]) for r in everything("recommendations")),
            [Vote.recommendation_id.in_(ours)],
        ),
        (Comment, len(comments), []),
        (Contact, sum(bool(c.get("email")) for c in comments), []),
        (Anchor, sum(bool(c.get("clause")) for c in comments), []),
        (
            Agree,
            sum(c.get("agrees", 0) for c in comments if c["state"] in ("published", "hidden", "withdrawn")),
            [],
        ),
        (
            ModerationDecision,
            sum(len(c["decisions"]) for c in comments)
            + sum(appeal["answer"] is not None for appeal in everything("appeals")),
            [],
        ),
        (Report, len(everything("reports")), []),
        (Appeal, len(everything("appeals")), []),
        (Response, len(everything("responses")) + len(drafts()), [~Response.is_compiled]),
        (Commitment, len(everything("commitments")), []),
    ]
    found = [(table.__name__, count(loaded, table, *where)) for table, _, where in expected]
    assert found == [(table.__name__, number) for table, number, _ in expected]
    states = Counter(loaded.scalars(select(Comment.state)))
    assert states == Counter(c["state"] for c in comments)
    assert set(states) == {state.value for state in CommentState}


def test_the_staff_can_sign_in_with_the_password_that_is_printed(load: Load, session: Session) -> None:
    load()
    roles = {
        account.email: {(m.role, m.organisation_id is None) for m in account.memberships}
        for account in session.scalars(select(Account))
    }
    assert roles == {
        "admin@demo.example": {("administrator", True)},
        "moderator@demo.example": {("moderator", True)},
        "moderator2@demo.example": {("lead_moderator", True)},
        "officer@demo.example": {("officer", False)},
        "officer2@demo.example": {("officer", False)},
    }
    hashes = list(session.scalars(select(Account.password_hash)))
    assert len(set(hashes)) == 5
    assert all(kept.startswith("$argon2id$") for kept in hashes)
    assert verify_password(hashes[0], "moothall-demo")


@pytest.mark.one_database
def test_the_drafts_are_open_for_comment_and_the_other_assembly_is_concluded(loaded: Session) -> None:
    with clock.at(TODAY):
        assert comments_open(the("fenbury-high-street"))
        assert not is_concluded(the("fenbury-high-street"))
        assert not comments_open(the("fenbury-clean-air"))
        assert is_concluded(the("fenbury-clean-air"))
        kinds = [phase.kind for phase in the("fenbury-high-street").phases]
    assert len(kinds) == 8
    edges = set(loaded.scalars(select(TurningMoment.happens_at)))
    phase = consulting_phase(the("fenbury-high-street"))
    assert phase is not None
    assert {phase.opens_at, phase.closes_at} <= edges


@pytest.mark.one_database
def test_nothing_that_has_happened_lies_ahead(loaded: Session) -> None:
    moments: list[Any] = [
        Comment.created_at,
        Comment.published_at,
        Comment.waiting_since,
        Contact.confirmed_at,
        Agree.made_at,
        ModerationDecision.decided_at,
        Report.made_at,
        Version.published_at,
        EvidenceItem.published_at,
        Response.published_at,
        Commitment.made_at,
        Follow.confirmed_at,
        AuditEntry.happened_at,
    ]
    for moment in moments:
        # One item is published at a set time.
        not_yet = (
            EvidenceItem.record_key == "market-count" if moment is EvidenceItem.published_at else false()
        )
        latest = loaded.scalar(select(func.max(moment)).where(~not_yet))
        assert latest is not None
        assert latest <= TODAY, moment
    votes = select(func.max(Vote.held_on)).where(Vote.held_on.is_not(None))
    assert (loaded.scalar(votes) or "") < "2026-11-22"


@pytest.mark.one_database
def test_placeholders_have_become_dates(loaded: Session) -> None:
    bodies = "".join(loaded.scalars(select(EvidenceItem.body)))
    texts = (
        bodies
        + "".join(loaded.scalars(select(Comment.body)))
        + "".join(loaded.scalars(select(Response.reasons)))
    )
    assert "{{" not in texts
    assert "{{" in json.dumps(RECORDS)


# As the services would have left it


@pytest.mark.one_database
def test_the_log_holds_each_decision_and_who_typed_in_a_paper_comment(loaded: Session) -> None:
    entries = loaded.execute(
        select(AuditEntry.action, AuditEntry.thing_id, AuditEntry.actor_id).where(
            AuditEntry.kind == "comments"
        )
    ).all()
    by_action = Counter(entry.action for entry in entries)
    posts = [*everything("comments"), *everything("questions"), *reasons()]
    decisions = Counter(d["action"] for post in posts for d in post["decisions"])
    answers = [question for question in everything("questions") if question["official"]]
    assert by_action["posted"] == len(posts) - len(answers)
    assert by_action["rejected"] == decisions["reject"]
    assert by_action["hidden"] == decisions["hide"]
    papers = set(loaded.scalars(select(Comment.id).where(Comment.channel == "paper")))
    typists = {entry.actor_id for entry in entries if entry.action == "posted" and entry.thing_id in papers}
    assert papers
    assert None not in typists


@pytest.mark.one_database
def test_two_people_answer_and_every_verdict_is_there(loaded: Session) -> None:
    answers = loaded.scalars(select(Response).where(~Response.is_compiled)).all()
    assert all(answer.drafted_by_id != answer.published_by_id for answer in answers)
    assert {answer.verdict for answer in answers} == {
        "accepted",
        "accepted_in_part",
        "not_accepted",
        "under_consideration",
        "not_ours",
    }
    corrections = [answer for answer in answers if answer.follows_id is not None]
    assert len(corrections) == 1
    assert corrections[0].correction_reason
    assert loaded.get_one(Response, corrections[0].follows_id).published_at is not None


@pytest.mark.one_database
def test_commitments_stand_as_their_file_says(loaded: Session) -> None:
    with clock.at(TODAY):
        standing = {c.current.title: state_of(c) for c in loaded.scalars(select(Commitment))}
        written: list[dict[str, Any]] = worked_out(everything("commitments"), clock.today())
    for commitment in written:
        state = standing[commitment["title"]]
        assert state.status == commitment["state"], commitment["id"]
        assert state.due_on == commitment["due_now"].date().isoformat(), commitment["id"]
        if commitment["state"] in ("delayed", "stopped"):
            assert state.last_update is not None
            assert state.last_update.reason
    assert {state.status.value for state in standing.values()} == {
        "planned",
        "in_progress",
        "delayed",
        "delivered",
        "stopped",
    }


@pytest.mark.one_database
def test_people_follow_and_no_letter_has_left_yet(loaded: Session) -> None:
    follows = loaded.scalars(select(Follow)).all()
    assert len(follows) > 10
    assert all(follow.confirmed_at is not None and follow.ended_at is None for follow in follows)
    # The worker reads the reasons of counter-checks as it reads any comment; nobody is written to.
    assert set(loaded.scalars(select(OutboxRow.kind))) == {"read_signals"}


# The days go on


def test_after_a_month_the_drafts_are_open_again_and_nothing_else_has_moved(
    load: Load, loaded: Session
) -> None:
    before = dump(loaded)
    later = TODAY + timedelta(days=30)
    with clock.at(later):
        assert not comments_open(the("fenbury-high-street"))
        load()
        assembly = the("fenbury-high-street")
        assert comments_open(assembly)
        phase = consulting_phase(assembly)
        assert phase is not None
        assert phase.opens_at == TODAY - timedelta(days=20, hours=3)
        assert phase.closes_at == clock.london((later + timedelta(days=7)).date(), 17)
        assert assembly.answer_due_at is not None
        assert assembly.answer_due_at > later
    after = dump(loaded)
    assert set(differences(before, after)) == {
        "assemblies",
        "audit_entries",
        "imported_records",
        "phases",
        "revisions",
        "turning_moments",
    }
    with clock.at(later + timedelta(hours=2)):
        load()
    assert differences(after, dump(loaded)) == {}


@pytest.mark.one_database
def test_what_an_officer_has_moved_stays_where_it_was_put(load: Load, loaded: Session) -> None:
    phase = consulting_phase(the("fenbury-high-street"))
    assert phase is not None
    phase.closes_at = TODAY + timedelta(days=1)
    loaded.commit()
    with clock.at(TODAY + timedelta(days=30)):
        load()
    again = consulting_phase(the("fenbury-high-street"))
    assert again is not None
    assert again.closes_at == TODAY + timedelta(days=1)


@pytest.mark.one_database
@pytest.mark.parametrize("days", range(0, 371, 106))
@pytest.mark.usefixtures("fenbury_alone")
def test_it_loads_on_any_day_of_the_year(load: Load, session: Session, days: int) -> None:
    """On each weekday, in summer time and in winter, and just after midnight, when the day is youngest."""
    with clock.at(clock.london((TODAY + timedelta(days=days)).date(), 0, 1)):
        load()
        assert comments_open(the("fenbury-high-street"))
        latest = session.scalar(select(func.max(AuditEntry.happened_at)))
        assert latest is not None
        assert latest <= clock.now()
