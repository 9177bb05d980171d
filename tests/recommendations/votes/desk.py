"""The officers' desk of the vote, as these tests use it: a good entry, and how to send and check it."""

from __future__ import annotations

import re
from typing import Any

from tests.conftest import Visitor
from tests.factories.accounts import token_in

DESK = "/council/high-street/recommendations/1/vote"
PUBLIC = "/assemblies/high-street/recommendations/1/"
GOOD = {
    "scale": "For, against",
    "basis": "Members present, secret ballot",
    "held_on-day": "5",
    "held_on-month": "10",
    "held_on-year": "2026",
    "ballots": "46",
    "bar_percent": "75",
    "label_1": "For",
    "meaning_1": "for",
    "count_1": "37",
    "label_2": "Against",
    "meaning_2": "against",
    "count_2": "9",
    "label_3": "Absent",
    "meaning_3": "absent",
    "count_3": "2",
    "minority_1": "Five of us fear for the <b>shops</b>.",
    "members_1": "5",
}
# What stands on the paper of whoever checks it.
PAPER = {"ballots": "46", "count_1": "37", "count_2": "9", "count_3": "2"}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


def enter(client: Visitor, **fields: str) -> Any:
    page = client.get(f"{DESK}/write").text
    tools = {name: hidden(page, name) for name in ("csrf_token", "once", "seen")}
    return client.post(f"{DESK}/write", data={**tools, **GOOD, **fields})


def tools_of(page: str, act: str) -> dict[str, str]:
    form = page.partition(f'action="{DESK}/{act}"')[2]
    return {name: hidden(form, name) for name in ("csrf_token", "once", "seen")} if form else {}


def check(client: Visitor, act: str = "check", **fields: str) -> Any:
    page = client.get(DESK).text
    tools = tools_of(page, act)
    tools.setdefault("csrf_token", token_in(client, f"{DESK}/write"))
    return client.post(f"{DESK}/{act}", data={**tools, **fields})
