"""Personal data in a text: e-mail addresses, telephone numbers, National Insurance and card numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumber, PhoneNumberMatcher, is_valid_number

from app.moderation.signals.kinds import Finding, SignalKind

# ---- E-mail ----

# Whoever hides an address from programs still shows it to people: "sam (at) example.com", "sam@example dot com".
_AT = r"(?:@|\s?[(\[{]\s?at\s?[)\]}]\s?)"
_DOT = r"(?:\.|\s?[(\[{]\s?dot\s?[)\]}]\s?|\sdot\s)"
# Each part is as long as it may be in an address, so that nothing is searched for longer than that.
_EMAIL = re.compile(
    rf"(?<![\w.+%-])[\w][\w.+%'’-]{{0,63}}{_AT}(?:[^\W_](?:[^\W_]|-){{0,62}}{_DOT}){{1,6}}[^\W\d_]{{2,24}}(?![\w-])",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Finding]:
    """E-mail addresses, also those written for people: "sam (at) example dot com"."""
    for match in _EMAIL.finditer(text):
        yield Finding(SignalKind.EMAIL, match.start(), match.end())


# ---- Telephone ----

_NOT_A_DIGIT = re.compile(r"\D")
# What stands before the digits of a sum or behind a decimal point.
_GOES_ON_FROM = re.compile(r".*(?:[£$€]|\d[.,])", re.DOTALL)
_BRITAIN = 44
# The digits of a number of the United Kingdom as it is dialled at home: ten or eleven with the nought, which is what
# tells it from a year, a price, a grid reference and a bus. Numbers kept for films count too, unlike in the package.
_DIALLED_AT_HOME = re.compile(r"0[123578]\d{8,9}")
_FROM_ABROAD = re.compile(r"[1-35789]\d{8,9}")


def phones(text: str) -> Iterator[Finding]:
    """Telephone numbers: British ones with their area code, others from abroad with a plus or two noughts."""
    for match in PhoneNumberMatcher(text, "GB", leniency=Leniency.POSSIBLE):
        if _GOES_ON_FROM.fullmatch(text, max(0, match.start - 2), match.start):
            continue
        if _is_a_telephone(match.raw_string, match.number):
            yield Finding(SignalKind.PHONE, match.start, match.end)


def _is_a_telephone(raw: str, number: PhoneNumber) -> bool:
    digits = "".join(str(int(digit)) for digit in _NOT_A_DIGIT.sub("", raw))
    digits = digits.removesuffix(number.extension or "")
    if not raw.startswith(("+", "＋")) and not digits.startswith("00"):
        return _DIALLED_AT_HOME.fullmatch(digits) is not None
    if number.country_code == _BRITAIN:
        return _FROM_ABROAD.fullmatch(str(number.national_number)) is not None
    return is_valid_number(number)


# ---- National Insurance ----

# The letters that are given out; D, F, I, Q, U and V never are, nor O in second place, nor these pairs.
_NATIONAL_INSURANCE = re.compile(
    r"(?<![^\W_])(?!BG|GB|KN|NK|NT|TN|ZZ)([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])"
    r"([ \u00a0-]?)(\d{2}[ \u00a0-]?\d{2}[ \u00a0-]?\d{2})[ \u00a0-]?[A-D](?![^\W_])",
    re.IGNORECASE,
)


def national_insurance_numbers(text: str) -> Iterator[Finding]:
    """National Insurance numbers with letters that are given out: "AB 12 34 56 C"."""
    for match in _NATIONAL_INSURANCE.finditer(text):
        # "At 10 20 30 a day" is none: in small letters the number follows at once.
        if match[1].isupper() or not match[2]:
            yield Finding(SignalKind.NATIONAL_INSURANCE, match.start(), match.end())


# ---- Cards ----

# A run of figures in groups, and the groups in it.
_RUN = re.compile(r"(?<![\w.,£$€+])\d+(?:[ \u00a0\u2009\u202f.–-]\d+)*(?![\w])")
_GROUP = re.compile(r"\d+")
# How the numbers of the schemes begin and how long they are. Those of goods (EAN 50…, ISBN 978…) have 13 figures.
_CARD = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14,17}|(?:50|5[6-8]|6\d)\d{12,17}"
)
_SHORTEST, _LONGEST = 13, 19
_FEWEST_IN_A_GROUP = 3


def cards(text: str) -> Iterator[Finding]:
    """Numbers of payment cards: 13 to 19 figures, together or in groups, with a check figure that is right."""
    for run in _RUN.finditer(text):
        groups = [group.span() for group in _GROUP.finditer(text, run.start(), run.end())]
        first = 0
        while first < len(groups):
            last = _card_from(text, groups, first)
            if last is None:
                first += 1
            else:
                yield Finding(SignalKind.CARD, groups[first][0], groups[last][1])
                first = last + 1


def _card_from(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The last of the groups that make a card number from this one on, or None."""
    digits, found = "", None
    for at in range(first, len(groups)):
        start, end = groups[at]
        whole_at_once = not digits and end - start >= _SHORTEST
        if len(digits) + end - start > _LONGEST or (end - start < _FEWEST_IN_A_GROUP and not whole_at_once):
            break
        digits += "".join(str(int(digit)) for digit in text[start:end])
        if _CARD.fullmatch(digits) and _check_figure_is_right(digits):
            found = at
    return found


def _check_figure_is_right(digits: str) -> bool:
    """Luhn's rule, which nine of ten numbers break that are none of a card."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0
