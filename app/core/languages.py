"""The language of a page, looked up once a request: a page holds hundreds of sentences, all in one language."""

from __future__ import annotations

from gettext import NullTranslations
from typing import Any

from flask import g, has_app_context
from flask_babel import get_locale, get_translations
from jinja2 import Environment

ENGLISH = "en"


def current() -> str:
    """The language in force, as a code such as "en" or "cy"."""
    if not has_app_context():
        return ENGLISH
    language: str | None = g.get("language")
    if language is None:
        language = g.language = str(get_locale() or ENGLISH)
    return language


def _catalogue() -> NullTranslations:
    catalogue: NullTranslations | None = g.get("catalogue")
    if catalogue is None:
        catalogue = g.catalogue = get_translations()
    return catalogue


def _gettext(sentence: str) -> str:
    return _catalogue().gettext(sentence)


def _ngettext(singular: str, plural: str, number: int) -> str:
    return _catalogue().ngettext(singular, plural, number)


def _pgettext(context: str, sentence: str) -> str:
    return _catalogue().pgettext(context, sentence)


def _npgettext(context: str, singular: str, plural: str, number: int) -> str:
    return _catalogue().npgettext(context, singular, plural, number)


def install(environment: Environment) -> None:
    """Let templates find the catalogue at once, instead of asking for it at each sentence."""
    i18n: Any = environment
    i18n.install_gettext_callables(
        _gettext, _ngettext, newstyle=True, pgettext=_pgettext, npgettext=_npgettext
    )
