"""Files beside sessions and items: added, replaced with the former one kept, taken away with a trace, put in order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core.errors import Refused, WrongField
from app.evidence import services
from app.evidence.events import ItemChanged, SessionChanged
from app.evidence.queries.files import file_version_at_desk, public_file_version
from app.evidence.words import FileWords
from app.files.models import FileKind
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.files import make_received, pdf

SLIDES = FileWords("The slides", "CC BY 4.0", "cy")


def test_a_file_stands_behind_the_others_with_what_is_said_of_it(
    session: Session, assembly: Assembly, by: Account, announced: list[object]
) -> None:
    held = make_session(assembly)
    received = make_received(name="Bus times (final) v2.PDF", pages=3)
    first = services.attach_file(held, received, SLIDES, by)
    services.attach_file(held, make_received(FileKind.CSV), FileWords("The figures"), by)
    session.expire_all()
    assert [(file.position, file.label) for file in held.files] == [(1, "The slides"), (2, "The figures")]
    assert (first.licence, first.language) == ("CC BY 4.0", "cy")
    version = first.current
    assert (version.number, version.name, version.note) == (1, "bus-times-final-v2.pdf", None)
    assert (version.stored.kind, version.stored.pages, version.added_by_id) == ("pdf", 3, by.id)
    assert announced == [SessionChanged(held.id)] * 2


def test_a_replaced_file_keeps_the_former_one_with_the_reason(
    session: Session, assembly: Assembly, by: Account, actions: Callable[[], list[str]]
) -> None:
    item = make_item(assembly)
    file = services.attach_file(item, make_received(), SLIDES, by)
    seen = services.fingerprint(file)
    services.replace_file(item, file, make_received(content=pdf(2)), "A figure was wrong.", by, seen)
    session.expire_all()
    assert [(version.number, version.note) for version in file.versions] == [
        (1, None),
        (2, "A figure was wrong."),
    ]
    for number in (1, 2):
        assert public_file_version(assembly, file.id, number) == file.versions[number - 1]
    assert [each for each in actions() if each != "stored"] == ["added", "replaced"]
    with pytest.raises(Refused, match="colleague"):
        services.replace_file(item, file, make_received(content=pdf(4)), "Again.", by, seen)


def test_a_file_is_not_replaced_without_a_reason_or_by_itself(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = make_item(assembly)
    file = services.attach_file(item, make_received(), SLIDES, by)
    with pytest.raises(WrongField) as refusal:
        services.replace_file(item, file, make_received(content=pdf(2)), " \u200b", by)
    assert refusal.value.field == "note"
    same = make_received(content=pdf(2))
    services.replace_file(item, file, same, "A figure was wrong.", by)
    with pytest.raises(WrongField, match="same file") as refusal:
        services.replace_file(item, file, same, "Once more.", by)
    assert refusal.value.field == "upload"


def test_a_file_that_readers_saw_leaves_a_trace_and_any_other_is_just_gone(
    session: Session, assembly: Assembly, by: Account
) -> None:
    draft, public = make_item(assembly, published=False), make_item(assembly)
    unseen = services.attach_file(draft, make_received(), SLIDES, by)
    seen = services.attach_file(public, make_received(), SLIDES, by)
    services.remove_file(draft, unseen, "", by)
    with pytest.raises(WrongField) as refusal:
        services.remove_file(public, seen, " ", by)
    assert refusal.value.field == "reason"
    services.remove_file(public, seen, "It holds an address.", by)
    session.expire_all()
    assert (draft.files, public.files) == ([], [])
    assert (unseen.removed_reason, seen.removed_reason) == (None, "It holds an address.")
    assert public_file_version(assembly, seen.id, 1) is None
    assert file_version_at_desk(assembly, seen.id, 1) is None


def test_a_file_of_what_was_taken_down_leaves_a_trace_too(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = make_item(assembly)
    file = services.attach_file(item, make_received(), SLIDES, by)
    services.unpublish_item(item, "A mistake.", by)
    with pytest.raises(WrongField):
        services.remove_file(item, file, "", by)


def test_files_change_places_and_stop_at_the_ends(session: Session, assembly: Assembly, by: Account) -> None:
    item = make_item(assembly)
    a, b, c = [services.attach_file(item, make_received(), FileWords(label), by) for label in "ABC"]
    for file, up in ((c, True), (a, True), (b, False), (a, False)):
        services.move_file(item, file, up, by)
    assert [file.label for file in item.files] == ["C", "A", "B"]


def test_what_is_said_of_a_file_is_not_overwritten_unread(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = make_item(assembly)
    file = services.attach_file(item, make_received(), SLIDES, by)
    seen = services.fingerprint(file)
    services.edit_file(item, file, FileWords("The slides, corrected"), by, seen)
    with pytest.raises(Refused, match="colleague"):
        services.edit_file(item, file, SLIDES, by, seen)
    assert (file.label, file.licence) == ("The slides, corrected", None)


def test_only_what_readers_see_is_announced(
    session: Session, assembly: Assembly, by: Account, announced: list[object]
) -> None:
    draft, public = make_item(assembly, published=False), make_item(assembly)
    for item in (draft, public):
        file = services.attach_file(item, make_received(), SLIDES, by)
        services.edit_file(item, file, FileWords("Slides"), by)
        services.replace_file(item, file, make_received(content=pdf(2)), "Wrong.", by)
        services.remove_file(item, file, "Wrong.", by)
    assert announced == [ItemChanged(public.id)] * 4


def test_an_item_of_files_alone_can_be_published(session: Session, assembly: Assembly, by: Account) -> None:
    item = make_item(assembly, published=False)
    with pytest.raises(Refused):
        services.publish_item(item, by)
    services.attach_file(item, make_received(), SLIDES, by)
    services.publish_item(item, by)
    assert item.is_public


def test_a_compiled_record_is_changed_by_importing_alone(session: Session, by: Account) -> None:
    item = make_item(make_assembly("record", is_compiled=True))
    with pytest.raises(Refused):
        services.attach_file(item, make_received(), SLIDES, by)
