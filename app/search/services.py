"""Keeping the index in step: in the transaction of each change, and as a whole after imports and on command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.assemblies.events import AssemblyChanged
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.comments.events import CommentReworded, CommentsPublished, CommentsRemoved
from app.comments.models import Comment
from app.core import transactions
from app.core.db import db
from app.evidence.events import ItemChanged, SessionChanged
from app.evidence.models import AssemblySession, EvidenceItem, Speaker, item_speakers
from app.recommendations.events import VersionPublished
from app.recommendations.models import Recommendation, Version
from app.responses.events import ResponsePublished
from app.responses.models import Response, ResponseTarget
from app.search import index
from app.search.documents import (
    ASSEMBLIES,
    COMMENTS,
    FOUND_BY_ITSELF,
    RECOMMENDATIONS,
    RESPONSES,
    Source,
)
from app.search.evidence_documents import ITEMS, SESSIONS, TRANSCRIPTS
from app.search.models import SearchDocument
from app.subjects.models import Subject, SubjectKind

SOURCES = (ASSEMBLIES, RECOMMENDATIONS, RESPONSES, ITEMS, SESSIONS, TRANSCRIPTS, COMMENTS)
# Rows of a source that are compared in one transaction: so short that nobody who writes waits for long.
BATCH = 200


@dataclass
class Reindexed:
    """What reindexing found and did."""

    documents: int = 0
    written: int = 0
    removed: int = 0

    @property
    def words(self) -> str:
        """A line for whoever runs the command."""
        return (
            f"{self.documents:,} documents in the index: {self.written:,} written, {self.removed:,} removed."
        )

    def add(self, found: index.Difference, mended: int) -> None:
        self.documents += len(found.new) + len(found.changed) + len(found.kept)
        self.written += len(found.new) + len(found.changed) + mended
        self.removed += len(found.gone)


def _keep(source: Source, ids: Iterable[int]) -> None:
    for batch in index.in_batches(set(ids), BATCH):
        index.apply(index.difference(source, batch))


def _comments_on(*subject_ids: int) -> Sequence[int]:
    return db.session.scalars(select(Comment.id).where(Comment.subject_id.in_(subject_ids))).all()


# ---- What happened, and what it changes ----


def keep_assembly(event: AssemblyChanged) -> None:
    """An assembly was renamed, rewritten or published."""
    one_at_a_time(event.assembly_id)
    _keep(ASSEMBLIES, [event.assembly_id])
    _keep(RESPONSES, db.session.scalars(RESPONSES.ids(event.assembly_id)))
    own = select(Subject.id).where(
        Subject.assembly_id == event.assembly_id, Subject.kind == SubjectKind.ASSEMBLY
    )
    _keep(COMMENTS, _comments_on(*db.session.scalars(own)))


def keep_session(event: SessionChanged) -> None:
    """A session changed, and with it its speakers, its transcript, and where the questions to it can be read."""
    row = AssemblySession
    columns = select(row.assembly_id, row.subject_id).where(row.id == event.session_id)
    assembly_id, subject_id = db.session.execute(columns).one()
    one_at_a_time(assembly_id)
    _keep(SESSIONS, [event.session_id])
    _keep(TRANSCRIPTS, [subject_id])
    given_here = select(EvidenceItem.id).where(EvidenceItem.session_id == event.session_id)
    by_its_speakers = (
        select(item_speakers.c.item_id)
        .join(Speaker, Speaker.id == item_speakers.c.speaker_id)
        .where(Speaker.session_id == event.session_id)
    )
    _keep(ITEMS, [*db.session.scalars(given_here), *db.session.scalars(by_its_speakers)])
    _keep(COMMENTS, _comments_on(subject_id))


def keep_item(event: ItemChanged) -> None:
    """An item of evidence changed, and with it its transcript, and where the questions to it can be read."""
    columns = select(EvidenceItem.assembly_id, EvidenceItem.subject_id)
    row = db.session.execute(columns.where(EvidenceItem.id == event.item_id)).one()
    one_at_a_time(row.assembly_id)
    _keep(ITEMS, [event.item_id])
    _keep(TRANSCRIPTS, [row.subject_id])
    _keep(COMMENTS, _comments_on(row.subject_id))


def keep_recommendation(event: VersionPublished) -> None:
    """A recommendation has a new text and perhaps a new title, which answers and comments show too."""
    row = db.session.execute(
        select(Recommendation.id, Recommendation.assembly_id, Recommendation.subject_id)
        .join(Version, Version.recommendation_id == Recommendation.id)
        .where(Version.id == event.version_id)
    ).one()
    one_at_a_time(row.assembly_id)
    _keep(RECOMMENDATIONS, [row.id])
    answers = select(ResponseTarget.response_id).where(ResponseTarget.recommendation_id == row.id)
    _keep(RESPONSES, db.session.scalars(answers))
    if _is_out_of_step(row.subject_id):
        _keep(COMMENTS, _comments_on(row.subject_id))


def _is_out_of_step(subject_id: int) -> bool:
    """Whether the index holds another title or address of what is commented on than there is now.

    Its comments all show the same one, so that the first tells: ten thousand are not read while others want to write.
    """
    first = (
        select(Comment.id)
        .where(Comment.subject_id == subject_id, FOUND_BY_ITSELF)
        .order_by(Comment.id)
        .limit(1)
    )
    found = index.difference(COMMENTS, db.session.scalars(first).all())
    return bool(found.new or found.changed)


def keep_response(event: ResponsePublished) -> None:
    """The council answered, or corrected an answer."""
    columns = select(Response.assembly_id, Response.follows_id).where(Response.id == event.response_id)
    assembly_id, follows_id = db.session.execute(columns).one()
    one_at_a_time(assembly_id)
    _keep(RESPONSES, [event.response_id, *([follows_id] if follows_id else [])])


def keep_comments(event: CommentsPublished | CommentsRemoved) -> None:
    """Comments or questions went on show, or their texts were taken down."""
    _keep_comments(event.comment_ids)


def keep_reworded(event: CommentReworded) -> None:
    """A comment or a question that is on show says something else."""
    _keep_comments([event.comment_id])


def _keep_comments(comment_ids: Sequence[int]) -> None:
    assembly_ids = db.session.scalars(
        select(Subject.assembly_id)
        .join(Comment)
        .where(Comment.id.in_(comment_ids), Subject.assembly_id.is_not(None))
        .distinct()
        .order_by(Subject.assembly_id)
    ).all()
    for assembly_id in assembly_ids:
        if assembly_id is not None:
            one_at_a_time(assembly_id)
    if assembly_ids:
        _keep(COMMENTS, comment_ids)


# ---- As a whole ----


def _known_ids(source: Source, assembly_id: int) -> set[int]:
    """Every row of a source that an assembly has, or that the index holds something of."""
    here = select(SearchDocument.source_id).where(
        SearchDocument.assembly_id == assembly_id, SearchDocument.kind.in_(source.kinds)
    )
    return {*db.session.scalars(source.ids(assembly_id)), *db.session.scalars(here)}


def keep_whole_assembly(assembly_id: int) -> None:
    """Bring everything of an assembly into step, in this transaction: an import does not tell of every single text."""
    one_at_a_time(assembly_id)
    for source in SOURCES:
        _keep(source, _known_ids(source, assembly_id))


def reindex() -> Reindexed:
    """Bring the whole index into step, in short transactions of its own. Search goes on meanwhile.

    What is right stays; only what differs is written. Returns what was found and done.
    """
    done = Reindexed()
    with transactions.unit_of_work():
        assembly_ids = db.session.scalars(select(Assembly.id).order_by(Assembly.id)).all()
        done.removed += index.engine().drop_strays()
    for assembly_id in assembly_ids:
        for source in SOURCES:
            with transactions.unit_of_work():
                known = _known_ids(source, assembly_id)
            for batch in index.in_batches(known, BATCH):
                with transactions.unit_of_work():
                    one_at_a_time(assembly_id)
                    found = index.difference(source, batch)
                    index.apply(found)
                    done.add(found, index.mend_words(found.kept))
    return done


def build_if_empty() -> Reindexed | None:
    """Make the index where there is none yet, as after an upgrade. Returns what was done, None if nothing had to be."""
    with transactions.unit_of_work():
        has_documents = db.session.scalar(select(func.count()).select_from(SearchDocument))
        has_texts = db.session.scalar(select(func.count()).select_from(Assembly))
    return reindex() if has_texts and not has_documents else None


def out_of_step() -> list[str]:
    """What a reindexing would change, a line for each. Nothing is written. An index in step gives none."""
    wrong = []
    for assembly_id in db.session.scalars(select(Assembly.id).order_by(Assembly.id)).all():
        for source in SOURCES:
            for batch in index.in_batches(_known_ids(source, assembly_id), BATCH):
                found = index.difference(source, batch)
                words = {key: index.words_of(document) for key, document in found.kept.items()}
                wrong += [f"missing: {document.key}" for document in found.new]
                wrong += [f"changed: {document.key}" for document in found.changed.values()]
                wrong += [f"should be gone: {document_id}" for document_id in found.gone]
                wrong += [
                    f"other words: {found.kept[key].key}"
                    for key in (index.engine().differing(words) if words else [])
                ]
    return wrong
