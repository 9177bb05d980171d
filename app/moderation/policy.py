"""The policy's paragraphs in words: as pages, letters and forms say them, in the language of the page.

The paragraphs themselves are rows, version by version (`queries.policy`). A code names a paragraph for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.core import languages
from app.moderation.models import ModerationDecision, PolicyParagraph

# What a reader may choose who misses a reason in the list. It is no paragraph of the policy, and never will be.
SOMETHING_ELSE = "other"
WELSH = "cy"
PARTS = ("title", "text", "trace", "note", "complaint")
IN_WELSH = tuple(f"{part}_{WELSH}" for part in PARTS)


@dataclass(frozen=True)
class Wording:
    """What one paragraph says, in all its parts and both languages, whichever version it is of or will be of.

    `code` is empty for a paragraph that no version has yet. `said` holds each of PARTS and IN_WELSH; what nobody has
    written is an empty text.
    """

    code: str
    said: Mapping[str, str]
    for_readers: bool


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of one version, in one language. What nobody has written in Welsh stands in English.

    `trace` ends the sentence "A comment was hidden here by a moderator: …". `note` is ready to send to the author.
    `complaint` says the same as a sentence, for readers who report and moderators who choose. `address` is where the
    paragraph stands for ever, in its own version, which may be out of force by now.
    """

    code: str
    number: int
    address: str
    title: str
    text: str
    trace: str
    note: str
    complaint: str


def in_words(paragraph: PolicyParagraph) -> Paragraph:
    """A paragraph in the language of the page."""
    is_welsh = languages.current() == WELSH

    def said(english: str, welsh: str | None) -> str:
        return (is_welsh and welsh) or english

    return Paragraph(
        code=paragraph.code,
        number=paragraph.position,
        address=f"/moderation-policy/versions/{paragraph.version.number}#{paragraph.code}",
        title=said(paragraph.title, paragraph.title_cy),
        text=said(paragraph.text, paragraph.text_cy),
        trace=said(paragraph.trace, paragraph.trace_cy),
        note=said(paragraph.note, paragraph.note_cy),
        complaint=said(paragraph.complaint, paragraph.complaint_cy),
    )


def note_by_language(note: str | None, paragraph: PolicyParagraph | None) -> Sequence[tuple[str | None, str]]:
    """A note to an author in parts, each with its language where that is known: the ready words of a paragraph in
    Welsh, and what stands behind them. Voices read Welsh aloud as Welsh only where a page says so."""
    if not note:
        return []
    welsh = (paragraph.note_cy if paragraph else None) or ""
    if not welsh or not note.startswith(welsh):
        return [(None, note)]
    rest = note.removeprefix(welsh).strip()
    return [(WELSH, welsh), *([(None, rest)] if rest else [])]


def cited_by(decision: ModerationDecision | None) -> Paragraph | None:
    """The paragraph that a decision cites, as the version had it that was in force; None where it cites none."""
    return in_words(decision.paragraph) if decision and decision.paragraph else None


def complaints(paragraphs: Iterable[PolicyParagraph]) -> Mapping[str, str]:
    """What readers may complain of, by code, in the order of the policy; something else comes last."""
    of_policy = {each.code: in_words(each).complaint for each in paragraphs if each.for_readers}
    return of_policy | {SOMETHING_ELSE: str(gettext("Something else"))}


def complaint_words(paragraphs: Mapping[str, PolicyParagraph]) -> Mapping[str, str]:
    """What readers have complained of, by code: the paragraphs as the last version had them, and something else."""
    said = {code: in_words(paragraph).complaint for code, paragraph in paragraphs.items()}
    return said | {SOMETHING_ELSE: str(gettext("Something else"))}


def wording_of(paragraph: PolicyParagraph) -> Wording:
    """What a published paragraph says."""
    said = {part: getattr(paragraph, part) or "" for part in (*PARTS, *IN_WELSH)}
    return Wording(paragraph.code, said, paragraph.for_readers)
