"""Letters that wait until a decision cannot be taken back any more, for tests that want to read them."""

from __future__ import annotations

from app.core import clock, outbox
from app.moderation.limits import LETTERS_WAIT


def let_letters_leave() -> int:
    """Have the worker come by once the letters about decisions that were just made may leave. Returns how many left."""
    with clock.at(clock.now() + LETTERS_WAIT):
        return outbox.drain()
