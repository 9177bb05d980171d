"""The officers' pages about answers: who may use them, the two people, and whatever is typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.core import clock
from app.recommendations.models import Recommendation, VersionStage
from app.responses import services
from app.responses.models import Commitment, ProgressUpdate, Response, Verdict
from app.responses.words import Wording
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import CLAUSES, add_vote, make_recommendation
from tests.factories.responses import (
    make_commitment,
    make_compiled_response,
    make_compiled_update,
    make_response,
    make_update,
)
from tests.queries import counted

DESK = "/council/high-street/responses/"
WORDING = Wording(Verdict.ACCEPTED, "The lane is wide.", "Fenbury Borough Council", decided_on="2026-11-19")
ANSWER = {
    "recommendations": "2",
    "verdict": "accepted",
    "reasons": "The lane is wide enough.",
    "responsible_body": "Fenbury Borough Council",
    "decided_on-day": "19",
    "decided_on-month": "11",
    "decided_on-year": "2024",
}
PROMISE = {"title": "Put up 14 monitors", "due_on-month": "6", "due_on-year": "2099"}
REPORT = {"status": "in_progress", "text": "Eleven of fourteen are up."}


class Council:
    """Recommendation 1 is answered and has a commitment, 2 waits, 3 is being answered by a colleague."""

    def __init__(self) -> None:
        self.assembly: Assembly = make_assembly()
        self.recommendations = [
            make_recommendation(self.assembly, number=number, stage=VersionStage.FINAL)
            for number in (1, 2, 3)
        ]
        self.olu = self.officer("olu@fenbury.example", "Olu Officer")
        self.priya = self.officer("priya@fenbury.example", "Priya Planner")
        self.answer = make_response(self.recommendations[0], drafted_by=self.olu, published_by=self.priya)
        self.draft = services.draft_response([self.recommendations[2]], WORDING, self.olu)
        self.commitment = make_commitment(self.recommendations[0])

    def officer(self, email: str, name: str) -> Account:
        serves = self.assembly.organisation_id
        return make_account(email, name=name, role=Role.OFFICER, organisation_id=serves)

    @property
    def paths(self) -> Mapping[str, str]:
        return {
            "index": DESK,
            "new": DESK + "new",
            "edit": f"{DESK}{self.draft.id}/edit",
            "correct": f"{DESK}{self.answer.id}/correct",
            "preview": f"{DESK}{self.draft.id}/preview",
            "publish": f"{DESK}{self.draft.id}/publish",
            "promise": f"{DESK}commitments/new/1",
            "report": f"{DESK}commitments/{self.commitment.id}/report",
        }


READ = ("index", "new", "edit", "correct", "preview", "promise", "report")
DO = ("new", "edit", "correct", "publish", "promise", "report")


@pytest.fixture
def council(session: Session) -> Council:
    return Council()


@pytest.fixture
def olu(council: Council, client: Visitor) -> Account:
    sign_in_as(client, council.olu)
    return council.olu


@pytest.fixture
def priya(council: Council, client: Visitor) -> Account:
    sign_in_as(client, council.priya)
    return council.priya


def seen_on(client: Visitor, path: str) -> str:
    return client.get(path).text.split('name="seen" value="')[1].split('"')[0]


def post(client: Visitor, path: str, fields: Mapping[str, Any]) -> Any:
    form = path.replace("/publish", "/preview")
    return client.post(path, data={"csrf_token": token_in(client, form), **fields})


def rows(session: Session) -> tuple[int, ...]:
    return tuple(
        session.scalar(select(func.count(table.id))) or 0 for table in (Response, Commitment, ProgressUpdate)
    )


# ---- Who may ----


@pytest.mark.parametrize("name", DO)
def test_nobody_acts_without_signing_in_and_their_words_come_back(
    client: Visitor, council: Council, name: str
) -> None:
    answer = client.post(council.paths[name], data={"reasons": "My words are kept"})
    assert answer.status_code == 401
    assert "My words are kept" in answer.text


@pytest.mark.parametrize("name", READ)
def test_nobody_reads_the_desk_without_signing_in(client: Visitor, council: Council, name: str) -> None:
    assert client.get(council.paths[name]).status_code in (303, 401)


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [(Role.MODERATOR, True, 403), (Role.ADMINISTRATOR, True, 403), (Role.OFFICER, False, 404)],
)
def test_the_desk_is_for_officers_of_the_council_concerned(
    client: Visitor, session: Session, council: Council, role: Role, own: bool, status: int
) -> None:
    serves = council.assembly.organisation if own else make_organisation("elsewhere")
    organisation_id = None if role is Role.ADMINISTRATOR else serves.id
    sign_in_as(client, make_account("other@x.example", role=role, organisation_id=organisation_id))
    before = rows(session)
    for name in READ:
        assert client.get(council.paths[name]).status_code == status, name
    for name in DO:
        fields = {**ANSWER, **PROMISE, **REPORT, "reason": "x"}
        assert client.post(council.paths[name], data=fields).status_code == status, name
    assert rows(session) == before


def test_an_answer_is_found_in_its_own_assembly_only(client: Visitor, council: Council, olu: Account) -> None:
    make_assembly("another", council.assembly.organisation)
    for name in ("edit", "correct", "preview", "report"):
        assert client.get(council.paths[name].replace("high-street", "another")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "99999/edit",
        "99999999999999999999/edit",
        "0/preview",
        "x/preview",
        "commitments/new/9",
        "commitments/7777/report",
    ],
)
def test_what_is_not_there_is_not_found(client: Visitor, council: Council, olu: Account, path: str) -> None:
    assert client.get(DESK + path).status_code == 404


# ---- The way of an answer ----


def test_one_officer_drafts_and_another_publishes(client: Visitor, council: Council, olu: Account) -> None:
    drafted = post(client, DESK + "new", ANSWER)
    assert drafted.status_code == 303
    page = client.get(drafted.location).text
    assert "Another officer must publish this" in page
    assert "Publish the answer" not in page
    assert "The lane is wide enough." in page
    sign_in_as(client, council.priya)
    assert "Read and publish" in client.get(DESK).text
    public = "/assemblies/high-street/recommendations/2/"
    assert "The lane is wide enough." not in client.get(public).text
    published = post(
        client, drafted.location.replace("preview", "publish"), {"seen": seen_on(client, drafted.location)}
    )
    assert (published.status_code, published.location) == (303, DESK)
    assert "The lane is wide enough." in client.get(public).text


def test_ones_own_draft_is_not_published_and_the_page_says_why(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    path = council.paths["publish"]
    refused = post(client, path, {"seen": seen_on(client, council.paths["preview"])})
    assert refused.status_code == 409
    assert "You drafted this answer" in refused.text
    session.refresh(council.draft)
    assert council.draft.published_at is None


def test_whoever_changed_it_last_does_not_publish_it(
    client: Visitor, session: Session, council: Council, priya: Account
) -> None:
    fields = {**ANSWER, "seen": seen_on(client, council.paths["edit"])}
    assert post(client, council.paths["edit"], fields).status_code == 303
    refused = post(client, council.paths["publish"], {"seen": seen_on(client, council.paths["preview"])})
    assert refused.status_code == 409
    assert "You changed this answer last" in refused.text


@pytest.mark.parametrize("seen", ["", "other", None])
def test_what_an_officer_has_not_read_is_not_published(
    client: Visitor, session: Session, council: Council, priya: Account, seen: str | None
) -> None:
    refused = post(client, council.paths["publish"], {} if seen is None else {"seen": seen})
    assert refused.status_code == 409
    session.refresh(council.draft)
    assert council.draft.published_at is None


def test_the_officer_who_writes_sees_text_vote_and_comments(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    second = council.recommendations[1]
    add_vote(second)
    make_comment(second.subject)
    page = client.get(DESK + "new?recommendation=2").text
    assert CLAUSES[1] in page
    assert "How the members voted on the final text" in page
    assert "1 comment by residents" in page
    assert 'value="2" checked' in page


def test_an_answer_to_several_recommendations_is_one_answer(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    make_recommendation(council.assembly, number=4)
    drafted = post(client, DESK + "new", {**ANSWER, "recommendations": ["2", "4"]})
    assert drafted.status_code == 303
    assert "The answer to recommendations 2, 4" in client.get(drafted.location).text


@pytest.mark.parametrize("chosen", [["1"], ["3"], ["9"], ["2", "9"], []])
def test_only_what_waits_can_be_answered(
    client: Visitor, session: Session, council: Council, olu: Account, chosen: list[str]
) -> None:
    before = rows(session)
    refused = post(client, DESK + "new", {**ANSWER, "recommendations": chosen})
    assert refused.status_code == 422
    assert "The lane is wide enough." in refused.text
    assert rows(session) == before


def test_a_published_answer_is_corrected_by_a_new_one(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    fields = {**ANSWER, "verdict": "not_accepted", "reason": "The minutes were misread."}
    drafted = post(client, council.paths["correct"], fields)
    assert drafted.status_code == 303
    sign_in_as(client, council.priya)
    post(client, drafted.location.replace("preview", "publish"), {"seen": seen_on(client, drafted.location)})
    public = client.get("/assemblies/high-street/recommendations/1/").text
    assert "The minutes were misread." in public
    assert "The money is there, and the lane is wide enough." in public


def test_a_published_answer_leads_from_editing_to_correcting(
    client: Visitor, council: Council, olu: Account
) -> None:
    answer = client.get(f"{DESK}{council.answer.id}/edit")
    assert (answer.status_code, answer.location) == (303, council.paths["correct"])
    fields = {**ANSWER, "seen": ""}
    refused = client.post(
        f"{DESK}{council.answer.id}/edit",
        data={"csrf_token": token_in(client, council.paths["correct"]), **fields},
    )
    assert refused.status_code == 409
    assert "The lane is wide enough." in refused.text


def test_a_colleagues_words_are_not_overwritten(
    client: Visitor, session: Session, council: Council, priya: Account
) -> None:
    seen = seen_on(client, council.paths["edit"])
    services.edit_response(
        council.draft, Wording(Verdict.NOT_ACCEPTED, "Theirs.", "Council", decided_on="2026-11"), council.olu
    )
    refused = post(client, council.paths["edit"], {**ANSWER, "seen": seen})
    assert refused.status_code == 409
    assert "The lane is wide enough." in refused.text
    session.refresh(council.draft)
    assert council.draft.reasons == "Theirs."


# ---- Commitments and progress ----


def test_a_commitment_and_its_progress_are_public_at_once(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    assert post(client, council.paths["promise"], PROMISE).status_code == 303
    public = "/assemblies/high-street/recommendations/1/"
    assert "June 2099" in client.get(public).text
    assert post(client, council.paths["report"], REPORT).status_code == 303
    assert "Eleven of fourteen are up." in client.get(public).text
    assert "Eleven of fourteen are up." in client.get(council.paths["report"]).text


def test_a_delay_shows_both_dates(client: Visitor, council: Council, olu: Account) -> None:
    delay = {
        "status": "delayed",
        "text": "It takes longer.",
        "reason": "No power supply.",
        "new_due_on-day": "",
        "new_due_on-month": "march",
        "new_due_on-year": "2100",
    }
    assert post(client, council.paths["report"], delay).status_code == 303
    page = client.get("/assemblies/high-street/recommendations/1/").text
    assert "March 2100" in page
    assert "30\N{NO-BREAK SPACE}June 2099" in page
    assert "No power supply." in page


def test_after_the_end_there_is_no_form(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    token = token_in(client, council.paths["report"])
    make_update(council.commitment, "stopped", reason="No wall.")
    assert "has ended" in client.get(council.paths["report"]).text
    refused = client.post(council.paths["report"], data={"csrf_token": token, **REPORT})
    assert refused.status_code == 409
    assert "Eleven of fourteen are up." in refused.text


def test_no_commitment_before_the_answer(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    refused = post(client, DESK + "commitments/new/2", PROMISE)
    assert refused.status_code == 409
    assert "Answer the recommendation first" in refused.text
    assert "Put up 14 monitors" in refused.text


# ---- Bad input ----


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"verdict": ""}, "Choose the answer."),
        ({"verdict": None}, "Choose the answer."),
        ({"verdict": "maybe"}, "Choose the answer."),
        ({"reasons": ""}, "Say why."),
        ({"reasons": " \r\n "}, "Say why."),
        ({"reasons": None}, "Say why."),
        ({"reasons": "x" * 10_001}, "too long"),
        ({"reasons": "nul \x00"}, "control characters"),
        ({"responsible_body": "  "}, "Say which body"),
        ({"responsible_body": "x" * 201}, "too long"),
        ({"responsible_role": "bell \x07"}, "control characters"),
        ({"verdict": "accepted_in_part"}, "which part is not taken up"),
        ({"verdict": "not_ours"}, "to whom you have sent it"),
        ({"not_taken_up": "The trees."}, "Only “accepted in part”"),
        ({"sent_to": "The county."}, "Only “not ours to decide”"),
        ({"decided_on-year": ""}, "must have a year"),
        ({"decided_on-month": ""}, "must have a month"),
        ({"decided_on-month": "13"}, "no such date"),
        ({"decided_on-day": "31"}, "no such date"),
        ({"decided_on-year": "24"}, "four figures"),
        ({"decided_on-year": "9999"}, "too far ahead"),
        ({"decided_on-year": "2199"}, "future"),
        ({"decided_on-day": "٣"}, "in figures"),
        ({"decided_on-day": "1" * 5000}, "in figures"),
        ({"decided_on-day": "", "decided_on-month": "", "decided_on-year": ""}, "when this was decided"),
        ({"decision_url": "javascript:alert(1)"}, "web address"),
        ({"decision_url": "https://user:secret@example.org/"}, "web address"),
        ({"decision_url": "https://[::1/"}, "web address"),
        ({"decision_url": "https://example.org/" + "x" * 2000}, "too long"),
    ],
)
def test_what_an_answer_lacks_is_said_at_its_field_and_the_rest_stays(
    client: Visitor, session: Session, council: Council, olu: Account, fields: dict[str, Any], message: str
) -> None:
    before = rows(session)
    sent = {name: value for name, value in {**ANSWER, **fields}.items() if value is not None}
    refused = post(client, DESK + "new", sent)
    assert refused.status_code == 422
    assert message in refused.text
    if "reasons" not in fields:
        assert "The lane is wide enough." in refused.text
    assert rows(session) == before


@pytest.mark.parametrize("name", ["edit", "correct"])
def test_a_draft_and_a_correction_are_held_to_the_same(
    client: Visitor, session: Session, council: Council, olu: Account, name: str
) -> None:
    fields = {**ANSWER, "reason": "Misread.", "verdict": "accepted_in_part"}
    refused = post(client, council.paths[name], fields)
    assert refused.status_code == 422
    assert "which part is not taken up" in refused.text


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_a_correction_says_why(
    client: Visitor, session: Session, council: Council, olu: Account, reason: str | None
) -> None:
    fields = ANSWER if reason is None else {**ANSWER, "reason": reason}
    refused = post(client, council.paths["correct"], fields)
    assert refused.status_code == 422
    assert "Say why the answer is corrected." in refused.text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Say what the council will do."),
        ({"title": None}, "Say what the council will do."),
        ({"title": "x" * 201}, "too long"),
        ({"lead": "nul \x00"}, "control characters"),
        ({"detail": "x" * 2001}, "too long"),
        ({"due_on-year": "2020"}, "must lie ahead"),
        ({"due_on-month": "", "due_on-year": ""}, "by when"),
        ({"due_on-day": "31"}, "no such date"),
    ],
)
def test_what_a_commitment_lacks_is_said_at_its_field(
    client: Visitor, session: Session, council: Council, olu: Account, fields: dict[str, Any], message: str
) -> None:
    before = rows(session)
    sent = {name: value for name, value in {**PROMISE, **fields}.items() if value is not None}
    refused = post(client, council.paths["promise"], sent)
    assert refused.status_code == 422
    assert message in refused.text
    assert rows(session) == before


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"status": None}, "Choose how it is going."),
        ({"status": "finished"}, "Choose how it is going."),
        ({"text": " "}, "Say how it is going."),
        ({"text": "x" * 3001}, "too long"),
        ({"status": "delayed"}, "Give the reason."),
        ({"status": "delayed", "reason": "No power."}, "Give the new date."),
        (
            {"status": "delayed", "reason": "No power.", "new_due_on-year": "2098"},
            "after the one that it replaces",
        ),
        ({"status": "delayed", "reason": "No power.", "new_due_on-year": "soon"}, "in figures"),
        ({"status": "delivered"}, "Give a link"),
        ({"status": "delivered", "evidence_url": "on our website"}, "web address"),
        ({"status": "stopped"}, "Give the reason."),
        ({"new_due_on-year": "2100"}, "Only a delay moves the date."),
    ],
)
def test_what_a_report_hides_is_asked_for_at_its_field(
    client: Visitor, session: Session, council: Council, olu: Account, fields: dict[str, Any], message: str
) -> None:
    before = rows(session)
    sent = {name: value for name, value in {**REPORT, **fields}.items() if value is not None}
    refused = post(client, council.paths["report"], sent)
    assert refused.status_code == 422
    assert message in refused.text
    assert rows(session) == before


@pytest.mark.parametrize(
    "text",
    ["😀" * 2900, "<script>alert(1)</script>", "[x](javascript:alert(1))", "\u202eevil", "a\u0301" * 900],
)
def test_strange_but_lawful_text_is_kept_and_shown_as_text(
    client: Visitor, session: Session, council: Council, olu: Account, text: str
) -> None:
    assert post(client, council.paths["report"], {**REPORT, "text": text}).status_code == 303
    assert session.scalars(select(ProgressUpdate.text)).all() == [text]
    drafted = post(client, DESK + "new", {**ANSWER, "reasons": text})
    for path in (drafted.location, "/assemblies/high-street/recommendations/1/", council.paths["report"]):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert 'href="javascript' not in page.text


@pytest.mark.parametrize("token", ["forged", None])
@pytest.mark.parametrize("name", DO)
def test_a_forged_token_changes_nothing_and_gives_the_words_back(
    client: Visitor, session: Session, council: Council, olu: Account, name: str, token: str | None
) -> None:
    before = rows(session)
    fields = {**ANSWER, **PROMISE, **REPORT, "reason": "My own words.", "seen": "x"}
    refused = client.post(
        council.paths[name], data=fields if token is None else {**fields, "csrf_token": token}
    )
    assert refused.status_code == 400
    assert "My own words." in refused.text
    assert rows(session) == before


def test_of_a_doubled_field_both_wordings_come_back_and_nothing_is_kept(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    before = session.scalar(select(func.count(Response.id)))
    drafted = post(
        client, DESK + "new", {**ANSWER, "verdict": ["accepted", "not_accepted"], "reasons": ["A.", "B."]}
    )
    assert drafted.status_code == 422
    assert "A.\n\nB." in drafted.text
    assert session.scalar(select(func.count(Response.id))) == before


# ---- Compiled records, weight ----


def test_a_compiled_assembly_shows_what_its_record_says(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    compiled = make_assembly("cambridge", council.assembly.organisation, is_compiled=True)
    recommendation: Recommendation = make_recommendation(compiled, is_compiled=True)
    make_compiled_response(recommendation, verdict=None, recorded_as="noted")
    make_compiled_update(recommendation)
    page = client.get("/council/cambridge/responses/")
    assert page.status_code == 200
    assert "Compiled from public records." in page.text
    assert "Noted, without a verdict" in page.text


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_takes_the_same_few_queries_however_long_it_is(
    client: Visitor, session: Session, council: Council, olu: Account, number: int
) -> None:
    for place in range(10, 10 + number):
        recommendation = make_recommendation(council.assembly, number=place)
        make_response(recommendation, drafted_by=council.olu, published_by=council.priya)
        make_update(make_commitment(recommendation), "in_progress")
    with counted() as queries:
        assert client.get(DESK).status_code == 200
    assert len(queries) <= 9, queries


def test_an_overdue_commitment_is_called_so(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    make_commitment(council.recommendations[0], "Water the trees", due_on="2026-01")
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        assert "Planned, due January 2026 and overdue" in client.get(DESK).text
