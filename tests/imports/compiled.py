"""Records of real assemblies in tests: the real files, a small one that holds something of everything, and dumps."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Model

SAMPLES = Path(__file__).resolve().parents[2] / "app" / "imports" / "samples"
IIDP = [SAMPLES / "iidp" / f"{name}.json" for name in ("greater-cambridge", "dudley", "romsey")]
REGISTER = SAMPLES / "uk_local_assemblies.csv"

Content = dict[str, Any]

SMALL: Content = {
    "schema_version": "1.0",
    "slug": "hilltown",
    "name": "Hilltown Citizens' Assembly",
    "iidp": False,
    "assembly": {
        "convener": "Hilltown Council",
        "convener_gss_code": "E07000999",
        "nation": "England",
        "region": "South West",
        "topic": "transport",
        "questions": ["How shall we get about?", "Who pays?"],
        "members": 40,
        "started_on": "2019-11",
        "ended_on": "2019",
        "hours": 24,
        "hours_note": "reported as over 24",
        "facilitator": "Round Table",
        "source": "https://hilltown.example/report.pdf",
    },
    "timeline": [
        {"phase": "before", "title": "Call for evidence", "starts_on": None, "ends_on": "2019-07"},
        {"phase": "assembly", "title": "First weekend", "starts_on": "2019-11-02", "ends_on": "2019-11-03"},
        {"phase": "follow_up", "title": "One year on", "starts_on": "2020"},
    ],
    "sessions": [
        {
            "id": "ht-1",
            "date": "2019-11-02",
            "day": 1,
            "title": "Welcome",
            "speakers": [
                {"name": "Ada Hall", "organisation": "Hilltown Council", "role": "Chief Executive"},
                {"name": None, "organisation": "Bus users", "role": None},
            ],
            "recording_url": "https://video.example/1",
            "source": "https://hilltown.example/report.pdf",
            "source_page": 3,
        },
        {"id": "ht-2", "date": None, "title": "Votes", "speakers": []},
    ],
    "ballots": [
        {
            "id": "B1",
            "question": "What comes first?",
            "method": "Borda count",
            "points": {"R1": 120, "R2": 90, "no_change": 7},
            "first": {"R1": 20, "no_change": 1},
        },
        {"id": "B2", "question": "For or against?", "see": "recommendations[].support"},
    ],
    "recommendations": [
        {
            "id": "R1",
            "number": 1,
            "title": "More buses",
            "paraphrase": "Run more buses in the evening.",
            "support": {
                "scale": "support / oppose",
                "basis": "secret ballot, 40 members",
                "ballots": 39,
                "counts": {"support": 30, "oppose": 8, "no_response": 1},
                "support_count": 30,
                "support_percent": 78.9,
            },
            "actions": ["Run the 46 until 11 pm.", "Tell people about it."],
            "borda_points": {"ballot_1": 120, "ballot_2": None},
            "presented_to_council": True,
            "source": "https://hilltown.example/report.pdf",
        },
        {
            "id": "R2",
            "number": 1,
            "title": "Safer streets",
            "paraphrase": "Slow the traffic down.",
            "support": {"scale": "chosen among up to eight", "basis": "40 members", "count": 25},
        },
        {
            "id": "K1",
            "number": None,
            "number_note": "not numbered in the report",
            "kind": "key_message",
            "title": "Begin now",
            "paraphrase": "Do not wait.",
            "support": None,
        },
    ],
    "responses": [
        {
            "id": "ht-r1",
            "date": "2020-02",
            "by": "Hilltown Cabinet",
            "recommendation_ids": ["all"],
            "decision": "noted",
            "paraphrase": "The Cabinet thanked the members.",
            "official_source": True,
        },
        {
            "id": "ht-r2",
            "date": None,
            "date_note": "article undated",
            "by": "Leader",
            "recommendation_ids": ["R1", "R2"],
            "decision": "partly_accepted",
            "paraphrase": "The leader promised two more buses.",
            "official_source": False,
            "source": "https://news.example/buses",
        },
    ],
    "progress_updates": [
        {
            "id": "ht-p1",
            "date": "2021",
            "by": "Hilltown Council",
            "recommendation_ids": ["R1"],
            "status": "in_progress",
            "paraphrase": "One bus more.",
            "official_source": True,
        },
        {
            "id": "ht-p2",
            "date": None,
            "by": "Hilltown News",
            "recommendation_ids": ["all"],
            "status": "context",
            "paraphrase": "A prize was won.",
        },
    ],
    "discrepancies": ["40 or 42 members."],
    "missing": ["The minutes."],
    "sources": [
        {"url": "https://hilltown.example/report.pdf", "title": "Report", "publisher": "Round Table"},
        {"url": "https://news.example/buses", "title": "Two more buses", "kind": "news"},
    ],
}


def small() -> Content:
    """A fresh copy of the small record, to be changed at will."""
    return copy.deepcopy(SMALL)


def read(path: Path) -> Content:
    """A record as JSON gives it, by no way of the importer's own."""
    content: Content = json.loads(path.read_text(encoding="utf-8"))
    return content


def saved(folder: Path, content: Any, name: str = "record.json") -> Path:
    """The content as a file."""
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def dump(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, so that "nothing was written" means nothing."""
    return {
        table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
        for table in Model.metadata.sorted_tables
    }


def differences(
    before: dict[str, list[tuple[Any, ...]]], after: dict[str, list[tuple[Any, ...]]]
) -> dict[str, tuple[int, int]]:
    """For each table that differs, how many rows went and how many came."""
    found = {
        name: (
            sum(row not in after[name] for row in before[name]),
            sum(row not in before[name] for row in after[name]),
        )
        for name in after
    }
    return {name: counts for name, counts in found.items() if counts != (0, 0)}
