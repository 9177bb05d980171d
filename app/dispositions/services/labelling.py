"""What the coding list is told to do: give, take or move a theme, for the comments that are ticked or for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, func, select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.comments.models import Comment
from app.core.db import db
from app.core.errors import Refused
from app.dispositions.acts import Act
from app.dispositions.models import Theme
from app.dispositions.queries.answers_to_come import AnswersToCome, answers_to_come
from app.dispositions.queries.coding import Filters, narrowed
from app.dispositions.queries.themes import in_theme, live_themes, of_assembly, theme_of
from app.dispositions.services.theme_steps import move_where
from app.dispositions.services.themes import Step, create_theme, label_where, unlabel_where


@dataclass(frozen=True)
class Order:
    """What to do in a list: the act, and the theme, or the name of one that is still to be made."""

    assembly: Assembly
    filters: Filters
    act: Act
    theme: Theme | None
    name: str = ""

    @property
    def called(self) -> str:
        return self.theme.name if self.theme else self.name


@dataclass(frozen=True)
class Done:
    """What came of an order: how many comments changed, how many had nothing to change, and which got an answer.

    `stepped` is the theme in whose log the step stands, `theme` the one that was chosen.
    """

    theme: Theme
    stepped: Theme
    changed: int
    unchanged: int
    answers: AnswersToCome


@dataclass(frozen=True)
class Summary:
    """What an order would do to all that the filters leave: how many those are, how many would change, and which
    answers they would get by that."""

    matching: int
    changing: int
    answers: AnswersToCome

    @property
    def mark(self) -> str:
        """What the officer saw, to be sent back with the button."""
        return f"{self.matching}-{self.changing}-{self.answers.mark}"


def _changing(order: Order) -> ColumnElement[bool]:
    """Which comments an order changes: those that lack the theme, or have it; moved, all that are in the list."""
    if order.act is Act.ADD:
        return ~in_theme(order.theme.id) if order.theme else of_assembly(order.assembly)
    if order.act is Act.TAKE:
        return in_theme(order.theme.id if order.theme else 0)
    return in_theme(order.filters.theme_id or 0)


def summary_of(order: Order) -> Summary:
    """What the order would do now, to all that the filters leave; four queries at most."""
    wanted = narrowed(order.assembly, order.filters)
    matching, changing = db.session.execute(
        select(func.count(Comment.id), func.count(Comment.id).filter(_changing(order))).where(wanted)
    ).one()
    return Summary(matching, changing, _answers(order, order.theme, wanted))


def _answers(order: Order, theme: Theme | None, wanted: ColumnElement[bool]) -> AnswersToCome:
    """Which answers an order gives. What leaves a theme gets none by that, and a new theme has none."""
    if theme is None or order.act is Act.TAKE:
        return AnswersToCome()
    return answers_to_come(theme, wanted, order.filters.theme_id if order.act is Act.MOVE else None)


def named(assembly: Assembly, name: str) -> Theme | None:
    """The live theme of a name, however it is written."""
    wanted = name.casefold()
    return next((each for each in live_themes(assembly) if each.name.casefold() == wanted), None)


def carry_out(order: Order, by: Account, comment_ids: Sequence[int]) -> Done:
    """Do it to these comments; those that are not published in the assembly any more are left out.

    A theme of a new name is made first. Returns what came of it. Raises Refused where a theme was merged away, or
    comments would move to where they are.
    """
    return _do(
        order, by, and_(of_assembly(order.assembly), Comment.id.in_(comment_ids)), len(set(comment_ids))
    )


def carry_out_on_all(order: Order, by: Account, seen: str) -> Done:
    """Do it to all that the filters leave, if the figures are those that the officer saw (`Summary.mark`).

    Raises Refused as `carry_out` does, and where the figures are others by now.
    """
    one_at_a_time(order.assembly.id)
    summary = summary_of(order)
    if summary.mark != seen:
        raise Refused(
            gettext("The comments changed meanwhile. The figures below are the new ones: look at them again.")
        )
    return _do(order, by, narrowed(order.assembly, order.filters), summary.matching)


def _do(order: Order, by: Account, wanted: ColumnElement[bool], asked: int) -> Done:
    theme = order.theme or named(order.assembly, order.name) or create_theme(order.assembly, order.name, by)
    stepped = theme
    answers = _answers(order, theme, wanted)
    if order.act is Act.ADD:
        step = label_where(theme, wanted, by)
    elif order.act is Act.TAKE:
        step = unlabel_where(theme, wanted, by)
    else:
        step, stepped = _move(order, theme, wanted, by)
    return Done(theme, stepped, len(step), asked - len(step), answers)


def _move(order: Order, to: Theme, wanted: ColumnElement[bool], by: Account) -> tuple[Step, Theme]:
    theme = theme_of(order.assembly, order.filters.theme_id or 0)
    if theme is None:
        raise Refused(gettext("Choose first, above the list, the theme whose comments are to move."))
    return move_where(theme, to, wanted, by), theme
