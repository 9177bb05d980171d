"""A draft that no reader has seen can be thrown away; what was public never can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core.append_only import NeverChanges
from app.core.db import db
from app.core.errors import Refused
from app.evidence import services
from app.evidence.models import (
    AssemblySession,
    Cue,
    EvidenceFile,
    EvidenceItem,
    FileVersion,
    Speaker,
    Transcript,
)
from app.evidence.words import FileWords, SessionWords, SpeakerWords
from app.files.models import Rendition, StoredFile
from app.files.services import sweep
from app.recommendations.services import cite
from app.subjects.models import Subject
from app.wiring import TIDIERS
from tests.conftest import NOON, Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import add_file, add_rendition, make_item, make_session, make_stored
from tests.factories.files import make_received
from tests.factories.forms import fields_of, send
from tests.factories.recommendations import make_recommendation
from tests.factories.transcripts import paste_transcript

pytestmark = pytest.mark.usefixtures("at_noon")

DESK = "/council/high-street/evidence/"
OF_DRAFTS = (AssemblySession, EvidenceItem, EvidenceFile, FileVersion, Transcript, Cue, Speaker)
Thing = AssemblySession | EvidenceItem


def _make(kind: str, assembly: Assembly, published: bool = False) -> Thing:
    """A session or an item with everything that can belong to it."""
    thing: Thing = (
        make_session(assembly, "A slip", published=published, speakers=[Speaker(name="Ann Reid", position=1)])
        if kind == "session"
        else make_item(assembly, "A slip", published=published, body="Text.")
    )
    add_file(thing, "The slides", make_stored(content="one"), make_stored(content="two"))
    add_file(thing, "Taken away", make_stored(content="three"), removed_at=NOON)
    paste_transcript(thing, "[0:10] Ann Reid: It was dark.")
    return thing


def _page(thing: Thing) -> str:
    return f"{DESK}{'sessions/' if isinstance(thing, AssemblySession) else ''}{thing.id}/"


def _rows(*tables: type) -> dict[str, int]:
    found = {table.__name__: len(db.session.scalars(select(table)).all()) for table in tables}
    return {name: count for name, count in found.items() if count}


@pytest.mark.parametrize("kind", ["session", "item"])
def test_a_draft_goes_with_all_that_belongs_to_it(
    session: Session, assembly: Assembly, by: Account, actions: Callable[[], list[str]], kind: str
) -> None:
    subjects = _rows(Subject)
    thing = _make(kind, assembly)
    assert services.discard(thing, by) == []
    session.expire_all()
    assert _rows(*OF_DRAFTS) == {}
    assert _rows(Subject) == subjects
    assert actions()[-1] == "discarded"


def test_the_items_of_a_discarded_session_stay_without_it_and_its_speakers(
    session: Session, assembly: Assembly, by: Account
) -> None:
    ann = Speaker(name="Ann Reid", position=1)
    held = make_session(assembly, published=False, speakers=[ann])
    alone = make_item(assembly, "Alone", published=False, position=1)
    second = make_item(assembly, "Second", published=False, session=held, position=2)
    first = make_item(assembly, "First", published=False, session=held, position=1, speakers=[ann])
    assert services.discard(held, by) == [first, second]
    session.expire_all()
    assert [item.session_id for item in (first, second)] == [None, None]
    assert first.speakers == []
    assert [item.position for item in (alone, first, second)] == [1, 2, 3]


@pytest.mark.parametrize("kind", ["session", "item"])
@pytest.mark.parametrize("then", ["public", "taken down", "set to come back", "set"])
def test_what_readers_have_seen_or_will_see_is_not_discarded(
    session: Session, assembly: Assembly, by: Account, kind: str, then: str
) -> None:
    thing = _make(kind, assembly)
    if then == "set":
        services.publish(thing, by, at=NOON + timedelta(days=1))
    else:
        services.publish(thing, by)
    if then in ("taken down", "set to come back"):
        services.unpublish(thing, "A slip.", by)
    if then == "set to come back":
        services.publish(thing, by, at=NOON + timedelta(days=1))
    before = _rows(*OF_DRAFTS)
    with pytest.raises(Refused, match="Call that off first" if then == "set" else "Readers have seen this"):
        services.discard(thing, by)
    assert _rows(*OF_DRAFTS) == before


def test_what_was_called_off_before_its_time_can_be_discarded(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = _make("item", assembly)
    services.publish(item, by, at=NOON + timedelta(days=1))
    services.call_off(item, by)
    services.discard(item, by)
    assert _rows(*OF_DRAFTS) == {}


def test_what_something_rests_on_is_not_discarded_and_stays_whole(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = _make("item", assembly)
    assert isinstance(item, EvidenceItem)
    before = _rows(*OF_DRAFTS)
    cite(make_recommendation(assembly), item, None, None, None)
    with pytest.raises(Refused, match="A recommendation rests on this"):
        services.discard(item, by)
    assert _rows(*OF_DRAFTS) == before


def test_a_question_keeps_what_it_is_about_from_being_discarded(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = _make("item", assembly)
    make_comment(item.subject)
    before = _rows(*OF_DRAFTS)
    with pytest.raises(Refused, match="Something rests on this"):
        services.discard(item, by)
    session.expire_all()
    assert _rows(*OF_DRAFTS) == before


def test_a_compiled_record_is_not_discarded(session: Session, by: Account) -> None:
    item = make_item(make_assembly("record", is_compiled=True), published=False)
    with pytest.raises(Refused, match="compiled"):
        services.discard(item, by)


@pytest.mark.parametrize("then", ["published_at", "unpublished_at"])
def test_no_version_of_a_file_that_readers_have_seen_is_deleted_by_any_statement(
    session: Session, assembly: Assembly, then: str
) -> None:
    item = make_item(assembly, published=False)
    file = add_file(item)
    setattr(item, then, NOON)
    session.flush()
    session.delete(file)
    with pytest.raises(NeverChanges):
        session.flush()


def test_a_version_of_a_draft_file_may_go_but_never_change(session: Session, assembly: Assembly) -> None:
    file = add_file(make_item(assembly, published=False))
    file.versions[0].note = "Another story"
    with pytest.raises(NeverChanges):
        session.flush()


def test_contents_that_only_a_discarded_draft_had_are_forgotten(
    session: Session, assembly: Assembly, by: Account
) -> None:
    gone, shared = make_stored(content="gone"), make_stored(content="shared")
    add_rendition(gone, 320)
    draft = make_item(assembly, published=False)
    add_file(draft, "Gone", gone)
    add_file(draft, "Shared", shared)
    add_file(make_item(assembly), "Shared too", shared)
    assert services.forget_contents() == 0
    services.discard(draft, by)
    assert services.forget_contents() == 1
    assert list(session.scalars(select(StoredFile))) == [shared]
    assert _rows(Rendition) == {}


# ---- At the desk ----


@pytest.fixture
def own(officer: Visitor, session: Session) -> Assembly:
    """The assembly of the officer."""
    return session.scalars(select(Assembly).where(Assembly.slug == "high-street")).one()


@pytest.mark.parametrize("kind", ["session", "item"])
def test_an_officer_reads_what_goes_then_discards_it(officer: Visitor, own: Assembly, kind: str) -> None:
    thing = _make(kind, own)
    page = _page(thing)
    assert f'href="{page}discard"' in officer.get(page).text
    shown = officer.get(f"{page}discard").text
    for words in (
        "the text of “A slip”",
        "the file “The slides”",
        "what it was before",
        "the transcript, 3 words",
    ):
        assert words in shown
    assert ("the speaker Ann Reid" in shown) == (kind == "session")
    assert "Taken away" not in shown
    assert _rows(EvidenceFile) == {"EvidenceFile": 2}
    answer = send(officer, f"{page}discard")
    assert (answer.status_code, answer.location) == (303, DESK)
    assert "“A slip” is discarded." in officer.get(DESK).text
    assert officer.get(page).status_code == 404
    assert officer.get(f"{page}discard").status_code == 404


def test_the_items_that_stay_are_named_before_and_after(officer: Visitor, own: Assembly) -> None:
    held = make_session(own, published=False)
    make_item(own, "Bus times", published=False, session=held)
    page = f"{_page(held)}discard"
    assert "This evidence stays" in officer.get(page).text
    assert "Bus times" in officer.get(page).text
    send(officer, page)
    assert "1 item of that session stays." in officer.get(DESK).text


def test_what_may_not_be_discarded_says_why_and_has_no_button(officer: Visitor, own: Assembly) -> None:
    item = make_item(own, body="Text.")
    page = _page(item)
    assert "Discard this draft" not in officer.get(page).text
    shown = officer.get(f"{page}discard").text
    assert "Readers have seen this" in shown
    assert "Discard it" not in shown
    draft = make_item(own, published=False)
    cite(make_recommendation(own), draft, None, None, None)
    resting = officer.get(f"{_page(draft)}discard").text
    assert "Recommendation 1 rests on this." in resting
    assert "Discard it" not in resting
    item.published_at = NOON + timedelta(days=1)
    assert "Call that off first" in officer.get(f"{page}discard").text


def test_a_draft_that_is_published_meanwhile_is_not_discarded(officer: Visitor, own: Assembly) -> None:
    item = make_item(own, published=False, body="Text.")
    page = _page(item)
    began = fields_of(officer, f"{page}discard")
    send(officer, page, f"{page}publish")
    answer = officer.post(f"{page}discard", data=began)
    assert (answer.status_code, "Readers have seen this" in answer.text) == (409, True)
    assert officer.get(item.path).status_code == 200


def test_a_draft_that_a_colleague_changed_meanwhile_is_not_discarded_unread(
    officer: Visitor, own: Assembly
) -> None:
    item = make_item(own, published=False, body="Text.")
    page = _page(item)
    began = fields_of(officer, f"{page}discard")
    send(officer, f"{page}edit", title="Worth keeping")
    answer = officer.post(f"{page}discard", data=began)
    assert (answer.status_code, "A colleague changed this" in answer.text) == (409, True)
    assert "Worth keeping" in answer.text


def test_the_worker_forgets_contents_before_it_sweeps_the_store() -> None:
    assert TIDIERS.index(services.forget_contents) < TIDIERS.index(sweep)


@pytest.mark.parametrize("kind", ["session", "item"])
def test_the_number_of_a_discarded_draft_is_never_given_away_again(
    officer: Visitor, session: Session, kind: str
) -> None:
    new = f"{DESK}{'sessions/' if kind == 'session' else ''}new"
    words = {"title": "A slip", "summary": "In short.", "kind": "briefing"}
    page = send(officer, new, **words).location
    form = "speakers/new" if kind == "session" else "transcript"
    typed = {"name": "Ann Reid", "text": "Ann Reid: It was dark."}
    opened = fields_of(officer, f"{page}{form}") | typed
    assert send(officer, f"{page}discard").status_code == 303
    assert send(officer, new, **words).location != page
    assert officer.get(page).status_code == 404
    answer = officer.post(f"{page}{form}", data=opened)
    assert answer.status_code == 404
    assert "Ann Reid" in answer.text


def test_the_numbers_of_a_discarded_session_s_speakers_and_files_are_never_given_away_again(
    session: Session, assembly: Assembly, by: Account
) -> None:
    def make() -> tuple[AssemblySession, int, int]:
        held = services.add_session(assembly, SessionWords("A slip"), by)
        speaker = services.add_speaker(held, SpeakerWords("Ann Reid"), by)
        file = services.attach_file(held, make_received(), FileWords("The slides"), by)
        return held, speaker.id, file.id

    held, *numbers = make()
    services.discard(held, by)
    session.flush()
    _, *later = make()
    assert all(now > before for before, now in zip(numbers, later, strict=True))
