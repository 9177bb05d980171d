"""Citations as both sides show them: from a recommendation to the very words, and from the words to who cites them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote as percent_encoded

from flask_babel import gettext, ngettext

from app.core import dates, languages
from app.core.direction import joined
from app.evidence.models import AssemblySession, EvidenceItem
from app.evidence.names import evidence_name
from app.evidence.quotes import holds, text_of
from app.evidence.transcript_wording import Mark
from app.evidence.transcripts import clock_time
from app.evidence.wording import Words, other_language
from app.pages.evidence import trace_line
from app.pages.wording import name_of
from app.recommendations.models import Citation, Recommendation, Version
from app.recommendations.queries.citations import Replaced, citations_of, is_spoken
from app.recommendations.queries.former import former_clauses

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


def shown_citations(recommendation: Recommendation) -> list[Citation]:
    """What the page of a recommendation shows as its evidence, in the order cited.

    Of what was taken down only the trace is left, so it stands once for each paragraph, whatever words were cited.
    """
    shown: list[Citation] = []
    traces: set[tuple[int, str | None]] = set()
    for citation in citations_of(recommendation):
        trace = (citation.item_id, citation.clause_key)
        if citation.item.is_public or trace not in traces:
            shown.append(citation)
        if not citation.item.is_public:
            traces.add(trace)
    return shown


def _hidden_session(citation: Citation) -> AssemblySession | None:
    """The session at which the cited words were said, where it is not public now: then they are not shown either."""
    item, session = citation.item, citation.item.session
    if session is None or session.is_public or item.transcript is not None or session.transcript is None:
        return None
    # Words that stand in the item's own text can still be read there, so nobody is told that they are gone.
    return session if is_spoken(citation) and not _is_written(citation) else None


def _is_written(citation: Citation) -> bool:
    """Whether the quoted words stand in the item's summary or text."""
    item, quote = citation.item, citation.quote
    return quote is not None and holds(text_of(item.summary, item.body), quote)


def _can_be_looked_up(citation: Citation) -> bool:
    """Whether what is cited still stands where everybody can read it."""
    return citation.quote_gone_at is None and _hidden_session(citation) is None


def _is_hidden(citation: Citation, replaced: Replaced | None) -> bool:
    """Whether readers may no longer read the cited words in the evidence, so that nothing here may repeat them."""
    is_withheld = replaced is not None and replaced.withheld_reason is not None
    return is_withheld or _hidden_session(citation) is not None


def _changed(citation: Citation, replaced: Replaced | None) -> Words | None:
    """That a correction took away what is cited, when, and where it stood; None where it still stands.

    The former wording has no page for readers where it is withheld, so nothing leads there.
    """
    if citation.quote_gone_at is None:
        return None
    date, url = dates.day(citation.quote_gone_at), replaced.url if replaced is not None else ""
    if replaced is not None and replaced.withheld_reason is not None:
        reason, url = replaced.withheld_reason.rstrip("."), ""
        text = gettext(
            "These words were taken out of the evidence on %(date)s: %(reason)s.", date=date, reason=reason
        )
    elif citation.at_second is None:
        text = gettext("These words were changed in the evidence on %(date)s.", date=date)
    elif citation.quote:
        text = gettext(
            "The evidence was changed on %(date)s. It no longer says this at that time.", date=date
        )
    else:
        text = gettext("The transcript was changed on %(date)s. It ends before this moment now.", date=date)
    return {"text": text, "url": url}


def _taken_down(citation: Citation) -> Words | None:
    """What the trace of the evidence says, or that of the session at which it was said; None where all is public."""
    if not citation.item.is_public:
        return trace_line(citation.item)
    session = _hidden_session(citation)
    if session is None or session.unpublished_at is None:
        return None
    return trace_line(session) | {"said_there": True}


def _name_when_down(item: EvidenceItem) -> str:
    """What an item that was taken down is called: by its title only where the officer let that stand, for it may be
    the title that names somebody.
    """
    return item.title if item.title_may_stand else evidence_name(item.kind)


def _spoken_page(citation: Citation) -> str:
    """The page with the transcript in which a citation's time or words are: the item's, else its session's."""
    item = citation.item
    if item.transcript is not None:
        return item.path
    session = item.session
    return session.path if session is not None and session.is_public and session.transcript else ""


def place_url(citation: Citation) -> str:
    """The address of the very moment or words that are cited; of the item where there are none, or no longer."""
    item, spoken = citation.item, _spoken_page(citation)
    if not _can_be_looked_up(citation):
        return item.path
    if citation.at_second is not None and spoken:
        return f"{spoken}#t={citation.at_second}"
    if not citation.quote:
        return item.path
    is_read = not spoken or spoken == item.path or _is_written(citation)
    return (item.path if is_read else spoken) + words_fragment(citation.quote)


def place_words(citation: Citation) -> str:
    """The time that is cited: "at 14:20"; empty where none is, or where only the written words can be read now."""
    if citation.at_second is None or (_is_written(citation) and not _spoken_page(citation)):
        return ""
    return str(gettext("at %(time)s", time=clock_time(citation.at_second * 1000)))


