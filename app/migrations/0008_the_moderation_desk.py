"""the moderation desk

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-27 12:59:31.660058

"""
import hashlib
import json
import secrets
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any, Iterator, Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0008"
down_revision: Union[str, Sequence[str], None] = "0007"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


FORMER_ACTIONS = "'publish', 'reject', 'hide', 'restore', 'keep'"
ACTIONS = "'publish', 'reject', 'redact', 'hide', 'restore', 'keep', 'escalate', 'hand_back', 'uphold', 'unredact', 'undo'"
MOMENT = sa.DateTime(timezone=True)
COLUMNS: list[tuple[str, sa.types.TypeEngine[Any]]] = [
    ("position", sa.Integer()),
    ("policy_version_id", sa.Integer()),
    ("detail", sa.JSON()),
    ("former_state", sa.String(length=80)),
    ("waited_since", MOMENT),
    ("batch_id", sa.Integer()),
    ("undoes_id", sa.Integer()),
    ("note_salt", sa.String(length=80)),
    ("note_digest", sa.String(length=80)),
    ("internal_note_digest", sa.String(length=80)),
    ("former_hash", sa.String(length=80)),
    ("hash", sa.String(length=80)),
]
COMPULSORY = ("position", "policy_version_id", "detail", "note_salt", "former_hash", "hash")
STOOD_BEFORE = {"publish": "awaiting_moderation", "reject": "awaiting_moderation", "hide": "published", "restore": "hidden", "keep": "published"}
DECISION_ROWS = sa.table("moderation_decisions", sa.column("id", sa.Integer()), *(sa.column(name, kind) for name, kind in COLUMNS))
LOG_HEAD = sa.table("decision_log_head", sa.column("id"), sa.column("length"), sa.column("hash"))
# Since when a comment had waited was not kept once it was decided: since it was confirmed, or else since it was sent.
DECISIONS = """
SELECT d.id, d.comment_id, d.action, d.reason_code, d.note_to_author, d.internal_note, d.decided_by_id, d.decided_at,
    coalesce(contacts.confirmed_at, comments.created_at) AS waited_since
FROM moderation_decisions AS d JOIN comments ON comments.id = d.comment_id
LEFT JOIN contacts ON contacts.comment_id = d.comment_id ORDER BY d.id
"""
QUEUE = """
INSERT INTO queue_entries (comment_id, organisation_id, assembly_id, subject_id, kind, channel, since, is_new, reports, is_appealed, precedence, lightness)
SELECT comments.id, assemblies.organisation_id, assemblies.id, comments.subject_id, comments.kind, comments.channel,
    CASE WHEN comments.state = 'awaiting_moderation' THEN coalesce(comments.waiting_since, comments.created_at) ELSE waiting.first_at END,
    comments.state = 'awaiting_moderation', coalesce(waiting.number, 0), false, 1, 0
FROM comments JOIN subjects ON subjects.id = comments.subject_id JOIN assemblies ON assemblies.id = subjects.assembly_id
LEFT JOIN (SELECT comment_id, min(made_at) AS first_at, count(*) AS number FROM reports WHERE settled_at IS NULL GROUP BY comment_id) AS waiting
    ON waiting.comment_id = comments.id
WHERE comments.state = 'awaiting_moderation' OR (comments.state = 'published' AND waiting.number > 0)
"""
LEADS_WHO_MODERATE = """
DELETE FROM memberships WHERE role = 'lead_moderator' AND EXISTS (
    SELECT 1 FROM memberships AS other WHERE other.account_id = memberships.account_id AND other.role = 'moderator'
        AND coalesce(other.organisation_id, 0) = coalesce(memberships.organisation_id, 0)
)
"""
POLICY_VERSIONS = sa.table("policy_versions", sa.column("id", sa.Integer()), sa.column("number", sa.Integer()), sa.column("published_at", MOMENT))
WORDS = ("code", "title", "text", "trace", "note", "complaint")
IN_WELSH = tuple(f"{name}_cy" for name in WORDS[1:])
POLICY_PARAGRAPHS = sa.table("policy_paragraphs", *(sa.column(name) for name in ("version_id", "position", "for_readers", *WORDS, *IN_WELSH)))
POLICY = [
    (
        'abuse',
        'Abuse',
        'Do not insult, bully or mock other people. You may say that they are wrong, and why.',
        'it insults somebody',
        'What you wrote insults somebody. You are welcome to make the same point again without the insult.',
        'It insults or bullies somebody',
    ),
    (
        'hatred',
        'Hatred',
        'Do not attack people for who they are: their race, religion, sex, disability, age or whom they love.',
        'it attacks people for who they are',
        'What you wrote attacks people for who they are. We do not publish that.',
        'It attacks people for who they are',
    ),
    (
        'private_person',
        'Private people',
        'Do not name or locate anyone who is not in public life.',
        'it names a private person',
        'What you wrote names or locates somebody who is not in public life. You are welcome to send it again without that.',
        'It names or locates a private person',
    ),
    (
        'threat',
        'Threats',
        'Do not threaten anyone, and do not call for harm.',
        'it threatens somebody',
        'What you wrote threatens somebody or calls for harm. We do not publish that.',
        'It threatens somebody',
    ),
    (
        'advertising',
        'Advertising',
        'Do not sell, and do not ask for money or for votes in an election.',
        'it advertises something',
        'What you wrote advertises something. What stands here is about the assembly’s question.',
        'It advertises something',
    ),
    (
        'off_topic',
        'Off topic',
        'Write about the recommendation, the evidence or the assembly’s question.',
        'it is about something else',
        'What you wrote is not about the recommendation or the evidence that it was sent to. If we misread it, send it again and say how the two belong together.',
        'It is about something else',
    ),
    (
        'copyright',
        'Other people’s work',
        'Write in your own words. You may quote a few lines of somebody else’s text if you say whose it is.',
        'it copies somebody else’s work',
        'What you wrote copies a text that seems to belong to somebody else. You are welcome to say the same in your own words.',
        'It copies somebody else’s work',
    ),
    (
        'duplicate',
        'Sent twice',
        'Send a comment or a question once. Many people may send the same words: each of them counts, once.',
        'its author sent it twice',
        'You sent the same words twice. The first time counts, and we have kept it.',
        'Its author sent it twice',
    ),
    (
        'legal',
        'The law',
        'Do not write what the law forbids, such as what could spoil a trial, or a harmful lie about somebody.',
        'the law forbids it',
        'We may not publish what you wrote, because the law forbids what it says.',
        'The law forbids it',
    ),
    (
        'impersonation',
        'Your own name',
        'Sign with your own name or with none. Do not sign as the council, the organisers or somebody else.',
        'it is signed as somebody else',
        'What you wrote is signed as somebody else, or as those who run the assembly. You are welcome to send it again with your own name or with none.',
        'It is signed as somebody else',
    ),
]
# The same in Welsh: title, text, trace, note and complaint, by code.
POLICY_IN_WELSH = {
    'abuse': (
        'Sarhad',
        'Peidiwch â sarhau, bwlio na gwawdio pobl eraill. Cewch ddweud eu bod yn anghywir, a pham.',
        'mae’n sarhau rhywun',
        'Mae’r hyn a ysgrifennoch yn sarhau rhywun. Mae croeso i chi wneud yr un pwynt eto heb y sarhad.',
        'Mae’n sarhau neu’n bwlio rhywun',
    ),
    'hatred': (
        'Casineb',
        'Peidiwch ag ymosod ar bobl am bwy ydyn nhw: eu hil, eu crefydd, eu rhyw, eu hanabledd, eu hoedran neu bwy maen nhw’n eu caru.',
        'mae’n ymosod ar bobl am bwy ydyn nhw',
        'Mae’r hyn a ysgrifennoch yn ymosod ar bobl am bwy ydyn nhw. Nid ydym yn cyhoeddi hynny.',
        'Mae’n ymosod ar bobl am bwy ydyn nhw',
    ),
    'private_person': (
        'Pobl breifat',
        'Peidiwch ag enwi neb nad yw mewn bywyd cyhoeddus, na dweud ble maen nhw.',
        'mae’n enwi person preifat',
        'Mae’r hyn a ysgrifennoch yn enwi rhywun nad yw mewn bywyd cyhoeddus, neu’n dweud ble maen nhw. Mae croeso i chi ei anfon eto heb hynny.',
        'Mae’n enwi person preifat neu’n dweud ble maen nhw',
    ),
    'threat': (
        'Bygythiadau',
        'Peidiwch â bygwth neb, a pheidiwch â galw am niwed i neb.',
        'mae’n bygwth rhywun',
        'Mae’r hyn a ysgrifennoch yn bygwth rhywun neu’n galw am niwed. Nid ydym yn cyhoeddi hynny.',
        'Mae’n bygwth rhywun',
    ),
    'advertising': (
        'Hysbysebu',
        'Peidiwch â gwerthu dim, a pheidiwch â gofyn am arian nac am bleidleisiau mewn etholiad.',
        'mae’n hysbysebu rhywbeth',
        'Mae’r hyn a ysgrifennoch yn hysbysebu rhywbeth. Mae’r hyn sydd yma yn ymwneud â chwestiwn y cynulliad.',
        'Mae’n hysbysebu rhywbeth',
    ),
    'off_topic': (
        'Oddi ar y pwnc',
        'Ysgrifennwch am yr argymhelliad, y dystiolaeth neu gwestiwn y cynulliad.',
        'mae’n sôn am rywbeth arall',
        'Nid yw’r hyn a ysgrifennoch yn sôn am yr argymhelliad neu’r dystiolaeth dan sylw. Os ydym wedi ei gamddeall, anfonwch ef eto a dywedwch sut mae’r ddau’n perthyn i’w gilydd.',
        'Mae’n sôn am rywbeth arall',
    ),
    'copyright': (
        'Gwaith pobl eraill',
        'Ysgrifennwch yn eich geiriau eich hun. Cewch ddyfynnu ychydig linellau o waith rhywun arall os dywedwch pwy a’i hysgrifennodd.',
        'mae’n copïo gwaith rhywun arall',
        'Mae’r hyn a ysgrifennoch yn copïo testun sydd, yn ôl pob golwg, yn eiddo i rywun arall. Mae croeso i chi ddweud yr un peth yn eich geiriau eich hun.',
        'Mae’n copïo gwaith rhywun arall',
    ),
    'duplicate': (
        'Anfonwyd ddwywaith',
        'Anfonwch sylw neu gwestiwn unwaith. Caiff llawer o bobl anfon yr un geiriau: mae pob un ohonynt yn cyfrif, unwaith.',
        'anfonodd ei awdur ef ddwywaith',
        'Anfonoch yr un geiriau ddwywaith. Y tro cyntaf sy’n cyfrif, ac rydym wedi ei gadw.',
        'Anfonodd ei awdur ef ddwywaith',
    ),
    'legal': (
        'Y gyfraith',
        'Peidiwch ag ysgrifennu’r hyn y mae’r gyfraith yn ei wahardd, megis yr hyn a allai ddifetha achos llys, neu gelwydd niweidiol am rywun.',
        'mae’r gyfraith yn ei wahardd',
        'Ni chawn gyhoeddi’r hyn a ysgrifennoch, oherwydd bod y gyfraith yn gwahardd yr hyn y mae’n ei ddweud.',
        'Mae’r gyfraith yn ei wahardd',
    ),
    'impersonation': (
        'Eich enw eich hun',
        'Llofnodwch â’ch enw eich hun neu heb enw. Peidiwch â llofnodi fel y cyngor, y trefnwyr neu rywun arall.',
        'mae wedi’i lofnodi yn enw rhywun arall',
        'Mae’r hyn a ysgrifennoch wedi’i lofnodi yn enw rhywun arall, neu yn enw’r rhai sy’n cynnal y cynulliad. Mae croeso i chi ei anfon eto â’ch enw eich hun neu heb enw.',
        'Mae wedi’i lofnodi yn enw rhywun arall',
    ),
}


