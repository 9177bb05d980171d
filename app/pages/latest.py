"""Answers across assemblies as lists show them: the verdict, the recommendation, who said so and when, the delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from app.core import dates
from app.core.text import excerpt
from app.pages.recommendation_lists import delivery_line
from app.responses.models import DeliveryStatus, Response
from app.responses.queries.commitments import Progress, progress_on
from app.responses.queries.latest import public_responses
from app.responses.wording.answers import ribbon

# How much of the council's reasons a list shows: their first paragraph, cut where it is long.
EXCERPT = 180

Words = dict[str, Any]


@dataclass(frozen=True)
class AnswersPage:
    """One page of the answers of all councils."""

    answers: Sequence[Words]
    after: str | None
    total: int


def answers_page(after: str | None) -> AnswersPage:
    """Read and arrange a page of the latest answers; six queries with that of the cache."""
    page = public_responses(after)
    ids = [each.id for response in page.items for each in response.recommendations]
    progress = progress_on(ids) if ids else {}
    return AnswersPage([answer_words(each, progress) for each in page.items], page.after, page.total)


def _title(response: Response) -> str:
    """What was answered: the recommendation's title, how many more with it, or the assembly as a whole."""
    named = response.recommendations
    if not named:
        return str(
            gettext("All the recommendations of %(assembly)s together", assembly=response.assembly.name)
        )
    if len(named) == 1:
        return named[0].title
    more = ngettext("and %(num)d more", "and %(num)d more", len(named) - 1)
    return f"{named[0].title}, {more}"


def _by(response: Response) -> str:
    who = response.assembly.organisation.name
    if response.decided_on:
        when = dates.partial(response.decided_on)
        return str(gettext("%(who)s · answered %(date)s", who=who, date=when))
    return str(gettext("%(who)s · date not known", who=who))


def _state(response: Response, progress: Mapping[int, Progress]) -> Words | None:
    """Where delivery stands, where the answer is about one recommendation alone."""
    if len(response.recommendations) != 1:
        return None
    known = progress.get(response.recommendations[0].id)
    delivery = known.delivery if known else None
    if known is None or delivery is None:
        return {"status": "unknown", "text": gettext("Delivery unknown")} if response.is_compiled else None
    if delivery.status is DeliveryStatus.DELAYED:
        late = next(each for each in known.commitments if each.status is DeliveryStatus.DELAYED)
        if late.was_due_on and late.due_on:
            was, now = dates.partial(late.was_due_on), dates.partial(late.due_on)
            text = gettext("Delayed: due %(was)s, now %(now)s", was=was, now=now)
            return {"status": "delayed", "text": text}
    return {
        "status": "overdue" if delivery.is_overdue else delivery.status.value,
        "text": delivery_line(delivery),
    }


def answer_words(response: Response, progress: Mapping[int, Progress]) -> Words:
    """One answer for the list component."""
    return {
        "verdict": ribbon(response),
        "title": _title(response),
        "url": f"{response.assembly.path}responses/#answer-{response.id}",
        "text": excerpt(response.reasons.strip().split("\n\n")[0], EXCERPT),
        "by": _by(response),
        "state": _state(response, progress),
        "unofficial": response.is_compiled and not response.is_official_source,
    }
