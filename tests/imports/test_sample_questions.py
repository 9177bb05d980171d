"""Fenbury’s questions to speakers, and the answers, hold what the samples’ README promises."""

import itertools
from collections import Counter
from datetime import date

import pytest

from tests.imports.fenbury import LOAD_DAYS, RECORDS, STAFF, Record, each_record, instant, moment_before


def subject_of(record: Record, question: Record) -> Record:
    """The session or the item that a question is about."""
    ((kind, wanted),) = question["about"].items()
    rows: list[Record] = record["sessions" if kind == "session" else "evidence"]
    return next(row for row in rows if row["id"] == wanted)


@pytest.mark.parametrize("today", LOAD_DAYS)
@each_record
def test_questions_were_asked_while_questions_were_open(record: Record, today: date) -> None:
    learning = next(phase for phase in record["phases"] if phase["kind"] == "learning")
    opens, closes = instant(learning["opens"], today), instant(learning["closes"], today)
    for question in record["questions"]:
        # Answers may come later.
        at = instant(question["at"], today)
        assert opens <= at, question["id"]
        assert question["official"] or at <= closes, question["id"]


@each_record
def test_questions_are_about_what_was_public_and_stand_in_order_of_time(record: Record) -> None:
    order = [(question["at"]["day"], question["at"]["time"]) for question in record["questions"]]
    assert order == sorted(order)
    for question in record["questions"]:
        assert question["at"]["day"] <= -1, question["id"]
        thing = subject_of(record, question)
        assert moment_before(thing.get("published_at") or thing["starts"], question["at"]), question["id"]
        assert not thing.get("taken_down"), question["id"]


@each_record
def test_a_question_is_asked_of_somebody_who_spoke_there_and_that_person_answers(record: Record) -> None:
    names = {speaker["id"]: speaker["name"] for speaker in record["speakers"]}
    spoke = {session["id"]: session["speakers"] for session in record["sessions"]}
    by_id = {question["id"]: question for question in record["questions"]}
    for question in record["questions"]:
        thing = subject_of(record, question)
        session = question["about"].get("session") or thing["session"]
        if question["asked_of"]:
            assert question["asked_of"] in spoke[session], question["id"]
        if question["reply_to"]:
            asked = by_id[question["reply_to"]]
            assert question["official"], question["id"]
            assert question["entered_by"] in STAFF
            assert question["about"] == asked["about"]
            assert asked["state"] == "published"
            assert question["name"] == names.get(asked["asked_of"] or "", question["name"])
            assert moment_before(asked["decisions"][0]["at"], question["at"]), question["id"]


@each_record
def test_every_question_has_the_decisions_that_its_state_needs(record: Record) -> None:
    wanted = {"published": ["publish"], "hidden": ["publish", "hide"], "rejected": ["reject"]}
    for question in record["questions"]:
        actions = [decision["action"] for decision in question["decisions"]]
        expected = [] if question["official"] else wanted.get(question["state"], [])
        assert actions == expected, question["id"]
        at = [question["at"], *(decision["at"] for decision in question["decisions"])]
        assert all(moment_before(earlier, later) for earlier, later in itertools.pairwise(at)), question["id"]
        deciders = {role for decision in question["decisions"] for role in STAFF[decision["by"]]}
        assert deciders <= {"moderator", "lead_moderator"}, question["id"]
        typed_in = question["official"] or question["channel"] == "paper"
        assert (question["email"] is None) == typed_in == (question["entered_by"] in STAFF), question["id"]


def test_the_high_street_has_questions_of_every_kind() -> None:
    record = RECORDS["fenbury-high-street"]
    asked = [question for question in record["questions"] if not question["official"]]
    assert 10 <= len(asked) <= 14
    states = Counter(question["state"] for question in asked)
    assert states == {"published": len(asked) - 3, "awaiting_moderation": 1, "rejected": 1, "hidden": 1}
    answered = {question["reply_to"] for question in record["questions"] if question["official"]}
    published = {question["id"] for question in asked if question["state"] == "published"}
    assert answered < published
    assert sum(bool(question["asked_of"]) for question in asked) * 2 > len(asked)
    assert {next(iter(question["about"])) for question in asked} == {"session", "evidence"}


def test_a_few_questions_about_clean_air_were_asked_and_all_of_them_answered() -> None:
    questions = RECORDS["fenbury-clean-air"]["questions"]
    asked = {question["id"] for question in questions if not question["official"]}
    assert len(asked) >= 3
    assert {question["reply_to"] for question in questions if question["official"]} == asked
