"""Letters to authors about what became of their comments: each answer once, and only while it counts."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, repeat

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState, LetterKind
from app.comments.services import switch_letters
from app.core import clock, dates, outbox
from app.core.outbox import Letter, OutboxRow
from app.dispositions.models import DispositionOutcome, Finding, Theme
from app.dispositions.queries.dispositions import all_dispositions, current_dispositions
from app.dispositions.services import telling
from app.dispositions.services.dispositions import dispose
from app.dispositions.services.theme_steps import last_step, move_where, step_of, undo_step
from app.dispositions.services.themes import label_comments, unlabel_comments
from app.dispositions.step_words import undone_words
from tests.conftest import NOON
from tests.factories.comments import make_comment
from tests.factories.dispositions import make_theme, theme_names
from tests.factories.recommendations import make_recommendation

# Windows of ten minutes begin on the hour, so the tests do too.
pytestmark = pytest.mark.usefixtures("at_noon")

NOTED = Finding(DispositionOutcome.NOTED)
STAYS = Finding(DispositionOutcome.NO_CHANGE, "SECRET WORDS OF THE OFFICER")
AFTERWARDS = timedelta(minutes=12, seconds=1)


@pytest.fixture
def comment(assembly: Assembly) -> Comment:
    return make_comment(make_recommendation(assembly).subject, "MY OWN WORDS", email="ann@example.org")


def drain_after(session: Session, wait: timedelta = AFTERWARDS) -> None:
    session.commit()
    with clock.at(clock.now() + wait):
        outbox.drain()


def test_an_author_gets_one_letter_without_anybodys_words(
    session: Session, officer: Account, comment: Comment, letters: list[Letter]
) -> None:
    dispose([comment], STAYS, officer)
    drain_after(session, timedelta(minutes=1))
    assert letters == []
    drain_after(session)
    [letter] = letters
    assert letter.to == "ann@example.org"
    assert "the text stays as it is" in letter.text
    assert "OWN WORDS" not in letter.text
    assert "SECRET" not in letter.text
    link = f"http://127.0.0.1:8000/receipts/{comment.receipt_token}/letters/disposed"
    assert link in letter.text
    assert letter.headers == {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_of_several_answers_within_minutes_the_last_one_is_told(
    session: Session, officer: Account, comment: Comment, letters: list[Letter]
) -> None:
    for finding in (NOTED, STAYS, NOTED):
        dispose([comment], finding, officer)
    drain_after(session)
    assert ["It was read and noted." in letter.text for letter in letters] == [True]
    with clock.at(NOON + timedelta(hours=1)):
        dispose([comment], STAYS, officer)
        drain_after(session)
    assert len(letters) == 2


def test_the_answer_to_a_theme_is_one_row_and_then_a_letter_to_each_author(
    session: Session,
    assembly: Assembly,
    officer: Account,
    comment: Comment,
    letters: list[Letter],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(telling, "BATCH", 2)
    others = [make_comment(comment.subject, email=f"{n}@example.org") for n in range(3)]
    make_comment(comment.subject, parent_id=comment.id, email="reply@example.org")
    unconfirmed = make_comment(comment.subject, email="nobody@example.org", confirmed=False)
    own = make_comment(comment.subject, email="own@example.org")
    theme = make_theme(assembly, "Buses", comment, *others, unconfirmed, own)
    with clock.at(NOON - timedelta(hours=1)):
        dispose([own], NOTED, officer)
        drain_after(session)
    letters.clear()
    dispose(theme, STAYS, officer)
    waiting = session.query(OutboxRow).filter(OutboxRow.finished_at.is_(None)).count()
    assert waiting == 1
    drain_after(session)
    drain_after(session)
    told = sorted(letter.to for letter in letters)
    assert told == ["0@example.org", "1@example.org", "2@example.org", "ann@example.org", "reply@example.org"]


def test_a_comment_that_comes_under_an_answered_theme_is_told_once(
    session: Session, assembly: Assembly, officer: Account, comment: Comment, letters: list[Letter]
) -> None:
    theme: Theme = make_theme(assembly, "Buses")
    dispose(theme, NOTED, officer)
    drain_after(session)
    assert letters == []
    with clock.at(NOON + timedelta(days=3)):
        label_comments(theme, [comment.id], officer)
        drain_after(session)
        drain_after(session)
    assert [letter.to for letter in letters] == ["ann@example.org"]


@pytest.mark.parametrize("state", [CommentState.HIDDEN, CommentState.WITHDRAWN])
def test_no_letter_leaves_for_a_comment_that_is_not_on_show_any_more(
    session: Session, officer: Account, comment: Comment, letters: list[Letter], state: CommentState
) -> None:
    dispose([comment], NOTED, officer)
    session.commit()
    with clock.at(NOON + AFTERWARDS):
        telling.write_to_authors(comment.subject.assembly_id or 0, NOON, NOON + AFTERWARDS, 0)
        comment.state = state.value
        session.commit()
        outbox.drain()
    assert letters == []


@pytest.mark.parametrize("looks_before", range(6))
def test_an_author_is_told_also_where_the_ten_minutes_end_while_the_answer_is_written(
    session: Session,
    assembly: Assembly,
    officer: Account,
    comment: Comment,
    letters: list[Letter],
    monkeypatch: pytest.MonkeyPatch,
    looks_before: int,
) -> None:
    answered = make_theme(assembly, "Buses")
    dispose(answered, NOTED, officer)
    drain_after(session)
    labelled = make_comment(comment.subject, email="bea@example.org")
    edge = NOON + timedelta(minutes=30)
    for write in (
        lambda: dispose([comment], NOTED, officer),
        lambda: label_comments(answered, [labelled.id], officer),
    ):
        moments = chain(repeat(edge - timedelta(microseconds=1), looks_before), repeat(edge))
        with monkeypatch.context() as patch:
            patch.setattr(clock, "now", lambda moments=moments: next(moments))
            write()
        session.commit()
    with clock.at(edge):
        drain_after(session)
        drain_after(session, AFTERWARDS * 2)
    assert sorted(letter.to for letter in letters) == ["ann@example.org", "bea@example.org"]


def test_whoever_turned_such_letters_off_gets_none(
    session: Session, officer: Account, comment: Comment, letters: list[Letter]
) -> None:
    switch_letters(comment, LetterKind.DISPOSED, wanted=False)
    switch_letters(comment, LetterKind.DISPOSED, wanted=False)
    dispose([comment], NOTED, officer)
    drain_after(session)
    assert letters == []
    assert comment.contact is not None
    assert comment.contact.declined == "disposed"
    switch_letters(comment, LetterKind.DISPOSED, wanted=True)
    assert comment.contact.declined is None


def test_who_replied_is_told_that_the_answer_was_given_to_the_comment_they_replied_to(
    session: Session, assembly: Assembly, officer: Account, comment: Comment, letters: list[Letter]
) -> None:
    make_comment(comment.subject, parent_id=comment.id, email="reply@example.org")
    dispose(make_theme(assembly, "Buses", comment), STAYS, officer)
    drain_after(session)
    said = {letter.to: "the answer is for your reply too" in letter.text for letter in letters}
    assert said == {"ann@example.org": False, "reply@example.org": True}


def test_a_letter_names_reasons_only_where_there_are_some(
    session: Session, officer: Account, comment: Comment, letters: list[Letter]
) -> None:
    dispose([comment], NOTED, officer)
    drain_after(session)
    with clock.at(NOON + timedelta(hours=1)):
        dispose([comment], STAYS, officer)
        drain_after(session)
    assert ["The reasons stand on your private page." in letter.text for letter in letters] == [False, True]


def test_a_letter_about_a_correction_says_which_letter_it_replaces(
    session: Session, officer: Account, comment: Comment, letters: list[Letter]
) -> None:
    dispose([comment], NOTED, officer)
    drain_after(session)
    with clock.at(NOON + timedelta(days=3)):
        dispose([comment], STAYS, officer)
        drain_after(session)
    first, second = letters
    assert "This replaces" not in first.text
    assert f"This replaces what we wrote on {dates.day(NOON)}." in second.text


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_step_that_is_taken_back_after_the_letters_left_leaves_the_answer_that_authors_read(
    session: Session,
    assembly: Assembly,
    officer: Account,
    comment: Comment,
    letters: list[Letter],
    is_moved: bool,
) -> None:
    theme, former = make_theme(assembly, "Bays"), make_theme(assembly, "Vans", comment)
    dispose(theme, STAYS, officer)
    drain_after(session)
    assert letters == []
    with clock.at(clock.now() + timedelta(hours=1)):
        if is_moved:
            move_where(former, theme, Comment.id == comment.id, officer)
        else:
            label_comments(theme, [comment.id], officer)
        number = step_of(former if is_moved else theme, officer)
        drain_after(session)
        assert len(letters) == 1
    with clock.at(clock.now() + timedelta(hours=1) + AFTERWARDS):
        entry = last_step(assembly, officer, number)
        assert entry is not None
        step = undo_step(assembly, entry, officer)
        drain_after(session)
    assert (len(step), step.kept) == (1, 1)
    assert theme_names(comment) == ["Vans"]
    [answer] = all_dispositions(comment)
    assert (answer.comment_id, answer.explanation) == (comment.id, STAYS.explanation)
    assert current_dispositions([comment.id])[comment.id] is answer
    # It is the same answer, so nobody is told twice.
    assert len(letters) == 1


@pytest.mark.parametrize(("minutes", "kept"), [(0, 0), (11, 0), (12, 1)])
def test_a_step_that_is_taken_back_before_the_letters_leave_takes_its_answer_along(
    session: Session,
    assembly: Assembly,
    officer: Account,
    comment: Comment,
    letters: list[Letter],
    minutes: int,
    kept: int,
) -> None:
    theme = make_theme(assembly, "Bays")
    dispose(theme, STAYS, officer)
    label_comments(theme, [comment.id], officer)
    with clock.at(clock.now() + timedelta(minutes=minutes)):
        entry = last_step(assembly, officer, step_of(theme, officer))
        assert entry is not None
        step = undo_step(assembly, entry, officer)
    assert step.kept == len(current_dispositions([comment.id])) == kept
    words = undone_words(step)
    assert ("1 of them keeps the answer" in words) == bool(kept)
    drain_after(session)
    assert len(letters) == kept


@pytest.mark.parametrize("is_moved", [False, True])
def test_an_author_whose_comment_leaves_the_theme_in_the_same_minutes_is_told_what_it_keeps(
    session: Session,
    assembly: Assembly,
    officer: Account,
    comment: Comment,
    letters: list[Letter],
    is_moved: bool,
) -> None:
    make_comment(comment.subject, parent_id=comment.id, email="bob@example.org")
    theme, other = make_theme(assembly, "Bays"), make_theme(assembly, "Vans")
    dispose(theme, STAYS, officer)
    drain_after(session)
    for hours in (1, 2):
        with clock.at(clock.now() + timedelta(hours=hours)):
            label_comments(theme, [comment.id], officer)
        with clock.at(clock.now() + timedelta(hours=hours, minutes=3)):
            if is_moved:
                move_where(theme, other, Comment.id == comment.id, officer)
            else:
                unlabel_comments(theme, [comment.id], officer)
            drain_after(session)
        # The second time it is the same answer.
        assert sorted(letter.to for letter in letters) == ["ann@example.org", "bob@example.org"]
