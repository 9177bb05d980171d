"""The migrations, run from nothing, make exactly the tables of the models, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import Connection, create_engine, inspect, select, text
from sqlalchemy.engine.interfaces import ReflectedForeignKeyConstraint
from sqlalchemy.orm import Session

from app import wiring
from app.comments.models import CommentState, CommentTally, Stance
from app.core import clock, outbox, transactions
from app.core.db import Model
from app.core.migrations import BUILT_BY_HAND, alembic, pending_migrations
from app.core.outbox import OutboxRow
from app.dispositions.models import DispositionOutcome, Finding, KeptAnswer, Pack
from app.dispositions.services.dispositions import dispose
from app.dispositions.services.packs import give_kept_pack, keep_pack
from app.dispositions.services.themes import unlabel_comments
from app.moderation.chain import BEFORE_THE_FIRST, hash_of
from app.moderation.models import (
    Action,
    DecisionLogHead,
    ModerationDecision,
    PolicyVersion,
    QueueEntry,
    Report,
)
from app.moderation.queries.log import check_log
from app.moderation.redaction import Redaction
from app.moderation.services import appeal, decide, decide_appeal, report_comment, undo
from app.moderation.services.campaigns import group_comment
from app.moderation.signals.removed import Removed
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.dispositions import make_theme
from tests.factories.moderation import decide_as, make_lead, make_moderator, mark_of
from tests.factories.recommendations import make_recommendation
from tests.moderation.pressing import batch_of

FRESH = "made_afresh"


def _name_of(connection: Connection, key: ReflectedForeignKeyConstraint) -> str | None:
    """SQLite does not tell the name of a key that came with a column added later; nothing there goes by that name."""
    return None if connection.dialect.name == "sqlite" else key["name"]


def _shape(connection: Connection, schema: str | None = None) -> set[str]:
    """Every column, key, index and rule of a schema, each as a line."""
    look = inspect(connection)
    lines = set()
    for table in look.get_table_names(schema=schema):
        if table == "alembic_version" or table.startswith(BUILT_BY_HAND):
            continue
        lines |= {
            f"{table}.{c['name']}: {c['type']!r}, null {c['nullable']}, default {c['default']}"
            for c in look.get_columns(table, schema=schema)
        }
        primary = look.get_pk_constraint(table, schema=schema)
        lines.add(f"{table} primary key {primary['name']}: {primary['constrained_columns']}")
        lines |= {
            f"{table} check {c['name']}: {c['sqltext']}"
            for c in look.get_check_constraints(table, schema=schema)
        }
        lines |= {
            f"{table} unique {c['name']}: {c['column_names']}"
            for c in look.get_unique_constraints(table, schema=schema)
        }
        lines |= {
            f"{table} foreign key {_name_of(connection, c)}: {c['constrained_columns']} to"
            f" {c['referred_table']}.{c['referred_columns']} {c['options']}"
            for c in look.get_foreign_keys(table, schema=schema)
        }
        lines |= {
            f"{table} index {i['name']}: {i['column_names']}, unique {i['unique']},"
            f" where {[str(v) for k, v in i.get('dialect_options', {}).items() if k.endswith('_where')]}"
            for i in look.get_indexes(table, schema=schema)
        }
    return {line.replace(f'"{schema}".', "").replace(f"{schema}.", "") for line in lines}


@contextmanager
def _made_of_the_models(session: Session) -> Iterator[set[str]]:
    """The shape of a database that was made of the models alone, without a migration."""
    bind = session.get_bind()
    if bind.dialect.name == "sqlite":
        engine = create_engine("sqlite://")
        with engine.connect() as connection:
            Model.metadata.create_all(connection)
            yield _shape(connection)
        engine.dispose()
    else:
        connection = session.connection()
        connection.execute(text(f"CREATE SCHEMA {FRESH}"))
        connection.execute(text(f"SET LOCAL search_path TO {FRESH}"))
        Model.metadata.create_all(connection)
        lines = _shape(connection, FRESH)
        connection.execute(text("SET LOCAL search_path TO public"))
        yield lines


def test_the_migrations_leave_nothing_to_do(app: Flask, session: Session) -> None:
    assert pending_migrations() == []
    assert alembic.compare_metadata() == []


def test_the_migrations_make_the_rules_and_indexes_of_the_models_too(session: Session) -> None:
    """Alembic's own comparison is blind to checks and to partial indexes."""
    migrated = _shape(session.connection(), "public" if session.get_bind().dialect.name != "sqlite" else None)
    with _made_of_the_models(session) as modelled:
        assert len(modelled) > 200
        assert sorted(migrated - modelled) == []
        assert sorted(modelled - migrated) == []


