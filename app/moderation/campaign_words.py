"""A campaign in words: which words differ, who sent it, and what can be done with all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from markupsafe import Markup, escape

from app.core.text import excerpt
from app.moderation.forms.campaigns import POSSIBLE
from app.moderation.likeness.differing import differing
from app.moderation.models import Action, PolicyParagraph
from app.moderation.policy import in_words
from app.moderation.queries.campaigns import Member

Words = dict[str, Any]
# So many other words of a text are told, each of so many characters; all of them stand in it.
_TOLD, _LONGEST = 6, 60


def marked(text: str, spans: Sequence[tuple[int, int]]) -> Markup:
    """A text, escaped, line ends kept, with the words marked that stand at these places."""
    parts, at = [], 0
    for start, end in spans:
        parts += [escape(text[at:start]), Markup('<mark class="differs">{}</mark>').format(text[start:end])]
        at = end
    return Markup("").join([*parts, escape(text[at:])]).replace("\n", Markup("<br>"))


def member_words(member: Member, text: str) -> Words:
    """One comment of a group: whose, when, what it says otherwise than the text that is read for all."""
    comment = member.comment
    others = [comment.body[start:end] for start, end in differing(comment.body, text)]
    return {
        "id": comment.id,
        "url": f"/moderation/comments/{comment.id}",
        "author": comment.author_name or str(gettext("No name given")),
        "at": comment.created_at,
        "waits": member.entry is not None,
        "others": [excerpt(words, _LONGEST) for words in others[:_TOLD]],
        "more": max(0, len(others) - _TOLD),
        "text": comment.body,
    }


def choices(chosen: str | None) -> list[Words]:
    """What can be done with all that say the same."""
    words = {
        Action.PUBLISH: str(gettext("Publish them")),
        Action.REJECT: str(gettext("Reject them")),
    }
    return [
        {"value": action.value, "text": words[action], "checked": action == chosen} for action in POSSIBLE
    ]


def reasons(paragraphs: Sequence[PolicyParagraph], chosen: str | None) -> list[Words]:
    """The policy's paragraphs, to choose one from."""
    said = [in_words(paragraph) for paragraph in paragraphs]
    return [
        {
            "value": each.code,
            "number": str(each.number),
            "title": each.title,
            "text": each.text,
            "checked": each.code == chosen,
        }
        for each in said
    ]
