"""Files beside sessions and items: added, described, replaced by another version, taken away, put in order."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import func, select

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, clock
from app.core.db import db
from app.core.errors import WrongField
from app.core.text import says_something
from app.evidence.models import EvidenceFile, FileVersion
from app.evidence.services.order import moved
from app.evidence.services.rules import must_be_ours, refuse_unread, tell_if_shown
from app.evidence.standing import Thing, has_been_public
from app.evidence.words import FileWords
from app.files.received import Received
from app.files.services import keep


def _write(file: EvidenceFile, words: FileWords) -> None:
    file.label = words.label
    file.licence = words.licence or None
    file.language = words.language


def _add_version(file: EvidenceFile, received: Received, note: str | None, by: Account) -> FileVersion:
    version = FileVersion(
        file=file,
        number=file.versions[-1].number + 1 if file.versions else 1,
        stored=keep(received, by.id),
        name=received.safe_name,
        note=note,
        added_at=clock.now(),
        added_by_id=by.id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _show(thing: Thing) -> None:
    db.session.flush()
    db.session.expire(thing, ["files"])
    tell_if_shown(thing)


def attach_file(thing: Thing, received: Received, words: FileWords, by: Account) -> EvidenceFile:
    """Put a file beside a session or an item, behind the others.

    Takes what a form's field holds, and what readers see of it. Returns it. Raises Refused for a compiled record.
    """
    must_be_ours(thing.assembly)
    one_at_a_time(thing.assembly_id)
    beside = EvidenceFile.subject_id == thing.subject_id
    last = db.session.scalar(select(func.max(EvidenceFile.position)).where(beside))
    file = EvidenceFile(
        id=audit.unused_id(EvidenceFile), subject_id=thing.subject_id, position=(last or 0) + 1
    )
    _write(file, words)
    db.session.add(file)
    _add_version(file, received, None, by)
    audit.record("added", file, actor_id=by.id)
    _show(thing)
    return file


def edit_file(thing: Thing, file: EvidenceFile, words: FileWords, by: Account, seen: str = "") -> None:
    """Change what is said of a file.

    `seen` is the fingerprint of what the officer began from. Raises Refused where a colleague has changed it since,
    and for a compiled record.
    """
    must_be_ours(thing.assembly)
    if (words.label, words.licence or None, words.language) != (file.label, file.licence, file.language):
        refuse_unread(seen, file)
    _write(file, words)
    audit.record("edited", file, actor_id=by.id)
    _show(thing)


def _sent_twice(file: EvidenceFile, received: Received, note: str, by: Account) -> bool:
    """A button was pressed twice: this is what the same officer has just put there, for the same reason."""
    now = file.current
    return (now.stored.digest, now.note, now.added_by_id) == (received.digest, note, by.id) and bool(note)


def replace_file(
    thing: Thing, file: EvidenceFile, received: Received, note: str, by: Account, seen: str = ""
) -> FileVersion:
    """Put another content in the place of a file's. The former one stays reachable, with the note that says why.

    `seen` is the fingerprint of what the officer began from. Returns the new version. Raises WrongField without a note
    and for the same content again, Refused where a colleague has changed the file since, and for a compiled record.
    """
    must_be_ours(thing.assembly)
    if _sent_twice(file, received, note, by):
        return file.current
    refuse_unread(seen, file)
    if not says_something(note):
        raise WrongField("note", gettext("Write why it is replaced. Readers see it."))
    if received.digest == file.current.stored.digest:
        raise WrongField("upload", gettext("This is the same file as the one there now. Choose the new one."))
    version = _add_version(file, received, note, by)
    audit.record("replaced", file, actor_id=by.id, version=version.number)
    _show(thing)
    return version


def remove_file(thing: Thing, file: EvidenceFile, reason: str, by: Account) -> None:
    """Take a file away, with all its versions.

    One that readers have seen leaves a trace: when, and why. Any other is just gone. Raises WrongField without a
    reason where there must be one, and Refused for a compiled record.
    """
    must_be_ours(thing.assembly)
    leaves_trace = has_been_public(thing)
    if leaves_trace and not says_something(reason):
        raise WrongField("reason", gettext("Write why. Readers see it in place of the file."))
    file.removed_at = clock.now()
    file.removed_reason = reason if leaves_trace else None
    audit.record("removed", file, actor_id=by.id)
    _show(thing)


def _in_order(thing: Thing) -> Sequence[EvidenceFile]:
    """The files in their order as it is now, whatever a colleague has just done."""
    one_at_a_time(thing.assembly_id)
    return db.session.scalars(
        select(EvidenceFile)
        .where(EvidenceFile.subject_id == thing.subject_id, EvidenceFile.removed_at.is_(None))
        .order_by(EvidenceFile.position, EvidenceFile.id)
        .execution_options(populate_existing=True)
    ).all()


def move_file(thing: Thing, file: EvidenceFile, up: bool, by: Account) -> None:
    """Swap a file with the one before it, or after it. Past the ends nothing happens.

    Raises Refused for a compiled record.
    """
    must_be_ours(thing.assembly)
    if moved(_in_order(thing), file, up):
        audit.record("moved", file, actor_id=by.id)
        _show(thing)
