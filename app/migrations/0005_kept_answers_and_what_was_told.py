"""which theme a kept answer comes from, and what a row of the outbox is about

Revision ID: 0005
Revises: 0004
Create Date: 2026-12-03 10:20:31.402117

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0005"
down_revision: Union[str, Sequence[str], None] = "0004"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


# A kept answer has the moment and the words of the theme's. Where the comment is under that theme again it stays its
# own: the answers in force were settled that way.
FILL_KEPT_ANSWERS = """
INSERT INTO kept_answers (disposition_id, theme_id)
SELECT own.id, min(given.theme_id) FROM dispositions AS own
JOIN dispositions AS given ON given.assembly_id = own.assembly_id AND given.made_at = own.made_at
    AND given.outcome = own.outcome AND coalesce(given.explanation, '') = coalesce(own.explanation, '')
WHERE own.comment_id IS NOT NULL AND given.theme_id IS NOT NULL AND given.id < own.id AND NOT EXISTS (
    SELECT 1 FROM comment_themes
    WHERE comment_themes.comment_id = own.comment_id AND comment_themes.theme_id = given.theme_id
)
GROUP BY own.id
"""
OUTBOX = sa.table(
    "outbox", sa.column("kind", sa.String()), sa.column("payload", sa.JSON()), sa.column("about", sa.String())
)


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('kept_answers',
    sa.Column('disposition_id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['disposition_id'], ['dispositions.id'], name=op.f('fk_kept_answers_disposition_id_dispositions')),
    sa.ForeignKeyConstraint(['theme_id'], ['themes.id'], name=op.f('fk_kept_answers_theme_id_themes')),
    sa.PrimaryKeyConstraint('disposition_id', name=op.f('pk_kept_answers'))
    )
    op.add_column('outbox', sa.Column('about', sa.String(length=80), nullable=True))
    op.create_index('ix_outbox_about', 'outbox', ['about'], unique=False)
    op.execute(FILL_KEPT_ANSWERS)
    comment_id = OUTBOX.c.payload["comment_id"].as_string()
    op.execute(
        OUTBOX.update()
        .where(OUTBOX.c.kind == "comment_disposed")
        .values(about=sa.literal("comment_disposed:", sa.String()) + comment_id)
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index('ix_outbox_about', table_name='outbox')
    op.drop_column('outbox', 'about')
    op.drop_table('kept_answers')
