"""Published evidence is corrected in the open: what readers have seen is kept before it is changed.

Every verb that changes it calls `keep_former` first. Nothing is kept of a draft, and nothing of an addition.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask_babel import gettext
from sqlalchemy import func, select

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, clock
from app.core.db import db
from app.core.errors import WrongField
from app.core.text import says_something
from app.evidence.models import FormerWording
from app.evidence.queries.wordings import others_readable
from app.evidence.said import Said, said_of
from app.evidence.same_words import TRANSCRIPT, taken_away
from app.evidence.services.rules import must_be_ours, tell_if_shown
from app.evidence.standing import Thing, has_been_public
from app.evidence.transcripts import as_text
from app.evidence.words import Correction

# The pages that a change concerns, each with what was kept of it.
Kept = Sequence[tuple[Thing, FormerWording]]


def keep_former(
    things: Iterable[Thing], correction: Correction, by: Account, transcript: str | None = None
) -> Kept:
    """Keep what these pages say now, before a change of them; those that no reader has seen are passed over.

    `transcript` is the text of the transcript as it is, where that is what changes. Returns what was kept, by page;
    once the change is made, `withhold_same_words` wants it. Raises WrongField where readers are not told what changed,
    or not told why they may not read the former wording.
    """
    kept: list[tuple[Thing, FormerWording]] = []
    for thing in things:
        if has_been_public(thing):
            _must_say_why(correction)
            kept.append((thing, _keep(thing, correction, by, transcript)))
    return kept


def _must_say_why(correction: Correction) -> None:
    if not says_something(correction.note):
        raise WrongField("note", gettext("Write what you changed, and why. Readers have seen this page."))
    if correction.withheld_reason is not None and not says_something(correction.withheld_reason):
        raise WrongField(
            "withheld_reason", gettext("Write why readers may not read it. They see your reason.")
        )


def _keep(thing: Thing, correction: Correction, by: Account, transcript: str | None) -> FormerWording:
    one_at_a_time(thing.assembly_id)
    last = db.session.scalar(
        select(func.max(FormerWording.number)).where(FormerWording.subject_id == thing.subject_id)
    )
    said = said_of(thing)
    if transcript is not None and thing.transcript is not None:
        said["transcript_language"] = thing.transcript.language
    former = FormerWording(
        subject_id=thing.subject_id,
        number=(last or 0) + 1,
        said=said,
        transcript=transcript,
        note=correction.note,
        replaced_at=clock.now(),
        replaced_by_id=by.id,
        withheld_reason=correction.withheld_reason,
    )
    db.session.add(former)
    audit.record("corrected", former, actor_id=by.id, number=former.number)
    if former.withheld_reason is not None:
        audit.record("withheld", former, actor_id=by.id, number=former.number)
    return former


def withhold_same_words(kept: Kept, by: Account) -> None:
    """Once a page is corrected: where its former wording is withheld, so are the older ones that hold words of it that
    the correction took away. Otherwise readers would find the same words one click further."""
    for thing, former in kept:
        if former.withheld_reason is not None:
            _withhold_alike(thing, former, former.withheld_reason, by)


def _withhold_alike(thing: Thing, former: FormerWording, reason: str, by: Account) -> int:
    """Withhold the others that hold words of this one which the page does not say any more. Returns how many."""
    now = said_of(thing)
    if former.transcript is not None and thing.transcript is not None:
        now[TRANSCRIPT] = as_text(thing.transcript.cues)
        now["transcript_language"] = thing.transcript.language
    gone = taken_away(_all_said(former), now)
    alike = [other for other in others_readable(former) if gone.stand_in(_all_said(other))]
    for other in alike:
        other.withheld_reason = reason
        audit.record("withheld", other, actor_id=by.id, number=other.number)
    return len(alike)


def _all_said(former: FormerWording) -> Said:
    return former.said if former.transcript is None else {**former.said, TRANSCRIPT: former.transcript}


def withhold(thing: Thing, former: FormerWording, reason: str, by: Account) -> int:
    """Show readers a former wording no more; that there was one, when and why it changed stays. Again: another reason.

    The others that hold the same words, which the page does not say any more, go with it. Returns how many those are.
    Raises WrongField without a reason, and Refused for a compiled record.
    """
    must_be_ours(thing.assembly)
    if not says_something(reason):
        raise WrongField("reason", gettext("Write why readers may not read it. They see your reason."))
    former.withheld_reason = reason
    audit.record("withheld", former, actor_id=by.id, number=former.number)
    db.session.flush()
    alike = _withhold_alike(thing, former, reason, by)
    tell_if_shown(thing)
    return alike


def show_again(thing: Thing, former: FormerWording, by: Account) -> None:
    """Let readers read a former wording again that was withheld by mistake. Raises Refused for a compiled record."""
    must_be_ours(thing.assembly)
    former.withheld_reason = None
    audit.record("shown again", former, actor_id=by.id, number=former.number)
    tell_if_shown(thing)
