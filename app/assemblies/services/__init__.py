"""What is done with assemblies, by noun: made and published, dated, opened for comment, paused, stated how open.

Each verb that changes what readers see lets everything that shows the assembly know, now and at each moment at which
the clock will change its pages.
"""

from __future__ import annotations

from app.assemblies.services.assemblies import (
    create_assembly,
    edit_assembly,
    fingerprint,
    publish_assembly,
    show_changed_organisation,
)
from app.assemblies.services.consultation import close_consultation, move_closing, open_consultation
from app.assemblies.services.dating import set_phases
from app.assemblies.services.modes import choose_mode
from app.assemblies.services.openness import openness_mark, state_openness, withdraw_openness
from app.assemblies.services.pauses import end_pause, pause_comments
from app.assemblies.services.rules import one_at_a_time

__all__ = [
    "choose_mode",
    "close_consultation",
    "create_assembly",
    "edit_assembly",
    "end_pause",
    "fingerprint",
    "move_closing",
    "one_at_a_time",
    "open_consultation",
    "openness_mark",
    "pause_comments",
    "publish_assembly",
    "set_phases",
    "show_changed_organisation",
    "state_openness",
    "withdraw_openness",
]
