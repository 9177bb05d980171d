"""A large file costs no more memory than a small one, on its way in and on its way out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 96


def test_a_large_file_is_never_held_in_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.files.large_upload", str(tmp_path), str(MEGABYTES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    took = json.loads(done.stdout)
    assert took["size"] == took["given"] > 95 * 1024 * 1024
    assert took["receiving"] < 16
    assert took["giving"] < 8
    assert took["apart"] < 200
    assert took["holding"] > 60, "the measure must see what it is there to find"
