"""An answer as officers write it, and what it must hold. Forms and services ask the same rules."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from app.core import clock
from app.core.web_addresses import is_web_address
from app.responses.models import Verdict
from app.responses.words.rules import Problems, is_date, is_empty, no_address, no_such_date


@dataclass(frozen=True)
class Wording:
    """An answer as an officer writes it."""

    verdict: Verdict
    reasons: str
    responsible_body: str
    responsible_role: str | None = None
    # What is not taken up, where the answer is "accepted in part"; to whom it was sent on, where it is not ours.
    not_taken_up: str | None = None
    sent_to: str | None = None
    decided_by: str | None = None
    decided_on: str | None = None
    decision_minute: str | None = None
    decision_url: str | None = None
    # What it costs and when it will be done, where anything can be said of that.
    money: str | None = None
    timescale: str | None = None


def problems_of_wording(wording: Wording) -> Problems:
    """What an answer lacks. Reasons and the responsible body are compulsory (domain rule), and a decision's date."""
    problems: dict[str, str] = {}
    if is_empty(wording.reasons):
        problems["reasons"] = gettext("Say why. An answer without reasons is none.")
    if is_empty(wording.responsible_body):
        problems["responsible_body"] = gettext("Say which body is responsible.")
    problems |= _problems_of_one_verdict(wording)
    if date_problem := _problem_of_decision(wording):
        problems["decided_on"] = date_problem
    if wording.decision_url and not is_web_address(wording.decision_url):
        problems["decision_url"] = no_address()
    return problems


def _problems_of_one_verdict(wording: Wording) -> dict[str, str]:
    """Two fields belong to one verdict each: compulsory there, and out of place elsewhere."""
    problems: dict[str, str] = {}
    in_part, elsewhere = wording.verdict is Verdict.ACCEPTED_IN_PART, wording.verdict is Verdict.NOT_OURS
    if in_part and is_empty(wording.not_taken_up):
        problems["not_taken_up"] = gettext("Say which part is not taken up, and why.")
    if not in_part and wording.not_taken_up:
        problems["not_taken_up"] = gettext(
            "Only “accepted in part” leaves a part out. Clear this, or choose that."
        )
    if elsewhere and is_empty(wording.sent_to):
        problems["sent_to"] = gettext("Say to whom you have sent it on.")
    if not elsewhere and wording.sent_to:
        problems["sent_to"] = gettext("Only “not ours to decide” is sent on. Clear this, or choose that.")
    return problems


def _problem_of_decision(wording: Wording) -> str:
    if not wording.decided_on:
        return (
            ""
            if wording.verdict is Verdict.UNDER_CONSIDERATION
            else str(gettext("Say when this was decided."))
        )
    if not is_date(wording.decided_on):
        return no_such_date()
    if wording.decided_on > clock.today().isoformat():
        return str(gettext("A decision cannot be dated in the future."))
    return ""
