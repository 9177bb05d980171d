"""The recommendations of a draft report, read from the Markdown of its Word file. Pure: Markdown in, texts out.

Which headings are recommendations? Those of the level on which "Recommendation 3: …" or "3. …" stand; where none is
numbered, those of the level that most often have text right below. Headings above that level are parts of the report,
headings below it are paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.recommendations.written import Block, as_markdown, blocks_of, lists_together

# More than any real report has, and what a page can still show.
MOST_FOUND = 60
_NAMED = re.compile(
    r"\s*(?:(?:draft\s+)?recommendation|rec\.?|argymhelliad|r(?=\d))\s*(?:no\.?|number|rhif|#)?\s*(\d{1,4})\b[\s.:)–—-]*",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s*\(?(\d{1,4})(?:\s*[.:)]+\s*(?=\D)|\s+[–—-]+\s+)")
_BARE = re.compile(r"\s*(\d{1,4})\s+(?=\D)")


@dataclass(frozen=True)
class Found:
    """A recommendation of the report: its number where the heading begins with one, its title, its paragraphs."""

    number: int | None
    title: str
    paragraphs: Sequence[str]

    @property
    def text(self) -> str:
        """Its paragraphs as an officer would write them."""
        return as_markdown(self.paragraphs)


@dataclass(frozen=True)
class Report:
    """What was found, and the text that belongs to no recommendation."""

    found: Sequence[Found]
    left_out: Sequence[str]


def read_heading(text: str) -> tuple[int | None, str, bool]:
    """The number with which a heading begins, the title behind it, and whether it says that it is a recommendation."""
    named = _NAMED.match(text)
    if named:
        return int(named[1]), text[named.end() :].strip() or text.strip(), True
    counted = _COUNTED.match(text)
    if counted:
        return int(counted[1]), text[counted.end() :].strip() or text.strip(), False
    return None, text.strip(), False


def read_report(markdown: str) -> Report:
    """Take a report apart into its recommendations and the rest.

    Takes the Markdown that `app.files.word` makes. Text before the first recommendation, between parts of the report
    and below a part's own heading is left out, in its order.
    """
    blocks = list(lists_together(list(blocks_of(markdown))))
    level = _level_of_recommendations(blocks)
    found: list[tuple[str, list[str]]] = []
    left_out: list[str] = []
    inside = False
    for block in blocks:
        if block.level and block.level == level:
            found.append((block.text, []))
            inside = True
        elif block.level and block.level < level:
            inside = False
            left_out.append(block.text)
        else:
            (found[-1][1] if inside else left_out).append(block.text)
    headings = _numbers_and_titles([heading for heading, _ in found])
    together = zip(headings, found, strict=True)
    return Report(
        [Found(number, title, paragraphs) for (number, title), (_, paragraphs) in together], left_out
    )


def _numbers_and_titles(headings: Sequence[str]) -> list[tuple[int | None, str]]:
    """Each heading's number and title.

    A number without a sign behind it may be one of a title ("10 new trees"). It counts where other headings are
    numbered, and it is one that they leave open.
    """
    read = [read_heading(heading)[:2] for heading in headings]
    numbers = {number for number, _ in read if number is not None}
    for place, heading in enumerate(headings) if len(numbers) > 1 else ():
        bare = _BARE.match(heading)
        if read[place][0] is None and bare is not None:
            number = int(bare[1])
            if number not in numbers and min(numbers) - 1 <= number <= max(numbers) + 1:
                numbers.add(number)
                read[place] = (number, heading[bare.end() :].strip())
    return read


def _level_of_recommendations(blocks: Sequence[Block]) -> int:
    """The level of the headings that are recommendations; 0 where there is no heading."""
    read = [(block.level, *read_heading(block.text)) for block in blocks if block.level]
    named = Counter(level for level, _, _, is_named in read if is_named)
    counted = Counter(level for level, number, _, _ in read if number is not None)
    with_text = Counter(
        block.level for block, following in pairwise(blocks) if block.level and not following.level
    )
    # A single heading with a figure in front is more likely a year or a chapter.
    enough = counted if sum(counted.values()) > 1 else Counter[int]()
    levels = named or enough or with_text or Counter(level for level, *_ in read)
    return min(levels, key=lambda level: (-levels[level], level), default=0)
