"""How a comment came: for how long its form was open, and from which network, of which only a mark is kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.comments.models import Comment
from app.comments.services.network_marks import forget_network_marks
from app.core import clock
from app.core.db import Model
from app.core.network_marks import mark_of
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.accounts import token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import make_item
from tests.factories.recommendations import make_recommendation
from tests.queries import counted

HOME = "203.0.113.7"
SENT = {"body": "Buses must stop here.", "email": "resident@town.example"}


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 7)))


def _post(client: Visitor, path: str, address: str = HOME, **sent: str) -> tuple[int, str]:
    answer = client.post(path, data={**SENT, **sent}, environ_base={"REMOTE_ADDR": address})
    return answer.status_code, answer.get_data(as_text=True)


def _kept(session: Session) -> Comment:
    session.expire_all()
    return session.scalars(select(Comment).order_by(Comment.id.desc())).first() or pytest.fail("none kept")


def test_a_comment_keeps_how_long_its_form_was_open_and_a_mark_of_its_network(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    path = f"{recommendation.path}comment"
    token = token_in(client, path)
    with clock.at(clock.now() + timedelta(minutes=7)):
        assert _post(client, path, csrf_token=token)[0] == 303
        comment = _kept(session)
        assert comment.seconds_to_write is not None
        assert 410 <= comment.seconds_to_write <= 430
        assert comment.network_mark == mark_of(HOME)


def test_the_clock_runs_on_when_a_form_comes_back(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    path = f"{recommendation.path}comment"
    token = token_in(client, path)
    status, page = _post(client, path, csrf_token=token, email="wrong")
    assert status == 422
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    with clock.at(clock.now() + timedelta(minutes=7)):
        assert _post(client, path, csrf_token=found[1])[0] == 303
    seconds = _kept(session).seconds_to_write
    assert seconds is not None
    assert seconds >= 410


def test_a_reply_and_a_question_keep_the_same(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    parent = make_comment(recommendation.subject)
    path = f"{recommendation.path}comment?reply_to={parent.id}"
    assert _post(client, path, csrf_token=token_in(client, path), reply_to=str(parent.id))[0] == 303
    assert _kept(session).network_mark == mark_of(HOME)
    item = make_item(make_assembly("learning", learning=(-7, 7)))
    path = f"{item.path}questions/ask"
    status, page = _post(client, path, csrf_token=token_in(client, path), address="2001:db8:1:2:3::4")
    assert status == 303, page
    question = _kept(session)
    assert question.is_question
    assert question.network_mark == mark_of("2001:db8:1:2::/64")


def test_no_table_holds_an_address(client: Visitor, session: Session, recommendation: Recommendation) -> None:
    path = f"{recommendation.path}comment"
    assert _post(client, path, csrf_token=token_in(client, path))[0] == 303
    held = [
        table.name
        for table in Model.metadata.sorted_tables
        if any(HOME in str(row) for row in session.execute(select(table)).all())
    ]
    assert held == []


def test_marks_are_forgotten_after_a_week(session: Session) -> None:
    now = clock.now()
    young = make_comment(network_mark="a", created_at=now - timedelta(days=6, hours=23))
    old = make_comment(network_mark="b", created_at=now - timedelta(days=7, hours=1), seconds_to_write=9)
    assert forget_network_marks() == 1
    session.expire_all()
    assert (young.network_mark, old.network_mark, old.seconds_to_write) == ("a", None, 9)
    assert forget_network_marks() == 0


def test_forgetting_reads_only_comments_that_have_a_mark(session: Session) -> None:
    for number in range(50):
        make_comment(network_mark=f"{number}" if number < 3 else None)
    with counted() as statements:
        forget_network_marks()
    (statement,) = statements
    if session.get_bind().dialect.name == "sqlite":
        # What it was asked, without the values, which the plan does not depend on.
        plan = session.connection().exec_driver_sql(f"explain query plan {statement}", (None, "", "")).all()
        assert "ix_comments_network_mark" in str(plan)
    else:
        assert "network_mark >" in statement
