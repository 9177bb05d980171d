"""Why a signal was raised, in a sentence for the moderator; and what it is called in lists and filters."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString, gettext, lazy_gettext, ngettext

from app.core.direction import isolated
from app.core.text import excerpt
from app.moderation.signals.kinds import IN_THE_NAME, Finding, SignalKind

_LONGEST_QUOTE = 80

LABELS: Mapping[SignalKind, LazyString] = {
    SignalKind.EMAIL: lazy_gettext("Email address"),
    SignalKind.PHONE: lazy_gettext("Telephone number"),
    SignalKind.ADDRESS: lazy_gettext("Home address"),
    SignalKind.NATIONAL_INSURANCE: lazy_gettext("National Insurance number"),
    SignalKind.CARD: lazy_gettext("Card number"),
    SignalKind.VEHICLE: lazy_gettext("Vehicle registration"),
    SignalKind.LINK: lazy_gettext("Link"),
    SignalKind.SHOUTING: lazy_gettext("Capital letters"),
    SignalKind.WORD: lazy_gettext("Word on the list"),
    SignalKind.FIRST_TIME: lazy_gettext("First text"),
    SignalKind.FAST: lazy_gettext("Sent fast"),
    SignalKind.NETWORK: lazy_gettext("Same network"),
    SignalKind.CAMPAIGN: lazy_gettext("Much the same as others"),
}


def label(kind: SignalKind) -> str:
    """What a signal is called in a list or a filter: "Telephone number"."""
    return str(LABELS[kind])


def sentence(finding: Finding, text: str, terms: Mapping[int, str]) -> str:
    """Why a signal was raised.

    Takes the finding, the text that it was found in, and the words of the council's list by the number of their entry.
    Returns a plain sentence, as text.
    """
    if IN_THE_NAME in finding.figures:
        return str(gettext("Look at the name beside the text: %(what)s.", what=label(finding.kind)))
    if finding.kind in (SignalKind.FAST, SignalKind.NETWORK, SignalKind.CAMPAIGN, SignalKind.FIRST_TIME):
        return _of_its_coming(finding)
    if finding.kind is SignalKind.SHOUTING:
        return str(gettext("Mostly capital letters: %(capitals)d of %(letters)d.", **finding.figures))
    words = isolated(excerpt(text[finding.start : finding.end], _LONGEST_QUOTE))
    if finding.kind is SignalKind.WORD:
        return _of_a_word(words, terms.get(finding.figures.get("entry", 0)))
    return _of_words(finding.kind, words)


def _of_words(kind: SignalKind, words: str) -> str:
    sentences = {
        SignalKind.EMAIL: gettext("It holds what looks like an email address: %(words)s.", words=words),
        SignalKind.PHONE: gettext("It holds what looks like a telephone number: %(words)s.", words=words),
        SignalKind.ADDRESS: gettext(
            "It holds a postcode with the number of a house: %(words)s.", words=words
        ),
        SignalKind.NATIONAL_INSURANCE: gettext(
            "It holds what looks like a National Insurance number: %(words)s.", words=words
        ),
        SignalKind.CARD: gettext(
            "It holds what looks like the number of a bank card: %(words)s.", words=words
        ),
        SignalKind.VEHICLE: gettext(
            "It holds what looks like a vehicle registration: %(words)s.", words=words
        ),
        SignalKind.LINK: gettext("It holds a link: %(words)s", words=words),
    }
    return str(sentences[kind])


def _of_a_word(words: str, term: str | None) -> str:
    if term is None:
        return str(gettext("“%(words)s” was on the council’s list of words.", words=words))
    if words.casefold() == term.casefold():
        return str(gettext("“%(words)s” is on the council’s list of words.", words=words))
    return str(
        gettext(
            "“%(words)s” reads as “%(term)s”, which is on the council’s list of words.",
            words=words,
            term=term,
        )
    )


def _of_its_coming(finding: Finding) -> str:
    figures = finding.figures
    if finding.kind is SignalKind.FIRST_TIME:
        return str(gettext("This author has sent nothing before."))
    if finding.kind is SignalKind.NETWORK:
        return str(
            ngettext(
                "%(num)d other text came from the same network within an hour.",
                "%(num)d other texts came from the same network within an hour.",
                figures["texts"],
            )
        )
    if finding.kind is SignalKind.CAMPAIGN:
        return str(
            ngettext(
                "%(num)d other text says much the same.",
                "%(num)d other texts say much the same.",
                figures["texts"],
            )
        )
    if "texts" in figures:
        return str(
            ngettext(
                "%(num)d other text came from this author within an hour.",
                "%(num)d other texts came from this author within an hour.",
                figures["texts"],
            )
        )
    return str(
        ngettext(
            "Sent %(num)d second after the form was opened, with %(characters)d characters.",
            "Sent %(num)d seconds after the form was opened, with %(characters)d characters.",
            figures["seconds"],
            characters=figures["characters"],
        )
    )
