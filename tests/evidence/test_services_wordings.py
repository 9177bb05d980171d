"""What readers have seen is kept before it is changed, and they are told why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import clock
from app.core.append_only import NeverChanges
from app.core.errors import WrongField
from app.evidence import services
from app.evidence.models import AssemblySession, FormerWording, Speaker
from app.evidence.standing import Thing
from app.evidence.transcripts import read_transcript
from app.evidence.words import Correction, SpeakerWords, as_written, session_as_written
from tests.factories.evidence import NOTE, TOLD, make_item, make_session

WORDS = "[00:05] Ann Reid: Buses come late.\n\n[00:09] Nobody waits."


def _former(session: Session, thing: Thing) -> list[FormerWording]:
    of_it = FormerWording.subject_id == thing.subject_id
    return list(session.scalars(select(FormerWording).where(of_it).order_by(FormerWording.number)))


def _edit(thing: Thing, by: Account, correction: Correction = TOLD, **words: Any) -> None:
    """Change some words of a session or an item."""
    if isinstance(thing, AssemblySession):
        said = replace(session_as_written(thing), **words)
        services.edit_session(thing, said, by, correction=correction)
    else:
        services.edit_item(thing, replace(as_written(thing), **words), by, correction=correction)


@pytest.fixture(params=["session", "item"])
def thing(request: pytest.FixtureRequest, session: Session, assembly: Assembly) -> Thing:
    """Something that is public."""
    if request.param == "session":
        return make_session(assembly, summary="In short.")
    return make_item(assembly)


def test_what_readers_have_seen_is_kept_with_a_note_and_a_number(
    session: Session, thing: Thing, by: Account, actions: Callable[[], list[str]]
) -> None:
    title = thing.title
    _edit(thing, by, summary="At first.")
    _edit(thing, by, title="Renamed", correction=Correction("The name was wrong.", "It named a neighbour."))
    first, second = _former(session, thing)
    assert [(each.number, each.said["summary"]) for each in (first, second)] == [
        (1, "In short."),
        (2, "At first."),
    ]
    assert (first.note, first.replaced_by_id, first.withheld_reason) == (NOTE, by.id, "It named a neighbour.")
    assert (second.said["title"], second.withheld_reason) == (title, "It named a neighbour.")
    assert (thing.title, thing.summary) == ("Renamed", "At first.")
    assert actions() == ["corrected", "edited", "corrected", "withheld", "edited", "withheld"]


@pytest.mark.parametrize(
    ("correction", "field"),
    [
        (Correction(), "note"),
        (Correction(" \u200b "), "note"),
        (Correction(NOTE, ""), "withheld_reason"),
        (Correction(NOTE, " \n"), "withheld_reason"),
    ],
)
def test_readers_are_always_told(
    session: Session, thing: Thing, by: Account, correction: Correction, field: str
) -> None:
    with pytest.raises(WrongField) as refused:
        _edit(thing, by, correction, summary="Changed")
    assert refused.value.field == field
    assert (thing.summary, _former(session, thing)) == ("In short.", [])


def test_a_change_of_no_word_needs_no_note(session: Session, thing: Thing, by: Account) -> None:
    _edit(thing, by, Correction(), summary="In short. \r\n", topic="")
    assert _former(session, thing) == []


def test_a_draft_needs_no_note_and_neither_does_what_waits_for_its_time(
    session: Session, assembly: Assembly, by: Account
) -> None:
    drafts: list[Thing] = [make_session(assembly, published=False), make_item(assembly, published=False)]
    services.publish_session(drafts[0], by, clock.now() + timedelta(days=1))  # type: ignore[arg-type]
    for draft in drafts:
        _edit(draft, by, Correction(), summary="Changed")
        assert (draft.summary, _former(session, draft)) == ("Changed", [])


def test_what_was_taken_down_has_been_seen(session: Session, thing: Thing, by: Account) -> None:
    services.unpublish(thing, "It named a neighbour.", by)
    with pytest.raises(WrongField):
        _edit(thing, by, Correction(), summary="Changed")
    _edit(thing, by, summary="Changed")
    assert len(_former(session, thing)) == 1


def test_a_corrected_transcript_stays_readable(session: Session, thing: Thing, by: Account) -> None:
    first = services.write_transcript(thing, read_transcript(WORDS), "cy", by)
    assert _former(session, thing) == []
    for cues, language in ((WORDS, "cy"), ("Corrected.", "en")):
        services.write_transcript(thing, read_transcript(cues), language, by, correction=TOLD)
    [former] = _former(session, thing)
    assert former.transcript is not None
    assert read_transcript(former.transcript) == read_transcript(WORDS)
    assert (former.said["transcript_language"], former.said["title"]) == ("cy", thing.title)
    with pytest.raises(WrongField):
        services.write_transcript(thing, read_transcript("Again."), "en", by)
    assert [cue.text for cue in first.cues] == ["Corrected."]


def test_a_speaker_who_changes_is_kept_at_the_session_and_at_what_they_gave(
    session: Session, assembly: Assembly, by: Account
) -> None:
    ann, bob = Speaker(position=1, name="Ann", interests="None declared"), Speaker(position=2, name="Bob")
    held = make_session(assembly, speakers=[ann, bob])
    given, waiting = (
        make_item(assembly, session=held, speakers=[ann], published=published) for published in (True, False)
    )
    with pytest.raises(WrongField):
        services.edit_speaker(ann, SpeakerWords("Ann", interests="Owns a bus"), by)
    services.edit_speaker(ann, SpeakerWords("Ann", interests="None declared"), by)
    services.edit_speaker(ann, SpeakerWords("Ann", interests="Owns a bus"), by, correction=TOLD)
    [of_session], [of_item] = _former(session, held), _former(session, given)
    assert [each["name"] for each in of_session.said["speakers"]] == ["Ann", "Bob"]
    assert of_item.said["speakers"] == [
        {"name": "Ann", "role": None, "organisation": None, "interests": "None declared"}
    ]
    with pytest.raises(WrongField):
        services.remove_speaker(ann, by)
    services.remove_speaker(ann, by, TOLD)
    assert [len(_former(session, each)) for each in (held, given, waiting)] == [2, 2, 0]
    assert [each.name for each in held.speakers] == ["Bob"]


def test_a_speaker_is_added_and_moved_without_a_note(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = make_session(assembly)
    services.add_speaker(held, SpeakerWords("Ann"), by)
    services.move_speaker(services.add_speaker(held, SpeakerWords("Bob"), by), True, by)
    assert _former(session, held) == []


def test_an_item_says_who_gave_it_and_at_which_session(
    session: Session, assembly: Assembly, by: Account
) -> None:
    ann = Speaker(position=1, name="Ann")
    held = make_session(assembly, speakers=[ann])
    item = make_item(assembly, session=held, speakers=[ann], licence="CC0 1.0")
    _edit(item, by, session=None, speakers=())
    [former] = _former(session, item)
    assert (former.said["session_id"], former.said["licence"]) == (held.id, "CC0 1.0")
    assert [each["name"] for each in former.said["speakers"]] == ["Ann"]


def test_a_former_wording_is_withheld_later_and_never_changes_else(
    session: Session, thing: Thing, by: Account, actions: Callable[[], list[str]]
) -> None:
    _edit(thing, by, summary="Changed")
    [former] = _former(session, thing)
    with pytest.raises(WrongField):
        services.withhold(thing, former, " ", by)
    services.withhold(thing, former, "It named a neighbour.", by)
    session.flush()
    assert former.withheld_reason == "It named a neighbour."
    assert actions()[-1] == "withheld"
    former.note = "Another story"
    with pytest.raises(NeverChanges):
        session.flush()


def test_an_edit_begins_from_what_a_colleague_has_just_saved(
    session: Session, thing: Thing, by: Account
) -> None:
    table = thing.metadata.tables[thing.__tablename__]
    session.execute(table.update().values(summary="A colleague's words").where(table.c.id == thing.id))
    assert thing.summary == "In short."
    _edit(thing, by, summary="Mine")
    assert _former(session, thing)[0].said["summary"] == "A colleague's words"
