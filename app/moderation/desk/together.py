"""Deciding on many at once, in words: what can be done with them, what it will do, and what it did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext, ngettext

from app.comments.models import Comment
from app.core import languages
from app.core.text import excerpt
from app.moderation.desk.choices import button_words, paragraph_name
from app.moderation.desk.names import author_of
from app.moderation.models import Action, PolicyParagraph

Words = dict[str, Any]
PLAIN = (Action.PUBLISH, Action.KEEP, Action.RESTORE)


def grouped_actions(paragraphs: Sequence[PolicyParagraph], chosen: str = "") -> list[Words]:
    """What can be done with many at once, for a list to choose from, in groups."""

    def option(value: str, text: str) -> Words:
        return {"value": value, "text": text, "selected": value == chosen}

    def for_each(action: Action) -> list[Words]:
        return [
            option(
                f"{action.value}:{paragraph.code}",
                f"{button_words(action)}: {paragraph_name(paragraph)}",
            )
            for paragraph in paragraphs
        ]

    return [
        {
            "label": str(gettext("They break no paragraph")),
            "options": [option(action.value, button_words(action)) for action in PLAIN],
        },
        {"label": str(gettext("They wait and break one")), "options": for_each(Action.REJECT)},
        {"label": str(gettext("They are published and break one")), "options": for_each(Action.HIDE)},
    ]


def actions_together(paragraphs: Sequence[PolicyParagraph]) -> list[tuple[str, str]]:
    """The same without groups: the value, and the words."""
    return [
        (option["value"], option["text"])
        for group in grouped_actions(paragraphs)
        for option in group["options"]
    ]


def do_words(action: Action, number: int) -> str:
    """What the one button says: it names what will happen, and to how many."""
    words = {
        Action.PUBLISH: ngettext("Publish %(num)d comment", "Publish %(num)d comments", number),
        Action.REJECT: ngettext("Reject %(num)d comment", "Reject %(num)d comments", number),
        Action.HIDE: ngettext("Hide %(num)d comment", "Hide %(num)d comments", number),
        Action.RESTORE: ngettext("Show %(num)d comment again", "Show %(num)d comments again", number),
        Action.KEEP: ngettext("Keep %(num)d comment published", "Keep %(num)d comments published", number),
    }
    return str(words[action])


def did_words(action: Action, number: int) -> str:
    """What was done with one press, as a heading says it."""
    words = {
        Action.PUBLISH: ngettext("%(num)d comment published", "%(num)d comments published", number),
        Action.REJECT: ngettext("%(num)d comment rejected", "%(num)d comments rejected", number),
        Action.HIDE: ngettext("%(num)d comment hidden", "%(num)d comments hidden", number),
        Action.RESTORE: ngettext("%(num)d comment shown again", "%(num)d comments shown again", number),
        Action.KEEP: ngettext("%(num)d comment kept published", "%(num)d comments kept published", number),
        Action.REDACT: ngettext(
            "Words taken out of %(num)d comment", "Words taken out of %(num)d comments", number
        ),
        Action.UNREDACT: ngettext(
            "Words put back in %(num)d comment", "Words put back in %(num)d comments", number
        ),
        Action.ESCALATE: ngettext(
            "A lead asked about %(num)d comment", "A lead asked about %(num)d comments", number
        ),
        Action.HAND_BACK: ngettext("%(num)d comment handed back", "%(num)d comments handed back", number),
        Action.UPHOLD: ngettext("%(num)d decision upheld", "%(num)d decisions upheld", number),
        Action.UNDO: ngettext("%(num)d decision undone", "%(num)d decisions undone", number),
    }
    return str(words[action])


def of_assemblies(comments: Iterable[Comment]) -> str:
    """Of which assemblies many comments are, and how many of each, as a sentence lists them."""
    names = Counter(comment.subject.assembly.name for comment in comments if comment.subject.assembly)
    counted = [
        str(gettext("%(name)s (%(number)d)", name=name, number=number))
        for name, number in names.most_common()
    ]
    return languages.listed(counted)


def which_words(comment: Comment, kept: str, why: str = "") -> Words:
    """One of many comments: whose it is, how it begins, what it is about, and why it stays as it is, if it does."""
    return {
        "url": f"/moderation/comments/{comment.id}{kept}",
        "author": author_of(comment),
        "text": excerpt(comment.body, 120),
        "place": comment.subject.title,
        "why": why,
    }