def test_every_module_with_tables_is_known_to_the_wiring() -> None:
    """A model that nobody imports has no table in any comparison."""
    known = {module.__name__ for module in wiring.TABLES}
    homes = {mapper.class_.__module__ for mapper in Model.registry.mappers}
    # Where a feature's tables are a package, the wiring names the package.
    assert {home for home in homes if not {home, home.rpartition(".")[0]} & known} == set()


def test_there_is_one_line_of_migrations(app: Flask, session: Session) -> None:
    assert len(alembic.heads()) == 1


def test_what_0005_keeps_is_worked_out_for_rows_from_before(
    committed_database: CleanDatabase, app: Flask, session: Session
) -> None:
    with transactions.unit_of_work():
        assembly, officer = make_assembly(), make_account()
        left, own = make_comment(subject_of(assembly)), make_comment(subject_of(assembly))
        theme = make_theme(assembly, "Bays", left)
        dispose(theme, Finding(DispositionOutcome.NOTED), officer)
        dispose([own], Finding(DispositionOutcome.NOTED), officer)
        unlabel_comments(theme, [left.id], officer)
        outbox.put("comment_disposed", "comment_disposed:17:2026-11-26T18:11:58", comment_id=17)
        outbox.put("confirm_comment", "confirm_comment:17", comment_id=17)
        kept = select(KeptAnswer.disposition_id, KeptAnswer.theme_id)
        before = session.execute(kept).all()
    alembic.downgrade("0004")
    alembic.upgrade()
    assert len(before) == 1
    assert session.execute(kept).all() == before
    assert set(session.scalars(select(OutboxRow.about))) == {"comment_disposed:17", None}


def test_what_0007_adds_up_is_counted_for_comments_from_before(
    committed_database: CleanDatabase, app: Flask, session: Session
) -> None:
    with transactions.unit_of_work():
        subject = make_recommendation(make_assembly(consulting=(-7, 7))).subject
        thread = make_comment(subject)
        for _ in range(2):
            make_comment(subject, parent=thread)
        make_comment(subject, stance=Stance.OPPOSE)
        tallies = select(CommentTally.stance, CommentTally.comments, CommentTally.replies)
        before = set(session.execute(tallies).all())
    alembic.downgrade("0006")
    alembic.upgrade()
    assert before == {(None, 3, 2), ("oppose", 1, 0)}
    assert set(session.execute(tallies).all()) == before


def test_what_0006_lets_wait_leaves_given_packs_as_they_are(
    committed_database: CleanDatabase, app: Flask, session: Session
) -> None:
    with transactions.unit_of_work():
        recommendation, officer = make_recommendation(make_assembly(consulting=(-20, -6))), make_account()
        assembly = recommendation.assembly
        make_comment(recommendation.subject)
        kept = keep_pack(assembly, officer)
        give_kept_pack(kept, clock.today(), "Fourth meeting", officer)
        make_comment(recommendation.subject)
        keep_pack(assembly, officer)
        packs = select(Pack.id, Pack.figures, Pack.made_at, Pack.given_on, Pack.meeting).order_by(Pack.id)
        [given, _] = session.execute(packs).all()
    alembic.downgrade("0005")
    with transactions.unit_of_work():
        # Nothing but the form asked for the meeting then.
        columns = "(assembly_id, figures, made_at, given_on)"
        row = "assembly_id, figures, made_at, '2026-11-20' FROM packs"
        session.execute(text(f"INSERT INTO packs {columns} SELECT {row}"))
    alembic.upgrade()
    [first, second] = session.execute(packs).all()
    assert first == given
    assert (second.figures, second.given_on, second.meeting) == (given.figures, "2026-11-20", "")


