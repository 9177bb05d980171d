"""Making themes and labelling comments."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.dispositions.models import Disposition, Theme
from app.dispositions.services.themes import create_theme, label_comments, unlabel_comments
from tests.factories.comments import make_comment, subject_of
from tests.factories.dispositions import make_disposition, make_theme, theme_names


def _own_answers(session: Session, comment: Comment) -> list[Disposition]:
    return list(session.scalars(select(Disposition).where(Disposition.comment_id == comment.id)))


def test_a_new_theme_is_the_last_and_is_logged(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    first, second = create_theme(assembly, "Loading bays", officer), create_theme(assembly, "Shade", officer)
    assert (first.position, second.position) == (1, 2)
    logged = session.scalars(select(AuditEntry).where(AuditEntry.kind == "themes")).all()
    assert [(row.action, row.thing_id, row.actor_id) for row in logged] == [
        ("created", first.id, officer.id),
        ("created", second.id, officer.id),
    ]


def test_two_live_themes_do_not_share_a_name_however_it_is_written(
    assembly: Assembly, officer: Account
) -> None:
    create_theme(assembly, "Straße", officer)
    with pytest.raises(WrongField, match="There is a theme “Straße” already"):
        create_theme(assembly, "STRASSE", officer)


def test_the_name_of_a_theme_that_was_merged_away_is_free_again(assembly: Assembly, officer: Account) -> None:
    into = make_theme(assembly, "Deliveries")
    make_theme(assembly, "Vans", merged_into_id=into.id)
    assert create_theme(assembly, "Vans", officer).id


def test_labelling_twice_labels_once(assembly: Assembly, officer: Account) -> None:
    comment = make_comment(subject_of(assembly))
    theme = make_theme(assembly)
    assert len(label_comments(theme, [comment.id], officer)) == 1
    assert len(label_comments(theme, [comment.id], officer)) == 0
    assert theme_names(comment) == ["Loading bays"]


def test_only_published_comments_of_the_public_in_this_assembly_are_labelled(
    assembly: Assembly, officer: Account
) -> None:
    here = subject_of(assembly)
    others = [
        make_comment(),
        make_comment(here, state=CommentState.AWAITING_MODERATION),
        make_comment(here, state=CommentState.HIDDEN),
        make_comment(here, is_official=True),
        make_comment(here, kind="question"),
    ]
    published = make_comment(here)
    step = label_comments(make_theme(assembly), [published.id, *(each.id for each in others)], officer)
    assert list(step.comment_ids) == [published.id]


def test_a_theme_that_was_merged_away_takes_no_more_comments(assembly: Assembly, officer: Account) -> None:
    comment, into = make_comment(subject_of(assembly)), make_theme(assembly, "Deliveries")
    gone = make_theme(assembly, "Vans", merged_into_id=into.id)
    with pytest.raises(Refused, match="merged into another one"):
        label_comments(gone, [comment.id], officer)


def test_each_step_is_logged_with_the_ids_and_no_words(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    comment, theme = make_comment(subject_of(assembly)), make_theme(assembly)
    label_comments(theme, [comment.id], officer)
    unlabel_comments(theme, [comment.id], officer)
    logged = session.scalars(select(AuditEntry).where(AuditEntry.thing_id == theme.id)).all()
    assert [(row.action, row.detail) for row in logged if row.kind == "themes"] == [
        ("labelled", {"comments": [comment.id]}),
        ("unlabelled", {"comments": [comment.id]}),
    ]
    assert theme_names(comment) == []


def test_a_comment_keeps_the_answer_that_it_had_through_the_theme_that_it_leaves(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    comment = make_comment(subject_of(assembly))
    theme = make_theme(assembly, "Loading bays", comment)
    given = make_disposition(assembly, theme, explanation="We heard this.", made_by_id=officer.id)
    unlabel_comments(theme, [comment.id], officer)
    [own] = _own_answers(session, comment)
    assert (own.outcome, own.explanation, own.made_at, own.made_by_id) == (
        given.outcome,
        "We heard this.",
        given.made_at,
        officer.id,
    )


def test_an_answer_of_its_own_is_not_covered_by_that_of_the_theme(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    comment = make_comment(subject_of(assembly))
    theme = make_theme(assembly, "Loading bays", comment)
    own = make_disposition(assembly, comment, explanation="To you alone.")
    make_disposition(assembly, theme)
    unlabel_comments(theme, [comment.id], officer)
    assert _own_answers(session, comment) == [own]


def test_a_later_answer_through_another_theme_is_enough(
    session: Session, assembly: Assembly, officer: Account
) -> None:
    comment = make_comment(subject_of(assembly))
    theme, other = make_theme(assembly, "A", comment), make_theme(assembly, "B", comment)
    make_disposition(assembly, theme)
    make_disposition(assembly, other)
    unlabel_comments(theme, [comment.id], officer)
    assert _own_answers(session, comment) == []


def test_many_comments_take_a_few_statements(session: Session, assembly: Assembly, officer: Account) -> None:
    subject, theme = subject_of(assembly), make_theme(assembly)
    ids = [make_comment(subject).id for _ in range(3)]
    assert len(label_comments(theme, ids * 400, officer)) == 3
    assert len(unlabel_comments(theme, ids * 400, officer)) == 3
    assert session.get(Theme, theme.id) is theme