def _paragraph(citation: Citation, gone: Mapping[str, Sequence[str]] | None = None) -> str:
    """The paragraph that rests on it. `gone` are those that the text has no more, each with where its words went."""
    key = citation.clause_key
    if not key:
        return ""
    if gone is None or key not in gone:
        return str(gettext("paragraph %(number)s", number=key))
    if not gone[key]:
        return str(gettext("paragraph %(number)s, which was taken out", number=key))
    numbers = languages.listed(gone[key])
    return str(
        ngettext(
            "paragraph %(key)s, which went into paragraph %(numbers)s",
            "paragraph %(key)s, which went into paragraphs %(numbers)s",
            len(gone[key]),
            key=key,
            numbers=numbers,
        )
    )


def paragraphs_gone(citations: Sequence[Citation], version: Version) -> Mapping[str, Sequence[str]]:
    """The cited paragraphs that a text has no more, each with the paragraphs of it that hold its words now.

    Two queries, and none where the text has them all.
    """
    here = {clause.key for clause in version.clauses}
    keys = {each.clause_key for each in citations if each.clause_key} - here
    if not keys:
        return {}
    went = {former.key: former.went_to for former in former_clauses(version, sorted(keys))}
    return {key: went.get(key, ()) for key in keys}


def _anchor(citation: Citation) -> str:
    return f"citation-{citation.id}"


def in_short(citation: Citation) -> Words:
    """A citation below the paragraph that rests on it: "What shops earn, at 14:20".

    Where it no longer stands, the link leads to what the page says of that.
    """
    here = f"#{_anchor(citation)}"
    if not citation.item.is_public:
        return {"text": gettext("%(kind)s, taken down", kind=_name_when_down(citation.item)), "url": here}
    if citation.quote_gone_at is not None:
        return {"text": gettext("%(title)s, changed since", title=citation.item.title), "url": here}
    parts = (citation.item.title, place_words(citation))
    return {"text": joined(", ", parts), "url": place_url(citation)}


def evidence_words(
    citation: Citation, replaced: Replaced | None, gone: Mapping[str, Sequence[str]] | None = None
) -> Words:
    """A piece of evidence on the page of the recommendation that rests on it; or the trace that is left of it.

    `replaced` is the wording in which the cited words stood last, where a correction took them away; `gone` the
    paragraphs that the text has no more.
    """
    taken_down = _taken_down(citation)
    if not citation.item.is_public:
        return {
            "id": _anchor(citation),
            "title": _name_when_down(citation.item),
            "url": citation.item.path,
            "place": _paragraph(citation, gone),
            "taken_down": taken_down,
        }
    item, url, is_hidden = citation.item, place_url(citation), _is_hidden(citation, replaced)
    session = item.session
    held = session.starts_at if session is not None and session.is_public else None
    facts = (
        evidence_name(item.kind),
        item.given_by,
        dates.short_day(held) if held else "",
        _paragraph(citation, gone),
    )
    note = joined(" · ", facts)
    return {
        "id": _anchor(citation),
        "title": item.title,
        "lang": other_language(item.language),
        "url": url,
        "place": place_words(citation),
        "quote": "" if is_hidden else citation.quote or "",
        "quote_lang": _quote_language(citation),
        "changed": _changed(citation, replaced),
        "taken_down": taken_down,
        "where": (
            None if url.startswith(item.path) else {"url": item.path, "text": gettext("About this evidence")}
        ),
        "note": joined(". ", (note, "" if is_hidden else citation.note)),
    }


def citing_words(citation: Citation, replaced: Replaced | None, can_be_heard: bool) -> Words:
    """A recommendation on the page of the evidence on which it rests. `replaced` is as above.

    `can_be_heard`: whether a recording of our own stands beside the words that are cited.
    """
    recommendation = citation.recommendation
    where, place = None, place_words(citation)
    if not _can_be_looked_up(citation):
        pass
    elif place:
        both, alone = gettext("Listen or read %(place)s", place=place), gettext("Read %(place)s", place=place)
        where = {"url": place_url(citation), "text": both if can_be_heard else alone}
    elif citation.quote:
        where = {"url": place_url(citation), "text": gettext("Where it says this")}
    return {
        "title": gettext("%(number)s. %(title)s", number=recommendation.label, title=recommendation.title),
        "url": _clause_url(citation),
        "place": _paragraph(citation),
        "quote": "" if _is_hidden(citation, replaced) else citation.quote or "",
        "quote_lang": _quote_language(citation),
        "changed": _changed(citation, replaced),
        "taken_down": _taken_down(citation),
        "where": where,
        "note": "" if _is_hidden(citation, replaced) else citation.note or "",
    }


def _quote_language(citation: Citation) -> str:
    """The language in which the quoted words are, where it is another than the page's: a voice must know it."""
    return other_language(citation.item.language)


def _clause_url(citation: Citation) -> str:
    anchor = f"#clause-{citation.clause_key}" if citation.clause_key else ""
    return citation.recommendation.path + anchor


def mark_of(citation: Citation) -> Mark:
    """A citation as it stands beside the passage that it names."""
    name = ", ".join(part for part in (name_of(citation.recommendation), _paragraph(citation)) if part)
    return Mark(name, _clause_url(citation), citation.at_second, citation.quote)


def marks_of(citations: Sequence[Citation]) -> list[Mark]:
    """The citations that name a place which is still there."""
    return [mark_of(each) for each in citations if each.names_a_place and each.quote_gone_at is None]
