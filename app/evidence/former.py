"""What a page of evidence said before it was corrected, as pages show it: to readers and at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, lazy_gettext

from app.core import dates
from app.core.differences import changed_paragraphs
from app.evidence.models import Absence, AssemblySession, FormerWording
from app.evidence.names import evidence_name
from app.evidence.queries.wordings import session_by_id, transcript_of_that_time
from app.evidence.said import Said, said_of
from app.evidence.standing import Thing
from app.evidence.transcript_wording import transcript_words
from app.evidence.transcripts import CueWords, TranscriptRefused, read_transcript
from app.evidence.wording import Words, language_name, other_language, speaker_words
from app.evidence.words import SpeakerWords

# What an officer writes, as a reader would call it.
_NAMES = {
    "title": lazy_gettext("title"),
    "kind": lazy_gettext("kind"),
    "starts_at": lazy_gettext("date"),
    "session_id": lazy_gettext("session"),
    "topic": lazy_gettext("topic"),
    "given_by": lazy_gettext("who gave it"),
    "summary": lazy_gettext("summary"),
    "body": lazy_gettext("text"),
    "agenda": lazy_gettext("agenda"),
    "speakers": lazy_gettext("speakers"),
    "recording_url": lazy_gettext("recording"),
    "source_url": lazy_gettext("address of the original"),
    "licence": lazy_gettext("licence"),
    "language": lazy_gettext("language"),
}


@dataclass(frozen=True)
class FormerWords:
    """One former wording. `differs` names what is not the same today."""

    number: int
    replaced: str
    note: str
    withheld_reason: str
    what: str
    title: str
    lang: str
    summary: str
    text: str
    facts: Sequence[Words]
    session: AssemblySession | None
    speakers: Sequence[Words]
    source_url: str
    recording_url: str
    transcript: Words | None
    # Whether the transcript of that time is the one on the page now, or why readers may not read it.
    has_same_transcript: bool
    transcript_withheld: str
    differs: Sequence[str]
    # Word by word, where a text that is read differs: summary, text, agenda.
    marked: Sequence[Words]


def former_words(thing: Thing, former: FormerWording, at_desk: bool = False) -> FormerWords:
    """Arrange a former wording of this session or item. Officers see what readers may not: the whole of it."""
    said, is_session = former.said, isinstance(thing, AssemblySession)
    session = session_by_id(said.get("session_id"))
    holder = transcript_of_that_time(former)
    transcript, withheld = _transcript(holder, at_desk)
    now = thing.transcript
    return FormerWords(
        number=former.number,
        replaced=dates.moment(former.replaced_at),
        note=former.note.rstrip("."),
        withheld_reason=(former.withheld_reason or "").rstrip("."),
        what=str(gettext("Session")) if is_session else evidence_name(said["kind"]),
        title=said["title"],
        lang=other_language(said.get("language") or "en"),
        summary=said.get("summary") or "",
        text=said.get("agenda" if is_session else "body") or "",
        facts=_facts(said),
        session=session if session is not None and (session.is_public or at_desk) else None,
        speakers=[speaker_words(SpeakerWords(**each)) for each in said.get("speakers", ())],
        source_url=said.get("source_url") or "",
        recording_url=said.get("recording_url") or "",
        transcript=transcript,
        has_same_transcript=holder is None and now is not None and now.added_at <= former.replaced_at,
        transcript_withheld=withheld,
        differs=_differs(said, said_of(thing)) + ([str(gettext("transcript"))] if holder is not None else []),
        marked=_marked(said, said_of(thing)),
    )


def _marked(then: Said, now: Said) -> list[Words]:
    """What changed in each of the longer texts, with the words removed and added. Markdown stands as it was typed."""
    return [
        {"name": str(_NAMES[field]), "paragraphs": paragraphs}
        for field in ("summary", "body", "agenda")
        if field in then and (paragraphs := changed_paragraphs(then[field] or "", now.get(field) or ""))
    ]


def _facts(said: Said) -> list[Words]:
    starts_at, lang = said.get("starts_at"), other_language(said.get("language") or "en")
    topic = said.get("topic") or ""
    facts = [
        (gettext("When"), dates.moment(datetime.fromisoformat(starts_at), weekday=True) if starts_at else ""),
        (gettext("From"), said.get("given_by")),
        (gettext("Topic"), topic[:1].upper() + topic[1:]),
        (gettext("Language"), language_name(lang) if lang else ""),
        (gettext("Licence"), said.get("licence")),
    ]
    return [{"term": term, "text": text} for term, text in facts if text]


def _transcript(holder: FormerWording | None, at_desk: bool) -> tuple[Words | None, str]:
    """What was said as it stood then, or why readers may not read it."""
    if holder is None or holder.transcript is None:
        return None, ""
    if holder.withheld_reason is not None and not at_desk:
        return None, holder.withheld_reason.rstrip(".")
    language = holder.said.get("transcript_language", "en")
    return transcript_words(_read_again(holder.transcript), language), ""


def _read_again(text: str) -> list[CueWords]:
    try:
        return read_transcript(text)
    except TranscriptRefused:
        # What is taken today is stricter than it was; what was kept before stays readable, as it was written.
        return [CueWords(None, None, None, paragraph) for paragraph in text.split("\n\n")]


def _differs(then: Said, now: Said) -> list[str]:
    return [str(name) for field, name in _NAMES.items() if field in then and then[field] != now.get(field)]


def change_words(thing: Thing, former: FormerWording) -> Words:
    """One line of the changes to a page: when, what, and the way to the former wording, or why there is none."""
    withheld = former.withheld_reason
    return {
        "number": former.number,
        "day": dates.day(former.replaced_at),
        "note": former.note,
        "url": f"{thing.path}versions/{former.number}/" if withheld is None else "",
        "withheld_reason": (withheld or "").rstrip("."),
        "was_down": False,
    }


def absence_words(absence: Absence) -> Words:
    """One line of the changes to a page: since when it was down, why, and when it was back."""
    back = dates.day(absence.back_at) if absence.back_at is not None else ""
    return {
        "day": dates.day(absence.taken_down_at),
        "note": gettext("Taken down: %(reason)s.", reason=absence.reason.rstrip(".")),
        "back": gettext("Back on %(day)s.", day=back) if back else "",
        "was_down": True,
    }
