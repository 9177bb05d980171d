"""Each definition of the report card by itself, and what holds of every figure whatever is counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.recommendations.models import RecommendationKind
from app.responses.models import DeliveryStatus, Finding, Side, Verdict
from app.responses.report_card.facts import About, Checked, Facts, Item, Promise, Statement
from app.responses.report_card.figures import FINAL_VERDICTS, Figures, Share, Standing, figures_of, together

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAST, AHEAD = NOW - 30 * DAY, NOW + 30 * DAY
RECOMMENDATION = RecommendationKind.RECOMMENDATION
_numbers = count(1)


@pytest.fixture(autouse=True, scope="module")
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


def items(number: int = 2, kind: RecommendationKind = RECOMMENDATION, first: int = 1) -> list[Item]:
    return [Item(n, kind, is_final=True) for n in range(first, first + number)]


def answer(
    *item_ids: int, verdict: Verdict | None = Verdict.ACCEPTED, published_at: datetime = PAST, **other: object
) -> Statement:
    """An answer of our own; to all where it names nothing."""
    given_: dict[str, object] = {
        "is_compiled": False,
        "is_official": True,
        "decided_on": None,
        "follows_id": None,
        "vanished_at": None,
        **other,
    }
    return Statement(
        id=next(_numbers),
        verdict=verdict,
        item_ids=frozenset(item_ids),
        covers_all=not item_ids,
        published_at=published_at,
        **given_,  # type: ignore[arg-type]
    )


def recorded(*item_ids: int, decided_on: str | None = None, **other: object) -> Statement:
    """An answer that a public record holds."""
    return answer(*item_ids, is_compiled=True, decided_on=decided_on, **other)  # type: ignore[arg-type]


def ours(*statements: Statement, **other: object) -> Figures:
    return figures_of(Facts(is_compiled=False, **{"items": items(), "statements": statements, **other}))  # type: ignore[arg-type]


def record(*statements: Statement, **other: object) -> Figures:
    return figures_of(Facts(is_compiled=True, **{"items": items(), "statements": statements, **other}))  # type: ignore[arg-type]


def standings(figures: Figures) -> dict[Standing, int]:
    assert figures.standings is not None
    return {standing: number for standing, number in figures.standings.items() if number}


# ---- What is answered ----


@pytest.mark.parametrize("verdict", FINAL_VERDICTS)
def test_answered_is_a_final_verdict_that_names_the_recommendation(verdict: Verdict) -> None:
    figures = ours(answer(1, verdict=verdict))
    assert standings(figures) == {Standing.ANSWERED: 1, Standing.UNANSWERED: 1}
    assert figures.answered == Share(1, 2)
    assert figures.verdicts == {verdict: 1}


def test_one_answer_may_name_several_recommendations() -> None:
    assert ours(answer(1, 2)).answered == Share(2, 2)


def test_under_consideration_is_acknowledged_and_no_answer() -> None:
    figures = ours(answer(1, verdict=Verdict.UNDER_CONSIDERATION), due_at=PAST)
    assert standings(figures) == {Standing.ACKNOWLEDGED: 1, Standing.UNANSWERED: 1}
    assert not figures.verdicts
    assert figures.overdue_answers == Share(2, 2)


def test_noted_and_unknown_in_a_record_are_no_verdict() -> None:
    assert standings(record(recorded(1, verdict=None))) == {Standing.NO_VERDICT: 1, Standing.UNANSWERED: 1}


def test_what_only_others_tell_of_is_counted_apart() -> None:
    figures = record(recorded(1, is_official=False))
    assert standings(figures) == {Standing.ELSEWHERE: 1, Standing.UNANSWERED: 1}
    assert not figures.verdicts


def test_an_answer_to_all_is_counted_apart_and_only_where_nothing_names_the_recommendation() -> None:
    figures = record(recorded(1), recorded())
    assert standings(figures) == {Standing.ANSWERED: 1, Standing.AS_A_WHOLE: 1}
    assert figures.verdicts.total() == 1


def test_an_answer_to_all_that_gives_no_verdict_is_not_one() -> None:
    acknowledged = record(recorded(verdict=Verdict.UNDER_CONSIDERATION, is_official=False))
    assert standings(acknowledged) == {Standing.ACKNOWLEDGED: 2}
    assert standings(record(recorded(is_official=False))) == {Standing.ELSEWHERE: 2}


def test_of_several_answers_to_all_a_final_one_counts_in_whatever_order_they_came() -> None:
    first = recorded(verdict=Verdict.UNDER_CONSIDERATION, decided_on="2020-01")
    assert standings(record(first, recorded(decided_on=None))) == {Standing.AS_A_WHOLE: 2}


def test_the_last_answer_counts_and_a_correction_takes_the_place_of_what_it_corrects() -> None:
    first = answer(1)
    later = answer(1, verdict=Verdict.NOT_ACCEPTED, published_at=PAST + DAY)
    assert ours(first, later).verdicts == {Verdict.NOT_ACCEPTED: 1}
    corrected = answer(1, verdict=Verdict.ACCEPTED_IN_PART, follows_id=later.id, published_at=NOW)
    assert ours(first, later, corrected).verdicts == {Verdict.ACCEPTED_IN_PART: 1}
    reopened = answer(1, verdict=Verdict.UNDER_CONSIDERATION, published_at=NOW)
    assert standings(ours(first, reopened))[Standing.ACKNOWLEDGED] == 1


def test_what_a_record_no_longer_holds_counts_no_more() -> None:
    assert standings(record(recorded(1, vanished_at=NOW), recorded(vanished_at=NOW))) == {
        Standing.UNANSWERED: 2
    }
    gone = [Item(1, RECOMMENDATION, is_final=True, has_vanished=True), *items(1, first=2)]
    assert record(recorded(1), items=gone).answered == Share(0, 1)


def test_measures_are_recommendations_and_visions_and_key_messages_are_counted_apart() -> None:
    mixed = [
        *items(2),
        *items(3, RecommendationKind.CORE_MEASURE, 10),
        *items(4, RecommendationKind.SUPPORTING_MEASURE, 20),
        *items(5, RecommendationKind.VISION_OUTCOME, 30),
        *items(6, RecommendationKind.KEY_MESSAGE, 40),
    ]
    figures = record(recorded(1, 30, 40, 41), items=mixed)
    assert figures.answered == Share(1, 9)
    assert {kind: (found[Standing.ANSWERED], found.total()) for kind, found in figures.apart.items()} == {
        RecommendationKind.VISION_OUTCOME: (1, 5),
        RecommendationKind.KEY_MESSAGE: (2, 6),
    }


def test_drafts_are_not_counted_until_their_final_words_are_public() -> None:
    figures = ours(items=[*items(1), Item(2, RECOMMENDATION, is_final=False)])
    assert (figures.total, figures.drafts) == (1, 1)


# ---- Time ----


def test_the_first_final_answer_counts_against_the_promised_moment() -> None:
    due = PAST
    in_time, late = answer(1, published_at=due), answer(2, published_at=due + timedelta(seconds=1))
    assert ours(in_time, late, due_at=due).on_time == Share(1, 2)
    correction = answer(1, follows_id=in_time.id, published_at=NOW)
    assert ours(in_time, correction, late, due_at=due).on_time == Share(1, 2)
    thinking = answer(1, verdict=Verdict.UNDER_CONSIDERATION, published_at=due - DAY)
    assert ours(thinking, answer(1, published_at=NOW), due_at=due).on_time == Share(0, 2)


def test_before_the_promised_moment_only_what_is_answered_is_counted() -> None:
    assert ours(answer(1), due_at=AHEAD).on_time == Share(1, 1)
    assert ours(due_at=AHEAD).on_time is None
    assert ours(due_at=AHEAD).overdue_answers == Share(0, 2)


def test_without_a_promise_nobody_is_late() -> None:
    figures = ours(answer(1))
    assert (figures.on_time, figures.overdue_answers) == (None, None)


def test_a_record_has_no_clock_unless_a_date_was_promised() -> None:
    silent = record()
    assert (silent.on_time, silent.overdue_answers) == (None, None)
    promised = record(recorded(1, decided_on="2020-06-25"), due_at=datetime(2020, 6, 30, 16, tzinfo=UTC))
    assert (promised.on_time, promised.overdue_answers) == (Share(1, 2), Share(1, 2))


@pytest.mark.parametrize(
    ("decided_on", "share"),
    [
        ("2020-06-30", Share(1, 1)),
        ("2020-07-01", Share(0, 1)),
        ("2020-06", Share(1, 1)),
        ("2020-07", Share(0, 1)),
        ("2020", Share(0, 0, 1)),
        (None, Share(0, 0, 1)),
    ],
)
def test_a_date_that_does_not_tell_is_left_out_of_on_time(decided_on: str | None, share: Share) -> None:
    due = datetime(2020, 6, 30, 16, tzinfo=UTC)
    assert record(recorded(1, decided_on=decided_on), items=items(1), due_at=due).on_time == share


def test_what_is_answered_as_a_whole_or_known_from_others_is_never_called_overdue() -> None:
    assert record(recorded(), due_at=PAST).overdue_answers == Share(0, 2)
    assert record(recorded(1, is_official=False), due_at=PAST).overdue_answers == Share(1, 2)


def test_days_are_counted_from_the_report_to_the_first_final_answer() -> None:
    first = answer(1, published_at=datetime(2026, 3, 11, 23, 30, tzinfo=UTC))
    # Half past midnight of the next day in London, which has summer time by then.
    second = answer(2, published_at=datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    corrected = answer(2, follows_id=second.id, published_at=NOW)
    figures = ours(first, second, corrected, report_published_on="2026-03-01")
    assert figures.days == (10, 31)
    assert figures.median_days == 20.5
    assert ours(answer(1), report_published_on="2026-11-01").days == (0,)


@pytest.mark.parametrize(
    ("report", "decided_on"),
    [("2019-11", "2020-06-25"), (None, "2020-06-25"), ("2019-11-30", "2020-06"), ("2019-11-30", None)],
)
def test_dates_without_a_day_stay_out_of_the_median_and_are_counted(
    report: str | None, decided_on: str | None
) -> None:
    known = recorded(2, decided_on="2020-02-19")
    figures = record(recorded(1, decided_on=decided_on), known, report_published_on=report)
    is_known = report == "2019-11-30"
    assert figures.median_days == (81 if is_known else None)
    assert figures.undated == (1 if is_known else 2)


def test_the_last_update_is_as_precise_as_it_is_known() -> None:
    assert record().last_update is None
    assert record(recorded(1, decided_on="2020-02"), reported_on=["2019-12-31"]).last_update == "2020-02"
    assert record(reported_on=["2024-12", "2024-12-03"]).last_update == "2024-12"
    assert record(recorded(1, decided_on="2025", vanished_at=NOW), reported_on=["2024"]).last_update == "2024"
    assert ours(answer(1, published_at=PAST)).last_update == PAST.date().isoformat()


def test_an_assembly_is_due_once_its_time_has_come_or_something_is_answered() -> None:
    assert not ours(due_at=AHEAD).is_due
    assert not ours(items=[]).is_due
    assert ours(due_at=PAST).is_due
    assert ours(answer(1), due_at=AHEAD).is_due
    assert ours().is_due
    assert record(items=[]).is_due


# ---- What was done ----


def test_commitments_are_counted_by_their_state_and_what_is_late_of_them() -> None:
    promises = [
        Promise(1, DeliveryStatus.DELIVERED, is_overdue=False, is_report_late=False),
        Promise(2, DeliveryStatus.DELAYED, is_overdue=True, is_report_late=True),
        Promise(3, DeliveryStatus.PLANNED, is_overdue=False, is_report_late=True),
    ]
    figures = ours(commitments=promises)
    assert figures.commitments == dict.fromkeys(("delivered", "delayed", "planned"), 1)
    assert figures.delivered == Share(1, 3)
    assert (figures.overdue_commitments, figures.late_reports) == (Share(1, 3), Share(2, 2))


def test_a_record_knows_of_no_commitments_and_says_what_it_knows_instead() -> None:
    figures = record(delivery={1: DeliveryStatus.DELIVERED, 2: DeliveryStatus.STOPPED})
    assert (figures.commitments, figures.overdue_commitments, figures.late_reports) == (None, None, None)
    assert figures.delivered is None
    assert figures.delivery == {DeliveryStatus.DELIVERED: 1, DeliveryStatus.STOPPED: 1}


def test_members_and_followers_are_never_added_up() -> None:
    current, former = answer(1, published_at=NOW), answer(1)
    checks = [
        Checked(About.ANSWER, current.id, Side.MEMBER, Finding.YES, 20),
        Checked(About.ANSWER, current.id, Side.FOLLOWER, Finding.NO, 30),
        Checked(About.ANSWER, former.id, Side.MEMBER, Finding.NO, 40),
        Checked(About.COMMITMENT, 9, Side.MEMBER, Finding.PARTLY, 5),
    ]
    figures = ours(former, current, checks=checks, asked={Side.MEMBER: 44, Side.FOLLOWER: 140})
    assert {column: dict(counts) for column, counts in figures.checks.items()} == {
        (About.ANSWER, Side.MEMBER): {Finding.YES: 20},
        (About.ANSWER, Side.FOLLOWER): {Finding.NO: 30},
        (About.COMMITMENT, Side.MEMBER): {Finding.PARTLY: 5},
        (About.COMMITMENT, Side.FOLLOWER): {},
    }
    assert ours(asked={Side.MEMBER: 44}).checks.keys() == {(about, Side.MEMBER) for about in About}


# ---- Several together ----


def test_together_adds_up_what_is_known_and_says_nothing_of_the_rest() -> None:
    both = together([ours(answer(1), due_at=PAST), record(items=[])])
    assert both.answered == Share(1, 2)
    assert both.on_time == Share(1, 2)
    assert both.commitments == {}
    nothing = together([record(items=[]), record(items=[])])
    assert (nothing.answered, nothing.on_time, nothing.commitments, nothing.last_update) == (None,) * 4
    assert together([]).total is None


def test_the_median_of_several_is_that_of_all_recommendations() -> None:
    quick = record(
        recorded(1, 2, 3, decided_on="2020-01-02"), items=items(3), report_published_on="2020-01-01"
    )
    slow = record(recorded(1, decided_on="2020-01-31"), items=items(1), report_published_on="2020-01-01")
    assert together([quick, slow]).median_days == 1


# ---- Whatever is counted ----

_MOMENTS = st.integers(-2500, 400).map(lambda days: NOW + days * DAY)
_PARTIAL = st.none() | st.sampled_from(["2020", "2020-06", "2020-06-25", "2026-11", "2027-12-31"])
_IDS = st.integers(1, 5)


@st.composite
def _facts(draw: st.DrawFn) -> Facts:
    is_compiled = draw(st.booleans())
    kinds = draw(st.lists(st.sampled_from(RecommendationKind), max_size=5))
    statements = [
        Statement(
            id=number,
            verdict=draw(st.none() | st.sampled_from(Verdict)),
            item_ids=frozenset(names),
            covers_all=not names,
            is_compiled=is_compiled,
            is_official=draw(st.booleans()),
            decided_on=draw(_PARTIAL),
            published_at=draw(_MOMENTS),
            follows_id=draw(st.none() | st.integers(1, number)) if number > 1 else None,
            vanished_at=draw(st.none() | _MOMENTS),
        )
        for number, names in enumerate(draw(st.lists(st.sets(_IDS, max_size=3), max_size=6)), start=1)
    ]
    return Facts(
        is_compiled=is_compiled,
        report_published_on=draw(_PARTIAL),
        due_at=draw(st.none() | _MOMENTS),
        items=[
            Item(number, kind, draw(st.booleans()), draw(st.booleans()))
            for number, kind in enumerate(kinds, start=1)
        ],
        statements=statements,
        commitments=draw(
            st.lists(
                st.builds(Promise, _IDS, st.sampled_from(DeliveryStatus), st.booleans(), st.booleans()),
                max_size=4,
            )
        ),
        delivery=draw(st.dictionaries(_IDS, st.sampled_from(DeliveryStatus))),
        reported_on=draw(st.lists(st.sampled_from(["2020", "2021-03", "2022-01-01"]))),
        checks=draw(
            st.lists(
                st.builds(
                    Checked,
                    st.sampled_from(About),
                    _IDS,
                    st.sampled_from(Side),
                    st.sampled_from(Finding),
                    st.integers(1, 50),
                )
            )
        ),
        asked=draw(st.dictionaries(st.sampled_from(Side), st.integers(1, 50))),
    )


def _shares(figures: Figures) -> list[Share | None]:
    return [
        figures.answered,
        figures.accepted,
        figures.on_time,
        figures.overdue_answers,
        figures.delivered,
        figures.overdue_commitments,
        figures.late_reports,
    ]


@given(facts=_facts())
def test_no_figure_is_more_than_what_it_is_counted_out_of(facts: Facts) -> None:
    figures = figures_of(facts)
    assert all(0 <= share.count <= share.of for share in _shares(figures) if share is not None)
    answered = figures.answered.count if figures.answered else 0
    assert figures.verdicts.total() == answered
    assert len(figures.days) + figures.undated == answered
    assert all(days >= 0 for days in figures.days)
    if figures.on_time is not None:
        assert figures.on_time.of + figures.on_time.left_out <= (figures.total or 0)
        assert figures.on_time.count <= answered
    counted = [item for item in facts.items if item.is_final and not item.has_vanished]
    assert (figures.total or 0) + sum(found.total() for found in figures.apart.values()) == len(counted)


@given(facts=_facts())
def test_what_is_unknown_is_never_nought(facts: Facts) -> None:
    figures = figures_of(facts)
    if facts.due_at is None:
        assert (figures.on_time, figures.overdue_answers) == (None, None)
    if facts.is_compiled and not facts.commitments:
        assert (figures.commitments, figures.overdue_commitments, figures.late_reports) == (None, None, None)
    if facts.is_compiled and not figures.total:
        assert figures.standings is None
    if not facts.asked and not facts.checks:
        assert not figures.checks


@given(facts=st.lists(_facts(), max_size=4))
def test_several_together_are_no_more_and_no_less_than_each_of_them(facts: list[Facts]) -> None:
    each = [figures_of(one) for one in facts]
    whole = together(each)
    assert (whole.total or 0) == sum(one.total or 0 for one in each)
    for ours_, theirs in zip(_shares(whole), zip(*map(_shares, each), strict=True), strict=False):
        known = [share for share in theirs if share is not None]
        assert (ours_ is None) == (not known)
        if ours_ is not None:
            assert ours_.count == sum(share.count for share in known) <= ours_.of
    assert whole.verdicts.total() == sum(one.verdicts.total() for one in each)
    assert sorted(whole.days) == sorted(day for one in each for day in one.days)
    for side in Side:
        for about in About:
            said = sum(one.checks[about, side].total() for one in each if (about, side) in one.checks)
            assert whole.checks.get((about, side), {}) == {} or whole.checks[about, side].total() == said
