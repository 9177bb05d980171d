"""What the council does and how it goes, as pages show it. One place, so that every page says the same."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.core import clock, dates
from app.responses.models import DeliveryStatus, ProgressUpdate
from app.responses.queries.answers import Answer
from app.responses.standing import CommitmentState, Delivery


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
