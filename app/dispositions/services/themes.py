"""What analysts do with themes: make, name and order them, and say which comments belong to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext
from sqlalchemy import ColumnElement, delete, func, insert, select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.comments.models import Comment
from app.core import audit, clock, form_tokens, revisions
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.dispositions.models import CommentTheme, Theme, ThemeExample
from app.dispositions.queries.answers_to_come import AnswersToCome
from app.dispositions.queries.removing import needs_of
from app.dispositions.queries.themes import in_theme, live_themes, of_assembly
from app.dispositions.services.kept_answers import keep_answers
from app.dispositions.services.settling import settle_labelled
from app.dispositions.services.telling import tell_soon

# How many values go into one statement: no database takes any number of them.
AT_ONCE = 500
MOST_THEMES = 200


@dataclass(frozen=True)
class Step:
    """What one step of labelling did: the comments that it changed, how many keep the answer of a theme that they left,
    and, where a step was taken back, which answers it gave."""

    comment_ids: Sequence[int]
    kept: int = 0
    answers: AnswersToCome = field(default_factory=AnswersToCome)

    def __len__(self) -> int:
        return len(self.comment_ids)


def _parts(comment_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (comment_ids[start : start + AT_ONCE] for start in range(0, len(comment_ids), AT_ONCE))


def refuse_taken_name(assembly: Assembly, name: str, but: Theme | None = None, field: str = "name") -> None:
    """Two themes of the same name would be taken for one. Raises WrongField."""
    for each in live_themes(assembly):
        if each is not but and each.name.casefold() == name.casefold():
            raise WrongField(field, gettext("There is a theme “%(name)s” already.", name=each.name))


def create_theme(assembly: Assembly, name: str, by: Account, description: str | None = None) -> Theme:
    """Make a theme, the last in order, without comments yet.

    Takes the assembly, the name, the account that does it, and for the analysts what belongs under it. Returns it.
    Raises WrongField where a live theme of the assembly has that name, and Refused where there are too many.
    """
    one_at_a_time(assembly.id)
    refuse_taken_name(assembly, name)
    if len(live_themes(assembly)) >= MOST_THEMES:
        raise Refused(
            gettext("There are %(most)s themes already. Merge some of them first.", most=MOST_THEMES)
        )
    last = db.session.scalar(select(func.max(Theme.position)).where(Theme.assembly_id == assembly.id))
    theme = Theme(
        id=audit.unused_id(Theme),
        assembly=assembly,
        name=name,
        description=description or None,
        position=(last or 0) + 1,
        created_at=clock.now(),
        created_by_id=by.id,
    )
    db.session.add(theme)
    audit.record("created", theme, actor_id=by.id)
    return theme


def words_mark(theme: Theme) -> str:
    """What an officer has before their eyes: the name and the description of a theme."""
    return form_tokens.digest_of((theme.name, theme.description or ""))


def describe_theme(theme: Theme, name: str, description: str | None, by: Account, seen: str) -> None:
    """Rename a theme, or say anew what belongs under it. It keeps its comments and its address.

    Takes the theme, the words, the account that does it and the mark (`words_mark`) of what that person saw. Raises
    WrongField where a live theme has that name, Refused where somebody else changed the words meanwhile or the theme
    was merged away.
    """
    one_at_a_time(theme.assembly_id)
    refuse_merged(theme)
    if (theme.name, theme.description or None) == (name, description or None):
        return
    if words_mark(theme) != seen:
        raise Refused(
            gettext(
                "Somebody changed this theme meanwhile. It is called “%(name)s” now. Your words are below.",
                name=theme.name,
            )
        )
    refuse_taken_name(theme.assembly, name, but=theme)
    theme.name, theme.description = name, description or None
    audit.record("described", theme, actor_id=by.id)
    revisions.touch(theme.assembly.slug)


def remove_theme(theme: Theme, by: Account) -> None:
    """Remove a theme that was made by mistake: nothing needs it, and nobody but officers has seen what it says now.

    Its row in the log stays. Raises Refused where something needs it (`needs_of`) or it was merged away.
    """
    one_at_a_time(theme.assembly_id)
    refuse_merged(theme)
    if needs_of(theme):
        raise Refused(gettext("This theme is needed. What for, the list below says."))
    audit.record("removed", theme, actor_id=by.id)
    db.session.delete(theme)
    db.session.flush()


def move_theme(theme: Theme, steps: int, by: Account) -> None:
    """Move a theme up (-1) or down (1) in the order in which readers see them too. At the end it stays."""
    one_at_a_time(theme.assembly_id)
    refuse_merged(theme)
    order = list(live_themes(theme.assembly))
    at = order.index(theme)
    order.insert(max(0, min(len(order) - 1, at + steps)), order.pop(at))
    for position, each in enumerate(order, 1):
        each.position = position
    audit.record("moved", theme, actor_id=by.id, position=theme.position)
    revisions.touch(theme.assembly.slug)


def read_anew(theme: Theme) -> None:
    """Read a theme again, now that nobody else works on its assembly's. Raises Refused where it was removed."""
    if db.session.scalar(select(Theme.id).where(Theme.id == theme.id)) is None:
        raise Refused(gettext("The theme “%(name)s” was removed meanwhile.", name=theme.name))
    db.session.refresh(theme)


