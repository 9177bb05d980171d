"""What residents say of the drafts and ask the speakers, and what became of it: as the services would leave it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import insert

from app.comments.models import (
    Agree,
    Comment,
    CommentKind,
    CommentState,
    CommentWording,
    Contact,
    Passage,
)
from app.comments.services import anchor_at, author_key, new_receipt_token, recount_everything
from app.core.audit import AuditEntry
from app.core.db import db
from app.following.models import Follow
from app.imports.demo_council import Scene
from app.moderation.models import ANSWERS_REPORTS, Action, Appeal, ModerationDecision, Report
from app.moderation.queries.appeals import decision_to_appeal, standing_decisions
from app.moderation.queries.policy import policy_in_force
from app.moderation.services import append_decision, requeue_everything, settle_appeal
from app.recommendations.models import Clause
from app.responses.services.passes import follower_pass

# How long people take to open their mail and press the button.
CONFIRMS_AFTER = timedelta(minutes=4)
WITHDRAWN_AFTER = timedelta(hours=2)
AGREES_EVERY = timedelta(minutes=37)
# One author in so many follows the assembly too.
FOLLOWS_ONE_IN = 12
_DONE = {
    Action.PUBLISH: "published",
    Action.REJECT: "rejected",
    Action.HIDE: "hidden",
    Action.RESTORE: "restored",
}
_STOOD_BEFORE = {
    Action.PUBLISH: CommentState.AWAITING_MODERATION,
    Action.REJECT: CommentState.AWAITING_MODERATION,
    Action.HIDE: CommentState.PUBLISHED,
    Action.RESTORE: CommentState.HIDDEN,
}
_FIRST = (Action.PUBLISH, Action.REJECT)


def load_comments(scene: Scene) -> None:
    """Make comments and questions in order of time, with contacts, anchors, agrees, decisions, reports and appeals."""
    by_id = scene.comments
    posts = [*scene.written["comments"], *scene.written["questions"]]
    for written in sorted(posts, key=itemgetter("at")):
        comment = _comment(scene, written, by_id.get(written["reply_to"] or ""))
        db.session.add(comment)
        db.session.flush()
        by_id[written["id"]] = comment
        _load_history(scene, comment, written)
    for written in scene.written["reports"]:
        _load_report(by_id[written["comment"]], written)
    for written in scene.written["appeals"]:
        _load_appeal(scene, by_id[written["comment"]], written)
    _load_agrees(list(by_id.values()))
    for subject_id in {comment.subject_id for comment in by_id.values()}:
        recount_everything(subject_id)
    requeue_everything()


def _comment(scene: Scene, written: dict[str, Any], parent: Comment | None) -> Comment:
    state, said_at = CommentState(written["state"]), written["at"]
    is_question = "about" in written
    clause = None if is_question else _clause(scene, written)
    is_confirmed = state is not CommentState.AWAITING_CONFIRMATION
    waits_since = said_at + CONFIRMS_AFTER if written["email"] else said_at
    asked_of = _asked_of(scene, written["asked_of"]) if is_question else None
    return Comment(
        subject_id=_asked_about(scene, written["about"])
        if is_question
        else scene.recommendations[written["recommendation"]].subject_id,
        kind=CommentKind.QUESTION if is_question else CommentKind.COMMENT,
        asked_of=asked_of,
        parent_id=parent.id if parent else None,
        state=state,
        channel=written["channel"],
        body=written["body"],
        stance=None if is_question else written["stance"],
        author_name=written["name"],
        author_key=author_key(written["email"]),
        is_official=written["official"],
        clause_key=clause.key if clause else None,
        agrees=written["agrees"],
        receipt_token=new_receipt_token(),
        created_at=said_at,
        waiting_since=waits_since if state is CommentState.AWAITING_MODERATION else None,
        published_at=_published_at(written),
        anchor=anchor_at(Passage(clause, written["quote"])) if clause else None,
        contact=Contact(
            email=written["email"].lower(),
            confirm_token=secrets.token_urlsafe(24),
            confirmed_at=waits_since if is_confirmed else None,
        )
        if written["email"]
        else None,
        edited_at=written["former"]["at"] if written.get("former") else None,
        withdrawn_at=_withdrawn_at(written) if state is CommentState.WITHDRAWN else None,
        former_wordings=_former_wordings(written, asked_of),
    )


def _former_wordings(written: dict[str, Any], asked_of: str | None) -> list[CommentWording]:
    """What the author changed within the time for that, as moderators see it."""
    former = written.get("former")
    if not former:
        return []
    said = CommentWording(
        body=former["body"],
        stance=written["stance"],
        author_name=written["name"],
        asked_of=asked_of,
        replaced_at=former["at"],
    )
    return [said]


def _withdrawn_at(written: dict[str, Any]) -> datetime:
    said_at: datetime = _published_at(written) or written["at"]
    return said_at + WITHDRAWN_AFTER


def _asked_about(scene: Scene, about: dict[str, str]) -> int:
    """The subject of the session or the item that a question is about."""
    if "session" in about:
        return scene.sessions[about["session"]].subject_id
    return scene.items[about["evidence"]].subject_id


def _asked_of(scene: Scene, speaker: str | None) -> str | None:
    return next((known["name"] for known in scene.written["speakers"] if known["id"] == speaker), None)


def _clause(scene: Scene, written: dict[str, Any]) -> Clause | None:
    if written["clause"] is None:
        return None
    version = scene.versions[written["recommendation"], written["version"]]
    return next(clause for clause in version.clauses if clause.key == written["clause"])


def _published_at(written: dict[str, Any]) -> datetime | None:
    """When it was first on show: a moderator's decision, or at once where the organisers wrote it."""
    if written["official"]:
        return written["at"]  # type: ignore[no-any-return]
    return next((d["at"] for d in written["decisions"] if d["action"] == "publish"), None)


