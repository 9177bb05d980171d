"""A moderator's decision, sent from the desk as a browser would."""

from __future__ import annotations

import re
from html import unescape

from app.comments.models import Comment
from tests.conftest import Visitor


def hidden_fields(client: Visitor, path: str) -> dict[str, str]:
    """The hidden fields of the decision form, as a browser would send them."""
    page = client.get(path).get_data(as_text=True)
    form = page[page.index("data-desk-form") :]
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    assert {name for name, _ in pairs} == {"csrf_token", "seen", "policy"}
    return {name: unescape(value) for name, value in pairs}


def decide(client: Visitor, comment: Comment, query: str = "", **sent: str) -> tuple[int, str, str]:
    """Send a decision, on the page that a query keeps the filters of. Returns the status, the page's text and where it
    leads."""
    path = f"/moderation/comments/{comment.id}{query}"
    answer = client.post(path, data={**hidden_fields(client, path), **sent})
    return answer.status_code, answer.get_data(as_text=True), answer.headers.get("Location", "")
