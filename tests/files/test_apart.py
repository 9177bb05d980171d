"""The process that opens a file has bounds, and what happens to it is told to the person, not to the site."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from app.files import apart
from app.files.apart import Bounds, look_into
from app.files.refusals import FileRefused, Reason


@pytest.fixture
def _endless_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file keeps the process busy for ever, however fast the machine is."""
    busy = "bench.TASKS = {'examine': lambda *_: all(iter(lambda: True, False))}; main(sys.argv[2:])"
    script = f"import app.files.bench as bench; {busy}"
    monkeypatch.setattr(apart, "_START", apart._START.replace("main(sys.argv[2:])", script))  # noqa: SLF001


@pytest.mark.usefixtures("_endless_work")
@pytest.mark.parametrize("bounds", [Bounds(seconds=0.2), Bounds(cpu_seconds=1)], ids=["time", "work"])
def test_what_needs_longer_than_the_bounds_is_refused(bounds: Bounds) -> None:
    with pytest.raises(FileRefused) as refused:
        look_into("examine", os.devnull, "photo.jpg", bounds=bounds)
    assert refused.value.reason is Reason.TOO_HEAVY


def test_what_needs_more_memory_than_the_bounds_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sent"
    Image.effect_noise((6000, 6000), 60).convert("RGB").save(path, "JPEG", quality=60)
    with pytest.raises(FileRefused) as refused:
        look_into("examine", str(path), "photo.jpg", bounds=Bounds(memory=200 * 1024 * 1024))
    assert refused.value.reason is Reason.TOO_HEAVY


def test_a_stumble_over_a_file_is_told_as_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(b"%PDF-1.7\n" + b"[" * 20_000 + b"\n%%EOF")
    with pytest.raises(FileRefused) as refused:
        look_into("examine", str(path), "paper.pdf")
    assert refused.value.reason is Reason.BROKEN


def test_the_process_knows_no_secret_and_only_this_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "what nobody may know")
    script = (
        "import os, sys; m = sys.modules; sys.stderr.write(repr((dict(os.environ),"
        " [n for n in m if n.startswith(('app', 'flask', 'sqlalchemy'))]))); sys.exit(3)"
    )
    monkeypatch.setattr(apart, "_START", apart._START.replace("main(sys.argv[2:])", script))  # noqa: SLF001
    with pytest.raises(RuntimeError) as failed:
        look_into("examine", os.devnull, "x")
    said = str(failed.value)
    assert "app.files.bench" in said
    assert "what nobody may know" not in said
    for module in ("'flask'", "'sqlalchemy'", "'app.wiring'"):
        assert module not in said


def test_a_mistake_of_ours_is_no_fault_of_the_file() -> None:
    with pytest.raises(RuntimeError):
        look_into("no such task", os.devnull)
