"""The demo: the real records, the register and the invented assemblies of Fenbury, loaded once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.assemblies.models import ImportedRecord
from app.assemblies.queries import assembly_by_slug
from app.core import audit, clock, revisions, transactions
from app.core.db import db
from app.core.errors import Refused
from app.dispositions.services.settling import settle
from app.files.received import Received
from app.imports import jobs
from app.imports.demo_approval import load_clock, load_drafts
from app.imports.demo_assembly import load_assembly, load_recommendations
from app.imports.demo_calendar import worked_out
from app.imports.demo_checks import load_counter_checks
from app.imports.demo_comments import load_comments, load_follows
from app.imports.demo_corrections import load_corrections, mark_citations
from app.imports.demo_council import PASSWORD, Scene, load_council, load_people
from app.imports.demo_dispositions import (
    load_dispositions,
    load_finish,
    load_given_packs,
    load_kept_packs,
    load_themes,
)
from app.imports.demo_evidence import load_evidence, load_sessions
from app.imports.demo_files import Named, load_files, receive_files
from app.imports.demo_openness import load_openness
from app.imports.demo_places import load_places
from app.imports.demo_responses import load_commitments, load_responses, turn_with_commitments
from app.imports.services import counted
from app.search import services as search
from app.subjects.models import Subject, SubjectKind

SAMPLES = Path(__file__).resolve().parent / "samples"
COUNCIL = "fenbury-council.json"
RECORDS = ("iidp/greater-cambridge.json", "iidp/dudley.json", "iidp/romsey.json")
REGISTER = "uk_local_assemblies.csv"
DEMO = "demo"
ASSEMBLIES = ("fenbury-high-street.json", "fenbury-clean-air.json")


def _read(name: str, day_0: date) -> dict[str, Any]:
    content = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    resolved: dict[str, Any] = worked_out(content, day_0)
    return resolved


def load_demo() -> list[str]:
    """Load the sample data that is not there yet.

    Returns a line for each part that was loaded. What people have done with it meanwhile stays; only what still lies
    ahead of the invented assemblies moves along with the days, so that their drafts stay open for comment. Where the
    samples have changed since, a line says so.
    Raises Refused unless this is a demo.
    """
    if not current_app.config["DEMO"]:
        raise Refused(gettext("demo load needs DEMO=1: its accounts have a password that everybody knows."))
    with transactions.unit_of_work():
        loaded = set(_loaded())
    missing = {name: _read(name, clock.today()) for name in ASSEMBLIES if name not in loaded}
    with ThreadPoolExecutor(1) as aside:
        # Looking into files is other processes' work, so meanwhile this one imports records.
        received = aside.submit(copy_context().run, receive_files, missing)
        lines = _load_compiled()
    with transactions.unit_of_work():
        lines += _load_fenbury(received.result())
    news = [line for line in lines if not line.endswith("unchanged")]
    return news or [gettext("The sample data is there already.")]


def _load_compiled() -> list[str]:
    """Import the real records and the register, as the commands would."""
    records = jobs.import_assembly_files([SAMPLES / name for name in RECORDS])
    return records.lines + jobs.import_register_file(SAMPLES / REGISTER).lines


def _loaded() -> dict[str, ImportedRecord]:
    """The files of invented assemblies that are loaded already."""
    kept = db.session.scalars(select(ImportedRecord).where(ImportedRecord.kind == DEMO))
    return {record.key.removeprefix(f"{DEMO}:"): record for record in kept}


def _load_fenbury(received: Mapping[Named, Received]) -> list[str]:
    """Load the invented assemblies that are not there, with their files. Returns a line for each."""
    today = clock.today()
    loaded = _loaded()
    council = _read(COUNCIL, today)
    people: dict[str, Account] = {}
    lines = []
    for name in ASSEMBLIES:
        kept = loaded.get(name)
        if kept is not None:
            _move_along(name, kept, today)
            if kept.digest != _digest(name):
                lines.append(_stays(name))
            continue
        organisation = load_council(council["organisation"])
        people = people or load_people(council["people"], organisation)
        written = _read(name, today)
        scene = Scene(organisation, people, written, load_assembly(written, organisation.id))
        _load_scene(scene, received)
        load_files(scene, received)
        # Last of all, for search knows files by their labels too.
        search.keep_whole_assembly(scene.assembly.id)
        _remember(name, today)
        lines.append(
            f"{scene.assembly.slug}: {counted(len(scene.recommendations), 'recommendation')},"
            f" {counted(len(written['comments']), 'comment')},"
            f" {counted(len(written['responses']), 'response')}"
        )
    return lines


def _digest(name: str) -> str:
    return hashlib.sha256((SAMPLES / name).read_bytes()).hexdigest()


def _stays(name: str) -> str:
    """That an assembly was loaded from other sample data than there is now: people may have worked on it since."""
    words: str = gettext(
        "%(slug)s: the sample data is newer than what is there, which stays. To see it, begin with an empty database.",
        slug=name.removesuffix(".json"),
    )
    return words


def _remember(name: str, today: date) -> None:
    revisions.touch(revisions.SITE)
    db.session.add(
        ImportedRecord(
            kind=DEMO,
            key=f"{DEMO}:{name}",
            digest=_digest(name),
            content={"day_0": today.isoformat()},
            imported_at=clock.now(),
        )
    )


def _move_along(name: str, kept: ImportedRecord, today: date) -> None:
    """Move what lay ahead on the day of loading as many days on as have passed, unless an officer has moved it."""
    day_0 = date.fromisoformat(kept.content["day_0"])
    if day_0 >= today:
        return
    former, present = _read(name, day_0), _read(name, today)
    assembly = assembly_by_slug(former["assembly"]["slug"])
    assert assembly is not None, "assemblies are never deleted"
    ahead = clock.london(day_0 + timedelta(days=1))
    moved: list[datetime] = []

    def moved_along(was: datetime | None, then: datetime | None, now: datetime | None) -> datetime | None:
        if was is None or then is None or now is None or was != then or then < ahead:
            return was
        moved.append(now)
        return now

    for phase, then, now in zip(assembly.phases, former["phases"], present["phases"], strict=False):
        phase.opens_at = moved_along(phase.opens_at, then["opens"], now["opens"])
        phase.closes_at = moved_along(phase.closes_at, then["closes"], now["closes"])
    due_then, due_now = former["assembly"]["answer_due"], present["assembly"]["answer_due"]
    assembly.promised_answer_at = moved_along(assembly.promised_answer_at, due_then, due_now)
    assembly.answer_due_at = moved_along(assembly.answer_due_at, due_then, due_now)
    kept.content = {"day_0": today.isoformat()}
    audit.record("moved along", assembly, days=(today - day_0).days)
    revisions.touch(assembly.slug, *moved)


def _load_scene(scene: Scene, received: Mapping[Named, Received]) -> None:
    load_sessions(scene)
    load_evidence(scene)
    load_corrections(scene)
    load_recommendations(scene)
    mark_citations(scene)
    load_comments(scene)
    load_places(scene)
    load_themes(scene)
    load_given_packs(scene)
    load_dispositions(scene)
    settle(scene.assembly.id)
    load_kept_packs(scene)
    load_finish(scene)
    load_commitments(scene, load_responses(scene), received)
    load_clock(scene)
    turn_with_commitments(scene)
    load_drafts(scene)
    load_openness(scene)
    subject_id = db.session.scalar(
        select(Subject.id).where(
            Subject.assembly_id == scene.assembly.id, Subject.kind == SubjectKind.ASSEMBLY
        )
    )
    assert subject_id is not None, "an assembly that was announced has its subject"
    load_follows(scene, subject_id)
    load_counter_checks(scene)


def sign_in_lines() -> list[str]:
    """Who can sign in to the demo, and how."""
    people = json.loads((SAMPLES / COUNCIL).read_text(encoding="utf-8"))["people"]
    widest = max(len(person["email"]) for person in people)
    accounts = [f"  {person['email']:{widest}}  {', '.join(person['roles'])}" for person in people]
    return [f"Sign in at /sign-in with the password {PASSWORD} as:", *accounts]
