"""Whatever officers do with evidence, the index holds at once what a full rebuild would give."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments import services as comments
from app.comments.models import CommentState
from app.core import clock
from app.evidence.models import AssemblySession, EvidenceItem, EvidenceKind
from app.evidence.queries.wordings import former_wordings
from app.evidence.services import files, items, publishing, sessions, speakers, transcripts
from app.evidence.standing import Thing
from app.evidence.transcripts import CueWords
from app.evidence.words import FileWords, ItemWords, SessionWords, SpeakerWords
from app.files.models import FileKind
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import TOLD
from tests.factories.files import make_received
from tests.search.looking import is_kept, total

SAID = [
    CueWords(0, 2_000, "Ann Reid", "Zebras are patient."),
    CueWords(60_000, 61_000, None, "Llamas are not."),
]
WRITTEN = ItemWords(EvidenceKind.BRIEFING, "On zebras", "In short.", "They *wait*.")


@pytest.fixture
def ada(session: Session) -> Account:
    return make_account("ada@fenbury.example")


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(question="Who?")


@pytest.fixture
def meeting(assembly: Assembly, ada: Account) -> AssemblySession:
    made = sessions.add_session(assembly, SessionWords("Crossing", agenda="10:00 Zebras"), ada)
    publishing.publish_session(made, ada)
    return made


@pytest.fixture
def item(assembly: Assembly, ada: Account) -> EvidenceItem:
    made = items.add_item(assembly, WRITTEN, ada)
    publishing.publish_item(made, ada)
    return made


def test_a_session_added_published_edited_moved_and_taken_down(assembly: Assembly, ada: Account) -> None:
    made = sessions.add_session(assembly, SessionWords("Zebras"), ada)
    assert total("zebras") == 0
    publishing.publish_session(made, ada)
    assert total("zebras") == 1
    sessions.edit_session(made, SessionWords("Llamas", summary="No stripes."), ada, correction=TOLD)
    assert (total("zebras"), total("llamas"), total("stripes")) == (0, 1, 1)
    second = sessions.add_session(assembly, SessionWords("Zebras again"), ada)
    publishing.publish_session(second, ada)
    sessions.move_session(second, True, ada)
    assert total("zebras") == 1
    publishing.unpublish_session(made, "A mistake.", ada)
    assert (total("llamas"), is_kept("llamas")) == (0, False)


def test_an_item_added_published_edited_and_taken_down(assembly: Assembly, ada: Account) -> None:
    made = items.add_item(assembly, WRITTEN, ada)
    assert total("zebras") == 0
    publishing.publish_item(made, ada)
    assert (total("zebras"), total("wait")) == (1, 1)
    changed = ItemWords(EvidenceKind.DATASET, "On llamas", "In short.", "They spit.", language="cy")
    items.edit_item(made, changed, ada, correction=TOLD)
    assert (total("zebras"), total("llamas"), total("spitting")) == (0, 1, 0)
    publishing.unpublish_item(made, "A mistake.", ada)
    assert (total("llamas"), is_kept("llamas")) == (0, False)
    publishing.publish_item(made, ada)
    assert total("llamas") == 1


def test_at_a_set_time_and_called_off(meeting: AssemblySession, assembly: Assembly, ada: Account) -> None:
    made = items.add_item(assembly, WRITTEN, ada)
    at = clock.now() + timedelta(hours=1)
    publishing.publish_item(made, ada, at=at)
    assert total("wait") == 0
    with clock.at(at):
        assert total("wait") == 1
    publishing.call_off(made, ada)
    with clock.at(at):
        assert (total("wait"), is_kept("wait")) == (0, False)


@pytest.mark.parametrize("kind", ["meeting", "item"])
def test_transcript_and_questions_go_and_come_with_what_they_belong_to(
    kind: str, meeting: AssemblySession, item: EvidenceItem, ada: Account
) -> None:
    thing = meeting if kind == "meeting" else item
    question = make_comment(
        thing.subject, "Which lamppost?", kind="question", state=CommentState.AWAITING_MODERATION
    )
    comments.publish_comment(question, ada.id)
    transcripts.write_transcript(thing, SAID, "en", ada)
    assert (total("patient"), total("not “llamas are”"), total("lamppost")) == (1, 1, 1)
    if isinstance(thing, AssemblySession):
        publishing.unpublish_session(thing, "A mistake.", ada)
    else:
        publishing.unpublish_item(thing, "A mistake.", ada)
    assert [total("patient"), total("lamppost"), is_kept("patient"), is_kept("lamppost")] == [
        0,
        0,
        False,
        False,
    ]
    if isinstance(thing, AssemblySession):
        publishing.publish_session(thing, ada)
    else:
        publishing.publish_item(thing, ada)
    assert (total("patient"), total("lamppost")) == (1, 1)


def test_a_transcript_that_is_corrected(meeting: AssemblySession, ada: Account) -> None:
    transcripts.write_transcript(meeting, SAID, "en", ada)
    transcripts.write_transcript(meeting, SAID[:1], "en", ada, correction=TOLD)
    assert (total("patient"), total("“llamas are”")) == (1, 0)


def test_a_transcript_removed_before_readers_saw_it(assembly: Assembly, ada: Account) -> None:
    waiting = sessions.add_session(assembly, SessionWords("Crossing"), ada)
    publishing.publish_session(waiting, ada, at=clock.now() + timedelta(hours=1))
    transcripts.write_transcript(waiting, SAID, "en", ada)
    assert (total("patient"), is_kept("patient")) == (0, True)
    transcripts.remove_transcript(waiting, ada)
    assert (total("patient"), is_kept("patient")) == (0, False)


def test_speakers_added_renamed_and_removed(
    meeting: AssemblySession, assembly: Assembly, ada: Account
) -> None:
    speaker = speakers.add_speaker(meeting, SpeakerWords("Zoe Stripe", "Keeper"), ada)
    given = ItemWords(
        EvidenceKind.PRESENTATION, "A talk", "Short.", "Text.", session=meeting, speakers=[speaker]
    )
    publishing.publish_item(items.add_item(assembly, given, ada), ada)
    assert (total("zoe"), total("keeper")) == (2, 2)
    other = speakers.add_speaker(meeting, SpeakerWords("Bo Mane", interests="A zebra farm."), ada)
    speakers.move_speaker(other, True, ada)
    assert total("farm") == 1
    speakers.edit_speaker(speaker, SpeakerWords("Zoe Spot"), ada, correction=TOLD)
    assert (total("stripe"), total("spot")) == (0, 2)
    speakers.remove_speaker(speaker, ada, TOLD)
    assert total("spot") == 0


@pytest.fixture(params=["session", "item"])
def thing(request: pytest.FixtureRequest, meeting: AssemblySession, item: EvidenceItem) -> Thing:
    return meeting if request.param == "session" else item


def test_files_attached_described_moved_replaced_and_removed(thing: Thing, ada: Account) -> None:
    file = files.attach_file(thing, make_received(), FileWords("Slides with stripes"), ada)
    second = files.attach_file(thing, make_received(FileKind.CSV), FileWords("Figures on hooves"), ada)
    assert (total("“slides with stripes”"), total("hooves")) == (1, 1)
    files.move_file(thing, second, True, ada)
    assert total("“figures on hooves slides”") == 1
    files.edit_file(thing, file, FileWords("Slides with spots"), ada)
    assert (total("stripes"), total("spots")) == (0, 1)
    files.replace_file(thing, file, make_received(content=b"another content"), "A slip in it.", ada)
    assert (total("spots"), total("slip")) == (1, 0)
    files.remove_file(thing, file, "It names a private person.", ada)
    assert (total("spots"), is_kept("spots"), total("private")) == (0, False, 0)
    publishing.unpublish(thing, "A mistake.", ada)
    assert (total("hooves"), is_kept("hooves")) == (0, False)
    files.remove_file(thing, second, "Wrong figures.", ada)
    publishing.publish(thing, ada)
    assert (total("hooves"), is_kept("hooves")) == (0, False)


def test_a_file_removed_before_its_set_time_is_never_found(assembly: Assembly, ada: Account) -> None:
    made = items.add_item(assembly, WRITTEN, ada)
    at = clock.now() + timedelta(hours=1)
    publishing.publish_item(made, ada, at=at)
    file = files.attach_file(made, make_received(), FileWords("Slides with stripes"), ada)
    assert (total("stripes"), is_kept("stripes")) == (0, True)
    files.remove_file(made, file, "", ada)
    with clock.at(at):
        assert (total("wait"), total("stripes"), is_kept("stripes")) == (1, 0, False)


def test_answers_to_a_question_come_and_go(thing: Thing, ada: Account) -> None:
    question = make_comment(
        thing.subject,
        "Which lamppost?",
        kind="question",
        state=CommentState.AWAITING_MODERATION,
        asked_of="Zoe Stripe",
    )
    assert (total("lamppost"), total("stripe")) == (0, 0)
    comments.publish_comment(question, ada.id)
    assert (total("lamppost"), total("stripe")) == (1, 1)
    answer = comments.answer_question(question, "The crooked one.", "Bo Mane", ada, "0")
    assert (total("crooked"), total("mane")) == (1, 1)
    comments.hide_comment(question, ada.id)
    # The answer stays readable below the trace of the question.
    assert (total("lamppost"), is_kept("lamppost"), total("stripe"), total("crooked")) == (0, False, 0, 1)
    comments.hide_comment(answer, ada.id)
    assert (total("crooked"), is_kept("crooked"), is_kept("mane")) == (0, False, False)
    comments.restore_comment(answer, ada.id)
    assert total("crooked") == 1
    publishing.unpublish(thing, "A mistake.", ada)
    assert (total("crooked"), is_kept("crooked")) == (0, False)
    publishing.publish(thing, ada)
    assert (total("crooked"), total("lamppost")) == (1, 0)


def test_a_former_wording_is_not_found(meeting: AssemblySession, item: EvidenceItem, ada: Account) -> None:
    transcripts.write_transcript(meeting, SAID, "en", ada)
    transcripts.write_transcript(meeting, SAID[:1], "en", ada, correction=TOLD)
    items.edit_item(item, replace(WRITTEN, title="On llamas", body="They spit."), ada, correction=TOLD)
    assert [len(former_wordings(thing.subject_id)) for thing in (meeting, item)] == [1, 1]
    assert (total("“llamas are not”"), total("wait")) == (0, 0)
    assert (is_kept("llamas are not"), is_kept("on zebras"), is_kept("wait")) == (False, False, False)
