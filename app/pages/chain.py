"""The chain of one recommendation, from comments to delivery: what is done, where it stands, what is due."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly, PhaseKind
from app.assemblies.phases import PhaseState, consulting_phase, present_phase, state_of
from app.comments.closed import closed_since, paused_for
from app.core import dates
from app.pages import wording
from app.recommendations.models import VersionStage
from app.recommendations.outcome import last_vote
from app.recommendations.queries import PublicRecommendation
from app.recommendations.wording import for_words, other_text
from app.responses.models import Verdict
from app.responses.queries.answers import Answer
from app.responses.standing import is_decided
from app.responses.wording.answers import ribbon, verdict_words
from app.responses.wording.progress import delivery_words

Words = dict[str, Any]
# Between two phases nothing is going on, and nothing wears brass.
AFTER_COMMENTS = (PhaseKind.FINALISING, PhaseKind.RESPONDING, PhaseKind.DELIVERING)
# Answers after which nothing is to be delivered, unless the council promises something all the same.
DECLINED = (Verdict.NOT_ACCEPTED, Verdict.NOT_OURS)


def _phase_edge(assembly: Assembly, kind: PhaseKind) -> str:
    """When a phase begins, in words, if it is known."""
    phase = next((phase for phase in assembly.phases if phase.kind == kind), None)
    return dates.day(phase.opens_at) if phase is not None and phase.opens_at is not None else ""


def _is_not_over(assembly: Assembly, kind: PhaseKind) -> bool:
    """Whether a phase is to come or is the present one: what waits for it has no date once it is over."""
    phase = next((phase for phase in assembly.phases if phase.kind == kind), None)
    return phase is not None and (state_of(phase) is PhaseState.TO_COME or present_phase(assembly) is phase)


def chain(
    assembly: Assembly,
    chosen: PublicRecommendation,
    total: int,
    is_open: bool,
    closed_text: str,
    answer: Answer,
    changed: int = 0,
) -> list[Words]:
    """The chain from comments to delivery: what is done, where it stands, what is due.

    `changed` is how many paragraphs changed after comments.
    """
    if assembly.is_compiled:
        return [_final_vote(assembly, chosen), _answer_step(assembly, answer), _delivery_step(answer)]
    steps = [
        _comments_step(assembly, chosen, total, is_open, closed_text),
        _changes_step(assembly, chosen, changed),
        _final_vote(assembly, chosen),
        _answer_step(assembly, answer),
        _delivery_step(answer),
    ]
    here = present_phase(assembly)
    if here is not None and here.kind in AFTER_COMMENTS and not any(s["state"] == "now" for s in steps):
        waiting = next((step for step in steps if step["state"] == "to_come"), None)
        if waiting is not None and steps[0]["state"] in ("done", "none"):
            waiting["state"] = "now"
    return steps


def _comments_step(
    assembly: Assembly, chosen: PublicRecommendation, total: int, is_open: bool, closed_text: str
) -> Words:
    number = ngettext("%(num)d comment", "%(num)d comments", total)
    phase = consulting_phase(assembly)
    if is_open and phase is not None and phase.closes_at is not None:
        so_far = ngettext("%(num)d so far, until", "%(num)d so far, until", total)
        facts = [so_far, dates.moment(phase.closes_at)]
        return {"name": gettext("Comments"), "state": "now", "flag": gettext("Open now"), "facts": facts}
    if paused_for(assembly, chosen.version) is not None:
        so_far = ngettext("%(num)d so far", "%(num)d so far", total)
        return {
            "name": gettext("Comments"),
            "state": "now",
            "flag": gettext("Paused"),
            "facts": [so_far, closed_text],
        }
    if closed_since(assembly, chosen.final_since) is not None or total:
        return {"name": gettext("Comments"), "state": "done", "facts": [number]}
    if chosen.final_since is not None:
        # A final text that nobody could comment on takes no comments later either.
        return {"name": gettext("Comments"), "state": "none", "facts": [closed_text]}
    return {"name": gettext("Comments"), "state": "to_come", "facts": [closed_text]}


def _changes_step(assembly: Assembly, chosen: PublicRecommendation, changed: int) -> Words:
    name = gettext("What changed")
    url = f"{chosen.recommendation.path}changes/" if chosen.version.number > 1 else ""
    after = ngettext(
        "%(num)d paragraph changed after comments", "%(num)d paragraphs changed after comments", changed
    )
    facts = [after] if changed else []
    if chosen.version.stage == VersionStage.FINAL:
        published = chosen.version.published_at
        fact = (
            gettext("Final text %(date)s", date=dates.day(published)) if published else gettext("Final text")
        )
        return {"name": name, "state": "done", "facts": [*facts, fact], "url": url}
    if url:
        draft = gettext("Now draft %(number)d", number=chosen.version.number)
        return {"name": name, "state": "done", "facts": [*facts, draft], "url": url}
    begins = _phase_edge(assembly, PhaseKind.FINALISING)
    return {
        "name": name,
        "state": "to_come",
        "facts": [gettext("From %(date)s", date=begins)] if begins else [],
    }


def _final_vote(assembly: Assembly, chosen: PublicRecommendation) -> Words:
    name = gettext("Members’ final vote")
    version = chosen.version
    vote = last_vote(chosen.recommendation.votes, version) if version.stage == VersionStage.FINAL else None
    if vote is not None:
        parts = (for_words(vote), dates.partial(vote.held_on), other_text(vote, version))
        return {"name": name, "state": "done", "facts": [part for part in parts if part]}
    if assembly.is_compiled:
        return {"name": name, "state": "unknown", "facts": [gettext("No figures were published")]}
    begins = (
        _phase_edge(assembly, PhaseKind.FINALISING) if _is_not_over(assembly, PhaseKind.FINALISING) else ""
    )
    return {"name": name, "state": "to_come", "facts": [begins] if begins else []}


def _answer_step(assembly: Assembly, answer: Answer) -> Words:
    name = gettext("Council’s answer")
    response = answer.response
    if response is not None:
        published = dates.day(response.published_at) if response.published_at else ""
        when = dates.partial(response.decided_on) or ("" if response.is_compiled else published)
        return {
            "name": name,
            "state": "done",
            "facts": [
                part for part in (wording.sentence_case(verdict_words(ribbon(response))), when) if part
            ],
        }
    if assembly.is_compiled:
        return {"name": name, "state": "unknown", "facts": [gettext("No answer by name was found")]}
    due = assembly.answer_due_at
    return {
        "name": name,
        "state": "to_come",
        "facts": [gettext("Due %(when)s", when=dates.moment(due))] if due else [],
    }


def _delivery_step(answer: Answer) -> Words:
    name = gettext("Delivery")
    delivery = answer.delivery
    if delivery is None:
        if answer.response is not None and answer.response.is_compiled:
            return {"name": name, "state": "unknown", "facts": [gettext("No update was found")]}
        # Nobody waits for what will never come: this is no stop on the way, and never the present one.
        if answer.response is not None and answer.response.verdict in DECLINED:
            return {"name": name, "state": "none", "facts": [gettext("Nothing was promised")]}
        if is_decided(answer.response):
            return {"name": name, "state": "to_come", "facts": [gettext("Nothing is promised yet")]}
        return {"name": name, "state": "to_come", "facts": [gettext("Starts after the answer")]}
    if not answer.commitments:
        # A record tells what was last known; brass is for what is going on now.
        last = gettext("Last known: %(state)s", state=delivery_words(delivery))
        return {"name": name, "state": "unknown", "facts": [last]}
    ended = all(state.has_ended for state in answer.commitments) and bool(answer.commitments)
    return {"name": name, "state": "done" if ended else "now", "facts": [delivery_words(delivery)]}
