"""What a step of labelling does, and did, in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.dispositions.acts import Act
from app.dispositions.forms.dispositions import OUTCOMES
from app.dispositions.models import DispositionOutcome
from app.dispositions.queries.answers_to_come import AnswersToCome
from app.dispositions.services.labelling import Done, Order, Summary
from app.dispositions.services.themes import Step

Words = dict[str, Any]


def done_words(act: Act, done: Done) -> str:
    """What a step did, for the page that follows it."""
    words = {
        Act.ADD: ngettext(
            "%(num)s comment is now under “%(name)s”.",
            "%(num)s comments are now under “%(name)s”.",
            done.changed,
            name=done.theme.name,
        ),
        Act.TAKE: ngettext(
            "%(num)s comment is not under “%(name)s” any more.",
            "%(num)s comments are not under “%(name)s” any more.",
            done.changed,
            name=done.theme.name,
        ),
        Act.MOVE: ngettext(
            "%(num)s comment moved to “%(name)s”.",
            "%(num)s comments moved to “%(name)s”.",
            done.changed,
            name=done.theme.name,
        ),
    }[act]
    sentences = [words]
    if done.unchanged:
        sentences.append(
            ngettext(
                "For %(num)s there was nothing to change.",
                "For %(num)s there was nothing to change.",
                done.unchanged,
            )
        )
    if done.answers.is_answered and done.changed > done.answers.comments:
        sentences.append(_not_answered(done.changed - done.answers.comments))
    if done.answers.given:
        slip = gettext("Was it a slip? Undo the step before then.")
        sentences += [*_answered_words(done.answers), slip]
    return " ".join(sentences)


def _not_answered(comments: int) -> str:
    """That comments came under an answered theme without getting its answer, for the page had promised it."""
    return str(
        ngettext(
            "%(num)s comment did not get the theme's answer: it has another answer, or was written after the change,"
            " or is on another recommendation.",
            "%(num)s comments did not get the theme's answer: they have another answer, or were written after the"
            " change, or are on another recommendation.",
            comments,
        )
    )


def _answered_words(answers: AnswersToCome) -> list[str]:
    """Which answers a step gave, and that their authors hear of it."""
    if not answers.given:
        return []
    given = [
        ngettext(
            "%(num)s comment has an answer by that: “%(outcome)s”.",
            "%(num)s comments have an answer by that: “%(outcome)s”.",
            each.comments,
            outcome=OUTCOMES[DispositionOutcome(each.answer.outcome)],
        )
        for each in answers.given
    ]
    if answers.replies:
        given.append(
            ngettext(
                "%(num)s reply has the same answer.",
                "%(num)s replies have the same answer.",
                answers.replies,
            )
        )
    return [*given, gettext("We write to the authors in a few minutes.")]


def undone_words(step: Step) -> str:
    """What taking a step back did."""
    words = ngettext(
        "The step is taken back, for %(num)s comment.",
        "The step is taken back, for %(num)s comments.",
        len(step),
    )
    sentences = [words]
    if step.kept:
        sentences.append(
            ngettext(
                "%(num)s of them keeps the answer that came with it: its author may have read that already.",
                "%(num)s of them keep the answer that came with it: their authors may have read that already.",
                step.kept,
            )
        )
    return " ".join([*sentences, *_answered_words(step.answers)])


def order_words(order: Order, summary: Summary) -> Words:
    """What an order would do to all that the filters leave: heading, sentences, button."""
    heading = {
        Act.ADD: gettext("Put all comments of this list under “%(name)s”", name=order.called),
        Act.TAKE: gettext("Take all comments of this list out of “%(name)s”", name=order.called),
        Act.MOVE: gettext("Move all comments of this list to “%(name)s”", name=order.called),
    }[order.act]
    listed = ngettext(
        "There is %(num)s comment in the list.", "There are %(num)s comments in the list.", summary.matching
    )
    changes = ngettext("%(num)s of them changes.", "%(num)s of them change.", summary.changing)
    rest = summary.matching - summary.changing
    same = ngettext(
        "For %(num)s there is nothing to change.", "For %(num)s there is nothing to change.", rest
    )
    return {
        "heading": heading,
        "sentences": [listed, changes, same] if rest else [listed, changes],
        "is_new": order.theme is None,
        "button": _button(summary),
    }


def _button(summary: Summary) -> str:
    """A press that answers comments says so."""
    words = ngettext("Change %(num)s comment", "Change %(num)s comments", summary.changing)
    if not summary.answers.comments:
        return str(words)
    answers = ngettext("answer %(num)s", "answer %(num)s", summary.answers.comments)
    return str(gettext("%(change)s, %(answer)s", change=words, answer=answers))
