"""The list of reasons that members and followers gave for what they find of one answer or commitment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.assemblies.models import Assembly
from app.comments.models import CommentState
from app.core import dates
from app.moderation.models import ModerationDecision
from app.moderation.queries import hiding_decisions
from app.pages.beside import SaidBeside
from app.pages.threads import taken_away, trace_of
from app.pages.wording import name_of, sentence_case
from app.responses.models import Commitment, Response
from app.responses.queries.counter_checks import (
    Statement,
    counter_checks_of,
    statements_about,
    statements_path,
    thing_of,
)
from app.responses.services.counter_checks import counts_now
from app.responses.wording.answers import ribbon, verdict_words
from app.responses.wording.counter_checks import finding_words, question_about, side_words

Words = dict[str, Any]


@dataclass(frozen=True)
class StatementsPage:
    """Everything the template needs."""

    question: str
    # What tells this page from all others, for its title.
    of_what: str
    # The answer or the commitment in a line, and where it stands in full.
    council_says: str
    back_url: str
    recommendation_name: str
    recommendation_title: str
    is_former: bool
    beside: Words | None
    statements: Sequence[Words]
    total: int
    first_url: str
    more_url: str


def statements_page(assembly: Assembly, about: Response | Commitment, after: str | None) -> StatementsPage:
    """Read and arrange a page of the list; at most six queries beside those that found what it is about."""
    thing = thing_of(about)
    checks = counter_checks_of(assembly, [thing])
    page = statements_about(thing, checks.statements_on(thing).number, after)
    here = statements_path(assembly, thing)
    is_former = isinstance(about, Response) and not counts_now(about)
    recommendation = about.recommendations[0] if isinstance(about, Response) else about.recommendation
    return StatementsPage(
        question=question_about(about),
        of_what=_of_what(about, recommendation.subject.title),
        council_says=_council_says(about),
        back_url=f"{assembly.path}responses/#item-{recommendation.reference}",
        recommendation_name=name_of(recommendation),
        recommendation_title=recommendation.subject.title,
        is_former=is_former,
        beside=SaidBeside(assembly, checks).figures(about, is_former),
        statements=_shown(page.items, about),
        total=page.total,
        first_url=here if after else "",
        more_url=f"{here}?after={page.after}" if page.after else "",
    )


def _council_says(about: Response | Commitment) -> str:
    if isinstance(about, Response):
        return sentence_case(verdict_words(ribbon(about)))
    return about.title


def _of_what(about: Response | Commitment, title: str) -> str:
    """An answer by its recommendation and its day, for there may be several one after another; a promise by itself."""
    if isinstance(about, Response) and about.published_at is not None:
        when = dates.day(about.published_at)
        return str(gettext("%(title)s, answer of %(date)s", title=title, date=when))
    return f"{title}: {about.title}" if isinstance(about, Commitment) else title


def _shown(statements: Sequence[Statement], about: Response | Commitment) -> list[Words]:
    reasons = [each.check.comment for each in statements if each.check.comment is not None]
    decisions = hiding_decisions(taken_away(reasons))
    return [_one(each, about, decisions) for each in statements]


def _one(
    statement: Statement, about: Response | Commitment, decisions: Mapping[int, ModerationDecision]
) -> Words:
    """One reason with whose it is and what they find; of what was taken down only the trace, and no finding."""
    check, comment = statement.check, statement.check.comment
    assert comment is not None, "only what has a reason is a statement"
    words: Words = {"id": f"statement-{check.id}", "by": side_words(check.by.side)}
    if comment.state != CommentState.PUBLISHED:
        return words | trace_of(comment, decisions)
    return words | {
        "hidden": None,
        "withdrawn": None,
        "finding": finding_words(check.finding, about),
        "body": comment.body,
        "when": dates.day(check.made_at),
        "is_former": statement.is_former,
        "report_url": f"/comments/{comment.id}/report",
    }
