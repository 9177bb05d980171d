"""The council's answers and its commitments as pages show them. One place, so that every page says the same."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.core import clock, dates, form_tokens
from app.core.direction import joined
from app.responses.models import DeliveryStatus, ProgressUpdate, Response, Verdict
from app.responses.queries.answers import Answer
from app.responses.standing import CommitmentState, Delivery

# What a record may say that is no verdict; it is shown as it is.
NO_VERDICT = ("noted", "unknown")


def status_words(status: str) -> str:
    """A delivery status in a word."""
    words = {
        DeliveryStatus.PLANNED: gettext("Planned"),
        DeliveryStatus.IN_PROGRESS: gettext("In progress"),
        DeliveryStatus.DELAYED: gettext("Delayed"),
        DeliveryStatus.DELIVERED: gettext("Delivered"),
        DeliveryStatus.STOPPED: gettext("Stopped"),
    }
    return str(words[DeliveryStatus(status)])


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


def delivery_words(delivery: Delivery) -> str:
    """How the delivery of a recommendation stands, with the figures: "In progress: 1 of 3 commitments delivered"."""
    if delivery.total < 2:
        return status_words(delivery.status)
    delivered = delivery.counts[DeliveryStatus.DELIVERED]
    words = ngettext(
        "%(status)s: %(delivered)s of %(num)d commitment delivered",
        "%(status)s: %(delivered)s of %(num)d commitments delivered",
        delivery.total,
        status=status_words(delivery.status),
        delivered=delivered,
    )
    return str(words)


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
    responsible = joined(", ", (response.responsible_role, response.responsible_body))
    if responsible and not response.is_compiled:
        facts.append({"term": gettext("Responsible"), "text": responsible})
    if response.sent_to:
        facts.append({"term": gettext("Sent on to"), "text": response.sent_to})
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
        "has_vanished": response.vanished_at is not None,
        "is_compiled": response.is_compiled,
        "is_unofficial": response.is_compiled and not response.is_official_source,
        "source_url": response.source_url,
    }


def update_words(update: ProgressUpdate) -> dict[str, Any]:
    """One progress update for the timeline."""
    text = update.text if not update.reason else f"{update.text} {update.reason}"
    return {
        "when": dates.partial(update.reported_on) or gettext("Date not known"),
        "status": status_words(update.status) if update.status else "",
        "text": text,
        "links": [{"text": update.evidence_title or gettext("Evidence"), "href": update.evidence_url}]
        if update.evidence_url
        else [],
        "by": update.reported_by,
        "is_unofficial": update.is_compiled and not update.is_official_source,
        "source_url": update.source_url,
        "date_note": update.date_note,
    }


def commitment_words(state: CommitmentState, number: int) -> dict[str, Any]:
    """One commitment for its component: the date that holds, the date it replaced, whether it is late."""
    commitment = state.commitment
    clocks = []
    led_by = gettext("Led by %(lead)s.", lead=commitment.lead) if commitment.lead else ""
    due = state.due_at
    if state.is_overdue and due is not None:
        days = dates.days_between(due, clock.now())
        fact = gettext("This was due on %(date)s.", date=dates.partial(state.due_on))
        text = ngettext("That was %(num)d day ago.", "That was %(num)d days ago.", days) if days else ""
        clocks.append({"kind": "overdue", "fact": fact, "text": text})
    return {
        "id": f"commitment-{commitment.id}",
        "number": number,
        "title": commitment.title,
        "lead": commitment.lead,
        "status": state.status.value,
        "status_text": status_words(state.status),
        "due": dates.partial(state.due_on),
        "was": dates.partial(state.was_due_on),
        "reason": state.delayed_by.reason if state.delayed_by else "",
        "reason_on": dates.partial(state.delayed_by.reported_on) if state.delayed_by else "",
        "text": " ".join(part for part in (commitment.detail, led_by) if part),
        "clocks": clocks,
        "updates": [update_words(update) for update in reversed(commitment.updates)],
    }


def commitments_summary(answer: Answer) -> str:
    """All commitments in a line: "3 commitments: 1 delivered, 1 in progress, 1 delayed"."""
    states = [state.status for state in answer.commitments]
    if not states:
        return ""
    counted = [
        f"{states.count(status)} {status_words(status).lower()}"
        for status in DeliveryStatus
        if status in states
    ]
    lead = ngettext("%(num)d commitment", "%(num)d commitments", len(states))
    return f"{lead}: {', '.join(counted)}"


def fingerprint(response: Response) -> str:
    """A digest of all the words of an answer, to tell whether they changed since somebody read them."""
    words = (
        response.verdict,
        response.reasons,
        response.not_taken_up,
        response.sent_to,
        response.responsible_body,
        response.responsible_role,
        response.decided_by,
        response.decided_on,
        response.decision_url,
        response.correction_reason,
    )
    return form_tokens.digest_of(word or "" for word in words)
