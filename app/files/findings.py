"""What looking into a file has found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class TakenOut(StrEnum):
    """What was taken out of a file so that it harms nobody."""

    SCRIPT = "script"
    PAGE = "page"
    ELSEWHERE = "elsewhere"
    LINK = "link"
    ANIMATION = "animation"
    OTHER = "other"


@dataclass(frozen=True)
class Size:
    """A picture in one size: the name of its file in the workplace, and its pixels."""

    file: str
    width: int
    height: int


@dataclass(frozen=True)
class Findings:
    """The kind of a file and what could be told about it."""

    kind: str
    # The name of what was made of it, in the workplace; empty where it is published as it was sent.
    file: str = ""
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    seconds: int | None = None
    smaller: list[Size] = field(default_factory=list)
    # Members of TakenOut, where it is not all there.
    taken_out: list[str] = field(default_factory=list)
    # Why it cannot be published, though its words can be read: a reason and its values, as a FileRefused has them.
    doubt: tuple[str, dict[str, str]] | None = None


@dataclass(frozen=True)
class Words:
    """The words of a Word document as Markdown, and what of it was left out or taken for granted."""

    # With its notes at the end, as on paper.
    markdown: str
    # With each note below what it belongs to, for a text that is taken apart.
    notes_in_place: str = ""
    # Changes that nobody has accepted or rejected yet were read as accepted.
    is_tracked: bool = False
    has_nested_tables: bool = False
    # The passages that were left out, since they are struck out or hidden.
    struck: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
