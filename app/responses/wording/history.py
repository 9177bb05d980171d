"""How the answer to a recommendation came about: each answer in its time, and whether the first was on time."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.core import dates
from app.responses.models import Response
from app.responses.queries.answers import Answer
from app.responses.standing import first_decision
from app.responses.wording.answers import response_words, ribbon, verdict_words

Words = dict[str, Any]


def answer_words(assembly: Assembly, answer: Answer) -> Words | None:
    """The answer that counts now, with what is known of its time; None where there is none."""
    if answer.response is None:
        return None
    words = response_words(answer.response)
    timing = _timing(assembly, answer)
    return words | {"facts": [*words["facts"], *([timing] if timing else [])]}


def _timing(assembly: Assembly, answer: Answer) -> Words | None:
    """When the answer was due, and whether the first decision kept to that. Nothing where no date was promised."""
    due = assembly.answer_due_at
    responses = [*answer.former, *([answer.response] if answer.response else [])]
    first = first_decision(responses)
    if due is None or assembly.is_compiled or first is None or first.published_at is None:
        return None
    when = dates.moment(due)
    if first.published_at <= due:
        text = gettext("%(when)s. On time", when=when)
    else:
        days = dates.days_between(due, first.published_at)
        late = ngettext("%(num)d day late", "%(num)d days late", days) if days else gettext("Hours late")
        text = gettext("%(when)s. %(late)s", when=when, late=late)
    return {"term": gettext("Answer was due"), "text": text}


def history_words(answer: Answer) -> list[Words]:
    """Every answer to a recommendation as a timeline, the newest first; nothing where there was only one."""
    responses = [*([answer.response] if answer.response else []), *answer.former]
    return [_step(response) for response in responses] if len(responses) > 1 else []


def _step(response: Response) -> Words:
    verdict = verdict_words(ribbon(response))
    published = dates.day(response.published_at) if response.published_at else ""
    when = dates.partial(response.decided_on) if response.is_compiled else published
    return {
        "when": when or gettext("Date not known"),
        "status": f"{verdict[:1].upper()}{verdict[1:]}",
        "text": _what_happened(response),
    }


def _what_happened(response: Response) -> str:
    if response.correction_reason:
        return str(gettext("Corrected: %(reason)s", reason=response.correction_reason))
    if response.change_reason:
        return str(gettext("Decided anew: %(reason)s", reason=response.change_reason))
    return ""
