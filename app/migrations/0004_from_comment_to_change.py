"""drafts, anchors, themes, dispositions, votes entered by hand

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-26 18:11:58.955610

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0004"
down_revision: Union[str, Sequence[str], None] = "0003"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


THREAD_ON_SHOW = sa.text("published_at is not null and parent_id is null")
FORMERLY_ON_SHOW = sa.text("state in ('published', 'hidden')")
FILTERED_BY = ["clause_key", "stance", "channel", "state", "parent_id", "published_at"]
READ_IN_ORDER = {
    "ix_comments_newest": ["subject_id", "kind", "id", *FILTERED_BY],
    "ix_comments_agreed": ["subject_id", "kind", "agrees", "id", *FILTERED_BY],
}
FORMERLY_READ_IN_ORDER = {
    "ix_comments_newest": ["subject_id", "kind", "parent_id", "id"],
    "ix_comments_agreed": ["subject_id", "kind", "parent_id", "agrees", "id"],
}
# What the comments add up to, as the services keep it from now on.
FILL_REPLIES = """
UPDATE comments SET replies_on_show = counted.replies FROM (
    SELECT parent_id, count(*) AS replies FROM comments
    WHERE kind = 'comment' AND state = 'published' AND parent_id IS NOT NULL
    GROUP BY parent_id
) AS counted WHERE counted.parent_id = comments.id
"""
FILL_TALLIES = """
INSERT INTO comment_tallies (subject_id, clause_key, stance, comments)
SELECT subject_id, clause_key, stance, count(*) FROM comments
WHERE kind = 'comment' AND state = 'published' AND is_official = false
GROUP BY subject_id, clause_key, stance
"""
FILL_SUBJECT_TALLIES = """
INSERT INTO subject_tallies (subject_id, people, threads)
SELECT subject_id,
    count(DISTINCT CASE WHEN state = 'published' AND is_official = false THEN author_key END),
    count(CASE WHEN parent_id IS NULL THEN id END)
