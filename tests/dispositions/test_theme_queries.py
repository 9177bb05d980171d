"""Counting comments by theme and stance."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.dispositions.queries.themes import (
    coding_of,
    in_theme,
    merged_into,
    public_themes,
    themes_of,
    themes_with_counts,
)
from tests.factories.comments import make_comment, subject_of
from tests.factories.dispositions import make_theme
from tests.factories.recommendations import make_recommendation
from tests.queries import counted


def test_a_theme_without_a_published_comment_is_not_public(assembly: Assembly) -> None:
    hidden = make_comment(subject_of(assembly), state=CommentState.HIDDEN)
    make_theme(assembly, "Hidden", hidden)
    shown = make_theme(assembly, "Shown", make_comment(subject_of(assembly)))
    assert [each.theme for each in public_themes(assembly)] == [shown]
    assert [each.theme.name for each in themes_with_counts(assembly)] == ["Hidden", "Shown"]


def test_themes_are_counted_by_stance_and_by_recommendation(assembly: Assembly) -> None:
    subject = make_recommendation(assembly).subject
    comments = [make_comment(subject, stance=stance) for stance in ("support", "support", "oppose", None)]
    make_theme(assembly, "Bays", *comments, make_comment(subject_of(assembly), stance="support"))
    make_theme(assembly, "Shade", comments[0])
    with counted() as queries:
        bays, shade = public_themes(assembly)
    assert len(queries) == 2
    assert (bays.overall.total, bays.overall.support, bays.overall.oppose) == (5, 3, 1)
    assert (bays.by_subject[subject.id].total, shade.overall.total) == (4, 1)


def test_themes_of_comments_come_in_their_order_in_one_query(assembly: Assembly) -> None:
    one, two, bare = (make_comment(subject_of(assembly)) for _ in range(3))
    make_theme(assembly, "Last", one, position=9)
    make_theme(assembly, "First", one, two, position=1)
    with counted() as queries:
        themes = themes_of([one.id, two.id, bare.id])
        names = {key: [theme.name for theme in each] for key, each in themes.items()}
    assert len(queries) == 1
    assert names == {one.id: ["First", "Last"], two.id: ["First"]}


def test_comments_are_found_by_their_theme(session: Session, assembly: Assembly) -> None:
    comment = make_comment(subject_of(assembly))
    make_comment(subject_of(assembly))
    theme = make_theme(assembly, "Bays", comment)
    assert session.scalars(select(Comment).where(in_theme(theme.id))).all() == [comment]


def test_coding_counts_what_has_no_theme_yet(assembly: Assembly) -> None:
    subject = make_recommendation(assembly).subject
    make_theme(assembly, "Bays", make_comment(subject))
    make_comment(subject)
    make_comment(subject_of(assembly))
    make_comment(subject, state=CommentState.HIDDEN)
    make_comment()
    coding = coding_of(assembly)
    assert (coding.total, coding.without, coding.coded) == (3, 2, 1)
    assert coding.by_subject[subject.id] == (2, 1)


def test_a_merged_theme_leads_on_to_the_last_one(assembly: Assembly) -> None:
    last = make_theme(assembly, "C")
    middle = make_theme(assembly, "B", merged_into_id=last.id)
    first = make_theme(assembly, "A", merged_into_id=middle.id)
    assert merged_into(first) is last
    assert merged_into(last) is last
