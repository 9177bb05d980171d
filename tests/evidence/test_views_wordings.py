"""Officers say what they change and why, and withhold a former wording that must not be read."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEntry
from app.evidence import services
from app.evidence.models import FormerWording, Speaker
from app.evidence.standing import Thing
from app.evidence.transcripts import read_transcript
from tests.conftest import Visitor
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import NOTE, make_item, make_session
from tests.factories.forms import HOSTILE, fields_of, send

ASKED = "What did you change, and why?"
REASON = "It named a private person."


def _page(thing: Thing) -> str:
    part = "sessions/" if thing.__tablename__ == "assembly_sessions" else ""
    return f"/council/{thing.assembly.slug}/evidence/{part}{thing.id}/"


def _former(session: Session) -> list[FormerWording]:
    session.expire_all()
    return list(session.scalars(select(FormerWording).order_by(FormerWording.id)))


@pytest.fixture(params=["session", "item"])
def thing(request: pytest.FixtureRequest, officer: Visitor, session: Session) -> Thing:
    """Something public of the officer's council."""
    second = make_assembly("second")
    return make_session(second, summary="In short.") if request.param == "session" else make_item(second)


def test_a_draft_is_changed_without_being_asked(officer: Visitor, session: Session) -> None:
    second = make_assembly("second")
    drafts: list[Thing] = [make_session(second, published=False), make_item(second, published=False)]
    for draft in drafts:
        assert ASKED not in officer.get(f"{_page(draft)}edit").text
        assert send(officer, f"{_page(draft)}edit", summary="Changed").status_code == 303
    assert _former(session) == []


def test_a_change_of_what_readers_have_seen_is_explained_to_them(
    officer: Visitor, session: Session, thing: Thing
) -> None:
    edit = f"{_page(thing)}edit"
    assert ASKED in officer.get(edit).text
    answer = send(officer, edit, summary="My new words", title="A new title")
    assert answer.status_code == 422
    for words in (
        "Write what you changed, and why. Readers have seen this page.",
        'href="#note"',
        "My new words",
    ):
        assert words in answer.text
    assert _former(session) == []
    assert thing.summary == "In short."
    assert send(officer, edit, summary="My new words", note=NOTE).status_code == 303
    [former] = _former(session)
    assert (former.note, former.withheld_reason) == (NOTE, None)
    assert thing.summary == "My new words"


def test_saving_without_a_change_needs_no_note(officer: Visitor, session: Session, thing: Thing) -> None:
    assert send(officer, f"{_page(thing)}edit").status_code == 303
    assert _former(session) == []


def test_a_former_wording_is_withheld_at_once_with_a_reason(
    officer: Visitor, session: Session, thing: Thing
) -> None:
    edit = f"{_page(thing)}edit"
    answer = send(officer, edit, summary="Changed", note=NOTE, former="no")
    assert answer.status_code == 422
    assert 'href="#withheld_reason"' in answer.text
    assert NOTE in answer.text
    answer = send(officer, edit, summary="Changed", note=NOTE, former="no", withheld_reason=REASON)
    assert answer.status_code == 303
    [former] = _former(session)
    assert former.withheld_reason == REASON


def test_a_reason_without_a_no_withholds_nothing(officer: Visitor, session: Session, thing: Thing) -> None:
    fields = {"summary": "Changed", "note": NOTE, "withheld_reason": REASON}
    assert send(officer, f"{_page(thing)}edit", **fields).status_code == 303
    assert _former(session)[0].withheld_reason is None
    assert send(officer, f"{_page(thing)}edit", former="perhaps", **fields).status_code == 422


def test_what_was_taken_down_is_not_shown_again_unless_the_officer_says_so(
    officer: Visitor, session: Session, thing: Thing
) -> None:
    services.unpublish(thing, REASON, make_account())
    session.flush()
    fields = fields_of(officer, f"{_page(thing)}edit")
    assert (fields["former"], fields["withheld_reason"]) == ("no", REASON)
    assert send(officer, f"{_page(thing)}edit", summary="Changed", note=NOTE).status_code == 303
    assert _former(session)[0].withheld_reason == REASON


