"""A file that came in, was looked into and is in the store: what a form gives to a service."""

from __future__ import annotations

from dataclasses import dataclass

from app.files.findings import Words
from app.files.kinds import SUBRIP, FileKind
from app.files.naming import safe_name
from app.files.refusals import FileRefused


@dataclass(frozen=True)
class Smaller:
    """A picture in a smaller size, in the store too."""

    width: int
    height: int
    digest: str
    size: int


@dataclass(frozen=True)
class Received:
    """One examined file. Nothing refers to it yet: `services.keep` makes its row, or it is swept away in a day."""

    # As the person's computer called it; `safe_name` is what may be shown and saved under.
    sent_name: str
    kind: FileKind
    digest: str
    size: int
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    seconds: int | None = None
    smaller: tuple[Smaller, ...] = ()
    # The words of a Word document; None where it is none, or its words could not be read.
    words: Words | None = None
    # Members of TakenOut: what was taken out of it so that it harms nobody.
    taken_out: tuple[str, ...] = ()
    # Why it is not fit to be published, where its words can be read all the same.
    doubt: FileRefused | None = None

    @property
    def safe_name(self) -> str:
        """The name under which people save it: plain letters, figures and hyphens, with the right ending."""
        return safe_name(self.sent_name, self.kind)

    @property
    def markdown(self) -> str | None:
        """The words of a Word document, its notes at the end."""
        return self.words.markdown if self.words is not None else None

    @property
    def is_subrip(self) -> bool:
        """Whether its name says that it has captions of the kind that is not published."""
        return self.sent_name.strip().lower().endswith(f".{SUBRIP}")
