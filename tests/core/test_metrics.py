"""Figures for whoever runs the site."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core import outbox
from tests.conftest import MakeApp, Visitor

AWAY = {"REMOTE_ADDR": "203.0.113.9"}


def test_requests_are_counted_by_view_and_the_outbox_by_what_waits(client: Visitor, session: Session) -> None:
    client.get("/healthz")
    outbox.put("confirm_comment", "k", comment_id=1)
    text = client.get("/metrics").get_data(as_text=True)
    assert 'moothall_requests_total{method="GET",status="200",view="health.alive"}' in text
    assert "moothall_outbox_waiting 1" in text


def test_strangers_learn_nothing_not_even_through_a_proxy_that_we_were_not_told_of(client: Visitor) -> None:
    assert client.get("/metrics", environ_base=AWAY).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404


def test_the_token_opens_the_figures_from_afar(make_app: MakeApp) -> None:
    client = make_app(METRICS_TOKEN="a long token").test_client()
    right, wrong = {"Authorization": "Bearer a long token"}, {"Authorization": "Bearer another"}
    assert client.get("/metrics", environ_base=AWAY, headers=right).status_code == 200
    assert client.get("/metrics", environ_base=AWAY, headers=wrong).status_code == 404
