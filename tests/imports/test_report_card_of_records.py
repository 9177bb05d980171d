"""The figures of the three assemblies of the programme, worked out by hand from what their records hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.imports.jobs import import_assembly_files, import_register_file
from tests.conftest import Visitor
from tests.imports.compiled import IIDP, REGISTER, saved, small

# Greater Cambridge has 7 measures and 21 supporting ones. By name and officially only key messages 8 and 9 are
# answered. A campaign tells of M1, S1, S3, S6, S12 and S18. S4 and S5 are under consideration, and all are answered
# as a whole. Of Dudley's 12 a newspaper tells of the answers to D1 and B3; the leader is thinking about all of them.
# Romsey's masterplan answers R1, R4 and R6. R2 and R5 are known from its planner's page, the rest as a whole.
BY_HAND: dict[str, dict[str, Any]] = {
    "greater-cambridge": {
        "recommendations": 28,
        "answered": 0,
        "answered_as_a_whole": 20,
        "answered_elsewhere": 6,
        "acknowledged": 2,
        "unanswered": 0,
        "on_time": None,
        "answers_overdue": None,
        "answers_promised": "Summer 2020",
        "median_days": None,
        "commitments": None,
        "recorded_delivered": 1,
        "recorded_stopped": 1,
        "last_update": "2023-09-28",
        "vision_outcomes": 7,
        "vision_outcomes_answered": 0,
        "key_messages": 13,
        "key_messages_answered": 2,
    },
    "dudley-peoples-panel": {
        "recommendations": 12,
        "answered": 0,
        "answered_as_a_whole": 0,
        "answered_elsewhere": 2,
        "acknowledged": 10,
        "unanswered": 0,
        "on_time": None,
        "answers_overdue": None,
        "answers_promised": None,
        "commitments": None,
        "last_update": None,
    },
    "romsey": {
        "recommendations": 10,
        "answered": 3,
        "answered_as_a_whole": 5,
        "answered_elsewhere": 2,
        "acknowledged": 0,
        "unanswered": 0,
        "accepted": 1,
        "accepted_in_part": 2,
        "on_time": None,
        "answers_overdue": None,
        "median_days": None,
        "median_days_left_out": 3,
        "recorded_in_progress": 3,
        "last_update": "2024-12",
        "key_messages": 3,
        "key_messages_answered": 0,
    },
}


@pytest.mark.parametrize("with_register", [False, True])
def test_the_records_of_the_programme_give_the_figures_that_were_worked_out_by_hand(
    session: Session, client: Visitor, with_register: bool
) -> None:
    import_assembly_files(IIDP)
    if with_register:
        import_register_file(REGISTER)
    told = {row["slug"]: row for row in client.get("/report-card.json").get_json()["assemblies"]}
    assert len(told) == (13 if with_register else 3)
    for slug, by_hand in BY_HAND.items():
        assert {name: told[slug][name] for name in by_hand} == by_hand
        assert told[slug]["compiled"]
        assert told[slug]["iidp"]


def test_of_assemblies_that_only_the_register_knows_every_figure_is_unknown(
    session: Session, client: Visitor
) -> None:
    import_register_file(REGISTER)
    for row in client.get("/report-card.json").get_json()["assemblies"]:
        assert [name for name, value in row.items() if isinstance(value, int | float) and value == 0] == (
            [] if row["iidp"] else ["iidp"]
        )


def test_what_was_promised_is_on_the_page_as_long_as_the_record_says_it(
    session: Session, client: Visitor, tmp_path: Path
) -> None:
    said = {"due_on": "2020-08", "words": "by the end of August", "source": "https://council.example/minutes"}
    import_assembly_files([saved(tmp_path, small() | {"promises": [said]})])
    page = client.get("/assemblies/hilltown/responses/").text
    assert "by the end of August" in page
    assert 'href="https://council.example/minutes"' in page
    told = client.get("/report-card.json").get_json()["assemblies"][0]
    assert (told["answers_due_at"], told["answers_promised"]) == (
        "2020-08-31T16:00:00Z",
        "by the end of August",
    )
    import_assembly_files([saved(tmp_path, small())])
    assert "When the answers were promised" not in client.get("/assemblies/hilltown/responses/").text
    assert client.get("/report-card.json").get_json()["assemblies"][0]["answers_due_at"] is None
