"""The demo: the real records, the register and the invented assemblies of Fenbury, loaded once."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext
from sqlalchemy import select

from app.assemblies.models import ImportedRecord
from app.core import clock, revisions, transactions
from app.core.db import db
from app.core.errors import Refused
from app.imports import jobs
from app.imports.demo_assembly import load_assembly, load_evidence, load_recommendations, load_sessions
from app.imports.demo_calendar import worked_out
from app.imports.demo_comments import load_comments, load_follows
from app.imports.demo_council import PASSWORD, Scene, load_council, load_people
from app.imports.demo_responses import load_commitments, load_responses
from app.subjects.models import Subject, SubjectKind

SAMPLES = Path(__file__).resolve().parent / "samples"
COUNCIL = "fenbury-council.json"
RECORDS = ("iidp/greater-cambridge.json", "iidp/dudley.json", "iidp/romsey.json")
REGISTER = "uk_local_assemblies.csv"
ASSEMBLIES = ("fenbury-high-street.json", "fenbury-clean-air.json")


def _read(name: str, day_0: date) -> dict[str, Any]:
    content = json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    resolved: dict[str, Any] = worked_out(content, day_0)
    return resolved


def load_demo() -> list[str]:
    """Load the sample data that is not there yet.

    Returns a line for each part: what was loaded, or that it was there. What people have since done with it stays.
    Raises Refused unless this is a demo.
    """
    if not current_app.config["DEMO"]:
        raise Refused(gettext("demo load needs DEMO=1: its accounts have a password that everybody knows."))
    lines = jobs.import_assembly_files([SAMPLES / name for name in RECORDS]).lines
    lines += jobs.import_register_file(SAMPLES / REGISTER).lines
    with transactions.unit_of_work():
        return lines + _load_fenbury()


def _load_fenbury() -> list[str]:
    files = {name: f"demo:{name.removesuffix('.json')}" for name in ASSEMBLIES}
    loaded = set(db.session.scalars(select(ImportedRecord.key).where(ImportedRecord.kind == "demo")))
    missing = [name for name, key in files.items() if key not in loaded]
    lines = [f"{name.removesuffix('.json')}: there already" for name in ASSEMBLIES if name not in missing]
    if not missing:
        return lines
    day_0 = clock.today()
    council = _read(COUNCIL, day_0)
    organisation = load_council(council["organisation"])
    people = load_people(council["people"], organisation)
    revisions.touch(revisions.SITE)
    for name in missing:
        written = _read(name, day_0)
        scene = Scene(organisation, people, written, load_assembly(written, organisation.id))
        _load_scene(scene)
        db.session.add(
            ImportedRecord(
                kind="demo",
                key=files[name],
                digest="",
                content={"day_0": day_0.isoformat()},
                imported_at=clock.now(),
            )
        )
        lines.append(
            f"{scene.assembly.slug}: {len(scene.recommendations)} recommendations,"
            f" {len(written['comments'])} comments, {len(written['responses'])} responses"
        )
    return lines


def _load_scene(scene: Scene) -> None:
    load_sessions(scene)
    load_evidence(scene)
    load_recommendations(scene)
    load_comments(scene)
    load_commitments(scene, load_responses(scene))
    subject_id = db.session.scalar(
        select(Subject.id).where(
            Subject.assembly_id == scene.assembly.id, Subject.kind == SubjectKind.ASSEMBLY
        )
    )
    assert subject_id is not None, "an assembly that was announced has its subject"
    load_follows(scene, subject_id)


def sign_in_lines() -> list[str]:
    """Who can sign in to the demo, and how."""
    people = json.loads((SAMPLES / COUNCIL).read_text(encoding="utf-8"))["people"]
    widest = max(len(person["email"]) for person in people)
    accounts = [f"  {person['email']:{widest}}  {', '.join(person['roles'])}" for person in people]
    return [f"Sign in at /sign-in with the password {PASSWORD} as:", *accounts]
