"""What is kept of what was sent, and what a refused form gives back."""

from __future__ import annotations

import html
import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.comments.models import Comment


def comments_kept(session: Session) -> int:
    return session.scalar(select(func.count(Comment.id))) or 0


def given_back(answer: TestResponse) -> str:
    """The text in the page's textarea, with plain line ends."""
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.get_data(as_text=True), re.DOTALL)
    assert found, answer.get_data(as_text=True)[:3000]
    return html.unescape(found[1]).removeprefix("\n").replace("\r\n", "\n")
