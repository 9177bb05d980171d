"""The language of a page, looked up once a request: a page holds hundreds of sentences, all in one language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from gettext import NullTranslations
from typing import Any

from babel.lists import format_list
from flask import Flask, g, has_app_context
from flask_babel import Babel, Domain, get_locale, get_translations
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from app.core.direction import shown_each

ENGLISH = "en"


def current() -> str:
    """The language in force, as a code such as "en" or "cy"."""
    if not has_app_context():
        return ENGLISH
    language: str | None = g.get("language")
    if language is None:
        language = g.language = str(get_locale() or ENGLISH)
    return language


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them: "4.2, 4.3, and 4.6". None make an empty text."""
    return str(format_list(list(words), locale=current())) if words else ""


class _Sentences(Domain):  # type: ignore[misc]
    """The sentences of the site. What people wrote is isolated before it stands in one."""

    def gettext(self, string: str, **variables: Any) -> str:
        return str(super().gettext(string, **shown_each(variables)))

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        return str(super().ngettext(singular, plural, num, **shown_each(variables)))


class _Babel(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> Domain:
        return _Sentences(domain=self.domain)


def init_app(app: Flask) -> None:
    """Let Python code find its sentences; templates get theirs by `install`."""
    _Babel(app, default_locale=ENGLISH, default_timezone="Europe/London")


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
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        environment.globals[name] = _isolating(environment.globals[name])


def _isolating(say: Any) -> Any:
    """The same function of a template; what people wrote is isolated before it stands in the sentence."""

    @pass_context
    def said(context: Context, *sentence: Any, **variables: Any) -> Any:
        return say(context, *sentence, **shown_each(variables))

    return said
