"""what councils promise, do and are told

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-28 01:36:52.891848

"""
import secrets
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0009"
down_revision: Union[str, Sequence[str], None] = "0008"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


# Whoever follows already gets a way to the counter-check too.
FOLLOWS = """
SELECT follows.id, follows.confirmed_at, follows.ended_at, subjects.assembly_id
FROM follows JOIN subjects ON subjects.id = follows.subject_id WHERE follows.confirmed_at IS NOT NULL ORDER BY follows.id
"""
MOMENT = sa.DateTime(timezone=True)
PASSES = sa.table("check_passes", sa.column("id", sa.Integer()), sa.column("assembly_id"), sa.column("side"), sa.column("token"), sa.column("made_at", MOMENT), sa.column("ended_at", MOMENT))
FOLLOW_ROWS = sa.table("follows", sa.column("id"), sa.column("check_pass_id"))


def _give_followers_passes() -> None:
    bind = op.get_bind()
    known = sa.text(FOLLOWS).columns(id=sa.Integer(), confirmed_at=MOMENT, ended_at=MOMENT, assembly_id=sa.Integer())
    for follow in bind.execute(known).all():
        made = sa.insert(PASSES).values(
            assembly_id=follow.assembly_id,
            side="follower",
            token=secrets.token_urlsafe(24),
            made_at=follow.confirmed_at,
            ended_at=follow.ended_at,
        )
        [key] = bind.execute(made.returning(PASSES.c.id)).one()
        bind.execute(FOLLOW_ROWS.update().where(FOLLOW_ROWS.c.id == follow.id).values(check_pass_id=key))


def _refer(table: str, column: str, other: str) -> None:
    """Add a column that points at another table. SQLite names what it refers to only as a part of the new column."""
    name = op.f(f"fk_{table}_{column}_{other}")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {other} (id)")
        return
    op.add_column(table, sa.Column(column, sa.Integer(), nullable=True))
    op.create_foreign_key(name, table, other, [column], ['id'])