def _load_history(scene: Scene, comment: Comment, written: dict[str, Any]) -> None:
    by_id = scene.account_id(written["entered_by"])
    if comment.is_answer:
        _log("published", comment, comment.created_at, by_id, answers=comment.parent_id)
        return
    _log("posted", comment, comment.created_at, by_id)
    if comment.contact is not None and comment.contact.confirmed_at is not None:
        _log("confirmed", comment, comment.contact.confirmed_at)
    for decision in written["decisions"]:
        action, decided_by_id = Action(decision["action"]), scene.people[decision["by"]].id
        append_decision(
            ModerationDecision(
                comment_id=comment.id,
                action=action,
                reason_code=decision["reason_code"],
                note_to_author=decision["note"],
                internal_note=decision["internal_note"],
                policy_version_id=policy_in_force().id,
                former_state=_STOOD_BEFORE[action],
                waited_since=_waited_since(comment) if action in _FIRST else None,
                decided_by_id=decided_by_id,
                decided_at=decision["at"],
            )
        )
        _log(_DONE[action], comment, decision["at"], decided_by_id)
    if comment.is_official:
        _log("published", comment, comment.created_at, by_id)
    if comment.state == CommentState.WITHDRAWN:
        _log("withdrawn", comment, comment.withdrawn_at or comment.created_at)
    if comment.edited_at is not None:
        _log("edited", comment, comment.edited_at)


def _load_report(comment: Comment, written: dict[str, Any]) -> None:
    made_at, reason = written["at"], written["reason_code"]
    later = (d for d in standing_decisions(comment.id) if d.decided_at > made_at)
    answer = next((d for d in later if d.action in ANSWERS_REPORTS), None)
    report = Report(
        comment_id=comment.id,
        reason_code=reason,
        text=written["text"],
        token=secrets.token_urlsafe(24),
        made_at=made_at,
        settled_at=answer.decided_at if answer else None,
        settled_by_id=answer.id if answer else None,
    )
    db.session.add(report)
    _log("reported", comment, made_at, reason=reason)


def _load_appeal(scene: Scene, comment: Comment, written: dict[str, Any]) -> None:
    challenged, answer = decision_to_appeal(comment), written["answer"]
    assert challenged is not None
    appeal = Appeal(
        comment_id=comment.id, decision_id=challenged.id, text=written["text"], made_at=written["at"]
    )
    db.session.add(appeal)
    db.session.flush()
    if answer is None:
        return
    decision = ModerationDecision(
        comment_id=comment.id,
        action=Action.UPHOLD,
        note_to_author=answer["note"],
        internal_note=answer["internal_note"],
        policy_version_id=policy_in_force().id,
        former_state=comment.state,
        decided_by_id=scene.people[answer["by"]].id,
        decided_at=answer["at"],
    )
    append_decision(decision)
    settle_appeal(appeal, decision)


def _waited_since(comment: Comment) -> datetime:
    confirmed_at = comment.contact.confirmed_at if comment.contact is not None else None
    return confirmed_at or comment.created_at


def _log(
    action: str, comment: Comment, happened_at: datetime, actor_id: int | None = None, **detail: Any
) -> None:
    """The log row that the service would have written. Comments are flushed one by one, so each has its id."""
    db.session.add(
        AuditEntry(
            happened_at=happened_at,
            actor_id=actor_id,
            action=action,
            kind=Comment.__tablename__,
            thing_id=comment.id,
            detail=detail,
        )
    )


def _load_agrees(comments: list[Comment]) -> None:
    """One row for each agreement, so that the figures beside the comments add up."""
    rows = [
        {
            "comment_id": comment.id,
            "browser": secrets.token_hex(16),
            "made_at": comment.published_at + min(AGREES_EVERY * number, timedelta(hours=20)),
        }
        for comment in comments
        if comment.published_at is not None
        for number in range(comment.agrees)
    ]
    if rows:
        db.session.execute(insert(Agree), rows)


def load_follows(scene: Scene, subject_id: int) -> None:
    """Some of the authors follow the assembly too."""
    emails = dict.fromkeys(
        (c["email"].lower(), c["at"]) for c in scene.written["comments"] if c["email"] and not c["official"]
    )
    seen: set[str] = set()
    for email, asked_at in list(emails)[::FOLLOWS_ONE_IN]:
        if email in seen:
            continue
        seen.add(email)
        db.session.add(
            Follow(
                subject_id=subject_id,
                email=email,
                confirm_token=secrets.token_urlsafe(24),
                unsubscribe_token=secrets.token_urlsafe(24),
                asked_at=asked_at,
                confirmed_at=asked_at + CONFIRMS_AFTER,
                check_pass=follower_pass(scene.assembly, None),
            )
        )
