"""What evidence becomes in the index: items, sessions, and their transcripts passage by passage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Select, SQLColumnExpression, join, select

from app.core.db import db
from app.evidence.models import (
    AssemblySession,
    Cue,
    EvidenceFile,
    EvidenceItem,
    Speaker,
    Transcript,
    item_speakers,
)
from app.evidence.passages import Passage, passages
from app.evidence.transcripts import CueWords
from app.search.documents import ENGLISH, Document, Source, plain, text_of
from app.search.excerpts import ASIDE
from app.search.models import Kind
from app.search.words import tokens
from app.subjects.models import Subject


def _labels(rows: Sequence[Any]) -> dict[int, list[str]]:
    """What the files of sessions and items are called, by the subject."""
    labels: dict[int, list[str]] = defaultdict(list)
    files = select(EvidenceFile.subject_id, EvidenceFile.label).where(
        EvidenceFile.subject_id.in_([row.subject_id for row in rows]), EvidenceFile.removed_at.is_(None)
    )
    for subject_id, label in db.session.execute(files.order_by(EvidenceFile.position, EvidenceFile.id)):
        labels[subject_id].append(label)
    return labels


def _capital(words: str | None) -> str:
    """What stands as a sentence of its own, with a large first letter."""
    return words[:1].upper() + words[1:] if words else ""


_SPEAKER = (Speaker.name, Speaker.role, Speaker.organisation)
_OF_ITEMS = join(Speaker, item_speakers, item_speakers.c.speaker_id == Speaker.id)


def _speakers(
    given: FromClause,
    owner: SQLColumnExpression[int],
    ids: Sequence[int],
    *columns: SQLColumnExpression[str | None],
) -> dict[int, list[str]]:
    """What these columns hold of each speaker, on a line, by whose speaker it is: an item or a session."""
    gathered: dict[int, list[str]] = defaultdict(list)
    query = select(owner, *columns).select_from(given).where(owner.in_(ids), Speaker.vanished_at.is_(None))
    for owner_id, *words in db.session.execute(query.order_by(Speaker.position, Speaker.id)):
        gathered[owner_id].append(_capital(", ".join(word for word in words if word)))
    return gathered


def _document(
    kind: Kind,
    row: Any,
    words: str,
    names: Sequence[str | None],
    more: Sequence[str | None],
    language: str = ENGLISH,
) -> Document:
    """An item or a session: its own words; and aside from them who gave it, what it is about, and more."""
    itself = text_of(row.summary, words).replace(ASIDE, " ")
    aside = text_of(*names, _capital(row.topic), *more)
    return Document(
        kind=kind,
        source_id=row.id,
        assembly_id=row.assembly_id,
        title=row.title,
        text=f"{itself}{ASIDE}{aside}" if aside else itself,
        path=row.path,
        visible_from=row.published_at,
        language=language,
        names=text_of(*names),
    )


# ---- Items ----


def _item_ids(assembly_id: int) -> Select[int]:
    return select(EvidenceItem.id).where(EvidenceItem.assembly_id == assembly_id)


def _items(ids: Sequence[int]) -> Iterator[Document]:
    columns = (
        select(
            EvidenceItem.id,
            EvidenceItem.subject_id,
            EvidenceItem.assembly_id,
            EvidenceItem.title,
            EvidenceItem.topic,
            EvidenceItem.summary,
            EvidenceItem.body,
            EvidenceItem.given_by,
            EvidenceItem.language,
            EvidenceItem.published_at,
            Subject.path,
        )
        .join(Subject, Subject.id == EvidenceItem.subject_id)
        .where(EvidenceItem.id.in_(ids), EvidenceItem.published_at.is_not(None))
        .order_by(EvidenceItem.id)
    )
    rows = db.session.execute(columns).all()
    labels = _labels(rows)
    speakers = _speakers(_OF_ITEMS, item_speakers.c.item_id, ids, *_SPEAKER)
    for row in rows:
        names = _named_once(row.given_by, speakers[row.id])
        yield _document(Kind.EVIDENCE, row, plain(row.body), names, labels[row.subject_id], row.language)


def _named_once(given_by: str | None, speakers: Sequence[str]) -> list[str | None]:
    """Who gave an item, and its speakers. Mostly they are the same, and need not be named twice."""
    given = {token.word for token in tokens(given_by or "")}
    is_named = any(given <= {token.word for token in tokens(speaker)} for speaker in speakers)
    return [*speakers] if is_named else [given_by, *speakers]


# ---- Sessions ----


def _session_ids(assembly_id: int) -> Select[int]:
    return select(AssemblySession.id).where(AssemblySession.assembly_id == assembly_id)


def _sessions(ids: Sequence[int]) -> Iterator[Document]:
    columns = (
        select(
            AssemblySession.id,
            AssemblySession.subject_id,
            AssemblySession.assembly_id,
            AssemblySession.title,
            AssemblySession.topic,
            AssemblySession.summary,
            AssemblySession.agenda,
            AssemblySession.published_at,
            Subject.path,
        )
        .join(Subject, Subject.id == AssemblySession.subject_id)
        .where(AssemblySession.id.in_(ids), AssemblySession.published_at.is_not(None))
        .order_by(AssemblySession.id)
    )
    rows = db.session.execute(columns).all()
    labels = _labels(rows)
    given = Speaker.__table__
    names = _speakers(given, Speaker.session_id, ids, *_SPEAKER)
    # What a speaker declared is found too, but it is no name.
    interests = _speakers(given, Speaker.session_id, ids, Speaker.interests)
    for row in rows:
        more = [*interests[row.id], *labels[row.subject_id]]
        yield _document(Kind.SESSION, row, plain(row.agenda), names[row.id], more)


# ---- Transcripts, known by the subject that they are of ----


def _transcript_ids(assembly_id: int) -> Select[int]:
    return select(Transcript.subject_id).join(Transcript.subject).where(Subject.assembly_id == assembly_id)


def _transcripts(subject_ids: Sequence[int]) -> Iterator[Document]:
    columns = (
        select(
            Transcript.id,
            Transcript.subject_id,
            Transcript.language,
            Subject.assembly_id,
            Subject.title,
            Subject.path,
            Subject.public_from,
        )
        .join(Transcript.subject)
        .where(Transcript.subject_id.in_(subject_ids), Subject.public_from.is_not(None))
        .order_by(Transcript.id)
    )
    rows = db.session.execute(columns).all()
    cues: dict[int, list[CueWords]] = defaultdict(list)
    said = select(Cue.transcript_id, Cue.starts_ms, Cue.ends_ms, Cue.speaker, Cue.text)
    of_these = said.where(Cue.transcript_id.in_(row.id for row in rows))
    for cue in db.session.execute(of_these.order_by(Cue.transcript_id, Cue.position)):
        cues[cue.transcript_id].append(CueWords(cue.starts_ms, cue.ends_ms, cue.speaker, cue.text))
    for row in rows:
        where: tuple[int, str, str, datetime] = row.assembly_id, row.title, row.path, row.public_from
        for number, passage in enumerate(passages(cues[row.id])):
            yield _passage(row.subject_id, number, passage, row.language, *where)


def _passage(
    subject_id: int,
    number: int,
    passage: Passage,
    language: str,
    assembly_id: int,
    title: str,
    path: str,
    visible_from: datetime,
) -> Document:
    """A paragraph of a transcript. Who speaks stands before it, and leads to its beginning."""
    name = f"{passage.speaker}: " if passage.speaker else ""
    return Document(
        kind=Kind.TRANSCRIPT,
        source_id=subject_id,
        part=number,
        assembly_id=assembly_id,
        title=title,
        text=name + passage.text,
        path=path,
        visible_from=visible_from,
        language=language,
        moments=tuple((offset + len(name) if offset else 0, moment) for offset, moment in passage.moments),
    )


ITEMS = Source((Kind.EVIDENCE,), _item_ids, _items)
SESSIONS = Source((Kind.SESSION,), _session_ids, _sessions)
TRANSCRIPTS = Source((Kind.TRANSCRIPT,), _transcript_ids, _transcripts)
