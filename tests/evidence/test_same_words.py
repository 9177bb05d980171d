"""Which older wordings hold the words that a correction took away."""

from __future__ import annotations

from typing import Any

import pytest

from app.evidence.same_words import taken_away

PEOPLE = [{"name": "Mrs Jane Doe", "role": None}, {"name": "Ann Reid", "role": "Engineer"}]
ANONYMOUS = [{"name": "A resident", "role": None}, PEOPLE[1]]


@pytest.mark.parametrize(
    ("then", "now", "older", "holds"),
    [
        ({"speakers": PEOPLE}, {"speakers": ANONYMOUS}, {"speakers": [*PEOPLE, {"name": "Bob"}]}, True),
        ({"speakers": PEOPLE}, {"speakers": ANONYMOUS}, {"speakers": [PEOPLE[1]]}, False),
        ({"speakers": PEOPLE}, {"speakers": ANONYMOUS}, {"speakers": [], "body": "JANE came."}, True),
        ({"body": "It costs £12."}, {"body": "It costs £9."}, {"body": "It costs 12 pounds."}, True),
        ({"body": "It costs £12."}, {"body": "It costs £9."}, {"body": "It costs £120."}, False),
        ({"body": "A b of it."}, {"body": "It."}, {"body": "A b of us."}, False),
        ({"body": "Now. Now."}, {"body": "Now."}, {"body": "Now. Now."}, True),
        ({"starts_at": "2026-11-18"}, {"starts_at": None}, {"starts_at": "2026-11-18"}, True),
        ({"starts_at": "2026-11-18"}, {"starts_at": None}, {"starts_at": "2026-11-19"}, False),
        ({"session_id": 4}, {"session_id": 5}, {"session_id": 5, "body": "4 buses"}, False),
        ({"summary": None}, {"summary": "New."}, {"summary": None}, False),
        ({"body": "Jane Doe"}, {"body": "", "agenda": "Jane Doe"}, {"agenda": "Jane Doe"}, False),
        ({"body": "Jane, two"}, {"body": "", "title": "Two"}, {"body": "Two buses"}, False),
    ],
)
def test_an_older_wording_holds_what_is_gone_or_does_not(
    then: dict[str, Any], now: dict[str, Any], older: dict[str, Any], holds: bool
) -> None:
    assert taken_away(then, now).stand_in(older) is holds
