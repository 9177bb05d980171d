"""The log of decisions: `moothall audit verify` finds what was changed, put in or taken away, and names it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.cli import moothall
from app.comments.models import Comment, CommentState
from app.core import clock
from app.core.db import Model
from app.moderation.chain import hash_of, tombstone
from app.moderation.models import Action, DecisionLogHead, Escalation, ModerationDecision
from app.moderation.queries.log import check_log, log_head
from app.moderation.queries.policy import policy_in_force
from app.moderation.services import Chosen, append_decision, decide, decide_all, undo
from app.moderation.unbroken import End
from tests.at_once import at_once
from tests.databases import CleanDatabase
from tests.factories.comments import make_comment
from tests.factories.moderation import decide_as, make_lead, make_moderator, mark_of

LOG = Model.metadata.tables[ModerationDecision.__tablename__]
LENGTH = 6
FIRST = datetime(2026, 11, 3, 16, 12, tzinfo=UTC)


def _append(comment: Comment, by: Account, at: datetime, note: str | None = None) -> ModerationDecision:
    decision = ModerationDecision(
        comment_id=comment.id,
        action=Action.HIDE,
        reason_code="abuse",
        note_to_author=note,
        internal_note="He complained last year." if note else None,
        detail={"removed": ["phone"], "of": 2},
        policy_version_id=policy_in_force().id,
        former_state="published",
        waited_since=at - timedelta(hours=3),
        decided_by_id=by.id,
        decided_at=at,
    )
    append_decision(decision)
    return decision


@pytest.fixture
def comment(session: Session) -> Comment:
    return make_comment()


@pytest.fixture
def log(comment: Comment) -> Sequence[ModerationDecision]:
    """Six decisions on one comment, a day apart; the fourth has notes."""
    sam = make_moderator()
    notes = {3: "What you wrote names somebody."}
    return [
        _append(comment, sam, FIRST + timedelta(days=number), notes.get(number)) for number in range(LENGTH)
    ]


def _verify(app: Flask, session: Session, *words: str) -> Result:
    session.commit()
    return CliRunner().invoke(moothall, ["audit", "verify", *words], obj=app)


def _findings(session: Session) -> list[str]:
    session.flush()
    return [finding.words for finding in check_log().findings]


def _say(session: Session, statement: str, **values: object) -> None:
    """Do what somebody can do who has got hold of the database."""
    session.execute(text(statement), values)
    session.expire_all()


def _put_in(session: Session, model: ModerationDecision, position: int, **changed: object) -> None:
    columns = {column.name for column in LOG.columns} - {"id"}
    values = {name: getattr(model, name) for name in columns} | {"position": position, **changed}
    session.execute(insert(LOG).values(values))
    session.expire_all()


def _renumber(session: Session, since: int, by: int) -> None:
    """Move all from a position on; in two steps, since no two may ever have the same."""
    _say(
        session,
        "UPDATE moderation_decisions SET position = -position - :by WHERE position >= :s",
        s=since,
        by=by,
    )
    _say(session, "UPDATE moderation_decisions SET position = -position WHERE position < 0")


# ---- A log that is whole ----


@pytest.mark.usefixtures("log")
def test_an_unbroken_log_is_said_to_be_so_with_its_end(app: Flask, session: Session) -> None:
    done = _verify(app, session)
    assert (done.exit_code, done.stderr) == (0, "")
    first, second = done.stdout.splitlines()
    assert first == "6 decisions, unbroken."
    assert re.fullmatch(r"head: 6 [0-9a-f]{64}", second)


def test_a_log_without_decisions_is_unbroken(app: Flask, session: Session) -> None:
    done = _verify(app, session)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "0 decisions, unbroken.")


def test_the_log_is_read_in_batches(
    session: Session, log: Sequence[ModerationDecision], monkeypatch: pytest.MonkeyPatch
) -> None:
    for batch in (1, 2, 3, 4, 6, 7):
        monkeypatch.setattr("app.moderation.queries.log.BATCH", batch)
        found = check_log()
        assert (found.decisions, found.is_unbroken) == (len(log), True)


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("text_left", [None, tombstone(date(2026, 11, 27))])
def test_erased_notes_leave_the_log_whole(session: Session, text_left: str | None) -> None:
    _say(
        session,
        "UPDATE moderation_decisions SET note_salt = '', note_to_author = :t, internal_note = :t"
        " WHERE position = 4",
        t=text_left,
    )
    assert _findings(session) == []


def test_what_was_published_of_the_end_is_found_again(
    app: Flask, session: Session, log: Sequence[ModerationDecision]
) -> None:
    assert _verify(app, session, "--published", "4", log[3].hash).exit_code == 0
    other = _verify(app, session, "--published", "4", "0" * 64)
    assert other.exit_code == 1
    assert "Decision 4" in other.stderr
    assert "is not what was published" in other.stderr
    later = _verify(app, session, "--published", "9", "0" * 64)
    assert later.stderr == "moothall: Decision 9, whose hash was published, is missing.\n"


# ---- A log that somebody changed ----


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    "change",
    [
        "action = 'restore'",
        "reason_code = 'legal'",
        "reason_code = NULL, action = 'keep'",
        "note_to_author = 'Nothing happened.'",
        "note_to_author = NULL",
        "internal_note = ''",
        "note_salt = ''",
        "note_digest = NULL",
        "detail = '{}'",
        "former_state = NULL",
        "waited_since = decided_at",
        "waited_since = NULL",
        "decided_at = '2026-11-07 16:12:00.000001'",
        "former_hash = hash",
        "hash = former_hash",
        "undoes_id = id",
        "former_state = ''",
    ],
)
def test_a_changed_row_is_named(app: Flask, session: Session, comment: Comment, change: str) -> None:
    _say(session, f"UPDATE moderation_decisions SET {change} WHERE position = 4")
    found = _verify(app, session)
    assert (found.exit_code, found.stdout) == (1, "")
    [line] = found.stderr.splitlines()
    day = "7" if "decided_at = " in change and "waited" not in change else "6"
    assert line.startswith(
        f"moothall: Decision 4 (comment {comment.id}, {day} November 2026, 4:12 pm) was changed: "
    )


@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_a_row_with_a_hash_made_to_fit_is_named_by_its_neighbours(
    session: Session, comment: Comment, log: Sequence[ModerationDecision], place: int
) -> None:
    row = log[place - 1]
    _say(session, "UPDATE moderation_decisions SET reason_code = 'legal' WHERE position = :p", p=place)
    session.refresh(row)
    _say(session, "UPDATE moderation_decisions SET hash = :h WHERE position = :p", h=hash_of(row), p=place)
    [finding] = _findings(session)
    assert finding.startswith(f"Decision {place} (comment {comment.id}, ")
    assert "was changed" in finding


@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_a_row_put_in_the_place_of_another_is_named(
    session: Session, log: Sequence[ModerationDecision], place: int
) -> None:
    row = log[place - 1]
    _say(session, "UPDATE moderation_decisions SET former_hash = :h WHERE position = :p", h="f" * 64, p=place)
    session.refresh(row)
    _say(session, "UPDATE moderation_decisions SET hash = :h WHERE position = :p", h=hash_of(row), p=place)
    [finding] = _findings(session)
    assert finding.startswith(f"Decision {place} (")


@pytest.mark.usefixtures("log")
def test_two_changed_rows_are_both_named(app: Flask, session: Session) -> None:
    _say(session, "UPDATE moderation_decisions SET reason_code = 'legal' WHERE position IN (2, 3, 6)")
    lines = _verify(app, session).stderr.splitlines()
    assert [line.split(" (")[0] for line in lines] == [f"moothall: Decision {place}" for place in (2, 3, 6)]


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("gone", "finding"),
    [
        ("1", "Decision 1 is missing."),
        ("3", "Decision 3 is missing."),
        ("2, 3, 4", "Decisions 2 to 4 are missing."),
        ("6", "The last decision is missing."),
        ("5, 6", "The last 2 decisions are missing."),
        ("1, 2, 3, 4, 5, 6", "All 6 decisions are missing."),
    ],
)
@pytest.mark.parametrize("is_closed_up", [False, True], ids=["a gap", "closed up"])
def test_missing_rows_are_named_even_if_the_gap_is_closed_up(
    app: Flask, session: Session, gone: str, finding: str, is_closed_up: bool
) -> None:
    _say(session, f"DELETE FROM moderation_decisions WHERE position IN ({gone})")
    if is_closed_up:
        places = [int(place) for place in gone.split(", ")]
        _renumber(session, places[0], -len(places))
    found = _verify(app, session)
    assert (found.exit_code, found.stderr) == (1, f"moothall: {finding}\n")


@pytest.mark.parametrize("place", range(1, LENGTH + 1))
def test_a_row_put_in_is_named_though_all_behind_it_were_moved(
    session: Session, comment: Comment, log: Sequence[ModerationDecision], place: int
) -> None:
    before = log[place - 2].hash if place > 1 else "0" * 64
    model = log[0]
    _renumber(session, place, 1)
    _put_in(session, model, place, former_hash=before, decided_at=FIRST + timedelta(days=99))
    [finding] = _findings(session)
    where = f"after {place - 1}" if place > 1 else "before the first"
    assert finding == (
        f"A decision was put in {where}: it stands as decision {place}"
        f" (comment {comment.id}, 10 February 2027, 4:12 pm)."
    )


def test_a_row_put_in_at_the_end_is_named(session: Session, log: Sequence[ModerationDecision]) -> None:
    forged = ModerationDecision(
        **{
            column.name: getattr(log[5], column.name)
            for column in LOG.columns
            if column.name not in ("id", "position", "former_hash", "hash")
        },
        position=7,
        former_hash=log[5].hash,
    )
    _put_in(session, log[5], 7, former_hash=log[5].hash, hash=hash_of(forged))
    [finding] = _findings(session)
    assert finding.startswith(
        "A decision was put in after 6, the end of the log. The last: it stands as decision 7"
    )


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 3), (2, 5), (5, 6), (1, 6)])
def test_rows_that_changed_places_are_named(session: Session, one: int, other: int) -> None:
    for old, new in ((one, 100), (other, one), (100, other)):
        _say(session, "UPDATE moderation_decisions SET position = :n WHERE position = :o", n=new, o=old)
    findings = _findings(session)
    assert any(finding.startswith(f"Decision {one} (") for finding in findings), findings
    assert any(f"was moved: it stands as decision {other}." in finding for finding in findings), findings


@pytest.mark.usefixtures("log")
def test_a_row_moved_far_away_is_known_by_its_hash(session: Session) -> None:
    _say(session, "UPDATE moderation_decisions SET position = 5000 WHERE position = 3")
    [finding] = _findings(session)
    assert finding.startswith("Decision 3 (")
    assert finding.endswith("was moved: it stands as decision 5000.")


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE decision_log_head SET length = 5", "A decision was put in after 5, the end of the log."),
        ("UPDATE decision_log_head SET length = 8", "The last 2 decisions are missing."),
        ("UPDATE decision_log_head SET hash = 'f'", "the log ended in another hash."),
        ("DELETE FROM decision_log_head", "What is kept of the end of the log is gone."),
    ],
)
def test_the_end_of_the_log_is_kept_apart_and_compared(session: Session, change: str, words: str) -> None:
    _say(session, change)
    [finding] = _findings(session)
    assert words in finding


@pytest.mark.one_database
@pytest.mark.usefixtures("log")
def test_a_row_that_cannot_be_read_is_named_too(session: Session, comment: Comment) -> None:
    _say(session, "UPDATE moderation_decisions SET detail = '{' WHERE position = 3")
    assert _findings(session) == [
        f"Decision 3 (comment {comment.id}) was changed: it cannot be read.",
    ]


def test_no_more_than_twenty_findings_are_told(app: Flask, session: Session, comment: Comment) -> None:
    sam = make_moderator()
    for number in range(22):
        _append(comment, sam, FIRST + timedelta(hours=number))
    _say(session, "UPDATE moderation_decisions SET reason_code = 'legal'")
    lines = _verify(app, session).stderr.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "moothall: These are the first findings. There are more."


# ---- Writing it ----


def test_decisions_made_at_the_same_moment_follow_each_other(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    comment, sam = make_comment(), make_moderator()
    comment_id, sam_id = comment.id, sam.id
    session.commit()

    def decide(own: Session) -> None:
        for _ in range(5):
            _append(own.get_one(Comment, comment_id), own.get_one(Account, sam_id), clock.now())

    assert at_once(app, *[decide] * 4) == ["done"] * 4
    found = check_log()
    assert (found.decisions, found.findings) == (20, [])


def test_whatever_the_desk_does_keeps_the_log_whole(session: Session) -> None:
    sam, lead = make_moderator(), make_lead()
    comments = [make_comment(state=CommentState.AWAITING_MODERATION) for _ in range(3)]
    pressed = decide_all(
        [Chosen(comment.id, mark_of(comment)) for comment in comments],
        Action.REJECT,
        by=sam,
        reason_code="abuse",
        note_to_author="Be kind.",
        internal_note="The third time.",
    )
    assert pressed.batch is not None
    undo(pressed.batch, sam)
    decide(comments[0], Action.ESCALATE, by=sam, seen=mark_of(comments[0]), escalation=Escalation.UNSURE)
    decide(
        comments[0], Action.HAND_BACK, by=lead, seen=mark_of(comments[0]), internal_note="It is no insult."
    )
    for action in (Action.PUBLISH, Action.HIDE, Action.RESTORE):
        decide_as(lead, comments[0], action)
    session.commit()
    session.expire_all()
    found = check_log()
    assert (found.decisions, found.findings) == (11, [])


def test_a_decision_that_is_rolled_back_leaves_the_end_as_it_was(session: Session, comment: Comment) -> None:
    sam = make_moderator()
    _append(comment, sam, FIRST)
    session.commit()
    before = log_head()
    _append(comment, sam, FIRST)
    session.rollback()
    assert log_head() == before
    assert check_log().is_unbroken


def test_a_decision_that_names_another_row_by_its_object_alone_is_refused(
    session: Session, comment: Comment
) -> None:
    sam = make_moderator()
    decision = ModerationDecision(
        comment=comment,
        action=Action.KEEP,
        policy_version_id=policy_in_force().id,
        decided_by_id=sam.id,
        decided_at=FIRST,
    )
    with pytest.raises(RuntimeError):
        append_decision(decision)


def test_a_moment_in_another_time_zone_has_the_same_hash(session: Session, comment: Comment) -> None:
    _append(comment, make_moderator(), FIRST.astimezone(clock.LONDON))
    session.expire_all()
    assert check_log().is_unbroken
    assert session.scalars(select(DecisionLogHead.length)).one() == 1


def test_an_end_that_fits_is_an_end(session: Session, log: Sequence[ModerationDecision]) -> None:
    assert log_head() == End(LENGTH, log[-1].hash)
