"""What the members and followers of an invented assembly say of the council's answers and of what it does.

Who has a reason says it through the service, and a moderator decides on it through another; whoever has none is
written down in bulk, as the service would have left it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert

from app.comments.models import Comment
from app.comments.services import new_receipt_token
from app.core import audit, clock
from app.core.audit import AuditEntry
from app.core.db import db
from app.following.models import Follow
from app.following.queries import assembly_subject
from app.imports.demo_council import Scene
from app.moderation import services as moderation
from app.moderation.models import Action
from app.moderation.queries import history, seen_mark
from app.responses.models import CheckPass, Commitment, CounterCheck, Finding, Response, Side
from app.responses.queries.counter_checks import thing_of
from app.responses.services.counter_checks import Said, say
from app.responses.services.passes import follower_pass

# People answer some time after one another, those who answer first not always being the same.
EVERY, NEXT_BEGINS = timedelta(minutes=97), 7
MODERATOR = "moderator@demo.example"
DECIDED_AFTER, HIDDEN_AFTER = timedelta(hours=5), timedelta(days=2)


def load_counter_checks(scene: Scene) -> None:
    """Make the links of members and followers, and all that they say of answers and commitments."""
    written = scene.written.get("counter_checks")
    if not written:
        return
    people = {Side.MEMBER: _members(scene, written["members"]), Side.FOLLOWER: _followers(scene, written)}
    for place, about in enumerate(written["about"]):
        thing = (
            scene.answers[about["answer"]] if "answer" in about else scene.commitments[about["commitment"]]
        )
        for side, passes in people.items():
            begins = place * NEXT_BEGINS % len(passes)
            _load(scene, thing, about, side, [*passes[begins:], *passes[:begins]])


def _members(scene: Scene, written: dict[str, Any]) -> list[CheckPass]:
    """A link for each member: most were sent, some were printed."""
    printed = written["printed"]
    passes = [
        CheckPass(
            assembly_id=scene.assembly.id,
            side=Side.MEMBER,
            token=secrets.token_urlsafe(24),
            email=None if number <= printed else f"member{number}@demo.example",
            printed_number=number if number <= printed else None,
            made_at=written["invited_at"],
            made_by_id=scene.account_id(written["by"]),
        )
        for number in range(1, (scene.assembly.members or 0) + 1)
    ]
    db.session.add_all(passes)
    with clock.at(written["invited_at"]):
        for each in passes:
            audit.record("printed" if each.printed_number else "invited", each, each.made_by_id)
    return passes


def _followers(scene: Scene, written: dict[str, Any]) -> list[CheckPass]:
    subject_id, began = assembly_subject(scene.assembly).id, written["followers"]["since"]
    passes = []
    with clock.at(began):
        for number in range(1, written["followers"]["number"] + 1):
            passes.append(follower_pass(scene.assembly, None))
            follow = Follow(
                subject_id=subject_id,
                email=f"follower{number}@demo.example",
                confirm_token=secrets.token_urlsafe(24),
                unsubscribe_token=secrets.token_urlsafe(24),
                asked_at=began,
                confirmed_at=began,
                check_pass=passes[-1],
            )
            db.session.add(follow)
    db.session.flush()
    return passes


def _load(
    scene: Scene,
    thing: Response | Commitment,
    about: dict[str, Any],
    side: Side,
    passes: Sequence[CheckPass],
) -> None:
    """What one side says of one thing: so many of each finding, the reasons from the first of each."""
    with_reasons = {
        finding: iter([r for r in about["reasons"] if (r["side"], r["finding"]) == (side, finding)])
        for finding in Finding
    }
    silent: list[dict[str, Any]] = []
    moments: Iterator[int] = count()
    findings = [
        each for each, number in zip(Finding, about[f"{side.value}s"], strict=True) for _ in range(number)
    ]
    for check_pass, finding in zip(passes, findings, strict=False):
        at = about["at"] + EVERY * next(moments)
        reason = next(with_reasons[finding], None)
        if reason is None:
            silent.append(
                {"pass_id": check_pass.id, "finding": finding, "made_at": at, **thing_of(thing)._asdict()}
            )
        else:
            _give_reason(scene, check_pass, thing, finding, reason, reason.get("at", at))
    if silent:
        _say_in_bulk(side, silent)


def _say_in_bulk(side: Side, rows: list[dict[str, Any]]) -> None:
    ids = db.session.scalars(
        insert(CounterCheck).returning(CounterCheck.id, sort_by_parameter_order=True), rows
    ).all()
    log = [
        {
            "happened_at": row["made_at"],
            "actor_id": None,
            "action": "said",
            "kind": CounterCheck.__tablename__,
            "thing_id": check_id,
            "detail": {"side": side.value, "finding": row["finding"].value},
        }
        for check_id, row in zip(ids, rows, strict=True)
    ]
    db.session.execute(insert(AuditEntry), log)


def _give_reason(
    scene: Scene,
    check_pass: CheckPass,
    thing: Response | Commitment,
    finding: Finding,
    reason: dict[str, Any],
    at: datetime,
) -> None:
    token = new_receipt_token()
    with clock.at(at):
        say(check_pass, thing, Said(finding, reason["body"]), receipt_token=token)
    comment = db.session.query(Comment).filter_by(receipt_token=token).one()
    for after, action in ((DECIDED_AFTER, Action.PUBLISH), (HIDDEN_AFTER, Action.HIDE)):
        if action.value in reason["decisions"]:
            with clock.at(at + after):
                moderation.decide(
                    comment,
                    action,
                    by=scene.people[MODERATOR],
                    seen=seen_mark(comment, next(reversed(history(comment.id)), None)),
                    reason_code=reason["decisions"][action.value],
                )
