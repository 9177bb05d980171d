"""How a letter leaves: by SMTP, or in the demo into a mailbox that everybody can read."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy.orm import Mapped

from app.core import clock, transactions
from app.core.db import Key, Line, Model, Prose
from app.core.outbox import Letter, Post

TIMEOUT_SECONDS = 30


class DemoLetter(Model):
    """A letter of the demo, kept where everybody can read it instead of being sent."""

    __tablename__ = "demo_letters"

    id: Mapped[Key]
    sent_at: Mapped[datetime]
    to: Mapped[Line]
    subject: Mapped[Line]
    text: Mapped[Prose]
    headers: Mapped[dict[str, Any]]


def keep_for_demo(letter: Letter) -> None:
    """Put a letter into the demo's mailbox."""
    with transactions.unit_of_work() as session:
        session.add(
            DemoLetter(
                sent_at=clock.now(),
                to=letter.to,
                subject=letter.subject,
                text=letter.text,
                headers=dict(letter.headers),
            )
        )


def compose(letter: Letter, sender: str) -> EmailMessage:
    """A letter as an Internet message."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    # A line end in a header is refused by the library, and the letter would never leave.
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain="moothall.invalid")
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text)
    return message


def send_by_smtp(letter: Letter) -> None:
    """Hand a letter to the mail server of SMTP_URL. Raises what smtplib raises; the outbox then tries again."""
    address = urlsplit(current_app.config["SMTP_URL"])
    secure = address.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with connect(
        address.hostname or "localhost", address.port or (465 if secure else 25), timeout=TIMEOUT_SECONDS
    ) as server:
        server.ehlo_or_helo_if_needed()
        if not secure and server.has_extn("starttls"):
            server.starttls()
        if address.username:
            server.login(unquote(address.username), unquote(address.password or ""))
        server.send_message(compose(letter, current_app.config["MAIL_FROM"]))


def refuse_to_send(letter: Letter) -> None:
    """Without SMTP_URL nothing can leave; the outbox keeps the letter and says so."""
    raise RuntimeError("SMTP_URL is not set, so no mail can be sent")


def post_for(config: Mapping[str, Any]) -> Post:
    """How letters leave under these settings: the demo's mailbox, SMTP, or not at all."""
    if config["DEMO"]:
        return keep_for_demo
    return send_by_smtp if config["SMTP_URL"] else refuse_to_send
