"""Whether a moderator reads a comment before readers see it, in words for those who choose. Plain rules."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.assemblies.models import Assembly, ModerationMode
from app.core import form_tokens

# How many comments a moderator must have published before their author counts as known, where nobody says.
USUAL_KNOWN_AFTER = 3
MOST_KNOWN_AFTER = 100

MODE_NAMES = {
    ModerationMode.BEFORE: lazy_gettext("Before it is shown"),
    ModerationMode.AFTER: lazy_gettext("After it is shown"),
    ModerationMode.AFTER_FOR_KNOWN: lazy_gettext("After it is shown, for authors we know"),
}
MODE_HINTS = {
    ModerationMode.BEFORE: lazy_gettext(
        "Nobody sees a comment that no moderator has read. The safest way. Authors wait until a moderator is at work."
    ),
    ModerationMode.AFTER: lazy_gettext(
        "A comment is on show as soon as its author has confirmed it, and waits in the queue to be read. Talk goes"
        " faster, and readers can meet words that break the policy. Moderators must be at work every day."
    ),
    ModerationMode.AFTER_FOR_KNOWN: lazy_gettext(
        "As above for authors of whom moderators have published enough comments from the same confirmed address. All"
        " others wait to be read first."
    ),
}


def mode_mark(assembly: Assembly) -> str:
    """What is chosen, as a short mark: two people who saw the same hold the same mark."""
    return form_tokens.digest_of((assembly.moderation_mode, str(assembly.known_after)))
