"""What became of Fenbury’s comments holds what the samples’ README promises."""

from collections.abc import Iterator

import pytest

from app.recommendations.changes import Change, changes_between
from tests.imports.fenbury import RECORDS, Record, moment_before

BOTH = ["fenbury-high-street", "fenbury-clean-air"]


def _comments(record: Record) -> dict[str, Record]:
    return {comment["id"]: comment for comment in record["comments"]}


def _texts(record: Record, number: int) -> dict[str, dict[str, str]]:
    """The clauses of each version of a recommendation, by label, oldest first."""
    [recommendation] = [one for one in record["recommendations"] if one["number"] == number]
    return {
        version["label"]: {clause["key"]: clause["text"] for clause in version["clauses"]}
        for version in recommendation["versions"]
    }


def _answered(record: Record) -> Iterator[str]:
    """The comments that have an answer: their own, or one of their themes'."""
    under = {theme["id"]: theme["comments"] for theme in record["themes"]}
    for disposition in record["dispositions"]:
        yield from under[disposition["theme"]] if disposition["theme"] else [disposition["comment"]]


@pytest.mark.parametrize("name", BOTH)
def test_themes_hold_published_comments_of_residents_and_examples_are_among_them(name: str) -> None:
    record = RECORDS[name]
    comments = _comments(record)
    names = [theme["name"].casefold() for theme in record["themes"]]
    assert len(names) == len(set(names)) >= 10
    for theme in record["themes"]:
        assert theme["comments"]
        assert len(theme["comments"]) == len(set(theme["comments"]))
        assert set(theme["examples"]) <= set(theme["comments"])
        assert bool(theme["summary"]) == bool(theme["summary_by"]) == bool(theme["examples"])
        for key in theme["comments"]:
            assert comments[key]["state"] == "published", key
            assert not comments[key]["official"], key


@pytest.mark.parametrize("name", BOTH)
def test_each_disposition_is_about_a_comment_or_a_theme_and_says_what_its_outcome_demands(name: str) -> None:
    record = RECORDS[name]
    comments = _comments(record)
    themes = {theme["id"] for theme in record["themes"]}
    for disposition in record["dispositions"]:
        assert (disposition["comment"] is None) != (disposition["theme"] is None)
        assert disposition["comment"] is None or comments[disposition["comment"]]["state"] == "published"
        assert disposition["theme"] is None or disposition["theme"] in themes
        assert disposition["explanation"]
        assert bool(disposition["passed_to"]) == (disposition["outcome"] == "out_of_scope")
        assert bool(disposition["clause"]) == (disposition["outcome"] == "changed")
        if disposition["comment"] is not None:
            assert moment_before(comments[disposition["comment"]]["at"], disposition["at"])


@pytest.mark.parametrize("name", BOTH)
def test_what_changed_the_text_points_at_a_clause_that_changed_in_that_version(name: str) -> None:
    record = RECORDS[name]
    changed = [one for one in record["dispositions"] if one["outcome"] == "changed"]
    assert len(changed) >= 10
    for disposition in changed:
        texts = _texts(record, disposition["recommendation"])
        labels = list(texts)
        before = labels[labels.index(disposition["version"]) - 1]
        changes = {one.key: one for one in changes_between(texts[before], texts[disposition["version"]])}
        change = changes[disposition["clause"]]
        assert change.change is not Change.SAME, disposition


@pytest.mark.parametrize("name", BOTH)
def test_a_clause_has_a_note_only_where_it_changed_and_comes_only_from_what_was_there(name: str) -> None:
    for recommendation in RECORDS[name]["recommendations"]:
        former: dict[str, str] = {}
        for version in recommendation["versions"]:
            for clause in version["clauses"]:
                assert not clause.get("note") or clause["text"] != former.get(clause["key"]), clause
            for origin in version.get("origins", []):
                assert origin["from"] in former
                assert origin["clause"] in {clause["key"] for clause in version["clauses"]}
            stayed = {clause["key"] for clause in version["clauses"]}
            assert {each["clause"] for each in version.get("departures", [])} <= former.keys() - stayed
            former = {clause["key"]: clause["text"] for clause in version["clauses"]}


def test_the_samples_say_why_a_paragraph_went() -> None:
    [departure] = [
        (recommendation["number"], version["label"], each["clause"])
        for recommendation in RECORDS["fenbury-high-street"]["recommendations"]
        for version in recommendation["versions"]
        for each in version.get("departures", [])
    ]
    assert departure == (4, "draft 2", "4.5")


def test_every_comment_on_the_clean_air_drafts_is_answered_and_the_consultation_is_finished() -> None:
    record = RECORDS["fenbury-clean-air"]
    published = {c["id"] for c in record["comments"] if c["state"] == "published" and not c["official"]}
    assert published <= set(_answered(record))
    assert record["finished"]["by"] == "officer@demo.example"
    assert [pack["meeting"] for pack in record["packs"]] == ["Session 5: Reading the comments"]


def test_some_of_the_comments_on_the_high_street_have_an_answer_and_most_wait_for_one() -> None:
    record = RECORDS["fenbury-high-street"]
    published = {c["id"] for c in record["comments"] if c["state"] == "published" and not c["official"]}
    answered = published & set(_answered(record))
    assert 15 <= len(answered) < len(published) / 2
    assert record["finished"] is None


def test_final_votes_were_entered_and_checked_by_two_people_and_three_have_minority_statements() -> None:
    votes = [v for r in RECORDS["fenbury-clean-air"]["recommendations"] for v in r["votes"]]
    for vote in votes:
        assert vote["entered_by"] != vote["checked_by"]
        against = sum(
            c["count"] for c in vote["counts"] if c["choice"] not in ("strongly_support", "support")
        )
        assert all((said["members"] or 0) <= against for said in vote["minority"])
    assert sum(bool(vote["minority"]) for vote in votes) == 3
