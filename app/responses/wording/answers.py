"""The council's answers as pages show them. One place, so that every page says the same."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.core import dates, form_tokens
from app.core.direction import joined
from app.responses.models import Response, Verdict

# What a record may say that is no verdict; it is shown as it is.
NO_VERDICT = ("noted", "unknown")


def verdict_words(word: str) -> str:
    """A verdict, or the word of a record that is none."""
    words = {
        Verdict.ACCEPTED.value: gettext("accepted"),
        Verdict.ACCEPTED_IN_PART.value: gettext("accepted in part"),
        Verdict.NOT_ACCEPTED.value: gettext("not accepted"),
        Verdict.UNDER_CONSIDERATION.value: gettext("under consideration"),
        Verdict.NOT_OURS.value: gettext("not ours to decide"),
        "noted": gettext("noted, without a verdict"),
    }
    return str(words.get(word, gettext("unknown")))


def ribbon(response: Response) -> str:
    """Which ribbon an answer wears: its verdict, else the word that its record uses."""
    return response.verdict or (response.recorded_as if response.recorded_as in NO_VERDICT else "unknown")


def decided_words(response: Response) -> str:
    """Who decided, and when as precisely as it is known."""
    parts = [response.decided_by or response.responsible_body or "", dates.partial(response.decided_on)]
    return joined(", ", parts)


def response_words(response: Response) -> dict[str, Any]:
    """One answer for `pages/_answer.html`: the ribbon, the reasons and the facts around them, as finished words."""
    facts = []
    if decided_words(response):
        facts.append({"term": gettext("Decided by"), "text": decided_words(response)})
    if response.decision_minute:
        facts.append({"term": gettext("In the minutes"), "text": response.decision_minute})
    responsible = joined(", ", (response.responsible_role, response.responsible_body))
    if responsible and not response.is_compiled:
        facts.append({"term": gettext("Responsible"), "text": responsible})
    if response.sent_to:
        facts.append({"term": gettext("Sent on to"), "text": response.sent_to})
    if response.money:
        facts.append({"term": gettext("Money"), "text": response.money})
    if response.timescale:
        facts.append({"term": gettext("When"), "text": response.timescale})
    if not response.is_compiled and response.published_at is not None:
        facts.append({"term": gettext("Answer published"), "text": dates.day(response.published_at)})
        facts.append({"term": gettext("Written and published by"), "text": gettext("two different officers")})
    recorded = response.recorded_as if response.is_compiled and not response.verdict else None
    # The first paragraph says what the council will do, the others why.
    lead, _, reasons = response.reasons.strip().partition("\n\n")
    return {
        "ribbon": ribbon(response),
        "recorded_as": recorded.replace("_", " ") if recorded else "",
        "lead": lead,
        "reasons": reasons,
        "not_taken_up": response.not_taken_up,
        "facts": facts,
        "decision_url": response.decision_url,
        "date_note": response.date_note,
        "correction_reason": response.correction_reason,
        "change_reason": response.change_reason,
        "has_vanished": response.vanished_at is not None,
        "is_compiled": response.is_compiled,
        "is_unofficial": response.is_compiled and not response.is_official_source,
        "source_url": response.source_url,
    }


# All that an answer says, by the names of its columns.
SAID = (
    "verdict",
    "reasons",
    "not_taken_up",
    "sent_to",
    "responsible_body",
    "responsible_role",
    "decided_by",
    "decided_on",
    "decision_minute",
    "decision_url",
    "money",
    "timescale",
    "correction_reason",
    "change_reason",
)


def words_of(response: Response) -> dict[str, str]:
    """All that an answer says, by name; what it leaves out is an empty text."""
    return {name: getattr(response, name) or "" for name in SAID}


def fingerprint(response: Response) -> str:
    """A digest of all the words of an answer, to tell whether they changed since somebody read them."""
    return form_tokens.digest_of(words_of(response).values())