@contextmanager
def _reports_let_go() -> Iterator[None]:
    """SQLite changes a table by building it anew, which it refuses while rows of another refer to it."""
    if op.get_bind().dialect.name != "sqlite":
        yield
        return
    op.execute("CREATE TEMPORARY TABLE settled_before AS SELECT id, settled_by_id FROM reports WHERE settled_by_id IS NOT NULL")
    op.execute("UPDATE reports SET settled_by_id = NULL")
    yield
    op.execute("UPDATE reports SET settled_by_id = (SELECT settled_before.settled_by_id FROM settled_before WHERE settled_before.id = reports.id)")
    op.execute("DROP TABLE settled_before")


def _publish_the_first_policy() -> None:
    """The policy as it came with the program, in force from the first decision on."""
    first = _moment(op.get_bind().execute(sa.text("SELECT min(decided_at) FROM moderation_decisions")).scalar())
    op.bulk_insert(POLICY_VERSIONS, [{"number": 1, "published_at": first or datetime.now(timezone.utc)}])
    [version_id] = op.get_bind().execute(sa.select(POLICY_VERSIONS.c.id)).scalars().all()
    op.bulk_insert(
        POLICY_PARAGRAPHS,
        [
            dict(zip(WORDS, words, strict=True))
            | dict(zip(IN_WELSH, POLICY_IN_WELSH[words[0]], strict=True))
            | {"version_id": version_id, "position": position, "for_readers": words[0] != "duplicate"}
            for position, words in enumerate(POLICY, start=1)
        ],
    )


