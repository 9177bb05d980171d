"""former wordings of evidence, times for which it was down, and quotes that a correction took away

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-26 14:19:41.709822

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0003"
down_revision: Union[str, Sequence[str], None] = "0002"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

# What is down now has been public since a time that nobody wrote down; its page was made before that.
FILL_ABSENCES = """
INSERT INTO absences (subject_id, public_from, taken_down_at, reason, shows_title)
SELECT subject_id, unpublished_at, unpublished_at, coalesce(unpublished_reason, ''), false
FROM evidence_items WHERE unpublished_at IS NOT NULL AND published_at IS NULL
UNION ALL
SELECT subject_id, unpublished_at, unpublished_at, coalesce(unpublished_reason, ''), false
FROM assembly_sessions WHERE unpublished_at IS NOT NULL AND published_at IS NULL
"""


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('former_wordings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('transcript', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('replaced_by_id', sa.Integer(), nullable=True),
    sa.Column('withheld_reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['replaced_by_id'], ['accounts.id'], name=op.f('fk_former_wordings_replaced_by_id_accounts')),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_former_wordings_subject_id_subjects')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_former_wordings')),
    sa.UniqueConstraint('subject_id', 'number', name=op.f('uq_former_wordings_subject_id_number'))
    )
    op.create_index(op.f('ix_former_wordings_replaced_by_id'), 'former_wordings', ['replaced_by_id'], unique=False)
    op.create_table('absences',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('public_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_down_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_down_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('shows_title', sa.Boolean(), nullable=False),
    sa.Column('back_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_absences_subject_id_subjects')),
    sa.ForeignKeyConstraint(['taken_down_by_id'], ['accounts.id'], name=op.f('fk_absences_taken_down_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absences'))
    )
    op.create_index(op.f('ix_absences_subject_id'), 'absences', ['subject_id'], unique=False)
    op.create_index(op.f('ix_absences_taken_down_by_id'), 'absences', ['taken_down_by_id'], unique=False)
    op.execute(FILL_ABSENCES)
    op.add_column('citations', sa.Column('quote_gone_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column('citations', 'quote_gone_at')
    op.drop_index(op.f('ix_absences_taken_down_by_id'), table_name='absences')
    op.drop_index(op.f('ix_absences_subject_id'), table_name='absences')
    op.drop_table('absences')
    op.drop_index(op.f('ix_former_wordings_replaced_by_id'), table_name='former_wordings')
    op.drop_table('former_wordings')
