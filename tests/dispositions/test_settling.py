"""What is kept of answers says, whatever happens, what working it out anew would."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.comments.services.rewording import withdraw_comment
from app.comments.services.states import hide_comment, publish_comment, restore_comment
from app.dispositions.models import CommentAnswer, DispositionOutcome, Finding
from app.dispositions.queries.dispositions import count_answered, last_of, progress_of
from app.dispositions.services.dispositions import dispose
from app.dispositions.services.theme_steps import merge_summary, merge_themes
from app.dispositions.services.themes import label_comments, unlabel_comments
from app.recommendations.models import Recommendation
from tests.factories.comments import make_comment
from tests.factories.dispositions import make_theme
from tests.factories.recommendations import make_recommendation
from tests.queries import counted

NOTED = Finding(DispositionOutcome.NOTED)
STAYS = Finding(DispositionOutcome.NO_CHANGE, "Buses must stop there.")


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    return make_recommendation(assembly)


def test_whatever_happens_what_is_kept_is_what_working_it_out_gives(
    session: Session, assembly: Assembly, officer: Account, recommendation: Recommendation
) -> None:
    subject = recommendation.subject
    waiting = make_comment(subject, state=CommentState.AWAITING_MODERATION)
    first, second, third = (make_comment(subject) for _ in range(3))
    theme, other = make_theme(assembly, "Buses", first, waiting), make_theme(assembly, "Trams", third)
    make_comment(subject, parent_id=second.id)
    figures = []

    def look() -> None:
        session.expire_all()
        anew = dict(session.execute(select(Comment.id, last_of()).where(last_of().is_not(None))).all())
        kept = session.execute(select(CommentAnswer.comment_id, CommentAnswer.disposition_id)).all()
        assert dict(kept) == anew
        counted = count_answered([subject.id]).get(subject.id, 0)
        assert progress_of(recommendation).answered == counted
        figures.append(counted)

    look()
    dispose([second], NOTED, officer)
    look()
    dispose(theme, NOTED, officer)
    look()
    publish_comment(waiting, officer.id)
    look()
    hide_comment(first, officer.id)
    look()
    restore_comment(first, officer.id)
    look()
    label_comments(theme, [third.id], officer)
    look()
    unlabel_comments(theme, [third.id], officer, keeps=False)
    look()
    merge_themes(other, theme, officer, merge_summary(other, theme).mark)
    look()
    unlabel_comments(theme, [first.id], officer)
    look()
    label_comments(theme, [first.id], officer)
    look()
    dispose(theme, STAYS, officer)
    look()
    withdraw_comment(first)
    look()
    assert figures == [0, 2, 3, 4, 3, 4, 5, 4, 5, 5, 5, 5, 4]


def test_the_page_of_a_recommendation_reads_no_comment_to_say_how_many_are_answered(
    assembly: Assembly, officer: Account, recommendation: Recommendation
) -> None:
    dispose([make_comment(recommendation.subject)], NOTED, officer)
    with counted() as asked:
        assert progress_of(recommendation).answered == 1
    assert [sql for sql in asked if "FROM comments" in sql or "JOIN comments" in sql] == []
