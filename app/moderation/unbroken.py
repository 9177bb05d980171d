"""Checking the log of decisions: is the chain whole, and if not, which decision was changed, put in or taken away?

A row is known by its own hash, which covers its place in the log. So a row that was moved to another place can be told
from one that was changed, and renumbering those behind a gap does not hide it. Of two rows that do not fit together,
the one is wrong that its other neighbour does not know either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from app.core import dates
from app.moderation.chain import BEFORE_THE_FIRST, DecisionRow, hash_of, note_fits

# How far from its place a row is looked for that may have been moved.
NEAR = 50


@dataclass(frozen=True)
class End:
    """A position in the log and the hash there: of its end, or of what was published once."""

    position: int
    hash: str


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with the log: from which position on, and the sentence that says so."""

    position: int
    words: str


@dataclass(frozen=True)
class _Seen:
    """A row that was read: the place where it once was put, its hashes, and what its name is made of."""

    place: int
    hash: str
    former_hash: str
    comment_id: int = 0
    decided_at: datetime | None = None
    is_sound: bool = True

    @property
    def name(self) -> str:
        """How people call it: "Decision 17 (comment 203, 3 November 2026, 4:12 pm)"."""
        about = f"comment {self.comment_id}"
        if self.decided_at is not None:
            about += f", {dates.moment(self.decided_at)}".replace(dates.NBSP, " ")
        return f"Decision {self.place} ({about})"


_BEFORE_THE_FIRST = _Seen(0, BEFORE_THE_FIRST, "")


def _place_of(row: DecisionRow, likely: Iterable[int]) -> int | None:
    """The place for which a row's hash was made; None if it fits none of these, since the row was changed."""
    return next((place for place in likely if hash_of(row, place) == row.hash), None)