def test_what_0008_chains_and_queues_is_worked_out_for_rows_from_before(
    committed_database: CleanDatabase, app: Flask, session: Session
) -> None:
    with transactions.unit_of_work():
        subject, moderator = subject_of(make_assembly()), make_moderator()
        waiting, shown = (make_comment(subject, state=CommentState.AWAITING_MODERATION) for _ in range(2))
        decide_as(moderator, shown, Action.PUBLISH, note="Thank you.")
        first = report_comment(shown, "abuse")
        decide_as(moderator, shown, Action.KEEP)
        report_comment(shown, "abuse")
        moments, waiting_id, shown_id, first_id = waiting.waiting_since, waiting.id, shown.id, first.id
    alembic.downgrade("0007")
    alembic.upgrade()
    decisions = session.scalars(select(ModerationDecision).order_by(ModerationDecision.position)).all()
    assert [(each.position, each.action, each.former_state) for each in decisions] == [
        (1, "publish", "awaiting_moderation"),
        (2, "keep", "published"),
    ]
    assert decisions[0].former_hash == BEFORE_THE_FIRST
    assert session.scalars(select(PolicyVersion.published_at)).one() == decisions[0].decided_at
    assert [hash_of(each) for each in decisions] == [each.hash for each in decisions]
    assert decisions[1].former_hash == decisions[0].hash
    assert session.scalars(select(DecisionLogHead.hash)).one() == decisions[1].hash
    assert session.get_one(Report, first_id).settled_by_id == decisions[1].id
    queue = {entry.comment_id: entry for entry in session.scalars(select(QueueEntry))}
    assert (queue[waiting_id].is_new, queue[waiting_id].reports, queue[waiting_id].since) == (
        True,
        0,
        moments,
    )
    assert (queue[shown_id].is_new, queue[shown_id].reports) == (False, 1)


def test_what_0008_has_no_former_word_for_goes_and_the_rest_is_chained_anew(
    committed_database: CleanDatabase, app: Flask, session: Session
) -> None:
    with transactions.unit_of_work():
        subject, sam = subject_of(make_assembly()), make_moderator()
        waiting = make_comment(subject, state=CommentState.AWAITING_MODERATION)
        hidden = make_comment(subject, email="priya@example.org")
        redacted = make_comment(subject, "Ring 01632 960011.")
        make_lead()
        undo(batch_of(decide_as(sam, waiting, Action.REJECT)), sam)
        decide_as(sam, waiting, Action.ESCALATE)
        report_comment(hidden, "abuse")
        made = appeal(hidden, decide_as(sam, hidden, Action.HIDE).id, "I insulted nobody.")
        decide_appeal(made, True, by=make_moderator("ada@fenbury.example", "Ada"), seen=mark_of(hidden))
        decide(
            redacted,
            Action.REDACT,
            by=sam,
            seen=mark_of(redacted),
            reason_code="private_person",
            redactions=[Redaction("01632 960011", Removed.PHONE)],
        )
        group_comment(waiting)
        waiting_id = waiting.id
    alembic.downgrade("0007")
    with transactions.unit_of_work():
        actions = session.scalars(text("SELECT action FROM moderation_decisions ORDER BY id")).all()
    # What was undone would stand if it were there without what undoes it.
    assert actions == ["hide", "restore"]
    alembic.upgrade()
    decisions = session.scalars(select(ModerationDecision).order_by(ModerationDecision.position)).all()
    assert [each.action for each in decisions] == actions
    assert check_log().findings == []
    assert session.scalars(select(QueueEntry.comment_id)).all() == [waiting_id]
