"""What the council does and how it goes, as pages show it. One place, so that every page says the same."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.core import dates, form_tokens
from app.core.direction import joined
from app.evidence.wording import size_words, what_file
from app.responses.models import Commitment, CommitmentCorrection, DeliveryStatus, Milestone, ProgressUpdate
from app.responses.queries.answers import Answer
from app.responses.standing import CommitmentState, Course, Delivery, MilestoneState, Told
from app.responses.wording.due import next_report_line, notices

Words = dict[str, Any]


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


def status_explained(status: str) -> str:
    """What a status means for a resident, where the word alone may leave them guessing; empty where it does not."""
    words = {
        DeliveryStatus.PLANNED: gettext("not begun yet"),
        DeliveryStatus.IN_PROGRESS: gettext("begun, and not done yet"),
        DeliveryStatus.DELAYED: gettext("it takes longer than promised"),
        DeliveryStatus.STOPPED: gettext("it will not be done"),
    }
    return str(words.get(DeliveryStatus(status), ""))


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


# ---- Reports ----


def update_words(update: ProgressUpdate, assembly: Assembly | None = None) -> Words:
    """One progress update for the timeline. Its file needs the assembly, below whose pages it lies."""
    text = update.text if not update.reason else f"{update.text} {update.reason}"
    return {
        "when": dates.partial(update.reported_on) or gettext("Date not known"),
        "status": status_words(update.status) if update.status else "",
        "text": text,
        "links": _evidence_links(update, assembly),
        "by": update.reported_by,
        "is_unofficial": update.is_compiled and not update.is_official_source,
        "source_url": update.source_url,
        "date_note": update.date_note,
    }


def _evidence_links(update: ProgressUpdate, assembly: Assembly | None) -> list[Words]:
    """What proves it: a page elsewhere, a file of ours with its kind and size."""
    links = []
    title = update.evidence_title or gettext("Evidence")
    if update.evidence_url:
        links.append({"text": title, "href": update.evidence_url})
    if update.evidence_file is not None and assembly is not None:
        name = title if not update.evidence_url else update.evidence_file_name
        what = joined(", ", (what_file(update.evidence_file), size_words(update.evidence_file.size)))
        links.append({"text": f"{name} ({what})", "href": update.evidence_path_in(assembly)})
    return links


def told_words(told: Told, state: CommitmentState) -> Words:
    """One report for the timeline: which step it is about, what it says by now, and what it said before."""
    return _wording_words(told.update, state) | {
        "id": told.update.id,
        "former": [_wording_words(each, state) for each in told.former],
    }


def _wording_words(update: ProgressUpdate, state: CommitmentState) -> Words:
    """One wording of a report. Of a correction, the day and the reason."""
    is_correction = update.follows_id is not None
    return update_words(update, state.commitment.recommendation.assembly) | {
        "step": step_words(update.milestone) if update.milestone_id else "",
        "moves_to": dates.partial(update.new_due_on),
        "corrected_on": dates.day(update.created_at) if is_correction else "",
        "correction_reason": update.correction_reason or "",
    }


def step_words(milestone: Milestone | None) -> str:
    """Which step of a commitment it is."""
    return str(gettext("Step %(number)d", number=milestone.position)) if milestone is not None else ""


# ---- Commitments ----


def _delays(course: Course) -> list[Words]:
    """Every date that moved, the first one first, with the reason given."""
    return [
        {
            "was": dates.partial(delay.was),
            "reason": delay.update.reason or "",
            "reason_on": dates.partial(delay.update.reported_on),
        }
        for delay in course.delays
    ]


def _standing(course: Course) -> Words:
    """What a commitment and a step have in common: the status, the date that holds, the dates that it replaced."""
    last = course.told[-1].update if course.told else None
    ended_on = dates.partial(last.reported_on) if last is not None and course.has_ended else ""
    return {
        "status": course.status.value,
        "status_text": joined(", ", (status_words(course.status), ended_on)),
        "status_explained": status_explained(course.status),
        "due": dates.partial(course.due_on),
        "delays": _delays(course),
    }


def milestone_words(state: MilestoneState) -> Words:
    """One step of a commitment, in a line."""
    overdue = state.is_overdue
    return _standing(state) | {
        "id": state.milestone.id,
        "number": state.milestone.position,
        "title": state.milestone.title,
        "status": "overdue" if overdue else state.status.value,
        "status_text": gettext("%(words)s, overdue", words=status_words(state.status))
        if overdue
        else status_words(state.status),
    }


def _former_words(state: CommitmentState) -> list[Words]:
    """What a commitment said before it was corrected, the newest first, each with why and when it was corrected."""
    commitment = state.commitment
    wordings: list[Commitment | CommitmentCorrection] = [commitment, *commitment.corrections]
    return [
        {
            "title": former.title,
            "detail": former.detail or "",
            "lead": former.lead or "",
            "corrected_on": dates.day(correction.made_at),
            "reason": correction.reason,
        }
        for former, correction in reversed(list(zip(wordings, commitment.corrections, strict=False)))
    ]


def commitment_words(state: CommitmentState, number: int) -> Words:
    """One commitment for its component: its words, how it goes, its steps, what was reported, what is late."""
    commitment, words = state.commitment, state.commitment.current
    return _standing(state) | {
        "id": f"commitment-{commitment.id}",
        "number": number,
        "title": words.title,
        "lead": words.lead,
        "led_by": gettext("Led by %(lead)s.", lead=words.lead) if words.lead else "",
        "text": words.detail or "",
        "corrected": [] if words is commitment else _former_words(state),
        "steps": [milestone_words(each) for each in state.milestones],
        "clocks": notices(state),
        "next_report": next_report_line(state),
        "updates": [told_words(told, state) for told in reversed(state.all_told)],
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


def fingerprint(state: CommitmentState) -> str:
    """A digest of what a commitment says and all that was reported of it, to tell whether that is what somebody saw."""
    commitment = state.commitment
    rows: list[ProgressUpdate | Milestone | CommitmentCorrection] = [
        *(told.update for told in state.all_told),
        *commitment.milestones,
        *commitment.corrections,
    ]
    return form_tokens.digest_of(f"{row.__tablename__}:{row.id}" for row in (commitment, *rows))
