"""How a text came: by whom, how fast, from where. Innocent in most cases, and said as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.moderation.signals.kinds import Finding, SignalKind

# Nobody reads a form and writes this much in less. Who pastes a text that was written at leisure needs longer, too.
_FAST_SECONDS = 10
_FAST_CHARACTERS_A_SECOND = 15
# A resident may well answer to three drafts in an evening.
_MANY_BY_AUTHOR = 4
# A library or an office shares one network.
_MANY_FROM_NETWORK = 5


@dataclass(frozen=True)
class Circumstances:
    """What is known of how a text came.

    `seconds` is how long the form was open, None where nobody knows. `earlier` counts the author's texts before this
    one, None where nobody knows who wrote it. `within_an_hour` and `from_network` count others, of the same author and
    from the same network.
    """

    characters: int
    seconds: int | None = None
    earlier: int | None = None
    within_an_hour: int = 0
    from_network: int = 0


def circumstances(came: Circumstances) -> Iterator[Finding]:
    """What is worth knowing of how a text came."""
    if came.earlier == 0:
        yield Finding(SignalKind.FIRST_TIME)
    if came.within_an_hour >= _MANY_BY_AUTHOR:
        yield Finding(SignalKind.FAST, figures={"texts": came.within_an_hour})
    elif came.seconds is not None and _is_fast(came.seconds, came.characters):
        yield Finding(SignalKind.FAST, figures={"seconds": came.seconds, "characters": came.characters})
    if came.from_network >= _MANY_FROM_NETWORK:
        yield Finding(SignalKind.NETWORK, figures={"texts": came.from_network})


def _is_fast(seconds: int, characters: int) -> bool:
    return seconds < _FAST_SECONDS and characters > _FAST_CHARACTERS_A_SECOND * max(seconds, 1)
