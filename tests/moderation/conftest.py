"""A comment that waits, moderators, and decisions of any age."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments.models import Comment, CommentState
from app.moderation.models import Action, ModerationDecision
from tests.conftest import NOON, Visitor
from tests.factories.accounts import sign_in_as
from tests.factories.comments import make_comment
from tests.factories.moderation import add_decision, make_moderator

Decide = Callable[..., ModerationDecision]


@pytest.fixture
def waiting(session: Session) -> Comment:
    """A comment that waits for a moderator."""
    return make_comment(
        state=CommentState.AWAITING_MODERATION, author_name="Priya N.", email="priya@example.org"
    )


@pytest.fixture
def sam(session: Session) -> Account:
    """A moderator, as a rule the one who decides first."""
    return make_moderator()


@pytest.fixture
def ada(session: Session) -> Account:
    """Another moderator."""
    return make_moderator("ada@fenbury.example", "Ada Byron")


@pytest.fixture
def moderator(client: Visitor, session: Session) -> Visitor:
    """A browser in which a moderator has signed in."""
    sign_in_as(client, make_moderator())
    return client


@pytest.fixture
def decided(sam: Account) -> Decide:
    """Put a decision into the log, as old as wanted, with or without the change that belongs to it."""

    def put(
        comment: Comment,
        action: Action,
        *,
        waited: timedelta | None = timedelta(hours=1),
        at: datetime = NOON,
        reason: str = "abuse",
        **columns: object,
    ) -> ModerationDecision:
        since = at - waited if waited is not None else None
        return add_decision(sam, comment, action, reason=reason, waited_since=since, decided_at=at, **columns)

    return put
