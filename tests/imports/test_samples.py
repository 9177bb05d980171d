"""The invented council, its assemblies and the real records hold what their README promises."""

import csv
import itertools
import re
from collections import Counter
from datetime import date

import pytest

from app.assemblies.openness import openness_item
from tests.imports.fenbury import (
    COUNCIL,
    FENBURY,
    LOAD_DAYS,
    PLACEHOLDER,
    RECORDS,
    SAMPLES,
    STAFF,
    WEEKDAYS,
    Record,
    each_record,
    instant,
    moments,
    read,
    strings,
)

# The council


def test_the_council_is_invented_and_says_how_to_reach_it_without_the_internet() -> None:
    organisation = COUNCIL["organisation"]
    assert (organisation["slug"], organisation["local_authority_code"]) == ("fenbury", "FEN")
    assert organisation["gss_code"] is None
    assert re.fullmatch(r"#[0-9A-F]{6}", organisation["accent"])
    assert organisation["phone"]
    assert len(organisation["postal_address"]) >= 3


def test_the_five_staff_accounts_of_the_demo_have_names_and_roles() -> None:
    assert {email: tuple(roles) for email, roles in STAFF.items()} == {
        "admin@demo.example": ("administrator",),
        "moderator@demo.example": ("moderator",),
        "moderator2@demo.example": ("lead_moderator",),
        "officer@demo.example": ("officer",),
        "officer2@demo.example": ("officer",),
    }
    assert all(person["name"] and person["job"] for person in COUNCIL["people"])


# Things that hold anywhere in the files


@pytest.mark.parametrize("name", ["fenbury-council", *FENBURY])
def test_telephone_numbers_are_ofcoms_and_addresses_are_example_ones(name: str) -> None:
    text = (SAMPLES / f"{name}.json").read_text(encoding="utf-8")
    numbers = re.findall(r"(?<!\d)0\d{4}[ -]?\d{3}[ -]?\d{3}|(?<!\d)07\d{9}", text)
    assert all(number.startswith(("01632 960", "07700 900")) for number in numbers)
    assert all(host.endswith(".example") for host in re.findall(r"[\w.-]+@([\w.-]+\w)", text))
    assert all(host.endswith(".example") for host in re.findall(r"https?://([\w.-]+)", text))


@pytest.mark.parametrize("name", ["fenbury-council", *FENBURY])
def test_every_placeholder_can_be_read(name: str) -> None:
    for text in strings(read(name)):
        assert "{{" not in PLACEHOLDER.sub("", text)
        assert "}}" not in PLACEHOLDER.sub("", text)


@each_record
def test_no_text_names_a_day_that_would_go_stale(record: Record) -> None:
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    stale = re.compile(rf"\b\d{{1,2}} ({months})\b|\b({months}) 20\d\d\b|\b202[2-9]\b")
    assert [text for text in strings(record) if stale.search(text)] == []


@each_record
def test_moments_are_whole_days_with_times_that_exist(record: Record) -> None:
    for moment in moments(record):
        assert isinstance(moment["day"], int)
        assert set(moment) <= {"day", "time", "on"}
        assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", moment.get("time", "00:00"))
        assert moment.get("on", "mon") in WEEKDAYS


@each_record
def test_ids_are_unique(record: Record) -> None:
    for kind in ("speakers", "sessions", "evidence", "comments", "questions", "responses", "commitments"):
        ids = [row["id"] for row in record[kind]]
        assert len(ids) == len(set(ids)), kind


# Assembly and phases


@each_record
def test_the_member_profile_adds_up_and_names_no_group_under_five(record: Record) -> None:
    for profile in record["assembly"]["member_profile"]:
        assert sum(group["members"] for group in profile["groups"]) == record["assembly"]["members"], profile[
            "by"
        ]
        assert sum(group["residents_percent"] for group in profile["groups"]) == 100, profile["by"]
        assert min(group["members"] for group in profile["groups"]) >= 5, profile["by"]


@pytest.mark.parametrize("today", LOAD_DAYS)
@each_record
def test_phases_follow_each_other_whatever_the_day_of_loading(record: Record, today: date) -> None:
    phases = record["phases"]
    opens = [instant(phase["opens"], today) for phase in phases]
    assert opens == sorted(opens)
    consulting = next(phase for phase in phases if phase["kind"] == "consulting")
    for phase, following in itertools.pairwise(phases):
        # Speakers may answer questions for as long as comments are open; nothing else overlaps.
        if not (phase["kind"] == "learning" and phase["closes"] == consulting["closes"]):
            assert instant(phase["closes"], today) <= instant(following["opens"], today), phase["kind"]
    assert record["phases"][-1]["closes"] is None


