"""What is noticed in comments: read by the worker, kept with its place, weighed for the queue, said in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments.models import Comment, CommentState, CommentWording, Submission
from app.comments.rewording import Rewording, words_mark
from app.comments.services import (
    confirm_comment,
    edit_comment,
    post_comment,
    redact_comment,
    unredact_comment,
)
from app.core import clock, outbox, transactions
from app.core.db import db
from app.core.outbox import Letter, OutboxRow
from app.moderation import jobs
from app.moderation.models import CommentSignal, QueueEntry, WordListEntry
from app.moderation.queries.signals import (
    ToRead,
    kinds_noticed,
    signal_words,
    texts_to_read,
)
from app.moderation.services.signals import (
    READ_ONE,
    ask_for_first_reading,
    ask_to_read,
    ask_to_read_waiting,
    keep_signals,
)
from app.moderation.signals.kinds import Finding, SignalKind, weigh
from app.moderation.signals.reading import KINDS_IN_A_TEXT, read_text
from app.moderation.signals.removed import Removed
from app.moderation.signals.words import WordList, normal_form
from tests.at_once import at_once
from tests.conftest import Visitor
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.moderation import make_moderator
from tests.factories.recommendations import make_recommendation
from tests.queries import counted

PHONE = "Ring me on 01632 960001, or write to sam@example.com."


def _waiting(body: str = PHONE, email: str | None = None, **columns: Any) -> Comment:
    """A comment that waits, with its place in the queue."""
    return make_comment(None, body, state=CommentState.AWAITING_MODERATION, email=email, **columns)


def _list(session: Session, term: str) -> WordListEntry:
    entry = WordListEntry(
        term=term,
        normal_form=normal_form(term),
        added_by_id=make_account(f"{term}@x.example").id,
        added_at=clock.now(),
    )
    session.add(entry)
    session.flush()
    return entry


def _read(session: Session, comment: Comment) -> list[tuple[str, int | None, int | None]]:
    session.commit()
    jobs.read_signals({"comment_id": comment.id})
    return _rows(session, comment)


def _rows(session: Session, comment: Comment) -> list[tuple[str, int | None, int | None]]:
    rows = session.execute(
        select(CommentSignal.kind, CommentSignal.starts, CommentSignal.ends)
        .where(CommentSignal.comment_id == comment.id)
        .order_by(CommentSignal.id)
    )
    return [(kind, starts, ends) for kind, starts, ends in rows]


def _weight(session: Session, comment: Comment) -> int | None:
    entry = session.get(QueueEntry, comment.id, populate_existing=True)
    return None if entry is None else entry.weight


def test_the_worker_reads_a_comment_and_keeps_where_and_how_much_but_no_words(session: Session) -> None:
    comment = _waiting()
    assert _read(session, comment) == [("phone", 11, 23), ("email", 37, 52)]
    assert _weight(session, comment) == weigh([SignalKind.PHONE, SignalKind.EMAIL])
    details = session.scalars(select(CommentSignal.detail)).all()
    assert details == [{"text": ToRead(comment.id, comment.body, comment.author_name).mark}] * 2


def test_reading_twice_keeps_everything_once(session: Session) -> None:
    comment = _waiting()
    once = _read(session, comment)
    assert _read(session, comment) == once


def test_a_calm_comment_weighs_nothing(session: Session) -> None:
    comment = _waiting("Buses must be able to stop.")
    assert _read(session, comment) == []
    assert _weight(session, comment) == 0


def test_the_row_for_the_worker_makes_no_letter(session: Session, letters: list[Letter]) -> None:
    comment = _waiting()
    ask_to_read(comment.id)
    session.commit()
    assert outbox.drain() == 0
    assert letters == []
    row = session.scalars(select(OutboxRow).where(OutboxRow.kind == READ_ONE)).one()
    assert (row.outcome, row.payload) == ("not needed", {"comment_id": comment.id})
    assert len(_rows(session, comment)) == 2


def test_a_comment_is_read_when_it_begins_to_wait_and_when_it_says_something_else(
    session: Session,
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    sent = Submission(body=PHONE, email="p@example.org")
    comment = post_comment(recommendation.subject, sent, receipt_token="r", text=recommendation.versions[-1])
    session.commit()
    outbox.drain()
    assert _rows(session, comment) == []
    confirm_comment(comment)
    session.commit()
    outbox.drain()
    assert [kind for kind, _, _ in _rows(session, comment)] == ["phone", "email", "first_time"]
    edit_comment(comment, Rewording("See example.com.", None, None), words_mark(comment))
    session.commit()
    outbox.drain()
    assert sorted(kind for kind, _, _ in _rows(session, comment)) == ["first_time", "link"]


def _offered(comment: Comment) -> list[str]:
    """The words that are offered to be taken out, in the order of the text."""
    places = sorted(
        (each.start, each.end)
        for each in signal_words(comment)
        if each.is_personal and each.start is not None
    )
    return [comment.body[start:end] for start, end in places]


def test_what_a_moderator_took_out_is_not_pointed_at_any_more(session: Session, by: Account) -> None:
    comment = make_comment(body=PHONE)
    _read(session, comment)
    assert len(_offered(comment)) == 2
    redact_comment(comment, "Ring me, or write to sam@example.com.", None, None, by.id)
    assert _offered(comment) == []
    session.commit()
    outbox.drain()
    assert _offered(comment) == ["sam@example.com"]
    unredact_comment(comment, by.id)
    session.commit()
    outbox.drain()
    assert _offered(comment) == ["01632 960001", "sam@example.com"]


def _reword(session: Session, comment: Comment, body: str) -> None:
    session.add(CommentWording(comment_id=comment.id, body=comment.body, replaced_at=clock.now()))
    comment.body = body
    session.flush()


def test_what_was_found_in_other_words_is_not_shown_until_the_new_ones_are_read(session: Session) -> None:
    comment = _waiting()
    _read(session, comment)
    assert len(_offered(comment)) == 2
    _reword(session, comment, "I took my number out. See example.com.")
    assert signal_words(comment) == []
    assert _offered(comment) == []
    assert _read(session, comment) == [("link", 26, 37)]
    assert [words.sentence for words in signal_words(comment)] == ["It holds a link: example.com"]


def test_words_that_changed_while_they_were_read_are_left_to_the_next_reading(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = _waiting()
    session.commit()

    def reword_meanwhile(text: str, words: WordList) -> list[Finding]:
        with transactions.unit_of_work():
            _reword(session, session.get_one(Comment, comment.id), "Nothing here.")
        return read_text(text, words)

    monkeypatch.setattr(jobs, "read_text", reword_meanwhile)
    assert _read(session, comment) == []


def test_a_withdrawn_comment_and_one_that_is_gone_are_not_read(session: Session) -> None:
    comment = make_comment(body=PHONE, state=CommentState.WITHDRAWN)
    assert _read(session, comment) == []
    jobs.read_signals({"comment_id": 2**31 - 1})
    assert session.scalar(select(func.count(CommentSignal.id))) == 0


def test_the_name_beside_a_text_is_read_too_and_again_when_it_changes(session: Session) -> None:
    _list(session, "idiot")
    comment = _waiting("Buses must stop.", author_name="1d10t 01632 960001")
    assert _read(session, comment) == [("phone", None, None), ("word", None, None)]
    said = signal_words(comment)
    assert [each.sentence for each in said] == [
        "Look at the name beside the text: Telephone number.",
        "Look at the name beside the text: Word on the list.",
    ]
    assert [(each.start, each.removed, each.placeholder) for each in said] == [(None, None, "")] * 2
    assert _offered(comment) == []
    session.add(CommentWording(comment_id=comment.id, body=comment.body, replaced_at=clock.now()))
    comment.author_name = "Priya N."
    assert signal_words(comment) == []
    assert _read(session, comment) == []


# ---- How it came ----


def _kinds(session: Session, comment: Comment) -> list[str]:
    return [kind for kind, _, _ in _read(session, comment)]


def test_the_first_text_of_an_address_is_said_to_be_so_and_the_second_is_not(session: Session) -> None:
    first = _waiting("Buses.", email="p@example.org")
    second = _waiting("Trains.", email="P@example.org")
    assert _kinds(session, first) == ["first_time"]
    assert _kinds(session, second) == []


def test_what_was_never_confirmed_is_no_earlier_text(session: Session) -> None:
    make_comment(state=CommentState.AWAITING_CONFIRMATION, email="p@example.org", confirmed=False)
    assert _kinds(session, _waiting("Buses.", email="p@example.org")) == ["first_time"]


def test_who_gave_no_address_is_not_called_new(session: Session) -> None:
    assert _kinds(session, _waiting("Buses.")) == []


def test_a_text_that_was_sent_at_once_is_said_to_be_fast(session: Session) -> None:
    comment = _waiting("Buy. " * 80, seconds_to_write=3)
    assert _kinds(session, comment) == ["fast"]
    (said,) = signal_words(comment)
    assert said.sentence == "Sent 3 seconds after the form was opened, with 400 characters."


def test_many_texts_of_one_author_within_an_hour_are_counted(session: Session) -> None:
    now = clock.now()
    make_comment(email="p@example.org", created_at=now - timedelta(hours=3))
    for minutes in (50, 40, 30, 20):
        make_comment(email="p@example.org", created_at=now - timedelta(minutes=minutes))
    comment = _waiting("Again.", email="p@example.org", created_at=now)
    assert _kinds(session, comment) == ["fast"]
    assert signal_words(comment)[0].sentence == "4 other texts came from this author within an hour."


def test_texts_from_one_network_within_an_hour_are_counted(session: Session) -> None:
    now = clock.now()
    for minutes in (90, 50, 40, 30, 20, 10, 1):
        make_comment(network_mark="here", created_at=now - timedelta(minutes=minutes))
    make_comment(network_mark="there", created_at=now - timedelta(minutes=5))
    comment = _waiting("Me too.", network_mark="here", created_at=now)
    assert _kinds(session, comment) == ["network"]
    assert signal_words(comment)[0].sentence == "6 other texts came from the same network within an hour."


def test_a_mark_that_was_forgotten_takes_back_nothing_that_it_told(session: Session) -> None:
    now = clock.now()
    for _ in range(6):
        make_comment(network_mark="here", created_at=now)
    comment = _waiting("Me too.", network_mark="here", created_at=now)
    assert _kinds(session, comment) == ["network"]
    comment.network_mark = None
    assert _kinds(session, comment) == ["network"]


# ---- The council's list ----


def test_a_word_of_the_council_s_list_is_found_and_named(session: Session) -> None:
    _list(session, "idiot")
    comment = _waiting("What an 1d10t!")
    assert _read(session, comment) == [("word", 8, 13)]
    (said,) = signal_words(comment)
    assert said.sentence == "“1d10t” reads as “idiot”, which is on the council’s list of words."
    assert (said.removed, said.placeholder, said.is_personal) == (Removed.ABUSE, "[abuse removed]", False)
    assert _offered(comment) == []


def test_when_the_list_changes_all_that_waits_is_read_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    waiting = [_waiting("What an idiot!", email=f"p{n}@example.org") for n in range(5)]
    published = make_comment(body="What an idiot!")
    for comment in waiting:
        _read(session, comment)
    entry = _list(session, "idiot")
    ask_to_read_waiting("one")
    session.commit()
    outbox.drain()
    both = [SignalKind.WORD, SignalKind.FIRST_TIME]
    assert kinds_noticed([c.id for c in (*waiting, published)]) == {c.id: both for c in waiting}
    assert {_weight(session, comment) for comment in waiting} == {weigh(both)}
    session.delete(session.get_one(WordListEntry, entry.id))
    ask_to_read_waiting("two")
    session.commit()
    outbox.drain()
    assert kinds_noticed([c.id for c in waiting]) == {c.id: [SignalKind.FIRST_TIME] for c in waiting}


def test_what_waited_before_there_were_signals_is_read_once_and_as_a_whole(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "BATCH", 2)
    waiting = [_waiting("See example.com.", email=f"p{n}@example.org") for n in range(5)]
    for _ in range(2):
        ask_for_first_reading()
        session.commit()
        outbox.drain()
    both = [SignalKind.LINK, SignalKind.FIRST_TIME]
    assert kinds_noticed([c.id for c in waiting]) == {c.id: both for c in waiting}
    asked = session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.kind == READ_ONE))
    assert asked == len(waiting)


# ---- For the desk ----


def test_the_desk_hears_what_weighs_most_first_with_its_place_and_what_can_be_taken_out(
    session: Session,
) -> None:
    comment = _waiting(f"See example.com. {PHONE}", email="p@example.org")
    _read(session, comment)
    said = signal_words(comment)
    assert [each.label for each in said] == ["Email address", "Telephone number", "Link", "First text"]
    phone = said[1]
    assert comment.body[phone.start : phone.end] == "01632 960001"
    assert phone.sentence == "It holds what looks like a telephone number: 01632 960001."
    assert (phone.removed, phone.placeholder, phone.is_personal) == (
        Removed.PHONE,
        "[telephone number removed]",
        True,
    )
    assert (said[3].start, said[3].removed, said[3].placeholder) == (None, None, "")


def test_what_is_still_to_be_read_says_so(client: Visitor, session: Session) -> None:
    """Nothing found would else look like nothing there."""
    comment = _waiting()
    ask_to_read(comment.id)
    session.commit()
    sign_in_as(client, make_moderator())
    path, unread = f"/moderation/comments/{comment.id}", "Signals are still being looked for."
    assert unread in client.get(path).text
    outbox.drain()
    read = client.get(path).text
    assert unread not in read
    assert "Telephone number" in read


def test_personal_data_is_ready_to_be_taken_out_with_what_stands_in_its_place(session: Session) -> None:
    comment = _waiting()
    _read(session, comment)
    assert _offered(comment) == ["01632 960001", "sam@example.com"]
    assert {each.removed: each.placeholder for each in signal_words(comment) if each.is_personal} == {
        Removed.PHONE: "[telephone number removed]",
        Removed.EMAIL: "[email address removed]",
    }


def test_a_list_of_comments_asks_once_and_one_comment_once_or_twice(session: Session) -> None:
    _list(session, "idiot")
    comments = [_waiting(), _waiting(), _waiting("An idiot.")]
    for comment in comments:
        _read(session, comment)
    ids = [comment.id for comment in comments]
    session.refresh(comments[0])
    session.refresh(comments[2])
    with counted() as statements:
        kinds_noticed(ids)
    assert len(statements) == 1
    with counted() as statements:
        signal_words(comments[0])
    assert len(statements) == 1
    with counted() as statements:
        signal_words(comments[2])
    assert len(statements) == 2
    assert kinds_noticed([]) == {}


def test_two_workers_who_read_one_comment_at_once_keep_everything_once(
    app: Flask, committed_database: CleanDatabase
) -> None:
    with app.app_context(), transactions.unit_of_work():
        comment_id = _waiting().id

    def read(_own: Session) -> None:
        (text,) = texts_to_read([comment_id])
        keep_signals({text: read_text(text.text, WordList({}))}, KINDS_IN_A_TEXT)

    assert at_once(app, read, read, read) == ["done"] * 3
    with app.app_context():
        comment = db.session.get_one(Comment, comment_id)
        assert _offered(comment) == ["01632 960001", "sam@example.com"]
