"""Links: addresses of the web, with and without their beginning, and those that hide from programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.moderation.signals.kinds import Finding, SignalKind

_REST = r"[^\s<>\"“”«»]"
# Endings that are no English words: nobody forgets the space after a full stop and then writes "com".
_PLAIN_ENDINGS = (
    "biz|ca|cc|ch|cn|co|com|cymru|de|edu|es|eu|fr|gg|gl|gov|ie|info|io|jp|ly|mil|net|nl|org|pl|ru|scot|tk|tv|ua|uk"
    "|wales|ws|xyz"
)
# "The road.Shop owners" is a missing space: with these endings something must follow, as in "t.me/name".
_WORDY_ENDINGS = (
    "ai|app|at|au|be|blog|cafe|click|club|dev|in|is|it|life|link|live|london|me|ml|my|news|no|nz|online|page|pro|se"
    "|shop|site|so|store|tech|to|today|top|us|website|wiki|world"
)
_LABELS = r"(?:[^\W_](?:[^\W_]|-){0,62}\.){1,6}"
_NOT_WITHIN = r"(?<![\w@.+-])"
_WITH_BEGINNING = (
    rf"(?:https?|hxxps?|ftp)\s?:\s?/\s?/\s?{_REST}{{1,2000}}|{_NOT_WITHIN}www\.{_REST}{{2,2000}}"
)
_BARE = (
    rf"{_NOT_WITHIN}{_LABELS}(?:(?:{_PLAIN_ENDINGS})(?![\w-]|\.[^\W_]|@)(?::\d{{2,5}})?(?:[/?#]{_REST}{{0,2000}})?"
    rf"|(?:{_WORDY_ENDINGS})/{_REST}{{1,2000}})"
)
# "example dot com", "example[.]com", "example .com". A phrase like "the dot com bubble" has no name before.
_SPELT_DOT = r"(?:\s?[(\[{]\s?(?:dot|\.)\s?[)\]}]\s?|\s?\bdot\b\s?|\s\.)"
_SPELT_ENDING = rf"(?:com|org|net|info|co(?:{_SPELT_DOT}|\.)uk|(?:org|gov|ac)(?:{_SPELT_DOT}|\.)uk)"
_NAME = r"(?!(?:a|an|the|this|that|of|our|their)\b)[^\W_](?:[^\W_]|-){1,62}"
_SPELT = rf"{_NOT_WITHIN}{_NAME}{_SPELT_DOT}{_SPELT_ENDING}(?![\w-])"
_LINK = re.compile(f"{_WITH_BEGINNING}|{_BARE}|{_SPELT}", re.IGNORECASE)
# What stands behind a link in a sentence.
_BEHIND = ".,;:!?'’”)]}…"


def links(text: str) -> Iterator[Finding]:
    """Addresses of the web: "https://…", "www.…", "example.com/x", "hxxp://…", "example dot com"."""
    for match in _LINK.finditer(text):
        end = match.start() + len(match[0].rstrip(_BEHIND))
        if end > match.start():
            yield Finding(SignalKind.LINK, match.start(), end)
