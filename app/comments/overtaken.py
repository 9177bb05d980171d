"""A newer text that came out while somebody wrote a comment on the former one. Rules, which ask nobody.

Whoever writes that 25 is too young must not be read as if it had been said of 30. So a form says on which text it was
opened, and where other words stand by now its author sees both before anything is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.core.errors import Refused
from app.recommendations.models import Version
from app.recommendations.wording import version_name


class TextChanged(Refused):
    """Other words stand by now where a comment was written for."""


@dataclass(frozen=True)
class Reworded:
    """A paragraph, or the title where it has no key: what it said, and what it says now. None where there is none."""

    key: str
    before: str | None
    now: str | None


@dataclass(frozen=True)
class Overtaken:
    """What differs between the text that the author read and the one that is there now."""

    read: Version
    now: Version
    parts: Sequence[Reworded]

    @property
    def read_name(self) -> str:
        return version_name(self.read)

    @property
    def now_name(self) -> str:
        return version_name(self.now)


def overtaken(read: Version | None, now: Version | None, clause_key: str | None) -> Overtaken | None:
    """What changed in what a comment is about since its author read it; none where nothing did.

    Takes the text that was read (none where nobody knows), the text now, both with their clauses, and the paragraph
    that the comment is about, or none for the whole text. A text without one of them says nothing about that one.
    """
    if read is None or now is None or read.id == now.id:
        return None
    then, since = read.texts, now.texts
    keys = [clause_key] if clause_key else [*since, *(key for key in then if key not in since)]
    parts = [Reworded(key, then.get(key), since.get(key)) for key in keys]
    if not clause_key:
        parts.insert(0, Reworded("", read.title, now.title))
    changed = [part for part in parts if part.before != part.now]
    return Overtaken(read, now, changed) if changed else None


def refuse_overtaken(read: Version | None, now: Version | None, clause_key: str | None) -> None:
    """Raise TextChanged where the author has not seen the words that are there now."""
    if overtaken(read, now, clause_key) is not None:
        raise TextChanged(
            gettext("The text changed while you were writing. Yours is below; nothing is lost.")
        )
