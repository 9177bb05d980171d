"""Which build of the program this is, so that a cached page does not outlive the program that made it."""

from __future__ import annotations

import hashlib
from pathlib import Path


def build_id(root: Path) -> str:
    """A digest of the program, its templates and its built assets: the same in every process of one build."""
    digest = hashlib.blake2b(digest_size=8)
    files = [
        *(root / "app").rglob("*.py"),
        *(root / "templates").rglob("*"),
        root / "static/build/manifest.json",
    ]
    for path in sorted(file for file in files if file.is_file()):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