def test_a_first_transcript_adds_and_a_second_corrects(
    officer: Visitor, session: Session, thing: Thing
) -> None:
    page = f"{_page(thing)}transcript"
    assert ASKED not in officer.get(page).text
    assert send(officer, page, text="Five buses.").status_code == 303
    assert ASKED in officer.get(page).text
    answer = send(officer, page, text="Six buses.")
    assert answer.status_code == 422
    assert "Six buses." in answer.text
    assert send(officer, page, text="Six buses.", note=NOTE).status_code == 303
    [former] = _former(session)
    assert former.transcript is not None
    assert read_transcript(former.transcript)[0].text == "Five buses."


def test_a_speaker_of_a_public_session_is_changed_and_removed_in_the_open(
    officer: Visitor, session: Session
) -> None:
    held = make_session(make_assembly("second"), speakers=[Speaker(position=1, name="Ann Reid")])
    speaker = f"{_page(held)}speakers/{held.speakers[0].id}/"
    assert f'href="{speaker}remove"' in officer.get(f"{speaker}edit").text
    assert send(officer, f"{speaker}edit", name="Ann Read").status_code == 422
    assert send(officer, f"{speaker}edit", name="Ann Read", note=NOTE).status_code == 303
    answer = send(officer, f"{speaker}remove")
    assert answer.status_code == 422
    assert 'href="#note"' in answer.text
    assert send(officer, f"{speaker}remove", note="She did not come.").status_code == 303
    first, second = _former(session)
    assert [each.said["speakers"][0]["name"] for each in (first, second)] == ["Ann Reid", "Ann Read"]
    assert held.speakers == []


def test_officers_read_a_former_wording_and_withhold_it(
    officer: Visitor, session: Session, thing: Thing
) -> None:
    page, old = _page(thing), thing.title
    assert "There are none." in officer.get(f"{page}versions/").text
    send(officer, f"{page}edit", title="A new title", note=NOTE)
    assert "1 former wording" in officer.get(page).text
    listed = officer.get(f"{page}versions/").text
    for words in (NOTE, f'href="{page}versions/1/"', "Readers may read it."):
        assert words in listed
    former = f"{page}versions/1/"
    assert old in officer.get(former).text
    answer = send(officer, former, f"{former}withhold", reason=" ")
    assert answer.status_code == 422
    assert 'href="#reason"' in answer.text
    assert old in answer.text
    mark = officer.get(f"{thing.path}versions/1/").headers["ETag"]
    assert send(officer, former, f"{former}withhold", reason=REASON).location == f"{page}versions/"
    assert officer.get(f"{thing.path}versions/1/", headers={"If-None-Match": mark}).status_code == 404
    assert _former(session)[0].withheld_reason == REASON
    assert REASON.rstrip(".") in officer.get(f"{page}versions/").text
    shown = officer.get(former).text
    assert old in shown
    assert "Change the reason" in shown
    assert officer.get(f"{thing.path}versions/1/").status_code == 404


def test_withholding_from_the_list_takes_the_others_that_hold_the_same_words(
    officer: Visitor, session: Session, thing: Thing
) -> None:
    page = _page(thing)
    for title in ("Tapir Jones at Ash Lane", "Tapir Jones of Ash Lane", "About a lane"):
        send(officer, f"{page}edit", title=title, note=NOTE)
    assert send(officer, f"{page}versions/3/", f"{page}versions/3/withhold", reason=REASON).status_code == 303
    assert "1 other wording held the same words" in officer.get(page).text
    assert [each.withheld_reason for each in _former(session)] == [None, REASON, REASON]
    assert officer.get(f"{thing.path}versions/2/").status_code == 404


def test_what_was_withheld_by_mistake_is_shown_again(
    officer: Visitor, session: Session, thing: Thing
) -> None:
    page, old = _page(thing), thing.title
    former = f"{page}versions/1/"
    send(officer, f"{page}edit", title="A new title", note=NOTE)
    assert "Let readers read it again" not in officer.get(former).text
    send(officer, former, f"{former}withhold", reason=REASON)
    assert officer.get(f"{thing.path}versions/1/").status_code == 404
    assert "Let readers read it again" in officer.get(former).text
    assert send(officer, former, f"{former}show-again").location == f"{page}versions/"
    assert _former(session)[0].withheld_reason is None
    assert old in officer.get(f"{thing.path}versions/1/").text
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.kind == "former_wordings"))
    assert list(actions)[-1] == "shown again"