def _let_go(table: str, constraint: str) -> None:
    """PostgreSQL drops what a column refers to by its name; SQLite drops it with the column."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f(constraint), table, type_="foreignkey")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('check_passes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.String(length=80), nullable=False),
    sa.Column('token', sa.String(length=80), nullable=False),
    sa.Column('email', sa.String(length=400), nullable=True),
    sa.Column('printed_number', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("side in ('member', 'follower')", name=op.f('ck_check_passes_side')),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_check_passes_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_check_passes_made_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_passes')),
    sa.UniqueConstraint('assembly_id', 'side', 'email', name=op.f('uq_check_passes_assembly_id_side_email')),
    sa.UniqueConstraint('assembly_id', 'printed_number', name=op.f('uq_check_passes_assembly_id_printed_number')),
    sa.UniqueConstraint('token', name=op.f('uq_check_passes_token'))
    )
    op.create_index(op.f('ix_check_passes_made_by_id'), 'check_passes', ['made_by_id'], unique=False)
    op.create_table('clock_pauses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_clock_pauses_ends_after_start')),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_clock_pauses_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['accounts.id'], name=op.f('fk_clock_pauses_ended_by_id_accounts')),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_clock_pauses_made_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_pauses'))
    )
    op.create_index(op.f('ix_clock_pauses_assembly_id'), 'clock_pauses', ['assembly_id'], unique=False)
    op.create_index(op.f('ix_clock_pauses_ended_by_id'), 'clock_pauses', ['ended_by_id'], unique=False)
    op.create_index(op.f('ix_clock_pauses_made_by_id'), 'clock_pauses', ['made_by_id'], unique=False)
    op.create_table('final_reports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('published_on', sa.String(length=80), nullable=False),
    sa.Column('url', sa.String(length=2000), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('stated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stated_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_final_reports_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['stated_by_id'], ['accounts.id'], name=op.f('fk_final_reports_stated_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_final_reports'))
    )
    op.create_index(op.f('ix_final_reports_assembly_id'), 'final_reports', ['assembly_id'], unique=False)
    op.create_index(op.f('ix_final_reports_stated_by_id'), 'final_reports', ['stated_by_id'], unique=False)
    op.create_table('response_remarks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('hands_back', sa.Boolean(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_response_remarks_made_by_id_accounts')),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_response_remarks_response_id_responses')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_remarks'))
    )
    op.create_index(op.f('ix_response_remarks_made_by_id'), 'response_remarks', ['made_by_id'], unique=False)
    op.create_index(op.f('ix_response_remarks_response_id'), 'response_remarks', ['response_id'], unique=False)
    op.create_table('response_wordings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_response_wordings_response_id_responses')),
    sa.ForeignKeyConstraint(['written_by_id'], ['accounts.id'], name=op.f('fk_response_wordings_written_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_wordings'))
    )
    op.create_index(op.f('ix_response_wordings_response_id'), 'response_wordings', ['response_id'], unique=False)
    op.create_index(op.f('ix_response_wordings_written_by_id'), 'response_wordings', ['written_by_id'], unique=False)
    op.create_table('commitment_corrections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=400), nullable=False),
    sa.Column('detail', sa.Text(), nullable=True),
    sa.Column('lead', sa.String(length=400), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitments.id'], name=op.f('fk_commitment_corrections_commitment_id_commitments')),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_commitment_corrections_made_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment_corrections'))
    )
    op.create_index(op.f('ix_commitment_corrections_commitment_id'), 'commitment_corrections', ['commitment_id'], unique=False)
    op.create_index(op.f('ix_commitment_corrections_made_by_id'), 'commitment_corrections', ['made_by_id'], unique=False)
    op.create_table('counter_checks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pass_id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Integer(), nullable=True),
    sa.Column('commitment_id', sa.Integer(), nullable=True),
    sa.Column('finding', sa.String(length=80), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("finding in ('yes', 'partly', 'no')", name=op.f('ck_counter_checks_finding')),
    sa.CheckConstraint('(response_id is null) != (commitment_id is null)', name=op.f('ck_counter_checks_one_thing')),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_counter_checks_comment_id_comments')),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitments.id'], name=op.f('fk_counter_checks_commitment_id_commitments')),
    sa.ForeignKeyConstraint(['pass_id'], ['check_passes.id'], name=op.f('fk_counter_checks_pass_id_check_passes')),
    sa.ForeignKeyConstraint(['response_id'], ['responses.id'], name=op.f('fk_counter_checks_response_id_responses')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_counter_checks'))
    )
    op.create_index(op.f('ix_counter_checks_comment_id'), 'counter_checks', ['comment_id'], unique=False)
    op.create_index('ix_counter_checks_commitment', 'counter_checks', ['commitment_id', 'pass_id', 'id'], unique=False)
    op.create_index(op.f('ix_counter_checks_pass_id'), 'counter_checks', ['pass_id'], unique=False)
    op.create_index('ix_counter_checks_response', 'counter_checks', ['response_id', 'pass_id', 'id'], unique=False)
    op.create_table('milestones',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=400), nullable=False),
    sa.Column('due_on', sa.String(length=80), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitments.id'], name=op.f('fk_milestones_commitment_id_commitments')),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_milestones_made_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestones')),
    sa.UniqueConstraint('commitment_id', 'position', name=op.f('uq_milestones_commitment_id_position'))
    )
    op.create_index(op.f('ix_milestones_made_by_id'), 'milestones', ['made_by_id'], unique=False)
    op.add_column('assemblies', sa.Column('promised_answer_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('assemblies', sa.Column('answer_months', sa.Integer(), server_default='3', nullable=False))
    op.add_column('assemblies', sa.Column('first_progress_months', sa.Integer(), server_default='3', nullable=False))
    op.add_column('assemblies', sa.Column('progress_months', sa.Integer(), server_default='6', nullable=False))
    op.add_column('assemblies', sa.Column('recorded_promise', sa.JSON(), nullable=True))
    _refer('follows', 'check_pass_id', 'check_passes')
    op.create_index(op.f('ix_follows_check_pass_id'), 'follows', ['check_pass_id'], unique=False)
    _refer('progress_updates', 'milestone_id', 'milestones')
    _refer('progress_updates', 'evidence_file_id', 'stored_files')
    op.add_column('progress_updates', sa.Column('evidence_file_name', sa.String(length=400), nullable=True))
    op.add_column('progress_updates', sa.Column('correction_reason', sa.Text(), nullable=True))
    op.create_index(op.f('ix_progress_updates_evidence_file_id'), 'progress_updates', ['evidence_file_id'], unique=False)
    op.create_index(op.f('ix_progress_updates_milestone_id'), 'progress_updates', ['milestone_id'], unique=False)
    op.add_column('responses', sa.Column('decision_minute', sa.String(length=400), nullable=True))
    op.add_column('responses', sa.Column('money', sa.Text(), nullable=True))
    op.add_column('responses', sa.Column('timescale', sa.Text(), nullable=True))
    op.add_column('responses', sa.Column('change_reason', sa.Text(), nullable=True))
    _refer('responses', 'sent_by_id', 'accounts')
    op.add_column('responses', sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_responses_sent_by_id'), 'responses', ['sent_by_id'], unique=False)
    # What stood there was promised as a day.
    op.execute("UPDATE assemblies SET promised_answer_at = answer_due_at")
    _give_followers_passes()


def downgrade() -> None:
    """Downgrade schema."""
    _let_go('responses', 'fk_responses_sent_by_id_accounts')
    op.drop_index(op.f('ix_responses_sent_by_id'), table_name='responses')
    op.drop_column('responses', 'sent_at')
    op.drop_column('responses', 'sent_by_id')
    op.drop_column('responses', 'change_reason')
    op.drop_column('responses', 'timescale')
    op.drop_column('responses', 'money')
    op.drop_column('responses', 'decision_minute')
    _let_go('progress_updates', 'fk_progress_updates_evidence_file_id_stored_files')
    _let_go('progress_updates', 'fk_progress_updates_milestone_id_milestones')
    op.drop_index(op.f('ix_progress_updates_milestone_id'), table_name='progress_updates')
    op.drop_index(op.f('ix_progress_updates_evidence_file_id'), table_name='progress_updates')
    op.drop_column('progress_updates', 'correction_reason')
    op.drop_column('progress_updates', 'evidence_file_name')
    op.drop_column('progress_updates', 'evidence_file_id')
    op.drop_column('progress_updates', 'milestone_id')
    _let_go('follows', 'fk_follows_check_pass_id_check_passes')
    op.drop_index(op.f('ix_follows_check_pass_id'), table_name='follows')
    op.drop_column('follows', 'check_pass_id')
    op.drop_column('assemblies', 'recorded_promise')
    op.drop_column('assemblies', 'progress_months')
    op.drop_column('assemblies', 'first_progress_months')
    op.drop_column('assemblies', 'answer_months')
    op.drop_column('assemblies', 'promised_answer_at')
    op.drop_index(op.f('ix_milestones_made_by_id'), table_name='milestones')
    op.drop_table('milestones')
    op.drop_index('ix_counter_checks_response', table_name='counter_checks')
    op.drop_index(op.f('ix_counter_checks_pass_id'), table_name='counter_checks')
    op.drop_index('ix_counter_checks_commitment', table_name='counter_checks')
    op.drop_index(op.f('ix_counter_checks_comment_id'), table_name='counter_checks')
    op.drop_table('counter_checks')
    op.drop_index(op.f('ix_commitment_corrections_made_by_id'), table_name='commitment_corrections')
    op.drop_index(op.f('ix_commitment_corrections_commitment_id'), table_name='commitment_corrections')
    op.drop_table('commitment_corrections')
    op.drop_index(op.f('ix_response_wordings_written_by_id'), table_name='response_wordings')
    op.drop_index(op.f('ix_response_wordings_response_id'), table_name='response_wordings')
    op.drop_table('response_wordings')
    op.drop_index(op.f('ix_response_remarks_response_id'), table_name='response_remarks')
    op.drop_index(op.f('ix_response_remarks_made_by_id'), table_name='response_remarks')
    op.drop_table('response_remarks')
    op.drop_index(op.f('ix_final_reports_stated_by_id'), table_name='final_reports')
    op.drop_index(op.f('ix_final_reports_assembly_id'), table_name='final_reports')
    op.drop_table('final_reports')
    op.drop_index(op.f('ix_clock_pauses_made_by_id'), table_name='clock_pauses')
    op.drop_index(op.f('ix_clock_pauses_ended_by_id'), table_name='clock_pauses')
    op.drop_index(op.f('ix_clock_pauses_assembly_id'), table_name='clock_pauses')
    op.drop_table('clock_pauses')
    op.drop_index(op.f('ix_check_passes_made_by_id'), table_name='check_passes')
    op.drop_table('check_passes')
