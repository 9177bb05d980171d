"""Fenbury’s comments, decisions and reports hold what the samples’ README promises."""

import itertools
from collections import Counter

from tests.imports.fenbury import RECORDS, STAFF, Record, clauses, each_record, moment_before, published

REASONS = {
    "abuse",
    "hatred",
    "private_person",
    "threat",
    "advertising",
    "off_topic",
    "copyright",
    "duplicate",
    "legal",
}

MODERATORS = {"moderator", "lead_moderator"}


@each_record
def test_comments_were_written_while_comments_were_open_and_before_today(record: Record) -> None:
    phase = next(phase for phase in record["phases"] if phase["kind"] == "consulting")
    opens, closes = ((phase[edge]["day"], phase[edge]["time"]) for edge in ("opens", "closes"))
    for comment in record["comments"]:
        at = (comment["at"]["day"], comment["at"]["time"])
        assert opens <= at <= closes, comment["id"]
        assert comment["at"]["day"] <= -1, comment["id"]
    order = [(comment["at"]["day"], comment["at"]["time"]) for comment in record["comments"]]
    assert order == sorted(order)


@each_record
def test_comments_stand_on_the_newest_version_and_on_clauses_that_exist(record: Record) -> None:
    known = clauses(record)
    versions = {r["number"]: r["versions"] for r in record["recommendations"]}
    for comment in record["comments"]:
        public = [
            v for v in versions[comment["recommendation"]] if moment_before(v["published_at"], comment["at"])
        ]
        assert comment["version"] == public[-1]["label"], comment["id"]
        if comment["clause"]:
            assert (comment["recommendation"], comment["version"], comment["clause"]) in known, comment["id"]


@each_record
def test_a_quote_is_found_word_for_word_in_its_clause(record: Record) -> None:
    known = clauses(record)
    quoting = [comment for comment in record["comments"] if comment["quote"]]
    assert len(quoting) >= 4
    for comment in quoting:
        text = known[comment["recommendation"], comment["version"], comment["clause"]]
        assert comment["quote"] in text, comment["id"]


@each_record
def test_a_reply_follows_a_comment_on_the_same_draft_that_readers_could_see(record: Record) -> None:
    by_id = {comment["id"]: comment for comment in record["comments"]}
    for reply in (comment for comment in record["comments"] if comment["reply_to"]):
        parent = by_id[reply["reply_to"]]
        assert parent["reply_to"] is None
        assert parent["state"] in ("published", "hidden")
        assert (parent["recommendation"], parent["version"]) == (reply["recommendation"], reply["version"])
        assert moment_before(parent["decisions"][0]["at"], reply["at"]), reply["id"]
        # It is to a comment, as the reply form has it, and counts at no paragraph.
        assert reply["clause"] is reply["stance"] is reply["quote"] is None, reply["id"]


@each_record
def test_every_comment_has_the_decisions_that_its_state_needs(record: Record) -> None:
    wanted = {
        "published": ["publish"],
        "hidden": ["publish", "hide"],
        "rejected": ["reject"],
        "withdrawn": ["publish"],
    }
    for comment in record["comments"]:
        actions = [decision["action"] for decision in comment["decisions"]]
        assert actions == ([] if comment["official"] else wanted.get(comment["state"], [])), comment["id"]
        at = [comment["at"], *(decision["at"] for decision in comment["decisions"])]
        assert all(moment_before(earlier, later) for earlier, later in itertools.pairwise(at)), comment["id"]
        assert at[-1]["day"] <= -1, comment["id"]
        for decision in comment["decisions"]:
            assert set(STAFF[decision["by"]]) & MODERATORS
            if decision["action"] == "publish":
                assert decision["reason_code"] is None
            else:
                assert decision["reason_code"] in REASONS
                assert decision["note"]