def test_former_wordings_at_the_desk_are_for_the_officers_of_that_council(
    officer: Visitor, client: Visitor, session: Session, thing: Thing
) -> None:
    send(officer, f"{_page(thing)}edit", title="A new title", note=NOTE)
    page = _page(thing)
    assert officer.get(f"{page}versions/2/").status_code == 404
    assert officer.get(f"{page}versions/{2**40}/").status_code == 404
    elsewhere = make_item(make_assembly("third"))
    assert officer.get(f"/council/second/evidence/{elsewhere.id}/versions/").status_code == 404
    client.post("/sign-out")
    for address in ("versions/", "versions/1/"):
        assert officer.application.test_client().get(f"{page}{address}").status_code == 303


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_notes_and_reasons_end_in_a_page(
    officer: Visitor, session: Session, thing: Thing, text: str
) -> None:
    answer = send(
        officer, f"{_page(thing)}edit", summary="Changed", note=text, former="no", withheld_reason=text
    )
    assert answer.status_code in (303, 422)
    shown = officer.get(thing.path) if answer.status_code == 303 else answer
    for harm in ("<script>alert", "<img src=x", 'href="javascript:', "<b>"):
        assert harm not in shown.text


def _readable(client: Visitor, thing: Thing, number: int) -> bool:
    return bool(client.get(f"{thing.path}versions/{number}/").status_code == 200)


def test_withholding_takes_the_older_wordings_that_hold_the_same_words_too(
    officer: Visitor, session: Session
) -> None:
    ann = Speaker(position=1, name="Ann Reid")
    held = make_session(make_assembly("second"), summary="In short.", speakers=[ann])
    given = make_item(held.assembly, "What we saw", session=held, speakers=[ann])
    speaker = f"{_page(held)}speakers/{ann.id}/edit"
    send(officer, speaker, name="Mrs Jane Doe", note="The name was wrong.")
    send(officer, f"{_page(held)}edit", summary="Shorter.", note=NOTE)
    send(officer, f"{_page(given)}edit", summary="Shorter.", note=NOTE)
    answer = send(officer, speaker, name="A resident", note=NOTE, former="no", withheld_reason=REASON)
    assert answer.location == _page(held)
    told = officer.get(answer.location).text
    for thing in (held, given):
        assert [_readable(officer, thing, number) for number in (1, 2, 3)] == [True, False, False]
        assert f"1 older wording of “{thing.title}” can still be read" in told
        assert f'href="{_page(thing)}versions/"' in told
        assert "Jane Doe" not in officer.get(thing.path).text


def test_withholding_says_nothing_where_no_older_wording_is_left(
    officer: Visitor, session: Session, thing: Thing
) -> None:
    fields = {"note": NOTE, "former": "no", "withheld_reason": REASON}
    answer = send(officer, f"{_page(thing)}edit", summary="Changed", **fields)
    assert "can still be read" not in officer.get(answer.location).text
    send(officer, f"{_page(thing)}edit", summary="Again", note=NOTE)
    answer = send(officer, f"{_page(thing)}edit", summary="Nothing of it", note=NOTE)
    assert "can still be read" not in officer.get(answer.location).text


def test_withholding_a_transcript_takes_the_older_transcripts_that_hold_the_same_words(
    officer: Visitor, session: Session, thing: Thing
) -> None:
    page = f"{_page(thing)}transcript"
    for text in ("Five buses.", "Jane Doe: Five buses.", "Jane Doe: Six buses."):
        send(officer, page, text=text, note=NOTE)
    answer = send(officer, page, text="Six buses.", note=NOTE, former="no", withheld_reason=REASON)
    assert answer.location == _page(thing)
    assert "1 older wording" in officer.get(answer.location).text
    assert [_readable(officer, thing, number) for number in (1, 2, 3)] == [True, False, False]
    answer = send(officer, page, text="Seven buses.", note=NOTE)
    assert answer.location == f"{_page(thing)}#transcript-title"
