"""What every page of the desk has: the list that a moderator works through, its tabs and figures, what they may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import request
from flask_login import current_user

from app.core.forms import StaffForm
from app.moderation.desk import listing
from app.moderation.desk.filters import Filters
from app.moderation.policies import led_organisations, moderated_organisations
from app.moderation.queries import queue
from app.moderation.queries.narrowing import Narrowing, narrowing
from app.moderation.queries.queue import WAITING, DeskCounts, Listing, Scope


@dataclass(frozen=True)
class Desk:
    """Which list a moderator works through, and which comments they may see at all."""

    filters: Filters
    scope: Scope
    narrowing: Narrowing

    @property
    def work(self) -> tuple[Listing, Scope]:
        """What is worked through beside a comment: a list of what waits, as it was narrowed down but for words."""
        chosen = self.filters.listing if self.filters.listing in WAITING else Listing.QUEUE
        return chosen, replace(self.scope, words="")

    @cached_property
    def counts(self) -> DeskCounts:
        """The figures above the lists."""
        return queue.desk_counts(self.scope)

    @property
    def words(self) -> dict[str, Any]:
        """What the templates of every page need."""
        return {
            "tabs": listing.tabs(self.counts, self.filters),
            "counts": self.counts,
            "filters": self.filters,
            "kept_filters": self.filters.kept(),
            "claim_form": StaffForm(formdata=None),
            "refusal": None,
            "kept": [],
        }


def open_desk() -> Desk:
    """The desk as the address asks for it."""
    filters = Filters.read(request.args)
    serves = moderated_organisations(current_user)
    choice = narrowing(serves, filters.assembly)
    leads = led_organisations(current_user)
    return Desk(filters, filters.scope(serves, choice.chosen, leads), choice)
