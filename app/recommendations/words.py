"""What officers say about citations and clauses, as the forms hand it to the services."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where in a piece of evidence it stands: words of it, literally, and the second at which something is said."""

    quote: str | None = None
    at_second: int | None = None


NOWHERE = Place()


@dataclass(frozen=True)
class ClauseMatch:
    """What an officer says of one paragraph of a draft, and for readers why it changed.

    `former_key` is the clause of the former version that it is, none for a new paragraph; `split_from` the one from
    which a new paragraph's words come; `also` are others of which it holds words.
    """

    former_key: str | None = None
    split_from: str | None = None
    note: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportText:
    """One recommendation of a report: its title and text, and which one of the assembly it is (none for a new one).

    `seen` says what the officer saw there (`wording.begun_from`).
    """

    title: str
    paragraphs: str
    reference: str | None = None
    seen: str = ""