@pytest.mark.parametrize("today", LOAD_DAYS)
@each_record
def test_sessions_fall_into_phases_in_which_members_meet(record: Record, today: date) -> None:
    meeting = [p for p in record["phases"] if p["kind"] in ("learning", "deliberating", "finalising")]
    for session in record["sessions"]:
        starts, ends = instant(session["starts"], today), instant(session["ends"], today)
        assert starts < ends
        assert any(
            instant(p["opens"], today)[0] <= starts[0] and ends <= instant(p["closes"], today)
            for p in meeting
        ), session["id"]


def test_the_high_street_is_open_for_comment_now_for_seven_more_days() -> None:
    phases = {phase["kind"]: phase for phase in RECORDS["fenbury-high-street"]["phases"]}
    assert phases["consulting"]["opens"]["day"] < 0
    assert phases["consulting"]["closes"] == {"day": 7, "time": "17:00"}
    assert all(phases[kind]["opens"]["day"] > 7 for kind in ("finalising", "responding", "delivering"))


def test_clean_air_is_over_but_for_delivery() -> None:
    phases = RECORDS["fenbury-clean-air"]["phases"]
    assert [phase["kind"] for phase in phases if phase["closes"] is None] == ["delivering"]
    assert all(phase["opens"]["day"] < 0 for phase in phases)
    assert all(phase["closes"]["day"] < 0 for phase in phases[:-1])


# Openness


@each_record
def test_officers_speak_of_items_that_the_openness_checklist_has(record: Record) -> None:
    said = [statement["item"] for statement in record["openness"]]
    assert len(set(said)) == len(said) >= 4
    for statement in record["openness"]:
        assert openness_item(statement["item"]) is not None, statement["item"]
        assert statement["reason"]
        assert (statement["url"] is not None) == (statement["state"] == "met")
        assert statement["by"] in STAFF


def test_fenbury_meets_some_items_misses_one_and_one_does_not_apply() -> None:
    states = Counter(s["state"] for record in RECORDS.values() for s in record["openness"])
    assert states == {"met": 8, "not_met": 1, "not_applicable": 1}


# Plain English


def syllables(word: str) -> int:
    """A count by vowel groups, near enough for a ceiling."""
    groups = len(re.findall(r"[aeiouyéè]+", word))
    silent = (word.endswith("e") and not word.endswith(("le", "ee"))) or (word.endswith("ed") and groups > 1)
    return max(1, groups - int(silent))


def school_grade(text: str) -> float:
    """Flesch-Kincaid grade: 4 to 6 is about a reading age of 9 to 11."""
    plain = PLACEHOLDER.sub("June", text).lower().replace("’", "")
    words = re.findall(r"[a-zéè]+", plain)
    sentences = max(1, len(re.findall(r"[.?!:](?:\s|$)", plain)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@each_record
def test_the_council_and_the_members_write_so_that_an_eleven_year_old_can_read_it(record: Record) -> None:
    assembly = record["assembly"]
    official = [assembly["summary"], assembly["remit_short"], assembly["selection"]]
    official += [session["summary"] for session in record["sessions"]]
    official += [item["summary"] for item in record["evidence"] if item["language"] == "en"]
    official += [statement["reason"] for statement in record["openness"]]
    official += [f"{response['summary']} {response['reasons']}" for response in record["responses"]]
    hard = {text: round(school_grade(text), 1) for text in official if school_grade(text) > 9.5}
    assert hard == {}
    assert sum(map(school_grade, official)) / len(official) < 6.5


@each_record
def test_recommendations_are_written_in_plain_words(record: Record) -> None:
    texts = [" ".join(c["text"] for c in r["versions"][-1]["clauses"]) for r in record["recommendations"]]
    hard = {text: round(school_grade(text), 1) for text in texts if school_grade(text) > 9.5}
    assert hard == {}
    assert sum(map(school_grade, texts)) / len(texts) < 7


# The real records


def test_the_records_of_the_programme_are_json_with_the_keys_that_the_readme_explains() -> None:
    for slug in ("dudley", "greater-cambridge", "romsey"):
        record = read(f"iidp/{slug}")
        assert record["slug"].startswith(slug)
        assert {"assembly", "timeline", "sessions", "ballots", "recommendations", "responses"} <= set(record)


def test_the_register_has_thirteen_assemblies() -> None:
    with (SAMPLES / "uk_local_assemblies.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 13
    assert len({row["slug"] for row in rows}) == 13
