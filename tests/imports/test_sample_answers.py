"""Fenbury’s answers and promises hold what the samples’ README promises."""

import itertools
from collections import Counter
from datetime import date

import pytest

from tests.imports.fenbury import LOAD_DAYS, RECORDS, STAFF, instant, moment_before

VERDICTS = {"accepted", "accepted_in_part", "not_accepted", "under_consideration", "not_ours_to_decide"}
COMMITMENT_STATES = {"planned", "in_progress", "delayed", "delivered", "stopped"}


def test_the_high_street_has_no_answer_yet() -> None:
    assert RECORDS["fenbury-high-street"]["responses"] == []
    assert RECORDS["fenbury-high-street"]["commitments"] == []


def test_every_clean_air_recommendation_is_answered_once_and_one_answer_was_corrected() -> None:
    responses = RECORDS["fenbury-clean-air"]["responses"]
    superseded = {response["supersedes"] for response in responses if response["supersedes"]}
    standing = [response for response in responses if response["id"] not in superseded]
    assert sorted(response["recommendation"] for response in standing) == list(range(1, 15))
    assert {response["verdict"] for response in standing} == VERDICTS
    assert sum(response["verdict"] in ("accepted", "accepted_in_part") for response in standing) == 9
    by_id = {response["id"]: response for response in responses}
    assert len(superseded) == 1
    for response in responses:
        assert (response["supersedes"] is None) == (response["correction_reason"] is None)
        if response["supersedes"]:
            former = by_id[response["supersedes"]]
            assert former["recommendation"] == response["recommendation"]
            assert moment_before(former["published_at"], response["published_at"])


@pytest.mark.parametrize("today", LOAD_DAYS)
def test_answers_give_reasons_come_from_two_officers_and_came_on_time(today: date) -> None:
    record = RECORDS["fenbury-clean-air"]
    due = instant(record["assembly"]["answer_due"], today)
    for response in record["responses"]:
        assert response["reasons"]
        assert response["responsible_body"]
        assert response["responsible_role"]
        assert response["drafted_by"] != response["published_by"]
        assert {response["drafted_by"], response["published_by"]} == {
            "officer@demo.example",
            "officer2@demo.example",
        }
        assert instant(response["decided_on"], today)[0] <= instant(response["published_at"], today)[0]
        assert bool(response["sent_to"]) == (response["verdict"] == "not_ours_to_decide")
        assert bool(response["not_taken_up"]) == (response["verdict"] in ("accepted_in_part", "not_accepted"))
        if response["supersedes"] is None:
            assert instant(response["published_at"], today) <= due


def test_twenty_one_commitments_are_in_every_state_and_four_are_delivered() -> None:
    commitments = RECORDS["fenbury-clean-air"]["commitments"]
    states = Counter(commitment["state"] for commitment in commitments)
    assert len(commitments) == 21
    assert set(states) == COMMITMENT_STATES
    assert states["delivered"] == 4
    schools = [commitment["state"] for commitment in commitments if commitment["recommendation"] == 3]
    assert schools == ["delayed", "delivered", "in_progress"]


def test_a_commitment_is_in_the_state_of_its_last_update_and_each_state_has_its_proof() -> None:
    answered = {response["recommendation"] for response in RECORDS["fenbury-clean-air"]["responses"]}
    for commitment in RECORDS["fenbury-clean-air"]["commitments"]:
        assert commitment["recommendation"] in answered
        assert commitment["lead"]
        updates = commitment["updates"]
        assert commitment["state"] == (updates[-1]["state"] if updates else "planned"), commitment["id"]
        assert all(moment_before(a["at"], b["at"]) for a, b in itertools.pairwise(updates))
        assert all("officer" in STAFF[update["by"]] and update["at"]["day"] <= -1 for update in updates)
        dates = [update["new_due"] for update in updates if update["new_due"]]
        assert commitment["due_now"] == (dates[-1] if dates else commitment["due"])
        assert (commitment["state"] == "delayed") == bool(dates)
        assert all((update["state"] == "delayed") == bool(update.get("reason")) for update in updates)
        assert (commitment["state"] == "stopped") == bool(commitment["stop_reason"])
        assert (commitment["state"] == "delivered") == bool(commitment["delivered_on"])
        if commitment["state"] == "delivered":
            assert updates[-1]["evidence"]
            assert commitment["delivered_on"]["day"] == updates[-1]["at"]["day"]