def _chain_decisions() -> None:
    """Let every decision so far cite the first policy, and chain them in the order in which they were made."""
    bind = op.get_bind()
    with op.batch_alter_table('moderation_decisions') as decisions:
        decisions.drop_constraint(op.f('ck_moderation_decisions_action'), type_='check')
        decisions.drop_constraint(op.f('ck_moderation_decisions_reason'), type_='check')
        for name, kind in COLUMNS:
            decisions.add_column(sa.Column(name, kind, nullable=True))
    [policy] = bind.execute(sa.select(POLICY_VERSIONS.c.id)).scalars().all()
    last, length = "0" * 64, 0
    for row in map(dict, bind.execute(sa.text(DECISIONS)).mappings().all()):
        length += 1
        new = _link(row, length, policy, last)
        bind.execute(DECISION_ROWS.update().where(DECISION_ROWS.c.id == row["id"]).values(**new))
        last = new["hash"]
    op.bulk_insert(LOG_HEAD, [{"id": 1, "length": length, "hash": last}])
    with op.batch_alter_table('moderation_decisions') as decisions:
        for name, kind in COLUMNS:
            if name in COMPULSORY:
                decisions.alter_column(name, existing_type=kind, nullable=False)
        decisions.create_check_constraint(op.f('ck_moderation_decisions_action'), f"action in ({ACTIONS})")
        decisions.create_check_constraint(op.f('ck_moderation_decisions_reason'), "action not in ('reject', 'hide', 'redact') or reason_code is not null")
        decisions.create_unique_constraint(op.f('uq_moderation_decisions_position'), ['position'])
        decisions.create_foreign_key(op.f('fk_moderation_decisions_batch_id_decision_batches'), 'decision_batches', ['batch_id'], ['id'])
        decisions.create_foreign_key(op.f('fk_moderation_decisions_policy_version_id_policy_versions'), 'policy_versions', ['policy_version_id'], ['id'])
        decisions.create_foreign_key(op.f('fk_moderation_decisions_undoes_id_moderation_decisions'), 'moderation_decisions', ['undoes_id'], ['id'])
        decisions.create_index(op.f('ix_moderation_decisions_batch_id'), ['batch_id'], unique=False)
        decisions.create_index('ix_moderation_decisions_decided_at', ['decided_at'], unique=False)
        decisions.create_index(op.f('ix_moderation_decisions_policy_version_id'), ['policy_version_id'], unique=False)
        decisions.create_index(op.f('ix_moderation_decisions_undoes_id'), ['undoes_id'], unique=False)


