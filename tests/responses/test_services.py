"""Answers need reasons and two people; what is published stays, and a correction is a new answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.core import clock, events
from app.core.append_only import NeverChanges
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.recommendations.models import Recommendation
from app.responses import services
from app.responses.events import ResponsePublished
from app.responses.models import Commitment, ProgressUpdate, Response, Verdict
from app.responses.queries.answers import answers_of
from app.responses.wording.answers import fingerprint
from app.responses.words.answers import Wording
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation
from tests.factories.responses import make_compiled_response, make_response, send_and_publish

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WORDING = Wording(
    verdict=Verdict.ACCEPTED,
    reasons="The lane is wide enough.",
    responsible_body="Fenbury Borough Council",
    decided_on="2026-11-19",
)


@pytest.fixture(autouse=True)
def _today(session: Session) -> object:
    with clock.at(NOW):
        yield


def officer_of(assembly: Assembly, name: str) -> Account:
    return make_account(
        f"{name}@fenbury.example", role=Role.OFFICER, organisation_id=assembly.organisation_id
    )


@pytest.fixture
def olu(assembly: Assembly) -> Account:
    return officer_of(assembly, "olu")


@pytest.fixture
def priya(assembly: Assembly) -> Account:
    return officer_of(assembly, "priya")


# ---- What an answer must hold ----


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"reasons": " \n"}, "why"),
        ({"responsible_body": ""}, "body"),
        ({"verdict": Verdict.ACCEPTED_IN_PART}, "not taken up"),
        ({"verdict": Verdict.NOT_OURS}, "to whom"),
        ({"not_taken_up": "The trees."}, "Only .accepted in part"),
        ({"sent_to": "The county."}, "Only .not ours"),
        ({"decided_on": None}, "when"),
        ({"decided_on": "2026-11-23"}, "future"),
        ({"decided_on": "2026-02-30"}, "no such date"),
        ({"decision_url": "javascript:alert(1)"}, "web address"),
    ],
)
def test_an_answer_that_lacks_something_is_not_kept(
    session: Session, recommendation: Recommendation, olu: Account, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(Refused, match=message):
        services.draft_response([recommendation], replace(WORDING, **changes), olu)  # type: ignore[arg-type]
    assert session.scalars(select(Response)).all() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": Verdict.ACCEPTED_IN_PART, "not_taken_up": "Four playgrounds have no room."},
        {"verdict": Verdict.NOT_OURS, "sent_to": "Fenshire County Council"},
        {"verdict": Verdict.UNDER_CONSIDERATION, "decided_on": None},
        {"verdict": Verdict.NOT_ACCEPTED, "decided_on": "2026-11"},
    ],
)
def test_each_verdict_can_be_given_with_what_it_demands(
    recommendation: Recommendation, olu: Account, changes: dict[str, object]
) -> None:
    response = services.draft_response([recommendation], replace(WORDING, **changes), olu)  # type: ignore[arg-type]
    assert response.verdict == changes["verdict"]


def test_one_answer_may_speak_to_several_recommendations(assembly: Assembly, olu: Account) -> None:
    both = [make_recommendation(assembly, number=number) for number in (1, 2)]
    assert services.draft_response(both, WORDING, olu).recommendations == both


def test_one_answer_speaks_to_one_assembly_only(
    assembly: Assembly, recommendation: Recommendation, olu: Account
) -> None:
    other = make_recommendation(make_assembly("elsewhere"))
    with pytest.raises(Refused, match="one assembly"):
        services.draft_response([recommendation, other], WORDING, olu)
    with pytest.raises(Refused, match="Choose"):
        services.draft_response([], WORDING, olu)


def test_what_is_not_published_cannot_be_answered(assembly: Assembly, olu: Account) -> None:
    with pytest.raises(Refused, match="not published"):
        services.draft_response([make_recommendation(assembly, published=False)], WORDING, olu)


def test_two_officers_do_not_begin_two_answers(
    recommendation: Recommendation, olu: Account, priya: Account
) -> None:
    services.draft_response([recommendation], WORDING, olu)
    with pytest.raises(Refused, match="begun an answer"):
        services.draft_response([recommendation], WORDING, priya)


def test_a_decision_may_follow_an_answer_under_consideration(
    assembly: Assembly, recommendation: Recommendation, olu: Account
) -> None:
    make_response(recommendation, verdict=Verdict.UNDER_CONSIDERATION)
    assert services.draft_response([recommendation], WORDING, olu).follows_id is None


def test_a_compiled_answer_does_not_stand_in_the_way_of_the_councils_own(
    recommendation: Recommendation, olu: Account
) -> None:
    make_compiled_response(recommendation)
    assert services.draft_response([recommendation], WORDING, olu).id


def test_after_a_decision_there_are_only_corrections(recommendation: Recommendation, olu: Account) -> None:
    make_response(recommendation)
    with pytest.raises(Refused, match="Correct that answer"):
        services.draft_response([recommendation], WORDING, olu)


# ---- Two people ----


def test_a_second_officer_publishes_and_readers_are_told(
    session: Session,
    assembly: Assembly,
    recommendation: Recommendation,
    olu: Account,
    priya: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(events, "announce", told.append)
    response = services.draft_response([recommendation], WORDING, olu)
    assert answers_of(assembly).to(recommendation).response is None
    send_and_publish(response, priya, fingerprint(response))
    assert answers_of(assembly).to(recommendation).response == response
    assert (response.published_by, response.published_at) == (priya, NOW)
    assert told == [ResponsePublished(response.id)]
    assert assembly.slug in session.info["touched"]
    log = session.execute(select(AuditEntry.action, AuditEntry.actor_id).order_by(AuditEntry.id)).all()
    assert [tuple(row) for row in log] == [
        ("drafted", olu.id),
        ("sent for approval", olu.id),
        ("published", priya.id),
    ]


def test_nobody_publishes_what_they_drafted(recommendation: Recommendation, olu: Account) -> None:
    response = services.draft_response([recommendation], WORDING, olu)
    with pytest.raises(Refused, match="You drafted this answer"):
        services.publish_response(response, olu)
    assert not response.is_public


def test_whoever_changed_a_draft_last_does_not_publish_it_and_neither_does_its_drafter(
    recommendation: Recommendation, olu: Account, priya: Account
) -> None:
    response = services.draft_response([recommendation], WORDING, olu)
    services.edit_response(response, replace(WORDING, reasons="The lane is very wide."), priya)
    for person in (olu, priya):
        with pytest.raises(Refused, match="somebody else must publish"):
            services.publish_response(response, person)


def test_two_officers_who_both_wrote_find_a_way_out(
    recommendation: Recommendation, olu: Account, priya: Account
) -> None:
    response = services.draft_response([recommendation], WORDING, olu)
    services.edit_response(response, WORDING, priya)
    services.edit_response(response, WORDING, olu)
    send_and_publish(response, priya)
    assert response.is_public


@pytest.mark.parametrize("who", ["drafter", "editor", "nobody"])
def test_the_database_itself_refuses_an_answer_published_by_its_writer(
    session: Session, recommendation: Recommendation, olu: Account, priya: Account, who: str
) -> None:
    response = services.draft_response([recommendation], WORDING, olu)
    services.edit_response(response, WORDING, priya)
    response.published_at = clock.now()
    response.published_by_id = {"drafter": olu.id, "editor": priya.id, "nobody": None}[who]
    with pytest.raises(IntegrityError, match="two_people"):
        session.flush()


def test_words_that_changed_after_they_were_read_are_not_published_unread(
    recommendation: Recommendation, olu: Account, priya: Account
) -> None:
    response = services.draft_response([recommendation], WORDING, olu)
    read = fingerprint(response)
    services.edit_response(response, replace(WORDING, verdict=Verdict.NOT_ACCEPTED), olu)
    with pytest.raises(Refused, match="colleague changed"):
        services.publish_response(response, priya, seen=read)
    with pytest.raises(Refused, match="colleague changed"):
        services.edit_response(response, WORDING, priya, seen=read)


def test_no_answer_is_published_in_an_assembly_that_is_not_public(session: Session) -> None:
    hidden = make_assembly("hidden", published=False)
    response = services.draft_response([make_recommendation(hidden)], WORDING, officer_of(hidden, "a"))
    drafter = officer_of(hidden, "c")
    services.send_for_approval(response, drafter)
    with pytest.raises(Refused, match="not public"):
        services.publish_response(response, officer_of(hidden, "b"))


# ---- What is published stays ----


def test_a_published_answer_is_not_edited_and_not_published_again(
    recommendation: Recommendation, olu: Account, priya: Account
) -> None:
    response = make_response(recommendation)
    with pytest.raises(Refused, match="stays as it is"):
        services.edit_response(response, replace(WORDING, reasons="Other"), olu)
    with pytest.raises(Refused, match="stays as it is"):
        services.publish_response(response, priya)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("verdict", "not_accepted"), ("reasons", "Other"), ("published_at", None), ("decided_on", "2020")],
)
def test_no_word_of_a_published_answer_can_be_changed(
    session: Session, recommendation: Recommendation, attribute: str, value: object
) -> None:
    setattr(make_response(recommendation), attribute, value)
    with pytest.raises(NeverChanges):
        session.flush()


def test_a_published_answer_keeps_its_recommendations(
    session: Session, assembly: Assembly, recommendation: Recommendation
) -> None:
    response = make_response(recommendation)
    response.recommendations.append(make_recommendation(assembly, number=2))
    with pytest.raises(NeverChanges):
        session.flush()


def test_what_vanished_from_a_record_may_be_marked(session: Session, recommendation: Recommendation) -> None:
    response = make_compiled_response(recommendation)
    response.vanished_at = clock.now()
    session.flush()
    session.refresh(response)
    assert response.vanished_at == NOW


@pytest.mark.parametrize("table", [Response, Commitment, ProgressUpdate])
def test_no_statement_rewrites_what_was_said(session: Session, table: type) -> None:
    with pytest.raises(NeverChanges):
        session.execute(delete(table))
    with pytest.raises(NeverChanges):
        session.execute(update(table).values(id=7))


def test_a_correction_is_a_new_row_and_the_former_wording_stays_readable(
    assembly: Assembly, recommendation: Recommendation, olu: Account, priya: Account
) -> None:
    first = make_response(recommendation)
    changed = replace(WORDING, verdict=Verdict.NOT_ACCEPTED)
    second = services.correct_response(first, changed, "The first gave the wrong minutes.", olu)
    assert answers_of(assembly).to(recommendation).response == first
    send_and_publish(second, priya)
    answer = answers_of(assembly).to(recommendation)
    assert (answer.response, answer.former) == (second, (first,))
    assert first.verdict == Verdict.ACCEPTED
    assert second.correction_reason == "The first gave the wrong minutes."


def test_a_correction_needs_a_second_person_too(recommendation: Recommendation, olu: Account) -> None:
    correction = services.correct_response(make_response(recommendation), WORDING, "Wrong date.", olu)
    with pytest.raises(Refused, match="You drafted"):
        services.publish_response(correction, olu)


def test_only_a_public_answer_of_the_councils_own_is_corrected_once_and_with_a_reason(
    assembly: Assembly, recommendation: Recommendation, olu: Account
) -> None:
    public = make_response(recommendation)
    draft = make_response(make_recommendation(assembly, number=2), published=False)
    compiled = make_compiled_response(make_recommendation(assembly, number=3))
    for response, reason, message in (
        (public, " ", "why"),
        (draft, "Wrong.", "published answer"),
        (compiled, "Wrong.", "compiled"),
    ):
        with pytest.raises(Refused, match=message):
            services.correct_response(response, WORDING, reason, olu)
    services.correct_response(public, WORDING, "Wrong.", olu)
    with pytest.raises(Refused, match="exists already"):
        services.correct_response(public, WORDING, "Wrong.", olu)


def test_no_correction_is_begun_beside_a_new_answer(recommendation: Recommendation, olu: Account) -> None:
    first = make_response(recommendation, verdict=Verdict.UNDER_CONSIDERATION)
    services.draft_response([recommendation], WORDING, olu)
    with pytest.raises(Refused, match="new answer"):
        services.correct_response(first, WORDING, "Wrong.", olu)
