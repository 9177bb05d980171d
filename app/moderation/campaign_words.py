"""A campaign in words: which words differ, who sent it, and what can be done with all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from markupsafe import Markup, escape

from app.comments.models import Comment, CommentState
from app.core.text import excerpt
from app.moderation.desk.choices import at_once, reason_buttons
from app.moderation.likeness.differing import differing, own_words
from app.moderation.models import Action, PolicyParagraph
from app.moderation.queries.campaigns import Member

Words = dict[str, Any]
# So many other words of a text are told, each of so many characters; all of them stand in it.
_TOLD, _LONGEST = 6, 60
# And so many of all that are on a page.
_GATHERED = 20


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
        "subject": comment.subject.title,
        "waits": member.entry is not None,
        "others": [excerpt(words, _LONGEST) for words in others[:_TOLD]],
        "more": max(0, len(others) - _TOLD),
        "text": comment.body,
    }


def only_some(members: Sequence[Member], text: str) -> Words:
    """The words that only some of these say beside the text that is read for all, what fewest say first: a word that
    one slipped in differs from the common text as little as a swapped one, and is to be seen all the same."""
    said = Counter(
        excerpt(member.comment.body[start:end], _LONGEST)
        for member in members
        for start, end in own_words(member.comment.body, text)
    )
    rarest = sorted(said, key=lambda words: (said[words], words))
    return {"words": rarest[:_GATHERED], "more": max(0, len(rarest) - _GATHERED)}


def choices(together: Sequence[Comment], paragraphs: Sequence[PolicyParagraph]) -> Words:
    """The buttons for those that say the same: for comments that wait where most of them do, else for those on show."""
    waiting = 2 * sum(comment.state == CommentState.AWAITING_MODERATION for comment in together) >= len(
        together
    )
    shows, takes = (Action.PUBLISH, Action.REJECT) if waiting else (Action.KEEP, Action.HIDE)
    return {
        "choices": at_once((shows,), tells_author=False, has_reports=False),
        "reason_title": gettext("Reject: which paragraph do they break?")
        if waiting
        else gettext("Hide: which paragraph do they break?"),
        "reasons": reason_buttons(takes, paragraphs),
    }
