"""Names that every computer, address and header can bear, whatever was sent."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.models import FileKind
from app.files.naming import safe_name

SAFE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]{3,4}")


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("Takings  2025 (final).PDF", "takings-2025-final.pdf"),
        ("Fenbury's_high street.v2.pdf", "fenburys-high-street-v2.pdf"),
        (r"C:\Users\olu\Desktop\paper.pdf", "paper.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("/etc/cron.d/x.pdf", "x.pdf"),
        ("Café Môr.pdf", "cafe-mor.pdf"),
        ("报告.pdf", "file.pdf"),
        ("", "file.pdf"),
        (".", "file.pdf"),
        ("....", "file.pdf"),
        (".pdf", "file.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("con.pdf", "file-con.pdf"),
        ("NUL", "file-nul.pdf"),
        ("com1.pdf", "file-com1.pdf"),
        ("paper.pdf\x00.exe", "paper-pdf-exe.pdf"),
        ("paper\r\nSet-Cookie: a=b.pdf", "paper-set-cookie-a-b.pdf"),
        ("\u202efdp.exe", "fdp-exe.pdf"),
        ('a";filename="b.html', "a-filename-b-html.pdf"),
        ("paper.jpeg", "paper.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(typed: str, safe: str) -> None:
    assert safe_name(typed, FileKind.PDF) == safe


@given(st.text(max_size=400), st.sampled_from(FileKind))
def test_whatever_was_sent_the_name_is_plain_and_ends_as_its_kind_does(typed: str, kind: FileKind) -> None:
    name = safe_name(typed, kind)
    assert SAFE.fullmatch(name)
    assert name.endswith(f".{kind.value}")
    assert len(name) <= 90
    assert safe_name(name, kind) == name
