"""What members and followers say: counted apart, by their last word, and never mixed into what the council says."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly, ModerationMode
from app.comments.models import Comment, CommentKind, CommentState
from app.comments.queries import figures_of, threads
from app.comments.services import new_receipt_token
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.moderation.models import Action, QueueEntry
from app.recommendations.models import Recommendation
from app.responses.models import Commitment, CounterCheck, Finding, Response, Side
from app.responses.queries.answers import answers_of
from app.responses.queries.counter_checks import counter_checks_of, last_words_of, statements_about, thing_of
from app.responses.services import passes
from app.responses.services.counter_checks import Said, say
from app.responses.wording.counter_checks import Beside
from app.search.services import reindex
from tests.factories.assemblies import make_assembly
from tests.factories.counter_checks import make_check, make_pass, make_reason
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_commitment, make_response
from tests.queries import counted
from tests.search.looking import is_kept


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(members=44)


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    return make_recommendation(assembly)


@pytest.fixture
def answer(recommendation: Recommendation) -> Response:
    return make_response(recommendation)


def _found(about: Response | Commitment, side: Side) -> dict[str, int]:
    assembly = about.assembly if isinstance(about, Response) else about.recommendation.assembly
    thing = thing_of(about)
    found = counter_checks_of(assembly, [thing]).by(side, thing)
    return {finding.value: number for finding, number in found.counts.items() if number}


# ---- Saying it ----


def test_the_last_word_counts_and_the_former_stays_in_the_log(session: Session, answer: Response) -> None:
    ada = make_pass(answer.assembly)
    for finding in (Finding.NO, Finding.PARTLY, Finding.YES):
        make_check(answer, finding, by=ada)
    assert _found(answer, Side.MEMBER) == {"yes": 1}
    rows = session.scalars(select(CounterCheck.finding).order_by(CounterCheck.id)).all()
    assert rows == ["no", "partly", "yes"]
    log = session.scalars(select(AuditEntry).where(AuditEntry.kind == "counter_checks")).all()
    assert [row.detail["finding"] for row in log] == rows
    assert {row.actor_id for row in log} == {None}


def test_the_same_once_more_adds_nothing_unless_there_is_a_reason(session: Session, answer: Response) -> None:
    ada = make_pass(answer.assembly)
    make_check(answer, Finding.NO, by=ada)
    make_check(answer, Finding.NO, by=ada)
    make_check(answer, Finding.NO, "Four streets are missing.", by=ada)
    assert len(session.scalars(select(CounterCheck)).all()) == 2


def test_a_link_that_has_ended_or_is_of_another_assembly_says_nothing(
    session: Session, answer: Response
) -> None:
    ended = make_pass(answer.assembly)
    passes.end_pass(ended)
    for check_pass in (ended, make_pass(make_assembly("elsewhere"))):
        with pytest.raises(Refused):
            say(check_pass, answer, Said(Finding.NO, "Why."), receipt_token=new_receipt_token())
    assert session.scalars(select(Comment)).all() == []


def test_an_answer_that_counts_no_more_takes_no_word_and_keeps_those_it_had(
    session: Session, recommendation: Recommendation, answer: Response
) -> None:
    ada = make_pass(answer.assembly)
    make_check(answer, Finding.YES, by=ada)
    corrected = make_response(recommendation, follows_id=answer.id, correction_reason="A slip.")
    with pytest.raises(Refused):
        say(ada, answer, Said(Finding.NO), receipt_token=new_receipt_token())
    assert _found(answer, Side.MEMBER) == {"yes": 1}
    assert _found(corrected, Side.MEMBER) == {}
    make_check(corrected, Finding.NO, by=ada)
    assert (_found(answer, Side.MEMBER), _found(corrected, Side.MEMBER)) == ({"yes": 1}, {"no": 1})


def test_a_draft_takes_no_word(session: Session, recommendation: Recommendation) -> None:
    draft = make_response(recommendation, published=False)
    with pytest.raises(Refused):
        say(make_pass(draft.assembly), draft, Said(Finding.NO), receipt_token=new_receipt_token())


# ---- Counting it ----


def test_who_was_asked_counts_every_live_link_and_those_that_said_something_before_they_ended(
    session: Session, answer: Response
) -> None:
    spoke, silent, _ = (make_pass(answer.assembly) for _ in range(3))
    make_check(answer, by=spoke)
    passes.end_pass(spoke)
    passes.end_pass(silent)
    make_pass(answer.assembly, Side.FOLLOWER)
    checks = counter_checks_of(answer.assembly, [thing_of(answer)])
    assert checks.asked_of(Side.MEMBER).number == 2
    assert checks.asked_of(Side.FOLLOWER).number == 1


def test_figures_and_reasons_take_two_queries_however_much_was_said(
    session: Session, assembly: Assembly
) -> None:
    things: list[Response | Commitment] = []
    for number in range(4):
        recommendation = make_recommendation(assembly, number=number + 1)
        things += [make_response(recommendation), make_commitment(recommendation)]
    for _ in range(6):
        for about in things:
            make_check(about, reason="It is not.")
    keys = [thing_of(about) for about in things]
    session.flush()
    with counted() as queries:
        checks = counter_checks_of(assembly, keys)
    assert [checks.by(Side.MEMBER, key).total for key in keys] == [6] * 8
    assert len(queries) == 2, queries


def _beside(about: Response | Commitment, is_former: bool = False) -> dict[str, Any] | None:
    assembly = about.assembly if isinstance(about, Response) else about.recommendation.assembly
    return Beside(assembly, about, counter_checks_of(assembly, [thing_of(about)]), is_former).words()


def test_nothing_stands_beside_where_nobody_was_asked(session: Session, answer: Response) -> None:
    assert _beside(answer) is None


def test_members_that_were_asked_and_have_not_answered_are_counted_too(
    session: Session, answer: Response
) -> None:
    for _ in range(3):
        make_pass(answer.assembly)
    words = _beside(answer)
    assert words is not None
    assert words["rows"] == []
    assert "Nobody has answered yet. Members were asked on" in words["nobody"]
    make_check(answer, Finding.PARTLY)
    words = _beside(answer)
    assert words is not None
    assert [(row["label"], row["count"]) for row in words["rows"]] == [
        ("Yes", 0),
        ("Partly", 1),
        ("No", 0),
        ("No reply", 3),
    ]
    assert "4 members asked, 1 replied by" in words["asked"]


def test_followers_are_one_line_and_never_squares(session: Session, recommendation: Recommendation) -> None:
    commitment = make_commitment(recommendation)
    for finding in (Finding.YES, Finding.NO, Finding.NO):
        make_check(commitment, finding, side=Side.FOLLOWER)
    words = _beside(commitment)
    assert words is not None
    assert words["who"] == "What followers say"
    assert (words["rows"], words["followers"]["yes"], words["followers"]["total"]) == ([], 1, 3)
    assert words["followers"]["text"] == "1 of 3 followers who answered say yes, 2 say not yet."


# ---- The reason ----


@pytest.mark.parametrize("mode", list(ModerationMode))
def test_a_reason_always_waits_for_a_moderator(
    session: Session, answer: Response, mode: ModerationMode
) -> None:
    answer.assembly.moderation_mode = mode
    reason = make_reason(answer, "Four streets are missing.")
    assert (reason.kind, reason.state) == (CommentKind.COUNTER_CHECK, CommentState.AWAITING_MODERATION)
    assert (reason.author_name, reason.contact, reason.published_at) == (None, None, None)
    assert session.scalars(select(QueueEntry.comment_id)).all() == [reason.id]


def test_a_finding_counts_at_once_and_whatever_a_moderator_does_to_the_reason(
    session: Session, answer: Response
) -> None:
    reason = make_reason(answer, "You crooks.")
    assert _found(answer, Side.MEMBER) == {"no": 1}
    decide_as(make_moderator(), reason, Action.REJECT)
    assert _found(answer, Side.MEMBER) == {"no": 1}


def test_a_reason_counts_among_no_comments_and_is_found_in_no_list_of_them(
    session: Session, answer: Response
) -> None:
    reason = make_reason(answer, "The zeppelin is missing.")
    decide_as(make_moderator(), reason, Action.PUBLISH)
    figures = figures_of(reason.subject_id)
    assert (figures.counts.overall.total, figures.people, figures.threads) == (0, 0, 0)
    assert threads(reason.subject_id).total == 0
    assert not is_kept("zeppelin")
    reindex()
    assert not is_kept("zeppelin")


def test_one_person_is_the_same_to_moderators_in_every_reason_and_unknown_beside(
    session: Session, recommendation: Recommendation, answer: Response
) -> None:
    ada = make_pass(answer.assembly, email="ada@example.org")
    mine = [make_reason(about, "Why.", by=ada) for about in (answer, make_commitment(recommendation))]
    other = make_reason(answer, "Why.")
    assert mine[0].author_key == mine[1].author_key != other.author_key


def test_the_newest_reason_of_somebody_who_still_says_so_is_quoted_and_traces_are_counted(
    session: Session, answer: Response
) -> None:
    moderator, ada = make_moderator(), make_pass(answer.assembly)
    first = make_reason(answer, "The first.")
    second = make_reason(answer, "The second.", by=ada)
    third = make_reason(answer, "The third.")
    for reason in (first, second, third):
        decide_as(moderator, reason, Action.PUBLISH)
    decide_as(moderator, third, Action.HIDE)
    make_reason(answer, "It waits.")
    thing = thing_of(answer)
    on_it = counter_checks_of(answer.assembly, [thing]).statements_on(thing)
    assert (on_it.number, on_it.hidden) == (3, 1)
    assert on_it.quoted is not None
    assert on_it.quoted.comment is second
    make_check(answer, Finding.YES, by=ada)
    on_it = counter_checks_of(answer.assembly, [thing]).statements_on(thing)
    assert on_it.quoted is not None
    assert on_it.quoted.comment is first
    page = statements_about(thing, on_it.number, size=2)
    assert [(each.check.comment, each.is_former) for each in page.items] == [(third, False), (second, True)]
    rest = statements_about(thing, on_it.number, page.after, size=2)
    assert ([each.check.comment for each in rest.items], rest.after) == ([first], None)


# ---- Never mixed ----

_WORDS = st.lists(
    st.tuples(
        st.sampled_from(list(Side)),
        st.integers(0, 3),
        st.sampled_from(["answer", "commitment"]),
        st.sampled_from(list(Finding)),
        st.booleans(),
    ),
    max_size=14,
)


def _council_says(assembly: Assembly, recommendation: Recommendation) -> object:
    said = answers_of(assembly, recommendation).to(recommendation)
    assert said.response is not None
    return said.response.id, said.response.verdict, said.delivery, [each.status for each in said.commitments]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spoken=_WORDS)
def test_whatever_anybody_says_changes_neither_the_councils_word_nor_the_other_sides(
    session: Session, spoken: list[tuple[Side, int, str, Finding, bool]]
) -> None:
    with session.begin_nested() as savepoint:
        assembly = make_assembly()
        recommendation = make_recommendation(assembly)
        things: dict[str, Response | Commitment] = {
            "answer": make_response(recommendation),
            "commitment": make_commitment(recommendation),
        }
        people = {(side, who): make_pass(assembly, side) for side in Side for who in range(4)}
        before = _council_says(assembly, recommendation)
        last: dict[tuple[str, Side, int], Finding] = {}
        for side, who, name, finding, with_reason in spoken:
            other = Side.FOLLOWER if side is Side.MEMBER else Side.MEMBER
            others = {key: _found(about, other) for key, about in things.items()}
            make_check(things[name], finding, "Because." if with_reason else "", by=people[side, who])
            last[name, side, who] = finding
            assert {key: _found(about, other) for key, about in things.items()} == others
        assert _council_says(assembly, recommendation) == before
        for name, about in things.items():
            for side in Side:
                wanted = Counter(found.value for (n, s, _), found in last.items() if (n, s) == (name, side))
                assert _found(about, side) == dict(wanted)
        for person in people.values():
            assert len(last_words_of(person)) <= len(things)
        savepoint.rollback()
    session.expunge_all()
