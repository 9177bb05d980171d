"""Figures for whoever runs the site, in the format of Prometheus. They count requests, never people.

Under gunicorn each process writes its figures into a folder that `moothall serve` names, and any of them can add
them up (prometheus-client's multiprocess mode).
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import time

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from sqlalchemy import func, select

from app.core.access import unlisted
from app.core.db import db
from app.core.outbox import OutboxRow

bp = Blueprint("metrics", __name__)
MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"

REQUESTS = Counter("moothall_requests", "Requests answered", ["view", "method", "status"])
SECONDS = Histogram(
    "moothall_request_seconds",
    "How long answers took to make",
    ["view"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)


def _begin() -> None:
    g.began = time.perf_counter()


def _count(response: Response) -> Response:
    # Addresses that lead nowhere are counted as one, or strangers could fill the memory with names.
    view = request.endpoint or "none"
    REQUESTS.labels(view, request.method, response.status_code).inc()
    if "began" in g:
        SECONDS.labels(view).observe(time.perf_counter() - g.began)
    return response


def init_app(app: Flask) -> None:
    """Count the requests of an application."""
    app.before_request(_begin)
    app.after_request(_count)


def _may_read() -> bool:
    """From this machine itself (and not through a proxy that we were not told of), or with the token."""
    token = current_app.config["METRICS_TOKEN"]
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    forwarded = "X-Forwarded-For" in request.headers and not current_app.config["TRUSTED_PROXIES"]
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback and not forwarded
    except ValueError:
        return False


@bp.get("/metrics")
@unlisted
def metrics() -> Response:
    """All figures of all processes, and how much waits in the outbox. A stranger gets a 404."""
    if not _may_read():
        abort(404)
    registry: CollectorRegistry = REGISTRY
    if MULTIPROCESS_FOLDER in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    waiting = db.session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.finished_at.is_(None)))
    text = generate_latest(registry).decode() + (
        "# HELP moothall_outbox_waiting Rows of the outbox that are not delivered yet\n"
        "# TYPE moothall_outbox_waiting gauge\n"
        f"moothall_outbox_waiting {waiting or 0}\n"
    )
    return Response(text, content_type=CONTENT_TYPE_LATEST)