@dataclass
class ChainCheck:
    """Takes the rows of the log in the order of their positions, one by one, and keeps what is wrong with them.

    It holds two rows at a time, and the gaps.
    """

    published: End | None = None
    _last: _Seen = _BEFORE_THE_FIRST
    _before_last: _Seen = _BEFORE_THE_FIRST
    # Whether the last two do not fit together, and nobody knows yet which of them is wrong.
    _is_doubtful: bool = False
    _gaps: list[tuple[int, int]] = field(default_factory=list)
    _findings: list[Finding] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the rows so far, in the order of their positions."""
        gaps = [Finding(first, _missing(first, last)) for first, last in self._gaps]
        return sorted([*self._findings, *gaps], key=lambda finding: finding.position)

    def take(self, row: DecisionRow) -> None:
        """Look at the next row."""
        expected = self._last.place + 1
        place = _place_of(row, self._likely_places(row.position, expected))
        is_sound, place = place is not None, expected if place is None else place
        seen = _Seen(place, row.hash, row.former_hash, row.comment_id, row.decided_at, is_sound)
        if not is_sound:
            self._find(seen, f"{seen.name} was changed: its hash is not that of what it says.")
        elif not _notes_fit(row):
            self._find(seen, f"{seen.name} was changed: a note is not the one that was written.")
        if self.published and self.published.position == place and self.published.hash != row.hash:
            self._find(seen, f"{seen.name} is not what was published: it, or one before it, was changed.")
        if place < expected:
            self._came_too_late(seen, row.position)
        elif place > expected:
            self._gaps.append((expected, place - 1))
            self._settle(None)
            self._step(seen)
        else:
            self._follow(seen)

    def skip(self, comment_id: int) -> None:
        """The next row cannot be read, since it holds what no decision can hold."""
        place = self._last.place + 1
        seen = _Seen(place, "", "", comment_id, is_sound=False)
        self._find(seen, f"{seen.name} was changed: it cannot be read.")
        self._settle(None)
        self._step(seen)

    def end(self, head: End | None) -> None:
        """All rows were taken: compare with what is kept of the log's end."""
        last = self._last
        fits = head.hash == last.hash if head and head.position == last.place else None
        if head is None:
            self._find(last, "What is kept of the end of the log is gone.")
        elif head.position > last.place:
            self._find_after(last, _missing_at_the_end(head.position, last.place))
        elif head.position < last.place:
            self._find(last, _put_in_at_the_end(head.position, last))
        elif not fits and last.is_sound and not self._is_doubtful:
            wrong = last.name if last.place else "What is kept of the end of the log"
            self._find(last, f"{wrong} was changed: the log ended in another hash.")
        self._settle(fits)
        if self.published and self.published.position > last.place:
            self._find_after(
                last, f"Decision {self.published.position}, whose hash was published, is missing."
            )

    def _likely_places(self, position: int, expected: int) -> Iterator[int]:
        """Where a row may once have been put, the likeliest first."""
        yield from (position, expected)
        yield from (first for first, _ in self._gaps)
        for distance in range(1, NEAR + 1):
            yield from (expected + distance, expected - distance)

    def _find(self, seen: _Seen, words: str) -> None:
        self._findings.append(Finding(seen.place, words))

    def _find_after(self, seen: _Seen, words: str) -> None:
        self._findings.append(Finding(seen.place + 1, words))

    def _step(self, seen: _Seen) -> None:
        self._before_last, self._last = self._last, seen

    def _follow(self, seen: _Seen) -> None:
        """A row in its place: does it know the one before it?"""
        if not seen.is_sound or not self._last.is_sound:
            self._settle(None)
            self._step(seen)
            return
        knows = seen.former_hash == self._last.hash
        was_settled = self._settle(knows)
        self._step(seen)
        self._is_doubtful = not knows and not was_settled

    def _settle(self, next_knows_last: bool | None) -> bool:
        """Say which of the last two is wrong, if they do not fit. Returns whether that had to be said.

        The last is right if what follows knows it, and wrong if not; None where that cannot tell.
        """
        if not self._is_doubtful:
            return False
        self._is_doubtful = False
        first, last = self._before_last, self._last
        if next_knows_last is None and first.place:
            self._find(first, f"{first.name} or decision {last.place} was changed: they do not fit together.")
        elif next_knows_last and first.place:
            self._find(first, f"{first.name} was changed: the next one knows it by another hash.")
        else:
            self._find(last, f"{last.name} was changed: it does not follow the one before it.")
        return True

    def _came_too_late(self, seen: _Seen, position: int) -> None:
        """A row whose place is behind us: either it was moved here, or what stands in its place was put in."""
        gap = next((pair for pair in self._gaps if pair[0] <= seen.place <= pair[1]), None)
        if gap:
            self._gaps.remove(gap)
            rest = ((gap[0], seen.place - 1), (seen.place + 1, gap[1]))
            self._gaps += [(first, last) for first, last in rest if first <= last]
            self._find(seen, f"{seen.name} was moved: it stands as decision {position}.")
        elif seen.place == self._last.place and seen.former_hash == self._before_last.hash:
            self._put_in(self._last)
            self._last, self._is_doubtful = seen, False
        else:
            self._put_in(seen)

    def _put_in(self, seen: _Seen) -> None:
        where = f"after {seen.place - 1}" if seen.place > 1 else "before the first"
        # That it fits nothing goes without saying.
        self._findings = [finding for finding in self._findings if not finding.words.startswith(seen.name)]
        self._find(seen, f"A decision was put in {where}: {_as_put_in(seen)}.")


def _notes_fit(row: DecisionRow) -> bool:
    notes = ((row.note_to_author, row.note_digest), (row.internal_note, row.internal_note_digest))
    return all(note_fits(row.note_salt, text, digest) for text, digest in notes)


def _missing(first: int, last: int) -> str:
    return f"Decision {first} is missing." if first == last else f"Decisions {first} to {last} are missing."


def _missing_at_the_end(length: int, last: int) -> str:
    number = length - last
    if not last:
        return f"All {number:,} decisions are missing."
    return "The last decision is missing." if number == 1 else f"The last {number:,} decisions are missing."


def _put_in_at_the_end(length: int, last: _Seen) -> str:
    number = last.place - length
    words = "A decision was" if number == 1 else f"{number:,} decisions were"
    return f"{words} put in after {length}, the end of the log. The last: {_as_put_in(last)}."


def _as_put_in(seen: _Seen) -> str:
    return seen.name.replace("Decision", "it stands as decision", 1)
