"""Reading evidence. Who cites an item is asked of the recommendations, which lie above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, and_, func, or_, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.evidence.models import AssemblySession, EvidenceItem


def _has_address(table: type[AssemblySession] | type[EvidenceItem], address: str) -> ColumnElement[bool]:
    """A row goes by its record's key, and where it has none by its number."""
    number = int(address) if address.isascii() and address.isdigit() and len(address) < 10 else 0
    return or_(table.record_key == address, and_(table.record_key.is_(None), table.id == number))


def public_sessions(assembly: Assembly) -> Sequence[AssemblySession]:
    """The published sessions of an assembly with their speakers, in their order, in two queries.

    Compiled sessions that a later record no longer holds are among them, marked by `vanished_at`.
    """
    return db.session.scalars(
        select(AssemblySession)
        .where(AssemblySession.assembly_id == assembly.id, AssemblySession.published_at <= clock.now())
        .options(selectinload(AssemblySession.speakers))
        .order_by(AssemblySession.position, AssemblySession.id)
    ).all()


def public_session(assembly: Assembly, address: str) -> AssemblySession | None:
    """The published session of an address (`AssemblySession.address`) with its speakers, or None."""
    return db.session.scalar(
        select(AssemblySession)
        .where(
            _has_address(AssemblySession, address),
            AssemblySession.assembly_id == assembly.id,
            AssemblySession.published_at <= clock.now(),
        )
        .options(selectinload(AssemblySession.speakers), joinedload(AssemblySession.subject))
    )


def public_items(assembly: Assembly) -> Sequence[EvidenceItem]:
    """The published items of an assembly, each with its session: session by session, those without one last."""
    return db.session.scalars(
        select(EvidenceItem)
        .outerjoin(EvidenceItem.session)
        .where(EvidenceItem.assembly_id == assembly.id, EvidenceItem.published_at <= clock.now())
        .options(joinedload(EvidenceItem.session))
        .order_by(AssemblySession.position.asc().nulls_last(), EvidenceItem.published_at, EvidenceItem.id)
    ).all()


def items_of_session(session: AssemblySession) -> Sequence[EvidenceItem]:
    """The published items that were given at a session, in the order in which they were published."""
    return db.session.scalars(
        select(EvidenceItem)
        .where(EvidenceItem.session_id == session.id, EvidenceItem.published_at <= clock.now())
        .order_by(EvidenceItem.published_at, EvidenceItem.id)
    ).all()


def public_item(assembly: Assembly, address: str) -> EvidenceItem | None:
    """The published item of an address (`EvidenceItem.address`) with its session and the speakers there, or None."""
    return db.session.scalar(
        select(EvidenceItem)
        .where(
            _has_address(EvidenceItem, address),
            EvidenceItem.assembly_id == assembly.id,
            EvidenceItem.published_at <= clock.now(),
        )
        .options(
            joinedload(EvidenceItem.session).selectinload(AssemblySession.speakers),
            joinedload(EvidenceItem.subject),
        )
    )


def sessions_at_desk(assembly: Assembly) -> Sequence[AssemblySession]:
    """Every session of an assembly, drafts too, in their order."""
    return db.session.scalars(
        select(AssemblySession)
        .where(AssemblySession.assembly_id == assembly.id, AssemblySession.vanished_at.is_(None))
        .order_by(AssemblySession.position, AssemblySession.id)
    ).all()


def session_at_desk(assembly: Assembly, address: str) -> AssemblySession | None:
    """One session of an assembly, draft or not, with its speakers and subject."""
    return db.session.scalar(
        select(AssemblySession)
        .where(_has_address(AssemblySession, address), AssemblySession.assembly_id == assembly.id)
        .options(selectinload(AssemblySession.speakers), joinedload(AssemblySession.subject))
    )


def items_at_desk(assembly: Assembly) -> Sequence[EvidenceItem]:
    """Every item of an assembly: drafts first, the newest first."""
    return db.session.scalars(
        select(EvidenceItem)
        .where(EvidenceItem.assembly_id == assembly.id)
        .options(joinedload(EvidenceItem.session))
        .order_by(EvidenceItem.published_at.is_not(None), EvidenceItem.id.desc())
    ).all()


def item_at_desk(assembly: Assembly, address: str) -> EvidenceItem | None:
    """One item of an assembly, draft or not, with its session and subject."""
    return db.session.scalar(
        select(EvidenceItem)
        .where(_has_address(EvidenceItem, address), EvidenceItem.assembly_id == assembly.id)
        .options(joinedload(EvidenceItem.session), joinedload(EvidenceItem.subject))
    )


def drafts_waiting(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """How many unpublished items and sessions each of these assemblies has; those without any are left out."""
    drafts = union_all(
        *(
            select(table.assembly_id.label("assembly_id")).where(
                table.assembly_id.in_(assembly_ids), table.published_at.is_(None)
            )
            for table in (EvidenceItem, AssemblySession)
        )
    ).subquery()
    query = select(drafts.c.assembly_id, func.count()).group_by(drafts.c.assembly_id)
    return dict(db.session.execute(query).all())
