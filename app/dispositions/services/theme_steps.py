"""Larger steps with themes: merge two, move comments from one to another, and take the last step back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext
from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.orm import aliased

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.comments.models import Comment
from app.comments.queries import COUNTED
from app.core import audit, clock, form_tokens, revisions
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.errors import Refused
from app.core.gathering import untold_since
from app.dispositions.models import CommentTheme, Theme, ThemeExample
from app.dispositions.queries.answers_to_come import AnswersToCome, answers_to_come
from app.dispositions.queries.themes import in_theme, theme_of
from app.dispositions.services.kept_answers import keep_answers
from app.dispositions.services.themes import (
    Step,
    label_comments,
    put_under,
    read_anew,
    refuse_merged,
    take_out,
    unlabel_comments,
)

# A step that was taken longer ago is work that others may rest on by now.
UNDO_WITHIN = timedelta(hours=12)


@dataclass(frozen=True)
class Merge:
    """What merging a theme into another will do, in published comments: how many move, how many have both, and which
    answers of the other theme they get by that.

    `words` tells the summary and the examples apart that readers do not see any more afterwards.
    """

    moving: int
    both: int
    after: int
    examples: int
    words: str
    answers: AnswersToCome

    @property
    def mark(self) -> str:
        """What the officer saw, to be sent back with the button."""
        return f"{self.moving}-{self.both}-{self.after}-{self.words}-{self.answers.mark}"


def merge_summary(theme: Theme, into: Theme) -> Merge:
    """What merging `theme` into `into` would do now."""
    other = aliased(CommentTheme)
    both = select(other.id).where(other.comment_id == Comment.id, other.theme_id == into.id)
    moving, with_both = db.session.execute(
        select(func.count(), func.count().filter(both.correlate(Comment).exists()))
        .select_from(CommentTheme)
        .join(Comment, Comment.id == CommentTheme.comment_id)
        .where(CommentTheme.theme_id == theme.id, COUNTED)
    ).one()
    there = db.session.scalar(
        select(func.count())
        .select_from(CommentTheme)
        .join(Comment, Comment.id == CommentTheme.comment_id)
        .where(CommentTheme.theme_id == into.id, COUNTED)
    )
    examples = db.session.scalars(
        select(ThemeExample.comment_id)
        .where(ThemeExample.theme_id == theme.id)
        .order_by(ThemeExample.position, ThemeExample.id)
    ).all()
    words = form_tokens.digest_of((theme.summary or "", *map(str, examples)))
    answers = answers_to_come(into, in_theme(theme.id), leaving_id=theme.id)
    return Merge(moving, with_both, (there or 0) + moving - with_both, len(examples), words, answers)


def merge_themes(theme: Theme, into: Theme, by: Account, seen: str) -> None:
    """Put all comments of a theme under another one, and let its address lead there.

    Takes the theme that goes, the one that stays, the account that does it, and the mark (`Merge.mark`) of what that
    person saw. The merged theme keeps its row, its words and its answers; comments keep the answers that they had
    through it. Doing it twice does it once. Raises Refused where either was merged elsewhere, where they are the same,
    or where the figures, the summary or the examples are others by now.
    """
    one_at_a_time(theme.assembly_id)
    read_anew(theme)
    if theme.merged_into_id == into.id:
        return
    refuse_merged(theme)
    refuse_merged(into)
    if theme.id == into.id or theme.assembly_id != into.assembly_id:
        raise Refused(gettext("Choose another theme to merge into."))
    if merge_summary(theme, into).mark != seen:
        raise Refused(
            gettext(
                "Somebody changed the comments, the summary or the examples meanwhile. Look again at what will"
                " happen: below it stands as it is now."
            )
        )
    _move(theme, into, true(), by)
    # What was merged earlier into this one is found in one step, however often themes are merged.
    db.session.execute(update(Theme).where(Theme.merged_into_id == theme.id).values(merged_into_id=into.id))
    theme.merged_into_id = into.id
    audit.record("merged", theme, actor_id=by.id, into=into.id)
    revisions.touch(theme.assembly.slug)


def _move(theme: Theme, to: Theme, wanted: ColumnElement[bool], by: Account) -> Step:
    """Move labels, hidden comments' too, so that whoever comes back stands where the others are."""
    ids = db.session.scalars(select(Comment.id).where(in_theme(theme.id), wanted).order_by(Comment.id)).all()
    added = db.session.scalars(
        select(Comment.id).where(in_theme(theme.id), wanted, ~in_theme(to.id)).order_by(Comment.id)
    ).all()
    # First, for the theme that they come to may have been answered too, and later.
    keep_answers(theme, wanted)
    put_under(to, added, by, moved_from=theme.id)
    take_out(theme, ids, by, keeps=False, moved_to=to.id, added=list(added))
    return Step(ids)


