"""The officers' desk, and how a form of it is sent."""

from __future__ import annotations

from typing import Any

from tests.conftest import Visitor
from tests.factories.accounts import token_in
from tests.factories.forms import fields_of

DESK = "/council/high-street/recommendations/"


def post(client: Visitor, path: str, **fields: Any) -> Any:
    page = DESK + ("1/preview" if path == "1/publish" else path)
    fields.setdefault("csrf_token", token_in(client, page))
    if path.endswith("/write"):
        fields.setdefault("seen", fields_of(client, page)["seen"])
    if path == "new":
        fields.setdefault("once", fields_of(client, page)["once"])
    return client.post(DESK + path, data=fields)
