"""What templates may use: asset addresses, dates in words, text made safe, permissions. No queries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from flask import Flask, current_app
from flask_login import current_user
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, pass_eval_context
from jinja2.filters import sync_do_join
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from app.core import clock, dates, direction, languages, text
from app.core.permissions import Permission, can
from app.core.undefined import UndefinedUnlessOptional


@cache
def _manifest(folder: str) -> dict[str, str]:
    path = Path(folder) / "manifest.json"
    if not path.exists():
        raise RuntimeError("The assets are not built. Run `make assets`.")
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def asset(name: str) -> str:
    """The address of a built asset, with its content's digest in the name, so that caches may keep it for ever."""
    folder = current_app.static_folder
    assert folder is not None
    return f"{current_app.static_url_path}/{_manifest(folder)[name]}"


@pass_eval_context
def _join(context: EvalContext, parts: Iterable[object], separator: str = "") -> str:
    """As Jinja's own, with every part isolated."""
    return sync_do_join(context, [direction.shown(part) for part in parts], separator)


def _typed(text: str | None) -> Markup:
    """What a person typed, to be given back in a field, character by character: a page isolates what it shows."""
    return escape(text or "")


def init_app(app: Flask) -> None:
    """Give templates their filters and functions; an unknown name is an error, not an empty string."""
    environment = app.jinja_env
    environment.undefined = UndefinedUnlessOptional
    # Whatever people wrote stays within itself, wherever a template prints it.
    environment.finalize = direction.shown
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.do")
    languages.install(environment)
    loader = environment.loader
    assert loader is not None
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment.loader = ChoiceLoader([loader, govuk])
    environment.filters.update(
        partial=dates.partial,
        day=dates.day,
        short_day=dates.short_day,
        time=dates.time,
        moment=dates.moment,
        moment_tag=dates.moment_tag,
        unbroken=dates.unbroken,
        paragraphs=text.paragraphs,
        markdown=text.markdown,
        excerpt=text.excerpt,
        join=_join,
        typed=_typed,
    )
    environment.globals.update(
        asset=asset,
        can=can,
        Permission=Permission,
        # Only the desks' templates may ask who is signed in: that reads the session, and public pages have none.
        current_user=current_user,
        partial_range=dates.partial_range,
        days_between=dates.days_between,
        now=clock.now,
        today=clock.today,
    )
