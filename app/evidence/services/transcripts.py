"""What was said at a session, or in a talk that is an item: written down, corrected."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import delete, insert

from app.accounts.models import Account
from app.core import audit, clock
from app.core.db import db
from app.core.errors import Refused
from app.evidence.models import Cue, Transcript
from app.evidence.quotes import quotable
from app.evidence.services.quoted import refuse_to_lose_quotes
from app.evidence.services.rules import must_be_ours, read_again, refuse_unread, tell_if_shown
from app.evidence.services.wordings import Kept, keep_former, withhold_same_words
from app.evidence.standing import Thing, has_been_public
from app.evidence.transcripts import CueWords, as_text
from app.evidence.words import UNTOLD, Correction


def write_transcript(
    thing: Thing,
    cues: Sequence[CueWords],
    language: str,
    by: Account,
    seen: str = "",
    correction: Correction = UNTOLD,
) -> Transcript:
    """Give a session or an item its transcript, or replace it by a corrected one.

    Takes what `read_transcript` read. `seen` is the fingerprint of the transcript from which the officer began, which
    may be none; `correction` is what readers are told where they have seen another: the former one is kept. Returns
    it. Raises WrongField where they must be told and are not, QuotesLost where recommendations quote words that would
    go and the officer has not confirmed it, and Refused where a colleague has changed it since, and for a compiled
    record.
    """
    must_be_ours(thing.assembly)
    transcript = _transcript_now(thing)
    kept: Kept = ()
    former = as_text(transcript.cues) if transcript is not None else None
    changes = transcript is None or (former, transcript.language) != (as_text(cues), language)
    if changes:
        refuse_unread(seen, transcript)
    refuse_to_lose_quotes(thing, lambda item: quotable(item.summary, item.body, cues), correction)
    if transcript is not None and changes:
        kept = keep_former([thing], correction, by, former)
    action = "added" if transcript is None else "edited"
    if transcript is None:
        transcript = Transcript(subject_id=thing.subject_id, added_at=clock.now(), added_by_id=by.id)
        db.session.add(transcript)
    else:
        transcript.changed_at = clock.now()
    transcript.language = language
    db.session.flush()
    _write_cues(transcript, cues)
    audit.record(action, transcript, actor_id=by.id)
    withhold_same_words(kept, by)
    _show(thing)
    return transcript


def _transcript_now(thing: Thing) -> Transcript | None:
    """The transcript as a colleague may just have written it."""
    read_again(thing)
    transcript = thing.transcript
    if transcript is not None:
        db.session.refresh(transcript)
    return transcript


def _write_cues(transcript: Transcript, cues: Sequence[CueWords]) -> None:
    """A long meeting has thousands of cues, so they are written in two statements."""
    db.session.execute(delete(Cue).where(Cue.transcript_id == transcript.id))
    rows = [
        {
            "transcript_id": transcript.id,
            "position": position,
            "starts_ms": cue.starts_ms,
            "ends_ms": cue.ends_ms,
            "speaker": cue.speaker,
            "text": cue.text,
        }
        for position, cue in enumerate(cues, start=1)
    ]
    db.session.execute(insert(Cue), rows)
    db.session.expire(transcript, ["cues"])


def _show(thing: Thing) -> None:
    db.session.flush()
    db.session.expire(thing, ["transcript"])
    tell_if_shown(thing)


def remove_transcript(thing: Thing, by: Account) -> None:
    """Take away a transcript that was put in the wrong place. Without one nothing happens.

    Raises Refused once readers have seen it: what was said stays readable, and is corrected. Raises Refused for a
    compiled record.
    """
    must_be_ours(thing.assembly)
    transcript = thing.transcript
    if transcript is None:
        return
    if has_been_public(thing):
        raise Refused(
            gettext(
                "Readers have seen this transcript, so it is not removed. Correct it, or take the page down."
            )
        )
    audit.record("removed", transcript, actor_id=by.id)
    db.session.delete(transcript)
    _show(thing)
