"""The words for stances, and for the ways in which comments come in, so that every page says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext

from app.comments.models import Channel, NoStance, Stance

# The name of a stance: in filters, in lists, at the desk.
STANCES = {
    Stance.SUPPORT: lazy_gettext("Support"),
    Stance.SUPPORT_WITH_CHANGES: lazy_gettext("Support with changes"),
    Stance.NEUTRAL: lazy_gettext("Neutral"),
    Stance.OPPOSE: lazy_gettext("Oppose"),
}
NO_STANCE = lazy_gettext("No stance given")
STANCES_AND_NONE: Mapping[Stance | NoStance, Any] = dict([*STANCES.items(), (NoStance.NONE, NO_STANCE)])

# The same as whoever writes a comment says it.
OWN_STANCES = {
    Stance.SUPPORT: lazy_gettext("I support it"),
    Stance.SUPPORT_WITH_CHANGES: lazy_gettext("I support it with changes"),
    Stance.NEUTRAL: lazy_gettext("Neither for nor against"),
    Stance.OPPOSE: lazy_gettext("I am against it"),
}
# What somebody says who has pressed a stance and wants none after all.
NO_OWN_STANCE = lazy_gettext("I would rather not say")

# How comments came in: in filters and in tables.
CHANNELS = {
    Channel.ONLINE: lazy_gettext("On this site"),
    Channel.PAPER: lazy_gettext("On paper"),
    Channel.EMAIL: lazy_gettext("By email"),
    Channel.PHONE: lazy_gettext("By phone"),
    Channel.EVENT: lazy_gettext("At an event"),
}
# The same within a line of facts about one comment.
CHANNELS_IN_LINE = {
    Channel.ONLINE: lazy_gettext("online"),
    Channel.PAPER: lazy_gettext("on paper"),
    Channel.EMAIL: lazy_gettext("by email"),
    Channel.PHONE: lazy_gettext("by phone"),
    Channel.EVENT: lazy_gettext("at an event"),
}
# At a comment that readers see. Most come in on this site, so that is not said.
CAME_IN = {
    Channel.PAPER: lazy_gettext("sent on paper"),
    Channel.EMAIL: lazy_gettext("sent by email"),
    Channel.PHONE: lazy_gettext("told by phone"),
    Channel.EVENT: lazy_gettext("said at an event"),
}
