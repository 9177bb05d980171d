"""What the comments under a theme say, in the analysts' words, and the comments that show it."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.comments.models import Comment
from app.core import audit, clock, form_tokens, revisions
from app.core.db import db
from app.core.errors import Refused
from app.dispositions.models import Theme, ThemeExample
from app.dispositions.queries.themes import in_theme, of_assembly
from app.dispositions.services.themes import refuse_merged

# A page of examples is read; a second page of them is the list of comments.
MOST_EXAMPLES = 6


def summary_mark(theme: Theme) -> str:
    """What an officer has before their eyes: the summary."""
    return form_tokens.digest_of((theme.summary or "",))


def sum_up(theme: Theme, summary: str | None, by: Account, seen: str) -> None:
    """Say for everybody what the comments under a theme say; nothing takes the summary away.

    Takes the theme, the text, the account that does it and the mark (`summary_mark`) of what that person saw. Raises
    Refused where somebody else wrote meanwhile, or the theme was merged away.
    """
    one_at_a_time(theme.assembly_id)
    refuse_merged(theme)
    if (theme.summary or "") == (summary or ""):
        return
    if summary_mark(theme) != seen:
        raise Refused(
            gettext("Somebody changed this summary meanwhile. Theirs stands on the page; yours is below.")
        )
    theme.summary = summary or None
    theme.summarised_at = clock.now() if summary else None
    theme.summarised_by_id = by.id if summary else None
    audit.record("summed up", theme, actor_id=by.id)
    revisions.touch(theme.assembly.slug)


def add_example(theme: Theme, comment_id: int, by: Account) -> None:
    """Let a published comment of the theme show what it is about, the last in order.

    Twice does no harm. Raises Refused where the comment is not published under this theme any more, or where there are
    enough examples.
    """
    one_at_a_time(theme.assembly_id)
    refuse_merged(theme)
    db.session.refresh(theme, ["examples"])
    if any(example.comment_id == comment_id for example in theme.examples):
        return
    here = select(Comment.id).where(Comment.id == comment_id, of_assembly(theme.assembly), in_theme(theme.id))
    if db.session.scalar(here) is None:
        raise Refused(gettext("This comment is not published under this theme any more."))
    if len(theme.examples) >= MOST_EXAMPLES:
        raise Refused(
            gettext("There are %(most)s examples already. Take one away first.", most=MOST_EXAMPLES)
        )
    last = max((example.position for example in theme.examples), default=0)
    theme.examples.append(ThemeExample(comment_id=comment_id, position=last + 1))
    audit.record("example added", theme, actor_id=by.id, comment=comment_id)
    revisions.touch(theme.assembly.slug)


def take_example(theme: Theme, comment_id: int, by: Account) -> None:
    """Take an example away; the comment stays under the theme. Twice does no harm."""
    one_at_a_time(theme.assembly_id)
    db.session.refresh(theme, ["examples"])
    for example in list(theme.examples):
        if example.comment_id == comment_id:
            theme.examples.remove(example)
            audit.record("example taken away", theme, actor_id=by.id, comment=comment_id)
            revisions.touch(theme.assembly.slug)


def move_example(theme: Theme, comment_id: int, steps: int, by: Account) -> None:
    """Move an example up (-1) or down (1). At the end it stays, and what is no example any more is nothing to move."""
    one_at_a_time(theme.assembly_id)
    db.session.refresh(theme, ["examples"])
    order = list(theme.examples)
    at = next((n for n, example in enumerate(order) if example.comment_id == comment_id), None)
    if at is None:
        return
    order.insert(max(0, min(len(order) - 1, at + steps)), order.pop(at))
    for position, example in enumerate(order, 1):
        example.position = position
    audit.record("example moved", theme, actor_id=by.id, comment=comment_id)
    revisions.touch(theme.assembly.slug)
