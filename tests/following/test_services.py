"""Following: asked for, confirmed, ended; and that each follower hears once of what happened, while it is public."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.events import ConsultationOpened
from app.assemblies.models import Assembly, PhaseKind
from app.assemblies.services import close_consultation, open_consultation
from app.core import clock, events, outbox, transactions
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.outbox import Letter, OutboxRow
from app.evidence.events import EvidencePublished
from app.evidence.models import EvidenceItem, EvidenceKind
from app.evidence.services import add_item, call_off, publish_item, unpublish_item
from app.evidence.words import ItemWords
from app.following.models import Follow
from app.following.queries import follow_by_confirm_token
from app.following.services import ask_to_follow, confirm_follow, end_follow, write_to_followers
from app.recommendations.events import VersionPublished
from app.recommendations.services import publish_version
from app.responses.events import ResponsePublished
from app.responses.models import DeliveryStatus, Verdict
from app.responses.services import correct_update, draft_response, report_progress
from app.responses.services import make_commitment as promise_in_public
from app.responses.words.answers import Wording
from app.responses.words.progress import Promise, Step
from app.responses.words.progress import Report as ProgressReport
from tests.conftest import NOON, MakeApp
from tests.databases import CleanDatabase
from tests.factories.accounts import make_account
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.evidence import make_item
from tests.factories.following import make_follow
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.responses import make_commitment, make_compiled_response, make_response, send_and_publish

# Windows of ten minutes begin on the hour, so the tests do too.
pytestmark = pytest.mark.usefixtures("at_noon")

AFTERWARDS = timedelta(minutes=12, seconds=1)


def _drain(session: Session, at: datetime = NOON) -> int:
    session.commit()
    with clock.at(at):
        return outbox.drain()


# ---- Following ----


def test_a_follow_counts_once_its_letter_was_confirmed(session: Session, letters: list[Letter]) -> None:
    assembly = make_assembly()
    ask_to_follow(assembly, " Ada@Example.ORG ")
    _drain(session)
    [letter] = letters
    follow = session.scalars(select(Follow)).one()
    assert (letter.to, follow.email, follow.is_active) == ("ada@example.org", "ada@example.org", False)
    assert f"http://127.0.0.1:8000/confirm/{follow.confirm_token}\n" in letter.text
    assert follow_by_confirm_token(follow.confirm_token) is follow
    confirm_follow(follow)
    confirm_follow(follow)
    assert follow.is_active
    log = session.scalars(
        select(AuditEntry).where(AuditEntry.kind == "follows").order_by(AuditEntry.id)
    ).all()
    assert [row.action for row in log] == ["asked to follow", "confirmed"]
    assert "example" not in str([row.detail for row in log])


def test_asking_often_sends_one_letter_an_hour(session: Session, letters: list[Letter]) -> None:
    assembly = make_assembly()
    for minutes in (0, 1, 59, 60, 61):
        with clock.at(NOON + timedelta(minutes=minutes)):
            ask_to_follow(assembly, "ada@example.org")
            _drain(session, NOON + timedelta(minutes=minutes))
    assert len(letters) == 2
    assert letters[0].text == letters[1].text
    assert session.scalar(select(func.count(Follow.id))) == 1


def test_who_follows_already_hears_so_once_a_day(session: Session, letters: list[Letter]) -> None:
    assembly = make_assembly()
    make_follow(assembly, "ada@example.org")
    for hours in (0, 1, 5, 24):
        with clock.at(NOON + timedelta(hours=hours)):
            ask_to_follow(assembly, "ADA@example.org")
            _drain(session, NOON + timedelta(hours=hours))
    assert [letter.subject for letter in letters] == [f"You already follow “{assembly.name}”"] * 2
    assert "/confirm/" not in letters[0].text


def test_who_left_can_come_back_and_an_old_link_to_confirm_is_dead(
    session: Session, letters: list[Letter]
) -> None:
    assembly = make_assembly()
    follow = make_follow(assembly, "ada@example.org")
    old_link = follow.confirm_token
    end_follow(follow)
    end_follow(follow)
    assert not follow.is_active
    assert follow_by_confirm_token(old_link) is None
    ask_to_follow(assembly, "ada@example.org")
    assert not follow.is_active
    _drain(session)
    assert follow.confirm_token in letters[0].text
    confirm_follow(follow)
    assert follow.is_active


def test_a_letter_to_confirm_is_not_sent_once_that_has_happened(
    session: Session, letters: list[Letter]
) -> None:
    assembly = make_assembly()
    ask_to_follow(assembly, "ada@example.org")
    confirm_follow(session.scalars(select(Follow)).one())
    _drain(session)
    assert letters == []


def test_two_who_ask_for_the_same_address_at_once_make_one_follow(
    app: Flask, session: Session, committed_database: CleanDatabase, letters: list[Letter]
) -> None:
    with transactions.unit_of_work():
        assembly_id = make_assembly().id
    together = threading.Barrier(2, timeout=20)
    problems: list[Exception] = []

    def ask() -> None:
        with app.app_context(), clock.at(NOON):
            together.wait()
            try:
                with transactions.unit_of_work() as own:
                    ask_to_follow(own.get_one(Assembly, assembly_id), "ada@example.org")
            except Exception as error:  # noqa: BLE001 - whatever it is, the test must say so
                problems.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert problems == []
    assert session.scalar(select(func.count(Follow.id))) == 1
    assert _drain(session) == 1


# ---- Telling followers ----


def test_eight_drafts_within_some_minutes_are_one_letter(session: Session, letters: list[Letter]) -> None:
    assembly = make_assembly()
    make_follow(assembly, "ada@example.org")
    for number in range(1, 9):
        with clock.at(NOON + timedelta(minutes=number)):
            recommendation = make_recommendation(assembly, f"Idea {number}", number=number, published=False)
            recommendation.versions[0].published_at = clock.now()
            session.flush()
            events.announce(VersionPublished(recommendation.versions[0].id))
    assert _drain(session, NOON + timedelta(minutes=11)) == 0
    assert _drain(session, NOON + AFTERWARDS) == 1
    [letter] = letters
    assert letter.subject == f"8 new things at “{assembly.name}”"
    titles = [line for line in letter.text.splitlines() if line.startswith("Draft 1 of recommendation")]
    assert titles == [f"Draft 1 of recommendation {n}: Idea {n}" for n in range(1, 9)]
    assert "http://127.0.0.1:8000/assemblies/high-street/recommendations/3/\n" in letter.text
    assert _drain(session, NOON + timedelta(hours=1)) == 0


def test_what_happens_later_is_another_letter_with_that_alone(
    session: Session, letters: list[Letter]
) -> None:
    assembly = make_assembly()
    make_follow(assembly)
    for minutes, title in ((9, "Noise"), (10, "Air")):
        with clock.at(NOON + timedelta(minutes=minutes)):
            item = make_item(assembly, title)
            item.published_at = clock.now()
            session.flush()
            events.announce(EvidencePublished(item.id))
    _drain(session, NOON + timedelta(minutes=30))
    assert [letter.subject for letter in letters] == ["Evidence: Noise", "Evidence: Air"]
    assert "Air" not in letters[0].text


def test_every_follower_letter_carries_the_one_click_headers(session: Session, letters: list[Letter]) -> None:
    assembly = make_assembly()
    follow = make_follow(assembly)
    ask_to_follow(assembly, "new@example.org")
    ask_to_follow(assembly, follow.email)
    _publish_evidence(assembly)
    _drain(session, NOON + AFTERWARDS)
    assert len(letters) == 3
    tokens = {follow.email: follow.unsubscribe_token for follow in session.scalars(select(Follow))}
    for letter in letters:
        url = f"http://127.0.0.1:8000/unsubscribe/{tokens[letter.to]}"
        assert letter.headers == {
            "List-Unsubscribe": f"<{url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        assert url in letter.text


def _publish_evidence(assembly: Assembly, title: str = "Noise") -> EvidenceItem:
    item = make_item(assembly, title)
    item.published_at = clock.now()
    db.session.flush()
    events.announce(EvidencePublished(item.id))
    return item


def test_only_confirmed_followers_of_this_assembly_who_were_there_then_hear_of_it(
    session: Session, letters: list[Letter]
) -> None:
    assembly, other = make_assembly(), make_assembly("other")
    make_follow(assembly, "follows@example.org")
    make_follow(assembly, "unconfirmed@example.org", confirmed=False)
    make_follow(assembly, "left@example.org", ended_at=NOON)
    make_follow(other, "other@example.org")
    late = make_follow(assembly, "late@example.org", confirmed=False)
    _publish_evidence(assembly)
    with clock.at(NOON + timedelta(minutes=11)):
        confirm_follow(late)
    _drain(session, NOON + AFTERWARDS)
    assert [letter.to for letter in letters] == ["follows@example.org"]


def test_who_leaves_between_writing_and_sending_hears_nothing(
    session: Session, letters: list[Letter]
) -> None:
    assembly = make_assembly()
    follow = make_follow(assembly)
    _publish_evidence(assembly)
    with clock.at(NOON + AFTERWARDS):
        write_to_followers(assembly.id, NOON.isoformat(), (NOON + timedelta(minutes=10)).isoformat())
    end_follow(follow)
    assert _drain(session, NOON + AFTERWARDS) == 0
    assert letters == []


def test_what_is_no_longer_public_when_the_letter_leaves_is_not_in_it(
    session: Session, letters: list[Letter]
) -> None:
    assembly = make_assembly()
    make_follow(assembly)
    gone = _publish_evidence(assembly, "Withdrawn")
    _publish_evidence(assembly, "Stays")
    gone.published_at = None
    _drain(session, NOON + AFTERWARDS)
    assert [letter.subject for letter in letters] == ["Evidence: Stays"]
    assert "Withdrawn" not in letters[0].text


def test_nothing_is_sent_once_the_assembly_is_withdrawn(session: Session, letters: list[Letter]) -> None:
    assembly = make_assembly()
    make_follow(assembly)
    _publish_evidence(assembly)
    assembly.published_at = None
    _drain(session, NOON + AFTERWARDS)
    assert letters == []


def test_an_opened_consultation_is_told_with_the_moment_it_closes(
    session: Session, letters: list[Letter]
) -> None:
    assembly = make_assembly()
    make_follow(assembly)
    phase = add_phase(assembly, PhaseKind.CONSULTING, NOON, datetime(2026, 11, 29, 17, tzinfo=UTC))
    events.announce(ConsultationOpened(assembly.id, phase.id))
    _drain(session, NOON + AFTERWARDS)
    [letter] = letters
    assert letter.subject == "Comments on the drafts are open"
    assert "until 29\N{NO-BREAK SPACE}November 2026, 5\N{NO-BREAK SPACE}pm." in letter.text


def test_history_is_no_news(session: Session, letters: list[Letter]) -> None:
    assembly = make_assembly()
    make_follow(assembly)
    with clock.at(NOON - timedelta(days=1)):
        old = make_item(assembly)
    events.announce(EvidencePublished(old.id))
    _drain(session, NOON + AFTERWARDS)
    assert letters == []
    assert session.scalar(select(func.count(OutboxRow.id))) == 0


def test_a_compiled_record_that_grew_is_news(session: Session, letters: list[Letter]) -> None:
    compiled = make_assembly("romsey", is_compiled=True)
    make_follow(compiled)
    recommendation = make_recommendation(compiled)
    response = make_compiled_response(recommendation)
    events.announce(ResponsePublished(response.id))
    _drain(session, NOON + AFTERWARDS)
    assert [letter.subject for letter in letters] == [
        "Fenbury Borough Council answers recommendation 1: accepted"
    ]


def test_the_letter_about_a_later_text_leads_to_what_it_changed(
    session: Session, letters: list[Letter]
) -> None:
    assembly = make_assembly()
    make_follow(assembly)
    recommendation = make_recommendation(assembly)
    draft = make_version(recommendation, ["Buses come at night."], published=False)
    publish_version(draft, make_account("olu@fenbury.example"))
    _drain(session, NOON + AFTERWARDS)
    [letter] = letters
    assert f"{recommendation.path}versions/1/compare/2/" in letter.text


def test_every_act_of_the_council_reaches_its_followers(session: Session, letters: list[Letter]) -> None:
    assembly = make_assembly()
    make_follow(assembly)
    olu, ann = make_account("olu@fenbury.example"), make_account("ann@fenbury.example")
    recommendation = make_recommendation(assembly, "Buses first", published=False)
    publish_version(recommendation.versions[0], olu)
    item = add_item(assembly, ItemWords(EvidenceKind.BRIEFING, "Noise", "In short.", "At length."), olu)
    publish_item(item, olu)
    open_consultation(assembly, NOON + timedelta(days=7), olu)
    wording = Wording(Verdict.ACCEPTED, "We agree.", "The council", decided_on="2026-11-17")
    answer = draft_response([recommendation], wording, olu)
    send_and_publish(answer, ann)
    commitment = make_commitment(recommendation, "Put up 14 monitors")
    report_progress(commitment, ProgressReport(DeliveryStatus.IN_PROGRESS, "Seven are up."), olu)
    _drain(session, NOON + AFTERWARDS)
    [letter] = letters
    assert letter.subject == f"5 new things at “{assembly.name}”"
    for words in (
        "Draft 1 of recommendation 1: Buses first",
        "Evidence: Noise",
        "Comments on the drafts are open",
        "Fenbury Borough Council answers recommendation 1: accepted",
        "Progress of Put up 14 monitors: in progress",
        "Seven are up.",
    ):
        assert words in letter.text


def test_a_step_is_not_told_as_the_whole_and_a_correction_says_that_it_is_one(
    session: Session, letters: list[Letter]
) -> None:
    assembly, olu = make_assembly(), make_account("olu@fenbury.example")
    make_follow(assembly)
    recommendation = make_recommendation(assembly)
    make_response(recommendation)
    steps = (Step("Choose the places", "2098"),)
    promise = Promise("Put up 14 monitors", "2099", steps=steps)
    commitment = promise_in_public(recommendation, promise, olu)
    done = ProgressReport(
        DeliveryStatus.DELIVERED,
        "All are chosen.",
        evidence_url="https://fenbury.example/places",
        milestone_id=commitment.milestones[0].id,
    )
    said = report_progress(commitment, done, olu)
    correct_update(said, replace(done, text="All but one are chosen."), "We had forgotten one.", olu)
    _drain(session, NOON + AFTERWARDS)
    [letter] = letters
    for words in (
        "Progress of a step of “Put up 14 monitors”: Choose the places: delivered",
        "Corrected: progress of a step of “Put up 14 monitors”: Choose the places: delivered",
        "We had forgotten one.",
    ):
        assert words in letter.text, words


# ---- What is published at a set time ----

NINE = NOON + timedelta(hours=21)
ITEM = ItemWords(EvidenceKind.BRIEFING, "Noise", "In short.", "At length.")


def test_what_is_published_at_a_set_time_is_told_after_it(session: Session, letters: list[Letter]) -> None:
    assembly, olu = make_assembly(), make_account()
    make_follow(assembly)
    publish_item(add_item(assembly, ITEM, olu), olu, NINE)
    assert _drain(session, NOON + AFTERWARDS) == 0
    assert _drain(session, NINE + timedelta(minutes=11)) == 0
    assert _drain(session, NINE + AFTERWARDS) == 1
    [letter] = letters
    assert letter.subject == "Evidence: Noise"
    assert _drain(session, NINE + timedelta(days=1)) == 0


def test_who_follows_before_the_set_time_hears_of_it_and_who_follows_after_does_not(
    session: Session, letters: list[Letter]
) -> None:
    assembly, olu = make_assembly(), make_account()
    publish_item(add_item(assembly, ITEM, olu), olu, NINE)
    for moment, email in (
        (NINE - timedelta(minutes=1), "early@example.org"),
        (NINE + AFTERWARDS, "late@example.org"),
    ):
        with clock.at(moment):
            confirm_follow(make_follow(assembly, email, confirmed=False))
    _drain(session, NINE + AFTERWARDS)
    assert [letter.to for letter in letters] == ["early@example.org"]


def test_what_is_put_off_is_told_at_the_later_time_alone(session: Session, letters: list[Letter]) -> None:
    assembly, olu = make_assembly(), make_account()
    make_follow(assembly)
    item = add_item(assembly, ITEM, olu)
    publish_item(item, olu, NINE)
    publish_item(item, olu, NINE + timedelta(days=2))
    assert _drain(session, NINE + AFTERWARDS) == 0
    assert session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.kind == "news")) == 0
    assert _drain(session, NINE + timedelta(days=2) + AFTERWARDS) == 1
    assert [letter.subject for letter in letters] == ["Evidence: Noise"]


def test_what_is_published_at_once_after_all_is_told_once(session: Session, letters: list[Letter]) -> None:
    assembly, olu = make_assembly(), make_account()
    make_follow(assembly)
    item = add_item(assembly, ITEM, olu)
    publish_item(item, olu, NINE)
    publish_item(item, olu)
    assert _drain(session, NOON + AFTERWARDS) == 1
    assert _drain(session, NINE + AFTERWARDS) == 0
    assert len(letters) == 1


def test_what_is_called_off_or_taken_down_is_not_told(session: Session, letters: list[Letter]) -> None:
    assembly, olu = make_assembly(), make_account()
    make_follow(assembly)
    called_off, taken_down = [add_item(assembly, ITEM, olu) for _ in range(2)]
    for item in (called_off, taken_down):
        publish_item(item, olu, NINE)
    call_off(called_off, olu)
    with clock.at(NINE + timedelta(minutes=1)):
        unpublish_item(taken_down, "A mistake.", olu)
    assert _drain(session, NINE + AFTERWARDS) == 0
    assert letters == []


def test_what_is_called_off_and_set_again_to_the_same_time_is_told_once(
    session: Session, letters: list[Letter]
) -> None:
    assembly, olu = make_assembly(), make_account()
    make_follow(assembly)
    item = add_item(assembly, ITEM, olu)
    publish_item(item, olu, NINE)
    call_off(item, olu)
    publish_item(item, olu, NINE)
    assert _drain(session, NINE + AFTERWARDS) == 1


def test_the_demo_s_short_windows_hold_for_set_times_too(make_app: MakeApp, letters: list[Letter]) -> None:
    with make_app(DEMO=True).app_context():
        assembly, olu = make_assembly(), make_account()
        make_follow(assembly)
        publish_item(add_item(assembly, ITEM, olu), olu, NINE)
        assert _drain(db.session, NINE) == 0
        assert _drain(db.session, NINE + timedelta(seconds=13)) == 1


def test_a_consultation_that_is_opened_again_is_told_again(session: Session, letters: list[Letter]) -> None:
    assembly, olu = make_assembly(), make_account()
    make_follow(assembly)
    open_consultation(assembly, NOON + timedelta(days=7), olu)
    _drain(session, NOON + AFTERWARDS)
    later = NOON + timedelta(days=3)
    with clock.at(later):
        close_consultation(assembly, olu)
    with clock.at(later + timedelta(hours=1)):
        open_consultation(assembly, NOON + timedelta(days=9), olu)
    _drain(session, later + timedelta(hours=2))
    assert [letter.subject for letter in letters] == [
        "Comments on the drafts are open",
        "Comments on the drafts are open again",
    ]
    assert "until 27\N{NO-BREAK SPACE}November 2026" in letters[1].text


def test_an_announcement_that_is_expanded_twice_writes_each_letter_once(session: Session) -> None:
    assembly = make_assembly()
    for _ in range(3):
        make_follow(assembly)
    edges = NOON.isoformat(), (NOON + timedelta(minutes=10)).isoformat()
    make_item(assembly).published_at = NOON
    write_to_followers(assembly.id, *edges)
    make_follow(assembly)
    write_to_followers(assembly.id, *edges)
    rows = session.scalars(select(OutboxRow)).all()
    assert len({row.key for row in rows}) == len(rows) == 4
    ids = set(session.scalars(select(Follow.id)))
    assert {row.payload["follow_id"] for row in rows} == ids
    assert all(row.payload == row.payload | {"since": edges[0], "until": edges[1]} for row in rows)


def test_in_the_demo_the_letter_comes_after_seconds(make_app: MakeApp, letters: list[Letter]) -> None:
    with make_app(DEMO=True).app_context():
        assembly = make_assembly()
        make_follow(assembly)
        _publish_evidence(assembly)
        assert _drain(db.session, NOON + timedelta(seconds=13)) == 1
