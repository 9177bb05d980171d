"""Where settings and the application meet: the server imports `app`, the console script calls `cli`."""

from __future__ import annotations

import os
import sys

from app import create_app
from app.cli import moothall
from config import SettingRefused, from_environment


def cli() -> None:
    """The `moothall` command: 0 done, 1 refused with one line on stderr, 2 wrong usage."""
    try:
        # Whoever asks for help may not have set anything yet; and comparing texts in files takes no site.
        needs_site = "--help" not in sys.argv and sys.argv[1:2] not in (["anchors"], ["moderation"])
        application = create_app(from_environment(os.environ)) if needs_site else None
    except SettingRefused as refusal:
        print(f"moothall: {refusal}", file=sys.stderr)
        sys.exit(1)
    moothall(obj=application, prog_name="moothall")


def __getattr__(name: str) -> object:
    """Make `wsgi:app` only when a server asks for it, so that the command does not build it twice."""
    if name != "app":
        raise AttributeError(name)
    try:
        return create_app(from_environment(os.environ))
    except SettingRefused as refusal:
        sys.exit(f"moothall: {refusal}")
