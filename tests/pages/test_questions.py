"""Questions and answers on the public pages of a session and of an item."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.comments.models import CommentState
from app.core import clock
from app.evidence.models import AssemblySession
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_comment, make_question
from tests.factories.evidence import make_item, make_session
from tests.queries import counted


@pytest.fixture
def meeting(session: Session) -> AssemblySession:
    return make_session(make_assembly(learning=(-7, 7)))


def _page(client: Visitor, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text


def test_the_newest_questions_stand_on_the_page_with_their_answers_and_the_way_to_all(
    client: Visitor, meeting: AssemblySession
) -> None:
    questions = [
        make_question(meeting.subject, f"Question {number}", asked_of="Dr Ann Reid") for number in range(5)
    ]
    make_answer(questions[-1], "Two an hour.", by="Dr Ann Reid, University")
    page = _page(client, meeting.path)
    assert [int(n) for n in re.findall(r"Question (\d)", page)] == [4, 3, 2]
    assert "Answer by <bdi>Dr Ann Reid, University</bdi>" in page
    assert "asks <bdi>Dr Ann Reid</bdi>" in page
    assert page.count("No answer yet.") == 2
    assert "5 questions, 1 with an answer" in page
    assert f'href="{meeting.path}questions/"' in page
    assert f'href="{meeting.path}questions/ask"' in page
    assert "Questions close on" in page


def test_questions_about_a_session_and_about_an_item_stand_apart(
    client: Visitor, meeting: AssemblySession
) -> None:
    item = make_item(meeting.assembly, session=meeting)
    make_question(meeting.subject, "About the session")
    make_question(item.subject, "About the item")
    for thing, own, other in (
        (meeting, "About the session", "About the item"),
        (item, "About the item", "About the session"),
    ):
        for address in (thing.path, f"{thing.path}questions/"):
            page = _page(client, address)
            assert own in page
            assert other not in page


def test_only_published_questions_and_answers_are_shown(client: Visitor, meeting: AssemblySession) -> None:
    for state in CommentState:
        if state not in (CommentState.PUBLISHED, CommentState.HIDDEN):
            make_question(meeting.subject, f"Secret {state}", state=state)
    make_comment(meeting.subject, "Secret comment")
    make_question(meeting.subject, "Secret hidden", state=CommentState.HIDDEN)
    for address in (meeting.path, f"{meeting.path}questions/"):
        assert "Secret" not in _page(client, address)


def test_the_list_narrows_to_what_has_an_answer_and_what_waits(
    client: Visitor, meeting: AssemblySession
) -> None:
    make_answer(make_question(meeting.subject, "Answered one"))
    make_question(meeting.subject, "Waiting one")
    # A hidden answer is none.
    make_answer(make_question(meeting.subject, "Waiting again"), state=CommentState.HIDDEN)
    path = f"{meeting.path}questions/"
    everything, answered, waiting = (
        _page(client, path + query) for query in ("", "?show=answered", "?show=waiting")
    )
    assert "All (3)" in everything
    assert "With an answer (1)" in answered
    assert "Without an answer (2)" in waiting
    assert ("Answered one" in answered, "Waiting one" in answered) == (True, False)
    assert ("Answered one" in waiting, "Waiting one" in waiting, "Waiting again" in waiting) == (
        False,
        True,
        True,
    )
    assert "All (3)" in _page(client, f"{path}?show=nonsense&after=nonsense")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ([], ""),
        ([("published", False)], "1 question, not answered yet"),
        ([("published", True)], "1 question, answered"),
        ([("hidden", False)], "1 question, hidden by a moderator"),
        ([("hidden", True)], "1 question, answered, hidden by a moderator"),
        ([("published", True), ("hidden", True)], "2 questions, 2 with an answer, 1 hidden by a moderator"),
        (
            [("published", False), ("published", True), ("hidden", False), ("hidden", True)],
            "4 questions, 2 with an answer, 2 hidden by a moderator",
        ),
    ],
)
def test_the_heading_and_the_filters_count_the_same_whatever_was_hidden(
    client: Visitor, meeting: AssemblySession, asked: list[tuple[str, bool]], words: str
) -> None:
    for state, has_answer in asked:
        question = make_question(meeting.subject, state=CommentState(state))
        if has_answer:
            make_answer(question)
    page = _page(client, f"{meeting.path}questions/")
    assert (f'<p class="lede">{words}</p>' in page) == bool(words)
    assert (f'<p class="quiet">{words}</p>' in _page(client, meeting.path)) == bool(words)
    if asked:
        answered = sum(has_answer for _, has_answer in asked)
        assert f"All ({len(asked)})" in page
        assert f"With an answer ({answered})" in page
        assert f"Without an answer ({asked.count(('published', False))})" in page
        listed = _page(client, f"{meeting.path}questions/?show=answered")
        assert listed.count("Answer by") == answered


def test_a_question_says_when_it_was_asked_and_when_it_was_published(
    client: Visitor, meeting: AssemblySession
) -> None:
    later = make_question(meeting.subject, "Read later")
    later.created_at, later.published_at = (
        clock.london(date(2026, 10, 17), 23, 50),
        clock.london(date(2026, 10, 19), 0, 10),
    )
    same_day = make_question(meeting.subject, "Read at once")
    same_day.created_at, same_day.published_at = (
        clock.london(date(2026, 10, 20), 0, 10),
        clock.london(date(2026, 10, 20), 23, 50),
    )
    make_answer(later).published_at = clock.london(date(2026, 10, 21), 9)
    page = re.sub(r"<[^>]+>", "", _page(client, f"{meeting.path}questions/")).replace("\xa0", " ")
    assert "Asked on 17 October 2026, published on 19 October 2026" in page
    assert "Asked and published on 20 October 2026" in page
    assert "Published on 21 October 2026" in page


def test_the_list_is_paged_and_costs_no_more_for_many(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    path = f"{meeting.path}questions/"
    make_answer(make_question(meeting.subject, "The oldest"))
    make_question(meeting.subject, state=CommentState.HIDDEN)
    session.commit()
    costs = []
    for _ in range(2):
        for address in (meeting.path, path):
            with counted() as queries:
                page = _page(client, address)
            costs.append(len(queries))
        for _ in range(20):
            make_answer(make_question(meeting.subject))
        make_question(meeting.subject, state=CommentState.HIDDEN)
        session.commit()
    assert costs[:2] == costs[2:]
    assert costs[1] <= 8
    page = _page(client, f"{path}?show=answered")
    [more] = re.findall(r'rel="next" href="([^"]+)"', page)
    rest = _page(client, more.replace("&amp;", "&"))
    assert "The oldest" in rest
    assert "41 in this list" in rest
    assert "Back to the first" in rest


def test_while_questions_are_closed_the_page_says_since_when_and_offers_no_form(
    client: Visitor, meeting: AssemblySession
) -> None:
    make_question(meeting.subject, "Asked in time")
    before = client.get(meeting.path).headers["ETag"]
    with clock.at(clock.now() + timedelta(days=8)):
        for address in (meeting.path, f"{meeting.path}questions/"):
            page = _page(client, address)
            assert "Questions closed on" in page
            assert "Asked in time" in page
            assert "questions/ask" not in page
        assert client.get(meeting.path).headers["ETag"] != before


def test_what_came_out_after_questions_closed_does_not_say_that_they_closed(
    client: Visitor, session: Session
) -> None:
    """Nobody could have asked about it, so a day on which questions closed would mislead."""
    assembly = make_assembly(learning=(-20, -10))
    late = make_session(assembly, published_at=clock.now() - timedelta(days=5))
    for address in (late.path, f"{late.path}questions/", f"{late.path}questions/ask"):
        page = _page(client, address)
        assert "This came out after the time for questions." in page
        assert "Questions closed on" not in page


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((7, 14), "Questions open on"),
        ((None, None), "Questions open when the learning phase begins."),
        (None, "This assembly takes no questions here."),
    ],
)
def test_before_questions_open_the_page_says_when(
    client: Visitor, session: Session, days: tuple[int | None, int | None] | None, said: str
) -> None:
    page = _page(client, make_session(make_assembly(learning=days)).path)
    assert said in page
    assert "There are no questions." in page


def test_a_compiled_record_has_no_section_of_questions(client: Visitor, session: Session) -> None:
    meeting = make_session(make_assembly(is_compiled=True))
    assert "Questions" not in _page(client, meeting.path)


def test_questions_of_what_is_not_public_are_not_found(client: Visitor, meeting: AssemblySession) -> None:
    draft = make_session(meeting.assembly, published=False)
    make_question(draft.subject)
    assert client.get(f"{draft.path}questions/").status_code == 404
    assert client.get(f"{make_item(meeting.assembly, published=False).path}questions/").status_code == 404


def test_words_of_residents_are_shown_as_they_were_typed(client: Visitor, meeting: AssemblySession) -> None:
    make_answer(make_question(meeting.subject, "<script>a</script> **b**"), "<i>c</i>", by="<b>D</b>")
    page = _page(client, f"{meeting.path}questions/")
    assert "&lt;script&gt;a&lt;/script&gt; **b**" in page
    assert "&lt;i&gt;c&lt;/i&gt;" in page
    assert "<bdi>&lt;b&gt;D&lt;/b&gt;</bdi>" in page


def test_questions_leave_the_home_page_and_the_counts_of_comments_alone(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(learning=(-7, 7), consulting=(-7, 7))
    meeting = make_session(assembly)
    before = _page(client, "/"), _page(client, assembly.path)
    make_question(meeting.subject)
    session.commit()
    assert (_page(client, "/"), _page(client, assembly.path)) == before


def test_a_receipt_of_a_question_says_so_and_shows_every_answer(
    client: Visitor, meeting: AssemblySession
) -> None:
    question = make_question(meeting.subject, asked_of="Dr Ann Reid", email="a@b.example")
    receipt = f"/receipts/{question.receipt_token}"
    page = _page(client, receipt)
    assert "Your question" in page
    assert "Asked of" in page
    assert "We send you an email then." in page
    assert f"{meeting.path}questions/?after=" in page
    assert "vote" not in page
    make_answer(question, "Two an hour.")
    make_answer(question, "Three an hour.")
    page = _page(client, receipt)
    assert "Two an hour." in page
    assert "Three an hour." in page
    assert "no answer yet" not in page
    # What was taken down is on show no more, and neither is a way to it.
    meeting.subject.public_from = None
    assert "questions/?after=" not in _page(client, receipt)
