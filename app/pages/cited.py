"""Citations as both sides show them: from a recommendation to the very words, and from the words to who cites them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote as percent_encoded

from flask_babel import gettext

from app.core import dates
from app.evidence.names import evidence_name
from app.evidence.quotes import holds, text_of
from app.evidence.transcript_wording import Mark
from app.evidence.transcripts import clock_time
from app.evidence.wording import Words
from app.pages.wording import name_of
from app.recommendations.models import Citation

# A longer quote is looked for by its beginning and its end, since it may reach over more than one paragraph.
WORDS_LOOKED_FOR_WHOLE, WORDS_AT_EACH_END = 8, 4


def words_fragment(quote: str) -> str:
    """The fragment by which browsers find words on a page; those that cannot show the page from its top."""
    words = quote.split()
    whole = len(words) <= WORDS_LOOKED_FOR_WHOLE
    parts = [words] if whole else [words[:WORDS_AT_EACH_END], words[-WORDS_AT_EACH_END:]]
    # A hyphen means something in such a fragment.
    encoded = (percent_encoded(" ".join(part), safe="").replace("-", "%2D") for part in parts)
    return "#:~:text=" + ",".join(encoded)


def _spoken_page(citation: Citation) -> str:
    """The page with the transcript in which a citation's time or words are: the item's, else its session's."""
    item = citation.item
    if item.transcript is not None:
        return item.path
    session = item.session
    return session.path if session is not None and session.is_public and session.transcript else ""


def place_url(citation: Citation) -> str:
    """The address of the very moment or words that are cited, or of the item."""
    item, spoken = citation.item, _spoken_page(citation)
    if citation.at_second is not None and spoken:
        return f"{spoken}#t={citation.at_second}"
    if not citation.quote:
        return item.path
    is_read = not spoken or spoken == item.path or holds(text_of(item.summary, item.body), citation.quote)
    return (item.path if is_read else spoken) + words_fragment(citation.quote)


def place_words(citation: Citation) -> str:
    """The time that is cited: "at 14:20"; empty where none is."""
    if citation.at_second is None:
        return ""
    return str(gettext("at %(time)s", time=clock_time(citation.at_second * 1000)))


def _paragraph(citation: Citation) -> str:
    key = citation.clause_key
    return str(gettext("paragraph %(number)s", number=key)) if key else ""


def in_short(citation: Citation) -> Words:
    """A citation below the paragraph that rests on it: "What shops earn, at 14:20"."""
    parts = (citation.item.title, place_words(citation))
    return {"text": ", ".join(part for part in parts if part), "url": place_url(citation)}


def evidence_words(citation: Citation) -> Words:
    """A piece of evidence on the page of the recommendation that rests on it."""
    item, url = citation.item, place_url(citation)
    session = item.session
    held = session.starts_at if session is not None and session.is_public else None
    note = " · ".join(
        part
        for part in (
            evidence_name(item.kind),
            item.given_by,
            dates.short_day(held) if held else "",
            _paragraph(citation),
        )
        if part
    )
    return {
        "id": f"citation-{citation.id}",
        "title": item.title,
        "url": url,
        "place": place_words(citation),
        "quote": citation.quote or "",
        "where": (
            None if url.startswith(item.path) else {"url": item.path, "text": gettext("About this evidence")}
        ),
        "note": f"{note}. {citation.note}" if citation.note else note,
    }


def citing_words(citation: Citation) -> Words:
    """A recommendation on the page of the evidence on which it rests."""
    recommendation = citation.recommendation
    where = None
    if citation.at_second is not None:
        where = {
            "url": place_url(citation),
            "text": gettext("Listen or read %(place)s", place=place_words(citation)),
        }
    elif citation.quote:
        where = {"url": place_url(citation), "text": gettext("Where it says this")}
    return {
        "title": gettext("%(number)s. %(title)s", number=recommendation.label, title=recommendation.title),
        "url": _clause_url(citation),
        "place": _paragraph(citation),
        "quote": citation.quote or "",
        "where": where,
        "note": citation.note or "",
    }


def _clause_url(citation: Citation) -> str:
    anchor = f"#clause-{citation.clause_key}" if citation.clause_key else ""
    return citation.recommendation.path + anchor


def mark_of(citation: Citation) -> Mark:
    """A citation as it stands beside the passage that it names."""
    name = ", ".join(part for part in (name_of(citation.recommendation), _paragraph(citation)) if part)
    return Mark(name, _clause_url(citation), citation.at_second, citation.quote)


def marks_of(citations: Sequence[Citation]) -> list[Mark]:
    """The citations that name a place."""
    return [mark_of(each) for each in citations if each.at_second is not None or each.quote]
