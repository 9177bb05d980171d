"""Making a letter of the two templates in its folder, with the way to hear no more (RFC 8058) in its headers."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template

from app.core.outbox import Letter


def compose(event: str, to: str, *, leave_path: str = "", **words: Any) -> Letter:
    """The letter of `templates/emails/<event>/`.

    Takes the address, the path of the page on which the reader turns such letters off (none where they cannot be),
    and the templates' words; they also get `site` and `leave_url`.
    """
    site = current_app.config["PUBLIC_URL"]
    leave_url = f"{site}{leave_path}" if leave_path else ""
    headers = {
        "List-Unsubscribe": f"<{leave_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    words |= {"site": site, "leave_url": leave_url}
    return Letter(
        to=to,
        subject=render_template(f"emails/{event}/subject.txt", **words).strip(),
        text=render_template(f"emails/{event}/body.txt", **words),
        headers=headers if leave_url else {},
    )
