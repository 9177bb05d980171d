"""replies among those that gave no stance are added up too

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-27 10:08:02.117320

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0007"
down_revision: Union[str, Sequence[str], None] = "0006"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

# What is written from now on by the services, for the comments that are there.
FILL_REPLIES = """
UPDATE comment_tallies SET replies = (
    SELECT count(*) FROM comments
    WHERE comments.subject_id = comment_tallies.subject_id AND comments.kind = 'comment'
        AND comments.state = 'published' AND comments.is_official = false AND comments.parent_id IS NOT NULL
        AND comments.stance IS NULL
        AND (comments.clause_key = comment_tallies.clause_key
            OR comments.clause_key IS NULL AND comment_tallies.clause_key IS NULL)
)
WHERE stance IS NULL
"""


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column('comment_tallies', sa.Column('replies', sa.Integer(), server_default='0', nullable=False))
    op.execute(FILL_REPLIES)


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column('comment_tallies', 'replies')
