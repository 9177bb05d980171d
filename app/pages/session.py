"""The page of one session: agenda, recording, transcript, speakers, what was shown, and who cites it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.assemblies.models import Assembly
from app.evidence.models import AssemblySession
from app.evidence.queries import cues_of, files_beside, listed_items, sessions_beside
from app.evidence.transcript_wording import transcript_words
from app.evidence.wording import Words, files_words, host_of, recording_words, speaker_words, when_of
from app.pages.cited import mark_of, marks_of
from app.pages.evidence import item_line
from app.pages.former import Changes, changes_of
from app.pages.questions import QuestionSection, question_section
from app.pages.wording import sentence_case
from app.recommendations.models import Citation
from app.recommendations.queries.citations import citations_at_session


@dataclass(frozen=True)
class SessionPage:
    """One session with its speakers, its items and its neighbours."""

    session: AssemblySession
    facts: Sequence[Words]
    speakers: Sequence[Words]
    items: Sequence[Words]
    files: Sequence[Words]
    recording: Words | None
    recording_host: str
    shares_recording: bool
    transcript: Words | None
    captions_url: str
    questions: QuestionSection | None
    changes: Sequence[Words]
    earlier: AssemblySession | None
    later: AssemblySession | None


def session_page(assembly: Assembly, session: AssemblySession) -> SessionPage:
    """Read and arrange the page of a public session."""
    items = listed_items(assembly, session)
    files = files_beside([session.subject_id, *(item.subject_id for item in items if item.is_public)])
    changes = changes_of(session)
    citations = citations_at_session(session)
    cues = cues_of(session.transcript)
    language = session.transcript.language if session.transcript is not None else ""
    # A citation of an item that has a transcript of its own means a moment of that one.
    marks = marks_of([citation for citation in citations if citation.item.transcript is None])
    transcript = transcript_words(cues, language, marks)
    captions_url = f"{session.path}captions.vtt" if transcript and transcript["has_times"] else ""
    beside = sessions_beside(session)
    cited = _cited_by_item(citations)
    own_files = files.get(session.subject_id, ())
    return SessionPage(
        session=session,
        facts=_facts(session, changes),
        speakers=[speaker_words(speaker) for speaker in session.speakers],
        items=[
            item_line(item, files.get(item.subject_id, ()), session) | {"cited": cited.get(item.id, ())}
            for item in items
        ],
        files=files_words(own_files, assembly.path),
        recording=recording_words(own_files, assembly.path, captions_url, language),
        recording_host=host_of(session.recording_url) if session.recording_url else "",
        shares_recording=beside.share_recording,
        transcript=transcript,
        captions_url=captions_url,
        questions=question_section(assembly, session),
        changes=changes.lines,
        earlier=beside.earlier,
        later=beside.later,
    )


def _facts(session: AssemblySession, changes: Changes) -> list[Words]:
    topic, day = sentence_case(session.topic), session.day
    facts = [
        (gettext("When"), when_of(session)),
        (gettext("Day"), gettext("Day %(number)d of the assembly", number=day) if day else ""),
        (gettext("Topic"), topic),
        (gettext("Last corrected"), changes.last_corrected),
    ]
    return [{"term": term, "text": text} for term, text in facts if text]


def _cited_by_item(citations: Sequence[Citation]) -> dict[int, list[Words]]:
    """Which recommendations cite each item, once each."""
    cited: dict[int, dict[str, Words]] = defaultdict(dict)
    for citation in citations:
        mark = mark_of(citation)
        cited[citation.item_id].setdefault(mark.url, {"name": mark.name, "url": mark.url})
    return {item_id: list(marks.values()) for item_id, marks in cited.items()}
