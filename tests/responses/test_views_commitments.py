"""Steps, files as evidence and corrections, on the officers' pages and on everybody's."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.accounts.models import Account
from app.responses import services
from app.responses.models import Commitment, DeliveryStatus, Milestone, ProgressUpdate, Verdict
from app.responses.words.progress import Report
from tests.conftest import Visitor
from tests.factories.files import pdf
from tests.factories.forms import HOSTILE, fields_of, fields_of_page, send
from tests.factories.responses import make_response, make_update
from tests.responses.council import DESK, PROMISE, REPORT, Council, post

PUBLIC = "/assemblies/high-street/recommendations/1/"
ANSWERS = "/assemblies/high-street/responses/"


def on(council: Council, rest: str = "") -> str:
    return f"{DESK}commitments/{council.commitment.id}/{rest}"


def correcting(update: ProgressUpdate) -> str:
    return f"{DESK}reports/{update.id}/correct"


def upload(client: Visitor, page: str, content: bytes, name: str, **fields: Any) -> TestResponse:
    sent = {**fields_of(client, page), **fields, "evidence_file": FileStorage(io.BytesIO(content), name)}
    # All in memory: what the client would put into a file, it leaves open.
    boundary, body = encode_multipart(sent)
    return client.post(page, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def last_update(session: Session) -> ProgressUpdate:
    last = session.scalars(select(ProgressUpdate).order_by(ProgressUpdate.id.desc())).first()
    assert last is not None
    return last


# ---- Promises with quarters and steps ----


def test_a_commitment_with_a_quarter_and_steps_is_public_at_once(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    made = send(
        client,
        council.paths["promise"],
        title="Plant hedges",
        due_on__year="2099",
        due_on__quarter="Q2",
        step1="Order the plants",
        step1_due_on__month="3",
        step1_due_on__year="2099",
    )
    assert made.status_code == 303
    page = client.get(PUBLIC).text
    for words in (
        "Plant hedges",
        "Due April to June 2099",
        "Order the plants",
        "Due March 2099",
        "not begun yet",
    ):
        assert words in page, words
    assert "Order the plants" in client.get(made.location).text


def test_what_a_step_lacks_is_said_at_its_field(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    refused = post(
        client, council.paths["promise"], {**PROMISE, "step2": "Buy posts", "step3_due_on-year": "2099"}
    )
    assert refused.status_code == 422
    assert 'href="#step2_due_on-day"' in refused.text
    assert 'href="#step3"' in refused.text
    assert session.scalars(select(Milestone)).all() == []


def test_pressed_twice_a_promise_is_made_once(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    form = fields_of(client, council.paths["promise"]) | PROMISE | {"title": "Plant hedges"}
    first, second = (client.post(council.paths["promise"], data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(session.scalars(select(Commitment).where(Commitment.title == "Plant hedges")).all()) == 1
    other = client.post(council.paths["promise"], data=form | {"title": "Plant more"})
    assert other.status_code == 400
    assert "Plant more" in other.text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_is_typed_into_a_step_ends_in_a_message_or_on_the_page(
    client: Visitor, session: Session, council: Council, olu: Account, hostile: str
) -> None:
    typed = HOSTILE[hostile]
    answer = send(client, on(council, "milestones/new"), title=typed, due_on__year="2098")
    assert answer.status_code in (303, 422)
    assert client.get(PUBLIC).status_code == 200
    assert "<script>alert" not in client.get(on(council)).text


def test_a_step_is_added_and_reported_on_by_itself(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    added = send(client, on(council, "milestones/new"), title="Choose the places", due_on__year="2098")
    assert added.status_code == 303
    step = session.scalars(select(Milestone)).one()
    form = client.get(f"{on(council, 'report')}?step={step.id}").text
    assert fields_of_page(form, on(council, "report"))["about"] == str(step.id)
    done = {"status": "delivered", "text": "All chosen.", "evidence_url": "https://fenbury.example/places"}
    assert send(client, on(council, "report"), about=str(step.id), **done).status_code == 303
    page = client.get(PUBLIC).text
    assert "Step 1: delivered." in page
    assert "Planned" in page
    # What has ended is not offered again, and cannot be sent either.
    assert "Choose the places" not in client.get(on(council, "report")).text.split("<aside")[0]
    refused = send(client, on(council, "report"), about=str(step.id), **REPORT)
    assert refused.status_code == 422
    assert "Nothing can be reported on this now." in refused.text


def test_a_late_step_does_not_make_the_commitment_late_at_the_desk(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    session.add(
        Milestone(
            commitment=council.commitment,
            position=1,
            title="Old",
            due_on="2020",
            made_at=council.commitment.made_at,
        )
    )
    session.flush()
    assert "What is late" not in client.get(DESK).text
    assert "Planned, overdue" in client.get(on(council)).text


# ---- Files ----


def test_a_file_as_evidence_is_given_out_with_its_kind_and_size(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    sent = upload(
        client,
        on(council, "report"),
        pdf(2),
        "Handover.pdf",
        status="delivered",
        text="Done.",
        evidence_title="Handover",
    )
    assert sent.status_code == 303
    said = last_update(session)
    path = f"{ANSWERS}evidence/{said.id}/handover.pdf"
    for page in (PUBLIC, ANSWERS, on(council)):
        text = client.get(page).text
        assert path in text
        assert "Handover (PDF, 2 pages, " in text
    client.delete_cookie("moothall_session")
    with client.get(path) as given:
        assert (given.status_code, given.content_type) == (200, "application/pdf")
        assert given.data.startswith(b"%PDF")
        assert "Set-Cookie" not in given.headers
    assert client.get(path.replace("handover", "other")).location == path
    assert client.get(path.replace("/high-street/", "/elsewhere/")).status_code == 404
    assert client.get(f"{ANSWERS}evidence/{said.id + 1}/handover.pdf").status_code == 404


def test_a_report_without_a_file_has_none_to_give(
    client: Visitor, session: Session, council: Council
) -> None:
    said = make_update(council.commitment, "in_progress")
    assert client.get(f"{ANSWERS}evidence/{said.id}/None").status_code == 404


def test_a_refused_file_is_told_and_the_words_stay(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    refused = upload(
        client, on(council, "report"), b"MZ\x90\x00", "x.pdf", status="delivered", text="All are up."
    )
    assert refused.status_code == 422
    assert "All are up." in refused.text
    assert session.scalars(select(ProgressUpdate)).all() == []
    mended = upload(client, on(council, "report"), pdf(), "x.pdf", status="delivered", text="")
    assert mended.status_code == 422
    assert "Choose the file again." in mended.text


def test_a_colleague_in_between_costs_the_choice_of_the_file_and_no_word(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    form = fields_of(client, on(council, "report")) | {"status": "delivered", "text": "All are up."}
    services.report_progress(
        council.commitment, Report(DeliveryStatus.IN_PROGRESS, "Theirs came first."), council.priya
    )
    sent = form | {"evidence_file": FileStorage(io.BytesIO(pdf()), "map.pdf")}
    boundary, body = encode_multipart(sent)
    refused = client.post(
        on(council, "report"), data=body, content_type=f'multipart/form-data; boundary="{boundary}"'
    )
    assert refused.status_code == 409
    for words in ("A colleague reported on this", "Choose the file again.", "All are up."):
        assert words in refused.text, words


# ---- Corrections ----


def test_a_report_is_corrected_in_its_place_and_the_former_stays_readable(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    said = make_update(council.commitment, "in_progress", text="Eleven of 14.")
    assert f'href="{correcting(said)}"' in client.get(on(council)).text
    form = fields_of(client, correcting(said))
    assert (form["status"], form["text"]) == ("in_progress", "Eleven of 14.")
    sent = send(client, correcting(said), text="Ten of 14.", correction_reason="I miscounted.")
    assert (sent.status_code, sent.location) == (303, on(council))
    for page in (PUBLIC, ANSWERS):
        text = client.get(page).text
        assert "I miscounted." in text
        assert text.index("Ten of 14.") < text.index("What it said before") < text.index("Eleven of 14.")
    again = client.get(correcting(said))
    assert again.status_code == 409
    assert "corrected already" in again.text


def test_a_correction_by_mistake_of_an_end_opens_the_commitment_again(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    services.report_progress(
        council.commitment, Report(DeliveryStatus.STOPPED, "Given up.", reason="No wall."), council.olu
    )
    assert client.get(council.paths["report"]).text.count("Publish this report") == 0
    end = last_update(session)
    sent = send(
        client, correcting(end), status="in_progress", reason="", correction_reason="It was another one."
    )
    assert sent.status_code == 303
    assert "Publish this report" in client.get(council.paths["report"]).text


def test_the_file_of_a_report_stays_with_its_correction_unless_it_is_left_out(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    upload(client, on(council, "report"), pdf(), "map.pdf", status="in_progress", text="Eleven.")
    first = last_update(session)
    assert send(client, correcting(first), text="Ten.", correction_reason="A slip.").status_code == 303
    second = last_update(session)
    assert second.evidence_file_id == first.evidence_file_id
    out = send(client, correcting(second), without_file="y", correction_reason="The wrong map.")
    assert out.status_code == 303
    assert last_update(session).evidence_file_id is None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"correction_reason": ""}, "Say why it is corrected."),
        ({"text": ""}, "Say how it is going."),
        ({"status": "delivered"}, "Give a link or a file"),
        ({"about": "99999"}, "Choose from the list"),
    ],
)
def test_what_a_correction_lacks_is_said_at_its_field(
    client: Visitor, session: Session, council: Council, olu: Account, fields: dict[str, str], message: str
) -> None:
    said = make_update(council.commitment, "in_progress", text="Eleven of 14.")
    refused = send(
        client, correcting(said), **{"text": "My words.", "correction_reason": "A slip.", **fields}
    )
    assert refused.status_code == 422
    assert message in refused.text
    assert session.scalars(select(ProgressUpdate)).all() == [said]


def test_the_words_of_a_commitment_are_corrected_and_the_former_stay_readable(
    client: Visitor, council: Council, olu: Account
) -> None:
    page = on(council, "correct")
    assert fields_of(client, page)["title"] == "Put up 14 monitors"
    assert send(client, page, correction_reason="None.").status_code == 409
    sent = send(client, page, title="Put up 15 monitors", correction_reason="One more came.")
    assert sent.status_code == 303
    for address in (PUBLIC, ANSWERS, on(council)):
        text = client.get(address).text
        assert (
            text.index("Put up 15 monitors") < text.index("One more came.") < text.index("Put up 14 monitors")
        )
    assert "Put up 15 monitors" in client.get(DESK).text


# ---- Colleagues ----


@pytest.mark.parametrize("rest", ["report", "correct", "reports"])
def test_whoever_has_not_read_a_colleague_s_report_is_told_and_keeps_the_words(
    client: Visitor, session: Session, council: Council, olu: Account, rest: str
) -> None:
    said = make_update(council.commitment, "in_progress", text="Eleven of 14.")
    page = correcting(said) if rest == "reports" else on(council, rest)
    form = fields_of(client, page) | {"correction_reason": "A slip."}
    form |= (
        {"title": "My own words"} if rest == "correct" else {"text": "My own words", "status": "in_progress"}
    )
    services.report_progress(
        council.commitment, Report(DeliveryStatus.IN_PROGRESS, "Theirs came first."), council.priya
    )
    session.expire_all()
    refused = client.post(page, data=form)
    assert refused.status_code == 409
    for words in ("A colleague reported on this", "Theirs came first.", "My own words"):
        assert words in refused.text, words
    # Now it was read, so the same form can be sent.
    assert client.post(page, data=fields_of_page(refused.text, page)).status_code == 303


# ---- Not mixed up ----


def test_a_later_refusal_leaves_the_commitment_and_its_history_on_the_page(
    client: Visitor, session: Session, council: Council, olu: Account
) -> None:
    make_update(council.commitment, "in_progress", text="Eleven of 14.")
    make_response(council.recommendations[0], verdict=Verdict.NOT_ACCEPTED, follows_id=council.answer.id)
    page = client.get(PUBLIC).text
    for words in ("Not accepted", "Put up 14 monitors", "Eleven of 14."):
        assert words in page, words
