"""a pack is kept first, and given to the members later

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-27 09:20:14.310552

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0006"
down_revision: Union[str, Sequence[str], None] = "0005"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    # The meeting could be left out by whatever wrote beside the form; from now on both stand or neither.
    op.execute("UPDATE packs SET meeting = '' WHERE meeting IS NULL")
    with op.batch_alter_table('packs') as packs:
        packs.alter_column('given_on', existing_type=sa.String(length=80), nullable=True)
        packs.create_check_constraint(op.f('ck_packs_given'), '(given_on is null) = (meeting is null)')


def downgrade() -> None:
    """Downgrade schema."""
    # What was only kept has no place in the former table.
    op.execute("DELETE FROM packs WHERE given_on IS NULL")
    with op.batch_alter_table('packs') as packs:
        packs.drop_constraint(op.f('ck_packs_given'), type_='check')
        packs.alter_column('given_on', existing_type=sa.String(length=80), nullable=False)
