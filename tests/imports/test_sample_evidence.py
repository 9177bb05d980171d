"""The sessions and evidence of Fenbury, their transcripts and their files hold what their README promises."""

import csv
import itertools
from collections import Counter
from datetime import date

import mutagen
import pytest

from tests.imports.fenbury import (
    FILES,
    LOAD_DAYS,
    RECORDS,
    STAFF,
    Record,
    cues_of,
    each_record,
    instant,
    moment_before,
    versions_of,
)

# Who speaks in a transcript without being named.
NAMELESS = {"Facilitator", "A member", "A young person", "Another young person"}
EVIDENCE_KINDS = {"presentation", "briefing", "witness_statement", "written_submission", "dataset"}


@each_record
def test_every_reference_to_a_speaker_or_session_exists(record: Record) -> None:
    speakers = {speaker["id"] for speaker in record["speakers"]}
    sessions = {session["id"] for session in record["sessions"]}
    for row in [*record["sessions"], *record["evidence"]]:
        assert set(row["speakers"]) <= speakers, row["id"]
    spoke = {session["id"]: set(session["speakers"]) for session in record["sessions"]}
    for item in record["evidence"]:
        assert set(item["speakers"]) <= spoke.get(item["session"], set()), item["id"]
    assert {item["session"] for item in record["evidence"]} <= sessions | {None}
    assert all(speaker["interests"] for speaker in record["speakers"])
    used = {who for row in [*record["sessions"], *record["evidence"]] for who in row["speakers"]}
    assert used == speakers


@each_record
def test_a_session_without_a_recording_says_why(record: Record) -> None:
    for session in record["sessions"]:
        assert (session["recording_url"] is None) == (session["recording_note"] is not None), session["id"]
        assert len(session["agenda"]) >= 3


@each_record
def test_evidence_has_a_summary_and_several_paragraphs(record: Record) -> None:
    for item in record["evidence"]:
        assert item["kind"] in EVIDENCE_KINDS
        assert item["summary"]
        assert item["source"]
        assert len([block for block in item["body"].split("\n\n") if not block.startswith("#")]) >= 4, item[
            "id"
        ]


def test_the_high_street_has_evidence_of_every_kind() -> None:
    evidence = RECORDS["fenbury-high-street"]["evidence"]
    assert len(evidence) >= 8
    assert {item["kind"] for item in evidence} == EVIDENCE_KINDS


def test_one_item_of_the_high_street_waits_for_its_time_and_one_was_taken_down() -> None:
    evidence = RECORDS["fenbury-high-street"]["evidence"]
    (waiting,) = [item for item in evidence if item["scheduled"]]
    assert waiting["scheduled"]["at"]["day"] < 0 < waiting["published_at"]["day"]
    (taken_down,) = [item for item in evidence if item["taken_down"]]
    assert moment_before(taken_down["published_at"], taken_down["taken_down"]["at"])
    assert taken_down["taken_down"]["reason"]
    everybody_sees = [item for item in evidence if item not in (waiting, taken_down)]
    assert all(item["published_at"]["day"] < 0 for item in everybody_sees)


def test_one_item_is_in_welsh() -> None:
    assert [i["id"] for i in RECORDS["fenbury-high-street"]["evidence"] if i["language"] == "cy"] == [
        "cymdeithas"
    ]


@each_record
def test_the_cues_of_a_transcript_go_up_in_time_and_its_voices_are_known(record: Record) -> None:
    names = {speaker["id"]: speaker["name"] for speaker in record["speakers"]}
    for thing in [*record["sessions"], *record["evidence"]]:
        if thing["transcript"] is None:
            continue
        cues = cues_of(record, thing)
        starts = [cue.starts_ms or 0 for cue in cues]
        assert starts == sorted(set(starts)), thing["id"]
        for cue, following in itertools.pairwise(cues):
            assert (cue.starts_ms or 0) < (cue.ends_ms or 0) <= (following.starts_ms or 0), cue
        spoke = {names[who] for who in thing["speakers"]}
        # A cue without a voice goes on with the last.
        assert cues[0].speaker, thing["id"]
        heard = {cue.speaker for cue in cues if cue.speaker}
        assert spoke <= heard <= spoke | NAMELESS, thing["id"]


def test_two_sessions_of_the_high_street_have_long_transcripts_within_their_hours() -> None:
    record = RECORDS["fenbury-high-street"]
    sessions = [session for session in record["sessions"] if session["transcript"]]
    assert [session["id"] for session in sessions] == ["s2", "s4"]
    for session in sessions:
        cues = cues_of(record, session)
        assert 60 <= len(cues) <= 120
        hours = int(session["ends"]["time"][:2]) - int(session["starts"]["time"][:2])
        assert (cues[-1].ends_ms or 0) < hours * 3_600_000


