"""What the members saw and heard, as pages show it: by session, by speaker, by topic; one item; one session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext

from app.assemblies.models import Assembly
from app.core import dates
from app.evidence.models import AssemblySession, EvidenceItem, Speaker
from app.evidence.names import evidence_name
from app.evidence.queries import items_of_session, public_items, public_sessions
from app.pages.wording import sentence_case
from app.recommendations.models import Citation
from app.recommendations.queries import citations_by_item

Words = dict[str, Any]


class Order(StrEnum):
    """The ways into the evidence."""

    SESSION = "session"
    SPEAKER = "speaker"
    TOPIC = "topic"


@dataclass(frozen=True)
class EvidencePage:
    """All evidence of an assembly, in the order asked for."""

    order: Order
    sessions: Sequence[Words]
    other_items: Sequence[Words]
    speakers: Sequence[Words]
    topics: Sequence[tuple[str, Sequence[Words]]]
    items_total: int


@dataclass(frozen=True)
class SessionPage:
    """One session with its speakers, its items and its neighbours."""

    session: AssemblySession
    facts: Sequence[Words]
    speakers: Sequence[Words]
    items: Sequence[Words]
    earlier: AssemblySession | None
    later: AssemblySession | None


@dataclass(frozen=True)
class ItemPage:
    """One item of evidence and who cites it."""

    item: EvidenceItem
    kind: str
    facts: Sequence[Words]
    speakers: Sequence[Words]
    citations: Sequence[Words]


def evidence_page(assembly: Assembly, order: Order) -> EvidencePage:
    """Read and arrange the list of evidence; five queries with those of the assembly and the cache."""
    sessions = public_sessions(assembly)
    items = public_items(assembly)
    of_session: dict[int | None, list[Words]] = defaultdict(list)
    known = {session.id for session in sessions}
    for item in items:
        place = item.session_id if item.session_id in known else None
        of_session[place].append(item_line(item))
    lines = [_session_line(session, of_session[session.id]) for session in sessions]
    topics: dict[str, list[Words]] = defaultdict(list)
    for line in lines:
        topics[line["topic"] or gettext("No topic recorded")].append(line)
    return EvidencePage(
        order=order,
        sessions=lines,
        other_items=of_session[None],
        speakers=_speakers(sessions),
        topics=sorted(topics.items()),
        items_total=len(items),
    )


def when_of(session: AssemblySession) -> str:
    """When a session was, as precisely as it is known."""
    if session.starts_at is not None:
        return dates.moment(session.starts_at, weekday=True)
    return dates.partial(session.held_on) or str(gettext("date not known"))


def item_line(item: EvidenceItem) -> Words:
    """One item in a list: what it is, from whom, when."""
    when = dates.day(item.session.starts_at) if item.session is not None and item.session.starts_at else ""
    parts = (evidence_name(item.kind), item.given_by, when)
    return {
        "title": item.title,
        "url": item.path,
        "note": " · ".join(part for part in parts if part),
        "summary": item.summary,
    }


def _session_line(session: AssemblySession, items: Sequence[Words]) -> Words:
    return {
        "title": session.title,
        "url": session.path,
        "when": when_of(session),
        "topic": sentence_case(session.topic),
        "summary": session.summary or "",
        "speakers": [_name(speaker) for speaker in session.speakers],
        "items": items,
        "recording_url": session.recording_url,
        "has_vanished": session.vanished_at is not None,
    }


def _name(speaker: Speaker) -> str:
    return speaker.name or speaker.organisation or str(gettext("Name not recorded"))


def _work(speaker: Speaker) -> str:
    """The speaker's role and organisation, as far as they are not the name already."""
    organisation = speaker.organisation if speaker.name else None
    return ", ".join(part for part in (speaker.role, organisation) if part)


def speaker_words(speaker: Speaker) -> Words:
    """One speaker: name, work, declared interests."""
    return {"name": _name(speaker), "work": _work(speaker), "interests": speaker.interests or ""}


def _speakers(sessions: Sequence[AssemblySession]) -> list[Words]:
    """Everybody who spoke, once, with the sessions at which they did, by name."""
    people: dict[tuple[str, str], Words] = {}
    for session in sessions:
        for speaker in session.speakers:
            words = speaker_words(speaker)
            person = people.setdefault((words["name"], words["work"]), words | {"sessions": []})
            person["interests"] = person["interests"] or words["interests"]
            person["sessions"].append({"title": session.title, "url": session.path})
    return [people[key] for key in sorted(people, key=lambda key: (key[0].casefold(), key[1]))]


def session_page(assembly: Assembly, session: AssemblySession) -> SessionPage:
    """Arrange the page of a public session."""
    everyone = list(public_sessions(assembly))
    place = next(i for i, each in enumerate(everyone) if each.id == session.id)
    topic, day = sentence_case(session.topic), session.day
    facts = [
        (gettext("When"), when_of(session)),
        (gettext("Day"), gettext("Day %(number)d of the assembly", number=day) if day else ""),
        (gettext("Topic"), topic),
    ]
    return SessionPage(
        session=session,
        facts=[{"term": term, "text": text} for term, text in facts if text],
        speakers=[speaker_words(speaker) for speaker in session.speakers],
        items=[item_line(item) for item in items_of_session(session)],
        earlier=everyone[place - 1] if place else None,
        later=everyone[place + 1] if place + 1 < len(everyone) else None,
    )


def item_page(item: EvidenceItem) -> ItemPage:
    """Read and arrange the page of a public item."""
    session = item.session if item.session is not None and item.session.is_public else None
    published = dates.day(item.published_at) if item.published_at else ""
    facts = [
        (gettext("From"), item.given_by or ""),
        (gettext("Shown to the members"), when_of(session) if session else ""),
        (gettext("Published"), published),
    ]
    return ItemPage(
        item=item,
        kind=evidence_name(item.kind),
        facts=[{"term": term, "text": text} for term, text in facts if text],
        speakers=[speaker_words(speaker) for speaker in session.speakers] if session else [],
        citations=[_citing(citation) for citation in citations_by_item(item)],
    )


def _citing(citation: Citation) -> Words:
    """One recommendation that rests on the item: which paragraph, and why."""
    recommendation = citation.recommendation
    parts = (
        gettext("paragraph %(number)s", number=citation.clause_key) if citation.clause_key else "",
        citation.note or "",
    )
    return {
        "title": gettext("%(number)s. %(title)s", number=recommendation.label, title=recommendation.title),
        "url": recommendation.path + (f"#clause-{citation.clause_key}" if citation.clause_key else ""),
        "note": ": ".join(part for part in parts if part),
    }
