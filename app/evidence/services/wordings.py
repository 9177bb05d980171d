"""Published evidence is corrected in the open: what readers have seen is kept before it is changed.

Every verb that changes it calls `keep_former` first. Nothing is kept of a draft, and nothing of an addition.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext
from sqlalchemy import func, select

from app.accounts.models import Account
from app.core import audit, clock
from app.core.db import db
from app.core.errors import WrongField
from app.core.text import says_something
from app.evidence.models import FormerWording
from app.evidence.said import said_of
from app.evidence.services.rules import must_be_ours, one_at_a_time, tell_if_shown
from app.evidence.standing import Thing, has_been_public
from app.evidence.words import Correction


def keep_former(
    things: Iterable[Thing], correction: Correction, by: Account, transcript: str | None = None
) -> None:
    """Keep what these pages say now, before a change of them; those that no reader has seen are passed over.

    `transcript` is the text of the transcript as it is, where that is what changes. Raises WrongField where readers
    are not told what changed, or not told why they may not read the former wording.
    """
    for thing in things:
        if has_been_public(thing):
            _must_say_why(correction)
            _keep(thing, correction, by, transcript)


def _must_say_why(correction: Correction) -> None:
    if not says_something(correction.note):
        raise WrongField("note", gettext("Write what you changed, and why. Readers have seen this page."))
    if correction.withheld_reason is not None and not says_something(correction.withheld_reason):
        raise WrongField(
            "withheld_reason", gettext("Write why readers may not read it. They see your reason.")
        )


def _keep(thing: Thing, correction: Correction, by: Account, transcript: str | None) -> None:
    one_at_a_time(thing.assembly)
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


def withhold(thing: Thing, former: FormerWording, reason: str, by: Account) -> None:
    """Show readers a former wording no more; that there was one, when and why it changed stays. Again: another reason.

    Raises WrongField without a reason, and Refused for a compiled record.
    """
    must_be_ours(thing.assembly)
    if not says_something(reason):
        raise WrongField("reason", gettext("Write why readers may not read it. They see your reason."))
    former.withheld_reason = reason
    audit.record("withheld", former, actor_id=by.id, number=former.number)
    tell_if_shown(thing)
