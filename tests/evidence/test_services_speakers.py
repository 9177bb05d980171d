"""Speakers: added, changed without becoming others, removed, put in order."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core.errors import Refused
from app.evidence import services
from app.evidence.events import ItemChanged, SessionChanged
from app.evidence.models import Speaker
from app.evidence.words import SpeakerWords
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import TOLD, make_item, make_session

ANN = SpeakerWords("Dr Ann Reid", "transport planner", "University of Fenbury", "advises the bus company")


def test_speakers_stand_in_the_order_in_which_they_were_added(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = make_session(assembly)
    services.add_speaker(held, ANN, by)
    services.add_speaker(held, SpeakerWords(None, None, "Fenbury Bus Company"), by)
    assert [(s.position, s.name, s.organisation) for s in held.speakers] == [
        (1, "Dr Ann Reid", "University of Fenbury"),
        (2, None, "Fenbury Bus Company"),
    ]


def test_a_speaker_who_is_edited_stays_the_same(session: Session, assembly: Assembly, by: Account) -> None:
    held = make_session(assembly)
    ann = services.add_speaker(held, ANN, by)
    item = make_item(assembly, session=held, speakers=[ann])
    services.edit_speaker(ann, SpeakerWords("Prof. Ann Reid"), by, services.fingerprint(ann), TOLD)
    session.expire_all()
    assert [(speaker.id, speaker.name, speaker.role) for speaker in item.speakers] == [
        (ann.id, "Prof. Ann Reid", None)
    ]


def test_speakers_change_places_and_stop_at_the_ends(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = make_session(assembly)
    first, second, third = [services.add_speaker(held, SpeakerWords(name), by) for name in "ABC"]
    for speaker, up in ((third, True), (first, True), (second, False), (first, False)):
        services.move_speaker(speaker, up, by)
    assert [speaker.name for speaker in held.speakers] == ["C", "A", "B"]


def test_a_removed_speaker_leaves_the_items_without_the_name(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = make_session(assembly)
    ann, bob = [services.add_speaker(held, SpeakerWords(name), by) for name in ("Ann", "Bob")]
    item = make_item(assembly, session=held, speakers=[ann, bob])
    services.remove_speaker(ann, by, TOLD)
    session.expire_all()
    assert [(speaker.name, speaker.position) for speaker in held.speakers] == [("Bob", 1)]
    assert item.speakers == [bob]
    assert session.scalars(select(Speaker)).all() == [bob]


def test_a_colleague_s_words_are_not_overwritten_unread(
    session: Session, assembly: Assembly, by: Account
) -> None:
    ann = services.add_speaker(make_session(assembly), ANN, by)
    seen = services.fingerprint(ann)
    services.edit_speaker(ann, SpeakerWords("Ann Reid"), by, seen, TOLD)
    with pytest.raises(Refused, match="colleague"):
        services.edit_speaker(ann, ANN, by, seen)


def test_the_session_and_the_items_that_name_a_speaker_are_announced(
    session: Session, assembly: Assembly, by: Account, announced: list[object]
) -> None:
    held, draft = make_session(assembly), make_session(assembly, published=False)
    ann = services.add_speaker(held, ANN, by)
    services.add_speaker(draft, ANN, by)
    item = make_item(assembly, session=held, speakers=[ann])
    make_item(assembly, published=False, session=held, speakers=[ann])
    services.edit_speaker(ann, SpeakerWords("Ann Reid"), by, correction=TOLD)
    services.remove_speaker(ann, by, TOLD)
    of_session, of_item = SessionChanged(held.id), ItemChanged(item.id)
    assert announced == [of_session, of_session, of_item, of_session, of_item]


def test_a_compiled_record_is_changed_by_importing_alone(session: Session, by: Account) -> None:
    ann = Speaker(position=1, name="Ann")
    held = make_session(make_assembly("record", is_compiled=True), speakers=[ann])
    with pytest.raises(Refused):
        services.add_speaker(held, ANN, by)
    with pytest.raises(Refused):
        services.edit_speaker(ann, ANN, by)
    with pytest.raises(Refused):
        services.remove_speaker(ann, by)
    with pytest.raises(Refused):
        services.move_speaker(ann, True, by)
