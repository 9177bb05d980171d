"""Saying what became of comments."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import CommentState
from app.core import clock
from app.core.append_only import NeverChanges
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.core.outbox import OutboxRow
from app.dispositions.models import Disposition, DispositionOutcome, Finding
from app.dispositions.queries.dispositions import (
    Progress,
    current_dispositions,
    mark_of_comments,
    mark_of_theme,
    progress,
)
from app.dispositions.queries.unanswered import left_under
from app.dispositions.services.dispositions import dispose
from app.dispositions.services.themes import label_comments, unlabel_comments
from app.recommendations.models import Recommendation
from tests.factories.assemblies import make_assembly
from tests.factories.comments import made_on, make_comment, make_question, make_recommendation_subject
from tests.factories.dispositions import label, make_theme
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


def _rows(session: Session) -> int:
    return session.query(Disposition).count()


def test_the_answer_in_force_given_again_is_refused_and_nothing_is_sent(
    session: Session, assembly: Assembly, officer: Account, recommendation: Recommendation
) -> None:
    comment, other = make_comment(recommendation.subject), make_comment(recommendation.subject)
    dispose([comment], STAYS, officer)
    session.query(OutboxRow).delete()
    with pytest.raises(Refused, match="Nothing is different from the answer in force"):
        dispose([comment], replace(STAYS, explanation=" Buses need the space. "), officer)
    theme = make_theme(assembly, "Buses", other)
    dispose([comment], NOTED, officer)
    [row] = dispose(theme, NOTED, officer)
    session.query(OutboxRow).delete()
    # Also where the comment has it through its theme.
    for about in ([comment], theme, [comment, other]):
        with pytest.raises(Refused, match="Nothing is different from the answer in force"):
            dispose(about, NOTED, officer)
    assert (_rows(session), session.query(OutboxRow).count()) == (3, 0)
    assert current_dispositions([other.id])[other.id].id == row.id


def test_of_several_comments_those_that_have_this_very_answer_keep_it(
    session: Session, assembly: Assembly, officer: Account, recommendation: Recommendation
) -> None:
    told, differently, new = (make_comment(recommendation.subject) for _ in range(3))
    [former] = dispose([told], STAYS, officer)
    dispose([differently], NOTED, officer)
    rows = dispose([told, differently, new], STAYS, officer)
    assert [row.comment_id for row in rows] == [differently.id, new.id]
    assert current_dispositions([told.id])[told.id].id == former.id


def test_a_theme_says_again_what_it_said_where_that_answers_other_comments_anew(
    session: Session, assembly: Assembly, officer: Account, recommendation: Recommendation
) -> None:
    comment, late = make_comment(recommendation.subject), make_comment(recommendation.subject)
    theme, other = make_theme(assembly, "Buses", comment), make_theme(assembly, "Trees", comment)
    [first] = dispose(theme, STAYS, officer)
    # A comment that comes under an answered theme has its answer already.
    label_comments(theme, [late.id], officer)
    assert current_dispositions([late.id])[late.id].id == first.id
    with pytest.raises(Refused, match="Nothing is different"):
        dispose(theme, STAYS, officer)
    dispose(other, NOTED, officer)
    [again] = dispose(theme, STAYS, officer)
    assert current_dispositions([comment.id])[comment.id].id == again.id
    # An answer of its own stays whatever its theme says, so that there is nothing to say again.
    dispose([comment], NOTED, officer)
    with pytest.raises(Refused, match="Nothing is different"):
        dispose(theme, STAYS, officer)


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
    comment = made_on(recommendation.versions[0])
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
    comment = made_on(make_recommendation(elsewhere).versions[0])
    with pytest.raises(WrongField):
        dispose([comment], changed(recommendation, "1.2"), officer)


def test_a_comment_cannot_have_changed_a_text_that_was_there_when_it_was_made(
    officer: Account, assembly: Assembly, recommendation: Recommendation
) -> None:
    first, second = recommendation.versions
    dispose([made_on(first)], changed(recommendation, "1.2"), officer)
    elsewhere = make_comment(make_recommendation(assembly, number=2).subject, created_at=clock.now())
    for late in (made_on(second), elsewhere):
        with pytest.raises(WrongField, match="was public already") as refusal:
            dispose([late], replace(changed(recommendation, "1.2"), others_too=True), officer)
        assert refusal.value.field == "change"


def test_comments_on_another_recommendation_changed_this_one_only_if_the_officer_says_so(
    officer: Account, assembly: Assembly, recommendation: Recommendation
) -> None:
    other = made_on(make_recommendation(assembly, number=2).versions[0])
    both = [made_on(recommendation.versions[0]), other]
    with pytest.raises(WrongField, match="about another recommendation") as refusal:
        dispose(both, changed(recommendation, "1.2"), officer)
    assert refusal.value.field == "others_too"
    dispose(both, replace(changed(recommendation, "1.2"), others_too=True), officer)
    assert {answer.outcome for answer in current_dispositions([c.id for c in both]).values()} == {"changed"}


def test_a_theme_that_changed_a_text_leaves_waiting_what_cannot_have_changed_it(
    officer: Account, assembly: Assembly, recommendation: Recommendation
) -> None:
    first, second = recommendation.versions
    early, late = made_on(first), made_on(second)
    other = made_on(make_recommendation(assembly, number=2).versions[0])
    reply = made_on(second, parent_id=early.id)
    theme = make_theme(assembly, "Buses", early, late, other)
    everyone = [early.id, late.id, other.id, reply.id]
    dispose(theme, changed(recommendation, "1.2"), officer)
    assert set(current_dispositions(everyone)) == {early.id}
    assert progress(assembly) == Progress(1, 4)
    assert left_under(theme) == 2
    dispose(theme, replace(changed(recommendation, "1.2"), others_too=True), officer)
    assert set(current_dispositions(everyone)) == {early.id, other.id}
    assert progress(assembly) == Progress(2, 4)
    # Who comes under the theme afterwards gets no more than who was there.
    label(theme, later := made_on(second), sooner := made_on(first))
    assert set(current_dispositions([later.id, sooner.id])) == {sooner.id}


def test_what_cannot_have_changed_a_text_keeps_the_answer_that_its_theme_had_before(
    officer: Account, assembly: Assembly, recommendation: Recommendation
) -> None:
    early, late = (made_on(version) for version in recommendation.versions)
    theme = make_theme(assembly, "Buses", early, late)
    [noted] = dispose(theme, NOTED, officer)
    [change] = dispose(theme, changed(recommendation, "1.2"), officer)
    answers = current_dispositions([early.id, late.id])
    assert answers == {early.id: change, late.id: noted}
    unlabel_comments(theme, [early.id, late.id], officer)
    kept = current_dispositions([early.id, late.id])
    assert [kept[c.id].outcome for c in (early, late)] == ["changed", "noted"]
    assert all(answer.theme_id is None for answer in kept.values())


def test_a_theme_none_of_whose_comments_can_have_changed_the_text_did_not(
    officer: Account, assembly: Assembly, recommendation: Recommendation
) -> None:
    theme = make_theme(assembly, "Buses", made_on(recommendation.versions[1]))
    with pytest.raises(WrongField, match="No comment under this theme") as refusal:
        dispose(theme, changed(recommendation, "1.2"), officer)
    assert refusal.value.field == "change"


@pytest.mark.parametrize("field", ["passed_to", "change", "others_too"])
def test_what_was_filled_in_for_another_outcome_is_asked_about_and_not_dropped(
    officer: Account, recommendation: Recommendation, field: str
) -> None:
    meant = {
        "passed_to": replace(NOTED, passed_to="The county"),
        "change": replace(changed(recommendation, "1.2"), outcome=STAYS.outcome, explanation="No room."),
        "others_too": replace(STAYS, others_too=True),
    }
    with pytest.raises(WrongField) as refusal:
        dispose([made_on(recommendation.versions[0])], meant[field], officer)
    assert refusal.value.field == field


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
