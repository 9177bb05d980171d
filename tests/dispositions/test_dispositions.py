"""Saying what became of comments."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Anchor, CommentState
from app.core.append_only import NeverChanges
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.dispositions.models import Disposition, DispositionOutcome, Finding
from app.dispositions.queries.dispositions import current_dispositions, mark_of_comments, mark_of_theme
from app.dispositions.services.dispositions import dispose
from app.recommendations.models import Recommendation
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_question, make_recommendation_subject
from tests.factories.dispositions import make_theme
from tests.factories.recommendations import CLAUSES, make_recommendation, make_version

NOTED = Finding(DispositionOutcome.NOTED)
STAYS = Finding(DispositionOutcome.NO_CHANGE, "Buses need the space.")


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    """The first paragraph of its second draft is as before, the others have other words."""
    made = make_recommendation(assembly)
    make_version(made, [CLAUSES[0], "Deliveries happen before 11 am.", "Trees are planted."])
    return made


def changed(recommendation: Recommendation, key: str, version: int = 1) -> Finding:
    return Finding(DispositionOutcome.CHANGED, version_id=recommendation.versions[version].id, clause_key=key)


def test_one_press_answers_many_comments_and_each_has_its_row_and_its_log_row(
    session: Session, assembly: Assembly, officer: Account, recommendation: Recommendation
) -> None:
    comments = [make_comment(recommendation.subject) for _ in range(3)]
    rows = dispose(comments, STAYS, officer)
    assert [(row.comment_id, row.outcome, row.explanation) for row in rows] == [
        (comment.id, "no_change", "Buses need the space.") for comment in comments
    ]
    logged = session.scalars(select(AuditEntry).where(AuditEntry.action == "disposed")).all()
    assert [entry.thing_id for entry in logged] == [row.id for row in rows]
    assert {entry.actor_id for entry in logged} == {officer.id}


def test_a_further_answer_corrects_and_the_former_stays(
    session: Session, assembly: Assembly, officer: Account, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    [first] = dispose([comment], NOTED, officer)
    [second] = dispose([comment], STAYS, officer)
    assert current_dispositions([comment.id])[comment.id].id == second.id
    assert session.get(Disposition, first.id) is not None
    first.explanation = "Never said."
    with pytest.raises(NeverChanges):
        session.flush()
    session.expunge(first)


@pytest.mark.parametrize(
    ("finding", "field"),
    [
        (Finding(DispositionOutcome.NO_CHANGE, "  "), "explanation"),
        (Finding(DispositionOutcome.OUT_OF_SCOPE, "A matter of the county."), "passed_to"),
        (Finding(DispositionOutcome.CHANGED, "We moved it."), "change"),
    ],
)
def test_what_is_compulsory_is_asked_for_at_its_field(
    officer: Account, recommendation: Recommendation, finding: Finding, field: str
) -> None:
    with pytest.raises(WrongField) as refusal:
        dispose([make_comment(recommendation.subject)], finding, officer)
    assert refusal.value.field == field


def test_a_changed_text_must_be_one_that_changed(officer: Account, recommendation: Recommendation) -> None:
    comment = make_comment(recommendation.subject)
    for key in ("1.2", "1.3"):
        dispose([comment], changed(recommendation, key), officer)
    for key, version in (("1.1", 1), ("1.2", 0), ("9.9", 1)):
        with pytest.raises(WrongField) as refusal:
            dispose([comment], changed(recommendation, key, version), officer)
        assert refusal.value.field == "change"


def test_a_text_that_nobody_has_published_yet_changed_nothing(
    officer: Account, recommendation: Recommendation
) -> None:
    make_version(recommendation, ["All is new."], published=False)
    with pytest.raises(WrongField):
        dispose([make_comment(recommendation.subject)], changed(recommendation, "1.1", 2), officer)


def test_another_assemblys_text_is_no_answer(officer: Account, recommendation: Recommendation) -> None:
    elsewhere = make_assembly("elsewhere", consulting=(-14, -7))
    comment = make_comment(make_recommendation(elsewhere).subject)
    with pytest.raises(WrongField):
        dispose([comment], changed(recommendation, "1.2"), officer)


def test_a_comment_cannot_have_changed_the_text_that_it_was_made_on(
    session: Session, officer: Account, recommendation: Recommendation
) -> None:
    first, second = recommendation.versions
    early, late = (
        make_comment(recommendation.subject, anchor=Anchor(version_id=version.id, clause_key="1.2"))
        for version in (first, second)
    )
    dispose([early], changed(recommendation, "1.2"), officer)
    with pytest.raises(WrongField):
        dispose([late], changed(recommendation, "1.2"), officer)


def test_what_does_not_belong_to_the_outcome_is_not_kept(
    officer: Account, recommendation: Recommendation
) -> None:
    finding = Finding(
        DispositionOutcome.NOTED,
        passed_to="The county",
        version_id=recommendation.versions[1].id,
        clause_key="1.2",
    )
    [row] = dispose([make_comment(recommendation.subject)], finding, officer)
    assert (row.passed_to, row.version_id, row.clause_key) == (None, None, None)


def test_an_answer_to_what_a_colleague_answered_meanwhile_is_refused(
    officer: Account, assembly: Assembly, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    theme = make_theme(assembly, "Buses", make_comment(recommendation.subject))
    seen, seen_of_theme = mark_of_comments([comment.id]), mark_of_theme(theme.id)
    dispose([comment], NOTED, officer, seen)
    dispose(theme, NOTED, officer, seen_of_theme)
    with pytest.raises(Refused, match="Meanwhile a colleague answered"):
        dispose([comment], STAYS, officer, seen)
    with pytest.raises(Refused, match="Meanwhile a colleague answered this theme"):
        dispose(theme, STAYS, officer, seen_of_theme)


def test_a_comment_that_was_hidden_meanwhile_is_refused(
    officer: Account, session: Session, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    seen = mark_of_comments([comment.id])
    comment.state = CommentState.HIDDEN.value
    session.flush()
    with pytest.raises(Refused, match="not on show any more"):
        dispose([comment], NOTED, officer, seen)


def test_only_published_comments_of_the_public_take_an_answer(
    officer: Account, assembly: Assembly, recommendation: Recommendation
) -> None:
    subject = recommendation.subject
    for comment in (
        make_comment(subject, state=CommentState.AWAITING_MODERATION),
        make_comment(subject, state=CommentState.WITHDRAWN),
        make_comment(subject, is_official=True),
        make_question(make_recommendation_subject(assembly)),
    ):
        with pytest.raises(Refused):
            dispose([comment], NOTED, officer)


def test_nothing_and_the_comments_of_two_assemblies_are_refused(
    officer: Account, recommendation: Recommendation
) -> None:
    with pytest.raises(Refused):
        dispose([], NOTED, officer)
    with pytest.raises(Refused):
        dispose([make_comment(recommendation.subject), make_comment()], NOTED, officer)


def test_a_theme_that_was_merged_into_another_takes_no_answer(
    session: Session, officer: Account, assembly: Assembly
) -> None:
    theme, other = make_theme(assembly, "Buses"), make_theme(assembly, "Coaches")
    theme.merged_into_id = other.id
    session.flush()
    with pytest.raises(Refused, match="merged"):
        dispose(theme, NOTED, officer)
