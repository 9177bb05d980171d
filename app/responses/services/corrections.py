"""Correcting what was promised and reported: a new row with the reason. The former wording stays readable."""

from __future__ import annotations

from flask_babel import gettext

from app.accounts.models import Account
from app.core import audit, clock, events
from app.core.db import db
from app.core.errors import WrongField
from app.responses.events import ProgressReported
from app.responses.models import Commitment, CommitmentCorrection, ProgressUpdate
from app.responses.services.progress import codes_of, current_state, new_update, state_now, tell_of
from app.responses.services.rules import refuse, sound
from app.responses.words.progress import (
    PromiseWords,
    Report,
    problems_of_correction,
    problems_of_words,
)
from app.responses.words.rules import is_empty

# What a report and an update call alike.
SAID = ("milestone_id", "status", "text", "reason", "new_due_on", "evidence_url", "evidence_title")


def _must_have_reason(reason: str) -> None:
    if is_empty(reason):
        raise WrongField("correction_reason", gettext("Say why it is corrected. Readers will see it."))


def _must_differ(is_the_same: bool) -> None:
    if is_the_same:
        refuse(gettext("Nothing is changed here, so there is nothing to correct."))


def _says(report: Report, update: ProgressUpdate) -> bool:
    """Whether an update says what a report says; its author and its moments are no part of that."""
    same_words = all((getattr(report, name) or "") == (getattr(update, name) or "") for name in SAID)
    file, received = update.evidence_file, report.evidence_file
    same_file = report.keeps_file or (file and file.digest) == (received and received.digest)
    return same_words and same_file


def correct_commitment(
    commitment: Commitment, words: PromiseWords, reason: str, by: Account, seen: str = ""
) -> CommitmentCorrection:
    """Put better words in the place of a commitment's. Public at once. Its date moves by a delay alone.

    `seen` is the fingerprint of the state that the officer began from. Returns the correction. Raises Refused without a
    reason, without words, where nothing is changed, and where a colleague has written meanwhile.
    """
    state_now(commitment, seen, may_have_ended=True)
    _must_have_reason(reason)
    sound(problems_of_words(words))
    now = commitment.current
    _must_differ(
        (now.title, now.lead or "", now.detail or "") == (words.title, words.lead or "", words.detail or "")
    )
    correction = CommitmentCorrection(
        commitment=commitment,
        title=words.title,
        detail=words.detail or None,
        lead=words.lead or None,
        reason=reason,
        made_at=clock.now(),
        made_by_id=by.id,
    )
    db.session.add(correction)
    audit.record("corrected", commitment, actor_id=by.id, correction=correction.id)
    tell_of(current_state(commitment))
    return correction


def correct_update(
    update: ProgressUpdate, report: Report, reason: str, by: Account, seen: str = ""
) -> ProgressUpdate:
    """Put a better report in the place of one: a new row that follows it. Public at once.

    It keeps the day of the report that it corrects. An end said by mistake can so be taken back, and the date of a
    corrected delay counts. `seen` is the fingerprint of the state that the officer began from. Returns the new row.
    Raises Refused without a reason, for what others compiled, for a wording that was corrected already, where nothing
    is changed, where it hides something or contradicts later reports, and where a colleague has written meanwhile.
    """
    commitment = update.commitment
    if update.is_compiled or commitment is None:
        refuse(gettext("This was compiled from public records, so it is corrected there."))
    state = state_now(commitment, seen, may_have_ended=True)
    told = state.told_as(update.id)
    if told is None:
        refuse(gettext("This report was corrected already. Correct what it says now."))
    _must_have_reason(reason)
    sound(problems_of_correction(report, state, told))
    _must_differ(_says(report, update))
    correction = new_update(commitment, report, by)
    correction.reported_on = update.reported_on
    correction.follows_id, correction.correction_reason = update.id, reason
    if report.keeps_file:
        correction.evidence_file = update.evidence_file
        correction.evidence_file_name = update.evidence_file_name
    db.session.add(correction)
    audit.record("corrected", correction, actor_id=by.id, corrects=update.id, **codes_of(correction))
    tell_of(current_state(commitment))
    events.announce(ProgressReported(correction.id))
    return correction
