"""What counts as answered."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.comments.services import recount_everything
from app.core import clock
from app.dispositions.models import CommentTheme, DispositionOutcome
from app.dispositions.queries.dispositions import (
    Progress,
    all_dispositions,
    current_dispositions,
    progress,
    progress_by_subject,
    progress_of,
)
from app.dispositions.services.settling import settle
from app.recommendations.models import Recommendation
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_question
from tests.factories.dispositions import make_disposition, make_theme
from tests.factories.recommendations import make_recommendation
from tests.queries import counted


def test_a_comment_without_an_answer_is_not_answered(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    make_theme(assembly, "Nobody has answered this", comment)
    assert progress(assembly) == Progress(0, 1)
    assert current_dispositions([comment.id]) == {}


def test_a_comments_own_last_disposition_counts_even_before_a_later_one_of_its_theme(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    theme = make_theme(assembly, "Buses", comment)
    make_disposition(assembly, comment)
    last = make_disposition(assembly, comment)
    later = make_disposition(assembly, theme)
    assert current_dispositions([comment.id]) == {comment.id: last}
    assert list(all_dispositions(comment))[1:] == [last, later]


def test_else_the_latest_of_any_of_its_themes_counts(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    themes = [make_theme(assembly, name, comment) for name in ("Buses", "Coaches", "Trams")]
    latest = [make_disposition(assembly, theme) for theme in (themes[1], themes[0])][-1]
    assert current_dispositions([comment.id]) == {comment.id: latest}
    assert progress(assembly) == Progress(1, 1)


def test_a_theme_that_was_merged_away_answers_nothing(
    session: Session, assembly: Assembly, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    merged = make_theme(assembly, "Coaches", comment)
    make_disposition(assembly, merged)
    merged.merged_into_id = make_theme(assembly, "Buses").id
    settle(assembly.id)
    assert current_dispositions([comment.id]) == {}
    assert progress(assembly) == Progress(0, 1)


def test_a_reply_without_an_answer_has_that_of_what_it_replies_to(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    replies = [make_comment(recommendation.subject, parent_id=comment.id) for _ in range(2)]
    of_comment = make_disposition(assembly, comment)
    of_reply = make_disposition(assembly, replies[1], DispositionOutcome.NOTED)
    assert current_dispositions([reply.id for reply in replies]) == {
        replies[0].id: of_comment,
        replies[1].id: of_reply,
    }
    assert progress(assembly) == Progress(3, 3)


def test_a_reply_to_what_the_council_wrote_needs_an_answer_of_its_own(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    official = make_comment(recommendation.subject, is_official=True)
    make_comment(recommendation.subject, parent_id=official.id)
    assert progress(assembly) == Progress(0, 1)


def test_only_published_comments_of_the_public_count(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    subject = recommendation.subject
    for state in CommentState:
        make_disposition(assembly, make_comment(subject, state=state))
    make_comment(subject, is_official=True)
    make_question(subject)
    assert progress(assembly) == Progress(1, 1)


def test_each_recommendation_and_each_assembly_counts_for_itself(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    other, nothing = (make_recommendation(assembly, number=number) for number in (2, 3))
    elsewhere = make_recommendation(make_assembly("elsewhere"))
    make_disposition(assembly, make_comment(recommendation.subject))
    make_comment(recommendation.subject)
    make_comment(other.subject)
    make_disposition(elsewhere.assembly, make_comment(elsewhere.subject))
    assert progress_by_subject(assembly.id) == {
        recommendation.subject_id: Progress(1, 2),
        other.subject_id: Progress(0, 1),
    }
    assert progress(assembly) == Progress(1, 3)
    assert progress_of(recommendation) == Progress(1, 2)
    assert progress_of(nothing) == Progress(0, 0)
    assert progress(elsewhere.assembly) == Progress(1, 1)


def test_it_takes_as_many_queries_for_a_thousand_comments_as_for_two(
    session: Session, assembly: Assembly, recommendation: Recommendation
) -> None:
    theme = make_theme(assembly, "Buses")
    make_disposition(assembly, theme)
    costs = []
    for number in (2, 1000):
        comments = [make_comment(recommendation.subject) for _ in range(2)]
        ids = [comment.id for comment in comments]
        if number > len(ids):
            ids += _many(session, comments[0], number)
        session.execute(
            insert(CommentTheme),
            [{"comment_id": key, "theme_id": theme.id, "labelled_at": clock.now()} for key in ids],
        )
        recount_everything(recommendation.subject_id)
        settle(assembly.id)
        session.expire_all()
        with counted() as queries:
            assert progress(assembly).unanswered == 0
            answers = current_dispositions(ids)
            assert len(answers) == len(ids)
            assert {answer.theme.name for answer in answers.values() if answer.theme} == {"Buses"}
        costs.append(len(queries))
    assert costs[0] == costs[1]


def _many(session: Session, like: Comment, number: int) -> list[int]:
    columns = {
        column.key: getattr(like, column.key)
        for column in Comment.__table__.columns
        if column.key not in ("id", "receipt_token")
    }
    rows = [{**columns, "receipt_token": f"many-{n}"} for n in range(number)]
    return list(session.scalars(insert(Comment).returning(Comment.id), rows))
