"""Letters to followers. Each says how to hear no more, in its text and in the headers of RFC 8058."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import current_app, render_template

from app.core.outbox import Letter
from app.following.models import Follow
from app.following.news import News, news_of
from app.following.queries import follow_by_id


def _letter(folder: str, follow: Follow, **words: Any) -> Letter:
    site = current_app.config["PUBLIC_URL"]
    unsubscribe_url = f"{site}/unsubscribe/{follow.unsubscribe_token}"
    words |= {
        "follow": follow,
        "assembly": follow.subject.assembly,
        "site": site,
        "assembly_url": f"{site}{follow.subject.path}",
        "unsubscribe_url": unsubscribe_url,
    }
    return Letter(
        to=follow.email,
        subject=render_template(f"emails/{folder}/subject.txt", **words).strip(),
        text=render_template(f"emails/{folder}/body.txt", **words),
        headers={
            "List-Unsubscribe": f"<{unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _loaded(payload: dict[str, Any]) -> Follow | None:
    """The follow, if its assembly can still be seen."""
    follow = follow_by_id(payload["follow_id"])
    if follow is None or follow.subject.assembly is None or not follow.subject.assembly.is_public:
        return None
    return follow


def follow_confirm(payload: dict[str, Any]) -> Letter | None:
    """Ask the owner of an address whether the follow is theirs. Nothing once it is confirmed."""
    follow = _loaded(payload)
    if follow is None or follow.is_active:
        return None
    site = current_app.config["PUBLIC_URL"]
    return _letter("follow_confirm", follow, confirm_url=f"{site}/confirm/{follow.confirm_token}")


def follow_already(payload: dict[str, Any]) -> Letter | None:
    """Say to somebody who asked again that they follow already. Nothing if that has ended."""
    follow = _loaded(payload)
    return _letter("follow_already", follow) if follow and follow.is_active else None


def news(payload: dict[str, Any]) -> Letter | None:
    """Tell a follower all that happened between two moments. Nothing if none of it is public any more."""
    follow = _loaded(payload)
    if follow is None or not follow.is_active or follow.subject.assembly is None:
        return None
    since, until = (datetime.fromisoformat(payload[edge]) for edge in ("since", "until"))
    told = news_of(follow.subject.assembly, since, until)
    return _letter("news", follow, told=told[::-1], check_url=_check_url(follow, told)) if told else None


def _check_url(follow: Follow, told: Sequence[News]) -> str:
    """Where the follower says whether it is done, if the council has answered or reported; else nowhere."""
    is_asked = any(news.key.startswith(("response:", "update:")) for news in told)
    if not is_asked or follow.check_pass is None:
        return ""
    return f"{current_app.config['PUBLIC_URL']}{follow.check_pass.path}"
