"""What the documents name is there: a module that moved takes its address in them along."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNDER = [ROOT, ROOT / "app", ROOT / "templates", ROOT / "static", ROOT / "static" / "js"]
# A path with a folder; a bare `models.py` stands for the module of that name in each feature.
PATHS = re.compile(r"(?<![\w/:.-])(?:[\w.-]+/)+[\w-]+\.(?:py|html|js|mjs|css)\b")


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", *sorted(path.name for path in (ROOT / "docs").glob("*.md"))]
)
def test_every_file_that_a_document_names_is_there(name: str) -> None:
    path = ROOT / name if (ROOT / name).exists() else ROOT / "docs" / name
    named = PATHS.findall(path.read_text())
    assert [each for each in named if not any((folder / each).exists() for folder in UNDER)] == []
