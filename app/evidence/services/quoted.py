"""Words that recommendations quote are not taken away unawares.

Asked before the change, since only then can the officer still think again. What was confirmed is marked where it is
quoted: the recommendations hear of every change of evidence.
"""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext

from app.core.text import excerpt
from app.evidence.models import EvidenceItem
from app.evidence.queries import quotable_in
from app.evidence.queries.resting import who_rests_on
from app.evidence.quotes import Quotable
from app.evidence.resting import QuotesLost, Resting
from app.evidence.standing import Thing
from app.evidence.transcripts import clock_time
from app.evidence.words import Correction

LONGEST_SHOWN = 120


def refuse_to_lose_quotes(
    thing: Thing, after: Callable[[EvidenceItem], Quotable], correction: Correction
) -> None:
    """Before an item, or what was said at a session, is changed: nobody may quote words that go.

    `after` tells what an item will say. Raises QuotesLost, unless the correction says that the officer knows.
    """
    if correction.despite_quotes:
        return
    resting = [each for each in who_rests_on(thing) if each.quote is not None or each.at_second is not None]
    items = {each.item.id: each.item for each in resting}
    now = {key: quotable_in(item) for key, item in items.items()}
    then = {key: after(item) for key, item in items.items()}
    messages = [
        _named(each)
        for each in resting
        if now[each.item.id].has(each.quote, each.at_second)
        and not then[each.item.id].has(each.quote, each.at_second)
    ]
    if messages:
        raise QuotesLost(list(dict.fromkeys(messages)))


def _named(resting: Resting) -> str:
    if resting.quote is not None:
        words = excerpt(resting.quote, LONGEST_SHOWN).rstrip(".")
        return str(
            gettext(
                "Recommendation %(number)s quotes these words: “%(words)s”.",
                number=resting.number,
                words=words,
            )
        )
    time = clock_time((resting.at_second or 0) * 1000)
    return str(
        gettext(
            "Recommendation %(number)s points to %(time)s. The transcript would end before that.",
            number=resting.number,
            time=time,
        )
    )
