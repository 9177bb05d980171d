"""How a letter becomes an Internet message."""

from __future__ import annotations

from app.core.mail import compose
from app.core.outbox import Letter


def test_a_line_end_in_a_title_does_not_stop_the_letter() -> None:
    letter = Letter(
        to="a@example.org", subject="Your comment on “Buses\r\nBcc: x@example.org”", text="Hello."
    )
    message = compose(letter, "Moothall <no-reply@moothall.example>")
    assert message["Subject"] == "Your comment on “Buses Bcc: x@example.org”"
    assert message["Bcc"] is None


def test_headers_of_the_letter_reach_the_message() -> None:
    letter = Letter(
        to="a@example.org",
        subject="News",
        text="Grüße – ✓",
        headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    message = compose(letter, "Moothall <no-reply@moothall.example>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content() == "Grüße – ✓\n"
