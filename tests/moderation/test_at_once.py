"""What the worker does while people decide: neither undoes what the other has done, and neither waits for ever."""

from __future__ import annotations

import threading
import time

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments.models import Comment, CommentState
from app.core import transactions
from app.moderation.models import Action, CampaignMember, CommentSignal, ModerationDecision, QueueEntry
from app.moderation.queries.signals import texts_to_read
from app.moderation.services import Chosen, decide_all, report_comment
from app.moderation.services.campaigns import group_comment
from app.moderation.services.signals import keep_signals
from app.moderation.signals.reading import KINDS_IN_A_TEXT, read_text
from app.moderation.signals.words import WordList
from tests.at_once import Act, at_once
from tests.databases import CleanDatabase
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.moderation import decide_as, make_lead, make_moderator, mark_of
from tests.moderation.pressing import many_waiting
from tests.moderation.test_campaigns import LETTER, MOVED, SWAPPED

# So long somebody's transaction stays open while the worker comes to the same comment.
STAYS_OPEN = 0.3


def _while_it_stays_open(act: Act, comment_id: int) -> tuple[Act, Act]:
    """What somebody does, and the grouping of the same comment, which begins before that has been committed."""
    is_done = threading.Event()

    def doing(own: Session) -> None:
        act(own)
        is_done.set()
        time.sleep(STAYS_OPEN)

    def grouping(own: Session) -> None:
        # On SQLite one who writes waits for the other anyway, and whoever begins first would wait for ever.
        if own.get_bind().dialect.name != "sqlite":
            assert is_done.wait(20)
        group_comment(own.get_one(Comment, comment_id))

    return doing, grouping


def test_what_is_decided_asked_or_reported_while_the_worker_groups_is_kept(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        make_lead()
        sam = make_moderator().id
        about, waits = subject_of(make_assembly()), CommentState.AWAITING_MODERATION
        decided, asked = (make_comment(about, text, state=waits).id for text in (LETTER, MOVED))
        reported = make_comment(about, SWAPPED).id

    def decide(comment_id: int, action: Action) -> Act:
        return lambda own: decide_as(own.get_one(Account, sam), own.get_one(Comment, comment_id), action)

    def report(own: Session) -> None:
        report_comment(own.get_one(Comment, reported), "abuse")

    for comment_id, act in (
        (decided, decide(decided, Action.PUBLISH)),
        (asked, decide(asked, Action.ESCALATE)),
        (reported, report),
    ):
        assert at_once(app, *_while_it_stays_open(act, comment_id)) == ["done"] * 2
    session.rollback()
    assert session.get_one(Comment, decided).state == CommentState.PUBLISHED
    assert session.get(QueueEntry, decided) is None
    assert session.get_one(QueueEntry, asked).escalated_for == "unsure"
    assert session.get_one(QueueEntry, reported).reports == 1
    groups = {session.get_one(CampaignMember, one).group_id for one in (decided, asked, reported)}
    assert len(groups) == 1


def test_many_are_decided_while_the_worker_reads_the_same_ones(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        comments = many_waiting(20, body="Ring 01632 960001.")
        marks = {comment.id: mark_of(comment) for comment in comments}
        sam = make_moderator().id

    def read(_own: Session) -> None:
        read = {text: read_text(text.text, WordList({})) for text in texts_to_read(list(marks))}
        keep_signals(read, KINDS_IN_A_TEXT)

    def decide(own: Session) -> None:
        chosen = [Chosen(number, mark) for number, mark in marks.items()]
        decide_all(chosen, Action.PUBLISH, by=own.get_one(Account, sam))

    assert at_once(app, read, decide, read) == ["done"] * 3
    assert session.scalar(select(func.count(ModerationDecision.id))) == 20
    assert session.scalar(select(func.count(QueueEntry.comment_id))) == 0
    noticed = select(func.count(CommentSignal.comment_id.distinct()))
    assert session.scalar(noticed.where(CommentSignal.kind == "phone")) == 20
