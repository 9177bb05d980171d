"""Links, also those that hide from programs; and what is only a full stop without a space."""

from __future__ import annotations

import pytest

from app.moderation.signals.links import links
from tests.moderation.signals.quoting import quoted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://example.com/a?b=c#d.", ["https://example.com/a?b=c#d"]),
        ("(http://example.com)", ["http://example.com"]),
        ("HTTPS://EXAMPLE.COM", ["HTTPS://EXAMPLE.COM"]),
        ("www.example.org, then", ["www.example.org"]),
        ("example.com/x and example.co.uk", ["example.com/x", "example.co.uk"]),
        ("www.fenbury.gov.uk fenbury.gov.uk/roads", ["www.fenbury.gov.uk", "fenbury.gov.uk/roads"]),
        ("hxxp://bad.example/x", ["hxxp://bad.example/x"]),
        ("http : // example.com/x", ["http : // example.com/x"]),
        ("join t.me/spam or bit.ly/abc or youtu.be/dQw4", ["t.me/spam", "bit.ly/abc", "youtu.be/dQw4"]),
        ("example dot com", ["example dot com"]),
        ("cheap-pills (dot) co (dot) uk", ["cheap-pills (dot) co (dot) uk"]),
        ("example[.]com", ["example[.]com"]),
        ("example .com", ["example .com"]),
        ("shop.example.com:8080/buy", ["shop.example.com:8080/buy"]),
        ("bücher.de", ["bücher.de"]),
    ],
)
def test_a_link_is_found(text: str, found: list[str]) -> None:
    assert quoted(links, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "They closed the road.Shop owners were not asked.",
        "It is on the bridge.in the town we say so",
        "Stop.It is too much.me and my wife agree",
        "e.g. the bus, i.e. number 12, etc.",
        "report.pdf and minutes.docx",
        "the dot com bubble of 2000",
        "Write to sam@example.com",
        "St.Mary's church, 3.5 metres, 10.30am",
        "either/or, and/or, 20/30 mph",
        "...com",
    ],
)
def test_a_missing_space_is_no_link(text: str) -> None:
    assert quoted(links, text) == []
