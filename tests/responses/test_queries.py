"""What everybody may read of answers and progress, in few queries however many there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.core import clock
from app.recommendations.models import Recommendation, VersionStage
from app.responses.models import DeliveryStatus, Verdict
from app.responses.policies import has_written
from app.responses.queries.answers import answers_of, current_answers
from app.responses.queries.commitments import commitment_at_desk, progress_on
from app.responses.queries.drafts import answers_at_desk, draft_answering, drafts_of, response_at_desk
from app.responses.queries.latest import latest_public_responses, public_responses
from app.responses.queries.unanswered import unanswered_recommendations
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import (
    make_commitment,
    make_compiled_response,
    make_compiled_update,
    make_response,
    make_update,
)
from tests.queries import counted


@pytest.fixture
def compiled(session: Session) -> Recommendation:
    return make_recommendation(make_assembly("cambridge", is_compiled=True), is_compiled=True)


def test_a_draft_answer_is_nobodys_business(assembly: Assembly, recommendation: Recommendation) -> None:
    draft = make_response(recommendation, published=False)
    assert answers_of(assembly).to(recommendation).response is None
    assert list(latest_public_responses(5)) == []
    assert list(drafts_of(assembly)) == [draft]
    assert draft_answering(recommendation) == draft


def test_the_last_answer_counts_and_the_former_ones_stay_readable(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    considered = make_response(recommendation, verdict=Verdict.UNDER_CONSIDERATION)
    with clock.at(clock.now() + timedelta(hours=1)):
        decided = make_response(recommendation)
    with clock.at(clock.now() + timedelta(hours=2)):
        corrected = make_response(
            recommendation, verdict=Verdict.NOT_ACCEPTED, follows_id=decided.id, correction_reason="A slip."
        )
    answer = answers_of(assembly).to(recommendation)
    assert answer.response == corrected
    assert answer.former == (decided, considered)
    assert list(latest_public_responses(5)) == [corrected, considered]


def test_a_correction_that_is_not_public_yet_replaces_nothing(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    first = make_response(recommendation)
    make_response(recommendation, follows_id=first.id, correction_reason="A slip.", published=False)
    assert answers_of(assembly).to(recommendation).response == first
    assert list(latest_public_responses(5)) == [first]


def test_an_answer_to_several_recommendations_answers_each(assembly: Assembly) -> None:
    one, two = make_recommendation(assembly, number=1), make_recommendation(assembly, number=2)
    both = make_response(one, two)
    answers = answers_of(assembly)
    assert answers.to(one).response == answers.to(two).response == both
    assert answers_of(assembly, two).to(one).response is None


def test_an_answer_as_a_whole_is_never_ones_own_answer(compiled: Recommendation) -> None:
    whole = make_compiled_response(compiled, covers_all=True)
    answers = answers_of(compiled.assembly, compiled)
    assert answers.to(compiled).response is None
    assert answers.as_a_whole == (whole,)


def test_of_compiled_answers_the_one_dated_last_counts(compiled: Recommendation) -> None:
    last = make_compiled_response(compiled, decided_on="2020-06")
    earlier = make_compiled_response(compiled, decided_on="2020-02-19")
    undated = make_compiled_response(compiled, decided_on=None, verdict=None, recorded_as="noted")
    answer = answers_of(compiled.assembly).to(compiled)
    assert answer.response == last
    assert answer.former == (earlier, undated)


def test_what_vanished_from_a_record_is_readable_but_counts_no_more(compiled: Recommendation) -> None:
    gone = make_compiled_response(compiled, vanished_at=clock.now())
    answer = answers_of(compiled.assembly).to(compiled)
    assert (answer.response, answer.former) == (None, (gone,))
    assert list(latest_public_responses(5)) == []


def test_the_councils_own_answer_counts_before_a_compiled_one(compiled: Recommendation) -> None:
    make_compiled_response(compiled, decided_on="2099")
    own = make_response(compiled)
    assert answers_of(compiled.assembly).to(compiled).response == own


def test_delivery_is_read_off_the_updates_and_off_nothing_else(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    make_response(recommendation)
    first, second = make_commitment(recommendation), make_commitment(recommendation, "Water them")
    make_update(first, "in_progress")
    make_update(first, "delivered", evidence_url="https://fenbury.example/map")
    answer = answers_of(assembly).to(recommendation)
    assert [state.status for state in answer.commitments] == [
        DeliveryStatus.DELIVERED,
        DeliveryStatus.PLANNED,
    ]
    assert [state.commitment for state in answer.commitments] == [first, second]
    assert answer.delivery is not None
    assert (answer.delivery.status, answer.delivery.total) == (DeliveryStatus.IN_PROGRESS, 2)


def test_updates_of_a_record_hang_on_recommendations_or_on_all(compiled: Recommendation) -> None:
    undated = make_compiled_update(compiled)
    named = make_compiled_update(compiled, reported_on="2020-09", status="delivered")
    whole = make_compiled_update(compiled, covers_all=True)
    make_compiled_update(compiled, vanished_at=clock.now())
    answers = answers_of(compiled.assembly)
    assert answers.to(compiled).updates == (undated, named)
    assert answers.updates_on_the_whole == (whole,)
    delivery = answers.to(compiled).delivery
    assert delivery is not None
    assert delivery.status == DeliveryStatus.DELIVERED
    assert progress_on([compiled.id])[compiled.id].delivery == delivery


def test_the_latest_answers_leave_out_assemblies_that_are_not_public(session: Session) -> None:
    make_response(make_recommendation(make_assembly("hidden", published=False)))
    assert list(latest_public_responses(5)) == []
    assert public_responses().total == 0


def test_answers_are_paged_by_the_date_of_the_decision(assembly: Assembly) -> None:
    dates = ["2026-03-12", "2020", None, "2026-03", "2025-01-02"]
    for number, decided_on in enumerate(dates, 1):
        make_response(make_recommendation(assembly, number=number), decided_on=decided_on)
    first = public_responses(size=2)
    second = public_responses(first.after, size=2)
    last = public_responses(second.after, size=2)
    seen = [response.decided_on for page in (first, second, last) for response in page.items]
    assert seen == ["2026-03-12", "2026-03", "2025-01-02", "2020", None]
    assert (first.total, last.after) == (5, None)


def test_an_answer_at_the_desk_belongs_to_its_assembly(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    response, commitment = make_response(recommendation), make_commitment(recommendation)
    other = make_assembly("elsewhere")
    assert response_at_desk(assembly, response.id) == response
    assert response_at_desk(other, response.id) is None
    assert commitment_at_desk(assembly, commitment.id) is not None
    assert commitment_at_desk(other, commitment.id) is None


def test_a_new_answer_may_be_begun_until_one_decides(assembly: Assembly) -> None:
    some = [make_recommendation(assembly, number=number) for number in range(1, 5)]
    make_response(some[1], verdict=Verdict.UNDER_CONSIDERATION)
    make_response(some[2])
    make_response(some[3], published=False)
    assert [row.is_open for row in answers_at_desk(assembly)] == [True, True, False, False]


def test_drafter_and_last_editor_have_written_and_nobody_else_has(recommendation: Recommendation) -> None:
    editor, other = make_account("editor@fenbury.example"), make_account("other@fenbury.example")
    response = make_response(recommendation, published=False, edited_by_id=editor.id)
    assert response.drafted_by is not None
    assert [has_written(each, response) for each in (response.drafted_by, editor, other)] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("number", [1, 15])
@pytest.mark.parametrize(("is_compiled", "budget"), [(False, 4), (True, 5)])
def test_answers_take_the_same_queries_however_many_there_are(
    session: Session, number: int, is_compiled: bool, budget: int
) -> None:
    assembly = make_assembly("many", is_compiled=is_compiled)
    recommendations = [make_recommendation(assembly, number=place) for place in range(1, number + 1)]
    for each in recommendations:
        make_compiled_response(each)
        make_update(make_commitment(each), "in_progress")
        make_compiled_update(each)
    session.commit()
    session.refresh(assembly)
    with counted() as statements:
        answers = answers_of(assembly)
        read = [(answer.response, answer.delivery) for answer in answers.by_recommendation.values()]
    assert len(read) == number
    assert all(response is not None and delivery is not None for response, delivery in read)
    assert len(statements) <= budget, statements


def test_one_answer_leaves_the_other_recommendations_unanswered(assembly: Assembly) -> None:
    finals = [
        make_recommendation(assembly, f"Title {number}", number=number, stage=VersionStage.FINAL)
        for number in range(1, 4)
    ]
    make_recommendation(assembly, "Still a draft", number=4)
    assert unanswered_recommendations([assembly.id]) == {assembly.id: 3}
    make_response(finals[0])
    make_response(finals[1], published=False)
    assert unanswered_recommendations([assembly.id]) == {assembly.id: 2}


def test_the_answer_that_counts_now_is_read_by_one_query(
    assembly: Assembly, recommendation: Recommendation
) -> None:
    other = make_recommendation(assembly, "Benches", number=2)
    former = make_response(recommendation, verdict=Verdict.UNDER_CONSIDERATION)
    last = make_response(recommendation, follows_id=former.id)
    make_response(other, published=False)
    with counted() as asked:
        assert current_answers(assembly) == {recommendation.id: last}
        assert current_answers(assembly, other) == {}
    assert len(asked) == 2