def move_where(theme: Theme, to: Theme, wanted: ColumnElement[bool], by: Account) -> Step:
    """Move comments from a theme to another, as when one theme turns out to be two.

    Takes both themes, the condition on `Comment` that says which, and the account that does it. Answers stay with the
    comments. Returns what moved. Raises Refused where a theme was merged away or both are the same.
    """
    one_at_a_time(theme.assembly_id)
    refuse_merged(theme)
    refuse_merged(to)
    if theme.id == to.id or theme.assembly_id != to.assembly_id:
        raise Refused(gettext("Choose another theme to move the comments to."))
    return _move(theme, to, wanted, by)


def last_step(assembly: Assembly, by: Account, entry_id: int | None) -> AuditEntry | None:
    """A step of labelling that this person may still take back; None if it is no such thing."""
    entry = db.session.get(AuditEntry, entry_id) if entry_id is not None else None
    if (
        entry is None
        or entry.kind != Theme.__tablename__
        or entry.action not in ("labelled", "unlabelled")
        or entry.actor_id != by.id
        or entry.happened_at < clock.now() - UNDO_WITHIN
    ):
        return None
    theme = theme_of(assembly, entry.thing_id or 0)
    return entry if theme is not None and theme.merged_into_id is None else None


def step_of(theme: Theme, by: Account) -> int | None:
    """The number of this person's last step with a theme, for `last_step`."""
    return db.session.scalar(
        select(func.max(AuditEntry.id)).where(
            AuditEntry.kind == Theme.__tablename__,
            AuditEntry.thing_id == theme.id,
            AuditEntry.actor_id == by.id,
            AuditEntry.action.in_(("labelled", "unlabelled")),
        )
    )


def undo_step(assembly: Assembly, entry: AuditEntry, by: Account) -> Step:
    """Take a step of labelling back: what got a theme loses it, what lost one has it again.

    Takes the assembly, a step from `last_step`, and the account. An answer that came with a theme goes with it for as
    long as no author can have been written to about it; after that it stays, as when the theme is taken away. Returns
    what changed. Raises Refused where a theme was merged away.
    """
    theme = theme_of(assembly, entry.thing_id or 0)
    if theme is None:
        raise Refused(gettext("This step cannot be taken back any more."))
    ids = entry.detail.get("comments", [])
    if entry.action == "labelled":
        return _take_back(theme, ids, by)
    # The theme may have been answered anew since they left it.
    answers = answers_to_come(theme, Comment.id.in_(ids))
    step = label_comments(theme, ids, by)
    to = theme_of(assembly, entry.detail.get("moved_to", 0))
    kept = _take_back(to, entry.detail.get("added", []), by).kept if to is not None else 0
    return Step(step.comment_ids, kept, answers)


def _take_back(theme: Theme, comment_ids: Sequence[int], by: Account) -> Step:
    """Take labels away again. What authors may have been told already is not untold: those comments keep the answer."""
    fresh = set(
        db.session.scalars(
            select(CommentTheme.comment_id).where(
                CommentTheme.theme_id == theme.id, CommentTheme.labelled_at >= untold_since()
            )
        )
    )
    slips = unlabel_comments(theme, [each for each in comment_ids if each in fresh], by, keeps=False)
    told = unlabel_comments(theme, [each for each in comment_ids if each not in fresh], by)
    return Step([*slips.comment_ids, *told.comment_ids], told.kept)