def refuse_merged(theme: Theme) -> None:
    """A theme that was merged away, or removed, takes no more comments. Raises Refused."""
    read_anew(theme)
    if theme.merged_into_id is not None:
        raise Refused(gettext("The theme “%(name)s” was merged into another one meanwhile.", name=theme.name))


def label_where(theme: Theme, wanted: ColumnElement[bool], by: Account) -> Step:
    """Put published comments of the assembly under a theme.

    Takes the theme, the condition on `Comment` that says which, and the account that does it. Those that have the
    theme already are left as they are. Returns what changed. Raises Refused where the theme was merged away.
    """
    one_at_a_time(theme.assembly_id)
    refuse_merged(theme)
    ids = db.session.scalars(
        select(Comment.id)
        .where(of_assembly(theme.assembly), wanted, ~in_theme(theme.id))
        .order_by(Comment.id)
    ).all()
    put_under(theme, ids, by)
    return Step(ids)


def put_under(theme: Theme, comment_ids: Sequence[int], by: Account, **detail: object) -> None:
    """Write labels for comments that have none of this theme yet, and log them."""
    if not comment_ids:
        return
    moment = clock.now()
    db.session.execute(
        insert(CommentTheme),
        [
            {"comment_id": each, "theme_id": theme.id, "labelled_at": moment, "labelled_by_id": by.id}
            for each in comment_ids
        ],
    )
    audit.record("labelled", theme, actor_id=by.id, comments=list(comment_ids), **detail)
    # If the theme has an answer, it is theirs too from now on.
    for some in _parts(comment_ids):
        settle_labelled(theme, some)
    tell_soon(theme.assembly_id, moment)
    revisions.touch(theme.assembly.slug)


def unlabel_where(theme: Theme, wanted: ColumnElement[bool], by: Account, keeps: bool = True) -> Step:
    """Take comments out of a theme; an answer that they had through it stays with them.

    Takes the theme, the condition on `Comment` that says which, the account that does it, and whether answers are
    kept (not where a slip is undone). Returns what changed.
    """
    one_at_a_time(theme.assembly_id)
    ids = db.session.scalars(select(Comment.id).where(in_theme(theme.id), wanted).order_by(Comment.id)).all()
    return Step(ids, take_out(theme, ids, by, keeps))


def take_out(
    theme: Theme, comment_ids: Sequence[int], by: Account, keeps: bool = True, **detail: object
) -> int:
    """Delete labels of a theme, keep the answers of the comments that leave, and log it. Returns how many keep one."""
    if not comment_ids:
        return 0
    kept = 0
    for some in _parts(comment_ids):
        if keeps:
            kept += keep_answers(theme, Comment.id.in_(some))
        db.session.execute(
            delete(CommentTheme).where(CommentTheme.theme_id == theme.id, CommentTheme.comment_id.in_(some))
        )
        db.session.execute(
            delete(ThemeExample).where(ThemeExample.theme_id == theme.id, ThemeExample.comment_id.in_(some))
        )
        settle_labelled(theme, some)
    audit.record("unlabelled", theme, actor_id=by.id, comments=list(comment_ids), **detail)
    revisions.touch(theme.assembly.slug)
    return kept


def label_comments(theme: Theme, comment_ids: Sequence[int], by: Account) -> Step:
    """Put these comments under a theme. As `label_where`; what is no published comment of the assembly is left out."""
    steps = [label_where(theme, Comment.id.in_(some), by) for some in _parts(comment_ids)]
    return Step([each for step in steps for each in step.comment_ids])


def unlabel_comments(theme: Theme, comment_ids: Sequence[int], by: Account, keeps: bool = True) -> Step:
    """Take these comments out of a theme. As `unlabel_where`."""
    steps = [unlabel_where(theme, Comment.id.in_(some), by, keeps) for some in _parts(comment_ids)]
    return Step([each for step in steps for each in step.comment_ids], sum(step.kept for step in steps))