@each_record
def test_comments_keep_to_the_words_of_the_schema(record: Record) -> None:
    for comment in record["comments"]:
        assert comment["stance"] in {"support", "support_with_changes", "oppose", "neutral", None}
        assert comment["channel"] in {"online", "paper", "email", "phone", "event"}
        assert 1 <= len(comment["body"]) <= 5000
        assert 0 <= comment["agrees"] <= 60
        assert (comment["email"] is None) == (
            comment["official"] or comment["channel"] in ("paper", "phone", "event")
        )
        typed_in = comment["official"] or comment["channel"] in ("paper", "phone", "event")
        assert (comment["entered_by"] in STAFF) == typed_in, comment["id"]


def test_the_high_street_has_enough_comments_of_every_state() -> None:
    record = RECORDS["fenbury-high-street"]
    states = Counter(comment["state"] for comment in record["comments"])
    assert states.pop("published") >= 170
    assert states == {
        "awaiting_moderation": 14,
        "awaiting_confirmation": 3,
        "rejected": 3,
        "hidden": 3,
        "withdrawn": 1,
    }
    shown = published(record)
    replies = [comment for comment in shown if comment["reply_to"]]
    assert len(replies) >= 25
    assert sum(reply["official"] for reply in replies) >= 10
    assert len([comment for comment in shown if comment["clause"]]) * 3 >= len(shown)
    assert {"online", "paper", "email", "phone", "event"} == {comment["channel"] for comment in shown}
    hidden = {comment["id"] for comment in record["comments"] if comment["state"] == "hidden"}
    assert {reply["reply_to"] for reply in replies} & hidden
    assert Counter(comment["recommendation"] for comment in shown).most_common(1)[0][0] == 4


def test_clean_air_kept_the_comments_of_its_time() -> None:
    record = RECORDS["fenbury-clean-air"]
    assert len(published(record)) >= 40
    assert {comment["recommendation"] for comment in published(record)} == set(range(1, 15))


@each_record
def test_no_two_comments_say_the_same_unless_one_was_rejected_for_it(record: Record) -> None:
    bodies = Counter(comment["body"] for comment in record["comments"] if comment["state"] != "rejected")
    assert [body for body, count in bodies.items() if count > 1] == []


def test_comments_differ_in_length_from_a_word_to_a_page() -> None:
    lengths = [len(comment["body"].split()) for comment in published(RECORDS["fenbury-high-street"])]
    assert min(lengths) <= 2
    assert max(lengths) >= 300
    assert len(set(lengths)) >= 50


def test_readers_reports_are_about_comments_that_are_public_or_were_hidden_for_them() -> None:
    record = RECORDS["fenbury-high-street"]
    seen = {c["id"]: c for c in record["comments"] if c["state"] in ("published", "hidden")}
    answered = 0
    for report in record["reports"]:
        assert report["reason_code"] in REASONS
        first, *later = seen[report["comment"]]["decisions"]
        assert moment_before(first["at"], report["at"])
        was_hidden = any(moment_before(report["at"], decision["at"]) for decision in later)
        assert was_hidden or (seen[report["comment"]]["state"] == "published" and report["text"])
        answered += was_hidden
    assert (answered, len(record["reports"])) == (2, 6)


@each_record
def test_appeals_challenge_what_was_taken_and_somebody_else_answers_them(record: Record) -> None:
    posts = {post["id"]: post for post in (*record["comments"], *record["questions"])}
    assert record["appeals"]
    for appeal in record["appeals"]:
        post, answer = posts[appeal["comment"]], appeal["answer"]
        challenged = post["decisions"][-1]
        assert post["state"] in ("rejected", "hidden")
        assert post["email"]
        assert moment_before(challenged["at"], appeal["at"])
        assert 1 <= len(appeal["text"]) <= 2000
        if answer:
            assert answer["by"] != challenged["by"]
            assert set(STAFF[answer["by"]]) & MODERATORS
            assert moment_before(appeal["at"], answer["at"])
