"""Which of the desk's lists somebody works through, and how it is narrowed down: kept in every link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from flask_babel import LazyString, gettext, lazy_gettext

from app.assemblies.models import Assembly
from app.comments.models import Channel, CommentKind
from app.comments.words import CHANNELS
from app.core.row_numbers import row_number
from app.core.text import has_control_characters
from app.moderation.queries.narrowing import Narrowing
from app.moderation.queries.queue import WAITING, Listing, Order, Scope
from app.moderation.signals.kinds import SignalKind
from app.moderation.signals.wording import LABELS

LONGEST_SEARCH = 100
KINDS: Mapping[CommentKind, LazyString] = {
    CommentKind.COMMENT: lazy_gettext("Comments"),
    CommentKind.QUESTION: lazy_gettext("Questions and answers"),
    CommentKind.COUNTER_CHECK: lazy_gettext("Reasons of a counter-check"),
}


def _known(kinds: Iterable[str], asked: str) -> str:
    return asked if asked in set(kinds) else ""


@dataclass(frozen=True)
class Filters:
    """What is asked of a list. Empty words narrow nothing down."""

    listing: Listing = Listing.QUEUE
    assembly: str = ""
    about: str = ""
    kind: str = ""
    channel: str = ""
    signal: str = ""
    reported: str = ""
    campaign: str = ""
    words: str = ""
    order: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Filters:
        """Read them from an address; what makes no sense counts as not given."""
        given = {name: asked.get(key, "").strip() for name, key in NAMES.items()}
        given = {name: "" if has_control_characters(value) else value for name, value in given.items()}
        return cls(
            listing=Listing(_known(Listing, given["listing"]) or Listing.QUEUE),
            assembly=given["assembly"],
            about=given["about"] if row_number(given["about"]) is not None else "",
            kind=_known(CommentKind, given["kind"]),
            channel=_known(Channel, given["channel"]),
            signal=_known(SignalKind, given["signal"]),
            reported=_known(["yes"], given["reported"]),
            campaign=given["campaign"] if row_number(given["campaign"]) is not None else "",
            words=given["words"][:LONGEST_SEARCH],
            order=_known([Order.SIGNALS], given["order"]),
        )

    @property
    def asked(self) -> dict[str, str]:
        """What an address says of them: nothing where they are as they are without asking."""
        values = {key: str(getattr(self, name)) for name, key in NAMES.items()}
        return {key: value for key, value in values.items() if value and value != Listing.QUEUE}

    def kept(self, **changes: str | None) -> str:
        """The end of an address that keeps them, with changes: "?state=hidden&q=bus", or nothing."""
        given = {name: value for name, value in (self.asked | changes).items() if value}
        return f"?{urlencode(given)}" if given else ""

    @property
    def narrows(self) -> bool:
        """Whether anything but the list and its order was chosen."""
        return bool(self.asked.keys() - {"state", "order"})

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole list, perhaps of one assembly: then it is known how much waits in it, and campaigns
        stand in it as one."""
        return self.waits and not self.asked.keys() - {"state", "order", "assembly"}

    @property
    def waits(self) -> bool:
        """Whether the list is one of what waits."""
        return self.listing in WAITING

    def scope(
        self,
        organisation_ids: Sequence[int] | None,
        assembly: Assembly | None,
        led_ids: Sequence[int] | None,
    ) -> Scope:
        """The same for a query, within what a moderator may see at all."""
        return Scope(
            organisation_ids,
            assembly.id if assembly else None,
            self.words,
            led_ids=led_ids,
            subject_id=row_number(self.about),
            kind=CommentKind(self.kind) if self.kind else None,
            channel=Channel(self.channel) if self.channel else None,
            signal=SignalKind(self.signal) if self.signal else None,
            is_reported=bool(self.reported),
            campaign_id=row_number(self.campaign),
            order=Order(self.order) if self.order else Order.OLDEST,
        )


# How an address calls each.
NAMES = {field.name: field.name for field in fields(Filters)} | {"listing": "state", "words": "q"}


def _select(
    name: str, label: str, chosen: str, options: Iterable[tuple[str, str]], every: str = ""
) -> dict[str, Any]:
    first = [("", every or str(gettext("All")))]
    return {
        "name": name,
        "label": label,
        "options": [
            {"value": value, "text": text, "selected": value == chosen} for value, text in (*first, *options)
        ],
    }


def selects(
    filters: Filters,
    tabs: Sequence[Mapping[str, Any]],
    narrowing: Narrowing,
) -> list[dict[str, Any]]:
    """The lists to choose from that narrow the desk down, in their order."""
    lists = [(tab["value"], tab["text"]) for tab in tabs]
    shown = [
        _select("state", str(gettext("List")), filters.asked.get("state", ""), lists[1:], every=lists[0][1]),
        _select(
            "assembly",
            str(gettext("Assembly")),
            filters.assembly,
            [(assembly.slug, assembly.name) for assembly in narrowing.assemblies],
        ),
        _select(
            "about",
            str(gettext("What it is about")),
            filters.about,
            [(str(subject.id), subject.title) for subject in narrowing.subjects],
        ),
        _select(
            "kind",
            str(gettext("Kind")),
            filters.kind,
            [(kind.value, str(text)) for kind, text in KINDS.items()],
        ),
        _select(
            "channel",
            str(gettext("How it came")),
            filters.channel,
            [(channel.value, str(text)) for channel, text in CHANNELS.items()],
        ),
        _select(
            "signal",
            str(gettext("Signal")),
            filters.signal,
            [(kind.value, str(text)) for kind, text in LABELS.items()],
            every=str(gettext("Any or none")),
        ),
    ]
    if filters.waits:
        orders = [(Order.SIGNALS.value, str(gettext("Most signals first")))]
        shown.append(
            _select("order", str(gettext("Order")), filters.order, orders, every=str(gettext("Oldest first")))
        )
    return shown


def boxes(filters: Filters) -> list[dict[str, Any]]:
    """What narrows a list of what waits down with a tick."""
    if not filters.waits:
        return []
    label = str(gettext("Reported by readers"))
    return [{"name": "reported", "label": label, "checked": bool(filters.reported)}]
