"""Reading the invented Fenbury files in tests. Of the app only its reader of transcripts is used."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.evidence.transcripts import CueWords, read_transcript

SAMPLES = Path(__file__).resolve().parents[2] / "app" / "imports" / "samples"
TRANSCRIPTS = SAMPLES / "fenbury"
FILES = TRANSCRIPTS / "files"
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FENBURY = ["fenbury-high-street", "fenbury-clean-air"]
PLACEHOLDER = re.compile(r"\{\{(date|month|year) -?\d+( (mon|tue|wed|thu|fri|sat|sun))?\}\}")
# Seven days of loading through a year, one on each weekday.
LOAD_DAYS = [date(2026, 11, 22) + timedelta(days=n) for n in range(0, 371, 53)]

Record = dict[str, Any]


def read(name: str) -> Record:
    loaded: Record = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


COUNCIL = read("fenbury-council")
RECORDS = {slug: read(slug) for slug in FENBURY}
STAFF = {person["email"]: person["roles"] for person in COUNCIL["people"]}


each_record = pytest.mark.parametrize("record", RECORDS.values(), ids=FENBURY)


def instant(moment: Record, today: date) -> tuple[date, str]:
    """The local day and time of a moment, if the demo is loaded on `today`; a bare date is its midnight."""
    day = today + timedelta(days=moment["day"])
    if "on" in moment:
        day += timedelta(days=(WEEKDAYS.index(moment["on"]) - day.weekday() + 3) % 7 - 3)
    return day, moment.get("time", "00:00")


def moments(value: Any) -> list[Record]:
    """Every moment and date anywhere in a value."""
    if isinstance(value, dict):
        own = [value] if "day" in value else []
        return own + [found for inner in value.values() for found in moments(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in moments(inner)]
    return []


def strings(value: Any) -> list[str]:
    """Every string anywhere in a value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [found for inner in value.values() for found in strings(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in strings(inner)]
    return []


def clauses(record: Record) -> dict[tuple[int, str, str], str]:
    """Each clause's text by recommendation number, version label and clause key."""
    return {
        (recommendation["number"], version["label"], clause["key"]): clause["text"]
        for recommendation in record["recommendations"]
        for version in recommendation["versions"]
        for clause in version["clauses"]
    }


def published(record: Record) -> list[Record]:
    return [comment for comment in record["comments"] if comment["state"] == "published"]


def moment_before(first: Record, second: Record) -> bool:
    """Whether the first moment is no later than the second; both are days without a weekday to move to."""
    return (first["day"], first["time"]) <= (second["day"], second["time"])


def cues_of(record: Record, thing: Record) -> list[CueWords]:
    """The transcript of an item or a session; of an item without its own, that of its session."""
    name = thing["transcript"] or next(
        s["transcript"] for s in record["sessions"] if s["id"] == thing["session"]
    )
    return read_transcript((TRANSCRIPTS / name).read_text(encoding="utf-8"))


def second_of(time: str) -> int:
    """The second of a time such as 14:20 or 2:01:29."""
    *hours, minutes, seconds = map(int, time.split(":"))
    return sum(hours) * 3600 + minutes * 60 + seconds


def versions_of(*records: Record) -> list[Record]:
    """Every version of every file of these records."""
    things = [thing for record in records for key in ("sessions", "evidence") for thing in record[key]]
    return [version for thing in things for file in thing["files"] for version in file["versions"]]


def everything(key: str) -> list[Record]:
    """What both files hold under a key."""
    return [entry for slug in FENBURY for entry in RECORDS[slug][key]]


def reasons() -> list[Record]:
    """The reasons that members and followers gave in counter-checks, as what they are: comments of another kind."""
    said = [each for slug in FENBURY for each in RECORDS[slug].get("counter_checks", {}).get("about", ())]
    states = {"publish": "published", "reject": "rejected", "hide": "hidden", None: "awaiting_moderation"}
    found = []
    for about in said:
        for reason in about["reasons"]:
            actions = list(reason["decisions"])
            decisions = [{"action": action} for action in actions]
            found.append(
                {**reason, "decisions": decisions, "state": states[actions[-1] if actions else None]}
            )
    return found


def drafts() -> list[Record]:
    """The answers that wait for approval."""
    return [draft for slug in FENBURY for draft in RECORDS[slug].get("answer_drafts", ())]
