"""Whatever happens to a text, the index holds at once what a full rebuild would give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies import services as assemblies
from app.assemblies.models import Assembly, PhaseKind
from app.assemblies.words import AssemblyWords, PhaseSpan
from app.comments import services as comments
from app.comments.models import CommentState
from app.core import clock, events
from app.core.db import db
from app.evidence.events import ItemChanged, SessionChanged
from app.evidence.models import AssemblySession, EvidenceItem, Speaker
from app.recommendations import services as recommendations
from app.recommendations.models import Recommendation, VersionStage
from app.responses import services as responses
from app.responses.models import Verdict
from app.responses.words import Wording
from app.search.models import SearchDocument
from app.search.queries import search
from app.search.services import out_of_step
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.evidence import make_item, make_session
from tests.factories.recommendations import make_recommendation
from tests.factories.search import index_everything
from tests.factories.transcripts import make_transcript

WORDING = Wording(Verdict.ACCEPTED, "The zebra is paid.", "Fenbury Borough Council", decided_on="2020-03")
OTHER = Wording(Verdict.NOT_ACCEPTED, "No llamas.", "Fenbury Borough Council", decided_on="2020-03")
SPAN = PhaseSpan(PhaseKind.LEARNING, datetime(2020, 1, 1, tzinfo=UTC), None)


@pytest.fixture
def ada(session: Session) -> Account:
    return make_account("ada@fenbury.example")


@pytest.fixture
def ben(session: Session) -> Account:
    return make_account("ben@fenbury.example")


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(question="Who?", consulting=(-7, 7))


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    made = make_recommendation(assembly, "Crossings", clauses=["Paint a zebra."])
    index_everything()
    return made


def _total(query: str) -> int:
    """How many results there are; and nothing is out of step."""
    db.session.flush()
    assert out_of_step() == []
    return search(query).total


def _is_kept(words: str) -> bool:
    """Whether a word stands anywhere in the index's tables, found or not."""
    documents = db.session.scalars(select(SearchDocument.text)).all()
    rows = db.session.execute(text("SELECT * FROM search_index")).all()
    return any(words in str(kept).lower() for kept in [*documents, *rows])


def test_an_assembly_made_published_renamed(session: Session, ada: Account, assembly: Assembly) -> None:
    words = AssemblyWords(name="On zebras", question="Where?")
    made = assemblies.create_assembly(assembly.organisation, words, [SPAN], ada)
    assert _total("zebras") == 0
    make_comment(subject_of(made), "On the zebra itself.")
    assemblies.publish_assembly(made, ada)
    assert _total("zebras") == 2
    assemblies.edit_assembly(made, AssemblyWords(name="On llamas", question="Where?"), [SPAN], ada)
    assert (_total("llamas"), [found.title for found in search("zebras").items]) == (1, ["On llamas"])


def test_a_comment_published_hidden_and_restored(
    session: Session, ada: Account, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject, "A secretword.", state=CommentState.AWAITING_MODERATION)
    assert _total("secretword") == 0
    comments.publish_comment(comment, ada.id)
    assert (_total("secretword"), _is_kept("secretword")) == (1, True)
    comments.hide_comment(comment, ada.id)
    assert (_total("secretword"), _is_kept("secretword")) == (0, False)
    comments.restore_comment(comment, ada.id)
    assert _total("secretword") == 1


def test_a_rejected_comment_never_gets_in(
    session: Session, ada: Account, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject, "A secretword.", state=CommentState.AWAITING_MODERATION)
    comments.reject_comment(comment, ada.id)
    assert (_total("secretword"), _is_kept("secretword")) == (0, False)


def test_a_recommendation_drafted_published_and_rewritten(
    session: Session, ada: Account, ben: Account, recommendation: Recommendation
) -> None:
    make_comment(recommendation.subject, "Good.")
    answer = responses.draft_response([recommendation], WORDING, ada)
    responses.publish_response(answer, ben)
    index_everything()
    draft = recommendations.write_draft(
        recommendation, "Llamas", "Lead a llama across.", "Cheaper.", VersionStage.FINAL, ada
    )
    assert (_total("llama"), _total("paint")) == (0, 1)
    recommendations.publish_version(draft, ada)
    assert (_total("llamas"), _total("paint")) == (2, 0)
    assert [found.title for found in search("good").items] == ["Llamas"]


def test_a_response_drafted_published_and_corrected(
    session: Session, ada: Account, ben: Account, recommendation: Recommendation
) -> None:
    answer = responses.draft_response([recommendation], WORDING, ada)
    assert _total("paid") == 0
    responses.publish_response(answer, ben)
    assert _total("paid") == 1
    correction = responses.correct_response(answer, OTHER, "A slip.", ada)
    assert (_total("paid"), _total("llamas")) == (1, 0)
    responses.publish_response(correction, ben)
    assert (_total("paid"), _total("llamas")) == (0, 1)


def _unpublish(thing: AssemblySession | EvidenceItem) -> None:
    thing.published_at = thing.subject.public_from = None
    is_item = isinstance(thing, EvidenceItem)
    events.announce(ItemChanged(thing.id) if is_item else SessionChanged(thing.id))


@pytest.mark.parametrize("make", [make_item, make_session])
def test_what_hangs_on_evidence_goes_and_comes_with_it(
    session: Session, assembly: Assembly, make: type
) -> None:
    thing = make(assembly, "A zebra")
    make_transcript(thing.subject, (0, "I am the zebra."))
    make_comment(thing.subject, "Which zebra?", kind="question")
    index_everything()
    assert _total("zebra") == 3
    _unpublish(thing)
    assert (_total("zebra"), _is_kept("zebra")) == (0, False)
    thing.published_at = thing.subject.public_from = clock.now() + timedelta(hours=1)
    events.announce(ItemChanged(thing.id) if make is make_item else SessionChanged(thing.id))
    assert _total("zebra") == 0
    with clock.at(clock.now() + timedelta(hours=2)):
        assert _total("zebra") == 3


def test_a_speaker_who_is_renamed_is_renamed_in_what_they_gave(session: Session, assembly: Assembly) -> None:
    speaker = Speaker(position=1, name="Zoe Zebra")
    meeting = make_session(assembly, speakers=[speaker])
    item = make_item(assembly, "Stripes", session_id=meeting.id)
    item.speakers.append(speaker)
    index_everything()
    assert _total("zoe") == 2
    speaker.name = "Zoe Llama"
    events.announce(SessionChanged(meeting.id))
    assert (_total("zebra"), _total("llama")) == (0, 2)


def test_a_transcript_that_is_corrected(session: Session, assembly: Assembly) -> None:
    meeting = make_session(assembly)
    transcript = make_transcript(meeting.subject, (0, "A zebra."), (60_000, "A llama."))
    events.announce(SessionChanged(meeting.id))
    assert (_total("zebra"), _total("llama")) == (1, 1)
    transcript.cues.pop()
    events.announce(SessionChanged(meeting.id))
    assert (_total("zebra"), _total("llama")) == (1, 0)
    session.delete(transcript)
    events.announce(SessionChanged(meeting.id))
    assert (_total("zebra"), _is_kept("zebra")) == (0, False)
