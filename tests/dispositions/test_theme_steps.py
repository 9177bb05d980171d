"""Merging and splitting themes, summing them up, and choosing examples."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.core.errors import Refused
from app.dispositions.models import Disposition, DispositionOutcome, Finding, Theme, ThemeExample
from app.dispositions.queries.coding import examples_of
from app.dispositions.queries.dispositions import all_dispositions, current_dispositions
from app.dispositions.queries.themes import counts_of_theme, in_theme
from app.dispositions.queries.unanswered import theme_to_answer
from app.dispositions.services.dispositions import dispose
from app.dispositions.services.theme_steps import (
    last_step,
    merge_summary,
    merge_themes,
    move_where,
    step_of,
    undo_step,
)
from app.dispositions.services.theme_summaries import (
    MOST_EXAMPLES,
    add_example,
    move_example,
    sum_up,
    summary_mark,
    take_example,
)
from app.dispositions.services.themes import label_comments, unlabel_comments
from app.dispositions.step_words import undone_words
from app.dispositions.theme_desk import one_sided
from tests.factories.comments import make_comment, subject_of
from tests.factories.dispositions import make_disposition, make_theme, theme_names

NOTED = Finding(DispositionOutcome.NOTED)
STAYS = Finding(DispositionOutcome.NO_CHANGE, "Vans need them.")


def _merge(theme: Theme, into: Theme, by: Account) -> None:
    merge_themes(theme, into, by, merge_summary(theme, into).mark)


def test_a_merge_moves_hidden_comments_too_but_counts_the_published(
    assembly: Assembly, officer: Account
) -> None:
    shown = make_comment(subject_of(assembly))
    hidden = make_comment(subject_of(assembly), state=CommentState.HIDDEN)
    theme, into = make_theme(assembly, "Vans", shown, hidden), make_theme(assembly, "Bays")
    summary = merge_summary(theme, into)
    assert (summary.moving, summary.both, summary.after) == (1, 0, 1)
    _merge(theme, into, officer)
    assert theme_names(shown) == theme_names(hidden) == ["Bays"]


def test_a_comment_keeps_the_answer_of_its_theme_when_it_is_merged_into_one_with_another_answer(
    assembly: Assembly, officer: Account
) -> None:
    comment = make_comment(subject_of(assembly))
    theme, into = make_theme(assembly, "Vans", comment), make_theme(assembly, "Bays")
    make_disposition(assembly, theme, explanation="What we said to Vans.")
    make_disposition(assembly, into, explanation="What we said later to Bays.")
    _merge(theme, into, officer)
    assert current_dispositions([comment.id])[comment.id].explanation == "What we said to Vans."


def test_themes_merged_one_after_the_other_lead_to_the_last_in_one_step(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    first, second, third = (make_theme(assembly, name) for name in "ABC")
    _merge(first, second, officer)
    _merge(second, third, officer)
    session.expire_all()
    assert first.merged_into_id == third.id


@pytest.mark.parametrize("same", [True, False])
def test_a_theme_is_not_merged_into_itself_nor_into_one_that_is_gone(
    assembly: Assembly, officer: Account, same: bool
) -> None:
    theme, live = make_theme(assembly, "Vans"), make_theme(assembly, "Bays")
    gone = make_theme(assembly, "Lorries", merged_into_id=live.id)
    with pytest.raises(Refused):
        _merge(theme, theme if same else gone, officer)


def test_a_split_keeps_the_answer_with_the_comments_that_leave(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    one, two = make_comment(subject_of(assembly)), make_comment(subject_of(assembly))
    theme, to = make_theme(assembly, "Bays", one, two), make_theme(assembly, "Vans")
    make_disposition(assembly, theme, explanation="Heard.")
    move_where(theme, to, Comment.id == one.id, officer)
    assert (theme_names(one), theme_names(two)) == (["Vans"], ["Bays"])
    assert current_dispositions([one.id])[one.id].explanation == "Heard."
    assert [row.comment_id for row in session.scalars(select(Disposition)) if row.comment_id] == [one.id]


def test_a_slip_that_is_taken_back_leaves_no_answer_behind(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    comment = make_comment(subject_of(assembly))
    theme = make_theme(assembly)
    make_disposition(assembly, theme)
    label_comments(theme, [comment.id], officer)
    entry = last_step(assembly, officer, step_of(theme, officer))
    assert entry is not None
    undo_step(assembly, entry, officer)
    assert theme_names(comment) == []
    assert current_dispositions([comment.id]) == {}


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_slip_that_is_taken_back_leaves_a_comment_open_to_what_its_theme_is_answered_later(
    session: Session, assembly: Assembly, officer: Account, is_moved: bool
) -> None:
    comment = make_comment(subject_of(assembly))
    reply = make_comment(comment.subject, parent_id=comment.id)
    theme, to = make_theme(assembly, "Bays", comment), make_theme(assembly, "Vans")
    dispose(theme, NOTED, officer)
    if is_moved:
        move_where(theme, to, Comment.id == comment.id, officer)
    else:
        unlabel_comments(theme, [comment.id], officer)
    assert _answers(comment, reply) == ["noted", "noted"]
    entry = last_step(assembly, officer, step_of(theme, officer))
    assert entry is not None
    undo_step(assembly, entry, officer)
    assert theme_to_answer(assembly, theme).with_their_own == 0
    dispose(theme, STAYS, officer)
    assert _answers(comment, reply) == ["no_change", "no_change"]
    assert [row.outcome for row in all_dispositions(comment)] == ["noted", "no_change"]
    # Once it leaves for good, it keeps what was said last.
    unlabel_comments(theme, [comment.id], officer)
    assert _answers(comment, reply) == ["no_change", "no_change"]


def test_a_comment_that_leaves_a_theme_for_the_second_time_keeps_what_another_one_said_since(
    assembly: Assembly, officer: Account
) -> None:
    comment = make_comment(subject_of(assembly))
    theme, other = make_theme(assembly, "Bays", comment), make_theme(assembly, "Vans")
    dispose(theme, NOTED, officer)
    unlabel_comments(theme, [comment.id], officer)
    label_comments(theme, [comment.id], officer)
    label_comments(other, [comment.id], officer)
    dispose(other, STAYS, officer)
    assert _answers(comment) == ["no_change"]
    unlabel_comments(theme, [comment.id], officer)
    assert _answers(comment) == ["no_change"]


def _answers(*comments: Comment) -> list[str]:
    answers = current_dispositions([comment.id for comment in comments])
    return [answers[comment.id].outcome for comment in comments]


def test_whoever_takes_a_step_back_is_told_which_answers_that_gives(
    assembly: Assembly, officer: Account
) -> None:
    comment = make_comment(subject_of(assembly))
    theme = make_theme(assembly, "Bays", comment)
    unlabel_comments(theme, [comment.id], officer)
    make_disposition(assembly, theme)
    entry = last_step(assembly, officer, step_of(theme, officer))
    assert entry is not None
    words = undone_words(undo_step(assembly, entry, officer))
    assert "1 comment has an answer by that: “Noted”. We write to the authors in a few minutes." in words
    assert "slip" not in words


def test_an_example_goes_with_its_comment(session: Session, assembly: Assembly, officer: Account) -> None:
    one, two = make_comment(subject_of(assembly)), make_comment(subject_of(assembly))
    theme = make_theme(assembly, "Bays", one, two)
    for comment in (one, two, one):
        add_example(theme, comment.id, officer)
    move_example(theme, two.id, -1, officer)
    assert examples_of([theme.id])[theme.id] == [two, one]
    unlabel_comments(theme, [two.id], officer)
    assert examples_of([theme.id])[theme.id] == [one]
    take_example(theme, one.id, officer)
    assert session.scalars(select(ThemeExample)).all() == []


def test_only_what_is_published_under_the_theme_is_an_example(assembly: Assembly, officer: Account) -> None:
    outside = make_comment(subject_of(assembly))
    hidden = make_comment(subject_of(assembly), state=CommentState.HIDDEN)
    theme = make_theme(assembly, "Bays", hidden)
    for comment in (outside, hidden):
        with pytest.raises(Refused, match="not published under this theme"):
            add_example(theme, comment.id, officer)


def test_there_are_a_few_examples_and_no_more(assembly: Assembly, officer: Account) -> None:
    comments = [make_comment(subject_of(assembly)) for _ in range(MOST_EXAMPLES + 1)]
    theme = make_theme(assembly, "Bays", *comments)
    for comment in comments[:-1]:
        add_example(theme, comment.id, officer)
    with pytest.raises(Refused, match="Take one away first"):
        add_example(theme, comments[-1].id, officer)


def test_examples_of_one_stance_are_warned_of_where_the_theme_has_others(assembly: Assembly) -> None:
    subject = subject_of(assembly)
    against = [make_comment(subject, stance="oppose") for _ in range(2)]
    theme = make_theme(assembly, "Bays", *against, make_comment(subject, stance="support"))
    counts = counts_of_theme(assembly, theme).overall
    assert "All examples have the stance “oppose”. 1 comment of this theme" in one_sided(against, counts)
    alike = counts_of_theme(assembly, make_theme(assembly, "Vans", *against)).overall
    assert one_sided(against, alike) == ""


def test_a_summary_is_not_written_over_a_colleagues(assembly: Assembly, officer: Account) -> None:
    theme = make_theme(assembly)
    seen = summary_mark(theme)
    sum_up(theme, "They want bays.", officer, seen)
    assert (theme.summary, theme.summarised_by_id) == ("They want bays.", officer.id)
    sum_up(theme, "They want bays.", officer, seen)
    with pytest.raises(Refused, match="changed this summary meanwhile"):
        sum_up(theme, "They want vans.", officer, seen)


def test_the_condition_of_a_theme_finds_its_comments_alone(session: Session, assembly: Assembly) -> None:
    comment = make_comment(subject_of(assembly))
    theme = make_theme(assembly, "Bays", comment)
    make_theme(assembly, "Vans", make_comment(subject_of(assembly)))
    assert session.scalars(select(Comment.id).where(in_theme(theme.id))).all() == [comment.id]
