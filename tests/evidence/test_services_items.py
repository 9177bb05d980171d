"""Items of evidence: written, changed, put in order, and nobody's words overwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core.errors import Refused
from app.evidence import queries, services
from app.evidence.events import ItemChanged
from app.evidence.models import EvidenceKind, Speaker
from app.evidence.words import ItemWords, as_written
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import TOLD, make_item, make_session, readable

ITEM = ItemWords(EvidenceKind.BRIEFING, "Bus times", "In short.", "## At length")


def test_an_item_is_kept_as_it_was_written(session: Session, assembly: Assembly, by: Account) -> None:
    ann = Speaker(position=1, name="Dr Ann Reid")
    held = make_session(assembly, speakers=[ann])
    words = replace(
        ITEM,
        session=held,
        speakers=[ann],
        topic="buses",
        licence="CC BY 4.0",
        language="cy",
        given_by="The bus company",
    )
    item = services.add_item(assembly, words, by)
    session.expire_all()
    assert as_written(item) == replace(words, speakers=(ann,))
    assert (item.subject.path, item.subject.is_public) == (item.path, False)


def test_new_items_come_last_at_their_session(session: Session, assembly: Assembly, by: Account) -> None:
    held = make_session(assembly)
    there = [services.add_item(assembly, replace(ITEM, session=held), by) for _ in range(2)]
    elsewhere = services.add_item(assembly, ITEM, by)
    assert [item.position for item in (*there, elsewhere)] == [1, 2, 1]
    services.edit_item(elsewhere, replace(ITEM, session=held), by)
    assert elsewhere.position == 3


def test_items_change_places_within_their_session_and_stop_at_the_ends(
    session: Session, assembly: Assembly, by: Account, actions: Callable[[], list[str]]
) -> None:
    held = make_session(assembly)
    first, second, third = [
        make_item(assembly, title, session=held, position=position)
        for position, title in enumerate(("First", "Second", "Third"), start=1)
    ]
    other = make_item(assembly, "At no session")
    services.move_item(third, True, by)
    services.move_item(first, False, by)
    services.move_item(third, True, by)
    services.move_item(other, True, by)
    services.move_item(other, False, by)
    session.expire_all()
    assert [item.title for item in readable(assembly)] == [
        "Third",
        "First",
        "Second",
        "At no session",
    ]
    assert second.position == 3
    assert actions() == ["moved", "moved"]


def test_items_that_nobody_ordered_yet_can_be_ordered(
    session: Session, assembly: Assembly, by: Account
) -> None:
    items = [make_item(assembly, f"Item {number}") for number in range(3)]
    services.move_item(items[2], True, by)
    session.expire_all()
    assert sorted(items, key=lambda item: item.position) == [items[0], items[2], items[1]]


def test_a_session_of_another_assembly_is_refused(session: Session, assembly: Assembly, by: Account) -> None:
    other = make_session(make_assembly("other"))
    with pytest.raises(Refused):
        services.add_item(assembly, replace(ITEM, session=other), by)


def test_only_who_spoke_at_the_session_can_have_given_it(
    session: Session, assembly: Assembly, by: Account
) -> None:
    ann, bob = Speaker(position=1, name="Ann"), Speaker(position=1, name="Bob")
    held = make_session(assembly, speakers=[ann])
    make_session(assembly, "Another", speakers=[bob])
    for wrong in (replace(ITEM, session=held, speakers=[bob]), replace(ITEM, speakers=[ann])):
        with pytest.raises(Refused, match="spoke at the chosen session"):
            services.add_item(assembly, wrong, by)


def test_a_public_item_is_not_moved_to_a_draft_session(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item, draft = make_item(assembly), make_session(assembly, published=False)
    with pytest.raises(Refused, match="Publish the session"):
        services.edit_item(item, replace(as_written(item), session=draft), by, correction=TOLD)


def test_a_public_item_whose_session_was_taken_down_can_still_be_corrected(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = make_session(assembly)
    item = make_item(assembly, session=held)
    services.unpublish_session(held, "The wrong day.", by)
    services.edit_item(item, replace(as_written(item), body="Corrected"), by, correction=TOLD)
    assert (item.body, item.is_public) == ("Corrected", True)


def test_a_compiled_record_is_changed_by_importing_alone(session: Session, by: Account) -> None:
    record = make_assembly("record", is_compiled=True)
    item = make_item(record)
    with pytest.raises(Refused):
        services.add_item(record, ITEM, by)
    with pytest.raises(Refused):
        services.edit_item(item, ITEM, by)
    with pytest.raises(Refused):
        services.move_item(item, True, by)


def test_a_colleague_s_words_are_not_overwritten_unread(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = services.add_item(assembly, ITEM, by)
    seen = services.fingerprint(item)
    services.edit_item(item, replace(ITEM, body="A colleague's words"), by, seen)
    with pytest.raises(Refused, match="colleague"):
        services.edit_item(item, ITEM, by, seen)
    assert item.body == "A colleague's words"


@pytest.mark.parametrize(
    "change", [{"licence": "CC BY 4.0"}, {"language": "cy"}, {"topic": "buses"}, {"title": "Other"}]
)
def test_whatever_an_officer_can_change_is_in_the_mark(
    session: Session, assembly: Assembly, by: Account, change: dict[str, str]
) -> None:
    item = services.add_item(assembly, ITEM, by)
    before = services.fingerprint(item)
    services.edit_item(item, replace(ITEM, **change), by)  # type: ignore[arg-type]
    assert services.fingerprint(item) != before


def test_a_renamed_item_is_renamed_wherever_it_is_found(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = make_item(assembly)
    services.edit_item(item, replace(as_written(item), title="Bus times, corrected"), by, correction=TOLD)
    assert (item.subject.title, item.subject.is_public) == ("Bus times, corrected", True)


def test_only_what_readers_see_or_will_see_is_announced(
    session: Session, assembly: Assembly, by: Account, announced: list[object]
) -> None:
    draft, public = services.add_item(assembly, ITEM, by), make_item(assembly)
    services.edit_item(draft, replace(ITEM, body="Other"), by)
    assert announced == []
    services.edit_item(public, replace(as_written(public), body="Other"), by, correction=TOLD)
    assert announced == [ItemChanged(public.id)]


def test_an_address_is_the_record_s_key_where_there_is_one(
    session: Session, assembly: Assembly, by: Account
) -> None:
    named, numbered = services.add_item(assembly, ITEM, by), services.add_item(assembly, ITEM, by)
    named.record_key = "takings"
    session.flush()
    assert queries.item_at_desk(assembly, "takings") == named
    assert queries.item_at_desk(assembly, str(named.id)) is None
    assert queries.item_at_desk(assembly, str(numbered.id)) == numbered
    for nonsense in ("", "0", "-1", "٣", "9" * 30, "x" * 5000):
        assert queries.item_at_desk(assembly, nonsense) is None
    assert queries.item_at_desk(make_assembly("other"), "takings") is None
