"""What is looked into is taken for what it is, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.files.bench import outcome
from app.files.examining import examine
from app.files.findings import Findings
from app.files.models import FileKind
from tests.factories.files import valid_file
from tests.files.hostile import HOSTILE

FACTS = {
    FileKind.PDF: {"pages": 1},
    FileKind.DOCX: {"pages": 3},
    FileKind.ODT: {"pages": 2},
    FileKind.PNG: {"width": 40, "height": 30},
    FileKind.JPEG: {"width": 40, "height": 30},
    FileKind.WEBP: {"width": 40, "height": 30},
    FileKind.SVG: {"width": 120, "height": 80},
    FileKind.MP3: {"seconds": 2},
    FileKind.MP4: {"seconds": 7, "width": 640, "height": 360},
    FileKind.WEBM: {"seconds": 5},
}


def looked_into(folder: Path, content: bytes, name: str) -> Findings:
    path = folder / "sent"
    path.write_bytes(content)
    return examine(path, name)


@pytest.mark.parametrize("kind", FileKind)
def test_a_sound_file_of_each_kind_is_known_by_its_content(tmp_path: Path, kind: FileKind) -> None:
    found = looked_into(tmp_path, valid_file(kind), f"Some file.{kind.value.upper()}")
    facts = {"pages": None, "width": None, "height": None, "seconds": None} | FACTS.get(kind, {})
    assert found.kind == kind
    assert {name: getattr(found, name) for name in facts} == facts


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_for_what_is_wrong_with_it(tmp_path: Path, what: str) -> None:
    make, name, reason = HOSTILE[what]
    path = tmp_path / "sent"
    path.write_bytes(make())
    said = outcome("examine", str(path), name)
    assert said.get("reason") == reason or (said.get("doubt") or [""])[0] == reason, said
