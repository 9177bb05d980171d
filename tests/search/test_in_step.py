"""Whatever happens to a text, the index holds at once what a full rebuild would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies import services as assemblies
from app.assemblies.models import Assembly, PhaseKind
from app.assemblies.words import AssemblyWords, PhaseSpan
from app.comments import services as comments
from app.comments.models import CommentState
from app.core import clock
from app.recommendations import services as recommendations
from app.recommendations.models import Recommendation, VersionStage
from app.responses import services as responses
from app.responses.events import ResponsePublished
from app.responses.models import Verdict
from app.responses.words.answers import Wording
from app.search import index
from app.search.documents import COMMENTS, Source
from app.search.queries import search
from app.search.services import keep_response
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import send_and_publish
from tests.factories.search import index_everything
from tests.search.looking import is_kept, total

WORDING = Wording(Verdict.ACCEPTED, "The zebra is paid.", "Fenbury Borough Council", decided_on="2020-03")
OTHER = Wording(Verdict.NOT_ACCEPTED, "No llamas.", "Fenbury Borough Council", decided_on="2020-03")
SPAN = PhaseSpan(PhaseKind.LEARNING, datetime(2020, 1, 1, tzinfo=UTC), None)


@pytest.fixture
def ada(session: Session) -> Account:
    return make_account("ada@fenbury.example")


@pytest.fixture
def ben(session: Session) -> Account:
    return make_account("ben@fenbury.example")


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly(question="Who?", consulting=(-7, 7))


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    made = make_recommendation(assembly, "Crossings", clauses=["Paint a zebra."])
    index_everything()
    return made


def test_an_assembly_made_published_renamed(session: Session, ada: Account, assembly: Assembly) -> None:
    words = AssemblyWords(name="On zebras", question="Where?")
    made = assemblies.create_assembly(assembly.organisation, words, [SPAN], ada)
    assert total("zebras") == 0
    make_comment(subject_of(made), "On the zebra itself.")
    assemblies.publish_assembly(made, ada)
    assert total("zebras") == 2
    assemblies.edit_assembly(made, AssemblyWords(name="On llamas", question="Where?"), [SPAN], ada)
    assert (total("llamas"), [found.title for found in search("zebras").items]) == (1, ["On llamas"])


def test_a_comment_published_hidden_and_restored(
    session: Session, ada: Account, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject, "A secretword.", state=CommentState.AWAITING_MODERATION)
    assert total("secretword") == 0
    comments.publish_comment(comment, ada.id)
    assert (total("secretword"), is_kept("secretword")) == (1, True)
    comments.hide_comment(comment, ada.id)
    assert (total("secretword"), is_kept("secretword")) == (0, False)
    comments.restore_comment(comment, ada.id)
    assert total("secretword") == 1


def test_a_rejected_comment_never_gets_in(
    session: Session, ada: Account, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject, "A secretword.", state=CommentState.AWAITING_MODERATION)
    comments.reject_comment(comment, ada.id)
    assert (total("secretword"), is_kept("secretword")) == (0, False)


def test_a_recommendation_drafted_published_and_rewritten(
    session: Session, ada: Account, ben: Account, recommendation: Recommendation
) -> None:
    make_comment(recommendation.subject, "Good.")
    answer = responses.draft_response([recommendation], WORDING, ada)
    send_and_publish(answer, ben)
    index_everything()
    draft = recommendations.write_draft(
        recommendation, "Llamas", "Lead a llama across.", "Cheaper.", VersionStage.FINAL, ada
    )
    assert (total("llama"), total("paint")) == (0, 1)
    recommendations.publish_version(draft, ada)
    assert (total("llamas"), total("paint")) == (2, 0)
    assert [found.title for found in search("good").items] == ["Llamas"]


def test_a_new_text_under_the_same_title_looks_at_one_of_its_comments_and_no_more(
    monkeypatch: pytest.MonkeyPatch, ada: Account, recommendation: Recommendation
) -> None:
    comments_there = {make_comment(recommendation.subject).id for _ in range(3)}
    index_everything()
    draft = recommendations.write_draft(
        recommendation, recommendation.title, "Lead a llama across.", "Cheaper.", VersionStage.FINAL, ada
    )
    looked_at: list[int] = []
    difference = index.difference

    def noted(source: Source, ids: Sequence[int]) -> index.Difference:
        looked_at.extend(ids if source is COMMENTS else [])
        return difference(source, ids)

    monkeypatch.setattr(index, "difference", noted)
    recommendations.publish_version(draft, ada)
    assert looked_at == [min(comments_there)]
    assert total("llama") == 1


def test_a_response_drafted_published_and_corrected(
    session: Session, ada: Account, ben: Account, recommendation: Recommendation
) -> None:
    answer = responses.draft_response([recommendation], WORDING, ada)
    assert total("paid") == 0
    send_and_publish(answer, ben)
    assert total("paid") == 1
    correction = responses.correct_response(answer, OTHER, "A slip.", ada)
    assert (total("paid"), total("llamas")) == (1, 0)
    send_and_publish(correction, ben)
    assert (total("paid"), total("llamas")) == (0, 1)


def test_a_correction_at_a_set_time_is_found_from_then_on_and_the_former_no_more(
    session: Session, ada: Account, ben: Account, recommendation: Recommendation
) -> None:
    answer = responses.draft_response([recommendation], WORDING, ada)
    send_and_publish(answer, ben)
    correction = responses.correct_response(answer, OTHER, "A slip.", ada)
    responses.send_for_approval(correction, ada)
    moment = clock.now() + timedelta(days=2)
    responses.publish_response(correction, ben, moment)
    session.flush()
    assert (total("paid"), total("llamas")) == (1, 0)
    with clock.at(moment):
        # The worker's turn, for which a row waits in the outbox.
        keep_response(ResponsePublished(correction.id))
        assert (total("paid"), total("llamas")) == (0, 1)


def test_a_response_that_is_called_off_is_never_found(
    session: Session, ada: Account, ben: Account, recommendation: Recommendation
) -> None:
    answer = responses.draft_response([recommendation], WORDING, ada)
    responses.send_for_approval(answer, ada)
    moment = clock.now() + timedelta(days=2)
    responses.publish_response(answer, ben, moment)
    responses.call_off(answer, ben)
    session.flush()
    with clock.at(moment):
        assert total("paid") == 0