def test_the_sound_of_session_four_lasts_as_long_as_its_transcript() -> None:
    record = RECORDS["fenbury-high-street"]
    session = next(session for session in record["sessions"] if session["id"] == "s4")
    (file,) = session["files"]
    sound = mutagen.File(FILES / file["versions"][-1]["file"])
    assert 0 <= sound.info.length - (cues_of(record, session)[-1].ends_ms or 0) / 1000 < 1


def test_at_least_six_items_of_the_high_street_have_files_of_many_kinds_that_are_small_together() -> None:
    evidence = RECORDS["fenbury-high-street"]["evidence"]
    assert sum(bool(item["files"]) for item in evidence) >= 6
    everything = sorted(path for path in FILES.iterdir())
    endings = {path.suffix for path in everything}
    assert {".pdf", ".docx", ".csv", ".xlsx", ".png", ".svg", ".txt", ".mp3"} <= endings
    assert sum(path.stat().st_size for path in everything) < 1_500_000
    used = {version["file"] for version in versions_of(*RECORDS.values())}
    reports = [
        update for record in RECORDS.values() for each in record["commitments"] for update in each["updates"]
    ]
    used |= {update["file"]["file"] for update in reports if "file" in update}
    assert used == {path.name for path in everything}


@pytest.mark.parametrize("today", LOAD_DAYS)
@each_record
def test_a_file_is_added_when_its_item_is_published_or_its_session_is_over(
    record: Record, today: date
) -> None:
    for thing in [*record["sessions"], *record["evidence"]]:
        since = instant(thing["ends"] if "ends" in thing else thing["published_at"], today)
        for file in thing["files"]:
            added = [instant(version["at"], today) for version in file["versions"]]
            assert added == sorted(added), file["label"]
            assert since <= added[0], file["label"]
            first, *later = file["versions"]
            assert first["note"] is None
            assert all(version["note"] for version in later)
            assert all(version["by"] in STAFF for version in file["versions"])


def rows(name: str) -> list[dict[str, str]]:
    with (FILES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_tables_say_what_the_items_say() -> None:
    units = rows("shops.csv")
    kinds = Counter(unit["kind"] for unit in units)
    assert len(units) == 168
    assert list(map(kinds.get, ("goods", "food and drink", "hair and beauty", "services", "community"))) == [
        61,
        34,
        22,
        17,
        7,
    ]
    empty = [int(unit["months_empty"]) for unit in units if unit["kind"] == "empty"]
    assert (len(empty), sum(months > 24 for months in empty)) == (27, 9)
    assert Counter(unit["kind"] for unit in rows("shops-first.csv")) == kinds
    stays = {row["length_of_stay"]: int(row["both"]) for row in rows("tickets.csv")}
    assert stays == {
        "up to 1 hour": 157000,
        "up to 2 hours": 140000,
        "up to 4 hours": 73000,
        "all day": 42000,
    }
    assert all(
        int(row["corn_exchange"]) + int(row["mill_road"]) == int(row["both"]) for row in rows("tickets.csv")
    )
    minutes = {row["hour_from"]: float(row["minutes_for_400_metres"]) for row in rows("bus-times.csv")}
    assert (minutes["06:00"], minutes["08:00"], minutes["11:00"], minutes["15:00"], minutes["19:00"]) == (
        1.5,
        9.2,
        6.8,
        11.3,
        1.6,
    )
    shares = Counter[str]()
    for row in rows("sources.csv"):
        shares[row["dirt"]] += int(row["share_percent"])
    assert shares == {"nitrogen dioxide": 100, "fine dust": 100}


@pytest.mark.parametrize("today", LOAD_DAYS)
@each_record
def test_what_was_shown_at_a_session_is_published_and_asked_about_once_it_is_over(
    record: Record, today: date
) -> None:
    over = {session["id"]: instant(session["ends"], today) for session in record["sessions"]}
    published = {}
    for item in record["evidence"]:
        published[item["id"]] = instant(item["published_at"], today)
        assert item["session"] is None or over[item["session"]] <= published[item["id"]], item["id"]
    for question in record["questions"]:
        about = question["about"]
        since = over[about["session"]] if "session" in about else published[about["evidence"]]
        assert since <= instant(question["at"], today), question["id"]
