"""Answers, commitments and updates for tests: rows as the services would leave them."""

from __future__ import annotations

from datetime import timedelta

from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.recommendations.models import Recommendation
from app.responses.models import Commitment, ProgressUpdate, Response, Verdict
from app.responses.services import publish_response, send_for_approval
from tests.factories.accounts import make_account


def make_response(
    *recommendations: Recommendation,
    verdict: Verdict | None = Verdict.ACCEPTED,
    published: bool = True,
    drafted_by: Account | None = None,
    published_by: Account | None = None,
    **columns: object,
) -> Response:
    """An answer of the council's own, published yesterday by a second person unless told otherwise."""
    given: dict[str, object] = {
        "reasons": "The money is there, and the lane is wide enough.",
        "responsible_body": "Fenbury Borough Council",
        "decided_on": clock.today().isoformat(),
        "published_at": clock.now() - timedelta(days=1) if published else None,
        **columns,
    }
    assembly = recommendations[0].assembly
    number = len(db.session.new) + db.session.query(Response).count()
    response = Response(
        assembly=assembly,
        recommendations=list(recommendations),
        verdict=verdict.value if verdict else None,
        drafted_by=drafted_by or make_account(f"drafter{number}@fenbury.example"),
        drafted_at=clock.now() - timedelta(days=2),
        published_by=(published_by or make_account(f"publisher{number}@fenbury.example"))
        if published
        else None,
        **given,
    )
    db.session.add(response)
    db.session.flush()
    return response


def make_compiled_response(*recommendations: Recommendation, **columns: object) -> Response:
    """An answer that a public record holds."""
    given: dict[str, object] = {
        "reasons": "The board agreed.",
        "verdict": Verdict.ACCEPTED.value,
        "recorded_as": "accepted",
        **columns,
    }
    response = Response(
        assembly=recommendations[0].assembly,
        recommendations=[] if given.get("covers_all") else list(recommendations),
        is_compiled=True,
        drafted_at=clock.now(),
        published_at=clock.now(),
        **given,
    )
    db.session.add(response)
    db.session.flush()
    return response


def make_commitment(
    recommendation: Recommendation, title: str = "Put up 14 monitors", due_on: str | None = "2099-06-30"
) -> Commitment:
    """A promise about a recommendation."""
    position = db.session.query(Commitment).filter_by(recommendation_id=recommendation.id).count() + 1
    commitment = Commitment(
        recommendation=recommendation, position=position, title=title, due_on=due_on, made_at=clock.now()
    )
    db.session.add(commitment)
    db.session.flush()
    return commitment


def make_update(commitment: Commitment, status: str | None, **columns: object) -> ProgressUpdate:
    """One progress update, made today."""
    given: dict[str, object] = {"text": "Work goes on.", "reported_on": clock.today().isoformat(), **columns}
    update = ProgressUpdate(
        assembly_id=commitment.recommendation.assembly_id,
        commitment=commitment,
        status=status,
        created_at=clock.now(),
        **given,
    )
    db.session.add(update)
    db.session.flush()
    return update


def make_compiled_update(*recommendations: Recommendation, **columns: object) -> ProgressUpdate:
    """A progress update that a public record holds; it hangs on the recommendations themselves."""
    given: dict[str, object] = {"text": "Trials were starting.", "status": "in_progress", **columns}
    update = ProgressUpdate(
        assembly_id=recommendations[0].assembly_id,
        recommendations=[] if given.get("covers_all") else list(recommendations),
        is_compiled=True,
        created_at=clock.now(),
        **given,
    )
    db.session.add(update)
    db.session.flush()
    return update


def send_and_publish(response: Response, by: Account, seen: str | None = None) -> None:
    """Let the writer of a draft send it for approval, and another officer publish it."""
    writer = response.edited_by or response.drafted_by
    assert writer is not None
    send_for_approval(response, writer)
    publish_response(response, by, seen=seen)
