"""What differs between two texts of the policy, where its Welsh was left behind, and which sentences are long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from app.core.differences import ChangedParagraph, changed_paragraphs
from app.moderation.policy import IN_WELSH, PARTS, WELSH, Wording

# What the Government Digital Service asks of its writers.
MOST_WORDS = 25
# Of a paragraph that is taken out, this says which one it was.
_OF_WHAT_WENT = ("title", "text")


@dataclass(frozen=True)
class ChangedPart:
    """One part of a paragraph in one language, word by word."""

    name: str
    language: str
    paragraphs: Sequence[ChangedParagraph]


@dataclass(frozen=True)
class ChangedRule:
    """What became of one paragraph of the policy: its former number (None: it is new), its present one (None: it was
    taken out), the parts with other words, and a sentence where readers may report it now or no more."""

    title: str
    was: int | None
    number: int | None
    parts: Sequence[ChangedPart]
    readers: str


def part_names() -> dict[str, str]:
    """What each part of a paragraph is called."""
    return {
        "title": gettext("Title"),
        "text": gettext("Rule"),
        "trace": gettext("Reason in a trace"),
        "note": gettext("Ready note to the author"),
        "complaint": gettext("In the list of reasons"),
        "title_cy": gettext("Title in Welsh"),
        "text_cy": gettext("Rule in Welsh"),
        "trace_cy": gettext("Reason in a trace, in Welsh"),
        "note_cy": gettext("Ready note in Welsh"),
        "complaint_cy": gettext("In the list of reasons, in Welsh"),
    }


def policy_changes(before: Sequence[Wording], after: Sequence[Wording]) -> list[ChangedRule]:
    """What differs between two texts of the policy: their paragraphs in order, then those that were taken out.

    What is the same in both, its number too, is left out.
    """
    former = {wording.code: (number, wording) for number, wording in enumerate(before, start=1)}
    rules = [
        _changed(former.get(wording.code), number, wording) for number, wording in enumerate(after, start=1)
    ]
    present = {wording.code for wording in after}
    gone = [
        ChangedRule(wording.said["title"], number, None, _parts(wording, None, _OF_WHAT_WENT), "")
        for number, wording in former.values()
        if wording.code not in present
    ]
    return [rule for rule in rules if rule.parts or rule.readers or rule.was != rule.number] + gone


def _changed(known: tuple[int, Wording] | None, number: int, wording: Wording) -> ChangedRule:
    was, former = known or (None, None)
    readers = ""
    if former is not None and former.for_readers != wording.for_readers:
        readers = gettext("Readers can report it now.") if wording.for_readers else ""
        readers = readers or gettext("Readers cannot report it any more.")
    return ChangedRule(
        wording.said["title"], was, number, _parts(former, wording, (*PARTS, *IN_WELSH)), str(readers)
    )


def _parts(before: Wording | None, after: Wording | None, parts: Sequence[str]) -> list[ChangedPart]:
    names = part_names()
    compared = [
        (part, changed_paragraphs(before.said[part] if before else "", after.said[part] if after else ""))
        for part in parts
    ]
    return [
        ChangedPart(names[part], WELSH if part in IN_WELSH else "", paragraphs)
        for part, paragraphs in compared
        if paragraphs
    ]


def older_welsh(before: Sequence[Wording], after: Sequence[Wording]) -> list[str]:
    """Where the English says something else now and the Welsh says what it said before: each as a sentence."""
    names = part_names()
    former = {wording.code: wording.said for wording in before}
    return [
        str(gettext("%(title)s: %(part)s", title=wording.said["title"], part=names[f"{part}_cy"]))
        for wording in after
        if (was := former.get(wording.code)) is not None
        for part in PARTS
        if wording.said[f"{part}_cy"]
        and wording.said[f"{part}_cy"] == was[f"{part}_cy"]
        and wording.said[part] != was[part]
    ]


def long_sentences(wordings: Sequence[Wording]) -> list[str]:
    """A hint for each sentence with more words than are easy to read at one go: where it stands and how it begins."""
    names = part_names()
    return [
        str(
            ngettext(
                "%(title)s, %(part)s: a sentence has %(num)s word: “%(words)s”",
                "%(title)s, %(part)s: a sentence has %(num)s words: “%(words)s”",
                count,
                title=wording.said["title"],
                part=names[part],
                words=sentence,
            )
        )
        for wording in wordings
        for part, said in wording.said.items()
        for sentence, count in _counted(said)
        if count > MOST_WORDS
    ]


def _counted(text: str) -> list[tuple[str, int]]:
    sentences = re.split(r"(?<=[.?!:])\s+|\n", text)
    return [(sentence, len(re.findall(r"[^\W_][\w’'-]*", sentence))) for sentence in sentences]
