"""Sessions of signed-in staff. A public page must never read one, or its answer would vary by cookie."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, Response, session
from flask_login import LoginManager, current_user

IDLE = timedelta(hours=12)


class StaffSessions(LoginManager):  # type: ignore[misc]
    """Flask-Login without its remember-me cookie, whose upkeep reads the session on every response."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response

    def _load_user(self) -> None:
        """Each staff page puts the end of an idle session off again. Pages that ask nobody's name set no cookie."""
        super()._load_user()
        if current_user.is_authenticated:
            session.modified = True


def init_app(app: Flask, load_account: Callable[[str], Any]) -> None:
    """Give an application its sign-in sessions. Templates ask for the person explicitly, never by context."""
    app.config.update(
        SESSION_COOKIE_NAME="moothall_session",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=IDLE,
        # Else every answer to a signed-in person would set the cookie again, public pages included.
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=int(IDLE.total_seconds()),
    )
    sessions = StaffSessions()
    sessions.init_app(app, add_context_processor=False)
    sessions.user_loader(load_account)
