"""The files of the invented assemblies: looked into and kept exactly as if an officer had sent them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any

from app.core import audit, clock
from app.core.db import db
from app.evidence.models import AssemblySession, EvidenceFile, EvidenceItem, FileVersion
from app.files.received import Received
from app.files.receiving import take_in
from app.files.services import keep
from app.imports.demo_council import Scene

FILES = Path(__file__).resolve().parent / "samples" / "fenbury" / "files"
# As many as are looked into at once.
AT_ONCE = 2

# By the name of the file beside the samples and the name under which it is given out.
Named = tuple[str, str]


def receive_files(samples: Mapping[str, dict[str, Any]]) -> dict[Named, Received]:
    """Look into the files that the contents of sample files name, and store them. Slow, and needs no transaction."""
    files = [file for written in samples.values() for file in _files_of(written)]
    named = {_named(version) for file in files for version in file["versions"]}
    named |= {_named(proof) for written in samples.values() for proof in _proofs_of(written)}
    with ThreadPoolExecutor(AT_ONCE) as workers:
        # Each thread works for the same application as this one.
        work = {
            (file, name): workers.submit(copy_context().run, _receive, file, name)
            for file, name in sorted(named)
        }
    return {each: done.result() for each, done in work.items()}


def _files_of(written: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (file for thing in [*written["sessions"], *written["evidence"]] for file in thing["files"])


def _proofs_of(written: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The files that officers gave as evidence of progress."""
    updates = (update for commitment in written["commitments"] for update in commitment["updates"])
    return (update["file"] for update in updates if "file" in update)


def proof_of(update: dict[str, Any], received: Mapping[Named, Received]) -> Received | None:
    """The file that came with a report of progress, if one did."""
    return received[_named(update["file"])] if "file" in update else None


def _named(version: dict[str, Any]) -> Named:
    return version["file"], version["name"]


def _receive(file: str, name: str) -> Received:
    with (FILES / file).open("rb") as content:
        return take_in(content, name)


def load_files(scene: Scene, received: Mapping[Named, Received]) -> None:
    """Put the files beside their sessions and items, former versions behind present ones."""
    for kind, things in (("sessions", scene.sessions), ("evidence", scene.items)):
        for written in scene.written[kind]:
            for position, file in enumerate(written["files"], start=1):
                _load_file(scene, things[written["id"]], file, position, received)


def _load_file(
    scene: Scene,
    thing: AssemblySession | EvidenceItem,
    written: dict[str, Any],
    position: int,
    received: Mapping[Named, Received],
) -> None:
    file = EvidenceFile(
        subject_id=thing.subject_id,
        position=position,
        label=written["label"],
        licence=written["licence"],
        language=written["language"],
    )
    db.session.add(file)
    for number, version in enumerate(written["versions"], start=1):
        by_id, content = scene.account_id(version["by"]), received[_named(version)]
        with clock.at(version["at"]):
            file.versions.append(
                FileVersion(
                    number=number,
                    stored=keep(content, by_id),
                    name=content.safe_name,
                    note=version["note"],
                    added_at=clock.now(),
                    added_by_id=by_id,
                )
            )
            audit.record("replaced" if number > 1 else "added", file, actor_id=by_id)