FROM comments WHERE kind = 'comment' AND published_at IS NOT NULL
GROUP BY subject_id
"""


def _read_in_order(indexes: dict[str, list[str]], condition: sa.TextClause) -> None:
    for name, columns in indexes.items():
        op.drop_index(name, table_name="comments")
        op.create_index(name, "comments", columns, sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('consultation_finishes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('comments', sa.Integer(), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_consultation_finishes_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['finished_by_id'], ['accounts.id'], name=op.f('fk_consultation_finishes_finished_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultation_finishes'))
    )
    op.create_index(op.f('ix_consultation_finishes_assembly_id'), 'consultation_finishes', ['assembly_id'], unique=False)
    op.create_table('packs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('given_on', sa.String(length=80), nullable=False),
    sa.Column('meeting', sa.String(length=400), nullable=True),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_packs_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_packs_made_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_packs'))
    )
    op.create_index(op.f('ix_packs_assembly_id'), 'packs', ['assembly_id'], unique=False)
    op.create_table('themes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=400), nullable=False),
    sa.Column('description', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('summary', sa.Text(), nullable=True),
    sa.Column('summarised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('summarised_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_themes_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['created_by_id'], ['accounts.id'], name=op.f('fk_themes_created_by_id_accounts')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['themes.id'], name=op.f('fk_themes_merged_into_id_themes')),
    sa.ForeignKeyConstraint(['summarised_by_id'], ['accounts.id'], name=op.f('fk_themes_summarised_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_themes'))
    )
    op.create_index(op.f('ix_themes_assembly_id'), 'themes', ['assembly_id'], unique=False)
    op.create_index(op.f('ix_themes_merged_into_id'), 'themes', ['merged_into_id'], unique=False)
    op.create_table('comment_tallies',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('clause_key', sa.String(length=80), nullable=True),
    sa.Column('stance', sa.String(length=80), nullable=True),
    sa.Column('comments', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_comment_tallies_subject_id_subjects')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_tallies')),
    sa.UniqueConstraint('subject_id', 'clause_key', 'stance', name=op.f('uq_comment_tallies_subject_id_clause_key_stance'))
    )
    op.create_table('subject_tallies',
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('threads', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_subject_tallies_subject_id_subjects')),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_subject_tallies'))
    )
    op.create_table('answer_tallies',
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_answer_tallies_subject_id_subjects')),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_answer_tallies'))
    )
    op.create_table('comment_themes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('labelled_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('labelled_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_comment_themes_comment_id_comments')),
    sa.ForeignKeyConstraint(['labelled_by_id'], ['accounts.id'], name=op.f('fk_comment_themes_labelled_by_id_accounts')),
    sa.ForeignKeyConstraint(['theme_id'], ['themes.id'], name=op.f('fk_comment_themes_theme_id_themes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_themes')),
    sa.UniqueConstraint('theme_id', 'comment_id', name=op.f('uq_comment_themes_theme_id_comment_id'))
    )
    op.create_index(op.f('ix_comment_themes_comment_id'), 'comment_themes', ['comment_id'], unique=False)
    op.create_table('comment_wordings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('stance', sa.String(length=80), nullable=True),
    sa.Column('author_name', sa.String(length=400), nullable=True),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_comment_wordings_comment_id_comments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_wordings'))
    )
    op.create_index(op.f('ix_comment_wordings_comment_id'), 'comment_wordings', ['comment_id'], unique=False)
    op.create_table('theme_examples',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_theme_examples_comment_id_comments')),
    sa.ForeignKeyConstraint(['theme_id'], ['themes.id'], name=op.f('fk_theme_examples_theme_id_themes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme_examples')),
    sa.UniqueConstraint('theme_id', 'comment_id', name=op.f('uq_theme_examples_theme_id_comment_id'))
    )
    op.create_index(op.f('ix_theme_examples_comment_id'), 'theme_examples', ['comment_id'], unique=False)
    op.create_table('anchor_places',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=80), nullable=False),
    sa.Column('clause_key', sa.String(length=80), nullable=False),
    sa.Column('starts', sa.Integer(), nullable=True),
    sa.Column('ends', sa.Integer(), nullable=True),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("outcome in ('exact', 'moved', 'deleted')", name=op.f('ck_anchor_places_outcome')),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_anchor_places_comment_id_comments')),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_anchor_places_version_id_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_anchor_places')),
    sa.UniqueConstraint('comment_id', 'version_id', name=op.f('uq_anchor_places_comment_id_version_id'))
    )
    op.create_index(op.f('ix_anchor_places_version_id'), 'anchor_places', ['version_id'], unique=False)
    op.create_table('clause_departures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('clause_key', sa.String(length=80), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_clause_departures_version_id_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clause_departures')),
    sa.UniqueConstraint('version_id', 'clause_key', name=op.f('uq_clause_departures_version_id_clause_key'))
    )
    op.create_table('clause_origins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('clause_key', sa.String(length=80), nullable=False),
    sa.Column('from_key', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.CheckConstraint("kind in ('split', 'merge')", name=op.f('ck_clause_origins_kind')),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_clause_origins_version_id_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clause_origins')),
    sa.UniqueConstraint('version_id', 'clause_key', 'from_key', name=op.f('uq_clause_origins_version_id_clause_key_from_key'))
    )
    op.create_index(op.f('ix_clause_origins_version_id'), 'clause_origins', ['version_id'], unique=False)
    op.create_table('dispositions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=True),
    sa.Column('theme_id', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=80), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=True),
    sa.Column('passed_to', sa.String(length=400), nullable=True),
    sa.Column('version_id', sa.Integer(), nullable=True),
    sa.Column('clause_key', sa.String(length=80), nullable=True),
    sa.Column('others_too', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("outcome <> 'changed' or (version_id is not null and clause_key is not null)", name=op.f('ck_dispositions_where_changed')),
    sa.CheckConstraint("outcome <> 'no_change' or explanation is not null", name=op.f('ck_dispositions_reason')),
    sa.CheckConstraint("outcome <> 'out_of_scope' or passed_to is not null", name=op.f('ck_dispositions_passed')),
    sa.CheckConstraint("outcome in ('changed', 'no_change', 'out_of_scope', 'noted')", name=op.f('ck_dispositions_outcome')),
    sa.CheckConstraint('(comment_id is null) <> (theme_id is null)', name=op.f('ck_dispositions_comment_or_theme')),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_dispositions_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_dispositions_comment_id_comments')),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_dispositions_made_by_id_accounts')),
    sa.ForeignKeyConstraint(['theme_id'], ['themes.id'], name=op.f('fk_dispositions_theme_id_themes')),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_dispositions_version_id_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispositions'))
    )
    op.create_index(op.f('ix_dispositions_assembly_id'), 'dispositions', ['assembly_id'], unique=False)
    op.create_index('ix_dispositions_comment', 'dispositions', ['comment_id', 'id'], unique=False)
    op.create_index('ix_dispositions_theme', 'dispositions', ['theme_id', 'id'], unique=False)
    op.create_table('comment_answers',
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('disposition_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_comment_answers_comment_id_comments')),
    sa.ForeignKeyConstraint(['disposition_id'], ['dispositions.id'], name=op.f('fk_comment_answers_disposition_id_dispositions')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_comment_answers'))
    )
    op.create_index(op.f('ix_comment_answers_disposition_id'), 'comment_answers', ['disposition_id'], unique=False)
    op.create_index(op.f('ix_dispositions_version_id'), 'dispositions', ['version_id'], unique=False)
    op.create_table('minority_statements',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('vote_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['vote_id'], ['votes.id'], name=op.f('fk_minority_statements_vote_id_votes')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minority_statements'))
    )
    op.create_index(op.f('ix_minority_statements_vote_id'), 'minority_statements', ['vote_id'], unique=False)
    op.create_table('vote_entries',
    sa.Column('vote_id', sa.Integer(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=False),
    sa.Column('checked_by_id', sa.Integer(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('correction_note', sa.Text(), nullable=True),
    sa.Column('sent_back_note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['checked_by_id'], ['accounts.id'], name=op.f('fk_vote_entries_checked_by_id_accounts')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['accounts.id'], name=op.f('fk_vote_entries_entered_by_id_accounts')),
    sa.ForeignKeyConstraint(['replaces_id'], ['votes.id'], name=op.f('fk_vote_entries_replaces_id_votes')),
    sa.ForeignKeyConstraint(['vote_id'], ['votes.id'], name=op.f('fk_vote_entries_vote_id_votes')),
    sa.PrimaryKeyConstraint('vote_id', name=op.f('pk_vote_entries'))
    )
    op.create_index(op.f('ix_vote_entries_checked_by_id'), 'vote_entries', ['checked_by_id'], unique=False)
    op.create_index(op.f('ix_vote_entries_entered_by_id'), 'vote_entries', ['entered_by_id'], unique=False)
    op.create_index(op.f('ix_vote_entries_replaces_id'), 'vote_entries', ['replaces_id'], unique=False)
    op.add_column('clauses', sa.Column('change_note', sa.Text(), nullable=True))
    op.add_column('clauses', sa.Column('is_matched_by_hand', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('comments', sa.Column('replies_on_show', sa.Integer(), server_default='0', nullable=False))
    op.add_column('comments', sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('comments', sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_comments_discussed', 'comments', ['subject_id', 'kind', 'replies_on_show', 'id', *FILTERED_BY], unique=False, sqlite_where=THREAD_ON_SHOW, postgresql_where=THREAD_ON_SHOW)
    op.add_column('contacts', sa.Column('declined', sa.String(length=400), nullable=True))
    op.add_column('votes', sa.Column('entered_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('votes', sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('votes', sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True))
    _read_in_order(READ_IN_ORDER, THREAD_ON_SHOW)
    op.execute(FILL_REPLIES)
    op.execute(FILL_TALLIES)
    op.execute(FILL_SUBJECT_TALLIES)


def downgrade() -> None:
    """Downgrade schema."""
    _read_in_order(FORMERLY_READ_IN_ORDER, FORMERLY_ON_SHOW)
    op.drop_column('votes', 'replaced_at')
    op.drop_column('votes', 'checked_at')
    op.drop_column('votes', 'entered_at')
    op.drop_column('contacts', 'declined')
    op.drop_index('ix_comments_discussed', table_name='comments')
    op.drop_column('comments', 'withdrawn_at')
    op.drop_column('comments', 'edited_at')
    op.drop_column('comments', 'replies_on_show')
    op.drop_column('clauses', 'is_matched_by_hand')
    op.drop_column('clauses', 'change_note')
    op.drop_index(op.f('ix_vote_entries_replaces_id'), table_name='vote_entries')
    op.drop_index(op.f('ix_vote_entries_entered_by_id'), table_name='vote_entries')
    op.drop_index(op.f('ix_vote_entries_checked_by_id'), table_name='vote_entries')
    op.drop_table('vote_entries')
    op.drop_index(op.f('ix_minority_statements_vote_id'), table_name='minority_statements')
    op.drop_table('minority_statements')
    op.drop_table('comment_answers')
    op.drop_index(op.f('ix_dispositions_version_id'), table_name='dispositions')
    op.drop_index('ix_dispositions_theme', table_name='dispositions')
    op.drop_index('ix_dispositions_comment', table_name='dispositions')
    op.drop_index(op.f('ix_dispositions_assembly_id'), table_name='dispositions')
    op.drop_table('dispositions')
    op.drop_table('clause_departures')
    op.drop_index(op.f('ix_clause_origins_version_id'), table_name='clause_origins')
    op.drop_table('clause_origins')
    op.drop_index(op.f('ix_anchor_places_version_id'), table_name='anchor_places')
    op.drop_table('anchor_places')
    op.drop_index(op.f('ix_theme_examples_comment_id'), table_name='theme_examples')
    op.drop_table('theme_examples')
    op.drop_index(op.f('ix_comment_wordings_comment_id'), table_name='comment_wordings')
    op.drop_table('comment_wordings')
    op.drop_index(op.f('ix_comment_themes_comment_id'), table_name='comment_themes')
    op.drop_table('comment_themes')
    op.drop_table('answer_tallies')
    op.drop_table('subject_tallies')
    op.drop_table('comment_tallies')
    op.drop_index(op.f('ix_themes_merged_into_id'), table_name='themes')
    op.drop_index(op.f('ix_themes_assembly_id'), table_name='themes')
    op.drop_table('themes')
    op.drop_index(op.f('ix_packs_assembly_id'), table_name='packs')
    op.drop_table('packs')
    op.drop_index(op.f('ix_consultation_finishes_assembly_id'), table_name='consultation_finishes')
    op.drop_table('consultation_finishes')
