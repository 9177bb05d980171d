"""The evidence of the demo and what it says, quotes and questions, as the services would have left them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentKind
from app.core import clock
from app.core.revisions import TurningMoment
from app.evidence.models import AssemblySession, EvidenceItem, FormerWording, Transcript
from app.recommendations.models import Citation, Recommendation
from app.recommendations.queries.citations import places_gone
from tests.conftest import Visitor
from tests.imports.conftest import TODAY
from tests.imports.fenbury import everything


def the_item(session: Session, key: str) -> EvidenceItem:
    return session.scalars(select(EvidenceItem).where(EvidenceItem.record_key == key)).one()


@pytest.mark.one_database
def test_agendas_say_the_time_as_the_rest_of_the_site_does(loaded: Session) -> None:
    agendas = [session.agenda or "" for session in loaded.scalars(select(AssemblySession))]
    assert any("- 1\N{NO-BREAK SPACE}pm: Lunch" in agenda for agenda in agendas)
    assert [agenda for agenda in agendas if re.search(r"^- (?:1[3-9]|2\d|0\d):", agenda, re.MULTILINE)] == []


@pytest.mark.one_database
def test_a_session_that_promises_notes_has_them(loaded: Session) -> None:
    for session in loaded.scalars(select(AssemblySession)):
        if re.search(r"\bnotes\b|\bslides\b", session.summary or ""):
            assert [file.label for file in session.files] == ["Notes of the day"], session.title


@pytest.mark.one_database
def test_citations_stand_in_the_text_that_is_shown(loaded: Session) -> None:
    cited = loaded.scalars(select(Citation)).all()
    assert len(cited) > 20
    assert len({(c.recommendation_id, c.item_id, c.clause_key) for c in cited}) == len(cited)
    for citation in cited:
        last = citation.recommendation.versions[-1]
        assert citation.clause_key is None or citation.clause_key in {clause.key for clause in last.clauses}


@pytest.mark.one_database
def test_one_quote_says_that_a_correction_took_its_words_away(loaded: Session) -> None:
    marked = loaded.scalars(select(Citation).where(Citation.quote_gone_at.is_not(None))).one()
    former = loaded.scalars(
        select(FormerWording).where(FormerWording.subject_id == marked.item.subject_id)
    ).one()
    assert marked.quote_gone_at == former.replaced_at
    assert marked.quote is not None
    assert marked.quote in former.said["body"]
    assert marked.quote not in marked.item.body
    everything_cited = loaded.scalars(select(Citation)).all()
    assert places_gone(everything_cited) == {marked.id}


@pytest.mark.one_database
def test_citations_keep_the_quote_and_the_second_at_which_it_was_said(loaded: Session) -> None:
    item = the_item(loaded, "takings")
    citation = loaded.scalars(select(Citation).where(Citation.item_id == item.id)).one()
    assert (citation.quote, citation.at_second) == ("Six up, two down, three we do not know.", 14 * 60 + 20)
    assert citation.note == "Six towns up, two down, and three where nobody measured."
    timed = loaded.scalars(select(Citation).where(Citation.at_second.is_not(None))).all()
    for each in timed:
        session = each.item.session
        transcript = each.item.transcript or (session.transcript if session is not None else None)
        assert transcript is not None
        (cue,) = [cue for cue in transcript.cues if (cue.starts_ms or 0) // 1000 == each.at_second]
        assert each.quote is None or each.quote in cue.text


@pytest.mark.one_database
def test_what_was_said_is_a_transcript_and_not_a_part_of_a_body(loaded: Session) -> None:
    written = [thing for key in ("sessions", "evidence") for thing in everything(key) if thing["transcript"]]
    transcripts = loaded.scalars(select(Transcript)).all()
    assert sorted(len(transcript.cues) for transcript in transcripts) == [21, 61, 102]
    assert len(written) == len(transcripts)
    session = loaded.scalars(
        select(AssemblySession).where(AssemblySession.title == "Shops, stalls, rents and takings")
    ).one()
    assert session.transcript is not None
    said = next(cue for cue in session.transcript.cues if cue.starts_ms == 860_000)
    assert (said.speaker, said.text[:12]) == ("Dr Helen Marchetti", "So here is t")
    item = the_item(loaded, "takings")
    assert "Transcript" not in item.body
    assert [speaker.name for speaker in item.speakers] == ["Dr Helen Marchetti"]
    assert item.path == "/assemblies/fenbury-high-street/evidence/takings/" == item.subject.path


@pytest.mark.one_database
def test_files_are_kept_beside_their_items_and_former_versions_stay_reachable(
    loaded: Session, client: Visitor
) -> None:
    written = {thing["id"]: thing["files"] for thing in everything("evidence") if thing["files"]}
    for key, files in written.items():
        item = the_item(loaded, key)
        assert [file.label for file in item.files] == [file["label"] for file in files]
        for file, told in zip(item.files, files, strict=True):
            assert [version.note for version in file.versions] == [v["note"] for v in told["versions"]]
            assert {version.name for version in file.versions} == {v["name"] for v in told["versions"]}
            for version in file.versions:
                with client.get(version.path_in(item.assembly)) as answer:
                    assert answer.status_code == 200, version.name
                    assert len(answer.data) == version.stored.size
    guide = the_item(loaded, "decides").files[0]
    assert [version.stored.pages for version in guide.versions] == [2, 2]
    assert "six more years" in (guide.current.note or "")


@pytest.mark.one_database
def test_one_session_can_be_heard(loaded: Session) -> None:
    sessions = loaded.scalars(select(AssemblySession).where(AssemblySession.starts_at.is_not(None)))
    recorded = [session for session in sessions if session.recording is not None]
    assert [session.title for session in recorded] == ["The people who are seldom asked"]
    recording = recorded[0].recording
    assert recording is not None
    assert recording.current.stored.seconds == 179


@pytest.mark.one_database
def test_an_item_waits_for_its_time_and_one_that_was_taken_down_leaves_a_trace(loaded: Session) -> None:
    waiting, gone, welsh = (
        the_item(loaded, key) for key in ("market-count", "parking-letters", "cymdeithas")
    )
    for days, is_there in ((0, False), (5, True)):
        with clock.at(TODAY + timedelta(days=days)):
            assert (waiting.is_public, waiting.subject.is_public) == (is_there, is_there)
            assert (gone.is_public, gone.subject.is_public) == (False, False)
    assert waiting.published_at in set(loaded.scalars(select(TurningMoment.happens_at)))
    assert gone.published_at is None
    assert gone.unpublished_at is not None
    assert "name neighbours" in (gone.unpublished_reason or "")
    assert welsh.language == "cy"


@pytest.mark.one_database
def test_questions_stand_at_sessions_and_items_and_answers_are_theirs(loaded: Session) -> None:
    questions = loaded.scalars(select(Comment).where(Comment.kind == CommentKind.QUESTION)).all()
    assert {question.subject.kind for question in questions} == {"session", "evidence"}
    answers = [question for question in questions if question.is_official]
    assert len(answers) > 10
    for answer in answers:
        assert answer.parent is not None
        assert (answer.parent.kind, answer.parent.subject_id) == (CommentKind.QUESTION, answer.subject_id)
        assert answer.parent.asked_of in (answer.author_name, None)
    ours = select(Recommendation.subject_id)
    kinds = set(loaded.scalars(select(Comment.kind).where(Comment.subject_id.in_(ours))))
    assert CommentKind.QUESTION not in kinds
