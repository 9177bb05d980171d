"""Transcripts: written, corrected, and what readers saw is not removed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import clock
from app.core.errors import Refused
from app.evidence import services
from app.evidence.events import ItemChanged, SessionChanged
from app.evidence.models import Cue, Transcript
from app.evidence.transcripts import as_text, read_transcript
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import TOLD, make_item, make_session

WORDS = "[0:12] Ann Reid: Good morning.\n[0:15] Buses come late."


def test_a_transcript_is_kept_cue_by_cue(session: Session, assembly: Assembly, by: Account) -> None:
    held = make_session(assembly)
    services.write_transcript(held, read_transcript(WORDS), "cy", by)
    session.expire_all()
    assert held.transcript is not None
    assert (held.transcript.language, held.transcript.changed_at) == ("cy", None)
    assert [(c.position, c.starts_ms, c.speaker, c.text) for c in held.transcript.cues] == [
        (1, 12_000, "Ann Reid", "Good morning."),
        (2, 15_000, None, "Buses come late."),
    ]


def test_a_correction_replaces_the_words_and_says_when(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = make_item(assembly)
    first = services.write_transcript(item, read_transcript(WORDS), "en", by)
    later = clock.now() + timedelta(hours=1)
    with clock.at(later):
        second = services.write_transcript(
            item, read_transcript("Corrected."), "en", by, services.fingerprint(first), TOLD
        )
    assert (second.id, second.changed_at) == (first.id, later)
    assert as_text(second.cues) == "Corrected."
    assert session.scalar(select(func.count(Cue.id))) == 1


def test_a_colleague_s_transcript_is_not_overwritten_unread(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = make_session(assembly)
    nothing = services.fingerprint(None)
    seen = services.fingerprint(services.write_transcript(held, read_transcript("One."), "en", by, nothing))
    with pytest.raises(Refused, match="colleague"):
        services.write_transcript(held, read_transcript("Two."), "en", by, nothing)
    services.write_transcript(held, read_transcript("Three."), "en", by, seen, TOLD)
    with pytest.raises(Refused, match="colleague"):
        services.write_transcript(held, read_transcript("Four."), "en", by, seen)


def test_a_transcript_in_the_wrong_place_is_removed_before_readers_see_it_and_not_after(
    session: Session, assembly: Assembly, by: Account
) -> None:
    draft, public = make_session(assembly, published=False), make_item(assembly)
    for thing in (draft, public):
        services.write_transcript(thing, read_transcript(WORDS), "en", by)
    services.remove_transcript(draft, by)
    services.remove_transcript(draft, by)
    assert draft.transcript is None
    with pytest.raises(Refused, match="Readers have seen"):
        services.remove_transcript(public, by)
    assert session.scalar(select(func.count(Transcript.id))) == 1


def test_only_what_readers_see_is_announced(
    session: Session, assembly: Assembly, by: Account, announced: list[object]
) -> None:
    held, item, draft = make_session(assembly), make_item(assembly), make_item(assembly, published=False)
    for thing in (held, item, draft):
        services.write_transcript(thing, read_transcript(WORDS), "en", by)
    assert announced == [SessionChanged(held.id), ItemChanged(item.id)]


def test_a_compiled_record_is_changed_by_importing_alone(session: Session, by: Account) -> None:
    held = make_session(make_assembly("record", is_compiled=True))
    with pytest.raises(Refused):
        services.write_transcript(held, read_transcript(WORDS), "en", by)
    with pytest.raises(Refused):
        services.remove_transcript(held, by)
