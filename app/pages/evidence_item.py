"""The page of one item of evidence: its text, files and transcript, who gave it, which recommendations rest on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.assemblies.models import Assembly
from app.evidence.models import AssemblySession, EvidenceItem
from app.evidence.names import evidence_name
from app.evidence.queries import cues_of, files_beside
from app.evidence.transcript_wording import transcript_words
from app.evidence.wording import (
    Words,
    files_words,
    language_name,
    minutes_to_read,
    other_language,
    reading_time,
    recording_of,
    recording_words,
    speaker_words,
    when_of,
)
from app.pages.cited import citing_words, marks_of
from app.pages.former import Changes, changes_of
from app.pages.questions import QuestionSection, question_section
from app.pages.wording import sentence_case
from app.recommendations.queries.citations import citations_by_item, replaced_wordings


@dataclass(frozen=True)
class ItemPage:
    """One item of evidence and who cites it."""

    item: EvidenceItem
    session: AssemblySession | None
    kind: str
    reading_time: str
    lang: str
    facts: Sequence[Words]
    speakers: Sequence[Words]
    are_of_the_item: bool
    files: Sequence[Words]
    recording: Words | None
    transcript: Words | None
    captions_url: str
    questions: QuestionSection | None
    citations: Sequence[Words]
    changes: Sequence[Words]


def item_page(assembly: Assembly, item: EvidenceItem) -> ItemPage:
    """Read and arrange the page of a public item."""
    session = item.session if item.session is not None and item.session.is_public else None
    citations, changes = citations_by_item(item), changes_of(item)
    replaced = replaced_wordings(citations)
    # What it says aloud is heard in its own transcript or, where it has none, in that of its session.
    spoken_in = item if item.transcript is not None or session is None else session
    beside = files_beside([item.subject_id, spoken_in.subject_id])
    files = beside.get(item.subject_id, ())
    can_be_heard = recording_of(beside.get(spoken_in.subject_id, ())) is not None
    language = item.transcript.language if item.transcript is not None else ""
    transcript = transcript_words(cues_of(item.transcript), language, marks_of(citations))
    captions_url = f"{item.path}captions.vtt" if transcript and transcript["has_times"] else ""
    speakers = item.speakers or (session.speakers if session is not None else [])
    return ItemPage(
        item=item,
        session=session,
        kind=evidence_name(item.kind),
        reading_time=reading_time(
            minutes_to_read(item.summary, item.body), transcript["minutes"] if transcript else 0
        ),
        lang=other_language(item.language),
        facts=_facts(item, session, changes),
        speakers=[speaker_words(speaker) for speaker in speakers],
        are_of_the_item=bool(item.speakers),
        files=files_words(files, assembly.path, item.language),
        recording=recording_words(files, assembly.path, captions_url, language),
        transcript=transcript,
        captions_url=captions_url,
        questions=question_section(assembly, item),
        citations=[citing_words(each, replaced.get(each.id), can_be_heard) for each in citations],
        changes=changes.lines,
    )


def _facts(item: EvidenceItem, session: AssemblySession | None, changes: Changes) -> list[Words]:
    topic = item.topic or (session.topic if session is not None else "")
    lang = other_language(item.language)
    facts = [
        (gettext("From"), item.given_by or ""),
        (gettext("Shown to the members"), when_of(session) if session is not None else ""),
        (gettext("Published"), changes.published),
        (gettext("Last corrected"), changes.last_corrected),
        (gettext("Topic"), sentence_case(topic)),
        (gettext("Language"), language_name(lang) if lang else ""),
        (gettext("Licence"), item.licence or ""),
    ]
    return [{"term": term, "text": text} for term, text in facts if text]
