"""The invented Fenbury files and the real records hold what their README promises."""

import csv
import itertools
import re
from collections import Counter
from datetime import date

import mutagen
import pytest

from app.assemblies.openness import openness_item
from tests.imports.fenbury import (
    COUNCIL,
    FENBURY,
    FILES,
    LOAD_DAYS,
    PLACEHOLDER,
    RECORDS,
    SAMPLES,
    STAFF,
    WEEKDAYS,
    Record,
    clauses,
    cues_of,
    each_record,
    instant,
    moment_before,
    moments,
    read,
    second_of,
    strings,
    versions_of,
)

CHOICES = ["strongly_support", "support", "neither", "oppose", "strongly_oppose", "did_not_vote"]
# Who speaks in a transcript without being named.
NAMELESS = {"Facilitator", "A member", "A young person", "Another young person"}
EVIDENCE_KINDS = {"presentation", "briefing", "witness_statement", "written_submission", "dataset"}


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
        "moderator2@demo.example": ("moderator",),
        "officer@demo.example": ("officer",),
        "officer2@demo.example": ("officer",),
    }
    assert all(person["name"] and person["job"] for person in COUNCIL["people"])


# Things that hold anywhere in the files


@pytest.mark.parametrize("name", ["fenbury-council", *FENBURY])
def test_telephone_numbers_are_ofcoms_and_addresses_are_example_ones(name: str) -> None:
    text = (SAMPLES / f"{name}.json").read_text(encoding="utf-8")
    numbers = re.findall(r"(?<!\d)0\d{4}[ -]?\d{3}[ -]?\d{3}|(?<!\d)07\d{9}", text)
    assert all(number.startswith("01632 960") for number in numbers)
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


# Sessions and evidence


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


# Transcripts


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


# Files


def test_at_least_six_items_of_the_high_street_have_files_of_many_kinds_that_are_small_together() -> None:
    evidence = RECORDS["fenbury-high-street"]["evidence"]
    assert sum(bool(item["files"]) for item in evidence) >= 6
    everything = sorted(path for path in FILES.iterdir())
    endings = {path.suffix for path in everything}
    assert {".pdf", ".docx", ".csv", ".xlsx", ".png", ".svg", ".txt", ".mp3"} <= endings
    assert sum(path.stat().st_size for path in everything) < 1_500_000
    used = {version["file"] for version in versions_of(*RECORDS.values())}
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


# Recommendations and votes


@each_record
def test_recommendations_are_numbered_from_one_and_clauses_after_them(record: Record) -> None:
    numbers = [recommendation["number"] for recommendation in record["recommendations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    for number, version, key in clauses(record):
        assert key.split(".")[0] == str(number), (version, key)
    for recommendation in record["recommendations"]:
        for version in recommendation["versions"]:
            keys = [clause["key"] for clause in version["clauses"]]
            assert len(keys) == len(set(keys))
            assert 1 <= len(keys) <= 8


@each_record
def test_a_deleted_clause_key_is_never_used_again(record: Record) -> None:
    for recommendation in record["recommendations"]:
        gone: set[str] = set()
        before: set[str] = set()
        for version in recommendation["versions"]:
            keys = {clause["key"] for clause in version["clauses"]}
            assert not keys & gone
            gone |= before - keys
            before = keys


@each_record
def test_a_later_version_says_why_it_changed(record: Record) -> None:
    for recommendation in record["recommendations"]:
        first, *later = recommendation["versions"]
        assert first["note"] is None
        for version in later:
            assert version["note"]
            assert version["clauses"] != first["clauses"], recommendation["number"]


@each_record
def test_every_vote_adds_up_to_all_members(record: Record) -> None:
    for recommendation in record["recommendations"]:
        labels = {version["label"] for version in recommendation["versions"]}
        assert recommendation["votes"]
        for vote in recommendation["votes"]:
            assert vote["version"] in labels
            assert [row["choice"] for row in vote["counts"]] == CHOICES
            assert sum(row["count"] for row in vote["counts"]) == record["assembly"]["members"]


def test_the_votes_in_favour_are_the_ones_that_the_assembly_page_shows() -> None:
    def in_favour(slug: str) -> list[int]:
        return [
            sum(row["count"] for row in recommendation["votes"][-1]["counts"][:2])
            for recommendation in RECORDS[slug]["recommendations"]
        ]

    assert in_favour("fenbury-high-street") == [46, 44, 48, 37, 39, 45, 31, 43]
    assert len(in_favour("fenbury-clean-air")) == 14
    assert in_favour("fenbury-clean-air")[2] == 41


@each_record
def test_citations_point_at_clauses_and_at_evidence_that_everybody_sees(record: Record) -> None:
    known = clauses(record)
    evidence = {item["id"]: item for item in record["evidence"]}
    for recommendation in record["recommendations"]:
        for citation in recommendation["citations"]:
            assert (recommendation["number"], citation["version"], citation["clause"]) in known
            assert citation["note"]
            item = evidence[citation["evidence"]]
            assert item["published_at"]["day"] < 0, item["id"]
            assert not item["taken_down"], item["id"]


@each_record
def test_a_quote_is_found_word_for_word_in_its_item_or_at_its_time_in_the_transcript(record: Record) -> None:
    evidence = {item["id"]: item for item in record["evidence"]}
    quoting = [c for r in record["recommendations"] for c in r["citations"] if c["quote"] or c["at"]]
    assert len(quoting) >= 10
    assert sum(citation["at"] is not None for citation in quoting) >= 2
    for citation in quoting:
        item = evidence[citation["evidence"]]
        if citation["at"] is None:
            # What a correction took away may still be quoted: the page says so.
            former = [c["was"] for c in record["corrections"] if c["of"] == {"evidence": item["id"]}]
            assert any(citation["quote"] in text for text in (item["body"], *former)), citation["quote"]
            continue
        heard = [
            cue.text
            for cue in cues_of(record, item)
            if (cue.starts_ms or 0) // 1000 == second_of(citation["at"])
        ]
        assert any(citation["quote"] in text for text in heard), citation["at"]


def test_the_high_street_has_eight_drafts_and_one_of_them_rewrote_its_paragraphs() -> None:
    recommendations = RECORDS["fenbury-high-street"]["recommendations"]
    assert len(recommendations) == 8
    assert [version["label"] for version in recommendations[3]["versions"]] == ["draft 1", "draft 2"]
    assert all(version["kind"] == "draft" for r in recommendations for version in r["versions"])


def test_clean_air_has_fourteen_final_texts_and_changed_two_of_five_paragraphs_about_schools() -> None:
    recommendations = RECORDS["fenbury-clean-air"]["recommendations"]
    assert len(recommendations) == 14
    assert all([v["label"] for v in r["versions"]] == ["draft 1", "final"] for r in recommendations)
    draft, final = (version["clauses"] for version in recommendations[2]["versions"])
    assert len(final) == 5
    assert sum(a != b for a, b in zip(draft, final, strict=True)) == 2


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
