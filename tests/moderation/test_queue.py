"""The desk's lists: order, cursors, reports, scope, figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.core import clock
from app.core.pagination import encode
from app.moderation.models import Action
from app.moderation.queries.narrowing import narrowing
from app.moderation.queries.queue import Listing, Scope, desk_counts, list_page, neighbours
from app.moderation.services import claim_next, report_comment, undo
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.organisations import make_organisation
from tests.moderation.pressing import batch_of

ALL = Scope(None)
WEDNESDAY = datetime(2026, 11, 18, 12, tzinfo=UTC)


def _waiting(minutes: int, body: str = "Waits.") -> Comment:
    since = clock.now() - timedelta(minutes=minutes)
    return make_comment(state=CommentState.AWAITING_MODERATION, waiting_since=since, body=body)


def _ids(listing: Listing = Listing.QUEUE, scope: Scope = ALL, after: str | None = None) -> list[int]:
    return [item.comment.id for item in list_page(listing, scope, after).items]


def test_the_oldest_comes_first_and_a_reported_comment_waits_since_its_first_report(session: Session) -> None:
    young, old = _waiting(10), _waiting(60)
    reported = make_comment()
    with clock.at(clock.now() - timedelta(minutes=30)):
        report_comment(reported, "abuse")
    report_comment(reported, "off_topic")
    session.flush()
    page = list_page(Listing.QUEUE, ALL)
    assert [(item.comment.id, item.reports) for item in page.items] == [
        (old.id, 0),
        (reported.id, 2),
        (young.id, 0),
    ]
    assert page.total == 3


def test_what_nobody_must_decide_is_not_in_the_queue(session: Session) -> None:
    for state in CommentState:
        if state is not CommentState.AWAITING_MODERATION:
            make_comment(state=state)
    settled = make_comment()
    report_comment(settled, "abuse")
    session.flush()
    decide_as(make_moderator(), settled, Action.KEEP)
    assert _ids() == []


def test_pages_follow_each_other_without_gap_or_repeat_while_comments_arrive(session: Session) -> None:
    same_moment = clock.now() - timedelta(hours=3)
    expected = [
        make_comment(state=CommentState.AWAITING_MODERATION, waiting_since=same_moment).id for _ in range(4)
    ]
    expected += [_waiting(60 - n).id for n in range(3)]
    seen: list[int] = []
    after = None
    for _ in range(10):
        page = list_page(Listing.QUEUE, ALL, after, size=2)
        seen += [item.comment.id for item in page.items]
        after = page.after
        if len(seen) == 2:
            expected.append(_waiting(0).id)
        if after is None:
            break
    assert seen == expected


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        encode([1]),
        encode([2**31 - 1, 0, 2**31 - 1]),
        encode([-(2**31) + 1, 1, 1]),
        encode([1, 1, 2**62]),
        encode([2**62]),
        encode([-(2**62), 5]),
        encode(["a", 1]),
        "A" * 500,
    ],
)
def test_a_forged_cursor_is_no_error(session: Session, cursor: str) -> None:
    waits = _waiting(5)
    assert _ids(after=cursor) in ([waits.id], [])
    for listing in Listing:
        list_page(listing, ALL, cursor)


def test_each_list_holds_its_own_state(session: Session) -> None:
    by_state = {state: make_comment(state=state).id for state in CommentState}
    report_comment(session.get_one(Comment, by_state[CommentState.PUBLISHED]), "abuse")
    session.flush()
    waits, published = by_state[CommentState.AWAITING_MODERATION], by_state[CommentState.PUBLISHED]
    assert set(_ids(Listing.QUEUE)) == {waits, published}
    assert _ids(Listing.NEW) == [waits]
    assert _ids(Listing.REPORTED) == [published]
    assert _ids(Listing.PUBLISHED) == [published]
    assert _ids(Listing.REJECTED) == [by_state[CommentState.REJECTED]]
    assert _ids(Listing.HIDDEN) == [by_state[CommentState.HIDDEN]]


def test_decided_comments_are_listed_newest_first_by_cursor(session: Session) -> None:
    subject = make_comment(state=CommentState.HIDDEN).subject
    ids = [make_comment(subject).id for _ in range(5)]
    first = list_page(Listing.PUBLISHED, ALL, size=2)
    second = list_page(Listing.PUBLISHED, ALL, first.after, size=2)
    assert [item.comment.id for item in (*first.items, *second.items)] == ids[:0:-1]
    assert first.total == 5


def test_a_moderator_of_one_council_sees_that_council_s_comments_alone(session: Session) -> None:
    here, elsewhere = make_organisation("here"), make_organisation("elsewhere")
    ours = make_comment(subject_of(make_assembly("ours", here)), state=CommentState.AWAITING_MODERATION)
    theirs = make_comment(
        subject_of(make_assembly("theirs", elsewhere)), state=CommentState.AWAITING_MODERATION
    )
    decide_as(make_moderator(), theirs, Action.REJECT)
    reported = make_comment(theirs.subject)
    report_comment(reported, "abuse")
    session.flush()
    scope = Scope([here.id])
    assert _ids(scope=scope) == [ours.id]
    assert [_ids(listing, scope) for listing in (Listing.REPORTED, Listing.REJECTED, Listing.PUBLISHED)] == [
        []
    ] * 3
    counts = desk_counts(scope)
    assert counts.by_listing[Listing.QUEUE] == 1
    assert counts.decided_this_week == 0
    assert [assembly.slug for assembly in narrowing(scope.organisation_ids, "").assemblies] == ["ours"]
    assert _ids(scope=Scope([])) == []


def test_lists_can_be_narrowed_to_an_assembly_and_to_words(session: Session) -> None:
    busy = _waiting(5, body="The 100% Bus_lane blocks the bridge.")
    _waiting(5, body="The 1000 bus lanes.")
    named = make_comment(state=CommentState.AWAITING_MODERATION, author_name="Busby")
    assert busy.subject.assembly_id is not None
    assert _ids(scope=Scope(None, busy.subject.assembly_id)) == [busy.id]
    assert _ids(scope=Scope(None, words="bus_LANE")) == [busy.id]
    assert _ids(scope=Scope(None, words="100%")) == [busy.id]
    assert _ids(scope=Scope(None, words="busby")) == [named.id]
    # Each word is looked for by itself, in any order.
    assert _ids(scope=Scope(None, words="BLOCKS  bus")) == [busy.id]
    assert _ids(scope=Scope(None, words="lane busby")) == []


def test_the_figures_above_the_queue(session: Session) -> None:
    sam = make_moderator()
    with clock.at(WEDNESDAY - timedelta(days=9)):
        decide_as(sam, _waiting(5), Action.PUBLISH)
    with clock.at(WEDNESDAY):
        decide_as(sam, _waiting(5), Action.PUBLISH)
        decide_as(sam, _waiting(5), Action.REJECT)
        # What was taken back again is no work done, nor is taking it back.
        undo(batch_of(decide_as(sam, _waiting(10), Action.REJECT)), sam)
        _waiting(60 * 24 + 10)
        reported = make_comment()
        with clock.at(WEDNESDAY - timedelta(days=2)):
            report_comment(reported, "threat")
        session.flush()
        counts = desk_counts(ALL)
        assert counts.by_listing == {
            Listing.QUEUE: 3,
            Listing.NEW: 2,
            Listing.REPORTED: 1,
            Listing.APPEALED: 0,
            Listing.ESCALATED: 0,
        }
        assert (counts.late, counts.decided_this_week) == (2, 2)
        assert [item.is_late for item in list_page(Listing.QUEUE, ALL).items] == [True, True, False]


def test_around_a_comment_stand_its_neighbours(session: Session) -> None:
    queue = [_waiting(60 - n) for n in range(6)]
    around = neighbours(queue[3], Listing.QUEUE, ALL)
    assert [item.comment.id for item in around] == [c.id for c in queue[2:]]
    around_first = neighbours(queue[0], Listing.QUEUE, ALL)
    assert [item.comment.id for item in around_first] == [c.id for c in queue[:4]]
    elsewhere = make_comment(state=CommentState.REJECTED)
    assert [item.comment.id for item in neighbours(elsewhere, Listing.QUEUE, ALL)] == [
        c.id for c in queue[:5]
    ]


def test_the_next_is_the_one_that_waits_longest_in_ones_own_councils(session: Session) -> None:
    queue = [_waiting(60 - n) for n in range(3)]
    sam = make_moderator()
    assert claim_next(Listing.QUEUE, ALL, sam) == queue[0]
    assert claim_next(Listing.QUEUE, Scope([]), sam) is None


def test_who_works_through_the_reported_ones_meets_only_those(session: Session) -> None:
    _waiting(60)
    reported = [make_comment() for _ in range(2)]
    for comment in reported:
        report_comment(comment, "abuse")
    session.flush()
    around = neighbours(reported[0], Listing.REPORTED, ALL)
    assert [item.comment for item in around] == reported
    assert claim_next(Listing.REPORTED, ALL, make_moderator()) == reported[0]
