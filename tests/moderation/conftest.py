"""A comment that waits, and a moderator who has signed in."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments.models import Comment, CommentState
from tests.conftest import Visitor
from tests.factories.accounts import sign_in_as
from tests.factories.comments import make_comment
from tests.factories.moderation import make_moderator


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
