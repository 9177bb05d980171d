"""What may be taken out of a text, and what then stands in its place."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString, lazy_gettext

from app.moderation.signals.kinds import SignalKind


class Removed(StrEnum):
    """What kind of words a moderator took out of a text."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    NATIONAL_INSURANCE = "national_insurance"
    CARD = "card"
    VEHICLE = "vehicle"
    NAME = "name"
    LINK = "link"
    ABUSE = "abuse"
    OTHER = "other"


# What readers see in place of the words.
PLACEHOLDERS: Mapping[Removed, LazyString] = {
    Removed.EMAIL: lazy_gettext("[email address removed]"),
    Removed.PHONE: lazy_gettext("[telephone number removed]"),
    Removed.ADDRESS: lazy_gettext("[address removed]"),
    Removed.NATIONAL_INSURANCE: lazy_gettext("[National Insurance number removed]"),
    Removed.CARD: lazy_gettext("[card number removed]"),
    Removed.VEHICLE: lazy_gettext("[vehicle registration removed]"),
    Removed.NAME: lazy_gettext("[name removed]"),
    Removed.LINK: lazy_gettext("[link removed]"),
    Removed.ABUSE: lazy_gettext("[abuse removed]"),
    Removed.OTHER: lazy_gettext("[words removed]"),
}
# The same, for whoever chooses what it is that they take out.
LABELS: Mapping[Removed, LazyString] = {
    Removed.EMAIL: lazy_gettext("Email address"),
    Removed.PHONE: lazy_gettext("Telephone number"),
    Removed.ADDRESS: lazy_gettext("Home address"),
    Removed.NATIONAL_INSURANCE: lazy_gettext("National Insurance number"),
    Removed.CARD: lazy_gettext("Card number"),
    Removed.VEHICLE: lazy_gettext("Vehicle registration"),
    Removed.NAME: lazy_gettext("Name of a private person"),
    Removed.LINK: lazy_gettext("Link"),
    Removed.ABUSE: lazy_gettext("Abuse"),
    Removed.OTHER: lazy_gettext("Something else"),
}
# As what the words of a signal are taken out, where the desk offers it.
OFFERED_AS: Mapping[SignalKind, Removed] = {
    SignalKind.EMAIL: Removed.EMAIL,
    SignalKind.PHONE: Removed.PHONE,
    SignalKind.ADDRESS: Removed.ADDRESS,
    SignalKind.NATIONAL_INSURANCE: Removed.NATIONAL_INSURANCE,
    SignalKind.CARD: Removed.CARD,
    SignalKind.VEHICLE: Removed.VEHICLE,
    SignalKind.LINK: Removed.LINK,
    SignalKind.WORD: Removed.ABUSE,
}


def placeholder(removed: Removed) -> str:
    """What stands in place of words of this kind, in the language of the page: "[telephone number removed]"."""
    return str(PLACEHOLDERS[removed])
