"""Near-identical comments on one assembly in groups, as they come."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.comments.services import withdraw_comment
from app.core import transactions
from app.core.errors import Refused
from app.core.outbox import OutboxRow
from app.moderation import jobs
from app.moderation.likeness.deciding import MOST_REPRESENTATIVES
from app.moderation.likeness.signatures import BANDS
from app.moderation.models import CampaignGroup, CampaignMember, CommentSignal, MinhashBand, QueueEntry
from app.moderation.queries import campaigns as queries
from app.moderation.queries.signals import signal_words
from app.moderation.services.campaigns import GROUP_ONE, group_comment, ungroup
from app.moderation.signals.kinds import SignalKind
from tests.at_once import Act, at_once
from tests.databases import CleanDatabase
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.moderation import make_moderator

SENTENCES = (
    "Please keep the bus lane on Mill Road open for nurses and carers who start before six in the morning.",
    "Without it the number nine sits in the queue behind the station and everybody misses the train.",
)
LETTER = " ".join(SENTENCES)
MOVED = f"Dear council,\n{SENTENCES[1]} {SENTENCES[0]}\nKind regards,\nAnn Smith"
SWAPPED = LETTER.replace("nurses", "doctors").replace("queue", "jam")
OWN = f"{LETTER}\n\nMy own mother waits at that stop each day with her stick and a heavy bag."
OTHER = "The market traders pay five pounds a day, and I ask the members to look at what they earn in winter."


@pytest.fixture
def assembly(session: Session) -> Assembly:
    """The assembly that everybody writes to."""
    return make_assembly("fenbury-high-street")


def sent(assembly: Assembly, body: str, **given: object) -> Comment:
    """A comment that waits, and that the worker has put in its place."""
    comment = make_comment(subject_of(assembly), body, state=CommentState.AWAITING_MODERATION, **given)  # type: ignore[arg-type]
    group_comment(comment)
    return comment


def place(session: Session, comment: Comment) -> int | None:
    """The number of the group that a comment is in."""
    session.flush()
    return session.scalar(select(CampaignMember.group_id).where(CampaignMember.comment_id == comment.id))


def noticed(session: Session) -> set[int]:
    return set(
        session.scalars(select(CommentSignal.comment_id).where(CommentSignal.kind == SignalKind.CAMPAIGN))
    )


def test_comments_that_say_the_same_come_into_one_group(session: Session, assembly: Assembly) -> None:
    first, other, second, third = (sent(assembly, text) for text in (LETTER, OTHER, MOVED, SWAPPED))
    group = place(session, first)
    assert group is not None
    assert [place(session, one) for one in (second, third, other)] == [group, group, None]
    assert session.get_one(CampaignGroup, group).first_comment_id == first.id
    assert noticed(session) == {first.id, second.id, third.id}
    entries = session.scalars(select(QueueEntry).order_by(QueueEntry.comment_id)).all()
    assert [entry.campaign_id for entry in entries] == [group, None, group, group]
    assert entries[0].weight > entries[1].weight
    assert [one.sentence for one in signal_words(first)] == ["2 other texts say much the same."]


def test_comments_on_another_assembly_are_another_group(session: Session, assembly: Assembly) -> None:
    elsewhere = make_assembly("elsewhere")
    comments = [sent(one, LETTER) for one in (assembly, elsewhere)]
    assert [place(session, comment) for comment in comments] == [None, None]


def test_reading_the_same_words_again_changes_nothing(session: Session, assembly: Assembly) -> None:
    comments = [sent(assembly, text) for text in (LETTER, MOVED, SWAPPED, OTHER, "I agree.")]
    before = [place(session, comment) for comment in comments]
    bands = session.scalar(select(func.count()).select_from(MinhashBand))
    for comment in comments:
        group_comment(comment)
    assert [place(session, comment) for comment in comments] == before
    assert session.scalar(select(func.count()).select_from(MinhashBand)) == bands
    assert session.scalar(select(func.count()).select_from(CampaignGroup)) == 1


def test_other_words_lead_elsewhere_and_what_is_left_alone_is_no_group(
    session: Session, assembly: Assembly
) -> None:
    first, second = sent(assembly, LETTER), sent(assembly, MOVED)
    second.body = OTHER
    group_comment(second)
    assert (place(session, first), place(session, second)) == (None, None)
    assert noticed(session) == set()
    assert set(session.scalars(select(QueueEntry.campaign_id))) == {None}
    assert place(session, sent(assembly, SWAPPED)) == place(session, first) is not None


def test_who_adds_sentences_of_their_own_is_in_the_group_and_decided_singly(
    session: Session, assembly: Assembly
) -> None:
    first, own, third = sent(assembly, LETTER), sent(assembly, OWN), sent(assembly, MOVED)
    group = place(session, first)
    assert group is not None
    assert place(session, own) == group
    assert [one.comment.id for one in queries.members(group, adds_own_words=True)] == [own.id]
    assert [one.comment.id for one in queries.members(group, adds_own_words=False)] == [first.id, third.id]


def test_a_group_is_counted_once_and_as_so_many_people(session: Session, assembly: Assembly) -> None:
    first = sent(assembly, LETTER, email="ann@example.org")
    sent(assembly, MOVED, email="ann@example.org")
    sent(assembly, OWN, email="tom@example.org")
    published = make_comment(subject_of(assembly), SWAPPED, email="kim@example.org")
    group_comment(published)
    found = queries.campaign(place(session, first) or 0)
    assert found is not None
    assert (found.comments, found.people, found.waiting, found.own_words) == (4, 3, 3, 1)
    assert queries.campaign(found.group.id + 1) is None


def test_whom_a_moderator_takes_out_stays_out(session: Session, assembly: Assembly) -> None:
    moderator = make_moderator()
    first, second, third = (sent(assembly, text) for text in (LETTER, MOVED, SWAPPED))
    group = place(session, first)
    ungroup(first, moderator)
    group_comment(first)
    assert group is not None
    assert (place(session, first), place(session, second), place(session, third)) == (None, group, group)
    member = session.get_one(CampaignMember, first.id)
    assert member.taken_out_by_id == moderator.id
    assert member.taken_out_at is not None
    assert session.get_one(CampaignGroup, group).first_comment_id == second.id
    with pytest.raises(Refused, match="in no group"):
        ungroup(first, moderator)
    assert place(session, sent(assembly, LETTER)) == group


def test_what_its_author_withdraws_leaves(session: Session, assembly: Assembly) -> None:
    first, second, third = (sent(assembly, text) for text in (LETTER, MOVED, SWAPPED))
    group = place(session, second)
    assert group is not None
    withdraw_comment(first)
    # Nobody sees it there, even before the worker has come round.
    found = queries.campaign(group)
    assert found is not None
    assert found.comments == 2
    assert [one.comment.id for one in queries.members(group, adds_own_words=False)] == [second.id, third.id]
    row = session.scalars(select(OutboxRow).where(OutboxRow.kind == GROUP_ONE)).one()
    session.commit()
    jobs.group(row.payload)
    assert place(session, first) is None
    assert session.get_one(CampaignGroup, group).first_comment_id == second.id
    assert not session.scalar(select(MinhashBand.id).where(MinhashBand.comment_id == first.id).limit(1))


def test_few_stand_for_a_group_however_large(session: Session, assembly: Assembly) -> None:
    comments = [sent(assembly, LETTER.replace("nurses", f"nurses number {n}")) for n in range(14)]
    assert len({place(session, comment) for comment in comments}) == 1
    standing = session.scalar(
        select(func.count()).select_from(CampaignMember).where(CampaignMember.represents)
    )
    bands = session.scalar(select(func.count()).select_from(MinhashBand))
    assert standing == MOST_REPRESENTATIVES
    assert bands == MOST_REPRESENTATIVES * BANDS
    withdrawn = session.scalars(select(CampaignMember).where(CampaignMember.represents)).first()
    assert withdrawn is not None
    withdraw_comment(withdrawn.comment)
    group_comment(withdrawn.comment)
    again = session.scalar(select(func.count()).select_from(CampaignMember).where(CampaignMember.represents))
    assert again == MOST_REPRESENTATIVES


def test_two_groups_that_turn_out_to_be_one_go_into_the_earlier(session: Session, assembly: Assembly) -> None:
    first, second = sent(assembly, LETTER), sent(assembly, MOVED)
    earlier = place(session, first)
    third = sent(assembly, SWAPPED)
    # As if the later one had been made before the texts that link them had come.
    later = CampaignGroup(
        assembly_id=assembly.id,
        first_comment_id=third.id,
        made_at=session.get_one(CampaignGroup, earlier).made_at,
    )
    session.add(later)
    session.flush()
    session.get_one(CampaignMember, third.id).group_id = later.id
    session.flush()
    fourth = sent(assembly, SWAPPED.replace("train", "coach"))
    assert {place(session, one) for one in (first, second, third, fourth)} == {earlier}
    assert later.merged_into_id == earlier
    found = queries.campaign(later.id)
    assert found is not None
    assert found.group.id == earlier


def test_the_worker_finds_a_comments_place_when_it_reads_it(session: Session, assembly: Assembly) -> None:
    about, waits = subject_of(assembly), CommentState.AWAITING_MODERATION
    ids = [make_comment(about, text, state=waits).id for text in (LETTER, MOVED, "I agree.")]
    session.commit()
    for comment_id in ids:
        jobs.read_signals({"comment_id": comment_id})
    places = [place(session, session.get_one(Comment, comment_id)) for comment_id in ids]
    assert places[0] == places[1] is not None
    assert places[2] is None


def test_grouping_leaves_why_a_comment_waits_to_others(session: Session, assembly: Assembly) -> None:
    """Somebody may report or escalate a comment, or decide on it, while the worker finds its place."""
    first = sent(assembly, LETTER)
    reported, decided = (
        make_comment(subject_of(assembly), body, state=CommentState.AWAITING_MODERATION)
        for body in (MOVED, SWAPPED)
    )
    session.flush()
    session.execute(update(QueueEntry).where(QueueEntry.comment_id == reported.id).values(reports=7))
    session.execute(delete(QueueEntry).where(QueueEntry.comment_id == decided.id))
    for comment in (reported, decided):
        group_comment(comment)
    session.expire_all()
    entry = session.get_one(QueueEntry, reported.id)
    assert (entry.reports, entry.campaign_id) == (7, place(session, first))
    assert session.get(QueueEntry, decided.id) is None


def test_two_workers_make_one_group(app: Flask, session: Session, committed_database: CleanDatabase) -> None:
    with transactions.unit_of_work():
        about = subject_of(make_assembly("fenbury-high-street"))
        waits = CommentState.AWAITING_MODERATION
        ids = [make_comment(about, text, state=waits).id for text in (LETTER, MOVED)]

    def read(number: int) -> Act:
        return lambda own: group_comment(own.get_one(Comment, number))

    assert at_once(app, *(read(number) for number in ids)) == ["done", "done"]
    groups = session.scalars(select(CampaignMember.group_id).order_by(CampaignMember.comment_id)).all()
    assert len(groups) == 2
    assert groups[0] == groups[1] is not None
