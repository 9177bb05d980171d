"""What can be decided, in words: the buttons, the paragraphs of the policy beside them, and the ready notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext

from app.moderation.models import NEEDS_REASON, Action, PolicyParagraph
from app.moderation.words import ESCALATIONS

Words = dict[str, Any]
# Those that need nothing but a press. Taking words out, asking a lead and handing back have forms of their own.
AT_ONCE = (Action.PUBLISH, Action.KEEP, Action.RESTORE, Action.UNREDACT, Action.UPHOLD)
TAKES_AWAY = (Action.REJECT, Action.HIDE)
# The first of these has P. What was taken out comes back by a key of its own: whoever presses P to leave a comment as
# it is must not show again what nobody was to see.
_SHOWS = (Action.PUBLISH, Action.KEEP, Action.RESTORE)
# Single keys choose a paragraph: 1 to 9, and 0 for the tenth.
MOST_KEYS = 10


def _telling(silent: str, telling: str, tells_author: bool) -> str:
    return telling if tells_author else silent


def button_words(action: Action, tells_author: bool = False) -> str:
    """What a button says that does this, and whether it writes to the author."""
    words = {
        Action.PUBLISH: _telling(gettext("Publish"), gettext("Publish and tell the author"), tells_author),
        Action.REJECT: _telling(gettext("Reject"), gettext("Reject and tell the author"), tells_author),
        Action.HIDE: _telling(gettext("Hide"), gettext("Hide and tell the author"), tells_author),
        Action.RESTORE: _telling(
            gettext("Show again"), gettext("Show again and tell the author"), tells_author
        ),
        Action.KEEP: gettext("Keep published"),
        Action.REDACT: gettext("Take these out and publish"),
        Action.ESCALATE: gettext("Ask a lead"),
        Action.HAND_BACK: gettext("Hand it back"),
        Action.UPHOLD: gettext("Let the decision stand"),
        Action.UNREDACT: gettext("Put the words back"),
        Action.UNDO: gettext("Undo"),
    }
    return str(words[action])


def _effect(action: Action, has_reports: bool) -> str:
    """What a button does, as the line below it says."""
    kept = gettext("Breaks no paragraph of the policy.")
    words = {
        Action.PUBLISH: kept,
        Action.KEEP: gettext("%(kept)s The reports are settled.", kept=kept) if has_reports else kept,
        Action.RESTORE: gettext("Breaks no paragraph of the policy after all."),
        Action.UNREDACT: gettext("The author’s own words are shown again."),
        Action.UPHOLD: gettext("It was right. The author is told so."),
    }
    return str(words[action])


def at_once(possible: Iterable[Action], tells_author: bool, has_reports: bool) -> list[Words]:
    """The decisions that are one press, each with its key, if it has one."""
    found = [action for action in AT_ONCE if action in set(possible)]
    shows = next((action for action in found if action in _SHOWS), None)
    keys = {shows: "P", Action.UNREDACT: "B"}
    return [
        {
            "act": action.value,
            "text": button_words(action),
            "rest": button_words(action, tells_author).removeprefix(button_words(action)),
            "key": keys.get(action, ""),
            "note": _effect(action, has_reports),
        }
        for action in found
    ]


def taking_away(possible: Iterable[Action]) -> Action | None:
    """How this comment would be taken from readers: rejected, hidden, or not at all as it stands."""
    return next((action for action in TAKES_AWAY if action in set(possible)), None)


def paragraph_name(paragraph: PolicyParagraph) -> str:
    """A paragraph by number and title: "5. Advertising"."""
    return f"{paragraph.position}. {paragraph.title}"


def reason_buttons(action: Action, paragraphs: Sequence[PolicyParagraph]) -> list[Words]:
    """A button for each paragraph of the policy, which decides with that paragraph's ready note."""
    return [
        {
            "act": f"{action.value}:{paragraph.code}",
            "text": _reason_button(action, paragraph_name(paragraph)),
            "key": str((place + 1) % 10) if place < MOST_KEYS else "",
            "policy": paragraph.text,
            "note": paragraph.note,
        }
        for place, paragraph in enumerate(paragraphs)
    ]


def _reason_button(action: Action, paragraph: str) -> str:
    if action is Action.REJECT:
        return str(gettext("Reject: %(paragraph)s", paragraph=paragraph))
    return str(gettext("Hide: %(paragraph)s", paragraph=paragraph))


def reason_title(action: Action) -> str:
    """The heading over the paragraphs."""
    if action is Action.REJECT:
        return str(gettext("Reject: which paragraph does it break?"))
    return str(gettext("Hide: which paragraph does it break?"))


def with_own_note(possible: Iterable[Action], chosen: str | None, tells_author: bool) -> list[Words]:
    """The decisions to choose among where the moderator writes the note, each with what the button then says."""
    fitting = [action for action in possible if action in (*AT_ONCE, *TAKES_AWAY)]
    return [
        {
            "value": action.value,
            "text": button_words(action),
            "button": button_words(action, tells_author),
            "checked": chosen == action,
            "needs_reason": action in NEEDS_REASON,
        }
        for action in fitting
    ]


def reasons(paragraphs: Sequence[PolicyParagraph], chosen: str | None) -> list[Words]:
    """The paragraphs to choose among, each with its ready note in both languages for the script that fills it in."""
    return [
        {
            "value": paragraph.code,
            "number": str(paragraph.position),
            "title": paragraph.title,
            "text": f"{paragraph.complaint}.",
            "note": paragraph.note,
            "note_cy": paragraph.note_cy or "",
            "checked": chosen == paragraph.code,
        }
        for paragraph in paragraphs
    ]


def questions_for_a_lead() -> list[Words]:
    """Why a lead may be asked: what is urgent comes first."""
    return [
        {"act": f"{Action.ESCALATE.value}:{why.value}", "text": str(text)}
        for why, text in ESCALATIONS.items()
    ]