def _moment(value: str | datetime | None) -> datetime | None:
    """A moment with its zone. SQLite has moments as texts without one, in UTC."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)


def _link(row: dict[Any, Any], position: int, policy: int, before: str) -> dict[str, Any]:
    """What the chain adds to a decision."""
    salt = secrets.token_hex(16)
    digests = {
        name: hashlib.sha256(f"{salt}\x00{row[text]}".encode()).hexdigest() if row[text] is not None else None
        for name, text in (("note_digest", "note_to_author"), ("internal_note_digest", "internal_note"))
    }
    decided = _moment(row["decided_at"])
    assert decided is not None
    waited = _moment(row["waited_since"]) if row["action"] in ("publish", "reject") else None
    covered = {
        "position": position,
        "comment": row["comment_id"],
        "action": row["action"],
        "reason": row["reason_code"],
        "policy": policy,
        "note": digests["note_digest"],
        "internal note": digests["internal_note_digest"],
        "detail": {},
        "former state": STOOD_BEFORE.get(row["action"]),
        "waited since": waited.isoformat(timespec="microseconds") if waited else None,
        "batch": None,
        "undoes": None,
        "by": row["decided_by_id"],
        "at": decided.isoformat(timespec="microseconds"),
        "before": before,
    }
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return digests | {
        "position": position,
        "policy_version_id": policy,
        "detail": {},
        "former_state": covered["former state"],
        "waited_since": waited,
        "note_salt": salt,
        "former_hash": before,
        "hash": hashlib.sha256(text.encode()).hexdigest(),
    }


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table('decision_log_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=80), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_decision_log_head_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_log_head'))
    )
    op.create_table('network_salts',
    sa.Column('day', sa.String(length=80), nullable=False),
    sa.Column('salt', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_network_salts'))
    )
    op.create_table('decision_batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action', sa.String(length=80), nullable=False),
    sa.Column('reason_code', sa.String(length=80), nullable=True),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_decision_batches_made_by_id_accounts')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['accounts.id'], name=op.f('fk_decision_batches_undone_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_batches'))
    )
    op.create_index(op.f('ix_decision_batches_made_by_id'), 'decision_batches', ['made_by_id'], unique=False)
    op.create_index(op.f('ix_decision_batches_undone_by_id'), 'decision_batches', ['undone_by_id'], unique=False)
    op.create_table('policy_versions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('change_note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['published_by_id'], ['accounts.id'], name=op.f('fk_policy_versions_published_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_versions')),
    sa.UniqueConstraint('number', name=op.f('uq_policy_versions_number'))
    )
    op.create_index(op.f('ix_policy_versions_published_by_id'), 'policy_versions', ['published_by_id'], unique=False)
    op.create_table('word_list_entries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('term', sa.String(length=400), nullable=False),
    sa.Column('normal_form', sa.String(length=400), nullable=False),
    sa.Column('reason_code', sa.String(length=80), nullable=True),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['accounts.id'], name=op.f('fk_word_list_entries_added_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_word_list_entries')),
    sa.UniqueConstraint('normal_form', name=op.f('uq_word_list_entries_normal_form'))
    )
    op.create_index(op.f('ix_word_list_entries_added_by_id'), 'word_list_entries', ['added_by_id'], unique=False)
    op.create_table('comment_pauses',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('paused_by_id', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_comment_pauses_ends_after_start')),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_comment_pauses_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['accounts.id'], name=op.f('fk_comment_pauses_ended_by_id_accounts')),
    sa.ForeignKeyConstraint(['paused_by_id'], ['accounts.id'], name=op.f('fk_comment_pauses_paused_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_pauses'))
    )
    op.create_index(op.f('ix_comment_pauses_assembly_id'), 'comment_pauses', ['assembly_id'], unique=False)
    op.create_index(op.f('ix_comment_pauses_ended_by_id'), 'comment_pauses', ['ended_by_id'], unique=False)
    op.create_index(op.f('ix_comment_pauses_paused_by_id'), 'comment_pauses', ['paused_by_id'], unique=False)
    op.create_table('policy_paragraphs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=400), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('trace', sa.String(length=400), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('complaint', sa.String(length=400), nullable=False),
    sa.Column('title_cy', sa.String(length=400), nullable=True),
    sa.Column('text_cy', sa.Text(), nullable=True),
    sa.Column('trace_cy', sa.String(length=400), nullable=True),
    sa.Column('note_cy', sa.Text(), nullable=True),
    sa.Column('complaint_cy', sa.String(length=400), nullable=True),
    sa.Column('for_readers', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['policy_versions.id'], name=op.f('fk_policy_paragraphs_version_id_policy_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy_paragraphs')),
    sa.UniqueConstraint('version_id', 'code', name=op.f('uq_policy_paragraphs_version_id_code')),
    sa.UniqueConstraint('version_id', 'position', name=op.f('uq_policy_paragraphs_version_id_position'))
    )
    op.create_table('campaign_groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('first_comment_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_campaign_groups_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['first_comment_id'], ['comments.id'], name=op.f('fk_campaign_groups_first_comment_id_comments')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['campaign_groups.id'], name=op.f('fk_campaign_groups_merged_into_id_campaign_groups')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign_groups'))
    )
    op.create_index(op.f('ix_campaign_groups_assembly_id'), 'campaign_groups', ['assembly_id'], unique=False)
    op.create_index(op.f('ix_campaign_groups_first_comment_id'), 'campaign_groups', ['first_comment_id'], unique=False)
    op.create_index(op.f('ix_campaign_groups_merged_into_id'), 'campaign_groups', ['merged_into_id'], unique=False)
    op.create_table('comment_signals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('starts', sa.Integer(), nullable=True),
    sa.Column('ends', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_comment_signals_comment_id_comments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment_signals'))
    )
    op.create_index(op.f('ix_comment_signals_comment_id'), 'comment_signals', ['comment_id'], unique=False)
    op.create_index('ix_comment_signals_kind', 'comment_signals', ['kind', 'comment_id'], unique=False)
    op.create_table('minhash_bands',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_minhash_bands_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_minhash_bands_comment_id_comments')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minhash_bands'))
    )
    op.create_index(op.f('ix_minhash_bands_comment_id'), 'minhash_bands', ['comment_id'], unique=False)
    op.create_index('ix_minhash_bands_value', 'minhash_bands', ['value', 'assembly_id', 'comment_id'], unique=False)
    op.create_table('campaign_members',
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('represents', sa.Boolean(), nullable=False),
    sa.Column('adds_own_words', sa.Boolean(), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_out_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_out_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_campaign_members_comment_id_comments')),
    sa.ForeignKeyConstraint(['group_id'], ['campaign_groups.id'], name=op.f('fk_campaign_members_group_id_campaign_groups')),
    sa.ForeignKeyConstraint(['taken_out_by_id'], ['accounts.id'], name=op.f('fk_campaign_members_taken_out_by_id_accounts')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_campaign_members'))
    )
    op.create_index(op.f('ix_campaign_members_group_id'), 'campaign_members', ['group_id'], unique=False)
    op.create_index(op.f('ix_campaign_members_joined_at'), 'campaign_members', ['joined_at'], unique=False)
    op.create_index('ix_campaign_members_representatives', 'campaign_members', ['group_id', 'represents', 'comment_id'], unique=False)
    op.create_index(op.f('ix_campaign_members_taken_out_by_id'), 'campaign_members', ['taken_out_by_id'], unique=False)
    op.create_table('queue_entries',
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('assembly_id', sa.Integer(), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('channel', sa.String(length=80), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('is_new', sa.Boolean(), nullable=False),
    sa.Column('reports', sa.Integer(), nullable=False),
    sa.Column('is_appealed', sa.Boolean(), nullable=False),
    sa.Column('escalated_for', sa.String(length=80), nullable=True),
    sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('precedence', sa.Integer(), nullable=False),
    sa.Column('lightness', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=True),
    sa.Column('claimed_by_id', sa.Integer(), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("escalated_for in ('danger', 'threat', 'legal', 'unsure')", name=op.f('ck_queue_entries_escalated_for')),
    sa.CheckConstraint('(claimed_by_id is null) = (claimed_until is null)', name=op.f('ck_queue_entries_claimed')),
    sa.ForeignKeyConstraint(['assembly_id'], ['assemblies.id'], name=op.f('fk_queue_entries_assembly_id_assemblies')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign_groups.id'], name=op.f('fk_queue_entries_campaign_id_campaign_groups')),
    sa.ForeignKeyConstraint(['claimed_by_id'], ['accounts.id'], name=op.f('fk_queue_entries_claimed_by_id_accounts')),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_queue_entries_comment_id_comments')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_queue_entries_organisation_id_organisations')),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_queue_entries_subject_id_subjects')),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_queue_entries'))
    )
    op.create_index(op.f('ix_queue_entries_campaign_id'), 'queue_entries', ['campaign_id'], unique=False)
    op.create_index(op.f('ix_queue_entries_claimed_by_id'), 'queue_entries', ['claimed_by_id'], unique=False)
    op.create_index('ix_queue_entries_of_assembly', 'queue_entries', ['assembly_id', 'precedence', 'since', 'comment_id'], unique=False)
    op.create_index('ix_queue_entries_of_organisation', 'queue_entries', ['organisation_id', 'precedence', 'since', 'comment_id'], unique=False)
    op.create_index('ix_queue_entries_oldest', 'queue_entries', ['precedence', 'since', 'comment_id'], unique=False)
    op.create_index('ix_queue_entries_signals', 'queue_entries', ['lightness', 'since', 'comment_id'], unique=False)
    op.create_index(op.f('ix_queue_entries_subject_id'), 'queue_entries', ['subject_id'], unique=False)
    op.add_column('assemblies', sa.Column('moderation_mode', sa.String(length=80), server_default='before', nullable=False))
    op.add_column('assemblies', sa.Column('known_after', sa.Integer(), server_default='3', nullable=False))
    op.add_column('assemblies', sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('assemblies', sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('assemblies', sa.Column('pause_reason', sa.Text(), nullable=True))
    with op.batch_alter_table('memberships') as memberships:
        memberships.drop_constraint(op.f('ck_memberships_role'), type_='check')
        memberships.create_check_constraint(op.f('ck_memberships_role'), "role in ('administrator', 'officer', 'moderator', 'lead_moderator')")
    with op.batch_alter_table('comment_wordings') as wordings:
        wordings.add_column(sa.Column('redacted_by_id', sa.Integer(), nullable=True))
        wordings.add_column(sa.Column('put_back_at', sa.DateTime(timezone=True), nullable=True))
        wordings.add_column(sa.Column('asked_of', sa.String(length=400), nullable=True))
        wordings.create_foreign_key(op.f('fk_comment_wordings_redacted_by_id_accounts'), 'accounts', ['redacted_by_id'], ['id'])
        wordings.create_index(op.f('ix_comment_wordings_redacted_by_id'), ['redacted_by_id'], unique=False)
    op.execute('UPDATE comment_wordings SET asked_of = (SELECT comments.asked_of FROM comments WHERE comments.id = comment_wordings.comment_id)')
    op.add_column('comments', sa.Column('seconds_to_write', sa.Integer(), nullable=True))
    op.add_column('comments', sa.Column('network_mark', sa.String(length=80), nullable=True))
    op.create_index(op.f('ix_comments_network_mark'), 'comments', ['network_mark'], unique=False)
    _publish_the_first_policy()
    with _reports_let_go():
        _chain_decisions()
    op.create_table('appeals',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('outcome', sa.String(length=80), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('outcome_decision_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("outcome in ('upheld', 'overturned')", name=op.f('ck_appeals_outcome')),
    sa.CheckConstraint('(outcome is null) = (decided_at is null)', name=op.f('ck_appeals_decided')),
    sa.ForeignKeyConstraint(['comment_id'], ['comments.id'], name=op.f('fk_appeals_comment_id_comments')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['accounts.id'], name=op.f('fk_appeals_decided_by_id_accounts')),
    sa.ForeignKeyConstraint(['decision_id'], ['moderation_decisions.id'], name=op.f('fk_appeals_decision_id_moderation_decisions')),
    sa.ForeignKeyConstraint(['outcome_decision_id'], ['moderation_decisions.id'], name=op.f('fk_appeals_outcome_decision_id_moderation_decisions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeals')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_appeals_decision_id'))
    )
    op.create_index(op.f('ix_appeals_comment_id'), 'appeals', ['comment_id'], unique=False)
    op.create_index(op.f('ix_appeals_decided_at'), 'appeals', ['decided_at'], unique=False)
    op.create_index(op.f('ix_appeals_decided_by_id'), 'appeals', ['decided_by_id'], unique=False)
    op.create_index(op.f('ix_appeals_outcome_decision_id'), 'appeals', ['outcome_decision_id'], unique=False)
    with op.batch_alter_table('reports') as reports:
        reports.add_column(sa.Column('token', sa.String(length=80), nullable=True))
        reports.add_column(sa.Column('email', sa.String(length=400), nullable=True))
    for (report_id,) in op.get_bind().execute(sa.text("SELECT id FROM reports")).all():
        op.get_bind().execute(sa.text("UPDATE reports SET token = :token WHERE id = :id"), {"token": secrets.token_urlsafe(24), "id": report_id})
    with op.batch_alter_table('reports') as reports:
        reports.alter_column('token', existing_type=sa.String(length=80), nullable=False)
        reports.create_unique_constraint(op.f('uq_reports_token'), ['token'])
    op.execute(QUEUE)


def downgrade() -> None:
    """Downgrade schema."""
    # What the former tables have no word for goes; who leads moderates again.
    op.execute(LEADS_WHO_MODERATE)
    op.execute("UPDATE memberships SET role = 'moderator' WHERE role = 'lead_moderator'")
    with op.batch_alter_table('memberships') as memberships:
        memberships.drop_constraint(op.f('ck_memberships_role'), type_='check')
        memberships.create_check_constraint(op.f('ck_memberships_role'), "role in ('administrator', 'officer', 'moderator')")
    with op.batch_alter_table('reports') as reports:
        reports.drop_constraint(op.f('uq_reports_token'), type_='unique')
        reports.drop_column('email')
        reports.drop_column('token')
    op.drop_table('appeals')
    # What was taken back goes with what took it back: alone it would seem to stand.
    op.execute("CREATE TEMPORARY TABLE decisions_gone (id INTEGER PRIMARY KEY)")
    op.execute(
        "INSERT INTO decisions_gone SELECT id FROM moderation_decisions"
        " WHERE action NOT IN ('publish', 'reject', 'hide', 'restore', 'keep')"
        " OR id IN (SELECT undoes_id FROM moderation_decisions WHERE undoes_id IS NOT NULL)"
    )
    op.execute("UPDATE reports SET settled_by_id = NULL WHERE settled_by_id IN (SELECT id FROM decisions_gone)")
    op.execute("UPDATE moderation_decisions SET undoes_id = NULL")
    op.execute("DELETE FROM moderation_decisions WHERE id IN (SELECT id FROM decisions_gone)")
    op.execute("DROP TABLE decisions_gone")
    with _reports_let_go(), op.batch_alter_table('moderation_decisions') as decisions:
        for index in ('undoes_id', 'policy_version_id', 'decided_at', 'batch_id'):
            decisions.drop_index(f'ix_moderation_decisions_{index}')
        for constraint in ('undoes_id_moderation_decisions', 'policy_version_id_policy_versions', 'batch_id_decision_batches'):
            decisions.drop_constraint(op.f(f'fk_moderation_decisions_{constraint}'), type_='foreignkey')
        decisions.drop_constraint(op.f('uq_moderation_decisions_position'), type_='unique')
        decisions.drop_constraint(op.f('ck_moderation_decisions_action'), type_='check')
        decisions.drop_constraint(op.f('ck_moderation_decisions_reason'), type_='check')
        for name, _ in COLUMNS:
            decisions.drop_column(name)
        decisions.create_check_constraint(op.f('ck_moderation_decisions_action'), f"action in ({FORMER_ACTIONS})")
        decisions.create_check_constraint(op.f('ck_moderation_decisions_reason'), "action not in ('reject', 'hide') or reason_code is not null")
    op.drop_index(op.f('ix_comments_network_mark'), table_name='comments')
    op.drop_column('comments', 'network_mark')
    op.drop_column('comments', 'seconds_to_write')
    with op.batch_alter_table('comment_wordings') as wordings:
        wordings.drop_index(op.f('ix_comment_wordings_redacted_by_id'))
        wordings.drop_constraint(op.f('fk_comment_wordings_redacted_by_id_accounts'), type_='foreignkey')
        wordings.drop_column('asked_of')
        wordings.drop_column('put_back_at')
        wordings.drop_column('redacted_by_id')
    for column in ('pause_reason', 'paused_until', 'paused_at', 'known_after', 'moderation_mode'):
        op.drop_column('assemblies', column)
    for table in ('queue_entries', 'campaign_members', 'minhash_bands', 'comment_signals', 'campaign_groups', 'policy_paragraphs', 'comment_pauses', 'word_list_entries', 'policy_versions', 'decision_batches', 'network_salts', 'decision_log_head'):
        op.drop_table(table)
