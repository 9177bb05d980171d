"""What every page of the desk has: the list that a moderator works through, its tabs and figures, what they may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import request
from flask_login import current_user

from app.comments.models import Comment
from app.core.forms import StaffForm
from app.moderation.desk import listing
from app.moderation.desk.filters import Filters
from app.moderation.policies import led_organisations, moderated_organisations
from app.moderation.queries import queue
from app.moderation.queries.campaigns import how_many_wait, stands_for
from app.moderation.queries.narrowing import Narrowing, narrowing
from app.moderation.queries.queue import WAITING, DeskCounts, Listing, Scope, Waiting
from app.moderation.queries.signals import kinds_noticed


@dataclass(frozen=True)
class Desk:
    """Which list a moderator works through, and which comments they may see at all."""

    filters: Filters
    scope: Scope
    narrowing: Narrowing

    @property
    def work(self) -> tuple[Listing, Scope]:
        """What is worked through beside a comment: a list of what waits, narrowed down and folded as it was chosen."""
        chosen = self.filters.listing if self.filters.listing in WAITING else Listing.QUEUE
        return chosen, self.folding

    @property
    def folding(self) -> Scope:
        """The scope of its list, in which a campaign stands as one where nobody narrowed it down."""
        return replace(self.scope, folds_campaigns=self.filters.is_whole)

    def item_words(
        self, shown: Listing, items: Sequence[Waiting], current_id: int | None
    ) -> list[dict[str, Any]]:
        """The items of a list in words, each campaign as one. What was decided needs no second look."""
        noticed = kinds_noticed([item.comment.id for item in items] if shown in WAITING else [])
        words = listing.list_words(items, self.filters, current_user, noticed, current_id)
        if not self.filters.is_whole:
            return words
        groups = {item.campaign_id for item in items if item.campaign_id is not None}
        return listing.folded(words, items, how_many_wait(groups))

    def address_of(self, following: Comment | None) -> str:
        """Where somebody goes on: to a comment, to the campaign that it stands for, or to the list."""
        if following is None:
            return f"/moderation/{self.filters.kept()}"
        group_id = stands_for(following.id) if self.filters.is_whole else None
        if group_id is not None:
            return f"/moderation/campaigns/{group_id}"
        return f"/moderation/comments/{following.id}{self.filters.kept()}"

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
